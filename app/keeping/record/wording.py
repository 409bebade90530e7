"""How values of the record are said in words: dates, times, codes and lists."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from app.certificates.wording import in_words
from app.kernel.london import LONDON

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", re.ASCII)
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", re.ASCII)
_SHORT: Final = {"la": "authority's", "seq": "event"}


def label(name: str) -> str:
    """Return the name of a member in words: `notice_sent_on` is `Notice sent on`."""
    words = [_SHORT.get(word, word) for word in re.split("[_-]", name)]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def moment(at: datetime) -> str:
    """Return an instant as people in England write it."""
    here = at.astimezone(LONDON)
    return f"{in_words(here.date())}, {here:%H:%M}"


def value(said: Any) -> str:
    """Return a value in words."""
    match said:
        case None:
            return "none"
        case True | False:
            return "yes" if said else "no"
        case datetime():
            return moment(said)
        case date():
            return in_words(said)
        case str():
            return _text(said)
        case {"slug": _, "name": name}:
            return str(name)
        case Mapping():
            said = {name: one for name, one in said.items() if told(one) and not _is_id(name)}
            return "; ".join(f"{label(name).lower()}: {value(one)}" for name, one in said.items())
        case Sequence() | frozenset():
            return ", ".join(value(one) for one in said) or "none"
        case _:
            return str(said)


def _text(said: str) -> str:
    if _DAY.fullmatch(said):
        return in_words(date.fromisoformat(said))
    if _INSTANT.match(said):
        try:
            return moment(datetime.fromisoformat(said))
        except ValueError:
            return said
    return re.sub("[_-]", " ", said) if "_" in said and _CODE.fullmatch(said) else said


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith("_id")


def told(said: Any) -> bool:
    """Whether a value says something."""
    return said is not None and said is not False and said != "" and said != [] and said != {}


def lines(said: Mapping[str, Any], leaving: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield each member that says something, in words."""
    for name, one in said.items():
        if name not in leaving and told(one):
            yield label(name), value(one)
