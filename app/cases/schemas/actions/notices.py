"""The bodies of the authority's answers to a notice that a mediation adviser recorded."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import Field, StrictBool

from app.cases.domain import commands
from app.cases.domain.words import Action, DisputeReason
from app.cases.ports import any_version
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import TOLD, Story
from app.cases.use_cases import TakeAction
from app.platform.http.fields import Day, Passage, Reference


class ConfirmNoticeIn(ActionIn):
    """The authority confirms a notice that a mediation adviser recorded from the family's letter.

    After the confirmation, every deadline is counted again from the day on which the authority sent the notice. The
    authority's confirmation of a notice must not shorten the family's time to appeal. So the day of sending cannot be
    earlier than the day from which the deadlines count now. The day of sending cannot be after the family's first step.
    """

    summary: ClassVar = "Confirm a notice that an adviser recorded"
    action: ClassVar = Action.CONFIRM_NOTICE
    story: ClassVar = Story(action, **TOLD)
    example: ClassVar = {
        "occurred_on": "2026-02-12",
        "la_reference": "EXAMPLE-confirmed",
        "notice_sent_on": "2026-02-03",
    }

    la_reference: Reference = Field(description="Your reference for the case.")
    notice_sent_on: Day = Field(description="The day on which you sent the notice.")
    notice_printed_on: Day | None = Field(
        None,
        description="The date printed on the letter. Give the printed date only if the adviser did not record the "
        "printed date.",
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="`true` says that the notice is not a duplicate, although it looks like a notice that you have "
        "recorded. For example: a notice about a sibling may have the same kind, day and reference.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ConfirmNotice(
            **self.on(recording),
            la_reference=self.la_reference,
            notice_sent_on=self.notice_sent_on,
            notice_printed_on=self.notice_printed_on,
        )

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        return replace(super().said(command, must_be_version), not_a_duplicate=self.not_a_duplicate)


class DisputeNoticeIn(ActionIn):
    """The authority disputes a notice that a mediation adviser recorded.

    The parties to the case see that the authority disputes the notice. While the authority disputes the notice, every
    time limit continues, and the family can still take every step. The authority can still confirm the notice later.
    """

    summary: ClassVar = "Dispute a notice that an adviser recorded"
    action: ClassVar = Action.DISPUTE_NOTICE
    story: ClassVar = Story(action, **TOLD)
    example: ClassVar = {
        "occurred_on": "2026-02-12",
        "reason": "not_ours",
        "explanation": "The family moved in January. The letter is from the authority before us.",
    }

    reason: DisputeReason = Field(
        description="`not_ours`: another authority made the decision. `no_appealable_decision`: the letter gives no "
        "decision that can be appealed. `duplicate`: this notice already has another case. `other`: give the reason "
        "in `explanation`."
    )
    explanation: Passage | None = Field(
        None,
        description="What is wrong with the notice, in your own words. We store this text encrypted, and never write "
        "the text into a log. Only the authority and the mediation provider can read the text.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.DisputeNotice(**self.on(recording), reason=self.reason)

    def private(self) -> dict[str, Any]:
        return {"dispute_explanation": self.explanation}


BODIES: tuple[type[ActionIn], ...] = (ConfirmNoticeIn, DisputeNoticeIn)
