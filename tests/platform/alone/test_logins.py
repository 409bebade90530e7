"""Guessing at secrets: no burst tries more than the limit, and nobody is locked out by somebody else."""

import asyncio
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.platform.access import secrets as hashing
from app.platform.http.auth import logins as module
from app.platform.http.auth.logins import (
    GUESSES_PER_ADDRESS,
    GUESSES_PER_CLIENT,
    MOST_WAITING,
    MOST_WAITING_FOR_CLIENT,
    Logins,
)
from app.platform.http.problems import TooManyRequests, Unavailable
from tests.platform.alone.conftest import Register, calling

HERE, THERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every secret that Argon2 was asked about. The answer is right, and quick."""
    asked: list[str] = []

    def hashed(secret: str, form: str) -> str:
        asked.append(secret)
        return f"{secret} in {form}"

    async def proves(register: Register, client_id: str, hashed: str) -> bool:
        client = register.clients.get(client_id)
        right = f"{client_id}-secret in {client.secret_form}" if client else None
        return hashed == right and client is not None and client.secret_form != hashing.DECOY

    monkeypatch.setattr(hashing, "_hashed", hashed)
    monkeypatch.setattr(Register, "proves", proves)
    return asked


@pytest.fixture
def logins(register: Register) -> Logins:
    return Logins(register)


async def outcome(logins: Logins, address: str, client_id: str, secret: str) -> str:
    try:
        return "in" if await logins.prove(address, client_id, secret) else "wrong"
    except TooManyRequests:
        return "wait"


async def burst(logins: Logins, *asked: tuple[str, str, str]) -> list[str]:
    return await asyncio.gather(*(outcome(logins, *one) for one in asked))


async def test_a_burst_of_guesses_is_tried_no_further_than_the_limit(logins: Logins, tried: list[str]) -> None:
    results = await burst(logins, *((HERE, "la", f"guess {number}") for number in range(90)))
    assert results.count("wrong") == len(tried) == GUESSES_PER_CLIENT
    assert results.count("wait") == 90 - GUESSES_PER_CLIENT


async def test_a_right_secret_among_too_many_guesses_is_not_looked_at(logins: Logins, tried: list[str]) -> None:
    guesses = [(HERE, "la", f"guess {number}") for number in range(50)]
    assert (await burst(logins, *guesses, (HERE, "la", "la-secret")))[-1] == "wait"
    assert "la-secret" not in tried


@pytest.mark.usefixtures("tried")
async def test_a_burst_of_right_secrets_is_let_in(logins: Logins) -> None:
    assert set(await burst(logins, *((HERE, "la", "la-secret") for _ in range(MOST_WAITING_FOR_CLIENT)))) == {"in"}


async def test_guesses_for_one_client_lock_out_no_other(logins: Logins, tried: list[str]) -> None:
    await burst(logins, *((HERE, "la", f"guess {number}") for number in range(80)))
    assert await outcome(logins, HERE, "advice", "advice-secret") == "in"
    assert await outcome(logins, THERE, "la", "la-secret") == "in"
    assert len(tried) == GUESSES_PER_CLIENT + 2


async def test_guesses_at_one_client_leave_room_in_the_queue_for_others(logins: Logins, tried: list[str]) -> None:
    guesses = [(HERE, "la", f"guess {number}") for number in range(3 * MOST_WAITING)]
    right = [(HERE, "advice", "advice-secret")] * 30
    assert set((await burst(logins, *guesses, *right))[-30:]) == {"in"}
    assert len(tried) == GUESSES_PER_CLIENT + 1


async def test_a_client_that_is_known_at_an_address_is_let_in_despite_guesses(logins: Logins, tried: list[str]) -> None:
    assert await outcome(logins, HERE, "la", "la-secret") == "in"
    await burst(logins, *((HERE, "la", f"guess {number}") for number in range(80)))
    assert await outcome(logins, HERE, "la", "la-secret") == "in"
    assert tried.count("la-secret") == 1, "known, so not tried again"


async def test_a_new_secret_ends_what_was_known(logins: Logins, register: Register, tried: list[str]) -> None:
    await outcome(logins, HERE, "la", "la-secret")
    register.clients["la"] = type(register.clients["la"])(
        **{name: getattr(register.clients["la"], name) for name in register.clients["la"].__slots__}
        | {"secret_form": hashing.DECOY}
    )
    assert await outcome(logins, HERE, "la", "la-secret") == "wrong"
    assert tried.count("la-secret") == 2


async def test_names_tried_in_turn_are_limited_by_their_address(logins: Logins, tried: list[str]) -> None:
    for number in range(GUESSES_PER_ADDRESS + 50):
        await outcome(logins, HERE, f"nobody-{number}", "guess")
    assert len(tried) == GUESSES_PER_ADDRESS
    assert await outcome(logins, THERE, "la", "la-secret") == "in"


async def test_a_queue_has_an_end(logins: Logins, tried: list[str]) -> None:
    results = await burst(logins, *((HERE, "la", f"guess {number}") for number in range(MOST_WAITING * 3)))
    assert len(results) == MOST_WAITING * 3
    assert len(tried) == GUESSES_PER_CLIENT
    assert not logins._turns


async def test_many_addresses_are_not_more_than_the_worker_can_do(
    logins: Logins, tried: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_UNDER_WAY", 20)
    assert await outcome(logins, HERE, "la", "la-secret") == "in"
    waiting = [outcome(logins, f"192.0.2.{number}", "la", "guess") for number in range(50)]
    results = await asyncio.gather(*waiting, outcome(logins, HERE, "la", "la-secret"), return_exceptions=True)
    assert sum(isinstance(one, Unavailable) for one in results) == 30
    assert results[-1] == "in", "who is known does not wait"
    assert len(tried) == 21
    assert logins._under_way == 0


async def test_a_limit_ends_with_its_minute(register: Register, tried: list[str]) -> None:
    now = [0.0]
    logins = Logins(register, clock=lambda: now[0])
    await burst(logins, *((HERE, "la", f"guess {number}") for number in range(20)))
    assert await outcome(logins, HERE, "la", "la-secret") == "wait"
    now[0] = 60.0
    assert await outcome(logins, HERE, "la", "la-secret") == "in"
    assert len(tried) == GUESSES_PER_CLIENT + 1


@pytest.mark.usefixtures("tried")
async def test_what_is_remembered_has_an_end(logins: Logins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 3)
    for number in range(9):
        await outcome(logins, f"198.51.100.{number}", "la", "la-secret")
    assert len(logins._proven) == 3


@pytest.mark.parametrize(("client_id", "secret"), [("l" * 101, "x"), ("la", "x" * 4_000), ("la", "\ud800")])
async def test_what_no_client_has(logins: Logins, client_id: str, secret: str) -> None:
    assert await outcome(logins, HERE, client_id, secret) == "wrong"


async def test_over_http(app: FastAPI, tried: list[str]) -> None:
    guess: dict[str, Any] = {"grant_type": "client_credentials", "client_id": "la"}

    async def ask(caller: httpx2.AsyncClient, **more: str) -> int:
        return (await caller.post("/oauth/token", data=guess | more)).status_code

    async with calling(app, HERE) as caller:
        statuses = await asyncio.gather(*(ask(caller, client_secret=f"guess {number}") for number in range(80)))
        assert statuses.count(401) == len(tried) == GUESSES_PER_CLIENT
        assert statuses.count(429) == 80 - GUESSES_PER_CLIENT
        assert await ask(caller, client_id="advice", client_secret="advice-secret") == 200
