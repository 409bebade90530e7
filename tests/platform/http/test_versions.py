"""Versions by `ETag` and `If-Match`: nobody overwrites what they have not read."""

from tests.support.parties import Party, a_notice


async def test_the_tag_is_the_version_everywhere(la: Party, provider: Party) -> None:
    case = await la.opens()
    answer = await provider.tries(case, "contact-adviser", occurred_on="2026-02-09")
    assert answer.headers["etag"] == '"2"'
    for path in ("", "/deadlines", "/actions"):
        assert (await la.sends("GET", f"/v1/cases/{case}{path}")).headers["etag"] == '"2"'


async def test_a_new_case_says_where_it_is(la: Party) -> None:
    answer = await la.sends("POST", "/v1/cases", json=a_notice())
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["location"] == f"/v1/cases/{answer.json()['id']}"
    assert (await la.gets(answer.headers["location"]))["id"] == answer.json()["id"]


async def test_the_version_read_is_the_version_changed(la: Party, provider: Party) -> None:
    case = await la.opens()
    fresh = await provider.tries(case, "contact-adviser", occurred_on="2026-02-09", headers={"If-Match": '"1"'})
    assert fresh.status_code == 200
    stale = await provider.tries(case, "decline-mediation", occurred_on="2026-02-10", headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    assert stale.headers["etag"] == '"2"'
    assert (await la.sees(case))["version"] == 2
    either = await provider.tries(case, "decline-mediation", occurred_on="2026-02-10", headers={"If-Match": '"1", "2"'})
    assert either.status_code == 200


async def test_staleness_is_told_before_the_pathways_no(la: Party) -> None:
    """Whoever decided on an old version should read again, not argue with a refusal about another state."""
    case = await la.opens()
    answer = await la.tries(case, "register-appeal", basis="certificate", headers={"If-Match": '"9"'})
    assert answer.status_code == 412


async def test_a_tag_without_its_quotes_is_explained(la: Party) -> None:
    case = await la.opens()
    answer = await la.tries(case, "withdraw", family_confirmed=True, headers={"If-Match": "1"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/If-Match")
    assert (await la.sees(case))["state"] == "notified"
