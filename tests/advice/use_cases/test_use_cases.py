"""The use cases of advice, driven with no request at all: on the real database, through a unit of work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.advice.bench import Bench
from app.advice.domain import commands
from app.advice.domain.facts import Consent
from app.advice.domain.words import (
    ConsentCovers,
    ContactMeans,
    OfferAnswer,
    OfferDeclineReason,
    ReferralState,
    ReferredPerson,
    Source,
)
from app.advice.figures.store import Figures
from app.advice.figures.use_cases import publish
from app.advice.offers.use_cases import Offer, OffersOnCase, offer, offers_on
from app.advice.referrals import recording
from app.advice.referrals.recording import Receipt, StoredReferral, TooManyContacts
from app.advice.referrals.use_cases import RecordOnReferral, Refer, record_on_referral, refer
from app.advice.refusals import OfferRefuses, ReferralRefuses, ReferredBefore, SpeaksForItself
from app.advice.services.use_cases import SayCapacity, say_capacity, turn_to
from app.advice.unit import bench_of
from app.cases.domain.words import OfferMoment
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.cases.sandbox import actor, open_story
from app.cases.store import CasesWork, CaseWork, on_case, on_cases
from app.cases.stories import LA, NOTICE_SENT_ON, PROVIDER, Story
from app.cases.unit import Service
from app.kernel.errors import GateClosed, NotYours, Unseen
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import latest
from app.platform.actor import Actor
from app.platform.sandbox_organisations import BY_SLUG

ADVICE = OrganisationKind.ADVICE_SERVICE
AUTHORITY, HELPER = actor(LA), actor(ADVICE)
NEXT_AREA = Actor(BY_SLUG["sandbox-advice-992"].id, ADVICE, "sandbox-advice-992")
DAY = NOTICE_SENT_ON + timedelta(days=8)
PARENT = ReferredPerson.PARENT
CONTACT = {"name": "Sam Example", "telephone": "01632 960001", "email": None, "best_time": None}


@pytest.fixture(scope="module")
async def service(app: FastAPI) -> Service:
    made: Service = app.state.service
    await made.organisations.refresh()
    return made


@asynccontextmanager
async def at_work(service: Service, case_id: UUID, who: Actor = AUTHORITY) -> AsyncIterator[tuple[CaseWork, Bench]]:
    """A unit of work on a case, with its bench; kept if nothing is refused."""
    async with on_case(service.database, who, case_id, lock=True) as work:
        yield work, bench_of(service, work)
        await work.commit()


@asynccontextmanager
async def at_the_service(service: Service, who: Actor = HELPER) -> AsyncIterator[tuple[CasesWork, Bench]]:
    """A unit of work of an organisation that sees no case."""
    async with on_cases(service.database, who) as work:
        yield work, bench_of(service, work)
        await work.commit()


@pytest.fixture
async def case_id(service: Service) -> UUID:
    story = Story(f"advised-{uuid4()}")
    await open_story(service.database, service.desk, story)
    return story.case_id


def consent(by: ReferredPerson = PARENT, on: date = DAY, *covers: ConsentCovers) -> Consent:
    return Consent(by, on, frozenset({ConsentCovers.CONTACT, *covers}))


def a_parent(**said: Any) -> Refer:
    return Refer(**{"person": PARENT, "consent": consent(), "contact": CONTACT, "referred_on": DAY, **said})


async def refers(service: Service, case_id: UUID, command: Refer, who: Actor = AUTHORITY) -> StoredReferral:
    async with at_work(service, case_id, who) as (work, bench):
        return await refer(work, bench, work.case, command)


async def offers(
    service: Service, case_id: UUID, command: Offer, who: Actor = AUTHORITY
) -> tuple[StoredCase, OffersOnCase]:
    async with at_work(service, case_id, who) as (work, bench):
        case = await offer(work, bench, command)
        return case, await offers_on(work, bench, case)


async def records(
    service: Service, referral: UUID, command: commands.Command, who: Actor = HELPER, **said: Any
) -> StoredReferral | Receipt:
    async with at_the_service(service, who) as (work, bench):
        return await record_on_referral(work, bench, RecordOnReferral(referral_id=referral, command=command, **said))


def step(kind: type[commands.Command], by: OrganisationKind = ADVICE, **said: Any) -> commands.Command:
    return kind(by=by, occurred_on=DAY, **said)


async def test_an_offer_is_kept_on_the_case_and_its_answer_is_not(service: Service, case_id: UUID) -> None:
    declined = Offer(made_on=DAY, answer=OfferAnswer.DECLINED, reason=OfferDeclineReason.NOT_NOW)
    case, found = await offers(service, case_id, declined)
    assert (case.version, [one.moment for one in case.facts.offers]) == (2, [OfferMoment.NOTICE])
    assert found.due is None
    assert (found.made[0].answer, found.made[0].reason) == (OfferAnswer.DECLINED, OfferDeclineReason.NOT_NOW)
    with pytest.raises(OfferRefuses, match="This offer of help is not due"):
        await offers(service, case_id, Offer(made_on=DAY, answer=OfferAnswer.ACCEPTED))


async def test_a_yes_becomes_a_no_and_the_case_stays_as_it_was(service: Service, case_id: UUID) -> None:
    said_yes, _ = await offers(service, case_id, Offer(made_on=DAY, answer=OfferAnswer.ACCEPTED))
    corrected, found = await offers(service, case_id, Offer(answer=OfferAnswer.DECLINED))
    assert corrected == said_yes
    assert found.made[0].answer is OfferAnswer.DECLINED


@pytest.mark.parametrize(("on", "code"), [(NOTICE_SENT_ON - timedelta(days=1), "notice"), (date(2100, 1, 1), "future")])
async def test_an_offer_has_a_possible_day(service: Service, case_id: UUID, on: date, code: str) -> None:
    with pytest.raises(WrongInput) as refused:
        await offers(service, case_id, Offer(moment=OfferMoment.NOTICE, made_on=on))
    assert (refused.value.pointer, refused.value.code) == ("#/made_on", code)


async def test_the_holder_of_the_right_alone_answers(service: Service, case_id: UUID) -> None:
    by_another = Offer(answer=OfferAnswer.DECLINED, answered_by=ReferredPerson.YOUNG_PERSON)
    with pytest.raises(OfferRefuses, match="Only the holder"):
        await offers(service, case_id, by_another)


async def test_a_refusal_keeps_nothing(service: Service, case_id: UUID) -> None:
    with pytest.raises(OfferRefuses):
        await offers(service, case_id, Offer(moment=OfferMoment.APPEAL_REGISTERED, made_on=DAY))
    async with at_work(service, case_id) as (work, bench):
        assert work.case.version == 1
        assert await bench.offers.made(case_id) == []


async def test_a_referral_is_made_once_and_answers_the_offer(service: Service, case_id: UUID) -> None:
    stored = await refers(service, case_id, a_parent())
    assert (stored.service_id, stored.case_id, stored.facts.source) == (HELPER.organisation_id, case_id, Source(LA))
    async with at_work(service, case_id) as (work, bench):
        assert work.case.version == 2, "the referral is an answer to the offer that was due"
        assert (await offers_on(work, bench, work.case)).due is None
    with pytest.raises(ReferredBefore) as again:
        await refers(service, case_id, a_parent())
    assert again.value.referral_id is None, "the same organisation knows its own"


async def test_a_referral_rests_on_the_persons_own_consent(service: Service, case_id: UUID) -> None:
    with pytest.raises(ReferralRefuses) as refused:
        await refers(service, case_id, a_parent(consent=consent(ReferredPerson.YOUNG_PERSON)))
    assert isinstance(refused.value.refusal, GateClosed)
    assert (refused.value.action, refused.value.state) == ("refer", ReferralState.NEW)
    opens_the_case = consent(ReferredPerson.YOUNG_PERSON, DAY, ConsentCovers.CASE_DATES)
    with pytest.raises(ReferralRefuses):
        await refers(service, case_id, a_parent(person=ReferredPerson.YOUNG_PERSON, consent=opens_the_case))


async def test_an_organisation_speaks_for_itself(service: Service, case_id: UUID) -> None:
    with pytest.raises(SpeaksForItself):
        await refers(service, case_id, a_parent(source=Source.FAMILY))
    with pytest.raises(WrongInput, match="No advice service with that name"):
        await refers(service, case_id, a_parent(advice_service="sandbox-advice-992"))


async def test_a_service_records_who_came_to_it(service: Service, case_id: UUID) -> None:
    came = a_parent(case_id=case_id, source=Source.SCHOOL)
    async with at_the_service(service) as (work, bench):
        stored = await refer(work, bench, None, came)
    assert stored.case_id == case_id
    with pytest.raises(ReferredBefore) as again:
        async with at_the_service(service) as (work, bench):
            await refer(work, bench, None, replace(came, id=uuid4(), consent=consent(on=DAY - timedelta(days=1))))
    assert again.value.referral_id == stored.id
    with pytest.raises(Unseen):
        async with at_the_service(service, NEXT_AREA) as (work, bench):
            await refer(work, bench, None, came)


async def test_an_authority_refers_on_a_case(service: Service) -> None:
    with pytest.raises(WrongInput) as refused:
        async with at_the_service(service, AUTHORITY) as (work, bench):
            await refer(work, bench, None, a_parent())
    assert refused.value.pointer == "#/case_id"


async def test_a_service_helps_and_keeps_its_notes_sealed(service: Service, case_id: UUID) -> None:
    referral = (await refers(service, case_id, a_parent())).id
    await records(service, referral, step(commands.Open), note="She prefers the mornings")
    accepted = await records(service, referral, step(commands.Accept))
    assert isinstance(accepted, StoredReferral)
    assert (accepted.facts.state, accepted.version) == (ReferralState.ACCEPTED, 3)
    with pytest.raises(ReferralRefuses) as refused:
        await records(service, referral, step(commands.Open))
    assert (refused.value.action, refused.value.state) == ("open", ReferralState.ACCEPTED)
    with pytest.raises(Unseen):
        await records(service, referral, step(commands.Start), NEXT_AREA)


async def test_contacts_have_a_limit(service: Service, case_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = (await refers(service, case_id, a_parent())).id
    for kind in (commands.Open, commands.Accept):
        await records(service, referral, step(kind))
    monkeypatch.setattr(recording, "MOST_CONTACTS", 1)
    call = step(commands.RecordContact, means=ContactMeans.PHONE)
    await records(service, referral, call)
    with pytest.raises(TooManyContacts):
        await records(service, referral, call)


async def test_the_organisation_that_referred_passes_a_withdrawal_on_and_nothing_else(
    service: Service, case_id: UUID
) -> None:
    referral = (await refers(service, case_id, a_parent())).id
    with pytest.raises(ReferralRefuses) as refused:
        await records(service, referral, step(commands.Open, LA), AUTHORITY)
    assert isinstance(refused.value.refusal, NotYours)
    for _ in range(2):
        receipt = await records(service, referral, step(commands.WithdrawConsent, LA), AUTHORITY)
        assert isinstance(receipt, Receipt), "the same both times: it tells nothing of what became of the referral"
    told_too = await records(service, referral, step(commands.WithdrawConsent))
    assert isinstance(told_too, StoredReferral)
    assert (told_too.facts.state, told_too.case_id) == (ReferralState.WITHDRAWN, None)
    with pytest.raises(ReferralRefuses):
        await records(service, referral, step(commands.WithdrawConsent))


class Moved(Exception):
    """The record is at another version than the caller meant."""


def no_version(_: int) -> None:
    raise Moved


async def test_a_caller_who_means_another_version_changes_nothing(service: Service, case_id: UUID) -> None:
    with pytest.raises(Moved):
        await offers(service, case_id, Offer(made_on=DAY, moment=OfferMoment.NOTICE, must_be_version=no_version))
    referral = (await refers(service, case_id, a_parent())).id
    for by, who in ((ADVICE, HELPER), (LA, AUTHORITY)):
        with pytest.raises(Moved):
            await records(service, referral, step(commands.WithdrawConsent, by), who, must_be_version=no_version)
    assert isinstance(await records(service, referral, step(commands.Open)), StoredReferral)


async def test_a_full_service_leads_to_another_of_its_area(service: Service) -> None:
    full = SayCapacity(service_id=NEXT_AREA.organisation_id, unit="families", available=0, maximum=25)
    async with at_the_service(service, NEXT_AREA) as (work, bench):
        room = await say_capacity(work, bench, full)
        assert (room.version, room.capacity.full) == (1, True)
        again = await say_capacity(work, bench, replace(full, description="Ask again in May"))
        assert (again.version, again.description) == (2, "Ask again in May")
        [area] = [one.id for one in bench.directory.all if full.service_id in bench.directory.partners(one.id, ADVICE)]
        turn = await turn_to(bench, full.service_id, area)
    assert (turn.chosen, turn.alternative) == (full.service_id, None), "no other service says that it has room"
    with pytest.raises(Unseen):
        async with at_the_service(service) as (work, bench):
            await say_capacity(work, bench, full)


async def test_a_quarter_is_counted_once(service: Service, case_id: UUID) -> None:
    async with at_the_service(service, AUTHORITY) as (work, _):
        quarter = latest(work.today)
        first = await publish(work, Figures(work.connection), AUTHORITY.organisation_id, quarter)
    await refers(service, case_id, a_parent())
    async with at_the_service(service, AUTHORITY) as (work, _):
        assert await publish(work, Figures(work.connection), AUTHORITY.organisation_id, quarter) == first


async def test_a_provider_refers_as_itself(service: Service, case_id: UUID) -> None:
    stored = await refers(service, case_id, a_parent(), actor(PROVIDER))
    assert stored.facts.source is Source.MEDIATION_PROVIDER
