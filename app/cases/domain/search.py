"""Looking ahead: every command worth trying, and the shortest lawful way to an action."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from app.cases.domain import commands as c
from app.cases.domain.duties import ACTIONS_OF_THEIR_OWN, RECORDED_BY
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import missed_contact
from app.cases.domain.machine import Pathway, apply
from app.cases.domain.moves import Move
from app.cases.domain.words import Action, State
from app.kernel.errors import Refusal
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.chronology import Term
from app.law.domain.model import Code
from app.law.domain.regimes import Regime

TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER
LA = OrganisationKind.LOCAL_AUTHORITY
NUMBER = "a number yet to be drawn"

AGREED = frozenset({SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT})
ENDS = frozenset({Action.WITHDRAW, Action.CLOSE})
TOLD_ONCE = frozenset({Action.CONCEDE, Action.RECORD_PANEL_REVIEW})
"""Actions that bar a second of their kind, where their first day stands, and change no other answer."""
NOT_ADVISED = (
    ENDS
    | TOLD_ONCE
    | {Action.COMPLETE_DUTY, Action.REPORT_CANNOT_ARRANGE, Action.CANCEL_SESSION, Action.REINSTATE_APPEAL}
)
"""Actions that no way is made of: those after which no gate answers otherwise, failures nobody should wish for, and
the tribunal's own change of mind."""


def variants(action: Action, today: date, pathway: Pathway) -> Iterator[c.Command]:
    """Yield the commands of an action that could make a difference, recorded by somebody who may."""
    moves = pathway.moves_of(action)
    if not moves:
        return
    by, on = min(moves[0].who), today
    match action:
        case Action.CONTACT_ADVISER:
            yield c.ContactAdviser(by=by, occurred_on=on)
        case Action.DECLINE_MEDIATION:
            yield c.DeclineMediation(by=by, occurred_on=on)
        case Action.REQUEST_MEDIATION:
            yield c.RequestMediation(by=by, occurred_on=on)
            yield c.RequestMediation(by=by, occurred_on=on, health_raised=True)
        case Action.NOTIFY_COMMISSIONING_BODY:
            yield c.NotifyCommissioningBody(by=by, occurred_on=on)
        case Action.ARRANGE_MEDIATION:
            yield c.ArrangeMediation(by=by, occurred_on=on, session_on=on)
        case Action.CANCEL_SESSION:
            yield c.CancelSession(by=by, occurred_on=on)
        case Action.REPORT_CANNOT_ARRANGE:
            yield c.ReportCannotArrange(by=LA, occurred_on=on)  # the body alone is asked what it is about
        case Action.RECORD_SESSION_OUTCOME:
            for outcome in SessionOutcome:
                yield c.RecordSessionOutcome(by=by, occurred_on=on, outcome=outcome)
        case Action.ISSUE_CERTIFICATE:
            for ground in CertificateGround:
                yield c.IssueCertificate(by=by, occurred_on=on, ground=ground, number=NUMBER)
        case Action.REISSUE_CERTIFICATE:
            yield c.ReissueCertificate(by=by, occurred_on=on, number=NUMBER)
        case Action.RECORD_AGREEMENT:
            yield c.RecordAgreement(by=by, occurred_on=on, terms=(Term(TermKind.OTHER_ACTION),))
        case Action.CONCEDE:
            yield c.Concede(by=by, occurred_on=on)
        case Action.REGISTER_APPEAL:
            for basis in AppealBasis:
                yield c.RegisterAppeal(by=TRIBUNAL, occurred_on=on, basis=basis)
        case Action.WIDEN_GROUNDS:
            yield c.WidenGrounds(by=by, occurred_on=on, sections=frozenset({PlanSection.F}))
            yield c.WidenGrounds(by=TRIBUNAL, occurred_on=on, sections=frozenset({PlanSection.F}))
        case Action.RECORD_APPEAL_OUTCOME:
            yield c.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on)
            yield c.RecordAppealOutcome(by=TRIBUNAL, occurred_on=on, order_kind=TermKind.AMEND_PLAN)
        case Action.REINSTATE_APPEAL:
            yield c.ReinstateAppeal(by=TRIBUNAL, occurred_on=on, time_extended=True)  # in time or not: no other date
        case Action.COMPLETE_DUTY:
            return  # depends on the dates of the case alone: see `owed`
        case Action.CLAIM_EXEMPTION:
            yield c.ClaimExemption(by=by, occurred_on=on)
        case Action.DECIDE_EXEMPTION:
            yield c.DecideExemption(by=by, occurred_on=on, granted=True)
            yield c.DecideExemption(by=by, occurred_on=on, granted=False)
        case Action.RECORD_PANEL_REVIEW:
            yield c.RecordPanelReview(by=by, occurred_on=on)
        case Action.WITHDRAW:
            yield c.Withdraw(by=LA, occurred_on=on, family_confirmed=True)
            yield c.Withdraw(by=TRIBUNAL, occurred_on=on)
        case Action.CLOSE:
            yield c.Close(by=by, occurred_on=on)
            yield c.Close(by=by, occurred_on=on, family_confirmed=True)


