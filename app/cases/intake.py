"""The use case that begins a case: an authority records its notice, or an adviser the family's letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID, uuid4

from app.cases.certifying import named
from app.cases.contacts.records import Contact
from app.cases.contacts.use_cases import note_contact
from app.cases.desk import Desk, Directory, Registered
from app.cases.domain.commands import ConfirmNotice
from app.cases.domain.facts import CaseFacts
from app.cases.domain.intake import RECORDED_AS, SETTING_NEEDS_I, WITHOUT_PLAN, only_day
from app.cases.domain.setting import Setting
from app.cases.domain.words import NoticeStatus
from app.cases.families.records import UNKNOWN, Family
from app.cases.families.use_cases import must_follow
from app.cases.one_notice import sought_of
from app.cases.ports import Found, Sought, Unit, UnitOfCases
from app.cases.recording import Notice, Said, stage_action, stage_notice
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses, NoticeKnown, WrongInput
from app.cases.use_cases import Bench
from app.kernel.errors import Refusal, SeparateScheme
from app.kernel.terms import AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.regimes import REGIMES, RegimeId, RegimeStatus, regime_on


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNotice:
    """Record a notice of decision. Without a provider, the authority's first choice advises the family.

    An authority gives its reference and the day of sending. An adviser gives the authority's code, and the day of
    sending or the date printed on the letter.
    """

    la_code: str | None = None
    la_reference: str | None = None
    kind: DecisionKind
    sent_on: date | None = None
    printed_on: date | None = None
    told_on: date | None = None
    """The day on which the family told an adviser of its letter."""
    sections: frozenset[PlanSection] = frozenset()
    setting: Setting | None = None
    contents: Mapping[str, bool] | None = None
    appellant_kind: AppellantKind
    appellant_name: str | None = None
    appellant_reference: str | None = None
    contact: Contact | None = None
    family: Family = UNKNOWN
    provider: str | None = None
    regime: RegimeId | None = None
    detained: bool = False
    not_a_duplicate: bool = False
    case_id: UUID = field(default_factory=uuid4)

    @property
    def counts_from(self) -> date:
        """The day from which the time limits count: of sending or, where it is not known, the printed one."""
        day = self.sent_on or self.printed_on
        if day is None:
            raise WrongInput(
                "#/decision/notice_sent_on",
                "Give the day on which the notice was sent, or the date printed on the letter",
                "missing",
            )
        return day

    def sought(self, la_id: UUID) -> Sought:
        """Return what tells whether an authority's notice has a case already."""
        days = {day for day in (self.sent_on, self.printed_on) if day is not None}
        days_told = tuple(sorted(days))
        return Sought(la_id, self.kind, days_told, self.la_reference, self.appellant_kind, self.appellant_reference)

    def made_out(self, authority: Registered, provider_id: UUID, told_on: date | None = None) -> Notice:
        """Return the notice of an authority, with the provider that advises.

        Args:
            authority: whose notice it is.
            provider_id: who advises the family.
            told_on: the day on which the family told an adviser of it; None where the authority records it.
        """
        facts = CaseFacts(
            self.regime or regime_on(self.counts_from),
            self.kind,
            self.counts_from,
            self.appellant_kind,
            self.sections,
            setting=self.setting,
            notice_printed_on=self.printed_on if self.printed_on != self.sent_on else None,
            only_day_known=only_day(self.sent_on, self.printed_on) if told_on else None,
            notice_status=RECORDED_AS[OrganisationKind.MEDIATION_PROVIDER] if told_on else NoticeStatus.CONFIRMED,
            notice_told_on=told_on,
        )
        return Notice(
            case_id=self.case_id,
            la_id=authority.id,
            la_code=authority.la_code or "",
            provider_id=provider_id,
            la_reference=self.la_reference,
            appellant_reference=self.appellant_reference,
            notice_contents=self.contents,
            facts=facts,
            private=named(self.appellant_name, self.appellant_kind) if self.appellant_name else {},
            not_a_duplicate=self.not_a_duplicate,
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """The case of a notice, and whether the notice opened it or confirmed it."""

    case: StoredCase
    opened: bool


async def record_notice(work: UnitOfCases, bench: Bench, command: RecordNotice) -> Recorded:
    """Record a notice. It opens a case or, where an adviser recorded it before the authority did, confirms that case.

    Raises:
        SeparateScheme: detained persons have a scheme of their own.
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
        NoticeKnown: the notice has a case, or may have one.
        CaseRefuses: an adviser recorded the notice, and the authority's days contradict what is recorded.
        WrongInput: the authority, the date, the sections, the provider or the regime is wrong.
    """
    if command.detained:
        raise SeparateScheme(
            "This service does not cover detained persons. A separate scheme applies to detained persons (SI 2015/62).",
            "detained-persons",
        )
    notice = _made_out(work, bench, command)
    if not command.not_a_duplicate:
        before = await bench.notices.same(command.sought(notice.la_id))
        if before is not None:
            return Recorded(await _confirmed(work, bench, command, before), opened=False)
    staged = stage_notice(bench.desk, notice, work.recorded)
    work.put(staged)
    return Recorded(await _with_its_people(work, bench, staged.case, command), opened=True)


async def _with_its_people(work: UnitOfCases, bench: Bench, case: StoredCase, command: RecordNotice) -> StoredCase:
    """Store what is said of the family beside the notice, and return the case after it."""
    if command.contact is None and command.family == UNKNOWN:
        return case
    await work.flush()
    if command.family != UNKNOWN:
        await must_follow(bench.families, case, command.family.follows)
        await bench.families.keep(case, command.family)
    if command.contact is not None:
        case, known = note_contact(work, bench.desk, case, command.contact)
        await bench.contacts.add(case, known)
    return case


async def _confirmed(work: UnitOfCases, bench: Bench, command: RecordNotice, before: Found) -> StoredCase:
    """Return the case of a notice that an adviser recorded, once the authority records the very same notice.

    Raises NoticeKnown where it is not surely the same, or the authority has answered for it, or an adviser asks.
    """
    by, reference, case_id = work.actor.kind, command.la_reference, before.case_id
    if case_id is None or reference is None or not before.sure or by is not OrganisationKind.LOCAL_AUTHORITY:
        raise NoticeKnown.of(before)
    case = (await work.lock([case_id])).get(case_id)
    if case is None or case.facts.notice_status is NoticeStatus.CONFIRMED:
        raise NoticeKnown(case_id)
    confirms = ConfirmNotice(
        by=by,
        occurred_on=work.today,
        la_reference=reference,
        notice_sent_on=command.sent_on,
        notice_printed_on=command.printed_on,
    )
    known = bench.desk.sealing.open(case.sealed, str(case.id)).get("name")
    name = command.appellant_name if not known and command.appellant_kind is case.facts.appellant_kind else None
    said = Said(named(name, command.appellant_kind) if name else None)
    try:
        staged = stage_action(bench.desk, case, confirms, work.recorded, said)
    except Refusal as refusal:
        raise CaseRefuses(case, confirms, refusal) from refusal
    other = await bench.notices.same(sought_of(staged.case))
    if other is not None and other.sure:
        # Advisers recorded the reference twice: the authority says which it is.
        raise NoticeKnown(case_id, sure=False, case_ids=before.case_ids)
    work.put(staged)
    return await _with_its_people(work, bench, staged.case, replace(command, contact=None))


def _made_out(work: UnitOfCases, bench: Bench, command: RecordNotice) -> Notice:
    if work.actor.kind is not OrganisationKind.MEDIATION_PROVIDER:
        return own_notice(work, bench.desk, command, allows_proposals=bench.allows_proposals)
    _must_be_sound(command, work.today)
    authority = _instructing(work, bench, command)
    notice = command.made_out(authority, work.actor.organisation_id, _told_on(command, work.today))
    _must_be_law(notice, allows_proposals=bench.allows_proposals)
    return notice


def own_notice(unit: Unit, desk: Desk, command: RecordNotice, *, allows_proposals: bool) -> Notice:
    """Return a notice that an authority records itself.

    Raises:
        WrongInput: the date, the sections, the provider or the regime is wrong.
    """
    _must_be_sound(command, unit.today)
    notice = command.made_out(*_own(desk.directory, unit.actor.organisation_id, command))
    _must_be_law(notice, allows_proposals=allows_proposals)
    return notice


def _must_be_law(notice: Notice, *, allows_proposals: bool) -> None:
    if REGIMES[notice.facts.regime].status is RegimeStatus.ILLUSTRATIVE and not allows_proposals:
        raise WrongInput(
            "#/regime", "The proposal is not law, so a live service accepts no case under the proposal", "regime"
        )


def _must_be_sound(command: RecordNotice, today: date) -> None:
    if command.sections and command.kind in WITHOUT_PLAN:
        raise WrongInput(
            "#/decision/sections",
            "After a decision of this kind the child has no plan yet, so leave out the plan sections",
            "sections",
        )
    if command.setting is not None and PlanSection.I not in command.sections:
        raise WrongInput("#/decision/setting", SETTING_NEEDS_I, "setting")
    if command.sent_on is not None and command.sent_on > today:
        told = f"The day on which the notice was sent cannot be after today, {today}"
        raise WrongInput("#/decision/notice_sent_on", told, "future")
    if command.printed_on is not None and command.printed_on > today:
        told = f"The date printed on the letter cannot be after today, {today}"
        raise WrongInput("#/decision/notice_printed_on", told, "future")


def _told_on(command: RecordNotice, today: date) -> date:
    """Return the day on which the family told an adviser of its letter: today, if no other is given."""
    told_on = command.told_on or today
    if told_on > today:
        raise WrongInput(
            "#/told_on",
            f"The day on which the family told you about the letter cannot be after today, {today}",
            "future",
        )
    if told_on < command.counts_from:
        says = (
            f"The day on which the family told you about the letter cannot be before {command.counts_from}, the day of "
            "the notice"
        )
        raise WrongInput("#/told_on", says, "order")
    return told_on


def _own(directory: Directory, la_id: UUID, command: RecordNotice) -> tuple[Registered, UUID]:
    """Return the authority that records its own notice, and the provider that it instructs."""
    authority = directory.by_id(la_id)
    if command.la_code not in (None, authority.la_code):
        raise WrongInput(
            "#/la_code",
            f"An authority can record only its own notices. The code of your authority is {authority.la_code}",
            "authority",
        )
    if command.la_reference is None:
        raise WrongInput("#/la_reference", "Give your authority's reference for the case", "missing")
    if command.sent_on is None:
        raise WrongInput("#/decision/notice_sent_on", "Give the day on which you sent the notice", "missing")
    provider = directory.partner(la_id, OrganisationKind.MEDIATION_PROVIDER, command.provider)
    if provider is None:
        raise WrongInput("#/provider", "Your authority does not instruct a provider with that name or id", "provider")
    return authority, provider


def _instructing(work: UnitOfCases, bench: Bench, command: RecordNotice) -> Registered:
    """Return the authority whose notice an adviser records: one that instructs it or, where that is set, any."""
    directory = bench.desk.directory
    adviser = directory.by_id(work.actor.organisation_id)
    if command.la_code is None:
        raise WrongInput("#/la_code", "Give the code of the authority that sent the letter", "missing")
    if command.family != UNKNOWN:
        raise WrongInput(
            "#/child_reference",
            "Only the authority can give pseudonyms that group its cases by child and family",
            "authority",
        )
    if command.provider not in (None, adviser.slug, str(adviser.id)):
        raise WrongInput(
            "#/provider",
            "Leave the provider out, because your organisation is the provider that advises the family",
            "provider",
        )
    authority = directory.authority(command.la_code)
    if authority is None:
        says = f"Authority {command.la_code} is not registered with this service. Tell the operator of the service"
        raise WrongInput("#/la_code", says, "authority")
    instructs = adviser.id in directory.partners(authority.id, OrganisationKind.MEDIATION_PROVIDER)
    if not instructs and not bench.any_authority:
        raise WrongInput("#/la_code", f"Authority {command.la_code} does not instruct your organisation", "authority")
    return authority
