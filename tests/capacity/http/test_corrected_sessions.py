"""A corrected case and its session say the same, or nothing is corrected."""

from datetime import date, timedelta
from typing import Any

from tests.support.capacity import advances, books, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party


async def test_a_corrected_case_and_its_session_say_the_same(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"

    async def corrects(party: Party, kind: str, **said: Any) -> Any:
        seq = next(one["seq"] for one in await party.lists(f"/v1/cases/{case}/events") if one["type"] == kind)
        body = {"seq": seq, "reason": "wrong_outcome", **said}
        return (await party.sends("POST", f"/v1/cases/{case}/corrections", json=body)).json()

    behind = await corrects(la, "mediation-arranged", void=True)
    assert (behind["type"], behind["post_to"]) == ("/problems/session-booked", f"{path}/cancel")
    another = (date.fromisoformat(slot["day"]) + timedelta(days=1)).isoformat()
    moved = await corrects(la, "mediation-arranged", replace={"session_on": another})
    assert (moved["type"], moved["post_to"]) == ("/problems/session-booked", f"{path}/reschedule")
    assert (await la.gets(path))["status"] == "booked"

    today = await advances(la, 0)
    await advances(la, (date.fromisoformat(slot["day"]) - today).days + 1)
    await provider.posts(f"{path}/outcome", {"outcome": "no_agreement"})
    missed = await corrects(provider, "session-held", replace={"outcome": "family_did_not_attend"})
    assert missed["state"] == {"before": "mediation_concluded", "after": "mediation_requested"}
    session = await provider.gets(path)
    assert (session["status"], session["outcome"]) == ("ended", "family_did_not_attend")
    assert session["attendance"]["parent_or_young_person"] == "did_not_attend"
    assert (await la.sees(case))["mediation"]["session_outcome"] == "family_did_not_attend"

    undone = await corrects(provider, "session-held", void=True)
    assert undone["state"]["after"] == "mediation_arranged"
    assert (await provider.gets(path))["status"] == "booked"
    after = await provider.posts(f"{path}/outcome", {"outcome": "full_agreement"})
    assert after["case_state"] == "mediation_concluded"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_a_new_provider_corrects_the_outcome_of_its_predecessors_session(parties: Parties) -> None:
    la, old, new = [await parties.get(f"sandbox-{one}") for one in ("la-992", "provider-a", "provider-b")]
    mediator = await mediates(old)
    case = await wants_mediation(la, old)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    today = await advances(la, 0)
    await advances(la, (date.fromisoformat(slot["day"]) - today).days + 1)
    came = {"parent_or_young_person": "attended_remotely", "advocate": "attended_remotely"}
    await old.posts(f"{path}/outcome", {"outcome": "no_agreement", "attendance": came})
    await la.posts(f"/v1/cases/{case}/provider", {"provider": new.slug, "reason": "contract ended"})
    seq = next(one["seq"] for one in await la.lists(f"/v1/cases/{case}/events") if one["type"] == "session-held")
    body = {"seq": seq, "reason": "wrong_outcome", "replace": {"outcome": "authority_did_not_attend"}}
    done = await new.posts(f"/v1/cases/{case}/corrections", body)
    assert done["state"]["before"] == "mediation_concluded"
    for party in (old, new, la):
        assert (await party.gets(path))["outcome"] == "authority_did_not_attend"
    assert (await new.sends("POST", f"{path}/outcome", json={"outcome": "no_agreement"})).status_code == 403
    await new.posts(f"/v1/cases/{case}/corrections", {**body, "replace": {"outcome": "family_did_not_attend"}})
    session = await new.gets(path)
    assert (session["outcome"], session["attendance"]["parent_or_young_person"]) == (
        "family_did_not_attend",
        "did_not_attend",
    )
    assert session["attendance"]["advocate"] == "attended_remotely"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_no_correction_brings_a_session_back_that_was_cancelled(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case, other = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    session = await books(la, case, slot["id"])
    await la.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "local_authority", "why": "unavailable"})
    await books(la, other, slot["id"])
    seqs = {one["type"]: one["seq"] for one in await la.lists(f"/v1/cases/{case}/events")}
    void = {"seq": seqs["session-cancelled"], "void": True, "reason": "wrong_case"}
    refused = await la.sends("POST", f"/v1/cases/{case}/corrections", json=void)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/also")
    assert (await la.sees(case))["state"] == "mediation_requested"
    both = void | {"also": [{"seq": seqs["mediation-arranged"], "void": True}]}
    done = await la.sends("POST", f"/v1/cases/{case}/corrections", json=both)
    assert (done.status_code, done.json()["state"]["after"]) == (200, "mediation_requested")
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