def view(facts: CaseFacts, today: date, pathway: Pathway) -> tuple[object, ...]:
    """All that a gate or a move can see of a case on a day, and could see of it later: equal views, equal futures.

    What no longer matters falls away: the mediation's past once a certificate is there; how a session ended, once its
    agreement is on record; health in a request that is over; a session that was fixed, once the case is closed; how an
    exemption came about; that none was claimed, where none can be any more. Not seen is what bars nothing but its own
    repetition (`TOLD_ONCE`).
    """
    law, certificate, appeal = pathway.law, facts.certificate, facts.appeal
    exemptions, days = law.regime(facts).exemptions, law.regime(facts).arrangement_days
    under_way, over = facts.under_way, facts.over_on is not None
    arranged = facts.session_arranged and not over
    stage = facts.stage
    if over and stage is State.MEDIATION_ARRANGED:
        stage = State.MEDIATION_REQUESTED  # as the family's next step finds it
    agreed = facts.session_outcome in AGREED and not facts.agreement_recorded
    seen = (
        facts.regime,
        facts.kind,
        facts.sections,
        facts.appellant_kind,
        certificate and certificate.holder_kind,
        appeal and certificate is None and appeal.basis is AppealBasis.PLACEMENT_ONLY,
        facts.resolved_on is None,
        facts.decided,
        over,
        facts.withdrawn,
        facts.appeal_pending and facts.response_sent_on is not None,
        stage,
        under_way,
        arranged,
        facts.session_on is not None and facts.session_on > today,
        facts.session_outcome if agreed else None,
        facts.agreement_made_on == today,  # it would count as that of another session on the same day
        under_way and facts.health_raised,
        facts.health_raised and facts.body_notified_on is None,
        under_way and facts.health_only,
        facts.arrangement_overdue(today, days, law.readings),
        over and facts.arrangement_overdue_if_open(today, days, law.readings),
    )
    if certificate:
        return seen
    claimed = facts.exemption_claimed_on is not None
    exempt = facts.exempt_on(today, exemptions)
    return (
        *seen,
        facts.contacted_on is None,
        missed_contact(facts, today, law),
        facts.first_contact_on is None,
        facts.cannot_arrange_reported_on is None,
        not claimed and appeal is None and facts.resolved_on is None,
        claimed and facts.exemption_granted is None and not exempt,
        exempt,
    )


def place(facts: CaseFacts) -> tuple[object, ...]:
    """Return all that the claims of the moves hang on, within one regime."""
    return facts.state, facts.taken_up_as, facts.stage, facts.under_way, facts.response_sent_on


def attempts(today: date, pathway: Pathway) -> Iterator[c.Command]:
    """Yield what a party might try by itself, without the word of the family or of the tribunal."""
    for by in (LA, PROVIDER):
        alone: tuple[c.Command, ...] = (
            c.Withdraw(by=by, occurred_on=today),
            c.RecordAppealOutcome(by=by, occurred_on=today),
            c.ReinstateAppeal(by=by, occurred_on=today),
            c.CompleteDuty(by=by, occurred_on=today, code=Code.LA_RESPONSE),
        )
        yield from (one for one in alone if any(by in move.who for move in pathway.moves_of(one.action)))


