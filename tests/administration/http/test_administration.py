"""The operator registers who may call, over HTTP, and everything that it does is logged."""

import asyncio
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.platform.db import directory
from tests.support.parties import Parties, Party, a_notice

ADMIN = "/v1/admin"


@pytest.fixture(scope="module")
async def operator(parties: Parties) -> Party:
    return await parties.get("sandbox-operator")


async def token_of(public: httpx2.AsyncClient, client: str, secret: str) -> str | None:
    answer = await public.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client, secret))
    return str(answer.json()["access_token"]) if answer.is_success else None


async def test_from_a_registration_to_the_first_case(app: FastAPI, operator: Party, public: httpx2.AsyncClient) -> None:
    await operator.posts(
        f"{ADMIN}/organisations", {"slug": "camden", "kind": "local_authority", "name": "Camden", "la_code": "202"}
    )
    await operator.posts(f"{ADMIN}/organisations", {"slug": "calm", "kind": "mediation_provider", "name": "Calm"})
    made = await operator.posts(f"{ADMIN}/clients", {"client_id": "camden-cases", "organisation": "camden"})
    assert [one["slot"] for one in made["client"]["secrets"]] == [1]
    token = await token_of(public, "camden-cases", made["secret"])
    assert token is not None
    camden = Party("camden-cases", public, token)
    refused = await camden.sends("POST", "/v1/cases", json=a_notice())
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/provider")
    partnership = {"authority": "camden", "partner": "calm", "begins_on": "2026-01-01", "first_choice": True}
    told = await operator.posts(f"{ADMIN}/partnerships", partnership)
    assert [(one["partner"], one["first_choice"]) for one in told["items"]] == [("calm", True)]
    await app.state.service.organisations.refresh()  # as every worker does within seconds
    opened = await camden.posts("/v1/cases", a_notice())
    assert opened["provider"]["slug"] == "calm"
    ended = await operator.posts(
        f"{ADMIN}/partnerships/end", {"authority": "camden", "partner": "calm", "last_day": "2026-03-31"}
    )
    assert ended["warnings"] == [f"From {app.state.service.organisations.today} the authority works with no mediation"
        " provider, so it cannot open cases."]  # fmt: skip
    acts = await operator.lists(f"{ADMIN}/acts", limit=2)
    assert [(one["act"], one["subject"], one["by"], one["source"]) for one in acts][:5] == [
        ("partnership-ended", "camden", "sandbox-operator", "client"),
        ("partnership-made", "camden", "sandbox-operator", "client"),
        ("secret-made", "camden-cases", "sandbox-operator", "client"),
        ("client-registered", "camden-cases", "sandbox-operator", "client"),
        ("organisation-registered", "calm", "sandbox-operator", "client"),
    ]
    assert made["secret"] not in str(acts)
    only = await operator.lists(f"{ADMIN}/acts", subject="camden-cases")
    assert {one["subject"] for one in only} == {"camden-cases"}


async def test_a_secret_is_changed_without_a_pause(operator: Party, public: httpx2.AsyncClient) -> None:
    body = {"client_id": "plain-two", "organisation": "sandbox-provider-b", "scopes": ["cases:read"]}
    first = (await operator.posts(f"{ADMIN}/clients", body))["secret"]
    second = (await operator.posts(f"{ADMIN}/clients/plain-two/secrets", {}))["secret"]
    assert await token_of(public, "plain-two", first)
    assert await token_of(public, "plain-two", second)
    third = await operator.sends("POST", f"{ADMIN}/clients/plain-two/secrets", json={})
    assert (third.status_code, third.json()["type"]) == (409, "/problems/two-secrets-live")
    assert (await operator.sends("DELETE", f"{ADMIN}/clients/plain-two/secrets/1")).status_code == 200
    assert await token_of(public, "plain-two", first) is None
    assert await token_of(public, "plain-two", second)
    assert (await operator.sends("DELETE", f"{ADMIN}/clients/plain-two/secrets/1")).status_code == 404
    made = await operator.posts(f"{ADMIN}/clients/plain-two/secrets", {"retire_old_at": "2099-01-01T00:00:00Z"})
    assert made["slot"] == 1
    assert {one["slot"]: one["retires_at"] for one in made["client"]["secrets"]} == {1: None, 2: "2099-01-01T00:00:00Z"}
    assert await token_of(public, "plain-two", second)
    assert await token_of(public, "plain-two", made["secret"])
    past = {"retire_old_at": "2020-01-01T00:00:00Z"}
    await operator.sends("DELETE", f"{ADMIN}/clients/plain-two/secrets/2")
    refused = await operator.sends("POST", f"{ADMIN}/clients/plain-two/secrets", json=past)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/retire_old_at")


