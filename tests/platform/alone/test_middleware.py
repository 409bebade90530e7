"""What every request gets: an id, headers, an allowance, a log line, a place in the metrics."""

import asyncio
import io
import json
import logging as stdlib_logging
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Message
from structlog.testing import capture_logs

from app.platform.http import logging
from app.platform.http.deployment import Deployment
from app.platform.http.limits import CAPACITY, Allowance
from app.platform.http.middleware import address_of
from app.platform.http.platform import Platform
from app.platform.http.sizes import JSON_BYTES
from tests.platform.alone.conftest import Register, an_app, calling

Bearer = Callable[..., dict[str, str]]


@pytest.mark.parametrize("given", ["abc", "a.b_c-D9", "x" * 64])
async def test_a_sane_request_id_is_echoed(client: httpx2.AsyncClient, given: str) -> None:
    assert (await client.get("/v1/law", headers={"X-Request-ID": given})).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", 'a"b', "a<b>", "a,b"])
async def test_any_other_is_replaced(client: httpx2.AsyncClient, given: str) -> None:
    made = (await client.get("/v1/law", headers={"X-Request-ID": given})).headers["x-request-id"]
    assert made != given
    assert len(made) == 32


async def test_two_requests_have_two_ids(client: httpx2.AsyncClient) -> None:
    first, second = [(await client.get("/v1/law")).headers["x-request-id"] for _ in range(2)]
    assert first != second


async def test_security_headers(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    for path in ("/v1/law", "/v1/cases", "/v1/nothing", "/v1/broken/x"):
        headers = (await client.get(path, headers=bearer("la"))).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers.get_list("cache-control") == ["no-store"]
    assert "cache-control" not in (await client.get("/v1/law")).headers


async def test_a_route_may_say_how_it_is_cached(app: FastAPI, bearer: Bearer) -> None:
    @app.get("/cached")
    async def cached() -> PlainTextResponse:
        return PlainTextResponse("x", headers={"Cache-Control": "private, max-age=60"})

    async with calling(app) as client:
        answer = await client.get("/cached", headers=bearer("la"))
    assert answer.headers.get_list("cache-control") == ["private, max-age=60"]


@pytest.fixture
def small(deployment: Deployment, register: Register) -> Platform:
    return Platform.assemble(replace(deployment, requests_per_minute=3), register)


async def test_a_client_has_its_allowance_and_is_told(small: Platform, register: Register) -> None:
    assert small.issuer is not None
    tokens = {name: small.issuer.issue(register.clients[name], frozenset({"events:read"})) for name in ("la", "advice")}
    async with calling(an_app(small)) as client:
        for left in (2, 1, 0):
            answer = await client.get("/v1/law", headers={"Authorization": f"Bearer {tokens['la']}"})
            assert answer.status_code == 200
            assert answer.headers["ratelimit-policy"] == '"client";q=3;w=60'
            told = re.fullmatch(rf'"client";r={left};t=(\d+)', answer.headers["ratelimit"])
            assert told is not None
            assert 0 < int(told[1]) <= 60
        over = await client.get("/v1/law", headers={"Authorization": f"Bearer {tokens['la']}"})
        assert (over.status_code, over.json()["type"]) == (429, "/problems/too-many-requests")
        assert 0 < int(over.headers["retry-after"]) <= 60
        assert over.headers["ratelimit"].startswith('"client";r=0;')
        assert over.headers["x-request-id"]
        other = await client.get("/v1/law", headers={"Authorization": f"Bearer {tokens['advice']}"})
        assert other.status_code == 200


def test_a_window_is_never_told_to_be_longer_than_it_is() -> None:
    """Of a clock that has run for a while, a sum of floats is sometimes a hair more than its parts."""
    for started in (0.1, 12.430000000000001, 22.020000000000003, 30.240000000000002):
        clock = iter([started]).__next__
        assert Allowance("client", 3, clock=clock).spend("la").resets_in == 60


async def test_without_a_token_the_address_counts(small: Platform) -> None:
    app = an_app(small)
    async with calling(app, "192.0.2.10") as one, calling(app, "192.0.2.11") as another:
        for number in range(4):
            header = {"Authorization": f"Bearer invented-{number}"}  # a bad token is no way around it
            last = await one.get("/v1/law", headers=header)
        assert last.status_code == 429
        assert last.headers["ratelimit-policy"] == '"address";q=3;w=60'
        assert (await another.get("/v1/law")).status_code == 200


async def test_the_deployments_own_probes_are_never_limited(small: Platform) -> None:
    async with calling(an_app(small)) as client:
        statuses = {(await client.get("/health/live")).status_code for _ in range(9)}
    assert statuses == {200}


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 1), "2001:db8:1:2::/64"),
        (("::ffff:192.0.2.1", 1), "192.0.2.1"),
        (("fe80::1%eth0", 1), "fe80::/64"),
        (("not:an:address", 1), "not:an:address"),
        (None, "unknown"),
    ],
)
def test_whom_an_anonymous_request_counts_against(client: tuple[str, int] | None, counted: str) -> None:
    assert address_of({"type": "http", "client": client}) == counted


