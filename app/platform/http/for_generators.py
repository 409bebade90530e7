"""Changes to the OpenAPI document that help programs which generate clients.

Generators call a nameless schema `InlineObject1`. They also assume that a member with a default is always present.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]


def open_values(values: Iterable[str], *, but_null: bool = False) -> dict[str, Any]:
    """Return what `json_schema_extra` tells of a text that is one of these today; others may be added within `/v1`."""
    listed = {"x-extensible-enum": sorted(values)}
    if not but_null:
        return listed
    return {"anyOf": [{"type": "string", **listed}, {"type": "null"}]}


def ease(document: dict[str, Any]) -> None:
    """Give every nameless union and form a title, and say defaults in words. In place."""
    for name, schema in document["components"]["schemas"].items():
        for member, said in schema.get("properties", {}).items():
            _default_in_words(said)
            _entitle(said, f"{_camel(name)}{_camel(member)}")
    for name, response in document["components"].get("responses", {}).items():
        for schema in _schemas(response):
            _entitle(schema, f"{name}Problem")
    for operation in (each for path in document["paths"].values() for each in path.values()):
        named = _camel(operation["operationId"])
        for schema in _schemas(operation.get("requestBody", {})):
            _entitle(schema, f"{named}Body")
        for response in operation["responses"].values():
            for schema in _schemas(response):
                _entitle(schema, f"{named}Answer")


def _default_in_words(said: Schema) -> None:
    if "default" not in said:
        return
    default = said.pop("default")
    if default in (None, "") or "const" in said:
        return
    words = "none" if default in ([], {}) else f"`{json.dumps(default, ensure_ascii=False).strip(chr(34))}`"
    said["description"] = f"{said.get('description', '')} If you leave this out: {words}.".strip()


def _entitle(said: Schema, title: str) -> None:
    """Name a union or an object that has no name; the items of a list by its own name."""
    if "items" in said:
        _entitle(said["items"], f"{title}Item")
    several = [one for one in (said.get("anyOf") or said.get("oneOf") or ()) if one != {"type": "null"}]
    if len(several) > 1 or said.get("type") == "object":
        said.setdefault("title", title)


def _schemas(holder: dict[str, Any]) -> Iterator[Schema]:
    return (media["schema"] for media in holder.get("content", {}).values() if "schema" in media)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