async def test_a_repeated_request_shows_the_same_secret_and_the_database_holds_none(
    app: FastAPI, operator: Party
) -> None:
    body = {"client_id": "plain-again", "organisation": "sandbox-provider-b"}
    key = {"Idempotency-Key": "plain-again"}
    one, two = [await operator.posts(f"{ADMIN}/clients", body, **key) for _ in range(2)]
    assert one == two
    kept = await stored_answers(app, operator)
    assert kept
    assert one["secret"] not in "".join(kept)


async def stored_answers(app: FastAPI, operator: Party) -> list[str]:
    from app.kernel.terms import OrganisationKind
    from app.platform.actor import Actor
    from app.platform.db.connections import Statement

    async with app.state.service.database.work(Actor(operator.id, OrganisationKind.OPERATOR, operator.slug)) as work:
        return [row.body for row in await work.connection.run(Statement("SELECT body FROM idempotency"))]


async def test_a_disabled_client_stops_and_an_enabled_one_goes_on(
    app: FastAPI, operator: Party, public: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"client_id": "plain-off", "organisation": "sandbox-provider-b", "scopes": ["cases:read"]}
    secret = (await operator.posts(f"{ADMIN}/clients", body))["secret"]
    token = await token_of(public, "plain-off", secret)
    assert token is not None
    party = Party("plain-off", public, token)
    assert (await party.sends("GET", "/v1/cases")).status_code == 200
    shown = await operator.sends("GET", f"{ADMIN}/clients/plain-off")
    for disabled, status in ((True, 401), (False, 200)):
        changed = await operator.sends("PUT", f"{ADMIN}/clients/plain-off", json={"disabled": disabled})
        assert (changed.status_code, changed.json()["disabled"]) == (200, disabled)
        monkeypatch.setattr(app.state.service.organisations, "_read_at", float("-inf"))
        monkeypatch.setattr(app.state.service.organisations, "_tried_at", float("-inf"))
        assert (await party.sends("GET", "/v1/cases")).status_code == status
        assert (await token_of(public, "plain-off", secret) is None) is disabled
    stale = await operator.sends(
        "PUT", f"{ADMIN}/clients/plain-off", json={"disabled": True}, headers={"If-Match": shown.headers["etag"]}
    )
    assert stale.status_code == 412
    assert directory.TRUST_SECONDS == 10


