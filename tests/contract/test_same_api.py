"""What callers built on stays: everything that the OpenAPI document kept here declares, today's document declares too.

`api_before.json` is the document as it was before a record could be corrected. It has no prose and no examples. A later
document may add to it: an operation, a parameter that may be left out, a member of an answer, a value, a problem.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BEFORE: dict[str, Any] = json.loads(Path(__file__).with_name("api_before.json").read_text("utf-8"))
UNCOMPARED = frozenset({"description", "summary", "externalDocs", "example", "examples", "title"})
"""What is told to people alone, and examples, which `test_examples.py` sends as they stand."""
NAMES_ARE_FREE = frozenset({"properties", "schemas", "responses", "headers", "paths"})
LIMITS = frozenset({"maxItems", "maxLength", "maxProperties", "maximum"})
"""What may be raised: whoever kept to a limit keeps to a higher one."""

_TOLD_LATER = "is null while nobody has told it, in a case that a mediation adviser recorded"
_MAY_BE_LEFT_OUT = "an adviser may leave it out: an authority may not, and is told so by the same problem"
CHANGED: dict[str, str] = {
    **{
        f"schemas {name} properties la_reference type": _TOLD_LATER
        for name in ("CaseLine", "CaseRecord", "InLine", "OfferDueOnCase", "Placed", "ReferralOwed", "Unplaced")
    },
    **{
        f"schemas {name} properties notice_sent_on {part}": _TOLD_LATER
        for name in ("CaseLine", "Decision")
        for part in ("format", "type")
    },
    **{f"schemas DecisionIn properties notice_sent_on {part}": _MAY_BE_LEFT_OUT for part in ("format", "type")},
    **{f"schemas BookIn properties hold_id {part}": "is left out with `joins`" for part in ("format", "type")},
    **{
        f"schemas NoticeIn properties la_reference {one}": _MAY_BE_LEFT_OUT
        for one in ("maxLength", "minLength", "type")
    },
    **{
        f"schemas {name} properties {one} uniqueItems": "a repeated item was never refused: it counts once"
        for name, members in (
            ("MediatorIn", ("areas", "formats", "languages")),
            ("NeedsIn", ("access", "formats", "languages")),
        )
        for one in members
    },
    "schemas DuplicateNoticeProblem no longer promises case_id": "is left out where the caller may not see the case",
    "schemas DuplicateNoticeProblem properties case_id type": "likewise",
}
"""What was taken away or differs, by its place in the document, and why. Each is listed in CHANGELOG.md."""


def compared(document: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of a document, by piece, with the content of its shared responses where they are used."""
    shared = document["components"].get("responses", {})

    def bare(node: Any, *, named: bool = False) -> Any:
        match node:
            case {"$ref": str(ref)} if ref.startswith("#/components/responses/"):
                return bare(shared[ref.rpartition("/")[2]]["content"])
            case dict():
                return {
                    name: bare(value, named=name in NAMES_ARE_FREE)
                    for name, value in sorted(node.items())
                    if named or name not in UNCOMPARED
                }
            case list():
                return [bare(one) for one in node]
            case _:
                return node

    pieces = {f"{verb.upper()} {path}": bare(one) for path, by in document["paths"].items() for verb, one in by.items()}
    for kind in ("headers", "schemas", "securitySchemes"):
        pieces |= {f"{kind} {name}": bare(one) for name, one in document["components"].get(kind, {}).items()}
    return pieces


def lost(before: Any, after: Any, place: str) -> Iterator[str]:
    """Yield the place of each thing that was declared before and no longer is."""
    match before, after:
        case {"in": "query", "schema": was}, {"in": "query", "schema": {"type": "array", "items": one}} if (
            was.get("type") != "array"  # what took one value and takes several now takes the one as well
        ):
            yield from lost(before, {**after, "schema": one}, place)
        case str(), str() if place.rpartition(" ")[0].endswith(" scopes"):
            return  # what a permission allows: told to people alone
        case {"$ref": _}, {"anyOf": list(choices)} | {"oneOf": list(choices)}:
            yield from lost([before], choices, place)
        case dict(), dict():
            for name, value in before.items():
                if name == "required" and isinstance(value, list):
                    continue  # `differences` asks it in one way of requests, in the other of answers
                if name in LIMITS and isinstance(value, int) and value <= after.get(name, 0):
                    continue
                if name in after:
                    yield from lost(value, after[name], f"{place} {name}")
                else:
                    yield f"{place} {name}"
        case list(), list():
            for one in before:
                if all(any(lost(one, other, place)) for other in after):
                    yield f"{place} {one.get('name', one) if isinstance(one, dict) else one}"
        case _:
            if before != after:
                yield place


