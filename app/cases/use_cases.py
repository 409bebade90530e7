"""The use cases of the pathway: record a notice, and take an action on a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.cases.beside import Reported, beside
from app.cases.domain.commands import (
    Command,
    NotifyCommissioningBody,
    RegisterAppeal,
    ReissueCertificate,
    ReportCannotArrange,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.ports import HangingOnCase, Notices, UnitOfCases, UnitOnCase, any_version
from app.cases.recording import Desk, Notice, Said, stage_action, stage_notice
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses, NoticeKnown, WrongInput
from app.kernel.errors import Refusal, SeparateScheme
from app.kernel.terms import AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.regimes import REGIMES, RegimeId, RegimeStatus, regime_on

WITHOUT_PLAN = frozenset({DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.REFUSAL_TO_ISSUE_PLAN})


@dataclass(frozen=True, slots=True)
class Bench:
    """What the use cases work with in one unit of work: the desk, and the ports bound to the work."""

    desk: Desk
    notices: Notices
    hanging: HangingOnCase
    allows_proposals: bool = False
    """Whether a case may begin under a regime that is not law: only where no family is real."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNotice:
    """Record a notice of decision. Without a provider, the authority's first choice advises the family."""

    la_reference: str
    kind: DecisionKind
    sent_on: date
    printed_on: date | None = None
    sections: frozenset[PlanSection] = frozenset()
    contents: Mapping[str, bool] | None = None
    appellant_kind: AppellantKind
    appellant_name: str | None = None
    appellant_reference: str | None = None
    provider: str | None = None
    regime: RegimeId | None = None
    detained: bool = False
    not_a_duplicate: bool = False
    case_id: UUID = field(default_factory=uuid4)

    def made_out(self, la_code: str, provider_id: UUID) -> Notice:
        """Return the notice of an authority, with the provider that advises."""
        regime = self.regime or regime_on(self.sent_on)
        return Notice(
            case_id=self.case_id,
            la_code=la_code,
            provider_id=provider_id,
            la_reference=self.la_reference,
            appellant_reference=self.appellant_reference,
            notice_contents=self.contents,
            facts=CaseFacts(
                regime,
                self.kind,
                self.sent_on,
                self.appellant_kind,
                self.sections,
                notice_printed_on=self.printed_on if self.printed_on != self.sent_on else None,
            ),
            private={"name": self.appellant_name} if self.appellant_name else {},
            not_a_duplicate=self.not_a_duplicate,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAction:
    """Take an action on a case. `private` is what a party says in words: it is sealed.

    `commissioning_body` names the body that is notified, and `search_id` the search on which a report rests.
    """

    command: Command
    private: Mapping[str, Any] | None = None
    commissioning_body: str | None = None
    search_id: UUID | None = None
    must_be_version: Callable[[int], None] = any_version


async def record_notice(work: UnitOfCases, bench: Bench, command: RecordNotice) -> StoredCase:
    """Record a notice, and return the case that it opens.

    Raises:
        SeparateScheme: detained persons have a scheme of their own.
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
        NoticeKnown: the authority has recorded this notice before.
        WrongInput: the date, the sections, the provider or the regime is wrong.
    """
    if command.detained:
        raise SeparateScheme("A separate scheme applies to detained persons (SI 2015/62).", "detained-persons")
    notice = _made_out(work, bench, command)
    if not command.not_a_duplicate:
        before = await bench.notices.same(command.la_reference, command.kind, command.sent_on)
        if before is not None:
            raise NoticeKnown(before)
    staged = stage_notice(bench.desk, notice, work.recorded)
    work.put(staged)
    return staged.case


def _made_out(work: UnitOfCases, bench: Bench, command: RecordNotice) -> Notice:
    directory, la_id = bench.desk.directory, work.actor.organisation_id
    if command.sent_on > work.today:
        told = f"The notice cannot have been sent after today, {work.today}"
        raise WrongInput("#/decision/notice_sent_on", told, "future")
    if command.printed_on is not None and command.printed_on > work.today:
        told = f"The letter cannot bear a date after today, {work.today}"
        raise WrongInput("#/decision/notice_printed_on", told, "future")
    if command.sections and command.kind in WITHOUT_PLAN:
        raise WrongInput("#/decision/sections", "There is no plan yet, so it has no sections", "sections")
    provider = directory.partner(la_id, OrganisationKind.MEDIATION_PROVIDER, command.provider)
    if provider is None:
        raise WrongInput("#/provider", "Your authority does not instruct a provider with that name or id", "provider")
    notice = command.made_out(directory.by_id(la_id).la_code or "", provider)
    if REGIMES[notice.facts.regime].status is RegimeStatus.ILLUSTRATIVE and not bench.allows_proposals:
        raise WrongInput("#/regime", "This proposal is not law, and real cases live here", "regime")
    return notice


async def take_action(work: UnitOnCase, bench: Bench, told: TakeAction) -> StoredCase:
    """Take an action on the case of the work, and return the case after it.

    Raises:
        CaseRefuses: the pathway does not allow it.
        GoesBehindSession: it is recorded on the session that is booked on the case.
        WrongInput: a name, a reference or a partner is not of this case.
    """
    case, command = work.case, told.command
    about: Mapping[str, Any] = {}
    if beside(command.action).concerns_sessions:
        about = await bench.hanging.agree(command.action, _reported(told))
    told.must_be_version(case.version)
    _must_fit(case, told)
    said = Said(told.private, about or None, _commissioning_body(bench, case, told))
    try:
        staged = stage_action(bench.desk, case, command, work.recorded, said)
    except Refusal as refusal:
        raise CaseRefuses(case, command, refusal) from refusal
    work.put(staged)
    return staged.case


def _reported(told: TakeAction) -> Reported | None:
    if not isinstance(told.command, ReportCannotArrange):
        return None
    return Reported(told.search_id, told.command.occurred_on)


def _must_fit(case: StoredCase, told: TakeAction) -> None:
    """Refuse what is well formed and false of this case: another's name on a certificate, another's appeal."""
    match told.command:
        case ReissueCertificate(holder_kind=AppellantKind() as to) if not (told.private or {}).get("name"):
            held = case.facts.certificate
            if held is not None and held.holder_kind is not to:
                says = "The certificate passes to another person: name that person"
                raise WrongInput("#/holder_name", says, "missing")
        case RegisterAppeal(tribunal_reference=str() as reference) if reference[2:5] != case.la_code:
            says = f"The reference is not of authority {case.la_code}"
            raise WrongInput("#/tribunal_reference", says, "authority")


def _commissioning_body(bench: Bench, case: StoredCase, told: TakeAction) -> UUID | None:
    """Find the commissioning body that an authority notifies."""
    if not isinstance(told.command, NotifyCommissioningBody):
        return None
    kind = OrganisationKind.COMMISSIONING_BODY
    found = bench.desk.directory.partner(case.la_id, kind, told.commissioning_body)
    if found is None:
        says = "Your authority works with no such commissioning body"
        raise WrongInput("#/commissioning_body", says, "commissioning_body")
    return found


def may_open_unseen(kind: OrganisationKind, action: Action) -> bool:
    """Whether an organisation may record this action on a case that it does not yet see.

    The tribunal may register an appeal: it is the first that it hears of a family. Nothing else.
    """
    return kind is OrganisationKind.TRIBUNAL and action is Action.REGISTER_APPEAL
