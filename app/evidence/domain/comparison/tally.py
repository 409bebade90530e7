"""What a comparison counts: whole numbers by kind of decision, support and authority, so that parts can be added."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from app.evidence.domain.comparison.assumptions import Values
from app.evidence.domain.comparison.behaving import GROUP_OF, GROUPS, NOBODY, Fate
from app.evidence.domain.comparison.measures import OF_GROUPS
from app.evidence.domain.comparison.population import Family
from app.evidence.domain.comparison.walking import Ended, Shut, Way
from app.kernel.terms import CertificateGround

LONG = 30
"""A certificate is delayed if it comes more than this many days after the family's first contact."""


class Cause(StrEnum):
    """What came first between a family and its certificate, where the certificate was delayed."""

    NOT_ARRANGED = "not_arranged"  # the authority and its provider arranged no session in the days that they have
    FAMILY_DID_NOT_ATTEND = "family_did_not_attend"
    TRIBUNAL_DECIDING = "tribunal_deciding"
    AUTHORITY_ABSENT = "authority_absent"
    ADVISER_LATE = "adviser_late"
    MEDIATION_ITSELF = "mediation_itself"  # nobody was late: the session took that long to come
    FAMILY_DECIDING = "family_deciding"  # nobody was late: the family took that long to decline


COUNTED = (
    "decisions", "contacts", "certificates", "appeals", "late_appeals", "sent_back", "locked_out", "delayed", "settled",
    "requests", "sessions", "sessions_held", "thirty_days_broken",
)  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "certificates": tuple(CertificateGround), "locked_out": tuple(Shut), "delayed": tuple(Cause),
}  # fmt: skip
"""How some counts are divided."""


@dataclass(slots=True)
class Tally:
    """Counts under one regime. `cells` has a number for each kind of decision, support and authority that has any."""

    cells: dict[str, dict[int, int]] = field(default_factory=dict)
    days_to_certificate: Counter[int] = field(default_factory=Counter)
    days_to_tribunal: Counter[int] = field(default_factory=Counter)
    needed: float = 0.0
    """Sessions in a week that would be enough, over all areas."""

    def add(self, what: str, cell: int, number: int = 1) -> None:
        """Count something."""
        found = self.cells.get(what)
        if found is None:
            found = self.cells[what] = {}
        found[cell] = found.get(cell, 0) + number

    def total(self, what: str) -> int:
        """Return a count over everything."""
        return sum(self.cells.get(what, {}).values())

    def joined(self, other: "Tally") -> None:
        """Add the counts of other families."""
        for what, numbers in other.cells.items():
            for cell, number in numbers.items():
                self.add(what, cell, number)
        self.days_to_certificate.update(other.days_to_certificate)
        self.days_to_tribunal.update(other.days_to_tribunal)
        self.needed += other.needed


class Where(NamedTuple):
    """What the families of a cell share: the kind of decision, the support, and the authority."""

    group: int
    supported: bool
    place: int


def cell_of(kind: int, supported: bool, place: int) -> int:
    """Return the cell of a family."""
    return (place * len(GROUPS) + GROUP_OF[kind]) * 2 + supported


def where(cell: int) -> Where:
    """Return what the families of a cell share."""
    rest, supported = divmod(cell, 2)
    place, group = divmod(rest, len(GROUPS))
    return Where(group, bool(supported), place)


def divided(tally: Tally, names: Iterable[str], name_of: Callable[[Where], str]) -> dict[str, dict[str, int]]:
    """Return every count for each group of families."""
    told = {name: dict.fromkeys(COUNTED, 0) for name in names}
    for what in COUNTED:
        for cell, number in tally.cells.get(what, {}).items():
            told[name_of(where(cell))][what] += number
    return told


SUPPORT = ("without", "with")
"""The families without and with the support of an advice service."""


def grouped(tally: Tally) -> dict[str, float]:
    """Return each count for all families, for each kind of decision, and with and without support."""
    told = {f"{what}/{group}": 0.0 for what in OF_GROUPS for group in (*GROUPS, *SUPPORT)}
    for what in OF_GROUPS:
        told[what] = float(tally.total(what))
        for cell, number in tally.cells.get(what, {}).items():
            found = where(cell)
            told[f"{what}/{GROUPS[found.group]}"] += number
            told[f"{what}/{SUPPORT[found.supported]}"] += number
    return told


def count_all(tally: Tally, families: Iterable[Family], said: Values) -> None:
    """Count the decisions."""
    for family in families:
        tally.add("decisions", cell_of(family.kind, family.draws.support < said.get("supported", 0.0), family.place))


def count(tally: Tally, family: Family, fate: Fate, ended: Ended) -> None:
    """Count how one family fared."""
    cell = cell_of(family.kind, fate.supported, family.place)
    life = fate.life
    if life.way:
        tally.add("contacts", cell)
    if fate.asked is not None:
        tally.add("requests", cell)
        if life.session is None and life.certified:  # a family that asks for no certificate may have agreed at home
            tally.add("thirty_days_broken", cell)
    if fate.sessions:
        tally.add("sessions", cell, fate.sessions)
    if ended.held:
        tally.add("sessions_held", cell)
    if ended.settled:
        tally.add("settled", cell)
    if ended.certified is not None:
        tally.add("certificates", cell)
        tally.add(f"certificates/{ended.ground}", cell)
        tally.days_to_certificate[ended.certified] += 1
        if ended.certified - life.contact > LONG:
            tally.add("delayed", cell)
            tally.add(f"delayed/{_cause(fate)}", cell)
    if ended.appealed is not None:
        tally.add("appeals", cell)
        tally.days_to_tribunal[ended.appealed] += 1
        if ended.late:
            tally.add("late_appeals", cell)
        if ended.sent_back:
            tally.add("sent_back", cell)
    if ended.shut is not None:
        tally.add("locked_out", cell)
        tally.add(f"locked_out/{ended.shut}", cell)


def _cause(fate: Fate) -> Cause:
    life = fate.life
    if fate.asked is not None and life.session is None:
        return Cause.NOT_ARRANGED
    if life.missed is not None:
        return Cause.FAMILY_DID_NOT_ATTEND
    if life.says or life.way is Way.CLAIMS:
        return Cause.TRIBUNAL_DECIDING
    if life.way is Way.DECLINES:
        return Cause.ADVISER_LATE if life.certificate > 3 else Cause.FAMILY_DECIDING
    if life.outcome >= NOBODY:
        return Cause.AUTHORITY_ABSENT
    return Cause.ADVISER_LATE if life.certificate > 3 else Cause.MEDIATION_ITSELF


DAYS = ("days_to_certificate", "days_to_tribunal")
"""The days from the notice that are counted."""
SHARES: Mapping[str, float] = {"median": 0.5, "ninth_decile": 0.9}


def days_of(tally: Tally, name: str) -> dict[str, int | None]:
    """Return by which day each share of the families was served."""
    return {which: quantile(getattr(tally, name), share) for which, share in SHARES.items()}


def quantile(days: Counter[int], part: float) -> int | None:
    """Return the day by which a part of the families was served. None if there is no family."""
    whole, reached = days.total(), 0
    for day in sorted(days):
        reached += days[day]
        if reached >= part * whole:
            return day
    return None
