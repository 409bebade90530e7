"""Nobody sees another's case on any route. The sweep reads the route table, so that a new route cannot forget.

A new route with another kind of id in its path fails here until it is swept as well.
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.capacity.mediators.calendar_routes import A_CALENDAR
from app.certificates.number import new as unissued
from app.evidence.comparisons.sandbox import EXAMPLE_COMPARISON, keep_example
from tests.support.capacity import a_mediator, books, holds, in_days, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Parties, Party, a_notice, declines
from tests.support.routes import Operation, operations

OUTSIDERS = {
    "sandbox-la-992": "another authority, with the same provider",
    "sandbox-la-993": "another authority",
    "sandbox-provider-b": "a provider that the authority does not instruct",
    "sandbox-advice-991": "the authority's advice service: nobody was referred to it on this case",
    "sandbox-advice-992": "another advice service",
    "sandbox-icb": "the commissioning body, not notified of this case",
    "sandbox-operator": "the operator, who sees no case content",
}

PUBLIC = {
    "GET /v1/certificates/{number}/verification": "anybody may ask whether a number stands; no name in it",
    "GET /v1/law/regimes/{regime}": "the law",
    "GET /problems/{slug}": "what a problem means",
    "GET /docs/{name}": "the documentation's own files",
    "GET /v1/calendars/{secret}.ics": "the address is the secret: times alone, swept in test_calendars_over_http",
    **{
        f"{method} {path}": "a family's link is the secret; an authority's figures are public: tests/evidence/http"
        for method, path in (
            ("GET", "/feedback/{token}"),
            ("POST", "/feedback/{token}"),
            ("GET", "/evidence/experience/{la_code}/{quarter}"),
            ("GET", "/v1/evidence/experience/{la_code}/{quarter}"),
            ("GET", "/v1/evidence/experience/{la_code}/{quarter}.csv"),
        )
    },
    "GET /v1/evidence/{name}/metadata.json": "what columns mean",
    "GET /v1/exports/{name}/metadata.json": "likewise",
    "GET /v1/evidence/comparisons/{comparison_id}/metadata.json": "likewise, and the same for every comparison",
}
"""Operations that answer anybody, though a path parameter chooses what: none of them opens a case."""

ITS_SERVICE = "sandbox-advice-991"
"""Was referred somebody on the second case, on consent to contact alone: sees its referral, and nothing of the case."""

SHOWN_TO_ALL = frozenset({"GET /v1/advice-services/{service_id}"})
"""Who helps, and how much room there is, whoever may refer is told."""

OF_ONES_OWN_CASES = "/v1/providers/{slug}/handover"
"""Moves the caller's own cases to another provider: swept in tests/cases/http/test_change_of_provider.py."""

OF_THE_OPERATOR = "/v1/admin/"
"""Where the operator registers who may call. Nothing there is about a case, and no other organisation gets in."""

OF_AN_AUTHORITY = "/v1/admin/organisations/{slug}/successor"

WORK_WITH_THE_PROVIDER = frozenset({"sandbox-la-992", "sandbox-icb"})
"""They too may turn to this provider: its mediators are theirs to see, and nothing that hangs on a case."""
SEEN_BY_ITS_PARTNERS = "GET /v1/mediators/{mediator_id}"


@dataclass(frozen=True)
class Record:
    """Whose walls are tested: a certified case of authority 991 about health, of which nobody was notified.

    Beside it a second case with a booked session, a hold and a proposal; `ids` names what may stand in a path.
    """

    ids: Mapping[str, str]
    registration_number: str = ""

    @property
    def case_id(self) -> str:
        return self.ids["case_id"]

    @property
    def secrets(self) -> list[str]:
        """What no outsider may be told, even by accident. Slots and mediators are seen by the provider's partners."""
        shown = ("mediator_id", "slot_id", "service_id", "referral_id", "slug", "client_id", "slot", "chart")
        return [each for name, each in self.ids.items() if name not in shown]

    def body(self, operation: Operation) -> Any:
        """The operation's own example, made to fit where it names what only the sandbox's examples have."""
        if operation.path.endswith("/hold"):
            return {"case_id": self.case_id}
        if operation.path.endswith("/secrets"):
            return {}
        if operation.path == "/v1/mediators/{mediator_id}":
            return a_mediator(registration_number=self.registration_number)
        return (operation.examples or [None])[0]


