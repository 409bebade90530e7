"""What is changed in the register reaches every worker within seconds: disabled clients, secrets, partnerships."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.access.scopes import grantable
from app.platform.access.secrets import hash_like
from app.platform.db import directory
from app.platform.db.outages import Away
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import Parties, Party, a_notice
from tests.support.waiting import comes_true

ICB, TWO = "sandbox-icb", "sandbox-la-992"
Change = Callable[..., Awaitable[None]]


class Clock:
    """The time as the register counts it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def clock(app: FastAPI) -> AsyncIterator[Clock]:
    """A register that was read just now."""
    register, made = app.state.service.organisations, Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "_clock", made)
        await register.refresh()
        yield made
    await register.refresh()


@pytest.fixture
async def change(owner: AsyncEngine, clock: Clock) -> AsyncIterator[Change]:  # noqa: ARG001 - reads afterwards
    """Change the register behind the service's back, as another worker does. Afterwards it is put back."""
    undo: list[str] = []

    async def run(statement: str, **values: Any) -> None:
        async with owner.begin() as connection:
            await connection.execute(text(statement), values)

    async def changed(statement: str, back: str, **values: Any) -> None:
        undo.append(back)
        await run(statement, **values)

    yield changed
    for statement in undo:
        await run(statement)


DISABLES = {
    "client": "UPDATE clients SET disabled = {} WHERE client_id = 'sandbox-icb'",
    "organisation": "UPDATE organisations SET disabled = {} WHERE slug = 'sandbox-icb'",
}


@pytest.mark.parametrize("what", DISABLES)
async def test_a_disabled_client_gets_no_token_and_keeps_none_for_long(
    public: httpx2.AsyncClient, parties: Parties, clock: Clock, change: Change, what: str
) -> None:
    icb = await parties.get(ICB)
    await change(DISABLES[what].format("true"), DISABLES[what].format("false"))
    assert await logs_in(public, ICB, f"{ICB}-secret") is False
    clock.seconds = directory.TRUST_SECONDS
    answer = await icb.sends("GET", "/v1/cases")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthenticated")
    assert (await icb.sends("GET", "/v1/law/rules")).status_code == 200  # which asks for no token


async def test_a_scope_that_was_taken_away_is_gone_from_tokens_too(
    other_la: Party, clock: Clock, change: Change
) -> None:
    whole = ", ".join(f"'{one}'" for one in sorted(grantable(BY_SLUG[TWO].kind, sandbox=True)))
    setting = "UPDATE clients SET scopes = ARRAY[{}] WHERE client_id = 'sandbox-la-992'"
    await change(setting.format("'cases:read'"), setting.format(whole))
    clock.seconds = directory.TRUST_SECONDS
    assert (await other_la.sends("GET", "/v1/cases")).status_code == 200
    assert (await other_la.sends("GET", "/v1/events")).status_code == 403


async def test_a_request_waits_only_for_a_reading_that_is_too_old(
    app: FastAPI, la: Party, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, read = app.state.service.organisations, []
    whole = register._database.read_first

    async def counted(*asked: Any) -> Any:
        read.append(asked)
        return await whole(*asked)

    monkeypatch.setattr(register._database, "read_first", counted)
    clock.seconds = directory.READ_AGAIN_SECONDS - 1
    await la.gets("/v1/cases")
    assert not read
    clock.seconds = directory.READ_AGAIN_SECONDS
    await la.gets("/v1/cases")
    await comes_true(lambda: len(read) == 1)
    await comes_true(lambda: register._read_at == clock.seconds)


async def test_while_the_database_is_away_the_last_reading_is_used(
    app: FastAPI, la: Party, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = app.state.service.organisations

    async def away(*_: Any) -> Any:
        raise Away

    monkeypatch.setattr(register._database, "read_first", away)
    clock.seconds = directory.TRUST_SECONDS
    assert (await la.sends("GET", "/v1/cases")).status_code == 200


async def test_a_partner_is_instructed_from_its_first_day_to_its_last(
    app: FastAPI, other_la: Party, change: Change
) -> None:
    """Cases that are open stay with their provider."""
    case = await other_la.opens(provider="sandbox-provider-b")
    dates = (
        "UPDATE partnerships SET begins_on = {}, ends_on = {} WHERE"
        " partner_id = (SELECT id FROM organisations WHERE slug = 'sandbox-provider-b')"
        " AND la_id = (SELECT id FROM organisations WHERE slug = 'sandbox-la-992')"
    )
    back = dates.format("'2014-09-01'", "NULL")
    for begins, ends, instructed in (
        ("'2014-09-01'", "app_today() - 1", False),
        ("app_today() + 1", "NULL", False),
        ("app_today()", "app_today()", True),
    ):
        await change(dates.format(begins, ends), back)
        await app.state.service.organisations.refresh()
        answer = await other_la.sends("POST", "/v1/cases", json=a_notice(provider="sandbox-provider-b"))
        assert answer.status_code == (201 if instructed else 422), (begins, ends)
        assert (await other_la.sees(case))["provider"]["slug"] == "sandbox-provider-b"


SECRET = text("SELECT app_secret_form('sandbox-icb')")


async def test_two_secrets_work_until_the_old_one_ends(
    public: httpx2.AsyncClient, owner: AsyncEngine, change: Change
) -> None:
    async with owner.connect() as connection:
        form = (await connection.execute(SECRET)).scalar_one()
    assert await logs_in(public, ICB, f"{ICB}-secret")  # remembered from now on, in this worker
    await change(
        "INSERT INTO client_secrets (client_id, slot, secret_hash) VALUES ('sandbox-icb', 2, :hashed)",
        "DELETE FROM client_secrets WHERE client_id = 'sandbox-icb' AND slot = 2",
        hashed=await hash_like("a second secret", form),
    )
    assert [await logs_in(public, ICB, one) for one in (f"{ICB}-secret", "a second secret", "a third")] == [
        True,
        True,
        False,
    ]
    ends = "UPDATE client_secrets SET retires_at = {} WHERE client_id = 'sandbox-icb' AND slot = 1"
    for when, works in (("now() + interval '1 hour'", True), ("now()", False)):
        await change(ends.format(when), ends.format("NULL"))
        assert await logs_in(public, ICB, f"{ICB}-secret") is works
        assert await logs_in(public, ICB, "a second secret")


async def logs_in(public: httpx2.AsyncClient, client: str, secret: str) -> bool:
    answer = await public.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client, secret))
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def test_the_bound_is_what_the_documents_say() -> None:
    assert (directory.READ_AGAIN_SECONDS, directory.TRUST_SECONDS) == (5.0, 10.0)
