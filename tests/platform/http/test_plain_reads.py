"""A plain `GET` is answered as FastAPI would answer it."""

from enum import StrEnum
from itertools import product
from typing import Annotated, Any
from uuid import UUID

import httpx2
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.platform.http.csv_lists import CsvToo
from app.platform.http.csv_tables import TableToo
from app.platform.http.plain_reads import PlainRead, plain
from app.platform.http.queries import Declared

SOME_ID = "67434d52-f26f-5e26-b813-ebaa978dcb51"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(BaseModel):
    id: UUID
    colours: list[Colour] | None
    most: int
    from_on: str | None
    asked: str


async def asked(request: Request, response: Response, most: Annotated[int, Query(ge=1, le=9)] = 5) -> tuple[str, int]:
    response.headers["X-Asked"] = "yes"
    return str(request.url.query), most


router = APIRouter()


@router.get("/things/{thing_id}")
async def get_thing(
    response: Response,
    thing_id: UUID,
    found: Annotated[tuple[str, int], Depends(asked)],
    from_on: Annotated[str | None, Query(alias="from", max_length=4)] = None,
    colour: Annotated[list[Colour] | None, Query(max_length=2)] = None,
) -> Thing:
    response.headers["ETag"] = '"7"'
    return Thing(id=thing_id, colours=colour, most=found[1], from_on=from_on, asked=found[0])


@router.get("/named")
async def get_named(name: str) -> Thing:
    return {"id": name}  # type: ignore[return-value] # a fault


@router.get("/teapot")
async def get_teapot() -> dict[str, str]:
    return Response("short and stout", 418)  # type: ignore[return-value] # as a route may


@router.get("/with-header")
async def get_with_header(key: Annotated[str | None, Header()] = None) -> dict[str, str | None]:
    return {"key": key}


def an_application() -> FastAPI:
    app = FastAPI()
    app.router.routes.extend(APIRoute(each.path, each.endpoint) for each in router.routes if isinstance(each, APIRoute))
    return app


def with_plain_reads() -> FastAPI:
    app = an_application()
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.app = plain(route)
    return app


def a_client(app: FastAPI) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")


async def test_answers_and_refusals_are_those_of_fastapi() -> None:
    queries = [
        "&".join(part for part in parts if part)
        for parts in product(
            ("", "most=", "most=3", "most=0", "most=x", "most=1&most=2"),
            ("", "colour=red", "colour=red&colour=blue", "colour=green", "colour=red&colour=red&colour=red", "colour="),
            ("", "from=May", "from=", "from=April", "from_on=May"),
        )
    ]
    paths = [f"/things/{one}?{query}" for one in (SOME_ID, SOME_ID.upper(), "none") for query in queries]
    paths += ["/named", "/teapot", "/with-header", "/nowhere"]
    found: list[list[tuple[int, str, list[tuple[bytes, bytes]]]]] = []
    for app in (an_application(), with_plain_reads()):
        async with a_client(app) as client:
            answers = [await client.get(path, headers={"key": "k"}) for path in paths]
            found.append([(one.status_code, one.text, sorted(one.headers.raw)) for one in answers])
    assert {status for status, _, _ in found[0]} == {200, 404, 418, 422}
    for path, whole, straight in zip(paths, *found, strict=True):
        assert whole == straight, path


async def test_an_answer_of_another_form_is_a_fault() -> None:
    async with a_client(with_plain_reads()) as client:
        with pytest.raises(ResponseValidationError):
            await client.get("/named?name=x")


def _in_json(answering: Any) -> Any:
    """What answers in JSON: a list or a table also answers in CSV."""
    return answering._app if isinstance(answering, CsvToo | TableToo) else answering


async def test_nearly_every_read_of_the_service_is_plain(app: FastAPI) -> None:
    reads = {
        route.path: isinstance(_in_json(route.app._app), PlainRead)
        for route in app.routes
        if isinstance(route, APIRoute) and isinstance(route.app, Declared) and route.methods == {"GET"}
    }
    of_another_form = (".svg", ".ics", ".csv", "/pdf", ".pdf", "/metrics", ".xml", ".xsd", "/metadata.json")
    others = {path for path in reads if path.endswith(of_another_form)}
    others.add("/health/live")  # its answer is written once for all
    assert {path for path, is_plain in reads.items() if not is_plain} == others
    assert sum(reads.values()) > 40
