"""A network that cuts, delays and swallows: every request is answered, and the answer says what is known."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from tests.support.parties import Party, a_notice
from tests.support.proxy import Proxy
from tests.support.waiting import PATIENCE, comes_true, until


async def opening(council: Party, reference: str, key: str | None = None) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    sent = council.sends("POST", "/v1/cases", json=a_notice(la_reference=reference), headers=headers)
    return await asyncio.wait_for(sent, PATIENCE)


async def found(la: Party, reference: str) -> list[dict[str, Any]]:
    return await la.lists("/v1/cases", la_reference=reference)


def is_away(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable"), answer.text
    assert "Nothing was recorded" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


def is_unknown(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/outcome-unknown"), answer.text
    assert "Nothing was recorded" not in answer.text
    assert "Idempotency-Key" in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


async def works_again(council: Party) -> None:
    async def ask() -> httpx2.Response:
        return await asyncio.wait_for(council.sends("GET", "/v1/cases"), PATIENCE)

    assert (await until(lambda answer: answer.status_code == 200, ask)).status_code == 200


async def test_swallowed_packets_hold_nobody_for_ever(council: Party, proxy: Proxy, far: httpx2.AsyncClient) -> None:
    await asyncio.gather(*(council.gets("/v1/cases") for _ in range(4)))  # every connection of the pool is open
    proxy.swallowing = True
    answers = await asyncio.gather(*(opening(council, f"swallowed-{number}") for number in range(12)))
    for answer in answers:
        is_away(answer)
    ready = await asyncio.wait_for(far.get("/health/ready"), PATIENCE)
    assert (ready.status_code, set(ready.json()["checks"].values())) == (503, {"failed"})
    assert (await far.get("/health/live")).status_code == 200
    proxy.swallowing = False
    await works_again(council)
    assert (await opening(council, "after-swallowing")).status_code == 201


@pytest.mark.parametrize("fault", ["deaf_after", "cut_after", "swallow_before"])
@pytest.mark.parametrize("keyed", [True, False])
async def test_once_the_write_is_sent_nobody_says_that_nothing_was_written(
    council: Party, la: Party, proxy: Proxy, fault: str, keyed: bool
) -> None:
    """The one statement that writes is its own COMMIT. It alone holds the name of the event."""
    reference, key = f"unsure-{uuid4()}", str(uuid4()) if keyed else None
    assert (await opening(council, f"before-{reference}")).status_code == 201
    setattr(proxy, fault, b"notice-recorded")
    is_unknown(await opening(council, reference, key))
    setattr(proxy, fault, None)
    proxy.cut()
    written = fault != "swallow_before"
    if keyed:
        again = await until(lambda answer: answer.status_code == 201, lambda: opening(council, reference, key))
        assert again.status_code == 201, again.text
        written = True
    assert len(await found(la, reference)) == int(written)


@pytest.mark.parametrize("fault", ["deaf_after", "cut_after", "swallow_before"])
async def test_once_commit_is_sent_nobody_says_that_nothing_was_written(
    council: Party, proxy: Proxy, fault: str
) -> None:
    """What concerns sessions is written in a transaction, which ends with a COMMIT of its own."""
    case = await council.opens()
    setattr(proxy, fault, b"COMMIT")
    withdrawn = council.tries(case, "withdraw", family_confirmed=True, occurred_on="2026-02-10")
    is_unknown(await asyncio.wait_for(withdrawn, PATIENCE))
    setattr(proxy, fault, None)
    proxy.cut()
    await works_again(council)
    assert (await council.sees(case))["version"] == (1 if fault == "swallow_before" else 2)


async def test_what_is_cut_before_the_write_is_not_written(council: Party, la: Party, proxy: Proxy) -> None:
    reference = f"cut-{uuid4()}"
    assert (await opening(council, f"before-{reference}")).status_code == 201
    proxy.cut_after = reference.encode()  # the statement that looks for the same notice
    is_away(await opening(council, reference))
    proxy.cut_after = None
    await works_again(council)
    assert await found(la, reference) == []


@pytest.mark.parametrize("fault", ["deaf_after", "cut_after", "swallow_before"])
async def test_an_answer_survives_a_rollback_that_fails(council: Party, proxy: Proxy, fault: str) -> None:
    """A read and a refusal are undone with nothing to lose: the caller has no part in how the rollback ends."""
    case = await council.opens()
    setattr(proxy, fault, b"ROLLBACK\0")  # whole: ROLLBACK TO belongs to a savepoint
    read = await asyncio.wait_for(council.sends("GET", f"/v1/cases/{case}"), PATIENCE)
    assert read.status_code == 200
    refused = await asyncio.wait_for(council.tries(case, "decline-mediation", occurred_on="2026-02-10"), PATIENCE)
    assert refused.status_code in (403, 409)
    setattr(proxy, fault, None)
    await works_again(council)


async def test_a_slow_network_is_slow_and_not_wrong(council: Party, proxy: Proxy) -> None:
    await council.gets("/v1/cases")
    proxy.delay = 0.05
    assert (await opening(council, f"slow-{uuid4()}")).status_code == 201
    proxy.delay = 3.0
    is_away(await opening(council, f"slower-{uuid4()}"))
    proxy.delay = 0.0
    await works_again(council)


async def test_a_probe_that_hangs_is_answered_and_lets_its_connection_go(far: httpx2.AsyncClient, proxy: Proxy) -> None:
    proxy.swallowing = True
    answers = await asyncio.wait_for(asyncio.gather(*(far.get("/health/ready") for _ in range(8))), PATIENCE)
    assert {answer.status_code for answer in answers} == {503}
    proxy.swallowing = False
    ready = await until(lambda answer: answer.status_code == 200, lambda: far.get("/health/ready"))
    assert set(ready.json()["checks"].values()) == {"ok"}


async def test_the_end_does_not_wait_for_the_database(council: Party, proxy: Proxy, far_app: FastAPI) -> None:
    await council.gets("/v1/cases")
    proxy.swallowing = True
    asked = asyncio.create_task(council.sends("GET", "/v1/cases"))
    await comes_true(lambda: proxy.swallowed > 0)
    await asyncio.wait_for(far_app.state.service.database.close(), PATIENCE)
    is_away(await asyncio.wait_for(asked, PATIENCE))
