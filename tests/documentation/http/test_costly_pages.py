"""What costs much to make is made outside the event loop, once for all who ask."""

import asyncio
import gzip
import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.platform.http.metrics import Metrics
from app.settings import Settings
from tests.support.blocking import a_parse, pulse_of_this_loop
from tests.support.parties import calling

MOST_PARSES = 300
"""Far less than making the document takes, and far more than a turn of the loop should: it guards, and measures not."""


async def test_the_first_who_asks_for_the_document_keeps_nobody_waiting(settings: Settings) -> None:
    app = create_app(settings)
    made: list[Any] = []
    write = app.openapi
    app.openapi = lambda: made.append(1) or write()  # type: ignore[method-assign, func-returns-value]
    async with calling(app) as caller, pulse_of_this_loop() as pulse:
        answers = await asyncio.gather(*(caller.get("/openapi.json") for _ in range(5)))
        assert pulse.longest_wait < MOST_PARSES * a_parse()
    assert made == [1]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json()["openapi"].startswith("3.")


async def test_the_document_is_sent_squeezed_to_who_understands_it(app: FastAPI, public: httpx2.AsyncClient) -> None:
    plain = await public.get("/openapi.json", headers={"Accept-Encoding": "identity"})
    squeezed = await public.get("/openapi.json", headers={"Accept-Encoding": "br, gzip"})
    assert plain.json() == squeezed.json() == json.loads(json.dumps(app.openapi()))
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert int(squeezed.headers["content-length"]) * 4 < len(plain.content)
    assert plain.headers["vary"] == squeezed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != squeezed.headers["etag"]
    assert gzip.decompress(gzip.compress(plain.content)) == squeezed.content
    known = await public.get("/openapi.json", headers={"If-None-Match": squeezed.headers["etag"]})
    assert known.status_code == 304


async def test_who_asks_for_the_numbers_often_has_them_written_out_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = Metrics.exposition

    def counted(metrics: Metrics) -> bytes:
        written.append(1)
        return write(metrics)

    monkeypatch.setattr(Metrics, "exposition", counted)
    app = create_app(settings)
    async with calling(app) as caller:
        monkeypatch.setattr(app.state.platform.exposed, "_seconds", 3600.0)
        answers = await asyncio.gather(*(caller.get("/metrics") for _ in range(20)))
        later = await caller.get("/metrics")
    assert written == [1]
    assert {answer.content for answer in (*answers, later)} == {later.content}


async def test_the_numbers_are_limited(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"requests_per_minute": 3}))
    async with calling(app) as caller:
        statuses = [(await caller.get("/metrics")).status_code for _ in range(4)]
        assert (await caller.get("/health/live")).status_code == 200
    assert statuses == [200, 200, 200, 429]
