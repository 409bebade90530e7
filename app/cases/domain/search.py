"""Finds the shortest lawful way to an action on a case."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from app.cases.domain import commands
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import NUMBER, PROVIDER, is_exceptional, needs, variant_of, variants
from app.cases.domain.view import place, view
from app.cases.domain.words import Action, NoticeStatus, State
from app.kernel.search import after_command, ways
from app.kernel.terms import AppealBasis, AppellantKind

ENDS = frozenset({Action.WITHDRAW, Action.CLOSE})
TOLD_ONCE = frozenset(
    {
        Action.CONCEDE,
        Action.KEEP_PROMISE,
        Action.RECORD_PANEL_REVIEW,
        Action.ANSWER_PANEL_REVIEW,
        Action.CONFIRM_NOTICE,
        Action.DISPUTE_NOTICE,
    }
)
"""Actions that bar a second of their kind, where their first day stands, and change no other answer."""
NOT_ADVISED = (
    ENDS
    | TOLD_ONCE
    | {Action.RESPOND_TO_APPEAL, Action.RECORD_DIRECTIONS, Action.LIST_HEARING, Action.SEND_BUNDLE}
    | {
        Action.CHANGE_APPEAL_ISSUES,
        Action.COMPLETE_DUTY,
        Action.REPORT_CANNOT_ARRANGE,
        Action.CANCEL_SESSION,
        Action.REINSTATE_APPEAL,
    }
    | {Action.PASS_RIGHT, Action.ADD_ISSUES, Action.DROP_ISSUES}
)
"""Actions that no way is made of: those after which no gate answers otherwise, failures nobody should wish for, and
the tribunal's own change of mind."""


