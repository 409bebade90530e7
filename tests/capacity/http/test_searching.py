"""When nobody is free in time: the search is kept, the report follows from it, and the certificate from that."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.capacity import every_day, holds, in_days, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Party

B = "sandbox-provider-b"
NOBODY = {"languages": ["tlh"]}
"""What no mediator of the sandbox speaks: the database is shared, and others' mediators are free."""


async def beyond_reach(la: Party, adviser: Party, **said: Any) -> str:
    """A waiting case that no mediator suits."""
    case = await wants_mediation(la, adviser, **said)
    await puts(la, f"/v1/cases/{case}/mediation-needs", NOBODY)
    return case


async def searches(party: Party, case: str, **said: Any) -> Any:
    return await party.posts(f"/v1/cases/{case}/searches", said)


async def test_a_search_says_who_was_asked_and_what_was_found(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """Authority 992 instructs two providers: both are asked, and a third answer came by telephone."""
    await mediates(provider, areas=["992"])
    await mediates(other_provider, areas=["992"], accredited_until=in_days(-1))
    case = await wants_mediation(other_la, provider)
    by_telephone = {"provider": "sandbox-provider-b", "asked_on": in_days(-1), "free_in_time": False}
    found = await searches(other_la, case, also_asked=[by_telephone], report_if_none=True)
    assert [(one["provider"], one["by"], one["asked_on"]) for one in found["asked"]] == [
        ("sandbox-provider-a", "slots", in_days(0)),
        ("sandbox-provider-b", "slots", in_days(0)),
        ("sandbox-provider-b", "other", in_days(-1)),
    ]
    first, second, third = found["asked"]
    assert first["free_in_time"] > 0
    assert first["suitable"] <= first["mediators"]
    assert second["reasons"]["accreditation_expired"] >= 1
    assert third["free_in_time"] == 0
    assert found["free_in_time"] == sum(one["free_in_time"] for one in found["asked"])
    assert (found["reported"], found["next"]) == (False, f"/v1/slots?case_id={case}")
    assert (await other_la.sees(case))["state"] == "mediation_requested"
    assert (await other_la.gets(f"/v1/cases/{case}/searches"))["items"] == [found]
    trail = await other_la.gets(f"/v1/cases/{case}/events")
    assert trail["items"][-1]["type"] == "mediator-searched"
    assert (await other_la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_the_report_follows_from_a_search_in_vain(la: Party, provider: Party) -> None:
    case = await beyond_reach(la, provider)
    found = await searches(la, case, report_if_none=True)
    assert (found["free_in_time"], found["reported"]) == (0, True)
    assert found["next"] == f"/v1/cases/{case}/actions/issue-certificate"
    assert (await la.sees(case))["state"] == "mediation_not_arranged"
    certified = await provider.records(case, "issue-certificate", ground="not_arranged")
    assert (certified["state"], certified["certificate"]["ground"]) == ("certified", "not_arranged")
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-2]
    assert (last["type"], last["about"]["search_id"]) == ("cannot-arrange-reported", found["id"])


async def test_the_report_rests_on_the_search_that_it_names(la: Party, provider: Party) -> None:
    case = await beyond_reach(la, provider)
    found = await searches(la, case)
    assert (found["reported"], found["next"]) == (False, f"/v1/cases/{case}/actions/report-cannot-arrange")
    assert (await la.sees(case))["state"] == "mediation_requested"
    reported = await la.records(case, "report-cannot-arrange", search_id=found["id"])
    assert reported["state"] == "mediation_not_arranged"
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["about"]["search_id"] == found["id"]
    certified = await provider.records(case, "issue-certificate", ground="not_arranged")
    assert certified["certificate"]["ground"] == "not_arranged"


async def test_a_report_that_names_no_search_rests_on_one_made_with_it(la: Party, provider: Party) -> None:
    case = await beyond_reach(la, provider)
    await la.records(case, "report-cannot-arrange")
    [kept] = (await la.gets(f"/v1/cases/{case}/searches"))["items"]
    assert (kept["free_in_time"], kept["reported"]) == (0, True)
    assert [(one["provider"], one["by"], one["asked_on"]) for one in kept["asked"]] == [
        ("sandbox-provider-a", "slots", in_days(0))
    ]
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["type"] == "cannot-arrange-reported"
    assert last["about"] == {"record": "search", "search_id": kept["id"], "free_in_time": 0}
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_a_report_stands_though_slots_were_free_and_everybody_sees_that_they_were(
    la: Party, provider: Party
) -> None:
    """The family must not lose its certificate over a slot that nobody told it of."""

    async def counted(party: Party) -> tuple[int, int]:
        unmet = (await party.gets("/v1/capacity"))["unmet"]
        return sum(one["cases"] for one in unmet), sum(one["reported_though_free"] for one in unmet)

    await mediates(provider)
    case = await wants_mediation(la, provider)
    cases, though_free = await counted(la)
    reported = await la.records(case, "report-cannot-arrange", occurred_on=in_days(0))
    assert reported["state"] == "mediation_not_arranged"
    [kept] = (await la.gets(f"/v1/cases/{case}/searches"))["items"]
    assert (kept["free_in_time"] > 0, kept["reported"]) == (True, True)
    assert kept["next"] == f"/v1/cases/{case}/actions/issue-certificate"
    last = (await provider.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["about"] == {"record": "search", "search_id": kept["id"], "free_in_time": kept["free_in_time"]}
    assert await counted(la) == (cases, though_free + 1)
    assert await counted(provider) == (0, 0)
    certified = await provider.records(case, "issue-certificate", ground="not_arranged")
    assert certified["state"] == "certified"


async def test_a_report_that_is_refused_leaves_no_search(la: Party, provider: Party) -> None:
    case = await la.opens()
    for party, status in ((la, 409), (provider, 403)):
        assert (await party.tries(case, "report-cannot-arrange")).status_code == status
    waiting = await beyond_reach(la, provider)
    stale = await la.tries(waiting, "report-cannot-arrange", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    for one in (case, waiting):
        assert (await la.gets(f"/v1/cases/{one}/searches"))["items"] == []


async def test_time_taken_for_the_case_itself_is_free_for_it(la: Party, provider: Party) -> None:
    """A slot held for the family, or the session it has, is no sign that nobody is there."""
    only = {"languages": ["qab"], "formats": ["phone"]}
    extra = {"extra": [{"on": in_days(5), "starts": "09:30", "ends": "12:30"}]}
    mediator = await mediates(provider, extra, **only)
    case, other = [await wants_mediation(la, provider) for _ in range(2)]
    for one in (case, other):
        await puts(la, f"/v1/cases/{one}/mediation-needs", {"languages": ["qab"]})
    [slot] = await slots_for(la, case, mediator)
    held = await holds(la, slot["id"], case)
    assert (await searches(la, case))["free_in_time"] == 1
    await la.posts("/v1/sessions", {"hold_id": held["id"]})
    assert (await searches(la, case, report_if_none=True))["reported"] is False
    assert (await searches(la, other))["free_in_time"] == 0


async def test_a_report_rests_on_no_other_search(la: Party, provider: Party) -> None:
    await mediates(provider)
    case, other = await beyond_reach(la, provider), await beyond_reach(la, provider)
    elsewhere = (await searches(la, other))["id"]
    await puts(la, f"/v1/cases/{case}/mediation-needs", {})
    somebody = await searches(la, case)
    assert somebody["free_in_time"] > 0
    for search_id in (elsewhere, somebody["id"], str(uuid4())):
        answer = await la.tries(case, "report-cannot-arrange", search_id=search_id)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/search_id")
    assert (await la.sees(case))["state"] == "mediation_requested"


@pytest.mark.parametrize(
    ("since", "says"),
    [
        ("another search", "There is a later search"),
        ("another request", "asked for mediation again"),
        ("other needs", "needs of the mediation changed"),
    ],
)
async def test_a_report_rests_on_no_search_that_answers_another_question(
    la: Party, provider: Party, since: str, says: str
) -> None:
    case = await beyond_reach(la, provider)
    found = await searches(la, case)
    match since:
        case "another search":
            await searches(la, case)
        case "another request":
            await provider.records(case, "decline-mediation")
            await provider.records(case, "request-mediation")
        case "other needs":
            await puts(la, f"/v1/cases/{case}/mediation-needs", {**NOBODY, "formats": ["video"]})
    answer = await la.tries(case, "report-cannot-arrange", search_id=found["id"])
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, "#/search_id")
    assert says in error["detail"]
    latest = await searches(la, case)
    assert (await la.records(case, "report-cannot-arrange", search_id=latest["id"]))[
        "state"
    ] == "mediation_not_arranged"


async def test_slots_after_the_thirty_days_are_not_in_time(la: Party, provider: Party) -> None:
    """Nor is the last of the thirty days too late."""
    only = {"languages": ["qaa"], "formats": ["phone"]}
    case = await wants_mediation(la, provider, asked=20)
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["qaa"]})
    window = {"starts": "09:30", "ends": "12:30"}
    mediator = await mediates(provider, {"extra": [{"on": in_days(11), **window}]}, **only)
    found = await searches(la, case)
    [asked] = found["asked"]
    assert (found["due_on"], asked["free_in_time"], asked["free_later"]) == (in_days(10), 0, 1)
    await puts(
        provider,
        f"/v1/mediators/{mediator}/availability",
        {"extra": [{"on": in_days(day), **window} for day in (10, 11)]},
    )
    [asked] = (await searches(la, case))["asked"]
    assert (asked["free_in_time"], asked["free_later"]) == (1, 1)


