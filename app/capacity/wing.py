"""The value that the capacity wing hands to the service."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.platform.own import KEYS_KEPT
from app.platform.wing import Forgets, Removes, Renews, Sealed, Seed, Wing

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.db.work import Database
    from app.platform.http.examples import Examples
    from app.platform.http.problem_bodies import ProblemBody
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.capacity.allocations import routes as allocations
    from app.capacity.figures import routes as figures
    from app.capacity.mediators import calendar_routes as calendars
    from app.capacity.mediators import routes as mediators
    from app.capacity.searches import routes as searches
    from app.capacity.sessions import actions
    from app.capacity.sessions import joint_routes as joint
    from app.capacity.sessions import routes as sessions
    from app.capacity.slots import routes as slots
    from app.capacity.twin import routes as twin

    parts = (sessions, actions, joint, slots, searches, mediators, calendars, figures, twin, allocations)
    return tuple(part.router for part in parts)


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.capacity.unit import EXPLANATIONS

    return EXPLANATIONS


def _problem_bodies() -> "Sequence[type[ProblemBody]]":
    from app.capacity.problems import BODIES

    return BODIES


def _problems() -> "Sequence[ModuleType]":
    from app.capacity import problems

    return (problems,)


def _tables() -> "Sequence[Table]":
    from app.capacity import tables

    return (
        tables.mediators,
        tables.slots,
        tables.engagements,
        tables.holds,
        tables.allocations,
        tables.sessions,
        tables.mediation_needs,
        tables.searches,
    )


def _sealed() -> Sequence[Sealed]:
    from app.capacity.tables import mediation_needs, sessions

    return (
        Sealed(sessions.c.id, sessions.c.sealed),
        Sealed(mediation_needs.c.case_id, mediation_needs.c.sealed),
    )


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, func

    from app.capacity.mediators.layout import CAPACITY_KEPT
    from app.capacity.tables import allocations, engagements, slots

    long_ago = func.now() - CAPACITY_KEPT
    let_go = delete(engagements).where(engagements.c.expires_at < func.now() - KEYS_KEPT)
    unbooked = delete(allocations).where(allocations.c.status == "proposed", allocations.c.made_at < long_ago)
    return (
        Forgets("slots that have gone by", delete(slots).where(slots.c.ends_at < long_ago)),
        Forgets("holds that have ended", let_go),
        Forgets("proposals that have gone by", unbooked),
    )


def _renews() -> Sequence[Renews]:
    return (Renews("mediators' slots", _slots),)


async def _slots(database: "Database") -> int:
    from app.capacity.upkeep import extend_slots
    from app.law.holidays import england

    return await extend_slots(database, england())


def _seeds() -> Sequence[Seed]:
    from app.capacity.sandbox import all_there, open_capacity

    return (Seed(all_there, open_capacity),)


def _removes() -> Sequence[Removes]:
    from sqlalchemy import delete, select, text

    from app.capacity.tables import engagements, holds, mediation_needs, searches, sessions
    from app.platform.db.removing import CASE, of_case

    held = engagements.c.id.in_(select(holds.c.id).where(holds.c.case_id == CASE))
    return (
        Removes(delete(engagements).where(held)),
        of_case(sessions, "sessions"),
        of_case(searches, "searches"),
        of_case(mediation_needs, "mediation needs"),
        Removes(text(_OUT_OF_PROPOSALS).bindparams(CASE)),
    )


_OUT_OF_PROPOSALS = """
UPDATE allocations SET facts = facts || jsonb_build_object(
    'placed', (SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(facts->'placed') AS one
               WHERE one->>'case_id' <> CAST(:case AS text)),
    'unplaced', (SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(facts->'unplaced') AS one
                 WHERE one->>'case_id' <> CAST(:case AS text)))
WHERE strpos(CAST(facts AS text), CAST(:case AS text)) > 0
"""
"""A booked proposal stays with its other sessions, so the case is taken out of it."""


def _examples() -> "Sequence[Examples[Any]]":
    from app.capacity.allocations import documented as allocations
    from app.capacity.figures import documented as figures
    from app.capacity.mediators import documented as mediators
    from app.capacity.searches import documented as searches
    from app.capacity.sessions import documented as sessions
    from app.capacity.slots import documented as slots
    from app.capacity.twin import documented as twin

    parts = (mediators, slots, searches, sessions, figures, twin, allocations)
    return tuple(part.EXAMPLES for part in parts)


WING = Wing(
    name="capacity",
    tags=(
        (
            "Mediators",
            (
                "Record who can mediate, and when: accreditation, independence, languages, areas, availability and "
                "calendars."
            ),
        ),
        ("Slots", "Find a free slot that suits a case, hold the slot, and record searches that found no mediator."),
        (
            "Sessions",
            "From the booking to the end of a session: who was told, who came, how it ended. What was said is never "
            "stored.\n\n![State diagram. A booked session is moved, called off or ended. Until a session is called "
            "off or ended, you can record which parties were told, who the representatives are, and that an "
            "interpreter was found. Who came and the child's views may also be recorded after the session has "
            "ended.](docs/sessions.svg)",
        ),
        (
            "Capacity",
            "See in which week the 30-day duty will first be broken, and which families wait for a session. "
            "Simulate a change, and propose slots for all families that wait.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
    problem_bodies=_problem_bodies,
    explanations=_explanations,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    renews=_renews,
    seeds=_seeds,
    removes=_removes,
)