@pytest.fixture(scope="module")
async def record(app: FastAPI, la: Party, provider: Party) -> Record:
    await keep_example(app.state.service.database, app.state.service.desk)
    case = await la.opens(kind="plan_content", sections=("F", "G"), la_reference="WALLED")
    await puts(la, f"/v1/cases/{case}/contact", {"telephone": "01632 960001"})
    await provider.records(case, "contact-adviser", occurred_on="2026-02-05")
    await provider.records(case, "request-mediation", issues=["F", "G"], occurred_on="2026-02-05")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    shown = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    body = a_mediator()
    mediator = await mediates(provider, **body)
    beside = await wants_mediation(la, provider, la_reference="WALLED")
    booked, held, free = (await slots_for(la, beside, mediator))[:3]
    session = await books(la, beside, booked["id"])
    hold = await holds(la, held["id"], beside)
    proposal = await la.posts("/v1/capacity/allocations", {"seconds": 1, "weeks": 1})
    consent = {"given_by": "parent", "given_on": in_days(-1), "covers": ["contact"]}
    contact = {"name": "Sam Example", "telephone": "01632 960001"}
    referral = await la.posts(
        "/v1/referrals", {"case_id": beside, "person": "parent", "consent": consent, "contact": contact}
    )
    row = b"la_reference,decision_kind,notice_sent_on,appellant_kind\nWALLED-ROW,a,02/02/2026,parent\n"
    sent = await la.sends("POST", "/v1/imports", content=row, headers={"Content-Type": "text/csv"})
    letter = {
        "kind": "other",
        "dated": "2026-02-02",
        "sha256": "0" * 64,
        "location": "WALLED-PLACE",
        "readers": ["mediation_provider"],
    }
    document = await la.posts(f"/v1/cases/{case}/documents", letter)
    appealed = await la.opens(kind="plan_content", sections=("I",), la_reference="WALLED")
    await la.records(appealed, "register-appeal", basis="placement_only", occurred_on="2026-03-02")
    [appeal] = await la.lists("/v1/appeals", case_id=appealed)
    [duty] = await la.lists("/v1/duties", case_id=case, code="arrange-mediation")
    ids = {
        "appeal_id": appeal["id"], "duty_id": duty["id"],
        "document_id": document["id"], "case_id": case, "import_id": sent.json()["id"],
        "comparison_id": str(EXAMPLE_COMPARISON), "chart": "cost",
        "number": shown["certificate"]["number"],
        "mediator_id": mediator, "slot_id": free["id"], "referral_id": referral["id"],
        "service_id": referral["advice_service"]["id"], "hold_id": hold["id"], "session_id": session["id"],
        "allocation_id": proposal["id"], "slug": "sandbox-advice-993", "client_id": "sandbox-advice-993", "slot": "1",
    }  # fmt: skip
    return Record(ids, body["registration_number"])


def is_shown(operation: Operation, slug: str) -> bool:
    """Whether an outsider is no outsider to this operation."""
    of_its_own = slug == ITS_SERVICE and ("/referrals/" in operation.path or "{service_id}" in operation.path)
    of_a_partner = slug in WORK_WITH_THE_PROVIDER and str(operation) == SEEN_BY_ITS_PARTNERS
    of_the_operator = slug == "sandbox-operator" and operation.path.startswith(OF_THE_OPERATOR)
    return of_its_own or of_a_partner or of_the_operator or str(operation) in SHOWN_TO_ALL


def walled(app: FastAPI) -> list[Operation]:
    return [one for one in operations(app) if "{" in one.path and str(one) not in PUBLIC]