async def test_slots_in_time_without_notice_are_counted_apart(la: Party, provider: Party) -> None:
    """They are no answer for a family that does not agree to less than 5 working days."""
    only = {"languages": ["qad"], "formats": ["phone"]}
    window = {"starts": "09:30", "ends": "12:30"}
    await mediates(provider, {"extra": [{"on": in_days(day), **window} for day in (2, 14, 40)]}, **only)
    case = await wants_mediation(la, provider)
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["qad"]})
    by_telephone = {"provider": "sandbox-provider-a", "asked_on": in_days(-3), "free_in_time": True}
    found = await searches(la, case, also_asked=[by_telephone])
    counted = [(one["free_in_time"], one["free_with_notice"]) for one in found["asked"]]
    assert counted == [(2, 1), (1, None)]
    assert (found["free_in_time"], found["free_with_notice"]) == (3, 1)
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == [found]


async def test_what_cannot_be_reported_is_not_searched_for_either(la: Party, provider: Party) -> None:
    """Nothing of the search is kept when the report that was to follow is refused."""
    case = await la.opens()
    await puts(la, f"/v1/cases/{case}/mediation-needs", NOBODY)
    answer = await la.sends("POST", f"/v1/cases/{case}/searches", json={"report_if_none": True})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == []
    assert (await provider.sees(case))["version"] == 2


