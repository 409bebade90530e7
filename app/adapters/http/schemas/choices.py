"""What may be recorded on a case now, and for everything else: why not, and what would unlock it."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.adapters.http.schemas.base import Answer
from app.domain.errors import Refusal
from app.domain.law.rulebook import RULEBOOK
from app.domain.pathway import commands as c
from app.domain.pathway.machine import Pathway
from app.domain.pathway.search import owed, shortest_way, variants
from app.domain.pathway.words import Action, State
from app.domain.terms import OrganisationKind
from app.services.records import StoredCase


class Variant(Answer):
    """One way of taking an action: a ground, a basis, an outcome."""

    variant: str | None
    allowed: bool
    rule: str | None = None
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[Action] | None = Field(
        None, description="The shortest lawful sequence of actions that would allow it; null where there is none today."
    )


class Choice(Answer):
    """An action on this case today."""

    action: Action
    allowed: bool = Field(description="Whether at least one of its variants is allowed.")
    recorded_by: list[OrganisationKind]
    post_to: str
    rule: str | None = Field(None, description="Of the first variant, where the action is refused.")
    citation: str | None = None
    legislation_url: str | None = None
    reason: str | None = None
    unlock: list[Action] | None = None
    variants: list[Variant]


class Choices(Answer):
    """Every action on a case today."""

    case_id: UUID
    state: State
    as_of: date
    actions: list[Choice]

    @classmethod
    def of(cls, pathway: Pathway, case: StoredCase, today: date, actions: Iterable[Action] = Action) -> Self:
        """Try every action, or those asked for."""
        return cls(
            case_id=case.id,
            state=case.facts.state,
            as_of=today,
            actions=[_choice(pathway, case, action, today) for action in actions],
        )


def _choice(pathway: Pathway, case: StoredCase, action: Action, today: date) -> Choice:
    commands = owed(pathway, case.facts, today) if action is Action.COMPLETE_DUTY else variants(action, today, pathway)
    tried = [_variant(pathway, case, command, today) for command in commands]
    allowed = any(one.allowed for one in tried)
    first = tried[0] if tried and not allowed else None
    return Choice(
        action=action,
        allowed=allowed,
        recorded_by=sorted({kind for move in pathway.moves_of(action) for kind in move.who}),
        post_to=f"/v1/cases/{case.id}/actions/{action}",
        rule=first.rule if first else None,
        citation=first.citation if first else None,
        legislation_url=first.legislation_url if first else None,
        reason=first.reason if first else None,
        unlock=first.unlock if first else None,
        variants=tried,
    )


def _variant(pathway: Pathway, case: StoredCase, command: c.Command, today: date) -> Variant:
    try:
        pathway.decide(case.facts, command, today)
    except Refusal as refusal:
        rule = RULEBOOK.rule(refusal.rule_id, case.facts.notice_sent_on)
        return Variant(
            variant=_named(command),
            allowed=False,
            rule=rule.id,
            citation=rule.citation,
            legislation_url=rule.url,
            reason=refusal.reason,
            unlock=shortest_way(pathway, case.facts, command, today),
        )
    return Variant(variant=_named(command), allowed=True)


def _named(command: c.Command) -> str | None:
    match command:
        case c.IssueCertificate():
            return command.ground
        case c.RegisterAppeal():
            return command.basis
        case c.RecordSessionOutcome():
            return command.outcome
        case c.CompleteDuty():
            return " ".join(part for part in (command.code, command.term, command.step) if part)
        case c.DecideExemption():
            return "granted" if command.granted else "refused"
        case c.RequestMediation():
            return "with health issues" if command.health_raised else None
    return None
