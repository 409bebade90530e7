"""Certificate numbers: `MC-7K3F-9QXM-2DTP-6RWC`, easy to read down a telephone and impossible to guess.

Fifteen drawn characters and one check character (ISO 7064 MOD 37,36), in groups of four as on a bank card.
"""

import re
import secrets
from itertools import pairwise
from typing import Final

from stdnum.iso7064 import mod_37_36

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 or O, no 1, I or L, no U: nothing that a tired eye takes for something else."""

DRAWN: Final = 15
"""Characters drawn at random: thirty to the fifteenth, 73 bits."""

PATTERN: Final = r"^MC(-[2-9A-HJKMNP-TV-Z]{4}){4}$"
"""The one published form, for the OpenAPI document."""

_COMPACT: Final = re.compile(rf"^MC([{ALPHABET}]{{{DRAWN + 1}}})$")
_LONGEST_INPUT: Final = 64


class InvalidNumber(ValueError):
    """The text is not a certificate number: wrong shape, or the check character does not agree."""


def new() -> str:
    """A new certificate number. Uniqueness is the database's to keep; chance alone would do for millions."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
        body = drawn + mod_37_36.calc_check_digit(drawn)
        if body[-1] in ALPHABET and _every_swap_shows(body):
            return _published(body)


def normalise(text: str) -> str:
    """The published form of a number as somebody typed it: lower case, spaces and missing hyphens are forgiven.

    Raises InvalidNumber for anything else.
    """
    if len(text) > _LONGEST_INPUT or not text.isascii():
        raise InvalidNumber("not a certificate number")
    found = _COMPACT.fullmatch(text.replace(" ", "").replace("-", "").upper())
    if not found:
        raise InvalidNumber("not a certificate number: it reads MC and four groups of four, without 0 O 1 I L U")
    if not mod_37_36.is_valid(found[1]):
        raise InvalidNumber("not a certificate number: one character is mistaken, or two are exchanged")
    return _published(found[1])


def _every_swap_shows(body: str) -> bool:
    # MOD 37,36 misses about one exchange of neighbours in 700. Such numbers are not issued.
    swaps = (body[:i] + b + a + body[i + 2 :] for i, (a, b) in enumerate(pairwise(body)) if a != b)
    return not any(mod_37_36.is_valid(swap) for swap in swaps)


def _published(body: str) -> str:
    return "-".join(["MC", *(body[i : i + 4] for i in range(0, len(body), 4))])
