"""A session and its case: whatever becomes of the one moves the other, or is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.capacity.domain.mediator import Span
from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Cancel, End, RecordAttendance, Reschedule, SessionCommand
from app.capacity.domain.words import CancelledBy, Format, SessionStatus, WhyMoved
from app.capacity.records import StoredSession
from app.capacity.sessions.recording import Report, record
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import State
from app.cases.records import Staged
from app.kernel.errors import NotYours, Refusal
from app.kernel.terms import OrganisationKind, SessionOutcome
from app.platform.actor import Recorded
from tests.cases.use_cases.test_recording import ACTORS, BEGUN, DESK, NOW, SEAL, TODAY, opened

PROVIDER, LA = OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.LOCAL_AUTHORITY
WAITING = replace(
    BEGUN,
    stage=State.MEDIATION_REQUESTED,
    contacted_on=date(2026, 2, 9),
    requested_on=date(2026, 2, 10),
    under_way=True,
)
"""A case that has lost its arrangement."""
OVER = Span(NOW - timedelta(days=1), NOW - timedelta(days=1) + timedelta(hours=3))
YESTERDAY = TODAY - timedelta(days=1)

ENDS = End(by=PROVIDER, occurred_on=YESTERDAY, outcome=SessionOutcome.FULL_AGREEMENT, attendance=())
MOVES = Reschedule(
    by=PROVIDER, occurred_on=YESTERDAY, day=TODAY + timedelta(days=9), format=Format.VIDEO, fixed_on=YESTERDAY,
    word_of=CancelledBy.LOCAL_AUTHORITY, why=WhyMoved.UNAVAILABLE,
)  # fmt: skip
CALLS_OFF = Cancel(by=PROVIDER, occurred_on=YESTERDAY, word_of=CancelledBy.LOCAL_AUTHORITY, why=WhyMoved.UNAVAILABLE)


def recorded(
    command: SessionCommand, facts: CaseFacts = WAITING, span: Span = OVER, at: datetime = NOW, **session: Any
) -> tuple[StoredSession, Staged]:
    """Record something of a session that is booked on a case."""
    case, session_id = opened(facts).case, uuid4()
    provider = session.pop("provider_id", ACTORS[PROVIDER].organisation_id)
    stored = StoredSession(
        session_id, case.id, case.la_id, provider, uuid4(), uuid4(), None, span,
        Session(span.starts_at.date(), Format.VIDEO, fixed_on=date(2026, 2, 16), **session),
        SEAL.seal({}, str(session_id)), 1, NOW, NOW,
    )  # fmt: skip
    return record(DESK, case, stored, Report(command), Recorded(ACTORS[command.by], TODAY, at))


def test_no_outcome_leaves_its_case_where_it_was() -> None:
    with pytest.raises(Refusal, match="No mediation session has been arranged"):
        recorded(ENDS, replace(WAITING, stage=State.MEDIATION_ARRANGED))
    with pytest.raises(Refusal):
        recorded(ENDS)


def test_a_session_that_is_moved_moves_its_case_or_stays() -> None:
    _, staged = recorded(MOVES)
    assert (staged.case.facts.state, staged.case.facts.session_on) == (State.MEDIATION_ARRANGED, MOVES.day)
    with pytest.raises(Refusal):
        recorded(MOVES, replace(WAITING, stage=State.MEDIATION_DECLINED, under_way=False))


@pytest.mark.parametrize("word_of", CancelledBy)
def test_the_family_alone_moves_a_session_without_making_its_arrangement_later(word_of: CancelledBy) -> None:
    arranged = replace(WAITING, stage=State.MEDIATION_ARRANGED, arranged_on=date(2026, 2, 16), session_on=YESTERDAY)
    _, staged = recorded(replace(MOVES, word_of=word_of), arranged, with_health=True)
    for_the_family = word_of is CancelledBy.PARENT_OR_YOUNG_PERSON
    assert staged.case.facts.arranged_on == (date(2026, 2, 16) if for_the_family else YESTERDAY)


def test_a_session_can_always_be_called_off() -> None:
    changed, staged = recorded(CALLS_OFF)
    assert changed.session.status is SessionStatus.CANCELLED
    assert staged.case.facts.state is State.MEDIATION_REQUESTED


@pytest.mark.parametrize("command", [MOVES, CALLS_OFF])
def test_a_session_that_has_begun_is_undone_by_its_mediators_provider_alone(command: Reschedule | Cancel) -> None:
    """On whichever day it is said to have been; up to the start whoever arranges may say so."""
    for other in (replace(command, by=LA), command):
        for day in (command.occurred_on, command.occurred_on - timedelta(days=1), TODAY):
            with pytest.raises(NotYours, match="the mediator's own provider"):
                recorded(replace(other, occurred_on=day), provider_id=uuid4())
    ahead = Span(NOW + timedelta(hours=1), NOW + timedelta(hours=4))
    assert recorded(replace(command, by=LA), span=ahead)[0].version == 2


@pytest.mark.parametrize("over", [{}, {"status": SessionStatus.ENDED, "outcome": SessionOutcome.ADJOURNED}])
def test_who_came_to_another_providers_session_is_not_this_ones_to_say(over: dict[str, Any]) -> None:
    came = RecordAttendance(by=PROVIDER, occurred_on=TODAY, attendance=())
    assert recorded(came, **over)[0].version == 2
    with pytest.raises(NotYours, match="whose mediator holds the session"):
        recorded(came, **over, provider_id=uuid4())


def test_an_outcome_waits_until_the_session_has_begun() -> None:
    """By the instant: in the morning nobody knows how the afternoon ended."""
    arranged = replace(WAITING, stage=State.MEDIATION_ARRANGED, arranged_on=date(2026, 2, 16), session_on=TODAY)
    ends = replace(ENDS, occurred_on=TODAY)
    later = Span(NOW + timedelta(hours=1), NOW + timedelta(hours=4))
    with pytest.raises(Refusal, match="has not begun"):
        recorded(ends, arranged, later)
    _, staged = recorded(ends, arranged, later, at=later.starts_at)
    assert staged.case.facts.state is State.MEDIATION_CONCLUDED


@pytest.mark.parametrize("over", [replace(WAITING, closed_on=YESTERDAY), replace(WAITING, resolved_on=YESTERDAY)])
def test_what_is_over_is_left_as_it_was(over: CaseFacts) -> None:
    changed, staged = recorded(ENDS, over)
    assert changed.session.status is SessionStatus.ENDED
    assert staged.case.facts.concluded_on is None
