"""Characters that show nothing, though Unicode counts them as letters, marks or symbols."""

from typing import Final

BLANKS: Final = frozenset(
    "\u115f\u1160\u3164\uffa0"  # the Hangul fillers
    "\u2800"  # the Braille pattern without a dot
    "\ufffc"  # where an object stood
    "\U00013441\U00013442"  # the blanks of Egyptian hieroglyphs
    "\U0001d159"  # the note without a head
)

_SEEN: Final = frozenset("LNPS")


def shows(character: str, category: str) -> bool:
    """Whether a reader sees something of a character alone, by its Unicode category. A mark alone shows nothing."""
    return category[0] in _SEEN and character not in BLANKS