async def asks(party: Party, operation: Operation, record: Record) -> Any:
    # An authority alone has a successor: the organisation that the other routes change is an advice service.
    ids = record.ids if operation.path != OF_AN_AUTHORITY else {**record.ids, "slug": "sandbox-la-993"}
    path = operation.path.format(**ids)
    if operation.method == "PUT" and path.endswith("/calendar"):
        return await party.sends("PUT", path, content=A_CALENDAR, headers={"Content-Type": "text/calendar"})
    return await party.sends(operation.method, path, json=record.body(operation))


async def test_every_kind_of_id_is_swept(app: FastAPI, record: Record) -> None:
    swept = walled(app)
    assert len(swept) >= 50
    assert {name for one in swept for name in re.findall(r"{(\w+)", one.path)} == record.ids.keys()
    assert [str(one) for one in swept if not one.scopes] == []


async def test_the_parties_get_an_answer_on_every_route(
    app: FastAPI, parties: Parties, la: Party, provider: Party, record: Record
) -> None:
    """So that a 404 below is the wall's, and not the request's own fault."""
    service, operator = await parties.get(ITS_SERVICE), await parties.get("sandbox-operator")
    asked = [one for one in walled(app) if one.path != OF_ONES_OWN_CASES]
    for operation in sorted(asked, key=lambda one: (one.method != "GET", str(one))):
        reads = operation.method == "GET" and "capacity:write" not in operation.scopes
        of_the_authority = any(
            part in operation.path for part in ("allocations", "/holds/", "/imports/", "/comparisons/")
        )
        party = la if reads or of_the_authority else provider
        if is_shown(operation, ITS_SERVICE):
            party = service
        if operation.path.startswith(OF_THE_OPERATOR):
            party = operator
        answer = await asks(party, operation, record)
        expected = {200} if operation.method == "GET" else {200, 201, 204, 403, 409, 422}
        assert answer.status_code in expected, f"{operation}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_an_outsider_finds_nothing(app: FastAPI, parties: Parties, la: Party, record: Record, slug: str) -> None:
    outsider = await parties.get(slug)
    before = await la.sees(record.case_id)
    for operation in walled(app):
        if is_shown(operation, slug):
            continue
        answer = await asks(outsider, operation, record)
        told = (answer.status_code, answer.json()["type"])
        allowed = {(404, "/problems/not-found")}
        if not await holds_scopes(outsider, operation):
            allowed = {(403, "/problems/scope-missing")}
        assert told in allowed, f"{slug} on {operation}: {answer.status_code} {answer.text}"
        assert record.case_id not in answer.text
    assert await la.sees(record.case_id) == before


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_what_is_anothers_and_what_is_not_there_are_one_answer(
    app: FastAPI, parties: Parties, record: Record, slug: str
) -> None:
    outsider = await parties.get(slug)
    nothing = Record({name: str(uuid4()) for name in record.ids} | {"number": unissued()}, "WALLED-1")
    for operation in walled(app):
        if is_shown(operation, slug):
            continue
        ours, absent = [await asks(outsider, operation, one) for one in (record, nothing)]
        assert (ours.status_code, ours.content) == (absent.status_code, absent.content), str(operation)


@pytest.mark.parametrize("slug", OUTSIDERS)
async def test_no_list_tells_of_it(app: FastAPI, parties: Parties, la: Party, record: Record, slug: str) -> None:
    outsider = await parties.get(slug)
    lists = [one for one in operations(app) if one.method == "GET" and one.scopes and "{" not in one.path]
    assert len(lists) >= 3
    told_us = ""
    asked: dict[str, Any] = {"limit": 200, "la_reference": "WALLED", "case_id": record.case_id, "year": 2026}
    for operation in lists:
        taken = {one["name"] for one in (operation.documented or {}).get("parameters", [])}
        query = {name: value for name, value in asked.items() if name in taken}
        told_us += (await la.sends("GET", operation.path, params=query)).text
        answer = await outsider.sends("GET", operation.path, params=query)
        expected = {404} if operation.path in OF_THE_CASE_ASKED_FOR else {200}
        if operation.path == OF_AN_AREA:
            expected |= {404}  # a provider has no area to count
        if operation.path in OF_OWN_CASES and not slug.startswith("sandbox-la"):
            expected = {403}
        expected = OTHERWISE.get((operation.path, slug.rstrip("0123456789").removesuffix("-")), expected)
        assert answer.status_code in (expected if await holds_scopes(outsider, operation) else {403}), str(operation)
        told = answer.text.partition('"next":')[0]  # the next page's address repeats what was asked
        assert [each for each in record.secrets if each in told] == [], str(operation)
    assert record.case_id in told_us