async def test_unmet_demand_counts_each_case_once(la: Party, provider: Party) -> None:
    async def unmet(party: Party, **weeks: Any) -> int:
        return sum(one["cases"] for one in (await party.gets("/v1/capacity", **weeks))["unmet"])

    before = await unmet(la)
    for _ in range(2):
        case = await beyond_reach(la, provider)
        await searches(la, case)
        await searches(la, case, report_if_none=True)
    assert await unmet(la) == before + 2
    await mediates(provider)
    await searches(la, await wants_mediation(la, provider))
    assert await unmet(la) == before + 2
    assert await unmet(provider) == 0
    assert await unmet(la, **{"from": in_days(21)}) == before + 2, "the four weeks before are told too"
    for beyond in ({"from": in_days(-70), "weeks": 4}, {"from": in_days(42)}):
        assert await unmet(la, **beyond) == 0


async def test_whoever_arranges_searches_and_nobody_else_reads(
    la: Party, other_la: Party, provider: Party, icb: Party, tribunal: Party
) -> None:
    case = await beyond_reach(la, provider)
    path = f"/v1/cases/{case}/searches"
    found = await searches(la, case)
    answer = await provider.sends("POST", path, json={})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    assert (await provider.gets(path))["items"] == []
    assert found["id"] not in str(await provider.gets(f"/v1/cases/{case}/actions"))
    for stranger in (other_la, icb):
        assert (await stranger.sends("GET", path)).status_code == 404
        assert (await stranger.sends("POST", path, json={})).status_code == 404
    assert (await tribunal.sends("GET", path)).status_code == 403


