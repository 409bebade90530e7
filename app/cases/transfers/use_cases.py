"""The use cases of another authority: the child moves (reg 15), or an authority ends and another follows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.correcting_transfers import must_be_possible
from app.cases.desk import Desk, Directory, Registered
from app.cases.domain.moved import Reorganised, Transfer, TransferDays
from app.cases.domain.transfer import (
    due_on,
    must_have_plan,
    sender_of_notice,
    senders_reference,
    transferred,
)
from app.cases.domain.words import TransferBecause
from app.cases.handover.use_cases import PartyBench, UnitOfMany
from app.cases.ports import UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.cases.refusals import AuthorityAlone, TransferRefused, WrongInput
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind
from app.law.domain.kinds import Code

PROVIDER, BODY = OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.COMMISSIONING_BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCase:
    """Transfer the case to the authority to whose area the child has moved. `aware_on`: when the old one learned of it.

    Without `transferred_on`, the plan is transferred today.
    """

    to_la_code: str
    moved_on: date
    aware_on: date
    transferred_on: date | None = None
    call_off_sessions: bool = False
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class Transferred:
    """A case after its transfer, and what became of its duties and its session.

    `due_on` is the last day for the transfer. `explain_by` is the last day on which the new authority tells the family
    (reg 15(4)). Both are None where the bank holidays are not published yet.
    """

    case: StoredCase
    transfer: Transfer
    due_on: date | None
    explain_by: date | None
    provider_changed: bool
    session_stays: bool


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of a case under its new authority: as before, as far as the new authority works with them."""

    authority: Registered
    provider_id: UUID
    mediating_provider_id: UUID | None
    body_id: UUID | None


async def transfer_case(work: UnitOnCase, bench: PartyBench, command: TransferCase) -> Transferred:
    """Transfer a case to another authority. Clocks, certificate and appeal go with the case.

    Raises:
        AuthorityAlone: another organisation asks.
        TransferRefused: there is no plan, so nothing can be transferred.
        WrongInput: the other authority is not here, works with no provider, or the days cannot be.
        GoesBehindSession: a session is booked with a provider that the new authority does not instruct.
    """
    case = work.case
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise AuthorityAlone("Only the authority that is responsible for the plan can transfer the case.")
    command.must_be_version(case.version)
    try:
        must_have_plan(case.facts)
    except Refusal as refusal:
        raise TransferRefused(refusal) from refusal
    transfer = _made_out(case, command, work.today)
    parties = parties_under(bench.desk.directory, case, _authority(bench.desk.directory, case, command))
    stays = _mediates(parties) == _mediates(case)
    if not stays:
        await bench.held_on(work).must_part(calls_off=command.call_off_sessions)
    after = await _transferred(work, bench, parties, transfer, session_stays=stays)
    law = bench.desk.pathway.law
    return Transferred(
        case=after,
        transfer=transfer,
        due_on=due_on(after.facts, Code.TRANSFER_PLAN, law),
        explain_by=due_on(after.facts, Code.EXPLAIN_TRANSFERRED_PLAN, law),
        provider_changed=parties.provider_id != case.provider_id,
        session_stays=stays and after.facts.session_arranged,
    )


def parties_under(directory: Directory, case: StoredCase, authority: Registered) -> Parties:
    """Return the parties of a case under another authority. A provider that it does not instruct gives way to its first
    choice.

    Raises:
        WrongInput: it instructs no provider.
    """
    instructed, bodies = directory.partners(authority.id, PROVIDER), directory.partners(authority.id, BODY)
    if not instructed:
        says = (
            f"Authority {authority.la_code} instructs no mediation provider in this service. Tell the operator of the "
            "service"
        )
        raise WrongInput("#/to_la_code", says, "authority")
    provider = case.provider_id if case.provider_id in instructed else instructed[0]
    mediating = case.mediating_provider_id if case.mediating_provider_id in instructed else None
    return Parties(
        authority=authority,
        provider_id=provider,
        mediating_provider_id=None if mediating == provider else mediating,
        body_id=case.body_id if case.body_id in bodies else None,
    )


def _mediates(parties: Parties | StoredCase) -> UUID:
    """Return the provider whose mediators hold the sessions of a case. It may be another than the one that advised."""
    return parties.mediating_provider_id or parties.provider_id