def test_an_allowance_comes_back_with_the_next_window() -> None:
    now = [100.0]
    allowance = Allowance("x", 2, window_seconds=10, clock=lambda: now[0])
    assert [allowance.spend("a").allowed for _ in range(3)] == [True, True, False]
    now[0] += 4.5
    assert allowance.spend("a").resets_in == 6
    assert allowance.spend("b").resets_in == 10
    now[0] += 5.5
    assert allowance.spend("a").allowed


def test_looking_costs_nothing() -> None:
    allowance = Allowance("x", 1)
    assert allowance.spend("a", 0).allowed
    assert allowance.spend("a").allowed
    assert not allowance.spend("a", 0).allowed


def test_windows_do_not_pile_up() -> None:
    now = [0.0]
    allowance = Allowance("x", 1, window_seconds=10, clock=lambda: now[0])
    for number in range(CAPACITY):
        allowance.spend(str(number))
    now[0] = 5.0
    assert not allowance.spend(str(CAPACITY - 1)).allowed
    assert allowance.spend("one more").allowed
    assert len(allowance._windows) == CAPACITY
    assert not allowance.spend(str(CAPACITY - 1)).allowed, (
        "who has spent an allowance is not forgiven by others' coming"
    )
    assert "0" not in allowance._windows
    now[0] = 10.0
    allowance.spend("later")
    assert set(allowance._windows) == {"one more", "later"}


