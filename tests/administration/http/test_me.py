"""`GET /v1/me`: every kind of caller learns who it is, and nothing of anybody else."""

import httpx2
import pytest
from fastapi import FastAPI

from app.platform.access.scopes import grantable
from app.platform.sandbox_organisations import BY_SLUG, PARTNERS
from tests.support.parties import Parties, Party


@pytest.mark.parametrize("slug", BY_SLUG)
async def test_every_kind_of_caller_learns_who_it_is(parties: Parties, slug: str) -> None:
    one, me = BY_SLUG[slug], await (await parties.get(slug)).gets("/v1/me")
    assert me["organisation"] == {"id": str(one.id), "slug": slug, "name": one.name, "la_code": one.la_code}
    assert (me["kind"], me["client"]) == (one.kind, slug)
    assert me["scopes"] == sorted(grantable(one.kind, sandbox=True))
    beside = {la for la, partners in PARTNERS.items() if slug in partners} | set(PARTNERS.get(slug, ()))
    assert {partner["slug"] for partner in me["partners"]} == beside


async def test_the_first_choice_is_marked_for_both(other_la: Party, other_provider: Party) -> None:
    mine = {one["slug"]: one["first_choice"] for one in (await other_la.gets("/v1/me"))["partners"]}
    assert mine == {
        "sandbox-provider-a": True,
        "sandbox-provider-b": False,
        "sandbox-advice-992": True,
        "sandbox-advice-993": False,
        "sandbox-icb": True,
    }
    theirs = {one["la_code"]: one["first_choice"] for one in (await other_provider.gets("/v1/me"))["partners"]}
    assert theirs == {"992": False, "993": True}


async def test_limits_and_clock_are_the_services(app: FastAPI, la: Party) -> None:
    before = (await la.gets("/v1/me"))["clock"]["today"]
    await la.posts("/sandbox/clock", {"days": 3})
    me = await la.gets("/v1/me")
    assert me["clock"]["today"] > before
    assert me["limits"]["requests_per_minute"] == app.state.platform.deployment.requests_per_minute
    assert (await la.sends("GET", "/v1/cases", params={"limit": me["limits"]["items_per_page"] + 1})).status_code == 422


async def test_a_token_with_one_scope_is_enough_and_none_is_refused(public: httpx2.AsyncClient) -> None:
    form = {"grant_type": "client_credentials", "scope": "certificates:read"}
    answer = await public.post("/oauth/token", data=form, auth=("sandbox-la-991", "sandbox-la-991-secret"))
    me = await Party("sandbox-la-991", public, answer.json()["access_token"]).gets("/v1/me")
    assert me["scopes"] == ["certificates:read"]
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        refused = await public.get("/v1/me", headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/unauthenticated")
