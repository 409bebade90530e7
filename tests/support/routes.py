"""The route table of the service, as the sweeps read it: each operation with its scopes and a body that it takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import required_scopes
from app.platform.http.routes import Routes


@dataclass(frozen=True)
class Operation:
    """One method on one path."""

    method: str
    path: str
    scopes: frozenset[Scope]
    documented: dict[str, Any] | None
    """What the OpenAPI document says of it; None where it is not in there."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def examples(self) -> list[Any]:
        """The example bodies, as they stand in the OpenAPI document."""
        content = (self.documented or {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        return [example["value"] for example in content.get("examples", {}).values()]


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation of an application."""
    document = app.openapi()
    for route in Routes(app).all:
        path = route.path or ""
        for method in sorted((route.methods or set()) - {"HEAD"}):
            written = document["paths"].get(path, {}).get(method.lower())
            yield Operation(method, path, required_scopes(route), _followed(document, written))


def _followed(document: Any, node: Any) -> Any:
    """The same with every reference replaced by what it leads to, except to schemas: they may lead to themselves."""
    if isinstance(node, list):
        return [_followed(document, child) for child in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref", "")
    if reference and not reference.startswith("#/components/schemas/"):
        for step in reference.removeprefix("#/").split("/"):
            document = document[step]
        return document
    return {name: _followed(document, child) for name, child in node.items()}