async def test_a_body_that_says_it_is_too_large(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    answer = await client.post("/v1/cases", content=b"x" * (JSON_BYTES + 1), headers=bearer("la"))
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/content-too-large")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_does_not_say_so(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 10 * JSON_BYTES:
            read += 65_536
            yield b" " * 65_536

    headers = bearer("la") | {"Content-Type": "application/json"}
    answer = await client.post("/v1/cases", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/content-too-large")
    assert read <= JSON_BYTES + 65_536


async def test_the_largest_body_goes_through(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    sound = b'{"la_reference": "A", "appellant": {"kind": "parent", "name": "A"}}'
    headers = bearer("la") | {"Content-Type": "application/json"}
    answer = await client.post("/v1/cases", content=sound.ljust(JSON_BYTES), headers=headers)
    assert answer.status_code == 201


async def test_a_log_line_holds_no_more_than_it_may(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    with capture_logs() as lines:
        await client.get("/v1/broken/Lovelace?born=1815", headers=bearer("la"))
        await client.get("/v1/nothing/Lovelace")
        await client.get("/health/live")
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"], line["client_id"]) for line in requests] == [
        ("/v1/broken/{name}", 500, "la"),
        ("unmatched", 404, None),
    ]
    assert set(requests[0]) == {"event", "log_level", "method", "route", "status", "ms", "client_id"}
    assert all("Lovelace" not in json.dumps(line) and "1815" not in json.dumps(line) for line in requests)


def test_lines_are_json(written: io.StringIO) -> None:
    serving = logging.request_id.set("r-1")
    structlog.get_logger().info("request", status=200)
    logging.request_id.reset(serving)
    try:
        raise LookupError("Lovelace")
    except LookupError:
        stdlib_logging.getLogger("other.library").exception("it failed")
    structlog.get_logger().debug("not written")
    ours, theirs = [json.loads(line) for line in written.getvalue().splitlines()]
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {"event": "request", "level": "info", "request_id": "r-1", "status": 200}
    assert (theirs["event"], theirs["level"]) == ("it failed", "error")
    assert theirs["failure"]["kind"] == "builtins.LookupError"
    assert "Lovelace" not in written.getvalue()


def test_a_message_is_logged_only_where_data_is_fictional() -> None:
    failure = LookupError("Lovelace")
    assert "message" not in logging.traced(failure, with_message=False)
    assert logging.traced(failure, with_message=True)["message"] == "Lovelace"


async def test_the_live_service_keeps_messages_to_itself(platform: Platform) -> None:
    for sandbox in (True, False):
        deployment = replace(platform.deployment, sandbox=sandbox)
        with capture_logs() as lines:
            async with calling(an_app(Platform.assemble(deployment, platform.clients))) as client:
                await client.get("/v1/broken/Lovelace")
        assert ("Lovelace" in json.dumps(lines)) is sandbox


async def test_metrics_go_by_template(client: httpx2.AsyncClient, bearer: Bearer) -> None:
    await client.get("/v1/cases", headers=bearer("la"))
    for name in ("Lovelace", "Byron"):
        await client.get(f"/v1/broken/{name}")
        await client.get(f"/v1/nothing/{name}")
    await client.request("BREW", "/v1/law")
    exposed = (await client.get("/metrics")).text
    assert 'http_requests_total{method="GET",route="/v1/cases",status="200"} 1.0' in exposed
    assert 'http_requests_total{method="GET",route="/v1/broken/{name}",status="500"} 2.0' in exposed
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 2.0' in exposed
    assert 'http_requests_total{method="other",route="/v1/law",status="405"} 1.0' in exposed
    assert 'http_request_seconds_count{method="GET",route="/v1/broken/{name}"} 2.0' in exposed
    assert "process_resident_memory_bytes" in exposed
    assert "Lovelace" not in exposed


async def test_metrics_say_nothing_of_what_advice_services_do(app: FastAPI) -> None:
    """Not which action, not whether anything was done or only read: who counts acceptances learns of families."""

    async def done() -> PlainTextResponse:
        return PlainTextResponse("", 201)

    async def refused() -> PlainTextResponse:
        return PlainTextResponse("", 409)

    paths = ("/v1/referrals", "/v1/referrals/{id}/actions/accept", "/v1/advice-services/effect")
    for path in (*paths, "/v1/cases/{case_id}/advice-offers"):
        app.add_api_route(path, done, methods=["GET", "POST"])
    app.add_api_route("/v1/referrals/{id}/actions/close", refused, methods=["POST"])
    async with calling(app) as client:
        for path in ("/v1/referrals", "/v1/referrals/7/actions/accept", "/v1/cases/7/advice-offers"):
            for method in ("GET", "POST"):
                assert (await client.request(method, path)).status_code == 201
        assert (await client.post("/v1/referrals/7/actions/close")).status_code == 409
        exposed = (await client.get("/metrics")).text
    told = [line for line in exposed.splitlines() if "advice" in line or "referral" in line or "accept" in line]
    assert all('route="independent advice"' in line and 'method="any"' in line for line in told)
    assert 'http_requests_total{method="any",route="independent advice",status="2xx"} 6.0' in told
    assert 'http_requests_total{method="any",route="independent advice",status="4xx"} 1.0' in told


async def test_one_endpoint_at_two_paths_and_a_mount(app: FastAPI, tmp_path: Any) -> None:
    async def shared() -> dict[str, str]:
        return {}

    app.add_api_route("/one/{x}", shared)
    app.add_api_route("/two/{x}", shared)
    (tmp_path / "page.txt").write_text("x")
    app.mount("/static", StaticFiles(directory=tmp_path))
    async with calling(app) as client:
        for path in ("/one/1", "/two/1", "/static/page.txt"):
            assert (await client.get(path)).status_code == 200
        exposed = (await client.get("/metrics")).text
    for template in ("/one/{x}", "/two/{x}", "/static"):
        assert f'http_requests_total{{method="GET",route="{template}",status="200"}} 1.0' in exposed


async def test_a_failure_after_the_answer_began_closes_the_connection(app: FastAPI) -> None:
    @app.get("/half")
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"half"
            raise LookupError

        return StreamingResponse(parts())

    async with calling(app) as client:
        with capture_logs() as lines, pytest.raises(LookupError):
            await client.get("/half")
    assert [line["event"] for line in lines] == ["request failed", "request"]


@pytest.mark.parametrize(("method", "slug"), [("GET", "unavailable"), ("POST", "outcome-unknown")])
async def test_a_request_that_the_end_of_the_service_cuts_off_is_told_what_is_true(
    app: FastAPI, method: str, slug: str
) -> None:
    """The server cancels it. Its transaction may have been told to commit: nobody can say that nothing was written."""
    sent: list[Message] = []
    reached = asyncio.Event()

    @app.api_route("/slow", methods=["GET", "POST"])
    async def slow() -> None:
        reached.set()
        await asyncio.Event().wait()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": "/slow", "raw_path": b"/slow", "root_path": "",
        "query_string": b"", "headers": [], "client": ("192.0.2.1", 1), "server": ("service.test", 80),
        "scheme": "http", "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip
    serving = asyncio.create_task(app(scope, receive, send))
    await reached.wait()
    with capture_logs() as lines:
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
    assert [(line["route"], line["status"]) for line in lines] == [("/slow", 503)]
    assert json.loads(sent[1]["body"])["type"].endswith(slug)
    assert b"retry-after" in dict(sent[0]["headers"])
