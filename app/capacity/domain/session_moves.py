"""The moves of a session, as one table. This table and its gates alone decide what is allowed."""

from collections.abc import Mapping
from typing import Any

from app.capacity.domain import session_changes as becomes
from app.capacity.domain import session_conduct as conduct
from app.capacity.domain import session_gates as gates
from app.capacity.domain.session import REPRESENTED, Session
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    RecordChildsViews,
    Recording,
    Reschedule,
    Tell,
)
from app.capacity.domain.words import SessionAction, SessionStatus
from app.kernel.moves import Move, gates_in
from app.kernel.terms import OrganisationKind

S = SessionStatus
SessionMove = Move[Session, Any, Recording]

ARRANGERS = frozenset(
    {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.COMMISSIONING_BODY}
)
PROVIDER = frozenset({OrganisationKind.MEDIATION_PROVIDER})
BOOKED = frozenset({S.BOOKED})
HELD_OR_TO_BE = frozenset({S.BOOKED, S.ENDED})
"""The statuses in which the mediator's provider may record what the mediator knows."""

_NOT_HELD = (conduct.word_of_a_party, conduct.nobody_attended, conduct.ahead_or_by_its_provider, conduct.by_its_day)

_TABLE = (
    Move(
        Tell, "session-told", "Parties are told the day and place of the session.",
        "notify-session", ARRANGERS,
        BOOKED, None, becomes.told,
        (gates.told_are_parties, gates.told_before_agreeing, gates.agreed_by_its_day),
    ),
    Move(
        NameRepresentative, "session-representative-named",
        "The authority or the commissioning body names its representative. This person must have the power to decide.",
        "authority-to-resolve", frozenset(REPRESENTED),
        BOOKED, None, becomes.representative_named, (gates.done_beforehand, gates.names_for_a_party),
    ),
    Move(
        BookInterpreter, "session-interpreter-booked", "An interpreter is found for the session.",
        "who-attends", ARRANGERS,
        BOOKED, None, becomes.interpreter_booked,
        (gates.done_beforehand.under("who-attends"), gates.interpreter_needed),
    ),
    Move(
        ChangePlace, "session-place-changed",
        "The session gets a new link or a new room, which replaces the earlier link or room. The new link or room "
        "does not change the time of the session. Each duty that was done before the change stays done. Parties that "
        "were told the old place must be told the new place.",
        "notify-session", ARRANGERS,
        BOOKED, None, becomes.place_changed, (gates.done_beforehand.under("notify-session"),),
    ),
    Move(
        Reschedule, "session-rescheduled",
        "The session is moved to a new time. After the move, every party must be told the new day and place.",
        "authority-arranges", ARRANGERS,
        BOOKED, None, becomes.rescheduled, _NOT_HELD,
    ),
    Move(
        Cancel, "session-cancelled", "The session is called off. The mediator's time is free again.",
        "authority-arranges", ARRANGERS,
        BOOKED, S.CANCELLED, becomes.cancelled, _NOT_HELD, (gates.mediators_word,),
    ),
    Move(
        RecordAttendance, "session-attendance-recorded",
        "The mediator's provider records who took part in the session.",
        "who-attends", PROVIDER,
        HELD_OR_TO_BE, None, becomes.attendance_recorded,
        (conduct.has_begun, conduct.on_its_day_or_later, conduct.outcome_agrees), (gates.by_its_provider,),
    ),
    Move(
        RecordChildsViews, "session-childs-views-sought",
        "The mediator's provider records which steps the mediator took to learn the child's views.",
        "childs-views", PROVIDER,
        HELD_OR_TO_BE, None, becomes.childs_views_recorded, (), (gates.by_its_provider.under("childs-views"),),
    ),
    Move(
        End, "session-ended", "The mediator's provider records how the session ended. The case changes too.",
        "mediation-on-request", PROVIDER,
        BOOKED, S.ENDED, becomes.ended,
        (
            conduct.has_begun.under("mediation-on-request"), conduct.on_its_day_or_later.under("mediation-on-request"),
            conduct.ended_on_its_day, conduct.outcome_agrees.under("mediation-on-request"),
        ),
        (gates.by_its_provider.under("mediation-on-request"),),
    ),
)  # fmt: skip

MOVES: tuple[SessionMove, ...] = _TABLE

GATES = gates_in(vars(gates), vars(conduct))

EVENTS: Mapping[SessionAction, str] = {SessionAction(move.action): move.event for move in MOVES}
"""The name in the log of what was recorded about a session."""
