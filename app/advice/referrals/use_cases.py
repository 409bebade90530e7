"""The use cases of referrals: make a referral, record an action on it, and pass on that a consent was withdrawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

from app.advice.bench import Bench
from app.advice.domain import machine
from app.advice.domain.commands import Command, WithdrawConsent
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.gates import holds_the_right
from app.advice.domain.words import OfferAnswer, ReferralState, ReferredPerson, Source
from app.advice.offers.recording import OfferSaid
from app.advice.offers.use_cases import keep_offer
from app.advice.referrals.recording import (
    Place,
    Receipt,
    StoredReferral,
    contact_about,
    make,
    may_pass_on,
    note_about,
    record,
    way_to,
)
from app.advice.refusals import ReferralRefuses, ReferredBefore, SpeaksForItself
from app.advice.services.use_cases import OF_THE_SERVICE, areas_of
from app.cases.ports import Unit, UnitOfCases, any_version
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.kernel.errors import Refusal, Unseen
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.journal import Entry

SOURCES: Mapping[OrganisationKind, tuple[Source, ...]] = {
    OrganisationKind.LOCAL_AUTHORITY: (Source.LOCAL_AUTHORITY,),
    OrganisationKind.MEDIATION_PROVIDER: (Source.MEDIATION_PROVIDER,),
    OrganisationKind.ADVICE_SERVICE: (Source.FAMILY, Source.SCHOOL),
}
"""The sources that each kind of organisation can name. The first is the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """Refer a person to an advice service, with their consent. `contact` is sealed: how the advice service reaches
    them."""

    person: ReferredPerson
    consent: Consent
    contact: Mapping[str, Any]
    case_id: UUID | None = None
    area: str | None = None
    advice_service: str | None = None
    source: Source | None = None
    referred_on: date | None = None
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOnReferral:
    """Record what happened to a referral. `note` is the advice service's own, and is sealed."""

    referral_id: UUID
    command: Command
    note: str | None = None
    must_be_version: Callable[[int], None] = any_version


async def refer(work: UnitOfCases, bench: Bench, case: StoredCase | None, command: Refer) -> StoredReferral:
    """Make a referral on a case that the caller sees, or for a family that came to the caller's own advice service.

    Raises:
        Unseen: no such case is of an area that the caller's service serves.
        WrongInput: the case, the advice service or the area is missing or wrong.
        SpeaksForItself: an organisation refers in no other organisation's name.
        ReferralRefuses: the consent does not allow it.
        ReferredBefore: the organisation has made this referral before.
    """
    place = _place(bench, case, command) if case else await _own_place(work, bench, command)
    facts = await _made(work, bench, case, place, command)
    stored, entry = make(command.id, place, facts, work.recorded)
    sealed = bench.desk.sealing.seal(command.contact, contact_about(stored.id))
    if not await bench.referrals.insert(stored, entry, sealed):
        raise ReferredBefore("Your organisation has already referred this person with a consent of that day.")
    if case is not None:
        await _count_as_answer(work, bench, case, stored)
    return stored


async def _made(
    work: UnitOfCases, bench: Bench, case: StoredCase | None, place: Place, command: Refer
) -> ReferralFacts:
    """Return the facts of a new referral, if it may be made."""
    said = ReferralFacts(
        _source(work.actor.kind, command), command.person, command.consent, command.referred_on or work.today
    )
    if case is not None or place.case_id is None:
        return _allowed(work, said, None, case.facts.appellant_kind if case else None)
    holder = await bench.referrals.holder_of_case(place.case_id)
    since = command.consent.given_on
    taken_back_on = await bench.referrals.taken_back_since(place.service_id, place.case_id, command.person, since)
    facts = _allowed(work, said, taken_back_on, holder)
    if live := await bench.referrals.live_beside(place.case_id, command.person):
        raise ReferredBefore("You already have an open referral of this person on this case.", live[0])
    return facts


def _allowed(
    work: UnitOfCases, said: ReferralFacts, taken_back_on: date | None, holder: AppellantKind | None
) -> ReferralFacts:
    try:
        return machine.refer(said, work.today, taken_back_on, holder)
    except Refusal as refusal:
        raise ReferralRefuses(refusal, "refer", ReferralState.NEW) from refusal


def _source(kind: OrganisationKind, command: Refer) -> Source:
    """Return who refers: an organisation speaks for no other organisation."""
    may = SOURCES[kind]
    if command.source is not None and command.source not in may:
        raise SpeaksForItself(f"Your organisation can give only this source: {' or '.join(may)}.")
    return command.source or may[0]


def _place(bench: Bench, case: StoredCase, command: Refer) -> Place:
    """Find the named advice service of the case's area, or the authority's first choice."""
    chosen = bench.directory.partner(case.la_id, OF_THE_SERVICE, command.advice_service)
    if chosen is None:
        raise WrongInput(
            "#/advice_service", "No advice service with that name or id serves this area", "advice_service"
        )
    return Place(chosen, case.la_id, case.id)