Way = tuple[c.Command, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The shortest way to a command, and the command."""

    way: Way
    command: c.Command


Ways = dict[tuple[Action, str | None], Found]


def shortest_way(pathway: Pathway, facts: CaseFacts, goal: c.Command, today: date) -> list[Action] | None:
    """Find the fewest actions, all possible today, after which the goal is allowed; None where there is no way.

    Where another variant of the same action is allowed at once, that variant is the way: the action, said otherwise.
    Else another variant counts as the goal only where the action's own cannot be reached.
    """
    way = _way(pathway, facts, goal, today)
    return None if way is None else [step.action for step in way]


def way_recorded_late(pathway: Pathway, facts: CaseFacts, goal: c.Command, today: date) -> Way | None:
    """Find the same, step by step: today or, where nothing leads there today, as of the end of the contact period.

    Recording late is normal: a contact made in time may not be on record yet.
    """
    way = _way(pathway, facts, goal, today)
    if way is None and facts.first_contact_on is None and today > facts.contact_closes_on:
        in_time = facts.contact_closes_on
        way = _way(pathway, facts, replace(goal, occurred_on=in_time), in_time) if facts.all_by(in_time) else None
        today = in_time
    return None if way is None else tuple(_dated(step, today) for step in way)


def _dated(step: c.Command, today: date) -> c.Command:
    """Return a step as of a day: ways are remembered for all cases alike, whatever their days."""
    if isinstance(step, c.ArrangeMediation):
        return replace(step, occurred_on=today, session_on=today)
    return replace(step, occurred_on=today)


def _way(pathway: Pathway, facts: CaseFacts, goal: c.Command, today: date) -> Way | None:
    if isinstance(goal, c.CompleteDuty):
        return None  # a duty follows from the law and the case's dates; no action is taken to come to owe one
    if _allowed(pathway, facts, goal, today):
        return ()
    if goal.action in ENDS and facts.state is State.CLOSED:
        return None  # it is over: to take it up again in order to end it again is no way
    if _told_already(facts, goal):
        return None  # no family is sent through an appeal so that an authority can say the same again
    if isinstance(goal, c.RequestMediation):
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
        and isinstance(goal, c.RegisterAppeal)
        and (bound := ways.get((goal.action, AppealBasis.CERTIFICATE)))
    ):
        way = bound.way
    if way is None:
        others = [found for (action, _), found in ways.items() if action is goal.action and found.way]
        way = min((found.way for found in others if not is_exceptional(found.command)), key=len, default=None)
    return way


def _told_already(facts: CaseFacts, goal: c.Command) -> bool:
    """Whether what is told once has been told: of the decision or, once it is appealed, of the appeal."""
    match goal:
        case c.Concede():
            told = facts.appeal.conceded_on if facts.appeal else facts.conceded_on
            return told is not None
        case c.RecordPanelReview():
            return facts.panel_reviewed_on is not None
    return False


def _says_more(plain: c.Command, goal: c.Command) -> bool:
    """Whether an action's plain form helps: it says something else than the goal, and not the same by another party."""
    same = replace(plain, by=goal.by, occurred_on=goal.occurred_on) == goal
    return not is_exceptional(plain) and (not same or needs(plain) is not None)


def _allowed_otherwise(ways: Ways, goal: c.Command) -> c.Command | None:
    """Return another variant of the same action that is allowed at once, if there is one."""
    for (action, variant), found in ways.items():
        if action is goal.action and variant != variant_of(goal)[1] and not found.way:
            return None if is_exceptional(found.command) else found.command
    return None


def variant_of(command: c.Command) -> tuple[Action, str | None]:
    """Name what tells an action's commands apart: a ground, a basis, an outcome, an answer."""
    match command:
        case c.IssueCertificate():
            return command.action, command.ground
        case c.RegisterAppeal():
            return command.action, command.basis
        case c.RecordSessionOutcome():
            return command.action, command.outcome
        case c.DecideExemption():
            return command.action, "granted" if command.granted else "refused"
        case c.RequestMediation():
            return command.action, "with health issues" if command.health_raised else None
        case c.Close():
            return command.action, "family_confirmed" if command.family_confirmed else None
        case c.WidenGrounds():
            return command.action, "permission" if command.by is TRIBUNAL or command.permission_reference else None
        case c.Withdraw():
            return command.action, "family_confirmed" if command.family_confirmed else "tribunal_consents"
        case c.RecordAppealOutcome():
            return command.action, "with an order" if command.order_kind else None
        case c.ReinstateAppeal():
            return command.action, "time_extended" if command.time_extended else None
        case c.CompleteDuty():
            return command.action, " ".join(str(part) for part in (command.code, command.term, command.step) if part)
    return command.action, None


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
def _search(pathway: Pathway, start: CaseFacts, today: date, goal: c.Command) -> Way | None:
    """Find the shortest way to one very command. A family that wishes to mediate is not told to decline first."""
    before: CaseFacts | None = None
    appellant = goal.appellant_kind if isinstance(goal, c.RegisterAppeal) else None
    never = frozenset({Action.DECLINE_MEDIATION}) if isinstance(goal, c.RequestMediation) else frozenset()
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
) -> Iterator[tuple[CaseFacts, Way, c.Command]]:
    """Yield every command that may be recorded today after some others, nearest first: where, after what, and it."""
    menu = [command for action in Action for command in variants(action, today, pathway)]
    menu += [c.ReissueCertificate(by=PROVIDER, occurred_on=today, number=NUMBER, holder_kind=to) for to in holders]
    menu = [one for one in menu if any(one.by in move.who for move in pathway.moves_of(one.action))]
    if today < start.notice_sent_on:
        return  # nothing is recorded of a day before the notice
    claimed: dict[tuple[object, ...], list[tuple[c.Command, Move]]] = {}
    waiting: deque[tuple[CaseFacts, Way]] = deque([(start, ())])
    seen = {view(start, today, pathway)}
    while waiting:
        facts, way = waiting.popleft()
        here = place(facts)
        if here not in claimed:
            claimed[here] = [(one, moves[0]) for one in menu if (moves := pathway.claiming(facts, one))]
        for command, move in claimed[here]:
            try:
                after = apply(facts, pathway.make(move, facts, command))
            except Refusal:
                continue
            yield facts, way, command
            mark = view(after, today, pathway)
            if command.action in NOT_ADVISED or command.action in never or is_exceptional(command):
                continue
            if mark not in seen:
                seen.add(mark)
                waiting.append((after, (*way, command)))


