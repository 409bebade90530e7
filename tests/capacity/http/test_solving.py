"""Proposals that take long: one at a time, a few in line, and nobody else's work behind them."""

from asyncio import FIRST_COMPLETED, create_task, gather, wait, wait_for
from threading import Event
from typing import Any

import pytest

from app.capacity.allocations.optimiser import propose
from app.capacity.allocations.solver import COME_BACK, IN_LINE
from tests.support.capacity import mediates
from tests.support.parties import Party
from tests.support.waiting import PATIENCE


async def test_nobody_waits_behind_proposals_and_a_full_line_is_said(
    la: Party, provider: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = Event(), []

    def propose_slowly(*question: Any) -> Any:
        asked.append(question)
        assert go_on.wait(PATIENCE)
        return propose(*question)

    async def proposes() -> Any:
        return await la.sends("POST", "/v1/capacity/allocations", json={"weeks": 2, "seconds": 1})

    monkeypatch.setattr("app.capacity.allocations.use_cases.propose", propose_slowly)
    in_line = [create_task(proposes()) for _ in range(IN_LINE + 1)]
    try:
        [first], _ = await wait(in_line, timeout=PATIENCE, return_when=FIRST_COMPLETED)
        refused = first.result()
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable")
        assert refused.headers["Retry-After"] == str(COME_BACK)
        await wait_for(mediates(provider), PATIENCE)
        assert len(asked) == 1
    finally:
        go_on.set()
    answers = await gather(*in_line)
    assert sorted(answer.status_code for answer in answers) == [201] * IN_LINE + [503]
