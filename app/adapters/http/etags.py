"""Optimistic concurrency by RFC 9110: `ETag` says which version was read, `If-Match` which one may be changed."""

import re
from typing import Annotated

from fastapi import Header

from app.adapters.http.problems import InvalidInput, StaleVersion

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(_TAG)
_LIST = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=500,
        description="The `ETag` of the version you read. If the record has changed since, nothing is done: 412.",
        examples=['"7"'],
    ),
]
"""The header as a route's parameter."""


def etag(version: int) -> str:
    """The strong entity tag of a record's version."""
    return f'"{version}"'


def check_if_match(if_match: str | None, version: int) -> None:
    """Raises StaleVersion unless the record at `version` is one that the caller meant. No header means any version."""
    if if_match is None or if_match.strip() == "*":
        return
    listed = if_match.strip()
    if not _LIST.fullmatch(listed):
        raise InvalidInput.at("header", "#/If-Match", 'If-Match should be like "7", with its quotes', "entity_tag")
    # RFC 9110 section 13.1.1: the strong comparison, so `W/"7"` matches nothing.
    if etag(version) not in _TAGS.findall(listed):
        raise StaleVersion(headers={"ETag": etag(version)})
