"""What is said of a case's needs once a session is booked reaches that session, and nobody undoes it by saying so."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.capacity import (
    books,
    every_day,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tables_that_say,
    wants_mediation,
)
from tests.support.parties import Party


async def booked(la: Party, provider: Party, **said: Any) -> tuple[str, dict[str, Any]]:
    """A case with a session, and the session."""
    mediator = await mediates(provider, **said)
    case = await wants_mediation(la, provider)
    return case, await books(la, case, (await slots_for(la, case, mediator))[0]["id"], format="video", place="By link")


async def says(party: Party, case: str, **needs: Any) -> Any:
    return await puts(party, f"/v1/cases/{case}/mediation-needs", needs)


async def test_they_reach_the_session_sealed(la: Party, provider: Party, owner: AsyncEngine) -> None:
    case, session = await booked(la, provider)
    assert (session["interpreter"], session["access"]) == (None, [])
    said = await says(la, case, interpreter="ur", access=["hearing_loop", "breaks"])
    assert said["booked"] == {
        "session_id": session["id"], "suits": True, "reasons": [], "interpreter_booked_on": None,
    }  # fmt: skip
    seen = await provider.gets(f"/v1/sessions/{session['id']}")
    assert (seen["interpreter"], seen["access"]) == ("ur", ["breaks", "hearing_loop"])
    assert (seen["version"], seen["place"]) == (2, "By link")
    assert await tables_that_say(owner, "hearing_loop") == []
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["type"] == "needs-changed"
    assert last["about"] == {
        "record": "needs", "session_id": session["id"], "what": "session-needs-changed", "interpreter_fell_away": False,
    }  # fmt: skip
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_an_interpreter_falls_away_with_the_language(la: Party, provider: Party) -> None:
    case, session = await booked(la, provider)
    path = f"/v1/sessions/{session['id']}"
    await says(la, case, interpreter="ur")
    await la.posts(f"{path}/interpreter", {})
    kept = await says(la, case, interpreter="ur", access=["breaks"])
    assert kept["booked"]["interpreter_booked_on"] == in_days(0)
    for needs in ({"interpreter": "pa"}, {}):
        await says(la, case, interpreter="ur")
        await la.posts(f"{path}/interpreter", {})
        said = await says(la, case, **needs)
        assert said["booked"]["interpreter_booked_on"] is None
        seen = await la.gets(path)
        assert (seen["interpreter"], seen["interpreter_booked_on"]) == (needs.get("interpreter"), None)
        last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
        assert last["about"]["interpreter_fell_away"] is True


async def test_no_interpreter_is_found_where_none_is_needed(la: Party, provider: Party) -> None:
    case, session = await booked(la, provider)
    path = f"/v1/sessions/{session['id']}/interpreter"
    answer = await la.sends("POST", path, json={})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert "mediation needs" in answer.json()["reason"]
    await says(la, case, interpreter="ur")
    assert (await la.posts(path, {}))["interpreter_booked_on"] == in_days(0)


async def test_what_does_not_suit_any_more_is_said_and_stands(la: Party, provider: Party) -> None:
    case, session = await booked(la, provider)
    away = {"starts_at": session["starts_at"], "ends_at": session["ends_at"]}
    said = await says(la, case, languages=["bfi"], formats=["in_person"], unavailable=[away])
    assert said["booked"]["suits"] is False
    reasons = [reason["why"] for reason in said["booked"]["reasons"]]
    assert reasons == ["language_not_spoken", "party_unavailable", "format_not_offered"]
    assert (await la.gets(f"/v1/cases/{case}/mediation-needs"))["booked"] == said["booked"]
    assert (await la.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["about"] == {"record": "needs"}  # neither interpreter nor access differ: the session is as it was
    await la.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "local_authority", "why": "other"})
    assert (await la.gets(f"/v1/cases/{case}/mediation-needs"))["booked"] is None


async def test_another_providers_mediator_is_not_judged_by_whoever_may_not_see_one(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """The provider that advised says what the family needs; the second one's mediators are none of its business."""
    theirs = await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    session = await books(other_la, case, (await slots_for(other_la, case, theirs))[0]["id"])
    said = await says(provider, case, languages=["bfi"], access=["breaks"])
    assert (said["booked"]["suits"], said["booked"]["reasons"]) == (None, [])
    assert (await other_provider.gets(f"/v1/sessions/{session['id']}"))["access"] == ["breaks"]
    seen = await other_la.gets(f"/v1/cases/{case}/mediation-needs")
    assert [reason["why"] for reason in seen["booked"]["reasons"]] == ["language_not_spoken"]


async def test_the_place_stays_as_long_as_the_format_does(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, every_day("09:00", "17:00"))
    case = await wants_mediation(la, provider)
    slots = iter(await slots_for(la, case, mediator))
    session = await books(la, case, next(slots)["id"], format="in_person", place="Room 2, the library")

    async def moved(**said: Any) -> tuple[str, str | None]:
        hold = (await holds(la, next(slots)["id"], case))["id"]
        body = {"hold_id": hold, "moved_by": "local_authority", "why": "illness", **said}
        after = await la.posts(f"/v1/sessions/{session['id']}/reschedule", body)
        assert (await provider.gets(f"/v1/sessions/{session['id']}"))["place"] == after["place"]
        return after["format"], after["place"]

    assert await moved() == ("in_person", "Room 2, the library")
    assert await moved(format="in_person") == ("in_person", "Room 2, the library")
    assert await moved(format="video") == ("video", None)
    assert await moved(format="video", place="By link") == ("video", "By link")
    assert await moved(format="in_person") == ("in_person", None)
    assert await moved(place="Room 3") == ("in_person", "Room 3")
    assert await moved(place=None) == ("in_person", None)
