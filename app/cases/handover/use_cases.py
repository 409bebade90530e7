"""The use cases of parties that move on: another provider takes a case over, or all the cases of a contract."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.cases.beside import Elsewhere, GoesBehindSession
from app.cases.desk import Desk
from app.cases.ports import UnitOfCases, UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.cases.refusals import AuthorityAlone, WrongInput
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind

PROVIDER = OrganisationKind.MEDIATION_PROVIDER


class HeldForCase(Protocol):
    """What a provider holds for the case of a unit of work: a booked session, and time that is held."""

    async def must_part(self, *, calls_off: bool) -> None:
        """Check that the case can leave its provider.

        Raises:
            GoesBehindSession: a session is booked, and it has begun or is not called off.
        """

    async def goes_over(self, provider_id: UUID, *, rehearsed: bool) -> bool:
        """Let a booked session ahead go over to a provider that has registered the same mediator, and return whether it
        does. `rehearsed`: nothing is changed.
        """

    async def part(self, *, session_stays: bool = False) -> tuple[StoredCase, Mapping[str, Any]]:
        """Call the booked session off, unless it stays, and let go of held time. Return the case after that, and what
        the event says.
        """


class UnitOfMany(UnitOfCases, Protocol):
    """A unit of work on many cases, one after the other."""

    def on(self, case: StoredCase) -> UnitOnCase:
        """Return the unit of work on one of them."""


class Caseload(Protocol):
    """The cases of the authority that asks."""

    async def open_with(self, provider_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
        """Return the open cases that a provider handles, in the order of their ids."""


@dataclass(frozen=True, slots=True)
class PartyBench:
    """What the use cases work with: the desk, and what providers hold for each case."""

    desk: Desk
    held_on: Callable[[UnitOnCase], HeldForCase]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProvider:
    """Have another provider of the authority handle a case from a day on. `reason` is for the parties' trail."""

    provider: str
    since: date | None = None
    reason: str
    call_off_sessions: bool = False
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Have another provider handle all open cases of one, some at a time. A dry run writes nothing."""

    old: str
    change: ChangeProvider
    after: UUID | None = None
    limit: int
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:
    """A case that stays where it is until its booked session is dealt with."""

    case_id: UUID
    instead: Elsewhere


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of some cases. `after` is the last that was looked at, or None if none is left."""

    moved: Sequence[UUID]
    blocked: Sequence[Blocked] = field(default_factory=tuple)
    after: UUID | None = None


async def change_provider(work: UnitOnCase, bench: PartyBench, command: ChangeProvider) -> StoredCase:
    """Hand a case to another provider. Clocks, certificate and appeal go with the case.

    Raises:
        AuthorityAlone: another organisation asks.
        WrongInput: the authority does not instruct this provider, or the day is in the future or before the notice.
        GoesBehindSession: a session is booked on the case.
    """
    case, since = work.case, command.since or work.today
    new = _instructed(work, bench.desk, command)
    command.must_be_version(case.version)
    if since < case.facts.notice_sent_on:
        raise WrongInput(
            "#/from",
            f"The day of the handover cannot be before {case.facts.notice_sent_on}, the day of the notice",
            "before",
        )
    if new == case.provider_id:
        return case
    stays = await _session_stays(work, bench, new, command)
    return await _handed_to(work, bench, new, command, session_stays=stays)


async def hand_over(work: UnitOfMany, bench: PartyBench, caseload: Caseload, command: HandOver) -> HandedOver:
    """Have another provider handle some of a provider's open cases.

    Raises:
        AuthorityAlone: another organisation asks.
        Unseen: there is no such provider.
        WrongInput: the authority does not instruct the new provider, or the day is in the future.
    """
    old = _named(bench.desk, command.old)
    new = _instructed(work, bench.desk, command.change)
    if new == old:
        return HandedOver(())
    found = await caseload.open_with(old, command.after, command.limit + 1)
    page, moved, blocked = found[: command.limit], [], []
    locked = await work.lock(page)
    for case in (locked[one] for one in page if one in locked):
        if case.provider_id != old:
            continue  # another request was faster
        on_case = work.on(case)
        try:
            stays = await _session_stays(on_case, bench, new, command.change, rehearsed=command.dry_run)
        except GoesBehindSession as booked:
            blocked.append(Blocked(case.id, booked.elsewhere))
            continue
        if not command.dry_run:
            await _handed_to(on_case, bench, new, command.change, session_stays=stays)
        moved.append(case.id)
    return HandedOver(moved, blocked, page[-1] if len(found) > command.limit else None)


async def _session_stays(
    work: UnitOnCase, bench: PartyBench, new: UUID, command: ChangeProvider, *, rehearsed: bool = False
) -> bool:
    """Return whether a booked session can stay with its mediator: a provider that stays a party, or the new one, has
    registered the mediator.

    Raises:
        GoesBehindSession: it cannot, and it has begun or is not called off.
    """
    held = bench.held_on(work)
    if work.case.mediating_provider_id is not None or await held.goes_over(new, rehearsed=rehearsed):
        return True
    await held.must_part(calls_off=command.call_off_sessions)
    return False


async def _handed_to(
    work: UnitOnCase, bench: PartyBench, new: UUID, command: ChangeProvider, *, session_stays: bool
) -> StoredCase:
    """Write two events. The old provider reads the first, and from the second on the new provider reads the case."""
    since = max(command.since or work.today, work.case.facts.notice_sent_on)
    case, released = await bench.held_on(work).part(session_stays=session_stays)
    directory = bench.desk.directory
    said = {
        "from_provider": directory.by_id(case.provider_id).slug,
        "to_provider": directory.by_id(new).slug,
        "reason": command.reason,
    }
    replaced = stage_note(bench.desk, case, Note("provider-replaced", {**said, **released}, since), work.recorded)
    work.put(replaced)
    mediating = replaced.case.mediating_provider_id
    theirs = replace(replaced.case, provider_id=new, mediating_provider_id=None if mediating == new else mediating)
    changed = stage_note(bench.desk, theirs, Note("provider-changed", said, since), work.recorded)
    work.put(changed)
    return changed.case


def _instructed(work: UnitOfCases, desk: Desk, command: ChangeProvider) -> UUID:
    """Return the new provider, which the authority instructs today."""
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise AuthorityAlone("Only the authority can say which provider handles a case.")
    if command.since is not None and command.since > work.today:
        raise WrongInput("#/from", f"The day of the handover cannot be in the future: today is {work.today}", "future")
    found = desk.directory.partner(work.actor.organisation_id, PROVIDER, command.provider)
    if found is None:
        raise WrongInput("#/provider", "Your authority does not instruct a provider with that name or id", "provider")
    return found


def _named(desk: Desk, slug: str) -> UUID:
    """Return a provider by its short name or its id, though the authority may no longer work with it."""
    for one in desk.directory.all:
        if one.kind is PROVIDER and slug in (one.slug, str(one.id)):
            return one.id
    raise Unseen
