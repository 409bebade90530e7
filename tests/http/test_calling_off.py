"""When a case needs no session any more, the one that is booked is called off, whoever says so."""

import pytest

from tests.support.capacity import books, holds, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Party


@pytest.mark.parametrize(
    ("action", "by"),
    [
        ("withdraw", "parent_or_young_person"),
        ("decline-mediation", "parent_or_young_person"),
        ("report-cannot-arrange", "local_authority"),
    ],
)
async def test_a_session_that_nobody_needs_any_more_gives_its_time_back(
    la: Party, provider: Party, action: str, by: str
) -> None:
    mediator = await mediates(provider)
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    session = await books(la, case, slot)
    await (provider if action == "decline-mediation" else la).records(case, action)
    off = await provider.gets(f"/v1/sessions/{session['id']}")
    assert (off["status"], off["cancelled_by"]) == ("cancelled", by)
    assert slot in [one["id"] for one in await slots_for(la, another, mediator)]
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


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
    await provider.records(case, action)
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
    await tribunal.records(case, "withdraw")
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
