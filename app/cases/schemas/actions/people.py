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
    """The right to appeal passes to a new person, because compulsory school age ends, or because the holder of the
    right loses or regains capacity.

    The mediation certificate stays valid and keeps its date. Reissue the certificate to the person who now holds the
    right to appeal. If an appeal needs a certificate, the certificate must be in the name of this person. A young
    person's own right never passes to a parent.

    From now on we withhold the contact details that were recorded before, because they belong to the person who held
    the right before. Ask the new holder of the right for contact details, and record these details with `PUT
    /v1/cases/{case_id}/contact`. If a parent speaks for a young person, record the parent as `representative` in the
    contact details.
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

    to: AppellantKind = Field(description="Who now holds the right to appeal.")
    because: RightPasses = Field(
        description="Why the right to appeal passes to a new person. With `school_age_ended`, the right to appeal "
        "passes to the young person. With `capacity_lost` and `representative_changed`, the right to appeal passes to "
        "a person who acts for the person without capacity. With `capacity_regained`, the right to appeal returns to "
        "the person who had lost capacity."
    )
    holder_name: Line | None = Field(
        None,
        description="The name of the person who now holds the right to appeal, for the certificate only. We store the "
        "name encrypted. If a certificate was issued, you must give the name of the person who now holds the right to "
        "appeal. If you leave the name out before a certificate is issued, the case has no name.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.PassRight(**self.on(recording), to=self.to, because=self.because)

    def private(self) -> dict[str, Any]:
        return {"name": self.holder_name or ""}


BODIES: tuple[type[ActionIn], ...] = (PassRightIn,)
