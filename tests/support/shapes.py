"""The shapes of request bodies, as the OpenAPI document tells them: walked, measured, and filled to their limits."""

from collections.abc import Iterator
from typing import Any

SHORT = {"date": 10, "date-time": 40, "uuid": 36, "time": 16, "time-local": 16}
"""How many characters a text of a format has at most."""


def parts(document: dict[str, Any], schema: dict[str, Any], where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within a schema, its own first, each with its place. A body's schemas never lead to themselves."""
    schema = resolved(document, schema)
    yield where, schema
    for kind in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(kind, []):
            yield from parts(document, each, where)
    if "items" in schema:
        yield from parts(document, schema["items"], f"{where}/0")
    for name, each in schema.get("properties", {}).items():
        yield from parts(document, each, f"{where}/{name}")


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference leads to; any other as it is."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def unlimited(schema: dict[str, Any]) -> str | None:
    """What of one schema has no limit, in words."""
    kind = schema.get("type")
    if "enum" in schema or "const" in schema:
        return None
    if kind == "string" and "maxLength" not in schema and schema.get("format") not in SHORT:
        return "a text without maxLength"
    if kind == "array" and "maxItems" not in schema:
        return "a list without maxItems"
    if kind in ("integer", "number") and not {"maximum", "exclusiveMaximum"} & set(schema):
        return "a number without maximum"
    if kind == "object" and schema.get("additionalProperties") is not False and "maxProperties" not in schema:
        return "an object of any members"
    if kind is None and not {"anyOf", "oneOf", "allOf"} & set(schema):
        return "anything at all"
    return None


def largest(document: dict[str, Any], schema: dict[str, Any]) -> int:
    """How many bytes the largest value of a schema has, as plain JSON of ASCII text with a space after each mark."""
    schema = resolved(document, schema)
    choices = [each for kind in ("anyOf", "oneOf", "allOf") for each in schema.get(kind, [])]
    if choices:
        return max(largest(document, each) for each in choices)
    if "enum" in schema or "const" in schema:
        return max(len(str(each)) for each in schema.get("enum", [schema.get("const")])) + 2
    match schema.get("type"):
        case "string":
            return int(schema.get("maxLength") or SHORT[schema["format"]]) + 2
        case "array":
            return int(schema["maxItems"]) * (largest(document, schema["items"]) + 2) + 2
        case "object":
            named = schema.get("properties", {}).items()
            members = sum(len(name) + 6 + largest(document, each) for name, each in named)
            return members + 2 + int(schema.get("maxProperties", 0)) * 80
    return 20


def stretched(document: dict[str, Any], schema: dict[str, Any], value: Any) -> Any:
    """An example with each list filled up by repeating what is in it. It may be too much alike to be taken."""
    schema = resolved(document, schema)
    for each in (one for kind in ("anyOf", "oneOf", "allOf") for one in schema.get(kind, [])):
        if resolved(document, each).get("type") in ("array", "object"):
            schema = resolved(document, each)
    if isinstance(value, list) and value and "items" in schema:
        filled = [stretched(document, schema["items"], one) for one in value]
        return (filled * int(schema["maxItems"]))[: int(schema["maxItems"])]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        return {name: stretched(document, known.get(name, {}), one) for name, one in value.items()}
    return value
