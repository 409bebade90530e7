"""Reads a cell that holds a list: terms, promises, orders, issues of an appeal, and who sat on a panel.

Each entry begins with a word of its kind, so entries need no sign between them:
`amend_plan F by 01/06/2026 kept 29/05/2026; name_setting I`. No refusal repeats the text of a cell.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from app.cases.domain.gates import STEPS_OF_ORDERS
from app.cases.domain.panels import PanelMembers, PanelRole
from app.cases.domain.stakes import THE_DECISION
from app.cases.domain.words import IssueStatus
from app.imports.domain.cells import NotRead, day_of, word_of
from app.kernel.terms import Party, PlanSection, TermKind

E = TypeVar("E")

MOST_ENTRIES = 20
MOST_MEMBERS = 50
OWERS = frozenset({Party.LOCAL_AUTHORITY, Party.COMMISSIONING_BODY})
"""Who may owe a term of an agreement."""

_APART = re.compile(r"[\s,;|&+()=:]+")
_FILLERS = frozenset({"and", "on", "section", "sections"})


@dataclass(frozen=True, slots=True)
class ToldTerm:
    """A thing that was agreed, promised or ordered, as a cell tells it. None: the cell does not say."""

    kind: TermKind
    sections: tuple[PlanSection, ...] = ()
    owed_by: Party | None = None
    by: date | None = None
    kept: date | None = None

    def __str__(self) -> str:
        """Return the entry as it may be written in a cell. A kind alone is one word."""
        days = (f"by {self.by}" if self.by else None, f"kept {self.kept}" if self.kept else None)
        return " ".join(part for part in (self.kind, *self.sections, self.owed_by, *days) if part)


@dataclass(frozen=True, slots=True)
class ToldIssue:
    """How one issue of an appeal stands, and since which day. Without a section: the decision itself."""

    section: PlanSection | None
    status: IssueStatus
    since: date

    def __str__(self) -> str:
        """Return the entry as it may be written in a cell."""
        return f"{self.section or THE_DECISION} {self.status} {self.since}"


@dataclass(frozen=True, slots=True)
class ToldSeat:
    """How many people sat on a review panel in one role."""

    role: PanelRole
    number: int

    def __str__(self) -> str:
        """Return the entry as it may be written in a cell."""
        return f"{self.role} {self.number}"

    @property
    def members(self) -> PanelMembers:
        """The same for the case."""
        return PanelMembers(self.role, self.number)


def terms_of(told: object) -> tuple[ToldTerm, ...]:
    """Return the terms of an agreement: `amend_plan F by 01/06/2026 kept 29/05/2026`. Raises NotRead."""
    found = _terms(told)
    for one in found:
        if one.owed_by is Party.COMMISSIONING_BODY and one.kind is not TermKind.OTHER_ACTION:
            raise NotRead(f"Only the authority can owe the action {one.kind}")
        if one.kept and len(STEPS_OF_ORDERS.get(one.kind, ())) > 1:
            raise NotRead(
                f"The action {one.kind} has several steps. Leave `kept` out here, and record each step on the case"
            )
    return found


def promises_of(told: object) -> tuple[ToldTerm, ...]:
    """Return what an authority promised: each promise needs the day for which it was made. Raises NotRead."""
    found = _terms(told)
    if any(one.by is None for one in found):
        raise NotRead(f"Give the day for each promise. {TERMS_LOOK}")
    if any(one.owed_by for one in found):
        raise NotRead("Leave out who must keep the promise: that is always your authority")
    return found


def orders_of(told: object) -> tuple[ToldTerm, ...]:
    """Return what the tribunal ordered: `amend_plan B F; name_setting I`. Raises NotRead."""
    found = _terms(told)
    if any(one.by or one.kept or one.owed_by for one in found):
        raise NotRead(
            "Write only what the tribunal ordered, and the sections. For example: amend_plan B F; name_setting I"
        )
    if len({one.kind for one in found}) < len(found):
        raise NotRead("Name each kind of order only once")
    return found


def issues_of(told: object) -> tuple[ToldIssue, ...]:
    """Return how issues of an appeal stand: `F conceded 18/05/2026; I agreed 20/05/2026`. Raises NotRead."""
    found = []
    for section, rest in _entries(told, _ISSUES):
        if len(rest) != 2:
            raise NotRead(
                "Write each issue, its status and the day. For example: F conceded 18/05/2026; I agreed 20/05/2026"
            )
        found.append(ToldIssue(section, word_of(IssueStatus, rest[0]), day_of(rest[1])))
    if len({one.section for one in found}) < len(found):
        raise NotRead("Name each issue only once")
    return tuple(sorted(found, key=str))


def seats_of(told: object) -> tuple[ToldSeat, ...]:
    """Return who sat on a panel: `parent 1 school 1`. A role alone stands for one person. Raises NotRead."""
    found = []
    for role, rest in _entries(told, _ROLES):
        number = rest[0] if rest else "1"
        if len(rest) > 1 or not re.fullmatch(r"[1-9][0-9]?", number) or int(number) > MOST_MEMBERS:
            raise NotRead(
                f"After each role, write the number of people, from 1 to {MOST_MEMBERS}. For example: parent 1 school 1"
            )
        found.append(ToldSeat(role, int(number)))
    if len({one.role for one in found}) < len(found):
        raise NotRead("Name each role only once, with the number of all people in this role")
    return tuple(sorted(found, key=str))


def _terms(told: object) -> tuple[ToldTerm, ...]:
    found = [_term(kind, rest) for kind, rest in _entries(told, _KINDS)]
    return tuple(sorted(dict.fromkeys(found), key=str))


def _entries(told: object, begins: Mapping[str, E]) -> list[tuple[E, list[str]]]:
    """Return each entry: what it begins with, and its other words. Raises NotRead."""
    text = "; ".join(map(str, told)) if isinstance(told, list) else str(told)
    found: list[tuple[E, list[str]]] = []
    for word in _APART.split(text):
        plain = word.lower().replace("-", "_")
        if plain in begins:
            found.append((begins[plain], []))
        elif found and plain and plain not in _FILLERS:
            found[-1][1].append(word)
        elif plain and plain not in _FILLERS:
            raise NotRead(f"Begin each entry with one of these words: {', '.join(begins)}")
    if len(found) > MOST_ENTRIES:
        raise NotRead(f"A cell can hold at most {MOST_ENTRIES} entries")
    return found


def _term(kind: TermKind, rest: Sequence[str]) -> ToldTerm:
    """Return a term from the words after its kind: sections, a party, `by` a day and `kept` a day. Raises NotRead."""
    days: dict[str, date] = {}
    sections: list[PlanSection] = []
    owers: list[Party] = []
    words = iter(rest)
    for word in words:
        plain = word.lower().replace("-", "_")
        if plain in _SECTIONS:
            sections.append(_SECTIONS[plain])
        elif plain in _PARTIES:
            owers.append(_PARTIES[plain])
        elif plain in ("by", "kept") and plain not in days:
            days[plain] = day_of(next(words, ""))
        else:
            raise NotRead(f"After {kind}, write its sections, then `by` and a day, then `kept` and a day. {TERMS_LOOK}")
    if len(owers) > 1:
        raise NotRead("Name only one organisation for each agreed action")
    in_order = tuple(one for one in PlanSection if one in sections)
    return ToldTerm(kind, in_order, owers[0] if owers else None, days.get("by"), days.get("kept"))


TERMS_LOOK = "For example: amend_plan F by 01/06/2026 kept 29/05/2026"
_KINDS = {one.value: one for one in TermKind}
_SECTIONS = {one.value.lower(): one for one in PlanSection}
_PARTIES = {one.value: one for one in OWERS}
_ISSUES: Mapping[str, PlanSection | None] = {**_SECTIONS, THE_DECISION: None}
_ROLES = {one.value: one for one in PanelRole}
