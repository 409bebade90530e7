"""Changes to the OpenAPI document that help programs which generate clients.

Generators call a nameless schema `InlineObject1`. They also assume that a member with a default is always present.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Schema = dict[str, Any]

_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')
_LEFT_OUT = "If you leave this"


def open_values(values: Iterable[str], *, but_null: bool = False) -> dict[str, Any]:
    """Return the `json_schema_extra` of a text that has one of these values today. `/v1` may add other values."""
    listed = {"x-extensible-enum": sorted(values)}
    if not but_null:
        return listed
    return {"anyOf": [{"type": "string", **listed}, {"type": "null"}]}


def ease(document: dict[str, Any]) -> None:
    """Give every nameless union and form a title, and say the defaults of requests in words. In place."""
    known = document["components"]["schemas"]
    sent = _sent(document, known)
    for name, schema in known.items():
        for member, said in schema.get("properties", {}).items():
            _default_in_words(said, may_be_left_out=name in sent)
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


def _sent(document: dict[str, Any], known: dict[str, Schema]) -> set[str]:
    """Return the names of the schemas that a request may use. The others are only in answers."""
    found: set[str] = set()
    bodies = [each.get("requestBody", {}) for path in document["paths"].values() for each in path.values()]
    to_read: list[Any] = [bodies]
    while to_read:
        names = set(_REFERENCE.findall(json.dumps(to_read.pop()))) - found
        found |= names
        to_read += [known[name] for name in names]
    return found


def _default_in_words(said: Schema, *, may_be_left_out: bool) -> None:
    if "default" not in said:
        return
    default = said.pop("default")
    if default in (None, "") or "const" in said or not may_be_left_out or _LEFT_OUT in said.get("description", ""):
        return
    value = json.dumps(default, ensure_ascii=False).strip(chr(34))
    words = (
        "You may leave this field out."
        if default in ([], {})
        else f"{_LEFT_OUT} field out, the service uses `{value}`."
    )
    said["description"] = f"{said.get('description', '')} {words}".strip()


def _entitle(said: Schema, title: str) -> None:
    """Give a title to a union or an object without a name. The items of a list take the name of the list."""
    if "items" in said:
        _entitle(said["items"], f"{title}Item")
    several = [one for one in (said.get("anyOf") or said.get("oneOf") or ()) if one != {"type": "null"}]
    if len(several) > 1 or said.get("type") == "object":
        said.setdefault("title", title)


def _schemas(holder: dict[str, Any]) -> Iterator[Schema]:
    return (media["schema"] for media in holder.get("content", {}).values() if "schema" in media)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
