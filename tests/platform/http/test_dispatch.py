"""A request reaches the route that the whole router would have chosen, by whatever path."""

from itertools import product

import httpx2
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from app.platform.http.dispatch import Dispatch, dispatch
from app.platform.http.loading import Loading

WORDS = ("things", "new", "ü", "a%2Fb", "a%20b", "x.ics", "", "things%0A")


def an_application() -> FastAPI:
    """Routes that are easily taken for one another."""
    router = APIRouter()
    for number, (method, path) in enumerate(
        (
            ("GET", "/things"), ("POST", "/things"), ("GET", "/things/{one}"), ("GET", "/things/new"),
            ("POST", "/things/new"), ("DELETE", "/{kind}/{one}"), ("GET", "/{kind}/{one}/new"),
            ("GET", "/things/{one}/{other}"), ("PUT", "/things/{secret}.ics"), ("GET", "/"),
        )
    ):  # fmt: skip

        async def answer(number: int = number) -> int:
            return number

        router.add_api_route(path, answer, methods=[method])
    app = FastAPI()
    app.router.redirect_slashes = False
    app.router.routes.extend(router.routes)
    return app


@pytest.mark.parametrize("place", ["", "/things", "/behind/a-proxy"])
async def test_every_path_is_answered_as_by_the_whole_router(place: str) -> None:
    whole, found = an_application(), an_application()
    dispatch(found, Loading())
    longest = 2 if place else 3
    below = {"/" + "/".join(words) for length in range(1, longest + 1) for words in product(WORDS, repeat=length)}
    paths = below | {place + path for path in below} | ({place, f"{place}s"} if place else set())
    answers: dict[bool, list[tuple[str, str, int, str, str | None]]] = {}
    for app in (whole, found):
        transport = httpx2.ASGITransport(app=app, root_path=place)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            answers[app is found] = [
                (method, path, answer.status_code, answer.text, answer.headers.get("allow"))
                for path in sorted(paths)
                for method in ("GET", "POST", "PUT", "DELETE")
                if (answer := await client.request(method, path))
            ]
    assert len({status for _, _, status, _, _ in answers[True]}) >= 3
    assert answers[True] == answers[False]


async def test_no_route_of_the_service_makes_it_try_them_all(app: FastAPI) -> None:
    stands_before = app.router.middleware_stack
    assert isinstance(stands_before, Dispatch)
    for route in app.routes:
        assert isinstance(route, APIRoute)
        few = stands_before.router_for(route.path_format.replace("{", "").replace("}", ""))
        assert route in few.routes
        assert len(few.routes) < 8, route.path


async def test_a_line_break_at_the_end_of_a_path_finds_no_route(app: FastAPI, public: httpx2.AsyncClient) -> None:
    for route in app.routes:
        assert isinstance(route, APIRoute)
        if not route.path.endswith("}"):
            assert not route.path_regex.match(route.path_format.replace("{", "").replace("}", "") + "\n"), route.path
    assert (await public.get("/v1/evidence/costs%0A")).status_code == 404