OF_THE_CASE_ASKED_FOR = frozenset({"/v1/slots"})
"""Lists that are for one case: another's is not there."""
OF_AN_AREA = "/v1/advice-services/effect"
OF_OWN_CASES = frozenset(
    {
        f"/v1/evidence/{name}"
        for name in ("burden", "comparisons", "costs", "experience", "mediations", "panels", "settings")
    }
    | {"/v1/exports/sen2.csv", "/v1/exports/sen2.xml"}
)
"""Figures that an authority counts of its own cases."""
OTHERWISE = {
    **{("/v1/evidence/appeals", kind): {403} for kind in ("sandbox-provider-b", "sandbox-icb", "sandbox-advice")},
    **{("/v1/exports/contract-return", kind): {403} for kind in ("sandbox-tribunal", "sandbox-icb", "sandbox-advice")},
    ("/v1/exports/contract-return", "sandbox-provider-b"): {422},  # it must name the authority
    ("/v1/evidence/mediations", "sandbox-la"): {422},  # the year cannot be counted yet
}
"""What else a path answers to a caller, by the start of its name."""


async def test_without_a_token_nobody_is_let_in(app: FastAPI, public: Any, record: Record) -> None:
    for operation in operations(app):
        if operation.scopes:
            path = operation.path.format(**record.ids)
            answer = await public.request(operation.method, path, json=(operation.examples or [None])[0])
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated"), str(operation)


async def test_the_tribunal_finds_nothing_before_something_comes_before_it(
    app: FastAPI, la: Party, tribunal: Party, record: Record
) -> None:
    """It may record what a family asks of it on any case; it may read none that has not come before it."""
    ids = {name: str(uuid4()) for name in record.ids} | {"case_id": await la.opens(), "number": unissued()}
    case = Record(ids)
    choices = {one["action"]: one for one in (await la.gets(f"/v1/cases/{case.case_id}/actions"))["actions"]}
    for operation in walled(app):
        action = operation.path.rpartition("/")[2]
        if "tribunal" in choices.get(action, {}).get("recorded_by", ()):
            continue
        answer = await asks(tribunal, operation, case)
        expected = 404 if await holds_scopes(tribunal, operation) else 403
        assert answer.status_code == expected, f"{operation}: {answer.status_code} {answer.text}"


async def test_a_replaced_or_unknown_provider_cannot_be_chosen(la: Party, other_la: Party, provider: Party) -> None:
    """Tenancy comes from the token: an authority instructs only its own providers, and opens only its own cases."""
    assert (await la.sends("POST", "/v1/cases", json=a_notice(provider="sandbox-provider-b"))).status_code == 422
    for claimed in ({"la_code": "992"}, {"la_id": str(other_la.id)}):
        assert (await la.sends("POST", "/v1/cases", json=a_notice() | claimed)).status_code == 422
    assert (await provider.sends("POST", "/v1/cases", json=a_notice())).status_code == 422, "whose notice is it?"


async def test_a_provider_sees_the_cases_it_is_instructed_in(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """Authority 992 works with both: instructing the second hides the case from the first."""
    case = await other_la.opens(provider="sandbox-provider-b")
    assert (await provider.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await provider.tries(case, "contact-adviser")).status_code == 404
    await declines(other_provider, case)


async def holds_scopes(party: Party, operation: Operation) -> bool:
    """Whether a party's token carries what an operation needs."""
    payload = party.token.split(".")[1]
    scopes = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["scope"].split()
    return operation.scopes <= set(scopes)
