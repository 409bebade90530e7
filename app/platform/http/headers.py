"""The headers of a request, combined as RFC 9110 section 5.3 says: the lines of a list make one list.

If a header may be sent only once, two different values are rejected: the service would have to guess which one counts.
"""

import re
from collections.abc import Sequence

from app.platform.http.problems import InvalidInput, RepeatedHeader, UnsupportedEncoding

Lines = Sequence[tuple[bytes, bytes]]

_LISTS = frozenset(
    {b"accept", b"accept-encoding", b"accept-language", b"content-encoding", b"if-match", b"if-none-match"}
)
_ONCE = frozenset({b"idempotency-key", b"content-type", b"on-behalf-of"})
CREDENTIALS = b"authorization"
"""Never accepted twice, even with the same value: a proxy may have checked one, and the service would believe the
other.
"""


LONGEST_CONDITION = 2000
"""The longest condition: some forty versions, more than a cache has of one record."""
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def combined(lines: Lines) -> Lines:
    """Return the lines, with the lines of each list joined in order and without spaces around values.

    The parser leaves the space at the end (RFC 9110 section 5.5 does not). A proxy may remove it, and an idempotency
    key would then differ.
    """
    if any(value.endswith((b" ", b"\t")) for _, value in lines):
        lines = [(name, value.strip(b" \t")) for name, value in lines]
    if len({name for name, _ in lines}) == len(lines):
        return lines
    found: dict[bytes, list[bytes]] = {}
    for name, value in lines:
        if name in _LISTS:
            found.setdefault(name, []).append(value)
    others = [line for line in lines if line[0] not in _LISTS]
    return [*others, *((name, b", ".join(values)) for name, values in found.items())]


def contradiction(lines: Lines) -> RepeatedHeader | None:
    """The problem with a header that came twice with different values, though it may come once."""
    if several_credentials(lines):
        return RepeatedHeader(CREDENTIALS.decode())
    seen: dict[bytes, bytes] = {}
    for name, value in lines:
        if name in _ONCE and seen.setdefault(name, value) != value:
            return RepeatedHeader(name.decode())
    return None


def several_credentials(lines: Lines) -> bool:
    """Whether a request says more than once who sends it."""
    return sum(name == CREDENTIALS for name, _ in lines) > 1


def unkept_condition(method: str, headers: dict[bytes, bytes]) -> InvalidInput | None:
    """The problem with `If-None-Match` that is too long, or on a change. There its sender means to overwrite nothing;
    ignored, it would."""
    condition = headers.get(b"if-none-match", b"")
    if len(condition) > LONGEST_CONDITION:
        detail = f"If-None-Match may have at most {LONGEST_CONDITION} characters"
        return InvalidInput.at("header", "#/If-None-Match", detail, "string_too_long")
    if not condition or method not in CHANGES:
        return None
    detail = (
        "Send If-None-Match only when you read. When you change a record, send If-Match with the ETag that you read"
    )
    return InvalidInput.at("header", "#/If-None-Match", detail, "unkept_condition")


PSEUDONYM = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""What `On-Behalf-Of` may say."""


def person_named(headers: dict[bytes, bytes]) -> str | None:
    """Return the pseudonym of the person who acts, None if the request names none. Raises InvalidInput."""
    named = headers.get(b"on-behalf-of")
    if named is None:
        return None
    if PSEUDONYM.fullmatch(named) is None:
        detail = (
            "On-Behalf-Of must be a pseudonym of 1 to 64 letters, digits, dots, hyphens and underscores. Never send "
            "a person's name"
        )
        raise InvalidInput.at("header", "#/On-Behalf-Of", detail, "string_pattern_mismatch")
    return named.decode("ascii")


def compression(headers: dict[bytes, bytes]) -> UnsupportedEncoding | None:
    """The problem with a body that is compressed: it would be inflated before its size is known."""
    codings = [one.strip().lower() for one in headers.get(b"content-encoding", b"").split(b",")]
    return UnsupportedEncoding() if any(one not in (b"", b"identity") for one in codings) else None