Way = tuple[commands.Command, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The shortest way to a command, and the command."""

    way: Way
    command: commands.Command


Ways = dict[tuple[Action, str | None], Found]


def shortest_way(pathway: Pathway, facts: CaseFacts, goal: commands.Command, today: date) -> list[Action] | None:
    """Find the fewest actions, all possible today, after which the goal is allowed. None if there is no way.

    Where another variant of the same action is allowed at once, that variant is the way: the action, said otherwise.
    Else another variant counts as the goal only where the action's own cannot be reached.
    """
    way = _way(pathway, facts, goal, today)
    return None if way is None else [step.action for step in way]


def way_recorded_late(pathway: Pathway, facts: CaseFacts, goal: commands.Command, today: date) -> Way | None:
    """Find the same, step by step: today or, where nothing leads there today, as of the end of the contact period.

    Recording late is normal: a contact made in time may not be on record yet.
    """
    return () if _allowed(pathway, facts, goal, today) else way_past_refusal(pathway, facts, goal, today)


def way_past_refusal(pathway: Pathway, facts: CaseFacts, goal: commands.Command, today: date) -> Way | None:
    """Find the same for an action that has just been refused."""
    way = _way_past_refusal(pathway, facts, goal, today)
    if way is None and facts.first_contact_on is None and today > facts.contact_closes_on:
        in_time = facts.contact_closes_on
        way = _way(pathway, facts, replace(goal, occurred_on=in_time), in_time) if facts.all_by(in_time) else None
        today = in_time
    return None if way is None else tuple(_dated(step, today) for step in way)


def _dated(step: commands.Command, today: date) -> commands.Command:
    """Return a step as of a day: ways are remembered for all cases alike, whatever their days."""
    if isinstance(step, commands.ArrangeMediation):
        return replace(step, occurred_on=today, session_on=today)
    return replace(step, occurred_on=today)


def _way(pathway: Pathway, facts: CaseFacts, goal: commands.Command, today: date) -> Way | None:
    return () if _allowed(pathway, facts, goal, today) else _way_past_refusal(pathway, facts, goal, today)


def _way_past_refusal(pathway: Pathway, facts: CaseFacts, goal: commands.Command, today: date) -> Way | None:
    if isinstance(goal, commands.CompleteDuty):
        return None  # a duty follows from the law and the case's dates; no action is taken to come to owe one
    if goal.action in ENDS and facts.state is State.CLOSED:
        return None  # it is over: to take it up again in order to end it again is no way
    if _told_already(facts, goal):
        return None  # no family is sent through an appeal so that an authority can say the same again
    if isinstance(goal, commands.RequestMediation):
        asked_already = facts.under_way and facts.over_on is None
        return None if asked_already else _search(pathway, facts, today, goal)
    ways = _ways(pathway, _standpoint(pathway, facts, today))
    own, other = ways.get(variant_of(goal)), _allowed_otherwise(ways, goal)
    way = own.way if own else None
    if way == ():  # allowed in its plain form, so it is what this one says that stands in the way
        way = _search(pathway, facts, today, goal)
        if way is None and own and _says_more(own.command, goal):
            way = (own.command,)
    if other is not None and way != ():
        return (other,)
    if (
        way is None
        and isinstance(goal, commands.RegisterAppeal)
        and (bound := ways.get((goal.action, AppealBasis.CERTIFICATE)))
    ):
        way = bound.way
    if way is None:
        others = [found for (action, _), found in ways.items() if action is goal.action and found.way]
        way = min((found.way for found in others if not is_exceptional(found.command)), key=len, default=None)
    return way


def _told_already(facts: CaseFacts, goal: commands.Command) -> bool:
    """Whether what is told once has been told: of the decision or, once it is appealed, of the appeal."""
    match goal:
        case commands.KeepPromise():
            return True
        case commands.Concede() if goal.sections:
            return True
        case commands.Concede():
            told = facts.appeal.conceded_on if facts.appeal else facts.conceded_on
            return told is not None
        case commands.AnswerPanelReview():
            return not facts.panel_waits
        case commands.ConfirmNotice():
            return facts.notice_status is NoticeStatus.CONFIRMED
        case commands.DisputeNotice():
            return facts.notice_status is not NoticeStatus.PROVISIONAL
    return False


def _says_more(plain: commands.Command, goal: commands.Command) -> bool:
    """Whether an action's plain form helps: it says something else than the goal, and not the same by another party."""
    same = replace(plain, by=goal.by, occurred_on=goal.occurred_on) == goal
    return not is_exceptional(plain) and (not same or needs(plain) is not None)


def _allowed_otherwise(ways: Ways, goal: commands.Command) -> commands.Command | None:
    """Return another variant of the same action that is allowed at once, if there is one."""
    for (action, variant), found in ways.items():
        if action is goal.action and variant != variant_of(goal)[1] and not found.way:
            return None if is_exceptional(found.command) else found.command
    return None


@dataclass(frozen=True, slots=True)
class _Standpoint:
    """Where a case stands on a day. Cases with one mark have one outlook, whatever their dates."""

    mark: object
    facts: CaseFacts = field(compare=False)
    today: date = field(compare=False)


@lru_cache(maxsize=64)
def _standpoint(pathway: Pathway, facts: CaseFacts, today: date) -> _Standpoint:
    """A view tells a case's future only from a day on which nothing recorded of it lies ahead."""
    mark = view(facts, today, pathway) if facts.all_by(today) else (facts, today)
    return _Standpoint(mark, facts, today)


@lru_cache(maxsize=4096)
def _ways(pathway: Pathway, start: _Standpoint) -> Ways:
    """Find the shortest way to every command at once: one search for all that may be asked of a case."""
    found: Ways = {}
    for _, way, command in _reachable(pathway, start.facts, start.today):
        if all(command.action is not step.action for step in way):
            found.setdefault(variant_of(command), Found(way, command))
    return found


@lru_cache(maxsize=256)
def _search(pathway: Pathway, start: CaseFacts, today: date, goal: commands.Command) -> Way | None:
    """Find the shortest way to one very command. A family that wishes to mediate is not told to decline first."""
    before: CaseFacts | None = None
    appellant = goal.appellant_kind if isinstance(goal, commands.RegisterAppeal) else None
    never = frozenset({Action.DECLINE_MEDIATION}) if isinstance(goal, commands.RequestMediation) else frozenset()
    for facts, way, _ in _reachable(pathway, start, today, (appellant,) if appellant else (), never):
        again = any(goal.action is step.action for step in way)
        if not again and facts is not before and _allowed(pathway, facts, goal, today):
            return way
        before = facts
    return None


def _reachable(
    pathway: Pathway,
    start: CaseFacts,
    today: date,
    holders: tuple[AppellantKind, ...] = (),
    never: frozenset[Action] = frozenset(),
) -> Iterator[tuple[CaseFacts, Way, commands.Command]]:
    """Yield every command that may be recorded today after some others, nearest first: where, after what, and it."""
    menu = [command for action in Action for command in variants(action, today, pathway)]
    menu += [
        commands.ReissueCertificate(by=PROVIDER, occurred_on=today, number=NUMBER, holder_kind=to) for to in holders
    ]
    shunned = NOT_ADVISED | never
    return ways(
        pathway,
        start,
        today,
        menu,
        lambda facts: view(facts, today, pathway),
        place,
        lambda command: command.action not in shunned and not is_exceptional(command),
    )


def allowed_now(pathway: Pathway, facts: CaseFacts, today: date) -> list[Action]:
    """Return the actions that some party may record on a case today."""
    return [
        action
        for action in Action
        if any(_allowed(pathway, facts, command, today) for command in variants(action, today, pathway))
    ]


def _allowed(pathway: Pathway, facts: CaseFacts, command: commands.Command, today: date) -> bool:
    return after_command(pathway, facts, command, today) is not None
