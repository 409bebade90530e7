"""What the routes of cases work with, and the problems that explain the refusals of the use cases."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from app.cases import store
from app.cases.assuring import AssuranceDesk
from app.cases.beside import GoesBehindSession
from app.cases.contacts.store import SealedContacts
from app.cases.contacts.use_cases import ContactDesk, ContactKept
from app.cases.corrected import LaterEventsStand
from app.cases.desk import Desk
from app.cases.documents.store import SealedDocuments
from app.cases.documents.use_cases import DocumentDesk, DocumentKnown, DocumentNotYours, TooManyDocuments
from app.cases.domain.corrections import ACCURATE
from app.cases.domain.machine import Pathway
from app.cases.domain.words import Action
from app.cases.families.records import FamilySeen
from app.cases.families.store import FamiliesOfCases
from app.cases.families.use_cases import FamilyDesk, FamilyNotYours
from app.cases.hanging import Certificates, Hanging, HangingOn, Offers
from app.cases.intake import RecordNotice
from app.cases.problems import (
    ContactIsKept,
    DocumentIsKnown,
    DocumentsFull,
    DuplicateNotice,
    LaterEventsStandOnIt,
    SessionBooked,
)
from app.cases.reads import Surface
from app.cases.records import StoredCase
from app.cases.refusals import (
    AuthorityAlone,
    CannotCorrect,
    CaseRefuses,
    CorrectionRefused,
    NoticeKnown,
    NotYoursToCorrect,
    TransferRefused,
    WrongInput,
)
from app.cases.refused import refused
from app.cases.sight import case_told, tell_event, words_of
from app.cases.store import CasesWork, CaseWork, TrailWork
from app.cases.use_cases import Bench
from app.cases.views_corrections import fallen
from app.cases.who_sees import COMMAND
from app.kernel.errors import Unseen
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind
from app.law.domain.rulebook import RULEBOOK
from app.platform.access.principal import Principal
from app.platform.actor import Actor
from app.platform.db.directory import Organisations
from app.platform.db.fingerprints import Fingerprints
from app.platform.db.work import Answered, Database, Key, Work
from app.platform.http.problems import InvalidInput, NotFound, NotYoursToRecord, Problem, Refused
from app.platform.http.unit_of_work import Opening, actor_of
from app.platform.sealing import CannotOpen, Seal

Explanation = Callable[["Service", Work, Any], Problem]
"""Makes a problem of a refusal, by what the caller is told."""


@dataclass(frozen=True)
class Service:
    """What the routes work with: `app.state.service`."""

    database: Database
    organisations: Organisations
    desk: Desk
    seal: Seal
    fingerprints: Fingerprints
    """Of idempotent requests."""
    public_url: str
    """Where families and partners reach the service."""
    hanging: Hanging
    """Keeps the sessions and searches that hang on cases."""
    offers: Offers
    certificates: Certificates
    allows_proposals: bool
    """Whether a case may begin under a regime that is not law: only where no family is real."""
    any_authority: bool = False
    """Whether an adviser may record the notices of every registered authority, and not only of those that instruct it.
    """
    requires_keys: bool = False
    """Whether a POST that records something is refused without an idempotency key."""
    assurance: AssuranceDesk = field(default_factory=AssuranceDesk)
    explanation: Callable[[type[BaseException]], Explanation | None] = lambda _: None
    """How a wing tells a refusal of its own."""

    @property
    def pathway(self) -> Pathway:
        """The machine."""
        return self.desk.pathway

    def explain(self, work: Work, error: Exception) -> Problem | None:
        """Return a refusal of the domain as a problem. None if it is not a refusal."""
        kinds = type(error).__mro__
        explanation = next(filter(None, (EXPLANATIONS.get(kind) or self.explanation(kind) for kind in kinds)), None)
        return None if explanation is None else explanation(self, work, error)

    @asynccontextmanager
    async def on_case(
        self, caller: Principal, case_id: UUID, reads: Surface | None, *, lock: bool = False
    ) -> AsyncIterator[CaseWork]:
        """Open a unit of work on a case that the caller sees. A read of a part of the case is logged at its end.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            async with store.on_case(self.database, actor_of(caller), case_id, lock=lock) as work:
                await self.know_providers(work.case)
                yield work
                if reads is not None:
                    await store.log_read(work, case_id, reads)
        except Unseen as unseen:
            raise NotFound from unseen

    @asynccontextmanager
    async def on_trail(
        self, caller: Principal, case_id: UUID, reads: Surface, *, lock: bool = False
    ) -> AsyncIterator[TrailWork]:
        """Open a unit of work on the trail of a case that the caller sees. The read is logged at its end.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            async with store.on_trail(self.database, actor_of(caller), case_id, lock=lock) as work:
                yield work
                await store.log_read(work, case_id, reads)
        except Unseen as unseen:
            raise NotFound from unseen

    async def case_seen(self, caller: Principal, case_id: UUID) -> tuple[StoredCase, FamilySeen, datetime]:
        """Return a case that the caller sees, the family behind it, and the present time. Nothing else is read.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            case, family, now = await store.glance_at_case(self.database, actor_of(caller), case_id)
        except Unseen as unseen:
            raise NotFound from unseen
        await self.know_providers(case)
        return case, family, now

    def changing(self, case_id: UUID, *, acts: bool = False) -> Opening[CaseWork]:
        """Return how a unit of work that changes a case is opened."""

        @asynccontextmanager
        async def opening(actor: Actor, key: Key | None) -> AsyncIterator[CaseWork | Answered]:
            async with store.keyed_on_case(self.database, actor, key, case_id, acts=acts) as work:
                if isinstance(work, CaseWork):
                    await self.know_providers(work.case)
                yield work

        return opening

    def changing_at_once(self, case_id: UUID) -> Opening[CaseWork]:
        """Return how a unit of work that changes a case is opened without a lock."""

        @asynccontextmanager
        async def opening(actor: Actor, key: Key | None) -> AsyncIterator[CaseWork | Answered]:
            async with store.at_once_on_case(self.database, actor, key, case_id) as work:
                if isinstance(work, CaseWork):
                    await self.know_providers(work.case)
                yield work

        return opening

    def opening_at_once(self, notice: RecordNotice) -> Opening[CasesWork]:
        """Return how a unit of work that opens a case with this notice is opened without a lock."""
        return lambda actor, key: store.at_once_on_notice(self.database, actor, key, notice)

    def words_of(self, case: StoredCase, kind: OrganisationKind) -> dict[str, Any]:
        """Return the sealed words of a case that a kind of organisation may read. None, if the words cannot be opened:
        what was recorded is recorded."""
        try:
            private = self.seal.open(case.sealed, str(case.id))
        except CannotOpen:
            return {}
        return words_of(case, private, kind)

    def writing(self, actor: Actor, key: Key | None) -> AbstractAsyncContextManager[CasesWork | Answered]:
        """Open a unit of work that may write cases."""
        advises = actor.kind is OrganisationKind.MEDIATION_PROVIDER
        return store.keyed_on_cases(self.database, actor, key, any_authority=self.any_authority and advises)

    def bench(self, work: Work) -> Bench:
        """Return what the use cases of cases work with in a unit of work."""
        return Bench(
            self.desk,
            store.Notices(work.connection),
            HangingOn(self.hanging, work),
            self.contacts(work),
            self.families(work),
            self.allows_proposals,
            self.any_authority,
        )

    def contacts(self, work: Work) -> SealedContacts:
        """Return the contact details of cases, as a unit of work sees them."""
        return SealedContacts(work.connection, self.desk.sealing)

    def families(self, work: Work) -> FamiliesOfCases:
        """Return the families behind cases, as a unit of work sees them."""
        return FamiliesOfCases(work.connection)

    def family_desk(self, work: Work) -> FamilyDesk:
        """Return what the use case of the family behind a case works with in a unit of work."""
        return FamilyDesk(self.desk, self.families(work), store.Notices(work.connection))

    def contact_desk(self, work: Work) -> ContactDesk:
        """Return what the use cases of contact details work with in a unit of work."""
        return ContactDesk(self.desk, self.contacts(work))

    def document_desk(self, work: Work) -> DocumentDesk:
        """Return what the use cases of documents work with in a unit of work."""
        return DocumentDesk(self.desk, self.documents(work))

    def documents(self, work: Work) -> SealedDocuments:
        """Return the documents of cases, as a unit of work sees them."""
        return SealedDocuments(work.connection, self.desk.sealing)

    async def kind_of(self, organisation_id: UUID) -> OrganisationKind:
        """Return what an organisation is."""
        await self.organisations.known(organisation_id)
        return self.organisations.by_id(organisation_id).kind

    async def know_parties(self, caller: Principal, la_code: str | None) -> None:
        """Have the caller at hand and, where it records for another authority, whom that authority instructs."""
        await self.organisations.known(caller.organisation_id)
        if la_code is not None and caller.organisation_kind is OrganisationKind.MEDIATION_PROVIDER:
            await self.organisations.known_to_instruct(la_code, caller.organisation_id)

    async def know_providers(self, case: StoredCase) -> None:
        """Load the providers of a case, because answers give their names."""
        await self.organisations.known(case.provider_id)
        if case.mediating_provider_id is not None:
            await self.organisations.known(case.mediating_provider_id)


