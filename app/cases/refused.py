"""Explains a refusal of the pathway, using only what the caller may see of the case."""

from datetime import date
from typing import Any

from app.cases.domain.commands import Command
from app.cases.domain.machine import Pathway
from app.cases.domain.search import allowed_now, way_recorded_late
from app.cases.records import StoredCase
from app.cases.schemas.choices import UnlockStep
from app.cases.sight import case_told
from app.cases.who_sees import actions_told
from app.kernel.errors import NotNow, NotYours, Refusal
from app.kernel.readers import Reader
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.work import Work
from app.platform.http.problems import NotYoursToRecord, Problem, Refused


def refused(pathway: Pathway, case: StoredCase, command: Command, work: Work, refusal: Refusal) -> Problem:
    """Explain a refusal: its rule in the version for this case, its source, and the shortest lawful way to the action.
    Everything is made from what the caller may see of the case.
    """
    told = case_told(case, work.actor.kind)
    if told is not case:
        case, refusal = told, _from_what_is_told(pathway, told, command, work.today)
    rule = RULEBOOK.rule(refusal.rule_id, case.facts.notice_sent_on)
    members: dict[str, Any] = {"rule": rule.id, "citation": rule.citation, "legislation_url": rule.url}
    if isinstance(refusal, NotYours):
        who = sorted({kind for move in pathway.moves_of(command.action) for kind in move.who})
        return NotYoursToRecord(
            refusal.reason,
            action=command.action,
            state=case.facts.state,
            reason=refusal.reason,
            unlock=[],
            recorded_by=who,
            **members,
        )
    # Recording late is normal, so the way on is looked for as of the day the action is said to have happened.
    day = min(command.occurred_on, work.today)
    way = way_recorded_late(pathway, case.facts, command, day) or way_recorded_late(
        pathway, case.facts, command, work.today
    )
    steps = [UnlockStep.of(step, day) for step in way or ()]
    problem = Refused(
        action=command.action,
        state=case.facts.state,
        reason=refusal.reason,
        unlock=[one.action for one in steps],
        **members,
    )
    problem.members["unlock_steps"] = [one.model_dump(mode="json") for one in steps]
    known = actions_told(Reader(work.actor.kind))
    problem.members["allowed_now"] = [
        action
        for action in allowed_now(pathway, case.facts, work.today)
        if action is not command.action and action in known
    ]
    return problem


def _from_what_is_told(pathway: Pathway, told: StoredCase, command: Command, today: date) -> Refusal:
    """Give a reason that the caller may see, if there is one. Otherwise refuse without a reason."""
    try:
        pathway.decide(told.facts, command, today)
    except Refusal as from_what_is_told:
        return from_what_is_told
    move = pathway.moves_of(command.action)[0]
    return NotNow(
        f"`{command.action}` is not possible on this case now. You may not see the reason, because the reason concerns "
        "other parties.",
        move.rule,
    )