def demanded(pieces: dict[str, Any]) -> dict[str, set[str]]:
    """Return what each schema and operation demands or promises to be there."""
    by_schema = {name: set(one["required"]) for name, one in pieces.items() if isinstance(one.get("required"), list)}
    by_operation = {
        name: {one["name"] for one in operation["parameters"] if one.get("required")}
        for name, operation in pieces.items()
        if "parameters" in operation
    }
    return by_schema | by_operation


def sent(pieces: dict[str, Any]) -> set[str]:
    """Return the schemas that a request may bring, those within others too."""
    reached: set[str] = set()
    waiting = [operation["requestBody"] for operation in pieces.values() if "requestBody" in operation]
    while waiting:
        for name in references(waiting.pop()) - reached:
            reached.add(name)
            waiting.append(pieces[name])
    return reached


def references(node: Any) -> set[str]:
    """Return the schemas that a piece names."""
    if isinstance(node, dict):
        own = {f"schemas {node['$ref'].rpartition('/')[2]}"} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def differences(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return what a caller built on that no longer holds."""
    gone = {
        place
        for name, piece in before.items()
        for place in ([name] if name not in after else lost(piece, after[name], name))
    }
    old, new, brought = demanded(before), demanded(after), sent(before)
    for name in before.keys() & after.keys():
        was, now = old.get(name, set()), new.get(name, set())
        if name in brought or not name.startswith("schemas "):
            gone |= {f"{name} now requires {one}" for one in now - was}
        else:
            gone |= {f"{name} no longer promises {one}" for one in was - now}
    return gone


@pytest.fixture(scope="module")
def today() -> dict[str, Any]:
    return compared(json.loads((ROOT / "openapi/openapi.json").read_text("utf-8")))


def test_nothing_is_lost_that_callers_built_on(today: dict[str, Any]) -> None:
    assert differences(BEFORE, today) == set(CHANGED)


def test_what_is_taken_away_is_noticed_and_what_is_added_is_not() -> None:
    answer = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, "state": {"enum": ["a", "b"]}},
    }
    document: dict[str, Any] = {
        "paths": {
            "/a": {
                "post": {
                    "summary": "Write",
                    "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 9}}],
                    "requestBody": {"$ref": "#/components/schemas/In"},
                    "responses": {
                        "200": {"$ref": "#/components/schemas/Out"},
                        "409": {"$ref": "#/components/responses/Taken"},
                    },
                }
            }
        },
        "components": {
            "responses": {"Taken": {"content": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            "schemas": {"In": copy.deepcopy(answer), "Out": answer, "Problem": {"type": "object"}},
        },
    }
    before = compared(document)

    def after(old: str, new: str) -> set[str]:
        changed = json.dumps(document).replace(old, new, 1)
        assert changed != json.dumps(document)
        return differences(before, compared(json.loads(changed)))

    for old, new in (
        ("Write", "Record"),
        ('"parameters": [', '"parameters": [{"in": "query", "name": "sort"}, '),
        ('"enum": ["a"', '"enum": ["c", "a"'),
        ('"properties": {', '"properties": {"more": {}, '),
        (
            '{"$ref": "#/components/schemas/Problem"}',
            '{"anyOf": [{"$ref": "#/components/schemas/Problem"}, {"type": "null"}]}',
        ),
        ('"responses": {"200"', '"responses": {"503": {}, "200"'),
        ('"maximum": 9', '"maximum": 10'),
        ('{"type": "integer", "maximum": 9}', '{"type": "array", "items": {"type": "integer", "maximum": 9}}'),
    ):
        assert after(old, new) == set(), old
    for old, new in (
        ('"/a"', '"/b"'),
        ('"limit"', '"size"'),
        ('"maximum": 9', '"maximum": 8'),
        ('{"type": "integer", "maximum": 9}', '{"type": "array", "items": {"type": "string"}}'),
        ('"integer"', '"string"'),
        ('"a", "b"', '"a"'),
        ('"state"', '"status"'),
        ('"200"', '"201"'),
        ('"required": ["id"]', '"required": ["id", "state"]'),
        ('"parameters": [', '"parameters": [{"in": "query", "name": "sort", "required": true}, '),
        ("responses/Taken", "schemas/Out"),
    ):
        assert after(old, new) != set(), old
    less = json.loads(json.dumps(document))
    less["components"]["schemas"]["Out"]["required"] = []
    assert differences(before, compared(less)) == {"schemas Out no longer promises id"}
