"""Conditional requests by RFC 9110: `ETag` names the version that was read. `If-Match` names the version that may be
changed. `If-None-Match` names the version that the caller already has."""

import re
from hashlib import sha256
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel
from starlette.responses import Response

from app.platform.http.problems import InvalidInput, StaleVersion

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_MEMBER = re.compile(rf"[ \t]*(?:({_TAG})[ \t]*)?(?:,|\Z)")
"""A member of a list of tags and the comma behind it; the member may be empty (RFC 9110 section 5.6.1.2)."""

_BESIDE = ";"
"""Separates a record's version from the hash of what else the answer depends on."""

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=500,
        description="The `ETag` (version) of the record as you read it. If the record has changed since then, you "
        "get 412 and the service does nothing.",
        examples=['"7"'],
    ),
]
"""The header as a route's parameter."""


def etag(version: int, beside: object = None) -> str:
    """Return the strong entity tag of a record's version.

    An answer may change while the record does not: with the day, or with another record. `beside` holds what the answer
    depends on besides the version. Its hash is a part of the tag, so that no caller gets "not modified" for a date that
    has changed. `If-Match` compares the version only.
    """
    if beside is None:
        return f'"{version}"'
    return f'"{version}{_BESIDE}{sha256(str(beside).encode()).hexdigest()[:16]}"'


def etag_with(version: int, answer: BaseModel | None) -> str:
    """Return the tag of an answer that may change while its record does not. None: the tag holds only the version."""
    return etag(version, None if answer is None else answer.model_dump_json())


def tagged(version: int, answer: BaseModel, *, by_version: bool = False) -> Response:
    """Answer with the tag of what may change while its record does not; `by_version`: of the version alone.

    The answer is written out once, for its tag and for its body.
    """
    said = answer.model_dump_json()
    tag = etag(version, None if by_version else said)
    return Response(said, media_type="application/json", headers={"ETag": tag})


def check_if_match(if_match: str | None, version: int) -> None:
    """Check that the record at `version` is one that the caller meant. No header means any version.

    Raises StaleVersion.
    """
    if if_match is None or if_match.strip() == "*":
        return
    listed = tags_in(if_match)
    if not listed:
        raise InvalidInput.at(
            "header",
            "#/If-Match",
            'If-Match should be the ETag that you read, with its quotes, such as "7"',
            "entity_tag",
        )
    # RFC 9110 section 13.1.1: the strong comparison, so `W/"7"` matches nothing.
    if etag(version) not in map(_of_the_version, listed):
        raise StaleVersion(headers={"ETag": etag(version)})


def already_had(if_none_match: str, tag: str) -> bool:
    """Whether a caller has what `tag` names, by the weak comparison. A header that cannot be read names nothing."""
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in [one.removeprefix("W/") for one in tags_in(if_none_match)]


def tags_in(header: str) -> list[str]:
    """Return the tags in a list, without empty members. Returns no tags if it is not a list of tags."""
    found: list[str] = []
    place = 0
    while place < len(header):
        member = _MEMBER.match(header, place)
        if member is None:
            return []
        if member[1]:
            found.append(member[1])
        place = member.end()
    return found


def _of_the_version(tag: str) -> str:
    version, beside, _ = tag.partition(_BESIDE)
    return version + '"' if beside else tag
