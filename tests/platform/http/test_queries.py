"""Query parameters: what a route does not declare it refuses, on every route; what it declares narrows."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.support.capacity import books, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party
from tests.support.routes import Operation, operations

SOME_ID = "00000000-0000-4000-8000-000000000000"


def filled(operation: Operation) -> str:
    path = operation.path
    while "{" in path:
        before, _, rest = path.partition("{")
        name, _, after = rest.partition("}")
        path = before + {"slug": "refused", "regime": "cfa-2014"}.get(name, SOME_ID) + after
    return path


async def test_every_route_refuses_what_is_not_declared(app: FastAPI, parties: Parties, public: AsyncClient) -> None:
    everybody = await parties.all()
    seen = 0
    for operation in operations(app):
        if operation.documented is None:
            continue
        callers = everybody if operation.scopes else []
        answers = [await one.sends(operation.method, filled(operation) + "?overdue=true") for one in callers]
        if not operation.scopes:
            answers = [await public.request(operation.method, filled(operation) + "?overdue=true")]
        told = [one for one in answers if one.status_code not in (401, 403)]
        assert told, str(operation)
        for answer in told:
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input"), str(operation)
            [fault] = answer.json()["errors"]
            assert (fault["where"], fault["pointer"], fault["code"]) == ("query", "#/overdue", "extra_forbidden")
            seen += 1
    assert seen > 100


async def test_every_parameter_that_is_no_list_comes_once(app: FastAPI, parties: Parties) -> None:
    everybody = await parties.all()
    for operation in operations(app):
        for parameter in (operation.documented or {}).get("parameters", []):
            if parameter["in"] != "query":
                continue
            shapes = [parameter["schema"], *parameter["schema"].get("anyOf", [])]
            name, several = parameter["name"], any(one.get("type") == "array" for one in shapes)
            for caller in everybody:
                answer = await caller.sends(operation.method, filled(operation), params=[(name, "1"), (name, "1")])
                codes = [one["code"] for one in answer.json().get("errors", [])] if answer.status_code == 422 else []
                if answer.status_code not in (401, 403):
                    assert ("repeated" in codes) is not several, f"{operation} {name} {codes}"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/cases?overdue=true", "overdue"),
        ("/v1/cases?overdue", "overdue"),
        ("/v1/cases?State=certified", "State"),
        ("/v1/cases?state%5B%5D=certified", "state[]"),
        ("/v1/cases?limit=10&offset=20", "offset"),
        ("/v1/events?kind=certificate-issued", "kind"),
        ("/v1/events?type=certificate", "type/0"),
        ("/v1/law/rules?date=2026-02-02", "date"),
        ("/health/live?x=1", "x"),
        ("/v1/cases?=1", ""),
    ],
)
async def test_it_is_named(la: Party, path: str, name: str) -> None:
    answer = await la.sends("GET", path)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/{name}")


async def test_who_may_not_come_in_is_told_that_first(public: AsyncClient, advice: Party) -> None:
    assert (await public.get("/v1/cases?overdue=true")).status_code == 401
    assert (await advice.sends("GET", "/v1/cases?overdue=true")).status_code == 403


async def test_a_page_for_people_takes_what_browsers_add(public: AsyncClient) -> None:
    for path in ("/docs", "/docs/page.js", "/openapi.json"):
        assert (await public.get(f"{path}?code=1")).status_code == 200


async def test_cases_are_narrowed_by_what_a_case_manager_has_in_mind(parties: Parties) -> None:
    la, b = await parties.get("sandbox-la-993"), await parties.get("sandbox-provider-b")
    plan = await la.opens(kind="plan_content", sections=("F",), notice_sent_on="2026-02-02", la_reference="NARROW-1")
    assess = await la.opens(notice_sent_on="2026-03-02", la_reference="NARROW-2")
    ended = await la.opens(notice_sent_on="2026-04-02", la_reference="NARROW-3", kind="refusal_to_reassess")
    await b.records(plan, "contact-adviser", occurred_on="2026-02-09")
    await b.records(ended, "contact-adviser", occurred_on="2026-04-09")
    await b.records(ended, "decline-mediation", occurred_on="2026-04-09")

    async def found(**asked: object) -> set[str]:
        return {line["id"] for line in await la.lists("/v1/cases", limit=2, **asked)}

    everything = {plan, assess, ended}
    assert await found() == everything
    assert await found(state="notified") == {assess}
    assert await found(state=["notified", "adviser_contacted"]) == {plan, assess}
    assert await found(kind=["plan_content", "refusal_to_reassess"]) == {plan, ended}
    assert await found(kind="plan_content", state="notified") == set()
    assert await found(regime="cfa-2014") == everything
    assert await found(regime="green-paper-2022") == set()
    assert await found(provider="sandbox-provider-b") == await found(provider=str(b.id)) == everything
    assert await found(provider="sandbox-provider-a") == set()
    assert await found(notice_sent_from="2026-03-02") == {assess, ended}
    assert await found(notice_sent_to="2026-03-02") == {plan, assess}
    assert await found(notice_sent_from="2026-02-03", notice_sent_to="2026-03-31") == {assess}


@pytest.mark.parametrize(
    "query",
    ["state=gone", "state=notified&state=gone", "kind=x", "regime=x", "provider=nobody", "notice_sent_from=tomorrow",
     "notice_sent_to=2026-2-2", "&".join(["state=notified"] * 99)],
)  # fmt: skip
async def test_a_filter_that_cannot_be_meant(la: Party, query: str) -> None:
    answer = await la.sends("GET", f"/v1/cases?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query")


async def test_sessions_are_narrowed_by_day_and_status(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    booked = await books(provider, case, slot["id"])
    day = booked["day"]

    async def found(**asked: object) -> list[str]:
        return [one["id"] for one in await la.lists("/v1/sessions", case_id=case, **asked)]

    assert await found(**{"from": day, "to": day}) == [booked["id"]]
    assert await found(to=in_days(-1)) == []
    assert await found(**{"from": in_days(399)}) == []
    assert await found(status=["booked", "cancelled"]) == [booked["id"]]
    assert await found(status=["cancelled"]) == []
    reference = (await la.sees(case))["la_reference"]
    for here, elsewhere in (
        ({"la_reference": reference.lower()}, {"la_reference": f"{reference}-x"}),
        ({"provider": "sandbox-provider-a"}, {"provider": "sandbox-provider-b"}),
        ({"format": ["video", "in_person", "phone"]}, {"outcome": "adjourned"}),
        ({"updated_from": in_days(0), "updated_to": in_days(0)}, {"updated_from": in_days(1)}),
        ({"sort": "-starts_at"}, {"sort": "-starts_at", "to": in_days(-1)}),
    ):
        assert (await found(**here), await found(**elsewhere)) == ([booked["id"]], []), here
    for edge in ("0001-01-01", "9999-12-31"):
        assert (await la.sends("GET", "/v1/sessions", params={"from": edge, "to": edge})).status_code == 200
