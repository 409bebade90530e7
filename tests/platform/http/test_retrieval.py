"""What HTTP promises of reading: HEAD is GET without the body, and what the caller has already is not sent again."""

import asyncio
import json
import re
import sys
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.contract.serving import serving
from tests.support.capacity import a_service_alone, advances, wants_mediation
from tests.support.parties import Party
from tests.support.routes import operations
from tests.support.waiting import PATIENCE

OPEN = ("/health/live", "/health/ready", "/metrics", "/.well-known/jwks.json", "/openapi.json", "/docs", "/problems",
        "/problems/refused", "/v1/law/rules", "/v1/nothing", "/v1/law/pathway.svg")  # fmt: skip


@pytest.mark.parametrize("path", OPEN)
async def test_head_is_get_without_its_body(public: AsyncClient, path: str) -> None:
    plain = {"Accept-Encoding": "identity"}
    read, asked = await public.get(path, headers=plain), await public.head(path, headers=plain)
    assert (asked.status_code, asked.content) == (read.status_code, b"")
    assert asked.headers["content-type"] == read.headers["content-type"]
    if path != "/metrics":  # which grows with each request
        assert asked.headers["content-length"] == read.headers["content-length"] == str(len(read.content))


async def test_head_of_every_route_that_is_read(app: FastAPI, la: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = app.openapi()["paths"]["/v1/law/assurance"]["get"]["responses"]["200"]["content"]["application/json"]
    [verdict] = (example["value"] for example in answers["examples"].values())
    at_once = (sys.executable, "-c", f"print({json.dumps(verdict)!r})")  # the search itself takes many seconds
    monkeypatch.setattr(app.state.service.assurance, "_command", at_once)
    case = await la.opens()
    for operation in operations(app):
        if operation.method == "GET" and not operation.path.startswith("/docs/"):
            names = {"case_id": case, "slug": "refused", "regime": "cfa-2014"}
            path = operation.path
            for name, value in names.items():
                path = path.replace(f"{{{name}}}", value)
            read, asked = await la.sends("GET", path), await la.sends("HEAD", path)
            assert (asked.status_code, asked.content) == (read.status_code, b""), str(operation)
            assert read.status_code < 500, str(operation)


async def test_a_connection_goes_on_after_head(app: FastAPI, la: Party) -> None:
    """On a socket: the server under the application ends a connection whose body is not as long as was said."""
    case = f"/v1/cases/{await la.opens()}"
    async with serving(app) as address:
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        for path in (case, f"{case}/actions", "/v1/cases", "/health/live", "/docs", "/v1/law/pathway.svg", "/v1/no"):
            for method, more in (("HEAD", ""), ("HEAD", "If-None-Match: *\r\n"), ("GET", "If-None-Match: *\r\n")):
                identity = f"Host: {host}\r\nAuthorization: Bearer {la.token}\r\n"
                writer.write(f"{method} {path} HTTP/1.1\r\n{identity}{more}\r\n".encode())
                head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode().lower()
                assert head.startswith("http/1.1 "), (method, path)
                assert "connection: close" not in head
                length = re.search(r"content-length: (\d+)", head)
                if method == "GET" and length and not head.startswith("http/1.1 304"):
                    await reader.readexactly(int(length[1]))
        writer.close()
        await writer.wait_closed()


async def test_head_of_what_is_only_sent_to(la: Party) -> None:
    refused = await la.sends("HEAD", "/oauth/token")
    assert (refused.status_code, refused.headers["allow"], refused.content) == (405, "POST", b"")


async def test_allow_lists_head_beside_get(la: Party) -> None:
    case = await la.opens()
    refused = await la.sends("DELETE", f"/v1/cases/{case}")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, PATCH")


@pytest.mark.parametrize("path", ["", "/deadlines", "/actions", "/advice-offers", "/mediation-needs"])
async def test_what_is_known_is_not_sent_again(la: Party, path: str) -> None:
    case = await la.opens()
    address = f"/v1/cases/{case}{path}"
    read = await la.sends("GET", address)
    tag = read.headers["etag"]
    for known in (tag, f"W/{tag}", "*", f'"zzz", {tag}', f'"zzz", , {tag},'):
        again = await la.sends("GET", address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-store"
        assert "content-type" not in again.headers
    assert (await la.sends("HEAD", address, headers={"If-None-Match": tag})).status_code == 304
    for other in ('"zzz"', 'W/"99"', tag.strip('"'), ""):
        again = await la.sends("GET", address, headers={"If-None-Match": other})
        assert (again.status_code, again.json()) == (200, read.json()), other


async def test_lines_of_a_list_are_one_list(la: Party) -> None:
    case = await la.opens()
    identity = ("Authorization", f"Bearer {la.token}")
    lines = [identity, ("If-None-Match", '"zzz"'), ("If-None-Match", '"1"')]
    assert (await la.http.get(f"/v1/cases/{case}", headers=lines)).status_code == 304
    lines = [identity, ("If-Match", '"zzz",'), ("If-Match", ', "1"')]
    taken = await la.http.post(f"/v1/cases/{case}/actions/concede", headers=lines, json={})
    assert taken.status_code == 200, taken.text


@pytest.mark.parametrize("known", ["*", '"0"', 'W/"99"', '"zzz", *'])
async def test_a_change_takes_no_condition_that_it_does_not_keep(la: Party, provider: Party, known: str) -> None:
    case = await wants_mediation(la, provider)
    path = f"/v1/cases/{case}/mediation-needs"
    answer = await provider.sends("PUT", path, json={"languages": ["cy"]}, headers={"If-None-Match": known})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/If-None-Match")
    assert (await provider.gets(path))["languages"] == []
    answer = await la.tries(case, "concede", headers={"If-None-Match": known})
    assert answer.status_code == 422


async def test_after_a_change_the_whole_is_sent(la: Party, provider: Party) -> None:
    case = await la.opens()
    known = {"If-None-Match": (await la.sends("GET", f"/v1/cases/{case}")).headers["etag"]}
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    again = await la.sends("GET", f"/v1/cases/{case}", headers=known)
    assert (again.status_code, again.json()["version"]) == (200, 2)


async def test_a_problem_is_never_known(la: Party) -> None:
    absent = await la.sends("GET", "/v1/cases/00000000-0000-4000-8000-000000000000", headers={"If-None-Match": "*"})
    assert absent.status_code == 404
    assert absent.json()["type"] == "/problems/not-found"


async def test_a_day_that_passes_is_told(keys: dict[str, Any]) -> None:
    """No version moves when a time runs out: "not modified" would leave its date as it was read before."""
    async with a_service_alone(keys) as parties:
        la = await parties.get("sandbox-la-991")
        operator = await parties.get("sandbox-operator")
        today = (await operator.gets("/sandbox/clock"))["today"]
        case = await la.opens(notice_sent_on=today)
        paths = [f"/v1/cases/{case}{part}" for part in ("", "/deadlines", "/actions")]
        tags = [(await la.sends("GET", path)).headers["etag"] for path in paths]
        assert tags == ['"1"'] * 3
        await advances(operator, 70)
        for path, tag in zip(paths, tags, strict=True):
            again = await la.sends("GET", path, headers={"If-None-Match": tag})
            assert again.status_code == 200, path
            after = again.headers["etag"]
            assert (await la.sends("GET", path, headers={"If-None-Match": after})).status_code == 304
        assert (await la.sees(case))["certificate_window_missed"] is True
        mine = (await la.sends("GET", paths[0])).headers["etag"]
        done = await la.tries(case, "concede", headers={"If-Match": mine})
        assert done.status_code == 200, done.text
