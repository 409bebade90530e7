"""A route is prepared when it is first used, once and whole."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import Annotated

import httpx2
import pytest
from fastapi import FastAPI, Query
from fastapi.routing import APIRoute

from app.platform.http.queries import Declared
from app.platform.http.router import Route, Router


def two_routes() -> tuple[Route, Route]:
    """Return a route that an application uses, and one that nobody asks for."""
    router = Router(prefix="/v1")

    @router.get("/things/{number}", summary="One thing")
    async def get_thing(number: int, size: Annotated[int, Query(ge=1)] = 1) -> dict[str, int]:
        """One of them."""
        return {"number": number, "size": size}

    @router.delete("/things/{number}")
    async def delete_thing(number: int) -> None:
        """Never asked for."""

    used, unused = router.routes
    assert isinstance(used, Route)
    assert isinstance(unused, Route)
    return used, unused


def prepared(route: Route) -> bool:
    return "dependant" in vars(route)


async def test_a_request_prepares_its_route_and_no_other(app: FastAPI) -> None:
    used, unused = two_routes()
    app.router.routes.extend((used, unused))
    assert not prepared(used)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
        assert (await client.get("/v1/things/3?size=2")).json() == {"number": 3, "size": 2}
        assert (await client.get("/v1/things/3?size=0")).status_code == 422
        assert (await client.get("/v1/things/x")).status_code == 422
    assert prepared(used)
    assert not prepared(unused)


def test_a_prepared_route_is_what_fastapi_makes_of_it() -> None:
    used, _ = two_routes()
    made = APIRoute(used.path, used.endpoint, summary="One thing")
    for name in ("path_format", "description", "summary", "methods", "name", "include_in_schema", "response_model"):
        assert getattr(used, name) == getattr(made, name)
    assert isinstance(used.app, Declared)
    assert used.operation_id == "get_thing"


def test_a_path_is_found_as_fastapi_finds_it_but_for_files() -> None:
    used, _ = two_routes()
    made = APIRoute(used.path, used.endpoint)
    assert isinstance(used.app, Declared)  # prepared now: it finds the same paths
    for path in ("/v1/things/3", "/v1/things/a.b", "/v1/things/csv", "/v1/things/", "/v1/things/3/4"):
        assert bool(used.path_regex.match(path)) == bool(made.path_regex.match(path)), path
    for kind in ("csv", "pdf", "svg", "xml", "ics"):
        assert not used.path_regex.match(f"/v1/things/3.{kind}")


def test_finding_a_route_does_not_prepare_it() -> None:
    used, _ = two_routes()
    assert used.matches({"type": "http", "path": "/v1/things/3", "method": "GET"})[1]["path_params"] == {"number": "3"}
    assert not prepared(used)


def test_a_route_has_no_attribute_that_fastapi_does_not_give_it() -> None:
    used, _ = two_routes()
    with pytest.raises(AttributeError, match="colour"):
        used.colour  # noqa: B018 - reading it is what is tested
    assert copy(used) == used


def test_threads_that_use_a_route_at_once_all_find_it_whole() -> None:
    used, _ = two_routes()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda name: getattr(used, name), ["app", "dependant", "response_field"] * 20))
    assert all(isinstance(one, Declared) for one in found[::3])
