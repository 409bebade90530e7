"""The demo walks the real service over a real socket; and says so when something is not as it should be."""

import asyncio
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from app.capacity.sandbox import open_capacity
from app.demo import caller, walk
from app.demo.page import WIDTH, Page
from app.main import create_app
from app.settings import Settings
from tests.contract.serving import serving
from tests.contract.test_readme import blocks
from tests.support.databases import a_database


@pytest.fixture(autouse=True)
def silent_log() -> Iterator[None]:
    """The service runs in this process: keep its log lines out of what the demo prints."""
    with capture_logs():
        yield


NOT_FOUND = b'{"result": "not_found", "ground": null, "issued_on": null, "la_code": null, "notice_sent_on": null}'


class Tampered:
    """The service, but for one path, which answers something else. It keeps the paths that were asked for."""

    def __init__(self, app: FastAPI, path: str, status: int, body: bytes) -> None:
        self.asked: list[str] = []
        self._app, self._path, self._status, self._body = app, re.compile(path), status, body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        if not self._path.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json")]
        start: Message = {"type": "http.response.start", "status": self._status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": self._body})


@pytest.fixture(scope="module")
async def told(keys: dict[str, Any]) -> str:
    """What the demo prints of the service as it is, in a sandbox of its own with the sandbox's mediators."""
    out = StringIO()
    async with a_database() as url:
        sandbox = create_app(Settings(_env_file=None, environment="sandbox", database_url=url, **keys))
        with capture_logs(), redirect_stdout(out):
            async with sandbox.router.lifespan_context(sandbox):
                await open_capacity(sandbox.state.service.database, sandbox.state.service.desk)
                async with serving(sandbox) as address:
                    assert await asyncio.to_thread(walk, address) == 0, out.getvalue()
    return out.getvalue()


def test_the_families_are_walked_to_their_end(told: str) -> None:
    squeezed = " ".join(told.split())
    for line in (
        "POST /v1/cases",
        '{"basis": "certificate", "occurred_on": "',
        "409 Conflict",
        "rule certificate-before-appeal",
        "citation s.55(1), (3) Children and Families Act 2014",
        "link https://www.legislation.gov.uk/ukpga/2014/6/section/55",
        "unlock contact-adviser, then decline-mediation, then issue-certificate",
        "lodge-appeal by ",
        "2 months after: the same day of the month (the corresponding date)",
        "state certified number MC-",
        "state appeal_registered id ",
        " basis certificate ",
        "la-response by ",
        "result found ground declined",
        "result invalid_format",
        "bytes of application/pdf",
        "intact yes",
        "rule permission-without-certificate citation reg 34(2) SEND Regulations 2014",
        "certificate refused placement_only refused permission allowed",
        " basis permission ",
        "Not Fay Thornbury: The mediator's accreditation ends on 2026-02-28",
        "status booked",
        "case_state mediation_arranged",
        "told_in_time yes",
        "summary Mediation session",
        "1. EXAMPLE-",
        "none of the waiting cases that you see is due sooner.",
        "status proposed waiting",
        "proven yes",
        "Duties broken:",
        "free_in_time 0 reported yes",
        "ground not_arranged",
        "Common Ground Mediation:",
        "Due since",
        "page Thank you",
        "state active",
        "help_is_given yes",
        "state withdrawn",
        "state notified notice_status provisional",
        "notice_status confirmed la_reference DEMO-",
        "would be",
        "Warning: The family's time limit",
        "becomes superseded",
        "result superseded",
        "(wrong_date): sent",
        "-9: imported.",
        "-10: refused.",
        "adviser-contacted: imported",
        "Unknown: certificate_required,",
        "order_kind reconsider",
        "does not say how long the authority has to reconsider",
        "families locked out of the tribunal, ",
        "of the spread under ",
        "each answered as expected",
    ):
        assert line in squeezed, line


def test_the_readme_shows_it_as_it_is(told: str) -> None:
    printed = {_without_numbers(line) for line in told.splitlines()}
    (shown,) = blocks("text", marked="demo")
    lines = [_without_numbers(line) for line in shown.splitlines() if not _depends_on_the_day(line)]
    assert len(lines) > 20
    assert [line for line in lines if line not in printed] == []


def _depends_on_the_day(line: str) -> bool:
    return re.search(r"\b(Mon|Sat) |\(r\.12", line) is not None


def _without_numbers(line: str) -> str:
    return re.sub(r"\d", "0", re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?\b", "ID", line))


def test_it_is_narrow_and_whole_without_colour(told: str) -> None:
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= WIDTH


def test_the_laws_typography_does_not_stop_a_plain_terminal() -> None:
    out = BytesIO()
    with TextIOWrapper(out, "ascii") as terminal:
        Page.on(terminal).say("rr.20(4)\N{EN DASH}(5)")
        terminal.flush()
        assert out.getvalue().split() == [b"rr.20(4)?(5)"]


@pytest.mark.parametrize(
    ("path", "status", "body", "told"),
    [
        (r"/v1/cases", 500, b'{"title": "The service failed"}', "should have been answered 201, not 500"),
        (r"/v1/cases", 201, b"no JSON", "another shape"),
        (r"/v1/cases", 201, b'{"id": "1"}', "another shape"),
        (r"/v1/certificates/.*/verification", 200, NOT_FOUND, "should have said found, and said not_found"),
        (r"/v1/certificates/.*/pdf", 200, b"a page of HTML", "is no PDF"),
        (r"/v1/capacity/waiting", 200, b'{"items": []}', "oldest due date should have come first"),
        (r"/v1/capacity/allocations", 201, b'{"status": "proposed", "waiting": 1, "slots": 0, "proven": true,'
            b' "judgement": {"duties_broken": 2}, "first_come_first_served": {"duties_broken": 1}, "placed": [],'
            b' "unplaced": []}', "break no more than first come does"),
        (r".*/events/verification", 200, b'{"intact": false, "length": 5, "broken_at": 3}', "broken at event 3"),
        (r".*/actions/register-appeal", 200, b"{}", "answered 409, not 200 OK"),
        (r".*/actions/register-appeal", 409, json.dumps({"reason": "", "rule": "withdrawal", "citation": "",
            "legislation_url": "", "unlock": ["close"]}).encode(), "refused by the rule certificate-before-appeal"),
    ],
)  # fmt: skip
async def test_another_answer_than_expected_is_told_and_fails(
    app: FastAPI, path: str, status: int, body: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(Tampered(app, path, status, body)) as address:
        assert await asyncio.to_thread(walk, address) == 1
    assert told in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("path", "status"), [("/sandbox/clock", 404), ("/oauth/token", 401)])
async def test_nothing_is_written_where_no_sandbox_is(
    app: FastAPI, path: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    live = Tampered(app, path, status, b"{}")
    async with serving(live) as address:
        assert await asyncio.to_thread(walk, address) == 1
    assert "The demo needs a sandbox" in capsys.readouterr().out
    assert not [asked for asked in live.asked if asked.startswith("/v1")]


def test_it_waits_and_then_says_how_to_start_the_service(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(caller, "PATIENCE_SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert walk(f"http://127.0.0.1:{port}") == 1
    told = " ".join(capsys.readouterr().out.split())
    assert f"Waiting for http://127.0.0.1:{port} ..." in told
    assert "Start the sandbox in another terminal with `make run`" in told


async def test_a_service_that_stays_unready_is_told_apart(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(caller, "PATIENCE_SECONDS", 0.4)
    async with serving(Tampered(app, "/health/ready", 503, b'{"title": "Not available just now"}')) as address:
        assert await asyncio.to_thread(walk, address) == 1
    assert "/health/ready says 503 Service Unavailable. Not available just now." in " ".join(
        capsys.readouterr().out.split()
    )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>somebody's page</html>", "Another program answers at"),
        (b'{"status": "alive"}', "Another program answers at"),
        (b'{"status": "alive", "service": "another", "version": "1.0.0"}', "Another program answers at"),
        (b'{"service": "mediation-before-tribunal", "version": "0.0.1"}', "is version 0.0.1, and this demo is of"),
    ],
)
async def test_another_program_is_sent_no_secret(
    app: FastAPI, body: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Tampered(app, "/health/live", 200, body)
    async with serving(other) as address:
        assert await asyncio.to_thread(walk, address) == 1
    assert told in " ".join(capsys.readouterr().out.split())
    assert other.asked == ["/health/live"]


@pytest.mark.parametrize("url", ["localhost:8000", "8000", "http://127.0.0.1:port", "ftp://127.0.0.1"])
def test_what_is_no_address_is_said_at_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert walk(url) == 1
    assert "is not a service's address" in " ".join(capsys.readouterr().out.split())


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def _coloured(out: StringIO) -> bool:
    Page.on(out).heading("Families")
    return "\x1b[1m" in out.getvalue()


@pytest.mark.parametrize(
    ("out", "environment", "coloured"),
    [
        (Terminal, {"TERM": "xterm"}, True),
        (Terminal, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (StringIO, {"TERM": "xterm"}, False),
    ],
)
def test_colour_is_for_people_who_have_not_declined_it(
    out: Callable[[], StringIO], environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert _coloured(out()) is coloured
