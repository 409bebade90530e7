"""The bodies of what happens to a session."""

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from pydantic import Field, StrictBool

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.ports import any_version
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.schemas.shared import WHICH_AUTHORITY
from app.cases.stories import ARRANGED, CONTENT, REQUESTED, Story
from app.cases.use_cases import TakeAction
from app.kernel.terms import SessionOutcome
from app.platform.http.fields import Day


class ArrangeMediationIn(ActionIn):
    """The day of a mediation session was fixed: the first day, or a new day that replaces the earlier day."""

    summary: ClassVar = "Record that a mediation session was fixed"
    action: ClassVar = Action.ARRANGE_MEDIATION
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-16", "session_on": "2026-03-03"}

    session_on: Day | None = Field(
        None, description="The day of the mediation session. Leave the day out if the day is not fixed yet."
    )
    moved_for_the_family: StrictBool = Field(
        False,
        description="`true` means that the family asked for a new day for the session that is fixed now. The session "
        "then still counts as arranged on the day on which the session was first fixed. `moved_for_the_family` "
        "has no effect if no session is fixed.",
    )

    def command(self, recording: Recording) -> commands.Command:
        moved = self.moved_for_the_family
        return commands.ArrangeMediation(**self.on(recording), session_on=self.session_on, moved_for_the_family=moved)


class CancelSessionIn(ActionIn):
    """A mediation session was called off before it was held."""

    summary: ClassVar = "Record that a mediation session was called off"
    action: ClassVar = Action.CANCEL_SESSION
    story: ClassVar = Story(action, steps=ARRANGED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-20"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.CancelSession(**self.on(recording))


class ReportCannotArrangeIn(ActionIn):
    """The authority or the commissioning body reports to the mediation adviser that mediation cannot be arranged in 30
    days.
    """

    summary: ClassVar = "Report that mediation cannot be arranged"
    action: ClassVar = Action.REPORT_CANNOT_ARRANGE
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-10"}
    not_corrected: ClassVar = frozenset({"search_id"})

    search_id: UUID | None = Field(
        None,
        description="The id of the search for a mediator on which the report is based. If you send `search_id`, the "
        "search must have found no mediator who is free within the 30 days for arranging mediation. `POST "
        "/v1/cases/{case_id}/searches` searches for free mediators for the case, and stores the search. The search "
        "must be the latest search for the case. The search must be made after the family last asked for mediation, "
        "and after the mediation needs of the case last changed. If you leave `search_id` out, we make a search and "
        "store the search with the report. We record the report that mediation cannot be arranged even if our search "
        "finds free time slots. The event says how many of these slots were within the 30 days for arranging "
        "mediation.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReportCannotArrange(**self.on(recording))

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        return replace(super().said(command, must_be_version), search_id=self.search_id)


class RecordSessionOutcomeIn(ActionIn):
    """How the mediation session ended. Nobody records what was said in the session."""

    summary: ClassVar = "Record how a mediation session ended"
    action: ClassVar = Action.RECORD_SESSION_OUTCOME
    story: ClassVar = Story(action, steps=ARRANGED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-03", "outcome": "no_agreement"}

    outcome: SessionOutcome = Field(description=WHICH_AUTHORITY)

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordSessionOutcome(**self.on(recording), outcome=self.outcome)


BODIES: tuple[type[ActionIn], ...] = (
    ArrangeMediationIn,
    CancelSessionIn,
    ReportCannotArrangeIn,
    RecordSessionOutcomeIn,
)
