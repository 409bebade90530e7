"""How the letters of a name are printed: as they were given, unless they would be lost or hide something.

A letter that no font holds is printed as its number, with a note. The certificate never shows a spelling that nobody
gave.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from app.certificates.typeface import FIRST, face

NOTE: Final = (
    "Some letters cannot be printed on this page. In place of such a letter, its number in the Unicode standard is "
    "printed in square brackets. The signed electronic certificate contains the letters exactly as they were given."
)

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Categories that print as nothing or reverse what follows: shown as numbers, so that nothing hides in a name."""
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that print as nothing: the fillers of Korean, two vowels of Khmer, and a joiner."""
_JOINERS: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""They join or part letters, or choose between forms of one, and belong to how a name is spelled in Arabic, Indic and
Chinese scripts. Elsewhere they hide."""
_FIRST_JOINING_LETTER: Final = 0x0600
_MONGOLIAN_JOINERS: Final = frozenset("\u180b\u180c\u180d\u180e\u180f")
_MONGOLIAN: Final = range(0x1800, 0x18B0)
_CIRCLE: Final = "\u25cc"
_BREAK: Final = "\u200b"
_VIRAMA: Final = 9
_LONGEST_UNBROKEN: Final = 40


def printable(text: str) -> str:
    """Return the text as it can be printed.

    It differs from its NFC form only where letters are shown as numbers, and where a mark stands on a dotted circle
    behind its letter, because no font holds both.
    """
    pieces = [piece for cluster in _clusters(unicodedata.normalize("NFC", text)) for piece in _set(cluster)]
    return "".join(
        "".join(letters if seen else _numbers(letters))
        for seen, letters in (
            (seen, [letter for letter, _ in run]) for seen, run in groupby(pieces, lambda piece: piece[1])
        )
    )


def has_numbers(text: str, shown: str) -> bool:
    """Return whether `shown`, the printable form of the text, holds numbers in place of letters."""
    return shown.replace(_CIRCLE, "") != unicodedata.normalize("NFC", text).replace(_CIRCLE, "")


def runs(text: str) -> list[tuple[str, str]]:
    """Return a printable text in pieces, each with the family that sets it.

    The compiler does not choose: where its first family holds a mark and not the letter below, the letter vanishes.
    """
    found: list[tuple[str, str]] = []
    for cluster in _clusters(text):
        before, letters = found[-1] if found else (FIRST, "")
        family = face(_inked(cluster), before) or FIRST
        if found and family == before:
            found[-1] = (family, letters + cluster)
        else:
            found.append((family, cluster))
    return found


def breakable(text: str) -> str:
    """Return the text with places to break inside words that no line could hold, and never inside a syllable."""
    broken: list[str] = []
    length = 0
    for cluster in _short(_clusters(text)):
        joined = bool(broken) and (unicodedata.combining(broken[-1][-1]) == _VIRAMA or broken[-1][-1] == "\u200d")
        if length >= _LONGEST_UNBROKEN and not cluster.isspace() and not joined:
            broken.append(_BREAK)
            length = 0
        length = 0 if cluster.isspace() else length + len(cluster)
        broken.append(cluster)
    return "".join(broken)


def _short(clusters: Iterable[str]) -> Iterator[str]:
    """Cut the letters that carry more marks than a line can hold."""
    for cluster in clusters:
        for start in range(0, len(cluster), _LONGEST_UNBROKEN):
            yield cluster[start : start + _LONGEST_UNBROKEN]


def _clusters(text: str) -> Iterator[str]:
    """Yield each letter with the marks and joiners that follow it."""
    start = 0
    for at, letter in enumerate(text):
        if at > start and not _follows(letter):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _follows(letter: str) -> bool:
    return unicodedata.category(letter)[0] == "M" or letter in _MONGOLIAN_JOINERS or bool(_JOINERS.match(letter))


def _set(cluster: str) -> Iterator[tuple[str, bool]]:
    """Yield the letters to print, each with whether it is seen. The others are shown as numbers."""
    shown = [_shows(letter, before) for before, letter in zip(" " + cluster, cluster, strict=False)]
    whole = "".join(letter for letter, seen in zip(cluster, shown, strict=True) if seen)
    adrift = face(_inked(whole)) is None
    for at, (letter, seen) in enumerate(zip(cluster, shown, strict=True)):
        if not (adrift and seen and at and _inked(letter)):
            yield letter, seen
        elif face(_CIRCLE + letter):
            yield _CIRCLE + letter, True
        else:
            yield letter, False
        adrift = adrift or not seen  # a mark must not stand on the bracket of a number


def _shows(letter: str, before: str) -> bool:
    if letter in _MONGOLIAN_JOINERS:
        return ord(before) in _MONGOLIAN
    if _JOINERS.match(letter):
        return ord(before) >= _FIRST_JOINING_LETTER and unicodedata.category(before)[0] in "LM"
    return letter not in _BLANK and unicodedata.category(letter) not in _UNSEEN and face(letter) is not None


def _inked(cluster: str) -> str:
    """Return the letters that a font must hold: joiners and breaks work without a form of their own."""
    return "".join(
        letter
        for letter in cluster
        if letter != _BREAK and letter not in _MONGOLIAN_JOINERS and not _JOINERS.match(letter)
    )


def _numbers(letters: Iterable[str]) -> str:
    return "[" + " ".join(f"U+{ord(letter):04X}" for letter in letters) + "]"