async def _transferred(
    work: UnitOnCase, bench: PartyBench, parties: Parties, transfer: Transfer, *, session_stays: bool
) -> StoredCase:
    """Write two events. The old authority reads the first, and from the second on the new authority reads the case."""
    case = work.case
    released: Mapping[str, Any] = {}
    if not session_stays or parties.provider_id != case.provider_id:
        case, released = await bench.held_on(work).part(session_stays=session_stays)
    said = {
        "from_la_code": transfer.from_la_code,
        "to_la_code": transfer.to_la_code,
        "moved_on": transfer.moved_on.isoformat(),
        "aware_on": transfer.aware_on.isoformat(),
        "from_provider": bench.desk.directory.by_id(case.provider_id).slug,
        "to_provider": bench.desk.directory.by_id(parties.provider_id).slug,
    }
    becomes = transferred(case.facts, transfer, body_stays=parties.body_id == case.body_id)
    on = transfer.transferred_on
    gone = stage_note(bench.desk, case, Note("case-transferred", {**said, **released}, on, becomes), work.recorded)
    # The reference of the old authority makes way for the sender's, which another case of the old one may have too.
    work.put(replace(gone, not_a_duplicate=case.facts.own_reference is not None))
    theirs = replace(
        gone.case,
        la_id=parties.authority.id,
        la_code=transfer.to_la_code,
        provider_id=parties.provider_id,
        mediating_provider_id=parties.mediating_provider_id,
        body_id=parties.body_id,
    )
    come = stage_note(bench.desk, theirs, Note("case-received", said, on), work.recorded)
    work.put(replace(come, received=TransferBecause.MOVED))
    return come.case


def _made_out(case: StoredCase, command: TransferCase, today: date) -> Transfer:
    """Return the transfer, if its days can be."""
    on = command.transferred_on or today
    must_be_possible(TransferDays(command.moved_on, command.aware_on, on), case.facts, today, "#")
    return Transfer(
        from_la_code=case.la_code,
        to_la_code=command.to_la_code,
        notice_la_code=sender_of_notice(case.facts, case.la_code),
        moved_on=command.moved_on,
        aware_on=command.aware_on,
        transferred_on=on,
        notice_reference=senders_reference(case.facts, case.la_reference),
    )


def _authority(directory: Directory, case: StoredCase, command: TransferCase) -> Registered:
    """Return the authority to which the child has moved."""
    code = command.to_la_code
    if code == case.la_code:
        raise WrongInput("#/to_la_code", f"Authority {code} already has this case", "authority")
    found = directory.authority(code)
    if found is None or found.disabled:
        says = f"Authority {code} does not use this service, so you cannot transfer the case to this authority here"
        raise WrongInput("#/to_la_code", says, "authority")
    return found


@dataclass(frozen=True, slots=True)
class Succession:
    """The authority that follows another, by id and code, and its first day."""

    to_id: UUID
    to_la_code: str
    followed_on: date


async def follow_authority(
    work: UnitOfMany, desk: Desk, case_ids: Sequence[UUID], succession: Succession
) -> Sequence[UUID]:
    """Give cases of an authority that has ended to the authority that follows it, and return their ids.

    The parties beside the authority stay. The work is in the name of the ended authority.
    """
    locked = await work.lock(case_ids)
    for case in (locked[one] for one in case_ids if one in locked):
        change = Reorganised(
            from_la_code=case.la_code,
            to_la_code=succession.to_la_code,
            notice_la_code=sender_of_notice(case.facts, case.la_code),
            followed_on=succession.followed_on,
            notice_reference=senders_reference(case.facts, case.la_reference),
        )
        said = {"from_la_code": case.la_code, "to_la_code": succession.to_la_code}
        ended = Note("authority-ended", said, succession.followed_on, {"reorganised": change})
        gone = stage_note(desk, case, ended, work.recorded)
        work.put(gone)
        theirs = replace(gone.case, la_id=succession.to_id, la_code=succession.to_la_code)
        come = stage_note(desk, theirs, Note("case-received", said, succession.followed_on), work.recorded)
        work.put(replace(come, received=TransferBecause.REORGANISED))
    return [one for one in case_ids if one in locked]
