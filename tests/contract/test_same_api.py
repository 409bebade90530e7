"""What callers built on stays: between the OpenAPI document kept here and today's, only prose differs.

`api_before.json` keeps a digest of each operation and schema as it was before the service was arranged in wings. It
leaves out prose: summaries, descriptions, and texts of several words within examples.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BEFORE: dict[str, str] = json.loads(Path(__file__).with_name("api_before.json").read_text())
PROSE = frozenset({"description", "summary", "externalDocs"})
A_SENTENCE = 3
"""A text of an example with as many words is told to a person, and may be told better."""

CHANGED: dict[str, str] = {
    "POST /v1/cases/{case_id}/advice-offers": "shows a second example, which was written and never published",
    "POST /v1/referrals": "likewise; another client sends it",
    "responses AlreadyRegisteredOrIdempotencyKeyRetired": "has the title Already registered, was Registered before",
    "responses AlreadyRegisteredOrRefusedOrIdempotencyKeyRetired": "likewise",
    "GET /v1/calendars/{secret}.ics": "names the letters of an address, where \\w meant those of every script",
}
"""What differs from before, by piece, and why. Each is listed in CHANGELOG.md."""


def without_prose(node: Any, *, example: bool = False, named: bool = False) -> Any:
    """Return a part of the document without what is only told to people.

    Args:
        node: the part.
        example: whether it is the value of an example, in which a long text is prose.
        named: whether its members' names are free, so that one called `description` is no prose.
    """
    match node:
        case dict():
            return {
                name: without_prose(
                    value,
                    example=example or name in ("example", "value", "scopes"),  # a scope is said in a sentence
                    named=name in ("properties", "schemas", "responses", "examples", "headers"),
                )
                for name, value in sorted(node.items())
                if example or named or name not in PROSE
            }
        case list():
            return [without_prose(one, example=example) for one in node]
        case str() if example and len(node.split()) >= A_SENTENCE:
            return "..."
        case _:
            return node


def pieces(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each operation, schema, header and response of a document with its digest."""
    parts = {f"{method.upper()} {path}": one for path, by in document["paths"].items() for method, one in by.items()}
    for kind, named in document["components"].items():
        parts |= {f"{kind} {name}": one for name, one in named.items()}
    for name, part in parts.items():
        yield name, sha256(json.dumps(without_prose(part), sort_keys=True).encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def today() -> dict[str, str]:
    return dict(pieces(json.loads((ROOT / "openapi/openapi.json").read_text("utf-8"))))


def test_only_prose_differs_from_before(today: dict[str, str]) -> None:
    differs = {name for name, digest in BEFORE.items() if today.get(name) != digest}
    assert differs == set(CHANGED)


def test_prose_does_not_count_and_everything_else_does() -> None:
    before = {
        "paths": {
            "/a": {
                "get": {
                    "summary": "Read",
                    "responses": {"200": {"description": "An answer", "headers": {"ETag": {"description": "Its tag"}}}},
                    "example": {"detail": "It was not found there", "code": "not-found"},
                }
            }
        },
        "components": {
            "schemas": {"A": {"properties": {"description": {"type": "string", "description": "Its text"}}}}
        },
    }
    told = dict(pieces(before))
    for old, new in (
        ("Read", "Look"),
        ("An answer", "The answer"),
        ("not found there", "found nowhere at all"),
        ("Its text", "A text"),
    ):
        assert dict(pieces(json.loads(json.dumps(before).replace(old, new)))) == told
    for old, new in (
        ('"200"', '"201"'),
        ("ETag", "Etag"),
        ("not-found", "gone"),
        ('"string"', '"integer"'),
        ('"/a"', '"/b"'),
    ):
        assert dict(pieces(json.loads(json.dumps(before).replace(old, new)))) != told
