"""Anybody may read which authority has which code on which day."""

import httpx2

from app.law.domain.authorities import AUTHORITIES


async def test_the_codes_of_a_day(public: httpx2.AsyncClient) -> None:
    today = (await public.get("/v1/law/authorities")).json()
    assert {one["code"]: one["name"] for one in today["authorities"]} == AUTHORITIES
    assert (today["as_of"], today["verified"]) == ("2025-05-01", "secondary")
    before = {one["code"]: one for one in (await public.get("/v1/law/authorities?on=2023-03-31")).json()["authorities"]}
    assert (before["909"]["ended_on"], before["909"]["followed_by"]) == ("2023-03-31", ["942", "943"])
    assert "942" not in before
    after = {one["code"]: one for one in (await public.get("/v1/law/authorities?on=2023-04-01")).json()["authorities"]}
    assert (after["942"]["began_on"], after["942"]["ended_on"]) == ("2023-04-01", None)
    assert "909" not in after


async def test_a_day_that_is_none_is_refused(public: httpx2.AsyncClient) -> None:
    for day in ("2023-02-30", "yesterday", "1"):
        answer = await public.get("/v1/law/authorities", params={"on": day})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/on")