def service_of(request: Request) -> Service:
    """Return the service behind a request."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 - narrows an untyped attribute
    return service


async def _service(request: Request) -> Service:
    """The same as a dependency: FastAPI would run a plain function in a thread, at four times the cost."""
    return service_of(request)


TheService = Annotated[Service, Depends(_service)]


def _case_refuses(service: Service, work: Work, error: CaseRefuses) -> Problem:
    return refused(service.pathway, error.case, error.command, work, error.refusal)


def _goes_behind_session(_: Service, __: Work, error: GoesBehindSession) -> Problem:
    instead = error.elsewhere
    another_way: dict[str, Any] = {} if instead.or_send is None else {"or_send": instead.or_send}
    return SessionBooked(instead.says, session_id=instead.session_id, post_to=instead.post_to, **another_way)


def _family_not_yours(_: Service, __: Work, ___: FamilyNotYours) -> Problem:
    return NotYoursToRecord("Only the authority of the case can make this change.")


def _contact_kept(_: Service, __: Work, ___: ContactKept) -> Problem:
    return ContactIsKept()


def _document_not_yours(_: Service, __: Work, error: DocumentNotYours) -> Problem:
    return NotYoursToRecord(str(error))


def _document_known(_: Service, __: Work, error: DocumentKnown) -> Problem:
    return DocumentIsKnown(document_id=str(error.document_id))


def _too_many_documents(_: Service, __: Work, ___: TooManyDocuments) -> Problem:
    return DocumentsFull()


def _notice_known(_: Service, work: Work, error: NoticeKnown) -> Problem:
    if error.case_id is None:
        return DuplicateNotice(
            "The authority's notice already has a case. Your organisation does not take part in the case of this "
            "notice."
        )
    found: dict[str, Any] = {"case_id": error.case_id, "case_ids": [str(one) for one in error.case_ids]}
    if error.sure:
        return DuplicateNotice(**found)
    several = len(error.case_ids) > 1
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        which = "Read each case in `case_ids` to find out." if several else ""
        return DuplicateNotice(f"Your notice may be the notice of one of your cases. {which}".rstrip(), **found)
    says = (
        "A mediation adviser recorded a notice that may be the same. If the adviser's notice is your notice, confirm "
        "the adviser's notice."
    )
    if several:
        says = (
            "Mediation advisers recorded several notices that may be the same as your notice. Confirm the adviser's "
            "notice that is the same as your notice."
        )
    return DuplicateNotice(
        says,
        **found,
        confirm_at=f"/v1/cases/{error.case_id}/actions/{Action.CONFIRM_NOTICE}",
    )


def _authority_alone(_: Service, __: Work, error: AuthorityAlone) -> Problem:
    return NotYoursToRecord(str(error))


def _wrong_input(_: Service, __: Work, error: WrongInput) -> Problem:
    return InvalidInput.at(error.where, error.pointer, error.reason, error.code)


def _not_yours_to_correct(_: Service, work: Work, error: NotYoursToCorrect) -> Problem:
    told = tell_event(error.event, work.actor)
    rule = RULEBOOK.rule(ACCURATE)
    reason = (
        "Only the organisation that recorded this event can correct the event, or the provider that took over the case "
        "from the organisation."
    )
    return NotYoursToRecord(
        reason,
        reason=reason,
        unlock=[],
        recorded_by=[told.by] if told.by else [],
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
    )


def _cannot_correct(_: Service, work: Work, error: CannotCorrect) -> Problem:
    return _refused_by(ACCURATE, "correct", work, error.reason)


def _correction_refused(_: Service, work: Work, error: CorrectionRefused) -> Problem:
    entry, refusal = error.fallen.entry, error.fallen.refusal
    action = entry.command.action if entry.command is not None else entry.kind
    if Reader(work.actor.kind) in COMMAND:
        return _refused_by(refusal.rule_id, action, work, refusal.reason)
    return _refused_by(ACCURATE, action, work, "After the correction, the rules do not allow this event.")


def _refused_by(rule_id: str, action: str, work: Work, reason: str) -> Problem:
    assert isinstance(work, CaseWork)  # noqa: S101 - each of these is done in the work of its case
    case = case_told(work.case, work.actor.kind)
    rule = RULEBOOK.rule(rule_id, case.facts.notice_sent_on)
    return Refused(
        action=action,
        state=case.facts.state,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason=reason,
        unlock=[],
    )


def _transfer_refused(_: Service, work: Work, error: TransferRefused) -> Problem:
    return _refused_by(error.refusal.rule_id, "transfer", work, error.refusal.reason)


def _later_events_stand(_: Service, work: Work, error: LaterEventsStand) -> Problem:
    events = fallen(error.corrected, error.corrected.folded.fallen, work.actor)
    one = len(events) == 1
    counted, these = (
        ("one later event", "this later event") if one else (f"{len(events)} later events", "all these later events")
    )
    return LaterEventsStandOnIt(
        f"The correction would no longer allow {counted}. Correct or void {these} in the same request.",
        events=[one.model_dump(mode="json") for one in events],
    )


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    NotYoursToCorrect: _not_yours_to_correct,
    CannotCorrect: _cannot_correct,
    CorrectionRefused: _correction_refused,
    LaterEventsStand: _later_events_stand,
    CaseRefuses: _case_refuses,
    ContactKept: _contact_kept,
    DocumentKnown: _document_known,
    DocumentNotYours: _document_not_yours,
    TooManyDocuments: _too_many_documents,
    FamilyNotYours: _family_not_yours,
    GoesBehindSession: _goes_behind_session,
    NoticeKnown: _notice_known,
    WrongInput: _wrong_input,
    AuthorityAlone: _authority_alone,
    TransferRefused: _transfer_refused,
}
