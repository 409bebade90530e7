"""Random walks along the pathway: whatever is lawful next, drawn by lot."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from app.cases.domain.assurance import told
from app.cases.domain.commands import Command, IssueCertificate, ReissueCertificate
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import owed, variants
from app.cases.domain.words import Action
from app.certificates.number import new as draw_number
from app.kernel.errors import Refusal
from app.kernel.terms import AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.regimes import RegimeId

ENDINGS = (Action.WITHDRAW, Action.CLOSE)
CHANCE_TO_GO_ON = 0.95
"""Most of the time no ending is drawn, or the walks would be short."""
CHANCE_OF_A_LETTER = 0.25
"""How many of the cases an adviser records."""


def a_lot(seed: int) -> Random:
    """Chance that can be had again."""
    return Random(seed)  # noqa: S311 - draws test cases, not secrets


def a_beginning(lot: Random, *, letters: bool = False) -> CaseFacts:
    """A case as its notice opens it. With `letters`, an adviser records some of them in the authority's place."""
    kind = lot.choice(list(DecisionKind))
    sections = lot.sample(list(PlanSection), lot.randint(0, 4)) if kind is DecisionKind.PLAN_CONTENT else []
    sent = date(2025, 1, 1) + timedelta(days=lot.randrange(600))
    case = CaseFacts(lot.choice(list(RegimeId)), kind, sent, lot.choice(list(AppellantKind)), frozenset(sections))
    by_an_adviser = letters and lot.random() < CHANCE_OF_A_LETTER
    return told(case, OrganisationKind.MEDIATION_PROVIDER) if by_an_adviser else case


def lawful(pathway: Pathway, facts: CaseFacts, on: date, today: date) -> Iterator[Command]:
    """Every command that the pathway allows on a case, from each party that may record it."""
    for action in Action:
        commands = owed(pathway, facts, on) if action is Action.COMPLETE_DUTY else variants(action, on, pathway)
        for command in commands:
            own: Command = command
            if isinstance(command, IssueCertificate | ReissueCertificate):
                own = replace(command, number=draw_number())
            for by in sorted({kind for move in pathway.moves_of(action) for kind in move.who}):
                said = replace(own, by=by)
                if _is_allowed(pathway, facts, said, today):
                    yield said


def _is_allowed(pathway: Pathway, facts: CaseFacts, command: Command, today: date) -> bool:
    """Whether a command may be recorded: most may not, and no reason is worked out."""
    claiming = pathway.claiming(facts, command)
    if not claiming:
        return False
    try:
        pathway.must_be_theirs(facts, command)
        pathway.must_be_in_time(facts, command, today)
    except Refusal:
        return False
    return pathway.changes_if_open(claiming[0], facts, command) is not None


def next_step(
    pathway: Pathway, facts: CaseFacts, day: date, today: date, lot: Random, taken: Counter[Action] | None = None
) -> Command | None:
    """A lawful command on or after a day: first the action is drawn, then its variant. None once the case is over.

    Half the time one of those is drawn that were taken least often before, where that is told.
    """
    on = min(day + timedelta(days=lot.choice((0, 0, 1, 3, 12, 40))), today)
    found = list(lawful(pathway, facts, on, today))
    if lot.random() < CHANCE_TO_GO_ON:
        found = [command for command in found if command.action not in ENDINGS]
    actions = sorted({command.action for command in found})
    if not actions:
        return None
    if taken is not None and lot.random() < 0.5:
        least = min(taken[action] for action in actions)
        actions = [action for action in actions if taken[action] == least]
    drawn = lot.choice(actions)
    return lot.choice([command for command in found if command.action is drawn])
