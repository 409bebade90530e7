"""The body of the passing of the right to appeal."""

from typing import Any, ClassVar

from pydantic import Field

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import DECLINED, Story
from app.kernel.terms import AppellantKind, RightPasses
from app.platform.http.fields import Line


class PassRightIn(ActionIn):
    """The right to appeal passes to another person: school age ends, or capacity is lost or regained.

    A certificate stays valid and keeps its date. Reissue the certificate to the person who now holds the right: if an
    appeal needs a certificate, it must be in this person's name. A young person's own right never passes to a parent.

    From now on we withhold the contact details that were recorded before, because they are for another person. Ask the
    new holder for contact details, and record these details with `PUT /v1/cases/{case_id}/contact`. If a parent speaks
    for a young person, record the parent there as `representative`.
    """

    summary: ClassVar = "Pass the right to appeal to another person"
    action: ClassVar = Action.PASS_RIGHT
    story: ClassVar = Story(action, steps=DECLINED)
    example: ClassVar = {
        "occurred_on": "2026-02-11",
        "to": "young_person",
        "because": "school_age_ended",
        "holder_name": "Robin Example",
    }

    to: AppellantKind = Field(description="Who holds the right now.")
    because: RightPasses = Field(
        description="Why. `school_age_ended`: to the young person. `capacity_lost` and `representative_changed`: to a "
        "person who acts for the holder. `capacity_regained`: back to the person who lost capacity."
    )
    holder_name: Line | None = Field(
        None,
        description="The name of the person who holds the right now, for the certificate only. Stored encrypted. "
        "Required once a certificate is issued. If you leave the name out before then, the case has no name.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.PassRight(**self.on(recording), to=self.to, because=self.because)

    def private(self) -> dict[str, Any]:
        return {"name": self.holder_name or ""}


BODIES: tuple[type[ActionIn], ...] = (PassRightIn,)
