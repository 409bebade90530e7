"""The use cases of the pathway, driven with no request and no database: in a unit of work of the test's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.beside import Elsewhere, GoesBehindSession, Reported
from app.cases.contacts.records import KnownContact
from app.cases.domain import commands
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.families.records import Family
from app.cases.intake import RecordNotice, record_notice
from app.cases.ports import Found, OfSession, Sought
from app.cases.records import Staged, StoredCase
from app.cases.refusals import CaseRefuses, NoticeKnown, WrongInput
from app.cases.use_cases import Bench, TakeAction, take_action
from app.kernel.errors import BeforeCommencement, GateClosed, SeparateScheme
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.regimes import RegimeId
from app.platform.actor import Actor, Recorded
from tests.cases.use_cases.test_recording import ACTORS, DESK, LA, NOW, PROVIDER, TODAY, Names

BODY = uuid4()


@dataclass
class Registered:
    """The authority, as registered."""

    id: UUID = ACTORS[LA].organisation_id
    kind: OrganisationKind = LA
    slug: str = "an-authority"
    la_code: str | None = "991"
    disabled: bool = False


class Directory(Names):
    """An authority that instructs one provider and works with one commissioning body."""

    def by_id(self, organisation_id: UUID) -> Registered:
        assert organisation_id == ACTORS[LA].organisation_id
        return Registered()

    def authority(self, la_code: str) -> Registered | None:
        return Registered() if la_code == "991" else None

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        found = self.partner(la_id, kind, None)
        return [found] if found else []

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        assert la_id == ACTORS[LA].organisation_id
        known = {PROVIDER: ACTORS[PROVIDER].organisation_id, OrganisationKind.COMMISSIONING_BODY: BODY}
        return known.get(kind) if named in (None, "ours") else None


@dataclass
class Unit:
    """A unit of work that keeps in memory what is put."""

    case: StoredCase
    by: OrganisationKind = LA
    now: datetime = NOW
    today: date = TODAY
    put_so_far: list[Staged] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return ACTORS[self.by]

    @property
    def recorded(self) -> Recorded:
        return Recorded(self.actor, self.today, self.now)

    def put(self, staged: Staged) -> None:
        self.put_so_far.append(staged)

    async def lock(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        return {self.case.id: self.case} if self.case and self.case.id in case_ids else {}

    async def flush(self) -> None:
        """What was put stays in memory."""


class KnownNotices:
    """Notices of which one reference was recorded before."""

    first = uuid4()

    async def same(self, notice: Sought) -> Found | None:
        return Found(self.first, sure=True) if notice.reference == "KNOWN" else None


class NoContacts:
    """Contact details of which none are known, and none are recorded here."""

    async def of(self, case_id: UUID) -> KnownContact | None:
        raise NotImplementedError

    async def add(self, case: StoredCase, known: KnownContact) -> bool:
        raise NotImplementedError

    async def replace(self, case: StoredCase, known: KnownContact) -> None:
        raise NotImplementedError

    async def erase(self, case_id: UUID) -> None:
        raise NotImplementedError


class NoFamilies:
    """Families of which nothing is known, and nothing is recorded here."""

    async def of(self, case_id: UUID) -> Family:
        raise NotImplementedError

    async def keep(self, case: StoredCase, family: Family) -> None:
        raise NotImplementedError

    async def earlier(self, case_id: UUID) -> CaseFacts | None:
        raise NotImplementedError


@dataclass
class Hangs:
    """What hangs on the case: a booked session, or nothing but what is asked for."""

    booked: Elsewhere | None = None
    asked: list[tuple[Action, Reported | None]] = field(default_factory=list)
    followed: list[OfSession] = field(default_factory=list)

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        self.asked.append((action, reported))
        if self.booked is not None:
            raise GoesBehindSession(self.booked)
        return {"record": "search"} if reported else {}

    async def follow(self, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        assert isinstance(after, CaseFacts)
        self.followed = list(corrected)


def bench(hangs: Hangs | None = None, *, allows_proposals: bool = False) -> Bench:
    desk = replace(DESK, directory=Directory())
    return Bench(desk, KnownNotices(), hangs or Hangs(), NoContacts(), NoFamilies(), allows_proposals)


def a_notice(**said: Any) -> RecordNotice:
    usual = {
        "la_reference": "EHC-1",
        "kind": DecisionKind.PLAN_CONTENT,
        "sent_on": date(2026, 2, 2),
        "sections": frozenset({PlanSection.B}),
        "appellant_kind": AppellantKind.PARENT,
        "appellant_name": "Sam Example",
    }
    return RecordNotice(**{**usual, **said})


async def a_case() -> StoredCase:
    return (await record_notice(Unit(NO_CASE), bench(), a_notice())).case


NO_CASE: Any = None


async def taken(case: StoredCase, *steps: commands.Command) -> StoredCase:
    for command in steps:
        case = await take_action(Unit(case, command.by), bench(), TakeAction(command=command))
    return case


def on(day: int, by: OrganisationKind = PROVIDER) -> dict[str, Any]:
    return {"by": by, "occurred_on": date(2026, 2, day)}


CONTACTED = commands.ContactAdviser(**on(9))
REQUESTED = commands.RequestMediation(**on(10), health_raised=True)
CERTIFIED = (
    CONTACTED,
    commands.DeclineMediation(**on(10)),
    commands.IssueCertificate(**on(11), ground=CertificateGround.DECLINED, number="MC-1"),
)


async def test_a_notice_opens_a_case_and_is_put_once() -> None:
    work = Unit(NO_CASE)
    recorded = await record_notice(work, bench(), a_notice())
    opened = recorded.case
    assert ([one.case for one in work.put_so_far], recorded.opened) == ([opened], True)
    assert (opened.la_code, opened.version, opened.provider_id) == ("991", 1, ACTORS[PROVIDER].organisation_id)
    assert DESK.sealing.open(opened.sealed, str(opened.id)) == {"name": "Sam Example", "name_of": "parent"}


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"sent_on": date(2026, 11, 21)}, "#/decision/notice_sent_on", "future"),
        ({"kind": DecisionKind.REFUSAL_TO_ASSESS}, "#/decision/sections", "sections"),
        ({"provider": "another"}, "#/provider", "provider"),
        ({"regime": RegimeId.GREEN_PAPER_2022}, "#/regime", "regime"),
    ],
)
async def test_a_notice_that_is_wrong_here_puts_nothing(said: dict[str, Any], pointer: str, code: str) -> None:
    work = Unit(NO_CASE)
    with pytest.raises(WrongInput) as refused:
        await record_notice(work, bench(), a_notice(**said))
    assert (refused.value.pointer, refused.value.code, work.put_so_far) == (pointer, code, [])


async def test_a_proposal_is_for_where_no_family_is_real() -> None:
    proposed = a_notice(regime=RegimeId.GREEN_PAPER_2022)
    opened = await record_notice(Unit(NO_CASE), bench(allows_proposals=True), proposed)
    assert opened.case.facts.regime is RegimeId.GREEN_PAPER_2022


async def test_a_notice_that_is_known_is_another_only_where_that_is_said() -> None:
    with pytest.raises(NoticeKnown) as known:
        await record_notice(Unit(NO_CASE), bench(), a_notice(la_reference="KNOWN"))
    assert known.value.case_id == KnownNotices.first
    work = Unit(NO_CASE)
    await record_notice(work, bench(), a_notice(la_reference="KNOWN", not_a_duplicate=True))
    assert work.put_so_far[0].not_a_duplicate


@pytest.mark.parametrize(
    ("said", "refusal"), [({"detained": True}, SeparateScheme), ({"sent_on": date(2014, 8, 31)}, BeforeCommencement)]
)
async def test_what_lies_outside_the_law_opens_no_case(said: dict[str, Any], refusal: type[Exception]) -> None:
    work = Unit(NO_CASE)
    with pytest.raises(refusal):
        await record_notice(work, bench(), a_notice(**said))
    assert work.put_so_far == []


async def test_an_action_is_put_and_its_words_are_sealed() -> None:
    asked = await taken(await a_case(), CONTACTED)
    work = Unit(asked, PROVIDER)
    after = await take_action(work, bench(), TakeAction(command=REQUESTED, private={"issues": ["health"]}))
    assert [one.case for one in work.put_so_far] == [after]
    kept = DESK.sealing.open(after.sealed, str(after.id))
    assert kept.pop("issue_steps") == {str(after.version): {"issues": ["health"]}}
    assert kept == {"name": "Sam Example", "name_of": "parent", "issues": ["health"]}
    assert "issues" not in work.put_so_far[0].event.changes


async def test_a_refusal_carries_the_command_and_the_case() -> None:
    case = await a_case()
    work = Unit(case)
    appeal = commands.RegisterAppeal(**on(20, LA), basis=AppealBasis.CERTIFICATE)
    with pytest.raises(CaseRefuses) as refused:
        await take_action(work, bench(), TakeAction(command=appeal))
    assert (refused.value.case, refused.value.command) == (case, appeal)
    assert isinstance(refused.value.refusal, GateClosed)
    assert work.put_so_far == []


async def test_a_case_is_not_parted_from_its_booked_session() -> None:
    case = await taken(await a_case(), CONTACTED, REQUESTED)
    work, hangs = Unit(case), Hangs(Elsewhere(uuid4(), "reschedule"))
    arrange = commands.ArrangeMediation(**on(16, LA), session_on=date(2026, 3, 3))
    with pytest.raises(GoesBehindSession):
        await take_action(work, bench(hangs), TakeAction(command=arrange))
    assert (work.put_so_far, hangs.asked) == ([], [(Action.ARRANGE_MEDIATION, None)])


async def test_a_report_rests_on_the_search_that_it_names() -> None:
    case = await taken(await a_case(), CONTACTED, REQUESTED)
    work, hangs, search_id = Unit(case), Hangs(), uuid4()
    report = commands.ReportCannotArrange(**on(20, LA))
    await take_action(work, bench(hangs), TakeAction(command=report, search_id=search_id))
    assert hangs.asked == [(Action.REPORT_CANNOT_ARRANGE, Reported(search_id, date(2026, 2, 20)))]
    assert work.put_so_far[0].event.about == {"record": "search"}


async def test_what_hangs_on_a_case_is_not_asked_where_it_does_not_matter() -> None:
    hangs = Hangs(Elsewhere(uuid4(), "reschedule"))
    work = Unit(await a_case(), PROVIDER)
    await take_action(work, bench(hangs), TakeAction(command=CONTACTED))
    assert hangs.asked == []
    assert work.put_so_far[0].event.about is None


async def test_the_commissioning_body_that_is_told_sees_the_case() -> None:
    case = await taken(await a_case(), CONTACTED, REQUESTED)
    told = commands.NotifyCommissioningBody(**on(12, LA))
    after = await take_action(Unit(case), bench(), TakeAction(command=told, commissioning_body="ours"))
    assert after.body_id == BODY
    with pytest.raises(WrongInput) as refused:
        await take_action(Unit(case), bench(), TakeAction(command=told, commissioning_body="another"))
    assert refused.value.pointer == "#/commissioning_body"


async def test_a_name_and_a_reference_must_be_of_this_case() -> None:
    case = await taken(await a_case(), *CERTIFIED)
    passes_on = commands.ReissueCertificate(**on(12), number="MC-2", holder_kind=AppellantKind.YOUNG_PERSON)
    with pytest.raises(WrongInput) as unnamed:
        await take_action(Unit(case, PROVIDER), bench(), TakeAction(command=passes_on))
    named = TakeAction(command=passes_on, private={"name": "Alex Example"})
    assert (await take_action(Unit(case, PROVIDER), bench(), named)).facts.certificate is not None
    elsewhere = commands.RegisterAppeal(
        **on(20, LA), basis=AppealBasis.CERTIFICATE, tribunal_reference="EH992/26/00101"
    )
    with pytest.raises(WrongInput) as of_another:
        await take_action(Unit(case), bench(), TakeAction(command=elsewhere))
    assert [unnamed.value.pointer, of_another.value.pointer] == ["#/holder_name", "#/tribunal_reference"]


class Moved(Exception):
    """The case is at another version than the caller meant."""


async def test_a_caller_who_means_another_version_records_nothing() -> None:
    def must_be_first(version: int) -> None:
        if version != 1:
            raise Moved

    case = await a_case()
    told = TakeAction(command=CONTACTED, must_be_version=must_be_first)
    after = await take_action(Unit(case, PROVIDER), bench(), told)
    work = Unit(after, PROVIDER)
    with pytest.raises(Moved):
        await take_action(work, bench(), replace(told, command=commands.DeclineMediation(**on(10))))
    assert (after.updated_at, work.put_so_far) == (datetime(2026, 11, 20, 9, 30, tzinfo=UTC), [])
