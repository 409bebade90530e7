"""Puts the record of a case together, in one unit of work that has locked the case: all parts are of one moment."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.advice.offers.schemas import OfferOut
from app.advice.offers.store import Offers
from app.advice.referrals.store import Referrals
from app.advice.referrals.views import receipt_out
from app.capacity.records import KnownNeeds
from app.capacity.searches.needs import NeedsNow
from app.capacity.searches.store import Searches
from app.capacity.searches.views import search_out
from app.capacity.sessions.store import SealedNeeds, Sessions
from app.capacity.sessions.views import session_out
from app.capacity.slots.schemas import SearchOut
from app.capacity.slots.views import needs_out
from app.cases import views as present
from app.cases.contacts.schemas import FamilyContactOut
from app.cases.contacts.use_cases import contact_of
from app.cases.documents.schemas import DocumentOut
from app.cases.documents.views import document_out
from app.cases.families.store import seen_with
from app.cases.reads import Surface
from app.cases.schemas.cases import Case
from app.cases.sight import case_told, words_of
from app.cases.store import CaseWork, log_read
from app.cases.trail import events_told, verdict_on
from app.cases.unit import Service
from app.duties.unit import every_duty
from app.keeping.holds.store import list_holds
from app.keeping.record import store, views
from app.keeping.record.schemas import ImportedRow, LeftOut, WholeRecord
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.access.scopes import SCOPES_BY_KIND, Scope

PARTS = {
    "certificates": Scope.CERTIFICATES_READ,
    "sessions": Scope.SESSIONS_READ,
    "needs": Scope.SESSIONS_READ,
    "searches": Scope.SESSIONS_READ,
    "offers": Scope.REFERRALS_READ,
    "referrals": Scope.REFERRALS_READ,
}
"""The parts that need another scope than the case, as they do on their own routes."""
A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a whole record: the service, the caller, the work on the case, and what is sealed with it."""

    service: Service
    caller: Principal
    work: CaseWork
    private: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        case = self.work.case
        object.__setattr__(self, "private", self.service.seal.open(case.sealed, str(case.id)))

    def opens(self, part: str) -> bool:
        """Whether the caller's token opens a part of the record."""
        return PARTS[part] in self.caller.scopes

    @property
    def left_out(self) -> list[LeftOut]:
        """The parts that another token of the same organisation would open."""
        may_have = SCOPES_BY_KIND[self.caller.organisation_kind] - self.caller.scopes
        return [LeftOut(part=part, scope=scope) for part, scope in PARTS.items() if scope in may_have]


async def record_of(service: Service, caller: Principal, case_id: UUID) -> WholeRecord:
    """Return everything that is held about a case, as far as the caller may see it. The read is logged.

    Raises:
        NotFound: there is no such case, or none that the caller sees.
        Unreadable: a part of it was changed past the service.
    """
    async with service.on_case(caller, case_id, None, lock=True) as work:
        reading = Reading(service, caller, work)
        of_the_case = await _of_the_case(reading)
        beside = await _of_mediation(reading) | await _of_advice(reading) | await _of_the_log(reading)
        own, authority = await views.organisations_out(service, [caller.organisation_id, work.case.la_id])
        events = of_the_case["events"]
        ids = views.named_in(events, (work.case.la_id, work.case.provider_id, caller.organisation_id))
        named = await views.organisations_out(service, ids)
        if caller.organisation_kind is OrganisationKind.LOCAL_AUTHORITY:
            await work.commit()  # the look-ups of its certificates
        else:
            await log_read(work, case_id, Surface.RECORD)
    return WholeRecord(
        made_at=work.now,
        made_for=own,
        authority=authority,
        organisations=named,
        left_out=reading.left_out,
        **of_the_case,
        **beside,
    )


async def _of_the_case(reading: Reading) -> dict[str, Any]:
    service, work, private = reading.service, reading.work, reading.private
    return {
        "case": await _case(reading),
        "holder": views.holder_out(work.case, private, work.actor),
        "explanations": views.explanations_out(work.case, private, work.actor),
        "contact": await _contact(reading),
        "documents": await _documents(reading),
        "deadlines": await views.deadlines_out(service, work),
        "duties": await every_duty(service, work, work.case.id),
        "events": await events_told(work, work.case, 0, work.case.version),
        "verification": await verdict_on(service, work, work.case),
    }


async def _case(reading: Reading) -> Case:
    service, work = reading.service, reading.work
    told, words = case_told(work.case, work.actor.kind), words_of(work.case, reading.private, work.actor.kind)
    shown = present.case(told, service.pathway.law, service.organisations, work.today, words)
    return present.with_family(shown, await seen_with(work.connection, told.id), work.actor.kind)


async def _contact(reading: Reading) -> FamilyContactOut | None:
    service, work = reading.service, reading.work
    try:
        known = await contact_of(service.contacts(work), work.case, work.actor)
    except Unseen:
        return None
    return FamilyContactOut.of(work.case.id, known, await service.kind_of(known.written_by))


async def _documents(reading: Reading) -> list[DocumentOut]:
    service, work = reading.service, reading.work
    return [
        await document_out(service.organisations, one, work.case)
        for one in await service.documents(work).every(work.case.id)
    ]


async def _of_mediation(reading: Reading) -> dict[str, Any]:
    service, work = reading.service, reading.work
    sessions = await Sessions(work.connection).of_case(work.case.id) if reading.opens("sessions") else []
    for one in sessions:
        await service.organisations.known(one.provider_id)
    needs = (
        await SealedNeeds(work.connection, service.seal).of(work.case.id) if reading.opens("needs") else KnownNeeds()
    )
    return {
        "sessions": [session_out(service, one, reading.caller.organisation_kind) for one in sessions],
        "needs": needs_out(work.case.id, NeedsNow(needs, None)) if needs.version else None,
        "searches": await _searches(work) if reading.opens("searches") else [],
    }


async def _searches(work: CaseWork) -> list[SearchOut]:
    searches, shown, after = Searches(work.connection), [], None
    while True:
        found, after = await searches.of_case(work.case.id, after, A_PAGE)
        shown += [search_out(one) for one in found]
        if after is None:
            return shown


async def _of_advice(reading: Reading) -> dict[str, Any]:
    service, work = reading.service, reading.work
    made = await Offers(work.connection).made(work.case.id) if reading.opens("offers") else []
    referrals, receipts, helped = Referrals(work.connection), [], False
    if reading.opens("referrals"):
        receipts = await referrals.receipts_of_case(work.case.id)
        helped = await referrals.help_is_given(work.case.id)
    for one in receipts:
        await service.organisations.known(one.service_id)
    return {
        "help_is_given": helped or None,
        "offers": [OfferOut.model_validate(one) for one in made],
        "referrals": [receipt_out(one, service.organisations) for one in receipts],
    }


async def _of_the_log(reading: Reading) -> dict[str, Any]:
    service, work = reading.service, reading.work
    found, looked = await store.certificates_of(work, work.case.id) if reading.opens("certificates") else ((), ())
    reads = await store.reads_of(work, work.case.id)
    for row in reads:
        await service.organisations.known(row.organisation_id)
    imported = await store.imported_as(work, work.case.id)
    return {
        "certificates": views.certificates_out(service, found, looked),
        "legal_holds": list(await list_holds(work, service.seal, work.case.id, None, A_PAGE)),
        "reads": views.reads_out(reads, service.organisations),
        "imported": ImportedRow.model_validate(imported) if imported else None,
    }