async def test_a_commissioning_body_that_arranges_searches_too(la: Party, provider: Party, icb: Party) -> None:
    case = await la.opens(notice_sent_on=in_days(-20))
    await provider.records(case, "contact-adviser", occurred_on=in_days(-5))
    await provider.records(case, "request-mediation", occurred_on=in_days(-5), issues=["health_care"])
    await la.records(case, "notify-commissioning-body", occurred_on=in_days(-4))
    found = await searches(icb, case)
    assert [one["provider"] for one in found["asked"]] == ["sandbox-provider-a"]
    for party in (la, icb):
        assert (await party.gets(f"/v1/cases/{case}/searches"))["items"] == [found]
    await icb.records(case, "report-cannot-arrange")
    for party in (la, icb):
        first, second = (await party.gets(f"/v1/cases/{case}/searches"))["items"]
        assert (first, second["reported"]) == (found, True)


async def test_a_body_reports_only_what_it_arranges(la: Party, provider: Party, icb: Party) -> None:
    """Where health is one issue of several the authority arranges, and the body takes part (regs 35, 36)."""
    case = await la.opens(notice_sent_on=in_days(-20))
    await provider.records(case, "contact-adviser", occurred_on=in_days(-5))
    await provider.records(case, "request-mediation", occurred_on=in_days(-5), issues=["F", "health_care"])
    await la.records(case, "notify-commissioning-body", occurred_on=in_days(-4))
    await puts(la, f"/v1/cases/{case}/mediation-needs", NOBODY)
    reported = await icb.tries(case, "report-cannot-arrange")
    searched = await icb.sends("POST", f"/v1/cases/{case}/searches", json={"report_if_none": True})
    for answer in (reported, searched):
        assert (answer.status_code, answer.json()["rule"]) == (409, "commissioning-body-arranges")
        assert answer.json()["unlock"] == []
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == []
    assert (await la.records(case, "report-cannot-arrange"))["state"] == "mediation_not_arranged"


async def test_an_answer_counts_once(other_la: Party, provider: Party) -> None:
    case = await wants_mediation(other_la, provider)
    [known] = (await other_la.gets("/v1/capacity", provider=B))["forecasts"]
    named = [known["provider"]["id"], "sandbox-provider-a", B]
    told = [{"provider": one, "asked_on": in_days(-1), "free_in_time": True} for one in named]
    answer = await other_la.sends("POST", f"/v1/cases/{case}/searches", json={"also_asked": told})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/also_asked/2/provider")
    assert (await searches(other_la, case, also_asked=told[:2]))["asked"][-1]["by"] == "other"


@pytest.mark.parametrize(
    ("also", "pointer"),
    [
        ({"provider": "sandbox-provider-b", "asked_on": in_days(-1), "free_in_time": False}, "#/also_asked/0/provider"),
        ({"provider": "nobody", "asked_on": in_days(-1), "free_in_time": False}, "#/also_asked/0/provider"),
        ({"provider": "sandbox-provider-a", "asked_on": in_days(1), "free_in_time": False}, "#/also_asked/0/asked_on"),
        ({"provider": "sandbox-provider-a", "asked_on": in_days(-4), "free_in_time": False},
         "#/also_asked/0/asked_on"),
        ({"provider": "sandbox-provider-a", "asked_on": in_days(-1), "free_in_time": "no"},
         "#/also_asked/0/free_in_time"),
    ],
)  # fmt: skip
async def test_an_answer_that_cannot_be_is_pointed_at(
    la: Party, provider: Party, also: dict[str, Any], pointer: str
) -> None:
    """Authority 991 does not instruct provider B, and nobody was asked tomorrow, or before the family had asked."""
    case = await beyond_reach(la, provider)
    answer = await la.sends("POST", f"/v1/cases/{case}/searches", json={"also_asked": [also]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == []


async def test_searches_are_listed_page_by_page(la: Party, provider: Party) -> None:
    await mediates(provider, every_day())
    case = await beyond_reach(la, provider)
    made = [(await searches(la, case))["id"] for _ in range(5)]
    assert [one["id"] for one in await la.lists(f"/v1/cases/{case}/searches", limit=2)] == made
