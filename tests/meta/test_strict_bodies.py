"""A number in a request body is written as a number, and a truth as true or false. This holds for every body.

`true` would otherwise count as 1, and "1" as 1 or as true: a program's mistake would be answered as if it were meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field, ValidationError

from app.platform.http.fields import Body
from app.platform.http.routes import Routes
from tests.support.routes import operations
from tests.support.shapes import resolved

TYPED = ("integer", "number", "boolean")


@dataclass(frozen=True)
class Leaf:
    """A place of a body that takes a number or a truth. A step is a member, or 0 for an item of a list."""

    body: type[BaseModel]
    steps: tuple[str | int, ...]
    schema: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.body.__module__}.{self.body.__name__}: {'/'.join(map(str, self.steps))}"

    def refuses(self, value: object) -> bool:
        """Whether a body with this value at this place has a fault at this place."""
        for step in reversed(self.steps):
            value = [value] if step == 0 else {step: value}
        try:
            self.body.model_validate(value)
        except ValidationError as faulty:
            places = [one["loc"] for one in faulty.errors()]
            return any(place[: len(self.steps)] == self.steps for place in places)
        return False

    @property
    def kind(self) -> str:
        """The type of what is taken. A number of a list of numbers is a number."""
        given = self.schema.get("enum", [self.schema["const"]] if "const" in self.schema else [])
        return self.schema.get("type") or ("boolean" if given == [True] else "integer")

    @property
    def sound(self) -> Any:
        """A value that the schema allows."""
        given = self.schema.get("enum", [self.schema["const"]] if "const" in self.schema else [])
        if given or self.kind == "boolean":
            return (given or [True])[0]
        return max(1, int(self.schema.get("minimum", 1)))

    @property
    def faults(self) -> Iterator[object]:
        """Values of another type that Python would take for such a value."""
        yield str(self.sound).lower()
        yield from (1, 1.0, 0, "1") if self.kind == "boolean" else (True, False)


def _below(body: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in body.__subclasses__():
        yield each
        yield from _below(each)


def leaves(body: type[BaseModel]) -> Iterator[Leaf]:
    """Every place of a body that takes a number or a truth. The places of a body inside it are its own."""
    document = body.model_json_schema()
    written = {"components": {"schemas": document.get("$defs", {})}}
    for name, schema in document.get("properties", {}).items():
        for steps, leaf in _inside(written, schema):
            if leaf.get("type") in TYPED:
                yield Leaf(body, (name, *steps), leaf)


def _inside(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    within_another = "$ref" in schema and resolved(document, _renamed(schema)).get("type") == "object"
    if within_another:
        return
    schema = resolved(document, _renamed(schema))
    yield (), schema
    for kind in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(kind, []):
            yield from _inside(document, each)
    if "items" in schema:
        yield from (((0, *steps), leaf) for steps, leaf in _inside(document, schema["items"]))
    if isinstance(more := schema.get("additionalProperties"), dict):
        yield from ((("a", *steps), leaf) for steps, leaf in _inside(document, more))


def _renamed(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$ref": schema["$ref"].replace("#/$defs/", "#/components/schemas/")} if "$ref" in schema else schema


@pytest.fixture(scope="module")
def typed(app: FastAPI) -> list[Leaf]:
    """Every such place of every body of the service, once all its routes are loaded."""
    assert list(operations(app))
    return [
        leaf for body in sorted(set(_below(Body)), key=str) for leaf in leaves(body) if body.__module__[:4] == "app."
    ]


def test_every_body_of_a_route_is_a_body(app: FastAPI) -> None:
    """So the tests below see each body that a route reads."""
    read = {model for route in Routes(app).all for model in _models(getattr(route, "body_field", None))}
    assert len(read) > 100
    assert not {model for model in read if not issubclass(model, Body)}


def _models(body: Any) -> Iterator[type[BaseModel]]:
    waiting, seen = [body.field_info.annotation] if body else [], set[Any]()
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in seen:
            yield one
            seen.add(one)
            waiting += [field.annotation for field in one.model_fields.values()]


def test_nothing_else_counts_as_a_number_or_a_truth(typed: list[Leaf]) -> None:
    assert len(typed) > 60
    taken = [f"{leaf} takes {fault!r}" for leaf in typed for fault in leaf.faults if not leaf.refuses(fault)]
    assert not taken, "\n".join(taken)


def test_each_way_to_write_a_number_counts(typed: list[Leaf]) -> None:
    """In JSON, 1 and 1.0 are the same number. Some programs write each number with a point."""
    for leaf in typed:
        assert not leaf.refuses(leaf.sound), f"{leaf} refuses {leaf.sound}"
        if leaf.kind != "boolean":
            assert not leaf.refuses(float(leaf.sound)), f"{leaf} refuses {float(leaf.sound)}"


class Loose(Body):
    """A body that takes anything for a number or a truth."""

    number: int
    share: float | None = None
    truths: dict[str, bool] = Field(default_factory=dict)
    numbers: list[int] = Field(default_factory=list)


def test_a_loose_body_is_noticed() -> None:
    """The tests above can fail."""
    found = list(leaves(Loose))
    assert [leaf.steps for leaf in found] == [("number",), ("share",), ("truths", "a"), ("numbers", 0)]
    for leaf in found:
        assert not all(leaf.refuses(fault) for fault in leaf.faults), str(leaf)
