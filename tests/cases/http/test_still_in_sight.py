"""Whoever acts on a case goes on seeing it: every move, by every party that may make it, over HTTP.

A case is walked along the pathway, always by a move that no walk has made yet, where one is possible. What a party has
once seen stays in its sight; a party that does not see the case is answered 404, and never 500.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.domain.commands import (
    AddIssues,
    ChangeAppealIssues,
    Command,
    ConfirmNotice,
    DropIssues,
    ListHearing,
    PassRight,
    RecordAppealOutcome,
    RecordDirections,
    ReinstateAppeal,
    RequestMediation,
    RespondToAppeal,
)
from app.cases.domain.conceded import Promised
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES
from app.cases.domain.proceedings import Dated
from app.cases.domain.words import Action
from app.cases.records import facts_from_json
from app.cases.use_cases import may_open_unseen
from app.kernel.terms import DecisionKind, OrganisationKind, PlanSection
from app.law.domain.chronology import Term
from app.platform.json import as_json
from tests.support.parties import Party, a_notice
from tests.support.walks import ENDINGS, a_beginning, a_lot, lawful

TODAY = date(2026, 11, 20)
Made = tuple[Action, str | None, OrganisationKind]
OWES_NOTHING = (Action.COMPLETE_DUTY, OrganisationKind.TRIBUNAL)
RECORDED = {(move.action, kind) for move in MOVES for kind in move.who} - {OWES_NOTHING}
CHANCE_TO_WITHDRAW = 0.3
NOT_SENT = ("by", "number", "health_raised", "health_only", "other_raised", "health_dropped")
ISSUES = count(1)
"""Each issue that is added has a number of its own: a request with health keeps those of the request before it."""
FEWEST_WALKS, WALKS, STEPS = 25, 150, 18


def body_of(command: Command) -> dict[str, Any]:
    """What a party sends to record a command."""
    said: dict[str, Any] = {}
    for one in fields(command):
        value = getattr(command, one.name)
        if one.name in NOT_SENT or value is None or (value is False and one.default is False):
            continue
        said[one.name] = _json(value)
    match command:
        case RespondToAppeal():
            said = {"occurred_on": said["occurred_on"], "late_reasons": "An adviser was ill."}
        case ListHearing():
            said["listed_for"] = said.pop("listed_on")
        case ChangeAppealIssues():
            said["issues"] = [{"about": "Another issue", "status": "live"}]
            del said["changes"]
    return said


def asked_after(command: Command, asked: list[str]) -> list[str]:
    """The issues of a request once a command is recorded."""
    match command:
        case RequestMediation():
            return ["F", "B", "health"] if command.health_raised else ["F", "B"]
        case AddIssues():
            health = command.health_raised and "health" not in asked
            return [*asked, *["health"][:health], *[f"issue {next(ISSUES)}"][: command.other_raised]]
        case DropIssues():
            return asked[:1]
    return asked


def _json(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return [_json(one) for one in value]
        case Dated():
            return {"what": value.what, "due_on": _json(value.due_on)}
        case Promised():
            sections = [str(one) for one in value.sections]
            return {"kind": value.kind, "promised_for": _json(value.promised_for), "sections": sections}
        case Term():
            return {"kind": value.kind, **({"agreed_by": _json(value.agreed_by)} if value.agreed_by else {})}
    return value


def _also_by_reference(facts: CaseFacts, command: Command) -> list[Command]:
    """What the tribunal records, the authority may record with the reference of the tribunal's decision.

    An appeal that was decided, or not opposed, the tribunal alone takes up again.
    """
    if isinstance(command, ReinstateAppeal) and facts.decided:
        return [command]
    if command.by is OrganisationKind.TRIBUNAL and isinstance(
        command, RecordAppealOutcome | RecordDirections | ReinstateAppeal
    ):
        by_the_authority = replace(command, by=OrganisationKind.LOCAL_AUTHORITY, decision_reference="EH991/26/00101")
        return [command, by_the_authority]
    return [command]


class Walker:
    """A case among its parties, and what each of them has seen of it."""

    def __init__(self, parties: Mapping[OrganisationKind, Party], owner: AsyncEngine, pathway: Pathway) -> None:
        self.parties, self.owner, self.pathway = parties, owner, pathway
        self.made: set[Made] = set()
        self.asked: dict[str, list[str]] = {}

    async def facts(self, case: str) -> CaseFacts:
        async with self.owner.connect() as connection:
            found = await connection.execute(text("SELECT facts FROM cases WHERE id = CAST(:id AS uuid)"), {"id": case})
            return facts_from_json(as_json(found.scalar_one()))

    async def sees(self, case: str) -> set[OrganisationKind]:
        answers = {
            kind: (await party.sends("GET", f"/v1/cases/{case}")).status_code for kind, party in self.parties.items()
        }
        assert set(answers.values()) <= {200, 404}, answers
        return {kind for kind, status in answers.items() if status == 200}

    def changes_what_was_asked(self, case: str, command: AddIssues | DropIssues) -> bool:
        """Whether there is an issue to add that was not asked about, or one to drop and another that remains."""
        asked = self.asked[case]
        return asked_after(command, asked) != asked

    def news(self, facts: CaseFacts, command: Command) -> Made:
        [move] = self.pathway.claiming(facts, command)
        return command.action, move.variant, command.by

    async def walk(self, beginning: CaseFacts, lot: Random) -> None:
        la = self.parties[OrganisationKind.LOCAL_AUTHORITY]
        sent = beginning.notice_sent_on.isoformat()
        notice = a_notice(
            kind=beginning.kind, notice_sent_on=sent, sections=tuple(sorted(beginning.sections)),
            appellant={"kind": beginning.appellant_kind}, regime=beginning.regime, not_a_duplicate=True,
        )  # fmt: skip
        if beginning.notice_told_on is not None:
            la = self.parties[OrganisationKind.MEDIATION_PROVIDER]
            told_on = beginning.notice_told_on.isoformat()
            notice |= {"la_code": "991", "la_reference": None, "told_on": told_on, "not_a_duplicate": True}
        case = (await la.posts("/v1/cases", notice))["id"]
        day, seen = beginning.notice_sent_on, await self.sees(case)
        for _ in range(STEPS):
            facts = await self.facts(case)
            day = min(day + timedelta(days=lot.choice((0, 0, 1, 3, 12, 40))), TODAY)
            possible = [
                one
                for said in lawful(self.pathway, facts, day, TODAY)
                for one in _also_by_reference(facts, said)
                if not isinstance(one, AddIssues | DropIssues) or self.changes_what_was_asked(case, one)
            ]
            new = [one for one in possible if self.news(facts, one) not in self.made]
            if not possible:
                return
            onward = [one for one in possible if one.action not in ENDINGS]
            given_up = [one for one in possible if one.action is Action.WITHDRAW and facts.appeal]
            if given_up and lot.random() < CHANCE_TO_WITHDRAW:  # a withdrawn appeal may be reinstated
                onward, new = given_up, new and given_up
            command = lot.choice(new or onward or possible)
            seen = await self.step(case, command, facts, seen)

    async def step(
        self, case: str, command: Command, facts: CaseFacts, seen: set[OrganisationKind]
    ) -> set[OrganisationKind]:
        said = body_of(command)
        if isinstance(command, ConfirmNotice):
            said |= {"notice_sent_on": facts.notice_sent_on.isoformat(), "not_a_duplicate": True}
        if isinstance(command, PassRight):
            said["holder_name"] = "Robin Example"
        before = self.asked.get(case, [])
        self.asked[case] = asked_after(command, before)
        match command:
            case RequestMediation():
                said["issues"] = self.asked[case]
            case AddIssues():
                said["issues"] = self.asked[case][len(before) :]
            case DropIssues():
                said["issues"] = before[1:]
        answer = await self.parties[command.by].tries(case, command.action, **said)
        told = f"{command} as {command.by}: {answer.status_code} {answer.text}"
        may = command.by in seen or may_open_unseen(command.by, command.action)
        self.made.add(self.news(facts, command))
        assert answer.status_code == (200 if may else 404), told
        now = await self.sees(case)
        assert now >= seen, f"{seen - now} sees it no more after {told}"
        assert not may or command.by in now, f"lost with its own act: {told}"
        return now


async def test_whoever_acts_on_a_case_goes_on_seeing_it(
    app: FastAPI, owner: AsyncEngine, la: Party, provider: Party, icb: Party, tribunal: Party
) -> None:
    parties = {
        OrganisationKind.LOCAL_AUTHORITY: la,
        OrganisationKind.MEDIATION_PROVIDER: provider,
        OrganisationKind.COMMISSIONING_BODY: icb,
        OrganisationKind.TRIBUNAL: tribunal,
    }
    walker = Walker(parties, owner, app.state.service.pathway)
    for seed in range(WALKS):
        lot = a_lot(seed)
        beginning = a_beginning(lot, letters=True)
        if seed % 4 == 0:  # the lot falls on health alone too seldom
            beginning = replace(beginning, kind=DecisionKind.PLAN_CONTENT, sections=frozenset({PlanSection.G}))
        await walker.walk(beginning, lot)
        if seed >= FEWEST_WALKS and {made[::2] for made in walker.made} >= RECORDED:
            break
    assert RECORDED - {made[::2] for made in walker.made} == set()


async def test_the_tribunal_keeps_a_case_whose_grounds_it_widens(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-02-09")
    widened = await tribunal.records(case, "widen-grounds", sections=["F"], occurred_on="2026-02-10")
    assert (widened["placement_only"], widened["decision"]["sections"]) == (False, ["F", "I"])
    assert (await tribunal.sees(case))["placement_only"] is False
    assert case in [one["id"] for one in await tribunal.lists("/v1/cases", limit=200)]
    assert (await tribunal.records(case, "withdraw", occurred_on="2026-02-11"))["state"] == "closed"


async def test_so_does_it_where_the_authority_widens_them(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await la.records(case, "widen-grounds", sections=["F"], occurred_on="2026-02-10")
    await la.records(case, "concede", occurred_on="2026-02-11")
    assert (await tribunal.sees(case))["placement_only"] is False
