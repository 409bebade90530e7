"""What the search of sessions tries, repeated by hand: a command or a day that is left out would hide a fault."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from app.capacity.domain.session import Came, Session
from app.capacity.domain.session_search import (
    BOOKED_ON,
    FIRST,
    MOMENTS,
    OTHER,
    RECORDERS,
    STARTS,
    Moment,
    SessionSearch,
    commands,
    named,
    told,
)
from app.capacity.domain.words import Attendance, Attending, Format, SessionStatus
from app.kernel.search import Node
from app.kernel.terms import OrganisationKind, SessionOutcome

LA = OrganisationKind.LOCAL_AUTHORITY
PARTIES = ("parent_or_young_person", "local_authority", "commissioning_body")
TRIED = [
    *(f"told ({one})" for one in PARTIES),
    *(f"told ({one}, shorter notice agreed)" for one in PARTIES[:2]),
    "representative", "interpreter", "place",
    *(f"{action} ({one})" for one in (*PARTIES, "mediator") for action in ("cancel", "reschedule")),
    *(f"attendance ({one} {how})" for one in (*PARTIES, "supporter") for how in ("attended", "did_not_attend")),
    "childs-views",
    *(f"outcome ({one})" for one in SessionOutcome),
]  # fmt: skip
"""Every command, as a counter-example names it, in the order in which the search tries them."""


def node(session: Session = STARTS[0], when: Moment = MOMENTS[0]) -> Node[Session, Moment]:
    return Node(session, when, told=told(session))


def test_every_command_is_tried_until_the_last_day_for_moving_has_come() -> None:
    day_before = date(2026, 3, 16)
    assert [named(one, own=False) for one in commands(LA, FIRST, day_before)] == [
        f"{one} by local_authority on 2026-03-10" for one in TRIED
    ]
    assert [named(one, own=False) for one in commands(LA, FIRST, OTHER)] == [
        f"{one} by local_authority on 2026-03-10" for one in TRIED if not one.startswith("reschedule")
    ]


def test_a_session_is_moved_to_the_other_day_and_met_in_person() -> None:
    moved = [one for one in commands(LA, FIRST, FIRST) if one.action == "reschedule"]
    assert {(one.by, one.day, one.format, one.fixed_on, one.occurred_on, one.why) for one in moved} == {  # type: ignore[attr-defined] # a Reschedule
        (LA, OTHER, Format.IN_PERSON, FIRST, FIRST, "other")
    }


def test_the_provider_of_the_mediator_is_told_from_another_provider() -> None:
    assert [*RECORDERS] == [*((kind, False) for kind in OrganisationKind), (OrganisationKind.MEDIATION_PROVIDER, True)]
    [one, *_] = commands(OrganisationKind.MEDIATION_PROVIDER, FIRST, FIRST)
    assert named(one, own=True).endswith(" by its own mediation_provider on 2026-03-10")


def test_the_search_asks_before_on_and_after_each_day_of_the_session() -> None:
    assert [str(one) for one in MOMENTS] == [
        f"{BOOKED_ON}, after the hour",
        f"{FIRST}, before the hour", f"{FIRST}, after the hour", "2026-03-11, after the hour",
        f"{OTHER}, before the hour", f"{OTHER}, after the hour", "2026-03-18, after the hour",
    ]  # fmt: skip
    assert (date(2026, 2, 16), date(2026, 3, 10), date(2026, 3, 17)) == (BOOKED_ON, FIRST, OTHER)
    later = [SessionSearch().later(node(when=one)) for one in MOMENTS]
    assert later == [*MOMENTS[1:], None]


def test_a_session_has_begun_from_its_hour_on() -> None:
    assert [one.has_begun(STARTS[0]) for one in MOMENTS] == [False, False, True, True, True, True, True]
    moved = replace(STARTS[0], day=OTHER)
    assert [one.has_begun(moved) for one in MOMENTS] == [False, False, False, False, False, True, True]


def test_the_search_begins_with_a_session_of_each_subject() -> None:
    assert [(told(one), one.with_health, one.health_only) for one in STARTS] == [
        ("a session about education", False, False),
        ("a session about health too", True, False),
        ("a session about health alone", True, True),
    ]
    assert {(one.day, one.fixed_on, one.format) for one in STARTS} == {(FIRST, BOOKED_ON, "video")}


@pytest.mark.parametrize(
    ("session", "when", "offered"),
    [
        (STARTS[0], MOMENTS[0], 75),
        (STARTS[0], MOMENTS[1], 150),
        (STARTS[0], MOMENTS[3], 225),
        (replace(STARTS[0], status=SessionStatus.CANCELLED), MOMENTS[0], 0),
        (
            replace(STARTS[0], status=SessionStatus.ENDED),
            MOMENTS[2],
            18,
        ),
    ],
)
def test_how_much_may_be_recorded(session: Session, when: Moment, offered: int) -> None:
    """As of the day of booking, of the session and of recording, which may be one day. After the end, its own provider
    may still record who came and what the child thinks."""
    menu = SessionSearch().menu(node(session, when))
    assert len(menu) == offered
    assert all(one.claiming for one in menu)


def test_two_sessions_are_one_to_the_search_if_no_gate_asks_what_tells_them_apart() -> None:
    session, when = STARTS[1], MOMENTS[2]
    mark = SessionSearch().mark
    attended = replace(session, attendance=(Came(Attending.LOCAL_AUTHORITY, Attendance.ATTENDED),))
    by_video = replace(session, attendance=(Came(Attending.LOCAL_AUTHORITY, Attendance.ATTENDED_REMOTELY),))
    stayed_away = replace(session, attendance=(Came(Attending.LOCAL_AUTHORITY, Attendance.DID_NOT_ATTEND),))
    assert mark(attended, when) == mark(by_video, when)
    apart = [
        session, attended, stayed_away,
        replace(session, attendance=(Came(Attending.PARENT_OR_YOUNG_PERSON, Attendance.DID_NOT_ATTEND),)),
        replace(session, with_health=False), replace(session, health_only=True), replace(session, day=OTHER),
        replace(session, fixed_on=FIRST), replace(session, status=SessionStatus.ENDED),
        replace(session, outcome=SessionOutcome.ADJOURNED),
    ]  # fmt: skip
    assert len({mark(one, when) for one in apart} | {mark(session, MOMENTS[1])}) == len(apart) + 1


def test_the_days_share_their_commands() -> None:
    counted = Counter(named(one.command, own=False) for one in SessionSearch().menu(node(when=MOMENTS[3])))
    assert {"2026-02-16", "2026-03-10", "2026-03-11"} == {one[-10:] for one in counted}
