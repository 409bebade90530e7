"""A listed route is loaded by its first request, and other requests are answered meanwhile."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from threading import Event
from types import ModuleType

import httpx2
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import Route as Plain

from app.platform.http import loading
from app.platform.http.dispatch import dispatch
from app.platform.http.listed import Listed, listed, read, write
from app.platform.http.loading import Loading
from app.platform.http.router import Router

MODULE = """
import gate_of_test
from app.platform.http.router import Router

gate_of_test.tries.append(1)
assert gate_of_test.event.wait(10)
if gate_of_test.broken:
    raise OSError
router = Router()

@router.get("/slow", include_in_schema=False)
async def get_slow() -> dict[str, str]:
    return {"says": "here"}

@router.post("/slow", include_in_schema=False)
async def post_slow() -> None: ...
"""
SLOW = [Listed(method, "/slow", f"{method.lower()}_slow", "slow_of_test", page=True) for method in ("GET", "POST")]


class Gate(ModuleType):
    """What the module waits for while it is loaded."""

    def __init__(self) -> None:
        super().__init__("gate_of_test")
        self.event, self.tries, self.broken = Event(), list[int](), False


@pytest.fixture
def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The gate before a module that is on the path, and not loaded."""
    (tmp_path / "slow_of_test.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    made = Gate()
    monkeypatch.setitem(sys.modules, "gate_of_test", made)
    yield made
    made.event.set()
    sys.modules.pop("slow_of_test", None)


@pytest.fixture
def grounds() -> list[int]:
    """How often what the routes work with was made."""
    return []


@pytest.fixture(params=["", "/behind/a-proxy"])
async def client(gate: Gate, grounds: list[int], request: pytest.FixtureRequest) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller of an application with a route that is loaded and one that is not, also below a place of a proxy."""
    app = FastAPI()

    async def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("here")

    app.router.routes = [Plain("/quick", answer), *(one.route() for one in SLOW)]
    loads = Loading(lambda: grounds.append(1))
    dispatch(app, loads)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False, root_path=request.param)
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://test{request.param}") as made:
        yield made
    gate.event.set()
    loads.close()


async def test_others_are_answered_while_a_route_is_loaded(
    client: httpx2.AsyncClient, gate: Gate, grounds: list[int]
) -> None:
    first, second = asyncio.create_task(client.get("/slow")), asyncio.create_task(client.get("/slow"))
    for _ in range(3):
        assert (await client.get("/quick")).status_code == 200
    assert not first.done()
    assert grounds == []
    gate.event.set()
    assert [one.json() for one in await asyncio.gather(first, second)] == [{"says": "here"}] * 2
    assert gate.tries == [1]
    assert grounds


async def test_an_unknown_path_or_method_prepares_nothing(client: httpx2.AsyncClient, gate: Gate) -> None:
    assert (await client.get("/slower")).status_code == 404
    assert gate.tries == []
    gate.event.set()
    refused = await client.delete("/slow")
    assert refused.status_code == 405


async def test_the_wait_has_an_end_and_the_loading_goes_on(
    client: httpx2.AsyncClient, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(loading, "LONGEST_WAIT", 0.01)
        assert (await client.get("/slow")).status_code == 503
    gate.event.set()
    assert (await client.get("/slow")).status_code == 200
    assert gate.tries == [1]


async def test_a_module_that_failed_to_load_is_tried_again(client: httpx2.AsyncClient, gate: Gate) -> None:
    gate.event.set()
    gate.broken = True
    assert (await client.get("/slow")).status_code == 500
    gate.broken = False
    assert (await client.get("/slow")).status_code == 200


def test_the_list_says_what_the_routers_have() -> None:
    router = Router(prefix="/v1")

    @router.get("/things/{one}")
    async def get_thing(one: int) -> int:
        return one

    @router.post("/page", include_in_schema=False)
    async def post_page() -> None: ...

    told = [
        Listed("GET", "/v1/things/{one}", "get_thing", __name__),
        Listed("POST", "/v1/page", "post_page", __name__, page=True),
    ]
    assert list(listed([router])) == told
    assert read(write(told)) == told
