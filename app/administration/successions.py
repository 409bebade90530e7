"""The use case of a reorganisation: an authority has ended, and its cases and partners go over to its successor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from app.administration.domain.partnerships import FIRST_CHOICE, OTHER, Changes, Period
from app.administration.domain.words import Act
from app.administration.partnerships import PARTNERS
from app.administration.ports import Register
from app.administration.records import OrganisationRecord
from app.cases.ports import Unit
from app.cases.refusals import WrongInput
from app.cases.transfers.use_cases import Succession
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.law.domain.authorities import FOLLOWED_BY, followed_on, why_no_successor


class Caseload(Protocol):
    """The cases of an authority that has ended."""

    async def carry_over(
        self, ended: UUID, succession: Succession, case_ids: Sequence[UUID] | None, limit: int
    ) -> tuple[int, int]:
        """Carry cases over, at most `limit` of them. Return how many were carried over, and how many are left."""

    async def left(self, ended: UUID) -> int:
        """Return how many cases the authority has."""


@dataclass(frozen=True, slots=True)
class SuccessionBench:
    """What the use case works with."""

    register: Register
    caseload: Caseload


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed:
    """Carry the cases and partners of an ended authority over to its successor, some cases at a time.

    `case_ids` are the cases of this successor, where the area was divided between several.
    """

    ended: str
    successor: str
    case_ids: Sequence[UUID] | None = None
    limit: int
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Succeeded:
    """What was carried over, and how many cases are left with the ended authority."""

    ended: OrganisationRecord
    successor: OrganisationRecord
    followed_on: date
    cases: int
    partnerships: int
    left: int


async def succeed(work: Unit, bench: SuccessionBench, command: Succeed) -> Succeeded:
    """Carry cases and partners over to the successor of an authority that has ended.

    Raises:
        Unseen: there is no such authority.
        WrongInput: the other authority did not follow it, or must be told which cases are its own.
    """
    ended, successor = await _both(bench.register, command)
    old, new = ended.la_code or "", successor.la_code or ""
    if (why := why_no_successor(old, new, work.today)) is not None:
        raise WrongInput("#/successor", why, "successor")
    if successor.disabled:
        raise WrongInput("#/successor", "This authority is disabled", "successor")
    if len(FOLLOWED_BY.get(old, ())) > 1 and command.case_ids is None:
        says = (
            f"The area of the ended authority was divided between {' and '.join(FOLLOWED_BY[old])}. Give the "
            "cases that go to this authority"
        )
        raise WrongInput("#/case_ids", says, "missing")
    first = followed_on(old) or work.today
    partnerships = await _partnerships(bench.register, (ended.id, successor.id), first, dry_run=command.dry_run)
    if command.dry_run:
        return Succeeded(ended, successor, first, 0, partnerships, await bench.caseload.left(ended.id))
    succession = Succession(successor.id, new, first)
    cases, left = await bench.caseload.carry_over(ended.id, succession, command.case_ids, command.limit)
    if cases or partnerships:
        details = {"successor": successor.slug, "cases": cases, "partnerships": partnerships, "left": left}
        await bench.register.log(Act.AUTHORITY_FOLLOWED, ended.slug, details)
    return Succeeded(ended, successor, first, cases, partnerships, left)


async def _both(register: Register, command: Succeed) -> tuple[OrganisationRecord, OrganisationRecord]:
    """Return both authorities, each locked: partnerships change one at a time."""
    kind = OrganisationKind.LOCAL_AUTHORITY
    slugs = sorted({command.ended, command.successor})
    found = {slug: await register.organisation(slug, lock=True) for slug in slugs}
    ended, successor = found[command.ended], found[command.successor]
    if ended is None or ended.kind is not kind:
        raise Unseen
    if successor is None or successor.kind is not kind:
        raise WrongInput("#/successor", "No authority with this short name is registered", "authority")
    return ended, successor


async def _partnerships(register: Register, of: tuple[UUID, UUID], first: date, *, dry_run: bool) -> int:
    """Have the successor work with the partners of the ended authority, from its first day. Return how many are new."""
    (ended, successor), made = of, 0
    for kind in sorted(PARTNERS):
        known = list(await register.periods(successor, kind))
        for period in await register.periods(ended, kind):
            theirs = _from(period, first)
            if theirs is None or any(one.partner_id == theirs.partner_id and one.meets(theirs) for one in known):
                continue
            taken = any(one.first_choice and one.meets(theirs) for one in known)
            theirs = replace(theirs, rank=OTHER if taken or not theirs.first_choice else FIRST_CHOICE)
            known.append(theirs)
            made += 1
            if not dry_run:
                await register.change_periods(successor, kind, Changes(made=(theirs,)))
    return made


def _from(period: Period, first: date) -> Period | None:
    """Return a period as it goes on under the successor. None if it has ended before."""
    if period.ends_on is not None and period.ends_on < first:
        return None
    return replace(period, begins_on=max(period.begins_on, first), id=None)
