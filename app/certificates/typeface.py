"""The fonts of certificates, and which font holds a letter.

Noto Sans, with a companion for almost every script that Unicode encodes. The scripts that families in England write
most often come from packages. The others are in `fonts`, with a README that says where they come from. The last font,
Unifont, is drawn in dots. It holds what no companion holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTCollection, TTFont

_COMMON_FILES: Final = (Path(str(files("manimgx_fonts"))), Path(str(files("manimgx_fonts_cjk"))))
"""The folders of the fonts: packages that hold data and no code that matters."""
_OTHER_FILES: Final = Path(__file__).with_name("fonts")
FILES: Final = (*_COMMON_FILES, _OTHER_FILES)

FIRST: Final = "Noto Sans"
_COMMON: Final = (
    FIRST,
    *(
        f"Noto Sans {script}"
        for script in (
            *("Arabic", "Hebrew", "Armenian", "Georgian", "Ethiopic"),
            *("Bengali", "Devanagari", "Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Sinhala", "Tamil"),
            *("Telugu", "Thai", "Lao", "Khmer", "Myanmar"),
        )
    ),
    "Noto Sans CJK SC",
)
"""The families of the packages, in the order in which a letter is looked for."""


def face(letters: str, before: str = FIRST) -> str | None:
    """Return the family that sets these letters, or None if no family holds all of them.

    The family in use before is kept where it holds them, so that letters of one word join.
    """
    wanted = set(map(ord, letters))
    for family in (FIRST, before) if wanted else (before,):
        if wanted <= _held(family):
            return family
    # The other fonts are read when a letter needs them: most certificates do not.
    for families in (_common, _other):
        for family, held in families().items():
            if wanted <= held:
                return family
    return None


def _held(family: str) -> frozenset[int]:
    return _common()[family] if family in _COMMON else _other()[family]


@cache
def _common() -> Mapping[str, frozenset[int]]:
    """Read which code points the packages hold: a sixth of a second, when the first certificate is printed."""
    held = dict(_read(path for folder in _COMMON_FILES for path in folder.glob("NotoSans[!-]*")))
    return {family: held[family] for family in _COMMON}


@cache
def _other() -> Mapping[str, frozenset[int]]:
    """Read which code points the other fonts hold. Sorted by name, Unifont is the last."""
    return dict(_read(sorted(_OTHER_FILES.glob("*.otf"))))


def _read(paths: Iterable[Path]) -> Iterator[tuple[str, frozenset[int]]]:
    for path in paths:
        with TTCollection(path, lazy=True) if path.suffix == ".ttc" else TTFont(path, lazy=True) as opened:
            for font in opened.fonts if isinstance(opened, TTCollection) else [opened]:
                family = font["name"].getBestFamilyName()
                if family in _COMMON or path.parent == _OTHER_FILES:
                    yield family, frozenset(font.getBestCmap())
