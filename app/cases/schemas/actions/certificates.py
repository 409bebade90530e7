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
    """The adviser issues the certificate. Send its date of issue as `occurred_on`: the month to appeal runs from this
    date.
    """

    summary: ClassVar = "Issue a certificate"
    action: ClassVar = Action.ISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=DECLINED)
    example: ClassVar = {"occurred_on": "2026-02-11", "ground": "declined"}

    ground: CertificateGround

    def command(self, recording: Recording) -> commands.Command:
        return commands.IssueCertificate(**self.on(recording), ground=self.ground, number=recording.draw_number())


class ReissueCertificateIn(ActionIn):
    """A lost certificate is replaced, or the right to appeal has passed to the young person. The date of issue stays
    the same.

    The right to appeal never passes from a young person to a parent, directly or through a person who decides for the
    young person.
    """

    summary: ClassVar = "Reissue a certificate"
    action: ClassVar = Action.REISSUE_CERTIFICATE
    story: ClassVar = Story(action, steps=certified("MC-B5QV-BC7Y-HBK7-7MEK"))
    example: ClassVar = {"occurred_on": "2026-02-25"}

    holder_kind: AppellantKind | None = Field(
        None, description="Who holds the right to appeal now. If you leave this out: the same person as before."
    )
    holder_name: Line | None = Field(
        None, description="The new holder's name, for the certificate only. Stored encrypted."
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
