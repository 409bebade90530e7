"""The type that certificates are set in, and what it can and cannot print.

Noto Sans covers the Latin, Greek and Cyrillic scripts with their accents, so that Welsh, Polish, Turkish, Yoruba,
Vietnamese, Greek and Ukrainian names stand as they are written. It has no Arabic, Bengali, Chinese, Gurmukhi, Hebrew or
other script, and those that join or reorder their letters would need a shaping engine besides. A name in such a script
is printed as its code points, with a note: a spelling that nobody gave is never put into anybody's mouth.
"""

import unicodedata
from io import BytesIO
from itertools import groupby
from typing import Final

import pymupdf_fonts  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "Noto Sans"
BOLD: Final = "Noto Sans Bold"

NOTE: Final = (
    "Some letters cannot be printed here, and stand in square brackets as their numbers in the Unicode standard. "
    "The signed certificate holds them exactly as they were given."
)

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Categories that print as nothing or reverse what follows: shown as numbers, so that nothing hides in a name."""


def _registered() -> frozenset[int]:
    regular, bold = (
        TTFont(name, BytesIO(pymupdf_fonts.myfont(code))) for name, code in ((REGULAR, "notos"), (BOLD, "notosbo"))
    )
    registerFont(regular)
    registerFont(bold)
    return frozenset(regular.face.charToGlyph) & frozenset(bold.face.charToGlyph)


_PRINTABLE: Final = _registered()
"""The code points that both weights can print. Registered on import, so that no two threads ever register at once."""


def printable(text: str) -> str:
    """The text as it can be printed. It differs from its NFC form only where letters had to be shown as numbers."""
    return "".join(
        "".join(run) if seen else "[" + " ".join(f"U+{ord(letter):04X}" for letter in run) + "]"
        for seen, run in groupby(unicodedata.normalize("NFC", text), _shows)
    )


def _shows(letter: str) -> bool:
    return ord(letter) in _PRINTABLE and unicodedata.category(letter) not in _UNSEEN
