"""The issues of a request, corrected step by step: the corrected record is the record made right the first time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.corrected import Asked, LaterEventsStand
from app.cases.domain.facts import CaseFacts
from app.cases.refusals import CannotCorrect, CaseRefuses, CorrectionRefused, WrongInput
from app.cases.schemas.actions import BODIES, Recording
from app.cases.schemas.correcting import EventCorrected
from app.cases.use_cases import Bench, take_action
from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.law.domain.regimes import RegimeId
from app.platform.http.problems import Problem
from tests.cases.use_cases.test_correcting import ONE_DESK, PROVIDER, Told, Work, correct, opened
from tests.cases.use_cases.test_recording import TODAY
from tests.cases.use_cases.test_use_cases import Hangs, KnownNotices, NoContacts, NoFamilies
from tests.support.walks import a_lot

ISSUES = ("B", "F", "G", "health", "lighthouse", "social care")
DAY = date(2026, 2, 10)
REFUSED = (CannotCorrect, CaseRefuses, CorrectionRefused, WrongInput, Problem)


@dataclass(frozen=True)
class Step:
    """A step of a request: its action, and what it says."""

    action: str
    says: Mapping[str, Any]


def some(lot: Random) -> list[str]:
    return lot.sample(ISSUES, lot.randint(1, 3))


def a_step(lot: Random) -> Step:
    action = lot.choice(["add-issues", "add-issues", "drop-issues"])
    says: dict[str, Any] = {"issues": some(lot)}
    if action == "add-issues" and lot.random() < 0.3:
        says["health_provision_wanted"] = "Therapy."
    return Step(action, says)


async def take(told: Told, step: Step) -> None:
    """Record a step as its request would."""
    schema = next(body for action, body in BODIES.items() if action == step.action)
    body = schema.model_validate({"occurred_on": DAY, **step.says})
    work = Work(told.case, by=PROVIDER)
    bench = Bench(ONE_DESK, KnownNotices(), Hangs(), NoContacts(), NoFamilies())
    await take_action(work, bench, body.said(body.command(Recording(PROVIDER, TODAY, lambda: "unused"))))
    told.add(*work.put_so_far)


def asked_for(told: Told) -> tuple[CaseFacts, Any, Any]:
    """The facts of a case, and the issues that are sealed with it."""
    kept = ONE_DESK.sealing.open(told.case.sealed, str(told.case.id))
    return told.case.facts, kept.get("issues"), kept.get("health_provision_wanted")


async def walked(steps: Mapping[int, Step]) -> Told:
    """Record steps on a new case. A step that adds an issue which is there already adds the others."""
    facts = CaseFacts(
        regime=RegimeId.CFA_2014,
        kind=DecisionKind.PLAN_CONTENT,
        notice_sent_on=date(2026, 2, 2),
        sections=frozenset({PlanSection.B, PlanSection.F}),
        appellant_kind=AppellantKind.PARENT,
    )
    told = opened(facts)
    for step in steps.values():
        try:
            await take(told, step)
        except WrongInput:
            new = [one for one in step.says["issues"] if one not in asked_for(told)[1]]
            if step.action == "add-issues" and new:
                await take(told, replace(step, says={**step.says, "issues": new}))
            else:
                assert step.action == "add-issues"
    return told


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0))
async def test_corrected_issues_are_those_recorded_right_the_first_time(seed: int) -> None:
    lot = a_lot(seed)
    told, steps = await walked({}), {}
    for step in [Step("request-mediation", {"issues": some(lot)}), *(a_step(lot) for _ in range(5))]:
        try:
            await take(told, step)
        except REFUSED:
            continue
        steps[told.case.version] = step
    for seq, step in steps.items():
        before = Told(list(told.events), told.case)
        says = {**step.says, "issues": some(lot)}
        correction = EventCorrected(seq=seq, replace={"issues": says["issues"]})
        right = {**steps, seq: replace(step, says=says)}
        wanted = correction.asked("#", TODAY)
        try:
            await correct(before, wanted)
        except LaterEventsStand as later:
            gone = [Asked(seq=one.entry.seq) for one in later.corrected.folded.fallen]
            try:
                await correct(before, wanted, *gone)
            except (LaterEventsStand, *REFUSED):
                continue
            right = {place: one for place, one in right.items() if place not in {each.seq for each in gone}}
        except REFUSED:
            assert before.events == told.events
            continue
        assert asked_for(before) == asked_for(await walked(right))
