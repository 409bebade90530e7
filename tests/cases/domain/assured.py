"""Searches shared between tests, and counter-examples played again."""

import gc
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from app.cases.domain.assurance import DISPUTES, EARLY, NOTICE, Dispute, explore, searched_as, verdict
from app.cases.domain.assurance import CaseExplored as Explored
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import attempts, named, variants
from app.cases.domain.moves import AnyMove as Move
from app.cases.domain.view import next_day_of_interest, view
from app.cases.domain.words import Action
from app.kernel.assure import Assurance, Proof
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.terms import AppellantKind
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import PATHWAY

SEARCHED = tuple(dict.fromkeys(searched_as(regime, REGIMES) for regime in REGIMES.values()))
"""The regimes of which the search asks something of their own. What is found of them is found of the others."""

REFUSAL, CONTENTS, PLACEMENT, HEALTH, HEALTH_AND_PLACEMENT = DISPUTES


@cache
def assured(regime: RegimeId, notice: date = NOTICE, disputes: tuple[Dispute, ...] = DISPUTES) -> Assurance[Move]:
    """Search once, however many tests ask."""
    return verdict(PATHWAY, regime, [explored(regime, dispute, notice) for dispute in disputes])


def explored(regime: RegimeId, dispute: Dispute, notice: date = NOTICE) -> Explored:
    """Search one kind of dispute once, however many tests ask for its states."""
    return _explored(regime, dispute, notice)  # the cache takes a default that is left out for another question


@cache
def _explored(regime: RegimeId, dispute: Dispute, notice: date) -> Explored:
    kind, sections = dispute
    found = explore(PATHWAY, CaseFacts(regime, kind, notice, AppellantKind.PARENT, sections))
    gc.freeze()  # it stays until it is forgotten: looking through it for garbage would be in vain
    return found


def forget() -> None:
    """Let go of every search that is shared."""
    assured.cache_clear()
    _explored.cache_clear()
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def broken(assurance: Assurance[Move], but: Sequence[str] = ("every-action-is-reachable",)) -> dict[str, Proof]:
    """Return the properties that fail. A search of some disputes alone does not reach every action."""
    return {p.name: p for p in assurance.properties if not p.holds and p.name not in but}


def replayed(
    pathway: Pathway, regime: RegimeId, dispute: Dispute, way: Sequence[str], notice: date = NOTICE
) -> tuple[CaseFacts, date]:
    """Take the steps of a counter-example, one by one, through a machine."""
    kind, sections = dispute
    facts, today = CaseFacts(regime, kind, notice, AppellantKind.PARENT, sections), notice + EARLY
    for step in way:
        if step.startswith("until "):
            today = date.fromisoformat(step.removeprefix("until "))
            continue
        menu = (*(c for action in Action for c in variants(action, today, pathway)), *attempts(today, pathway))
        command = next(c for c in menu if named(c) == step)
        facts = apply(facts, pathway.decide(facts, command, today))
    return facts, today


def everything_ahead(
    pathway: Pathway, facts: CaseFacts, today: date, may_rely_on: Callable[[Move], bool]
) -> list[CaseFacts]:
    """Walk on from a case, by time and by every command of these moves."""
    latest = facts.contact_closes_on.toordinal() + 200
    found, seen, waiting = [facts], {(today, view(facts, today, pathway))}, [(facts, today)]
    while waiting:
        case, day = waiting.pop()
        onward = [(case, next_day_of_interest(case, day, pathway.law.regime(case)))]
        for action in Action:
            for command in variants(action, day, pathway):
                claiming = pathway.claiming(case, command)
                if claiming and may_rely_on(claiming[0]):
                    try:
                        onward.append((apply(case, pathway.decide(case, command, day)), day))
                    except Refusal:
                        continue
        for after, then in onward:
            mark = (then, view(after, then, pathway))
            if mark not in seen and then.toordinal() <= latest:
                seen.add(mark)
                found.append(after)
                waiting.append((after, then))
    return found


def after(facts: CaseFacts, command: Command, today: date) -> CaseFacts | None:
    """Return the case after a command, or None where it is refused."""
    if not PATHWAY.claiming(facts, command):
        return None  # as deciding would say, but sooner
    try:
        return apply(facts, PATHWAY.decide(facts, command, today))
    except Refusal:
        return None


def menu(today: date) -> list[Command]:
    return [command for action in Action for command in variants(action, today, PATHWAY)]
