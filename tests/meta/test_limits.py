"""Everything that a caller may send has an end: each text, each list, each number, each body, on every route."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

from app.platform.http.sizes import BODY_BYTES, body_limit
from tests.support.routes import Operation, operations
from tests.support.shapes import largest, parts, unlimited


@pytest.fixture(scope="module")
def documented(app: FastAPI) -> list[Operation]:
    return [one for one in operations(app) if one.documented is not None]


def _asked(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schemas of what an operation takes: each parameter, and the body by its media type."""
    assert operation.documented is not None
    for parameter in operation.documented.get("parameters", []):
        yield f"{parameter['in']} {parameter['name']}", parameter["schema"]
    for media, content in operation.documented.get("requestBody", {}).get("content", {}).items():
        yield media, content["schema"]


def test_all_that_is_taken_has_a_limit(app: FastAPI, documented: list[Operation]) -> None:
    endless = [
        f"{operation} {place}{where}: {said}"
        for operation in documented
        for place, schema in _asked(operation)
        for where, each in parts(app.openapi(), schema)
        if (said := unlimited(each))
    ]
    assert not endless, "\n".join(endless)


def test_an_unlimited_schema_is_noticed() -> None:
    """The test above can fail."""
    for schema in (
        {"type": "string"}, {"type": "array", "items": {}}, {"type": "integer"}, {"type": "object"}, {},
    ):  # fmt: skip
        assert unlimited(schema), schema


def test_the_largest_body_of_each_schema_fits_its_route(app: FastAPI, documented: list[Operation]) -> None:
    """A body that keeps every limit of its schema is never refused for its size."""
    for operation in documented:
        for media, schema in _asked(operation):
            if media == "application/json":
                needed = largest(app.openapi(), schema)
                assert needed <= body_limit(operation.method, operation.path), f"{operation} may need {needed} bytes"


def test_each_limit_is_a_routes(app: FastAPI) -> None:
    known = {(one.method, one.path) for one in operations(app)}
    assert set(BODY_BYTES) <= known
    for (method, path), limit in BODY_BYTES.items():
        assert body_limit(method, path.replace("{", "").replace("}", "")) == limit
        assert body_limit("PATCH", path) == 65_536