async def test_an_organisation_is_renamed_and_disabled(operator: Party, app: FastAPI, other_la: Party) -> None:
    body = {"slug": "late", "kind": "mediation_provider", "name": "Late Mediation"}
    await operator.posts(f"{ADMIN}/organisations", body)
    partnership = {"authority": "sandbox-la-992", "partner": "late", "begins_on": "2026-01-01"}
    await operator.posts(f"{ADMIN}/partnerships", partnership)
    changed = await operator.sends("PUT", f"{ADMIN}/organisations/late", json={"name": "Late & Sons", "disabled": True})
    assert (changed.json()["name"], changed.json()["disabled"], changed.json()["version"]) == ("Late & Sons", True, 2)
    await app.state.service.organisations.refresh()
    assert (await other_la.sends("POST", "/v1/cases", json=a_notice(provider="late"))).status_code == 422
    acts = [one["act"] for one in await operator.lists(f"{ADMIN}/acts", subject="late")]
    assert acts == ["organisation-disabled", "organisation-renamed", "organisation-registered"]


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("organisations", {"slug": "x1", "kind": "local_authority", "name": "X"}, 422, "#/la_code"),
    ("organisations", {"slug": "x1", "kind": "local_authority", "name": "X", "la_code": "804"}, 422, "#/la_code"),
    ("organisations", {"slug": "x1", "kind": "local_authority", "name": "X", "la_code": "928"}, 422, "#/la_code"),
    ("organisations", {"slug": "x1", "kind": "tribunal", "name": "X", "la_code": "203"}, 422, "#/la_code"),
    ("organisations", {"slug": "Not a slug", "kind": "tribunal", "name": "X"}, 422, "#/slug"),
    ("organisations", {"slug": "sandbox-icb", "kind": "tribunal", "name": "X"}, 409, "already-registered"),
    ("organisations", {"slug": "x1", "kind": "local_authority", "name": "X", "la_code": "991"}, 409,
     "already-registered"),
    ("clients", {"client_id": "x1", "organisation": "nobody"}, 422, "#/organisation"),
    ("clients", {"client_id": "sandbox-icb", "organisation": "sandbox-icb"}, 409, "already-registered"),
    ("clients", {"client_id": "x1", "organisation": "sandbox-icb", "scopes": ["admin"]}, 422, "#/scopes"),
    ("partnerships", {"authority": "sandbox-icb", "partner": "sandbox-icb", "begins_on": "2026-01-01"}, 422,
     "#/authority"),
    ("partnerships", {"authority": "sandbox-la-991", "partner": "sandbox-la-992", "begins_on": "2026-01-01"}, 422,
     "#/partner"),
    ("partnerships", {"authority": "sandbox-la-991", "partner": "sandbox-icb", "begins_on": "2026-01-01"}, 409,
     "already-registered"),
    ("partnerships", {"authority": "sandbox-la-991", "partner": "sandbox-provider-b", "begins_on": "2026-01-02",
      "ends_on": "2026-01-01"}, 422, "#/ends_on"),
    ("partnerships/first-choice", {"authority": "sandbox-la-991", "partner": "sandbox-provider-b",
      "begins_on": "2026-01-01"}, 422, "#/begins_on"),
    ("partnerships/end", {"authority": "sandbox-la-991", "partner": "sandbox-icb", "last_day": "2014-08-31"}, 422,
     "#/last_day"),
    *(("partnerships/end", {"authority": "sandbox-la-991", "partner": "sandbox-icb", "last_day": day}, 422, "day_range")
      for day in ("9999-12-31", "2101-01-01", "1999-12-31")),
    ("partnerships", {"authority": "sandbox-la-991", "partner": "sandbox-provider-b", "begins_on": "9999-12-31"}, 422,
     "#/begins_on"),
    ("partnerships", {"authority": "sandbox-la-991", "partner": "sandbox-provider-b", "begins_on": "2026-01-01",
      "ends_on": "9999-12-31"}, 422, "#/ends_on"),
    ("partnerships/first-choice", {"authority": "sandbox-la-991", "partner": "sandbox-icb",
      "begins_on": "9999-12-31"}, 422, "day_range"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status", "told"), REFUSED, ids=[f"{r[0]} {r[3]} {n}" for n, r in enumerate(REFUSED)]
)
async def test_bad_input_is_refused_and_nothing_is_logged(
    operator: Party, path: str, body: dict[str, Any], status: int, told: str
) -> None:
    before = await operator.lists(f"{ADMIN}/acts")
    answer = await operator.sends("POST", f"{ADMIN}/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert told in answer.text
    assert await operator.lists(f"{ADMIN}/acts") == before


async def test_the_operator_cannot_lock_itself_out(operator: Party) -> None:
    for path in ("clients", "organisations"):
        answer = await operator.sends("PUT", f"{ADMIN}/{path}/sandbox-operator", json={"disabled": True})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/disabled")


async def test_a_first_choice_passes_from_one_provider_to_the_other(
    app: FastAPI, operator: Party, other_la: Party
) -> None:
    today = str(app.state.service.organisations.today)
    first = {"authority": "sandbox-la-992", "partner": "sandbox-provider-b", "begins_on": today}
    assert (await operator.sends("POST", f"{ADMIN}/partnerships/first-choice", json=first)).status_code == 200
    await app.state.service.organisations.refresh()
    opened = await other_la.posts("/v1/cases", a_notice())
    assert opened["provider"]["slug"] == "sandbox-provider-b"
    now = await operator.lists(f"{ADMIN}/partnerships", authority="sandbox-la-992", on=today, limit=1)
    choices = {one["partner"]: one["first_choice"] for one in now}
    assert (choices["sandbox-provider-a"], choices["sandbox-provider-b"]) == (False, True)


async def test_two_operators_at_once_make_one_record_each_time(operator: Party) -> None:
    body = {"slug": "twice", "kind": "mediation_provider", "name": "Twice"}
    answers = await asyncio.gather(*(operator.sends("POST", f"{ADMIN}/organisations", json=body) for _ in range(5)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]
    partnership = {"authority": "sandbox-la-993", "partner": "twice", "begins_on": "2026-01-01", "first_choice": True}
    answers = await asyncio.gather(
        *(operator.sends("POST", f"{ADMIN}/partnerships", json=partnership) for _ in range(5))
    )
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]
    client = {"client_id": "twice", "organisation": "twice"}
    await operator.posts(f"{ADMIN}/clients", client)
    answers = await asyncio.gather(
        *(operator.sends("POST", f"{ADMIN}/clients/twice/secrets", json={}) for _ in range(5))
    )
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]


async def test_the_operator_sees_no_case(operator: Party, la: Party) -> None:
    case = await la.opens()
    for path in ("/v1/cases", f"/v1/cases/{case}", "/v1/events", "/v1/referrals", "/v1/sessions"):
        assert (await operator.sends("GET", path)).status_code == 403
    assert case not in str(await operator.lists(f"{ADMIN}/acts"))
