"""The bodies of a certificate's issue and replacement."""

from typing import Any, ClassVar

from pydantic import Field

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import DECLINED, Story, certified
from app.kernel.terms import AppellantKind, CertificateGround
from app.platform.http.fields import Line


class IssueCertificateIn(ActionIn):
    """The adviser issues the mediation certificate. Send the date of issue as `occurred_on`: the family has one month
    to appeal from this date.
    """

    summary: ClassVar = "Issue a certificate"
    action: ClassVar = Action.ISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=DECLINED)
    example: ClassVar = {"occurred_on": "2026-02-11", "ground": "declined"}

    ground: CertificateGround

    def command(self, recording: Recording) -> commands.Command:
        return commands.IssueCertificate(**self.on(recording), ground=self.ground, number=recording.draw_number())


class ReissueCertificateIn(ActionIn):
    """The adviser replaces a certificate that was lost, or issues the certificate to the person to whom the right to
    appeal has passed. The date of issue stays the same.

    The right to appeal never passes from a young person to a parent, directly or through a person who acts for the
    young person.
    """

    summary: ClassVar = "Reissue a certificate"
    action: ClassVar = Action.REISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=certified("MC-B5QV-BC7Y-HBK7-7MEK"))
    example: ClassVar = {"occurred_on": "2026-02-25"}

    holder_kind: AppellantKind | None = Field(
        None,
        description="Who holds the right to appeal now. Leave `holder_kind` out if the same person as before holds the "
        "right.",
    )
    holder_name: Line | None = Field(
        None,
        description="The name of the person who now holds the right to appeal, for the certificate only. We store the "
        "name encrypted.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReissueCertificate(
            **self.on(recording), number=recording.draw_number(), holder_kind=self.holder_kind
        )

    def private(self) -> dict[str, Any]:
        return {"name": self.holder_name} if self.holder_name else {}


BODIES: tuple[type[ActionIn], ...] = (
    IssueCertificateIn,
    ReissueCertificateIn,
)
