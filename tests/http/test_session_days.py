"""What takes days: a hold that lets go by itself, a session that comes, slots that are written further.

The sandbox's clock moves for everybody, so these tests have a sandbox of their own.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.services.capacity import SLOTS_AHEAD
from tests.support.capacity import (
    TODAY,
    a_service_alone,
    advances,
    books,
    holds,
    in_days,
    mediates,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Parties, Party


@pytest.fixture(scope="module")
async def parties(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    async with a_service_alone(keys) as alone:
        yield alone


@pytest.fixture(scope="module")
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


@pytest.fixture(scope="module")
async def provider(parties: Parties) -> Party:
    return await parties.get("sandbox-provider-a")


async def test_a_hold_lets_go_by_itself(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, ours, mediator))[3]["id"]
    held = await holds(la, slot, ours)
    assert (await tries_to_hold(la, slot, theirs)).status_code == 409
    await advances(la, 1)
    assert (await la.sends("GET", f"/v1/holds/{held['id']}")).status_code == 404
    late = await la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/hold-expired")
    assert (await tries_to_hold(la, slot, theirs)).status_code == 201


async def test_a_session_comes_and_its_outcome_moves_the_case(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    ended: dict[str, Any] = {
        "outcome": "partial_agreement",
        "attendance": {"parent_or_young_person": "attended", "advocate": "attended_remotely"},
        "childs_views": "through_advocate",
    }
    early = await provider.sends("POST", f"{path}/outcome", json=ended)
    assert (early.status_code, early.json()["rule"]) == (409, "mediation-on-request")
    assert (await la.sends("POST", f"{path}/outcome", json=ended)).status_code == 403
    today = await advances(la, 0)
    await advances(la, (date.fromisoformat(slot["day"]) - today).days)

    after = await provider.posts(f"{path}/outcome", ended)
    assert (after["status"], after["case_state"]) == ("ended", "mediation_concluded")
    assert (after["attendance"]["advocate"], after["childs_views"]) == ("attended_remotely", "through_advocate")
    late = await provider.posts(f"{path}/attendance", {"attendance": {"supporter": "attended"}})
    assert late["attendance"]["supporter"] == "attended"
    again = await provider.sends("POST", f"{path}/outcome", json={"outcome": "no_agreement"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/refused")
    assert (await provider.records(case, "issue-certificate", ground="took_part"))["state"] == "certified"


async def test_slots_are_written_further_as_days_go_by(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    before = date.fromisoformat((await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"])
    today = await advances(la, 40)
    after = await provider.gets(f"/v1/mediators/{mediator}")
    assert date.fromisoformat(after["slots_until"]) == today + SLOTS_AHEAD > before + timedelta(days=30)
    assert after["version"] == 2  # nobody said anything new
    assert today > TODAY


async def test_a_session_whose_day_has_passed_is_not_called_off(la: Party, provider: Party) -> None:
    """It was held or missed: it has an outcome, whatever its case does meanwhile."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    now = await advances(la, 0)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    await advances(la, (date.fromisoformat(slot["day"]) - now).days + 1)
    late = await la.sends("POST", f"{path}/cancel", json={"cancelled_by": "local_authority", "why": "unavailable"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/refused")
    await provider.records(case, "decline-mediation")
    assert (await la.gets(path))["status"] == "booked"


async def test_somebody_who_leaves_later_goes_on_until_then(la: Party, provider: Party) -> None:
    leaves = in_days(800)
    mediator = await mediates(provider, left_on=leaves, accredited_until=leaves)
    before = (await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"]
    await advances(la, 40)
    assert (await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"] > before
