"""The value that the cases wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Removes, Renews, Sealed, Seed, Wing

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.problem_bodies import ProblemBody
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.cases import actions, correction_routes, law_routes, list_routes, read_routes, routes
    from app.cases.contacts import routes as contacts
    from app.cases.documents import routes as documents
    from app.cases.families import routes as families
    from app.cases.handover import routes as handover
    from app.cases.transfers import routes as transfers

    return (
        actions.router,
        correction_routes.router,
        list_routes.router,
        routes.router,
        read_routes.router,
        contacts.router,
        documents.router,
        families.router,
        handover.router,
        transfers.router,
        law_routes.router,
    )


def _problem_bodies() -> "Sequence[type[ProblemBody]]":
    from app.cases.problems import BODIES

    return BODIES


def _problems() -> "Sequence[ModuleType]":
    from app.cases import problems

    return (problems,)


def _tables() -> "Sequence[Table]":
    from app.cases.tables import case_reads, cases, contacts, documents, events, families, transfers

    return cases, events, case_reads, contacts, documents, families, transfers


def _sealed() -> Sequence[Sealed]:
    from app.cases.tables import cases, contacts, documents

    return (
        Sealed(cases.c.id, cases.c.sealed),
        Sealed(contacts.c.case_id, contacts.c.sealed),
        Sealed(documents.c.id, documents.c.sealed),
    )


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import Date, Integer, bindparam, cast, delete, func, or_, select

    from app.cases.tables import case_reads, cases, contacts

    read_before = case_reads.c.read_at < func.now() - func.make_interval(
        0, 0, 0, bindparam("reads_kept_days", type_=Integer)
    )
    today = cast(func.timezone("Europe/London", func.now()), Date)
    over = cases.c.times_end_on < today - bindparam("contact_kept_days", type_=Integer)
    left = cases.c.updated_at < func.now() - func.make_interval(0, 0, 0, bindparam("contact_idle_days", type_=Integer))
    of_those = delete(contacts).where(contacts.c.case_id.in_(select(cases.c.id).where(or_(over, left))))
    return (
        Forgets(
            "contact details of families whose case is over",
            of_those,
            {"contact_kept_days": 90, "contact_idle_days": 730},
        ),
        Forgets("reads of cases that were long ago", delete(case_reads).where(read_before), {"reads_kept_days": 2192}),
    )


def _removes() -> Sequence[Removes]:
    from sqlalchemy import delete

    from app.cases.tables import case_reads, cases, contacts, documents, events, families, transfers
    from app.platform.db.removing import CASE, of_case

    return (
        of_case(contacts, "contact details"),
        of_case(documents, "documents"),
        of_case(families, "family references"),
        of_case(case_reads, "reads"),
        of_case(transfers),
        of_case(events, "events"),
        Removes(delete(cases).where(cases.c.id == CASE)),
    )


def _renews() -> Sequence[Renews]:
    from app.cases.turning import store_next_dates

    return (Renews("next dates of cases", store_next_dates),)


def _seeds() -> Sequence[Seed]:
    from app.cases.sandbox import all_open, open_examples

    return (Seed(all_open, open_examples),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.cases import documented
    from app.cases.contacts import documented as contacts
    from app.cases.documents import documented as documents
    from app.cases.families import documented as families
    from app.cases.handover import documented as handover
    from app.cases.transfers import documented as transfers

    return (
        documented.EXAMPLES,
        contacts.EXAMPLES,
        documents.EXAMPLES,
        families.EXAMPLES,
        handover.EXAMPLES,
        transfers.EXAMPLES,
    )


WING = Wing(
    name="cases",
    tags=(
        (
            "Cases",
            "A case is one dispute about one decision. An authority records the notice of its decision, and every "
            "party can read the case, its dates and its events.",
        ),
        (
            "Actions",
            "Record what happened on a case. Each action has its own path. If the pathway does not allow an action, "
            "the refusal says why.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
    problem_bodies=_problem_bodies,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    renews=_renews,
    seeds=_seeds,
    removes=_removes,
)
