"""Every wing hands over all that it has: nothing stands beside the loops over the wings."""

import ast
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import LargeBinary

import app
from app.documentation.illustrations import answers, in_the_documents
from app.platform.http.examples import Example
from app.platform.wing import Wing
from app.sandbox.wing import SANDBOX
from app.schema import TABLES, metadata
from app.wings import NAMES, WHOLE, WINGS

SHOWN: list[Example[Any]] = [one for wing in (*WHOLE, SANDBOX) for part in wing.examples() for one in part.shown]
"""What every wing shows of its routes."""


def test_every_folder_with_a_wing_is_in_the_house() -> None:
    folders = {path.parent.name for path in Path(app.__path__[0]).glob("*/wing.py")}
    assert folders - {"platform", "sandbox"} == set(NAMES)
    assert [wing.name for wing in WINGS] == list(NAMES)


def test_every_table_is_handed_over_once() -> None:
    assert len(TABLES) == len(set(TABLES))
    assert set(TABLES) == set(metadata.tables.values())


def test_everything_sealed_is_sealed_again_when_a_key_changes() -> None:
    sealed = {str(one.column) for wing in WHOLE for one in wing.sealed()}
    bytes_kept = {str(column) for table in TABLES for column in table.columns if isinstance(column.type, LargeBinary)}
    assert sealed == bytes_kept


@pytest.mark.parametrize("wing", WHOLE, ids=lambda wing: wing.name)
def test_what_is_sealed_forgotten_and_renewed_is_the_wings_own(wing: Wing) -> None:
    own = set(wing.tables())
    assert {one.column.table for one in wing.sealed()} <= own
    assert {one.rows.table for one in wing.forgets()} <= own
    assert all(one.key.table is one.column.table for one in wing.sealed())


def test_each_kind_that_is_forgotten_or_renewed_has_a_name_of_its_own() -> None:
    told = [one.what for wing in WHOLE for one in wing.forgets()] + [
        one.what for wing in WHOLE for one in wing.renews()
    ]
    assert len(told) == len(set(told))


def documented(app: FastAPI) -> dict[str, tuple[APIRoute, dict[str, Any]]]:
    """Return every operation of the document with its route, by its name."""
    routes = {str(one.operation_id): one for one in app.routes if isinstance(one, APIRoute) and one.include_in_schema}
    operations = [one for path in app.openapi()["paths"].values() for one in path.values()]
    return {one["operationId"]: (routes[one["operationId"]], one) for one in operations}


def test_every_route_shows_itself_once(app: FastAPI) -> None:
    shown = [one.route for one in SHOWN]
    assert len(shown) == len(set(shown))
    assert set(shown) == {route.endpoint for route, _ in documented(app).values()}


def test_every_body_that_a_route_shows_is_in_the_document(app: FastAPI) -> None:
    told = 0
    for route, operation in documented(app).values():
        bodies = getattr(route.body_field and route.body_field.field_info, "openapi_examples", None) or {}
        content = operation.get("requestBody", {}).get("content", {}).values()
        in_document = {name: one["value"] for media in content for name, one in media.get("examples", {}).items()}
        shown = {name: one["value"] for name, one in bodies.items()}
        assert shown.items() <= in_document.items(), operation["operationId"]
        told += len(bodies)
    assert told > 50


def test_every_answer_that_a_wing_tells_is_in_the_document(app: FastAPI) -> None:
    service, operations = in_the_documents(app.state.service), documented(app)
    for one in SHOWN:
        _, operation = operations[one.route.__name__]
        content = [
            media
            for status, response in operation["responses"].items()
            if status.startswith("2")
            for kind, media in response.get("content", {}).items()
            if kind != "text/html"
            and not (kind == "text/csv" and len(response["content"]) > 1)  # a page; a list's file
        ]
        in_document = {name: shown["value"] for media in content for name, shown in media.get("examples", {}).items()}
        assert answers(one, service) == in_document, operation["operationId"]


def test_what_stands_in_a_path_is_the_routes_own(app: FastAPI) -> None:
    operations = documented(app)
    for one in SHOWN:
        _, operation = operations[one.route.__name__]
        assert set(one.path) <= {parameter["name"] for parameter in operation.get("parameters", [])}
        bodies = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
        assert set(one.sent_by) <= set(bodies)


BELOW = frozenset({"kernel", "platform", "law", "cases"})
"""What a wing may import unless it is told otherwise here: no wing abreast, and nothing that stands above it."""
OTHERWISE = {
    "law": frozenset({"kernel", "platform"}),
    "cases": frozenset({"kernel", "platform", "law"}),
    "imports": BELOW | {"certificates"},  # a number that an authority tells may be one of ours
    "handoff": BELOW | {"certificates"},  # the cover sheet is set as a certificate is
    # The record of a case holds what every wing keeps of it.
    "keeping": BELOW | {"advice", "capacity", "certificates", "duties"},
    "notices": BELOW | {"certificates"},  # a letter is set in the fonts and with the press of the certificates
    "events": BELOW | {"advice", "capacity"},  # the feed tells what every wing records
    "evidence": BELOW | {"certificates", "duties"},  # the burden of a case counts whose duties were overdue
}


def imported_by(folder: Path) -> set[str]:
    """Return the parts of the house that a folder imports, other than itself."""
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    modules = [
        name
        for tree in trees
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    return {name.split(".")[1] for name in modules if name.startswith("app.")} - {folder.name}


@pytest.mark.parametrize("name", NAMES)
def test_a_wing_imports_what_stands_below_it(name: str) -> None:
    """Also a wing that no contract names yet."""
    assert imported_by(Path(app.__path__[0]) / name) <= OTHERWISE.get(name, BELOW)
