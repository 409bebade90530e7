"""A session with another link or room: its time and its duties stay, and the place is for those who may join."""

from typing import Any

from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.feed import feed_up_to
from tests.support.parties import Party

LINK = "https://meet.example/quillfeather"
FAMILY, AUTHORITY = "parent_or_young_person", "local_authority"


async def a_session(la: Party, provider: Party, **said: Any) -> dict[str, Any]:
    case = await wants_mediation(la, provider, **said)
    mediator = await mediates(provider)
    booked = await books(la, case, (await slots_for(la, case, mediator))[-1]["id"], place="Room 4, Eastmere Library")
    return {"case": case, "path": f"/v1/sessions/{booked['id']}", **booked}


async def places(party: Party, session: dict[str, Any], place: str | None, **headers: str) -> Any:
    return await party.sends("POST", f"{session['path']}/place", json={"place": place}, headers=headers)


async def entries(provider: Party, mediator: str) -> str:
    made = await provider.sends("POST", f"/v1/mediators/{mediator}/calendar/subscription")
    address = made.json()["url"]
    return (await provider.http.get(address[address.index("/v1/") :])).text


async def test_another_link_keeps_the_time_and_every_duty(la: Party, provider: Party) -> None:
    session = await a_session(la, provider)
    told = await la.posts(f"{session['path']}/told", {"parties": [FAMILY, AUTHORITY]})
    await la.posts(f"{session['path']}/representative", {"name": "R", "role": "Head", "has_power_to_decide": True})
    before, dates = await la.gets(session["path"]), await la.gets(f"/v1/cases/{session['case']}/deadlines")
    assert "SEQUENCE:2" in await entries(provider, session["mediator"]["id"])
    answer = await places(provider, session, LINK, **{"If-Match": f'"{before["version"]}"'})
    after = answer.json()
    assert (answer.status_code, answer.headers["etag"], after["place"]) == (200, f'"{after["version"]}"', LINK)
    assert after["notice"]["tell_again"] == [FAMILY, AUTHORITY]
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"place", "place_changed_on", "notice", "version", "updated_at", "case_state"}
    assert {**after["notice"], "tell_again": []} == before["notice"] == {**told["notice"], "tell_again": []}
    kept = await la.gets(f"/v1/cases/{session['case']}/deadlines")
    assert kept["deadlines"] == dates["deadlines"]
    calendar = await entries(provider, session["mediator"]["id"])
    assert "SEQUENCE:3" in calendar
    assert "quillfeather" not in calendar
    again = await la.posts(f"{session['path']}/told", {"parties": [FAMILY]})
    assert again["notice"]["tell_again"] == [AUTHORITY]
    assert again["notice"]["told"] == before["notice"]["told"], "the first telling counts"
    assert (await places(la, session, "Room 5", **{"If-Match": '"1"'})).status_code == 412


async def test_the_link_is_in_the_session_alone(
    la: Party, other_la: Party, provider: Party, tribunal: Party, other_provider: Party
) -> None:
    session = await a_session(la, provider)
    assert (await places(la, session, LINK)).status_code == 200
    trail = await la.lists(f"/v1/cases/{session['case']}/events")
    assert (trail[-1]["type"], trail[-1]["about"]["session_id"]) == ("session-place-changed", session["id"])
    heard, _ = await feed_up_to(provider, session["case"])
    case = await la.sees(session["case"])
    for told in (trail, heard, case, await la.lists("/v1/cases")):
        assert "quillfeather" not in str(told)
    for party in (la, provider):
        assert (await party.gets(session["path"]))["place"] == LINK
    for party in (other_la, other_provider):
        assert (await party.sends("GET", session["path"])).status_code == 404
        assert (await places(party, session, "Room 7")).status_code == 404
    assert (await places(tribunal, session, "Room 7")).status_code == 403
    assert (await places(la, session, None)).json()["place"] is None
    bad = await places(la, session, "quillfeather\nroom")
    assert (bad.status_code, "quillfeather" in bad.text) == (422, False)


async def test_a_body_that_is_no_party_is_not_told_how_to_join(la: Party, provider: Party, icb: Party) -> None:
    for dropped in ((), ("health",)):
        case = await la.opens(kind="plan_content", sections=("F", "G"))
        await provider.records(case, "contact-adviser")
        await la.records(case, "request-mediation", issues=["F", "health"])
        await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb")
        for issue in dropped:
            await la.records(case, "drop-issues", issues=[issue])
        mediator = await mediates(provider)
        booked = await books(la, case, (await slots_for(la, case, mediator))[-1]["id"], place=LINK)
        path = f"/v1/sessions/{booked['id']}"
        shown = (await icb.gets(path))["place"], (await la.gets(path))["place"], (await provider.gets(path))["place"]
        assert shown == (None if dropped else LINK, LINK, LINK)
        listed = [one["place"] for one in await icb.lists("/v1/sessions") if one["id"] == booked["id"]]
        assert listed == [shown[0]]


async def test_a_session_that_is_called_off_has_no_place_to_change(la: Party, provider: Party) -> None:
    session = await a_session(la, provider)
    await la.posts(f"{session['path']}/cancel", {"cancelled_by": "local_authority", "why": "unavailable"})
    refused = await places(la, session, LINK)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert "quillfeather" not in refused.text
