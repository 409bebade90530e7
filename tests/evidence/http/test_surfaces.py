"""Every answer with a number in it is known, and how it hides a family: a new one fails here until somebody says how.

A number counts families of others and passes the one control, or counts only records that its caller can list, or
counts no families at all.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from tests.evidence.http.test_attacks import ATTACKED
from tests.support.capacity import every_day, mediates, wants_mediation
from tests.support.parties import Party
from tests.support.routes import operations

OF_ONE_RECORD = ("case_id", "appeal_id", "duty_id", "session_id", "referral_id", "certificates/{number}")
"""What is told of one record, whose reader the tests of tenancy and of its wing check."""
NEVER_A_COUNT = {
    "corrected_by", "corrects", "days_to_first_contact", "event", "expires_in", "form", "kept_days", "level_of_help",
    "limit", "moved", "position", "overdue_days", "progress", "seq", "slot", "status", "term_index", "version", "year",
}  # fmt: skip
"""Places, versions and days of one record."""
IN_FIVES = "others are counted together, to the nearest five: tests/capacity/use_cases/test_sight.py"
EFFECT = "every table that there could be is tried: tests/advice/domain/test_disclosure.py"
LISTED = "counts what its caller can list: "
MEDIATORS = "hours and bookings of mediators, whoever they are for: free hours must be seen to be booked"
SAID = "what an organisation says of itself"
NOTHING_OF_FAMILIES = "counts no families"
OPERATOR = "for the operator, who counts no families"
SURFACES = {
    "GET /v1/cases/summary": LISTED + "tests/cases/http/test_lists.py",
    "GET /v1/duties/summary": LISTED + "below, and tests/duties/sql/test_counts.py",
    "POST /v1/providers/{slug}/handover": LISTED + "its own cases that go to another provider",
    "POST /v1/law/changes": LISTED + "tests/amendments/http/test_changes.py",
    "POST /v1/imports": LISTED + "the rows that it sent",
    "GET /v1/imports": LISTED + "the rows that it sent",
    "GET /v1/imports/{import_id}": LISTED + "the rows that it sent",
    "DELETE /v1/imports/{import_id}": LISTED + "the rows that it sent",
    "GET /v1/removals": LISTED + "each removal is a line",
    "GET /v1/removals/referrals": LISTED + "each removal is a line",
    "POST /v1/capacity/allocations": LISTED + "below",
    "GET /v1/capacity/allocations": LISTED + "below",
    "GET /v1/capacity/allocations/{allocation_id}": LISTED + "below",
    "POST /v1/capacity/allocations/{allocation_id}/book": LISTED + "below",
    "GET /v1/exports/contract-return": LISTED + "both sides know the cases: tests/evidence/http/test_contract.py",
    "GET /v1/capacity": IN_FIVES,
    "POST /v1/capacity/what-if": IN_FIVES,
    "GET /v1/slots": MEDIATORS,
    "GET /v1/mediators/{mediator_id}/availability": MEDIATORS,
    "PUT /v1/mediators/{mediator_id}/availability": MEDIATORS,
    "PUT /v1/mediators/{mediator_id}/calendar": MEDIATORS,
    "GET /v1/advice-services/effect": EFFECT,
    "GET /v1/advice-services": SAID,
    "GET /v1/advice-services/{service_id}": SAID,
    "PUT /v1/advice-services/{service_id}/capacity": SAID,
    "POST /v1/referrals": SAID,
    "GET /v1/me": NOTHING_OF_FAMILIES,
    "GET /v1/law/regimes": NOTHING_OF_FAMILIES,
    "GET /v1/law/regimes/{regime}": NOTHING_OF_FAMILIES,
    "GET /v1/law/assurance": NOTHING_OF_FAMILIES,
    "GET /v1/law/referrals/assurance": NOTHING_OF_FAMILIES,
    "POST /v1/cases": "of the case that was opened",
    "POST /v1/admin/organisations/{slug}/successor": "for the operator, who moves the cases of an authority that ended",
}
OTHER_FORMS = {
    "GET /v1/law/pathway.svg": NOTHING_OF_FAMILIES,
    "GET /v1/calendars/{secret}.ics": "a mediator's own sessions",
    "GET /v1/exports/sen2.csv": LISTED + "a row for each of its own cases",
    "GET /v1/exports/sen2.xml": LISTED + "an element for each of its own cases",
    "GET /v1/exports/sen2.xsd": NOTHING_OF_FAMILIES,
    "GET /v1/exports/{name}/metadata.json": NOTHING_OF_FAMILIES,
    "GET /v1/imports/template.csv": NOTHING_OF_FAMILIES,
    "GET /v1/imports/{import_id}/verdicts.csv": LISTED + "the rows that it sent",
    "GET /metrics": OPERATOR,
    "GET /problems": NOTHING_OF_FAMILIES,
    "GET /problems/{slug}": NOTHING_OF_FAMILIES,
}
"""Answers that are neither JSON nor rows of the same answer in JSON."""


def test_every_number_is_known_and_how_it_hides_a_family(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    known = {*SURFACES, *ATTACKED}
    found = {}
    for one in operations(app):
        counts = {name for answer in answers(one.documented) for name in numbers(answer, schemas)} - NEVER_A_COUNT
        if counts and not any(part in one.path for part in OF_ONE_RECORD):
            found[str(one)] = counts
    assert {path: counts for path, counts in found.items() if path not in known} == {}
    assert {*SURFACES} <= {*found}, "these have no number any more"


def test_every_other_form_of_an_answer_is_known(app: FastAPI) -> None:
    forms = {}
    for one in operations(app):
        kinds = {kind for _, kind in contents(one.documented)}
        if kinds and "application/json" not in kinds and not any(part in one.path for part in OF_ONE_RECORD):
            forms[str(one)] = kinds
    assert {path: kinds for path, kinds in forms.items() if path not in {*OTHER_FORMS, *ATTACKED}} == {}


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"group": "overdue"},
    {"status": "met"},
    {"code": "contact-adviser"},
    {"owed_by": "me"},
    {"due_from": "2026-02-01", "due_to": "2026-06-30"},
    {"kind": "plan_content", "state": "notified"},
)


async def test_counts_of_duties_are_of_duties_that_the_caller_lists(
    la: Party, other_la: Party, provider: Party, tribunal: Party, icb: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    for reader in (la, other_la, provider, tribunal, icb):
        for asked in ASKED:
            found = await reader.lists("/v1/duties", **asked)
            told = await reader.gets("/v1/duties/summary", **asked)
            assert told["duties"] == len(found), (reader.slug, asked)
            for part, name in (("by_code", "code"), ("by_status", "status")):
                listed = [one[name] for one in found]
                assert {one[name]: one["duties"] for one in told[part]} == {one: listed.count(one) for one in listed}


async def test_a_proposal_counts_the_cases_that_it_names(la: Party, provider: Party) -> None:
    await mediates(provider, every_day())
    await wants_mediation(la, provider, asked=3)
    for reader in (la, provider):
        waiting = {one["case_id"] for one in await reader.lists("/v1/capacity/waiting")}
        made = await reader.posts("/v1/capacity/allocations", {"weeks": 2, "seconds": 1})
        named = [one["case_id"] for one in (*made["placed"], *made["unplaced"])]
        assert (made["waiting"], {*named}) == (len(named), waiting)


def contents(documented: Any) -> Iterator[tuple[Any, str]]:
    for status, answer in (documented or {}).get("responses", {}).items():
        if status.startswith("2"):
            for kind, content in answer.get("content", {}).items():
                yield content.get("schema", {}), kind


def answers(documented: Any) -> Iterator[Any]:
    yield from (schema for schema, kind in contents(documented) if kind == "application/json")


def numbers(schema: Any, schemas: Any, name: str = "", seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the name of each number in an answer."""
    if "$ref" in schema:
        called = schema["$ref"].rpartition("/")[2]
        if called not in seen:
            yield from numbers(schemas[called], schemas, name, seen | {called})
        return
    if schema.get("type") in ("integer", "number"):
        yield name
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from numbers(each, schemas, name, seen)
    for member, inner in schema.get("properties", {}).items():
        yield from numbers(inner, schemas, member, seen)
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from numbers(inner, schemas, name, seen)
