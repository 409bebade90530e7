"""What is wrong with a change of the law: it changes nothing, or something that the law does not have."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from app.amendments.domain.amendment import sets_time
from app.amendments.schemas import LawChange
from app.cases.domain.law import Law
from app.law.domain.model import COMMENCEMENT
from app.law.domain.readings import Readings

_READINGS: Final = frozenset(one.name for one in fields(Readings))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a change, and its place in the change."""

    pointer: str
    detail: str
    code: str = "unknown"


def faults(law: Law, change: LawChange) -> Iterator[Fault]:
    """Yield what is wrong with a change. Nothing: it can be asked about."""
    yield from (Fault(pointer, detail) for pointer, detail in _unknown(law, change))
    if change.amendment().is_empty:
        yield Fault("#", "Name at least one rule, reading or bank holiday that changes", "empty")


def _unknown(law: Law, change: LawChange) -> Iterator[tuple[str, str]]:
    for rule in change.rules:
        if not law.rulebook.knows(rule):
            yield f"#/rules/{rule}", f"There is no rule with the id `{rule}`. `GET /v1/law/rules` lists the rules"
        elif not sets_time(law.rulebook, rule):
            yield f"#/rules/{rule}", f"The rule `{rule}` sets no deadline, so it has no time limit that could change"
    for reading in change.readings:
        if reading not in _READINGS:
            known = ", ".join(sorted(_READINGS))
            yield (
                f"#/readings/{reading}",
                f"There is no reading of the law with the name `{reading}`. The names are: {known}",
            )
    known_days = law.england.bank_holidays
    for member, days in (("add", change.bank_holidays.add), ("remove", change.bank_holidays.remove)):
        for place, day in enumerate(days):
            pointer = f"#/bank_holidays/{member}/{place}"
            if not COMMENCEMENT <= day <= law.england.horizon:
                yield (
                    pointer,
                    f"{day} is not between {COMMENCEMENT} and {law.england.horizon}, the days for which we know the "
                    "bank holidays",
                )
            elif member == "add" and day in known_days:
                yield pointer, f"{day} is already a bank holiday"
            elif member == "remove" and day not in known_days:
                yield pointer, f"{day} is not a bank holiday"
