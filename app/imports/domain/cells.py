"""Reads the text of a cell as spreadsheets write it: dates in the English order, words in any case."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

W = TypeVar("W", bound=StrEnum)

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?(\.0+)?$", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_APART = re.compile(r"[\s,;/+&]+")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0", ""})
_LETTERS = {
    "a": "refusal_to_assess",
    "b": "refusal_to_issue_plan",
    "c": "plan_content",
    "d": "refusal_to_reassess",
    "e": "refusal_to_amend",
    "f": "cease_to_maintain",
}
"""The paragraphs of section 51(2), as many authorities list their decisions."""


class NotRead(ValueError):
    """The text of a cell is not what its column holds."""


def day_of(told: object) -> date:
    """Return a day, written as 2026-02-03 or as 03/02/2026: the day comes first, as in England. Raises NotRead."""
    text = _MIDNIGHT.sub("", str(told).strip())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    elif _SERIAL.fullmatch(text):
        raise NotRead(
            "The spreadsheet saved this day as a number. Format the column as a date, and save the file again"
        )
    else:
        raise NotRead("Write the day as 03/02/2026 (day, month, year) or as 2026-02-03")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotRead("This day does not exist. Write the day first, then the month") from None


def word_of(words: type[W], told: object) -> W:
    """Return a word of a closed set, in capitals or not, with spaces or hyphens. Raises NotRead."""
    text = "_".join(str(told).replace("-", " ").replace("_", " ").split())
    for one in words:
        if one.value.lower() == text.lower():
            return one
    lettered = _LETTERS.get(text.strip("()").lower())
    if lettered is not None and lettered in set(words):
        return words(lettered)
    raise NotRead(f"Write one of: {', '.join(words)}")


def words_of(words: type[W], told: object) -> tuple[W, ...]:
    """Return several words of a closed set, with blanks, commas, semicolons or slashes between. Raises NotRead."""
    parts: Sequence[object] = told if isinstance(told, list) else _APART.split(str(told).strip())
    found = [
        word_of(words, part) for part in parts if str(part).strip().lower() not in ("", "section", "sections", "and")
    ]
    return tuple(sorted(dict.fromkeys(found)))


def yes_of(told: object) -> bool:
    """Return whether a cell says yes. Raises NotRead."""
    text = str(told).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise NotRead("Write yes, or leave the cell empty")
