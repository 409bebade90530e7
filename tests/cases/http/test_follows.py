"""A new decision that follows an agreement, an order or a concession: the link, and who may see it."""

from tests.support.parties import Party, a_notice

MOVED = {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02", "transferred_on": "2026-03-16"}
DETAILS = "details-changed"


async def conceding(la: Party, provider: str = "sandbox-provider-a") -> str:
    case = await la.opens(kind="plan_content", sections=("B", "F"), provider=provider)
    await la.records(case, "concede", occurred_on="2026-02-10", sections=["F"])
    return case


def after(case: str, because: str = "concession") -> dict[str, str]:
    return {"case_id": case, "because": because}


async def test_both_cases_show_the_link_to_those_who_may_see_both(la: Party, provider: Party, tribunal: Party) -> None:
    earlier = await conceding(la)
    new = await la.opens(kind="plan_content", sections=("I",), notice_sent_on="2026-03-02", follows=after(earlier))
    for party in (la, provider):
        seen = await party.sees(new)
        assert (seen["follows"]["id"], seen["follows"]["because"]) == (earlier, "concession")
        assert "followed_by" not in seen
        (linked,) = (await party.sees(earlier))["followed_by"]
        assert (linked["id"], linked["kind"], linked["notice_sent_on"]) == (new, "plan_content", "2026-03-02")
    read = await tribunal.sees(new)
    assert {"follows", "followed_by"}.isdisjoint(read)
    assert (await la.sees(new))["appeal_window"]["closes_on"] == "2026-05-05", "its own time limits"


async def test_the_answer_shows_the_link_as_a_read_does(la: Party) -> None:
    earlier = await conceding(la)
    made = await la.posts("/v1/cases", a_notice(notice_sent_on="2026-03-02", follows=after(earlier)))
    assert made["follows"]["id"] == earlier
    assert made["follows"] == (await la.sees(made["id"]))["follows"]
    other = await la.opens(notice_sent_on="2026-03-02")
    changed = (await la.sends("PATCH", f"/v1/cases/{other}", json={"follows": after(earlier)})).json()
    assert changed["follows"] == (await la.sees(other))["follows"] is not None


async def test_a_provider_that_sees_one_case_learns_nothing_of_the_other(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    earlier = await conceding(other_la)
    new = await other_la.opens(notice_sent_on="2026-03-02", provider="sandbox-provider-b", follows=after(earlier))
    assert "followed_by" in await other_la.sees(earlier)
    assert "followed_by" not in await provider.sees(earlier)
    assert "follows" not in await other_provider.sees(new)


async def test_a_link_must_be_true(la: Party, other_la: Party) -> None:
    earlier = await conceding(la)
    other = await conceding(other_la)
    for follows, on, pointer in (
        (after(other), "2026-03-02", "#/follows/case_id"),
        (after("00000000-0000-4000-8000-000000000000"), "2026-03-02", "#/follows/case_id"),
        (after(earlier, "agreement"), "2026-03-02", "#/follows/because"),
        (after(earlier, "order"), "2026-03-02", "#/follows/because"),
        (after(earlier), "2026-02-09", "#/follows/because"),
    ):
        body = {
            "la_reference": f"FOLLOWS-{on}-{follows['case_id']}-{follows['because']}"[:80],
            "decision": {"kind": "refusal_to_assess", "notice_sent_on": on},
            "appellant": {"kind": "parent"},
            "follows": follows,
        }
        refused = await la.sends("POST", "/v1/cases", json=body)
        assert refused.status_code == 422, refused.text
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
        found = await la.lists("/v1/cases", la_reference=body["la_reference"])
        assert found == [], "a refused notice opens no case"


async def test_a_forgotten_or_wrong_link_is_changed(la: Party) -> None:
    earlier = await conceding(la)
    new = await la.opens(notice_sent_on="2026-03-02")
    path = f"/v1/cases/{new}"
    assert (await la.sends("PATCH", path, json={"follows": after(new)})).status_code == 422
    before = (await la.sends("GET", f"/v1/cases/{earlier}")).headers["etag"]
    assert (await la.sends("PATCH", path, json={"follows": after(earlier)})).status_code == 200
    assert (await la.sees(new))["follows"]["id"] == earlier
    assert (await la.sends("GET", f"/v1/cases/{earlier}")).headers["etag"] != before
    assert (await la.sends("PATCH", path, json={"follows": None})).status_code == 200
    assert "follows" not in await la.sees(new)
    changed = [one["about"]["changed"] for one in await la.lists(f"{path}/events") if one.get("about")]
    assert changed == [["follows"], ["follows"]]


async def test_a_link_across_authorities_is_hidden_until_one_has_both_cases(la: Party, other_la: Party) -> None:
    """The child moves. The new authority learns of the earlier case when that case comes too, and not before."""
    earlier = await conceding(la)
    new = await la.opens(kind="plan_content", sections=("I",), notice_sent_on="2026-03-02", follows=after(earlier))
    await la.posts(f"/v1/cases/{new}/transfer", MOVED)
    assert "followed_by" not in await la.sees(earlier)
    path, seen = f"/v1/cases/{new}", await other_la.sees(new)
    assert "follows" not in seen
    assert earlier not in str(await other_la.lists(f"{path}/events"))
    assert earlier not in str(await other_la.gets(f"{path}/record"))
    for guess in (earlier, "00000000-0000-4000-8000-000000000000"):
        answer = await other_la.sends("PATCH", path, json={"follows": after(guess)})
        assert answer.json()["errors"][0]["detail"] == "Your authority has no case with this id"
    for said in ({"follows": None}, {"child_reference": "C-77"}):
        assert (await other_la.sends("PATCH", path, json=said)).status_code == 200
    changed = [one["about"]["changed"] for one in await other_la.lists(f"{path}/events") if one["type"] == DETAILS]
    assert changed == [["child_reference"]], "to clear a link that it does not have changes nothing"
    await la.posts(f"/v1/cases/{earlier}/transfer", MOVED)
    assert (await other_la.sees(new))["follows"]["id"] == earlier
    assert [one["id"] for one in (await other_la.sees(earlier))["followed_by"]] == [new]
