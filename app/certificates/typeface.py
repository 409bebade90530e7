"""The type that certificates are set in, and what it can and cannot print.

Noto Sans, with its companions for the scripts that families of England write their names in: Latin, Greek, Cyrillic,
Arabic, Hebrew, Bengali, Devanagari, Gujarati, Gurmukhi, Tamil and others of South and South-East Asia, Amharic and
Tigrinya, Armenian, Georgian, Chinese, Japanese and Korean. A letter of any other script is printed as its number,
with a note: a spelling that nobody gave is never put into anybody's mouth.
"""

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTCollection, TTFont

FILES: Final = (Path(str(files("manimgx_fonts"))), Path(str(files("manimgx_fonts_cjk"))))
"""The folders of the fonts: packages that hold data and no code that matters."""

FAMILIES: Final = [
    "Noto Sans",
    *(
        f"Noto Sans {script}"
        for script in (
            *("Arabic", "Hebrew", "Armenian", "Georgian", "Ethiopic"),
            *("Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala", "Tamil"),
            *("Telugu", "Thai", "Lao", "Khmer", "Myanmar"),
        )
    ),
    "Noto Sans CJK SC",
]
"""The families in the order in which a letter is looked for."""

NOTE: Final = (
    "Some letters cannot be printed here, and stand in square brackets as their numbers in the Unicode standard. "
    "The signed certificate holds them exactly as they were given."
)

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Categories that print as nothing or reverse what follows: shown as numbers, so that nothing hides in a name."""
_JOINERS: Final = frozenset("\u200c\u200d")
"""They join or part letters of Arabic and Indic scripts, and belong to how a name is spelled. Elsewhere they hide."""
_FIRST_JOINING_LETTER: Final = 0x0600


@cache
def _printable() -> frozenset[int]:
    """Read which code points the families hold: a sixth of a second, when the first certificate is printed."""
    held: set[int] = set()
    for path in (path for folder in FILES for path in folder.glob("NotoSans*")):
        with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as opened:
            for font in opened.fonts if isinstance(opened, TTCollection) else [opened]:
                if font["name"].getBestFamilyName() in FAMILIES:
                    held |= font.getBestCmap().keys()
    return frozenset(held)


def printable(text: str) -> str:
    """Return the text as it can be printed. It differs from its NFC form only where letters are shown as numbers."""
    letters = unicodedata.normalize("NFC", text)
    shown = [_shows(letter, before) for before, letter in zip(" " + letters, letters, strict=False)]
    return "".join(
        "".join(letter for letter, _ in run) if seen else _numbers([letter for letter, _ in run])
        for seen, run in ((seen, list(run)) for seen, run in groupby(zip(letters, shown, strict=True), lambda x: x[1]))
    )


def _numbers(letters: list[str]) -> str:
    return "[" + " ".join(f"U+{ord(letter):04X}" for letter in letters) + "]"


def _shows(letter: str, before: str) -> bool:
    if letter in _JOINERS:
        return ord(before) >= _FIRST_JOINING_LETTER and unicodedata.category(before)[0] in "LM"
    return ord(letter) in _printable() and unicodedata.category(letter) not in _UNSEEN
