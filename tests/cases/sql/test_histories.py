"""Cases that are brought in with their past: the trail says who told it, and the case stands as its events say."""

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.domain import commands
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.recording import Notice, stage_history
from app.cases.records import History
from app.cases.store import on_cases
from app.cases.store_many import write_histories
from app.cases.unit import Service
from app.kernel.machine import fold
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.platform.actor import Actor, Recorded
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.feed import feed_up_to
from tests.support.parties import Party
from tests.support.walks import a_beginning, a_lot, next_step

TODAY = date(2026, 11, 20)
HISTORIES = 40
PROVIDER = OrganisationKind.MEDIATION_PROVIDER
LA = Actor(BY_SLUG["sandbox-la-991"].id, OrganisationKind.LOCAL_AUTHORITY, "sandbox-la-991")


def told(command: commands.Command) -> commands.Command | None:
    """Return a step as an authority can tell it; None for a step that it cannot tell."""
    match command:
        case commands.ReissueCertificate():
            return None
        case commands.IssueCertificate():
            return replace(command, number="OTHER-17", told_by_authority=True, issuer="Another Mediation Ltd")
        case commands.RecordAppealOutcome() | commands.ReinstateAppeal() | commands.Withdraw():
            return replace(command, decision_reference=command.decision_reference or "EH991/26/00001-D")
    return command


def a_walk(service: Service, lot: Random) -> tuple[CaseFacts, list[commands.Command]]:
    """Return a case's beginning, and steps that the pathway allows one after the other."""
    begun = facts = a_beginning(lot)
    day, steps, taken = facts.notice_sent_on, [], Counter[Action]()
    for _ in range(lot.randrange(12)):
        step = next_step(service.pathway, facts, day, TODAY, lot, taken)
        command = None if step is None else told(step)
        if command is None:
            break
        facts = fold(facts, [service.pathway.decide(facts, command, TODAY)])
        day = command.occurred_on
        steps.append(command)
    return begun, steps


def a_history(service: Service, begun: CaseFacts, steps: list[commands.Command], recorded: Recorded) -> History:
    body = BY_SLUG["sandbox-icb"].id
    case_id, provider = uuid4(), BY_SLUG["sandbox-provider-a"].id
    name = {"name": "Sam Example"}
    notice = Notice(case_id, LA.organisation_id, "991", provider, f"H {case_id}", None, None, begun, name, body_id=body)
    return stage_history(service.desk, notice, steps, recorded)


async def brought_in(service: Service, histories: list[tuple[CaseFacts, list[commands.Command]]]) -> list[History]:
    async with on_cases(service.database, LA) as work:
        recorded = Recorded(LA, TODAY, work.now)
        made = [a_history(service, begun, steps, recorded) for begun, steps in histories]
        await write_histories(work, made, service.seal)
        await work.commit()
    return made


async def test_every_walk_can_be_brought_in_at_once_and_its_trail_verifies(app: FastAPI, la: Party) -> None:
    service, lot = app.state.service, a_lot(26)
    for history in await brought_in(service, [a_walk(service, lot) for _ in range(HISTORIES)]):
        case = str(history.case.id)
        verdict = await la.gets(f"/v1/cases/{case}/events/verification")
        assert (verdict["intact"], verdict["length"]) == (True, len(history.events)), verdict
        trail = await la.lists(f"/v1/cases/{case}/events")
        assert {(event["source"], event["by"]) for event in trail} == {("imported", "local_authority")}


DECLINED: list[commands.Command] = [
    commands.ContactAdviser(by=PROVIDER, occurred_on=date(2026, 2, 9)),
    commands.DeclineMediation(by=PROVIDER, occurred_on=date(2026, 2, 10)),
    commands.IssueCertificate(
        by=PROVIDER,
        occurred_on=date(2026, 2, 11),
        ground=CertificateGround.DECLINED,
        number="OTHER-17",
        told_by_authority=True,
        issuer="Another Mediation Ltd",
    ),
]
NOTICE = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), AppellantKind.PARENT)


@pytest.fixture
async def certified(app: FastAPI) -> str:
    """A case whose certificate the authority told of."""
    [history] = await brought_in(app.state.service, [(NOTICE, DECLINED)])
    return str(history.case.id)


async def test_a_certificate_that_was_told_is_shown_as_told_and_is_never_confirmed(
    certified: str, la: Party, provider: Party, tribunal: Party, public: Any
) -> None:
    for party in (la, provider, tribunal):
        shown = (await party.sees(certified))["certificate"]
        assert shown["told_by_authority"] is True
        assert (shown["number"], shown["issuer"]) == ("OTHER-17", "Another Mediation Ltd")
    checked = (await public.get("/v1/certificates/OTHER-17/verification")).json()
    assert checked["result"] in ("invalid_format", "not_found")
    assert (await la.sends("GET", "/v1/certificates/OTHER-17")).status_code == 404
    told_of = [event for event in (await feed_up_to(provider, certified))[0] if event["case_id"] == certified]
    assert [event["source"] for event in told_of] == ["imported"] * 4


async def test_it_opens_the_gate_to_the_tribunal(certified: str, tribunal: Party) -> None:
    case = await tribunal.records(certified, "register-appeal", basis="certificate", occurred_on="2026-03-05")
    assert (case["state"], case["appeal"]["late"]) == ("appeal_registered", False)
    [last] = [event for event in await tribunal.lists(f"/v1/cases/{certified}/events") if event["seq"] == 5]
    assert "source" not in last


async def test_its_provider_may_replace_it_by_one_of_its_own(certified: str, provider: Party, public: Any) -> None:
    issued = (await provider.records(certified, "reissue-certificate", occurred_on="2026-03-01"))["certificate"]
    assert "told_by_authority" not in issued
    assert issued["issued_on"] == "2026-02-11"
    checked = (await public.get(f"/v1/certificates/{issued['number']}/verification")).json()
    assert checked["result"] == "found"
    assert (await provider.gets(f"/v1/cases/{certified}/events/verification"))["intact"] is True


async def test_nobody_but_the_authority_tells_of_one(la: Party, provider: Party, owner: AsyncEngine) -> None:
    case = UUID(await la.opens())
    told_of = "UPDATE cases SET certificate_told = true, before_tribunal = true WHERE id = :case"
    async with owner.connect() as connection:
        await connection.execute(text("SET ROLE mediation_app"))
        who = "SELECT app_bind(CAST(:organisation AS uuid), 'mediation_provider', NULL, NULL)"
        await connection.execute(text(who), {"organisation": provider.id})
        with pytest.raises(IntegrityError, match="the authority alone tells"):
            await connection.execute(text(told_of), {"case": case})
