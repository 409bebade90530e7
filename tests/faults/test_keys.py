"""Where a deployment asks for idempotency keys, nothing is recorded without one."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.support.parties import Parties, Party, a_notice, calling


@pytest.fixture
async def strict(settings: Settings) -> AsyncIterator[FastAPI]:
    made = create_app(settings.model_copy(update={"require_idempotency_keys": True}))
    async with made.router.lifespan_context(made):
        yield made


async def test_nothing_is_recorded_without_a_key(strict: FastAPI) -> None:
    async with calling(strict) as http:
        la: Party = await Parties(http).get("sandbox-la-991")
        notice = a_notice(la_reference=f"keyless-{uuid4()}")
        refused = await la.sends("POST", "/v1/cases", json=notice)
        assert (refused.status_code, refused.json()["type"]) == (400, "/problems/idempotency-key-missing")
        assert await la.lists("/v1/cases", la_reference=notice["la_reference"]) == []
        made = await la.sends("POST", "/v1/cases", json=notice, headers={"Idempotency-Key": str(uuid4())})
        assert made.status_code == 201
        acted = await la.tries(made.json()["id"], "concede", occurred_on="2026-02-10")
        assert (acted.status_code, acted.json()["type"]) == (400, "/problems/idempotency-key-missing")


async def test_every_post_that_records_takes_a_key(strict: FastAPI) -> None:
    """The few without one record nothing of a case."""
    document = strict.openapi()
    posts = [path["post"] for path in document["paths"].values() if "post" in path]
    keyless = {
        post["operationId"]
        for post in posts
        if "Idempotency-Key" not in [each.get("name") for each in post.get("parameters", ())]
    }
    assert keyless == {"ask_what_if", "get_law_changes", "issue_token", "verify_batch", "work_out_deadlines"}


async def test_reading_and_putting_need_none(strict: FastAPI) -> None:
    async with calling(strict) as http:
        la: Party = await Parties(http).get("sandbox-la-991")
        assert (await la.sends("GET", "/v1/cases")).status_code == 200
