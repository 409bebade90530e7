"""When a case needs no session any more, the one that is booked is called off, whoever says so."""

import pytest

from tests.support.capacity import books, holds, in_days, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Party


@pytest.mark.parametrize("action", ["withdraw", "decline-mediation"])
async def test_a_session_that_nobody_needs_any_more_gives_its_time_back(
    la: Party, provider: Party, action: str
) -> None:
    mediator = await mediates(provider)
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    session = await books(la, case, slot)
    says = {"family_confirmed": True} if action == "withdraw" else {}
    await (provider if action == "decline-mediation" else la).records(case, action, **says)
    off = await provider.gets(f"/v1/sessions/{session['id']}")
    assert (off["status"], off["cancelled_by"]) == ("cancelled", "parent_or_young_person")
    assert slot in [one["id"] for one in await slots_for(la, another, mediator)]
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_a_report_calls_no_session_off(la: Party, provider: Party) -> None:
    """Whoever calls one off says who and why; only then can it be said that mediation cannot be arranged."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    first, second = (await slots_for(la, case, mediator))[:2]
    session = await books(la, case, first["id"])
    path = f"/v1/sessions/{session['id']}"
    refused = await la.tries(case, "report-cannot-arrange")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/session-booked")
    assert refused.json()["post_to"] == f"{path}/cancel"
    assert (await la.gets(path))["status"] == "booked"
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == []
    off = await la.posts(f"{path}/cancel", {"cancelled_by": "local_authority", "why": "unavailable"})
    assert off["why_cancelled"] == "unavailable"
    held = await holds(la, second["id"], case)
    assert (await la.records(case, "report-cannot-arrange"))["state"] == "mediation_not_arranged"
    assert (await la.sends("GET", f"/v1/holds/{held['id']}")).status_code == 404


async def test_no_search_reports_over_a_session_that_is_booked_late(la: Party, provider: Party) -> None:
    """It is in nobody's thirty days, and yet it is booked. A search that reports nothing is kept as ever."""
    only = {"languages": ["qac"], "formats": ["phone"]}
    mediator = await mediates(provider, {"extra": [{"on": in_days(12), "starts": "09:30", "ends": "12:30"}]}, **only)
    case = await wants_mediation(la, provider, asked=20)
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["qac"]})
    [slot] = await slots_for(la, case, mediator, until=in_days(12))
    session = await books(la, case, slot["id"])
    refused = await la.sends("POST", f"/v1/cases/{case}/searches", json={"report_if_none": True})
    assert (refused.status_code, refused.json()["post_to"]) == (409, f"/v1/sessions/{session['id']}/cancel")
    assert (await la.gets(f"/v1/cases/{case}/searches"))["items"] == []
    assert (await la.posts(f"/v1/cases/{case}/searches", {}))["free_in_time"] == 0


async def test_a_report_without_a_session_on_record_goes_on(la: Party, provider: Party) -> None:
    """Arranged by the action alone."""
    case = await wants_mediation(la, provider)
    await la.records(case, "arrange-mediation", session_on=in_days(9))
    assert (await la.records(case, "report-cannot-arrange"))["state"] == "mediation_not_arranged"


async def test_a_concession_leaves_the_session_standing(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    await la.records(case, "concede")
    assert (await la.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"


@pytest.mark.parametrize("action", ["decline-mediation", "withdraw"])
async def test_the_adviser_ends_it_though_another_provider_mediates(
    other_la: Party, provider: Party, other_provider: Party, action: str
) -> None:
    """The first provider sees nothing of the second one's mediators, and yet its case's session with one of them."""
    theirs = await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    session = await books(other_la, case, (await slots_for(other_la, case, theirs))[0]["id"])
    says = {"family_confirmed": True} if action == "withdraw" else {}
    await provider.records(case, action, **says)
    assert (await provider.gets(f"/v1/sessions/{session['id']}"))["status"] == "cancelled"


async def test_the_tribunal_ends_it_and_reads_nothing_of_the_session(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """A family with its certificate mediates all the same, and gives its dispute up before the tribunal."""
    mediator = await mediates(provider)
    case, another = await la.opens(notice_sent_on=in_days(-20)), await wants_mediation(la, provider)
    for action, said in (
        ("contact-adviser", {}),
        ("decline-mediation", {}),
        ("issue-certificate", {"ground": "declined"}),
        ("request-mediation", {}),
    ):
        await provider.records(case, action, **said)
    first, second = (await slots_for(la, case, mediator))[:2]
    session = await books(la, case, first["id"])
    held = await holds(la, second["id"], case)
    for path in (f"/v1/sessions/{session['id']}", f"/v1/holds/{held['id']}"):
        assert (await tribunal.sends("GET", path)).status_code == 403
    await tribunal.records(case, "withdraw", family_confirmed=True)
    off = await la.gets(f"/v1/sessions/{session['id']}")
    assert (off["status"], off["cancelled_by"], off["why_cancelled"], off["cancelled_on"], off["version"]) == (
        "cancelled", "parent_or_young_person", "case_needs_none", in_days(0), 2,
    )  # fmt: skip
    free = [one["id"] for one in await slots_for(la, another, mediator)]
    assert {first["id"], second["id"]} <= {*free}
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["type"] == "dispute-withdrawn"
    assert last["about"] == {
        "record": "session", "session_id": session["id"], "what": "session-cancelled", "holds_released": [held["id"]],
    }  # fmt: skip
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