async def _own_place(work: UnitOfCases, bench: Bench, command: Refer) -> Place:
    """Find the area of a family that came to the advice service itself: the area of its case, the area that is named,
    or the advice service's only area."""
    own, directory = work.actor.organisation_id, bench.directory
    if work.actor.kind is not OF_THE_SERVICE:
        raise WrongInput(
            "#/case_id", "Name the case: only an advice service can make a referral without a case", "missing"
        )
    if command.advice_service not in (None, directory.by_id(own).slug, str(own)):
        says = (
            "You can record only people who came to your own advice service. Name your own advice service, "
            "or leave the name out"
        )
        raise WrongInput("#/advice_service", says, "own")
    if command.case_id is not None:
        la_id = await bench.referrals.area_of_case(command.case_id)
        if la_id is None:
            raise Unseen
        return Place(own, la_id, command.case_id)
    areas = areas_of(directory, own)
    code = command.area or (next(iter(areas)) if len(areas) == 1 else None)
    if code is None or code not in areas:
        raise WrongInput(
            "#/area", f"Give one of the areas that your advice service serves: {', '.join(areas) or 'none'}", "area"
        )
    return Place(own, areas[code], None)


async def _count_as_answer(work: UnitOfCases, bench: Bench, case: StoredCase, stored: StoredReferral) -> None:
    """Count a referral of the holder of the right to appeal as the holder's answer to offers of help."""
    if not holds_the_right(stored.facts.person, case.facts.appellant_kind):
        return
    since = max(case.facts.notice_sent_on, case.facts.right_passed_on or date.min)  # no answer comes before
    day = max(stored.facts.referred_on, since)
    await keep_offer(work, bench, case, OfferSaid(day, OfferAnswer.ACCEPTED))


async def record_on_referral(work: Unit, bench: Bench, told: RecordOnReferral) -> StoredReferral | Receipt:
    """Record what happened to a referral. The organisation that referred may record only a withdrawal of the consent.

    Raises:
        Unseen: there is no such referral.
        ReferralRefuses: the table of moves does not allow it.
        TooManyContacts: it is one contact more than are kept of a referral.
    """
    if work.actor.kind is not OF_THE_SERVICE:
        return await _pass_on(work, bench, told)
    if isinstance(told.command, WithdrawConsent):
        return await _withdraw_at_the_service(work, bench, told)
    stored = _found(await bench.referrals.locked(told.referral_id), told)
    changed, entry = _recorded(work, stored, told.command)
    await bench.referrals.update(changed, entry)
    if told.note is not None:
        note_id = uuid4()
        sealed = bench.desk.sealing.seal({"note": told.note}, note_about(stored.id, note_id))
        await bench.referrals.add_note(stored, note_id, sealed, work.now)
    return changed


async def _withdraw_at_the_service(work: Unit, bench: Bench, told: RecordOnReferral) -> StoredReferral:
    """Withdraw a consent. The database takes a lock for this before it locks any row."""
    stored = _found(await bench.referrals.own(told.referral_id), told)
    on = told.command.occurred_on
    if stored.facts.state is ReferralState.WITHDRAWN and await _told_to_another(work, bench, stored, on):
        return await bench.referrals.own(stored.id) or stored
    changed, _ = _recorded(work, stored, told.command)
    await bench.referrals.withdraw(stored.id, on, work.recorded)
    return await bench.referrals.own(stored.id) or changed


async def _told_to_another(work: Unit, bench: Bench, stored: StoredReferral, on: date) -> bool:
    """Record that the advice service now knows of a withdrawal that only the referrer knew before. The withdrawal then
    covers more referrals. False if the advice service already knew.
    """
    if not stored.facts.consented_on <= on <= work.today:
        return False
    return await bench.referrals.withdraw(stored.id, on, work.recorded)


async def _pass_on(work: Unit, bench: Bench, told: RecordOnReferral) -> Receipt:
    """Pass on that the consent was withdrawn. The answer is the same if it was already withdrawn."""
    receipt = _found(await bench.referrals.receipt(told.referral_id), told)
    try:
        may_pass_on(receipt, told.command, work.today)
    except Refusal as refusal:
        raise ReferralRefuses(refusal, told.command.action, receipt.facts.state) from refusal
    await bench.referrals.withdraw(receipt.id, told.command.occurred_on, work.recorded)
    return await bench.referrals.receipt(receipt.id) or receipt


R = TypeVar("R", StoredReferral, Receipt)


def _found(one: R | None, told: RecordOnReferral) -> R:
    """Return a referral, if it still has the version that the caller named."""
    if one is None:
        raise Unseen
    told.must_be_version(one.version)
    return one


def _recorded(work: Unit, stored: StoredReferral, command: Command) -> tuple[StoredReferral, Entry]:
    try:
        return record(stored, command, work.recorded)
    except Refusal as refusal:
        way = way_to(stored.facts, command, work.today)
        raise ReferralRefuses(refusal, command.action, stored.facts.state, way) from refusal
