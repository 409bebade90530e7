"""Certificate numbers, such as `MC-7K3F-9QXM-2DTP-6RWC`: easy to read out, and impossible to guess.

A number has fifteen random characters and one check character (ISO 7064 MOD 37,36), in groups of four.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from app.kernel.blanks import BLANKS

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 or O, no 1, I or L, no U: nothing that a tired eye takes for something else."""

DRAWN: Final = 15
"""Characters drawn at random: thirty to the fifteenth, 73 bits."""

PATTERN: Final = r"^MC(-[2-9A-HJKMNP-TV-Z]{4}){4}$"
"""The one published form, for the OpenAPI document."""

_BETWEEN: Final = frozenset({"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"})
_FULL_WIDTH: Final = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_AROUND: Final = frozenset({"Ps", "Pe", "Pi", "Pf", "Po"})
_MORE_BETWEEN: Final = BLANKS | frozenset("\u2212\u02d7\u2043\ufe00\ufe01\ufe0e\ufe0f\u034f")
"""Blanks, minus signs, the hyphen of lists, selectors of a variant, and the joiner of graphemes."""

_COMPACT: Final = re.compile(rf"^MC([{ALPHABET}]{{{DRAWN + 1}}})$")
LONGEST_INPUT: Final = 200
"""Longer text is no number: room for what stands between its characters."""


class InvalidNumber(ValueError):
    """The text is not a certificate number: wrong shape, or the check character does not agree."""


def new(choose: Callable[[str], str] = secrets.choice) -> str:
    """A new certificate number. Uniqueness is the database's to keep; chance alone would do for millions.

    `choose` draws a character: only where families are invented may another draw the same number again.
    """
    from stdnum.iso7064 import mod_37_36  # the library loads pydoc

    while True:
        drawn = "".join(choose(ALPHABET) for _ in range(DRAWN))
        body = drawn + mod_37_36.calc_check_digit(drawn)
        if body[-1] in ALPHABET and _every_swap_shows(body):
            return _published(body)


def normalise(text: str) -> str:
    """The published form of a number as somebody typed or pasted it.

    Forgiven are lower case, missing hyphens, and what word processors and web pages put in: every dash and minus of
    Unicode, every space, what is not seen, and letters and digits of full width; and the quotes, brackets and stops
    that stood around the number in a sentence.

    Raises InvalidNumber for anything else.
    """
    if len(text) > LONGEST_INPUT:
        raise InvalidNumber("not a certificate number")
    plain = "".join(c for c in text if not _between(c)).translate(_FULL_WIDTH)
    while plain and _encloses(plain[0]):
        plain = plain[1:]
    while plain and _encloses(plain[-1]):
        plain = plain[:-1]
    found = _COMPACT.fullmatch(plain.upper()) if plain.isascii() else None
    if not found:
        raise InvalidNumber("not a certificate number: it reads MC and four groups of four, without 0 O 1 I L U")
    from stdnum.iso7064 import mod_37_36

    if not mod_37_36.is_valid(found[1]):
        raise InvalidNumber("not a certificate number: one character is mistaken, or two are exchanged")
    return _published(found[1])


def _between(character: str) -> bool:
    """Whether a character parts others, or is not seen: a dash, a minus, a space, a break, a mark of direction."""
    return unicodedata.category(character) in _BETWEEN or character in _MORE_BETWEEN


def _encloses(character: str) -> bool:
    """Whether a character is punctuation, of those that stand around a word."""
    return unicodedata.category(character) in _AROUND


def _every_swap_shows(body: str) -> bool:
    from stdnum.iso7064 import mod_37_36

    # MOD 37,36 misses about one exchange of neighbours in 700. Such numbers are not issued.
    swaps = (body[:i] + b + a + body[i + 2 :] for i, (a, b) in enumerate(pairwise(body)) if a != b)
    return not any(mod_37_36.is_valid(swap) for swap in swaps)


def _published(body: str) -> str:
    return "-".join(["MC", *(body[i : i + 4] for i in range(0, len(body), 4))])