def offered(pathway: Pathway, facts: CaseFacts, action: Action, today: date) -> list[c.Command]:
    """Return every form of an action that is shown with a case: as it could be recorded today."""
    if action is Action.COMPLETE_DUTY:
        return list(owed(pathway, facts, today))
    plain = [c.ReinstateAppeal(by=TRIBUNAL, occurred_on=today)] if action is Action.REINSTATE_APPEAL else []
    return [*plain, *variants(action, today, pathway)]


def owed(pathway: Pathway, facts: CaseFacts, today: date) -> Iterator[c.Command]:
    """Yield the completion of every duty that some organisation owes on a case."""
    for deadline in pathway.law.deadlines(facts):
        clock, by = deadline.rule.clock, RECORDED_BY.get(deadline.owed_by)
        if clock is not None and by is not None and deadline.code not in ACTIONS_OF_THEIR_OWN:
            yield c.CompleteDuty(
                by=by,
                occurred_on=today,
                code=deadline.code,
                term=deadline.term,
                term_index=deadline.term_index,
                step=clock.step,
            )


def needs(command: c.Command) -> str | None:
    """Name what a command cannot do without, beside its date and its plain choice."""
    match command:
        case c.RegisterAppeal(basis=AppealBasis.PERMISSION) | c.WidenGrounds(by=OrganisationKind.TRIBUNAL):
            return "the tribunal's permission: recorded by the tribunal, or with permission_reference"
        case c.Close(family_confirmed=True) | c.Withdraw(family_confirmed=True):
            return "the family's word: family_confirmed"
        case c.Withdraw():
            return "the tribunal's consent: recorded by the tribunal, or with decision_reference"
        case c.ReinstateAppeal() | c.RecordAppealOutcome():
            return "the tribunal's decision: recorded by the tribunal, or with decision_reference"
    return None


def is_exceptional(command: c.Command) -> bool:
    """Whether a command rests on the tribunal's leave to pass without a certificate: no party can count on that."""
    match command:
        case c.RegisterAppeal():
            return command.basis is AppealBasis.PERMISSION
        case c.WidenGrounds():
            return command.by is TRIBUNAL
    return False


def allowed_now(pathway: Pathway, facts: CaseFacts, today: date) -> list[Action]:
    """Return the actions that some party may record on a case today."""
    return [
        action
        for action in Action
        if any(_allowed(pathway, facts, command, today) for command in variants(action, today, pathway))
    ]


def _allowed(pathway: Pathway, facts: CaseFacts, command: c.Command, today: date) -> bool:
    return _after(pathway, facts, command, today) is not None


def _after(pathway: Pathway, facts: CaseFacts, command: c.Command, today: date) -> CaseFacts | None:
    """Return the case after a command, or None where it is refused; most refusals need no reason worked out."""
    if not pathway.claiming(facts, command):
        return None
    try:
        return apply(facts, pathway.decide(facts, command, today))
    except Refusal:
        return None


def next_day_of_interest(facts: CaseFacts, today: date, regime: Regime) -> date:
    """Return the next day on which time alone may change an answer.

    Past the contact period; and past every wait that has begun: for a session, for the decision of an exemption.
    """
    longest = max(regime.arrangement_days, regime.exemptions.decision_days if regime.exemptions else 0)
    past_waiting = today + timedelta(days=longest + 1)
    past_contact = facts.contact_closes_on + timedelta(days=1)
    return min(past_waiting, past_contact) if today < past_contact else past_waiting
