"""The machine of a session is total: whatever the session and whatever is recorded, it answers or refuses by a rule."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.capacity.domain import session_commands as c
from app.capacity.domain.session import Session
from app.capacity.domain.session_machine import Sessions
from app.capacity.domain.session_moves import EVENTS, MOVES
from app.capacity.domain.words import Format, SessionAction, SessionStatus
from app.capacity.sessions.actions import BODIES
from app.kernel.errors import NotNow, Refusal
from app.kernel.machine import Happened, apply
from app.law.domain.rulebook import RULEBOOK

SETTINGS = settings(deadline=None, derandomize=True, database=None, max_examples=200)
ANY_DAY = st.dates(date(2026, 3, 1), date(2026, 3, 9))
ANY_SESSION = st.builds(Session, day=ANY_DAY, fixed_on=ANY_DAY)
ANY_COMMAND = st.sampled_from([move.command for move in MOVES]).flatmap(
    lambda kind: st.builds(kind, occurred_on=ANY_DAY)
)
ANY_RECORDING = st.builds(c.Recording, today=ANY_DAY)


def outcome(session: Session, command: c.SessionCommand, recording: c.Recording) -> Happened | Refusal:
    """Return what comes of it: an event or a refusal, and nothing else."""
    try:
        return Sessions(recording).decide(session, command, recording.today)
    except Refusal as refused:
        return refused


@SETTINGS
@given(session=ANY_SESSION, command=ANY_COMMAND, recording=ANY_RECORDING)
def test_every_command_on_every_session_is_answered_or_refused_by_a_known_rule(
    session: Session, command: c.SessionCommand, recording: c.Recording
) -> None:
    happened = outcome(session, command, recording)
    if isinstance(happened, Refusal):
        assert happened.reason
        assert RULEBOOK.knows(happened.rule_id)
        return
    assert session.fixed_on <= command.occurred_on <= recording.today
    assert session.status is not SessionStatus.CANCELLED
    assert happened.type == EVENTS[command.action]
    assert apply(session, happened).status in SessionStatus


@SETTINGS
@given(command=ANY_COMMAND, recording=ANY_RECORDING)
def test_whatever_was_called_off_says_that_it_was(command: c.SessionCommand, recording: c.Recording) -> None:
    off = Session(date(2026, 3, 5), Format.VIDEO, fixed_on=date.min, status=SessionStatus.CANCELLED)
    refused = outcome(off, command, recording)
    assert isinstance(refused, Refusal)
    assert not isinstance(refused, NotNow) or refused.rule_id == "mediation-on-request"


def test_every_action_has_a_path_of_its_own() -> None:
    assert BODIES.keys() == set(SessionAction) == EVENTS.keys()
