"""Every pair of a case and its appeal: the whole pathway of one dispute, and every step of an appeal at every point."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.appeals.domain.properties import OVER, by_the_tribunal
from app.cases.domain import commands
from app.cases.domain.appealed import appeal_state
from app.cases.domain.assurance import CaseExplored, CaseNode, CaseSearch, Dispute
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law, missed_contact
from app.cases.domain.machine import Pathway
from app.cases.domain.moved import Reorganised, Transfer
from app.cases.domain.moves import AnyMove
from app.cases.domain.proceedings import IssueNow, Ordered
from app.cases.domain.stakes import issues_of
from app.cases.domain.transfer import transferred
from app.cases.domain.words import Action, AppealOutcome, AppealState, HearingFormat, IssueStatus, State
from app.kernel.assure import EachStep, InReach, Property
from app.kernel.machine import changed
from app.kernel.search import Attempt, Step, Way, attempt
from app.kernel.terms import AppealBasis, DecisionKind, OrganisationKind, PlanSection, TermKind
from app.law.domain.chronology import Term

P, S = PlanSection, AppealState
LA, TRIBUNAL = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL
PROVIDER, BODY = OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.COMMISSIONING_BODY
REFERENCE = "of the tribunal's decision"
CONTENTS: Dispute = (DecisionKind.PLAN_CONTENT, frozenset({P.B, P.F, P.I}))
"""A dispute in which a certificate, a session, an agreement, a part that is conceded and an appeal can all occur."""

PairStep = Step[AnyMove, CaseFacts, commands.Command, date]
Tried = Attempt[AnyMove, CaseFacts, commands.Command]


def steps(by: OrganisationKind, on: date) -> Iterator[commands.Command]:
    """Yield each step of an appeal that leads it anywhere, or that could take something away, by one organisation."""
    who: dict[str, Any] = {"by": by, "occurred_on": on}
    yield commands.RespondToAppeal(**who, asks_for_time=True)
    yield commands.ListHearing(**who, listed_on=on, format=HearingFormat.VIDEO)
    yield commands.ListHearing(**who, adjourned=True)
    yield commands.Concede(**who)
    yield commands.Close(**who)
    yield commands.RecordAgreement(**who, terms=(Term(TermKind.AMEND_PLAN, sections=(P.F,)),))
    for status in IssueStatus:
        yield commands.ChangeAppealIssues(**who, changes=(IssueNow("I", P.I, status),))
    for reference in (None, REFERENCE):
        named: dict[str, Any] = {**who, "decision_reference": reference}
        yield commands.Withdraw(**named)
        yield commands.ReinstateAppeal(**named, time_extended=True)
        yield commands.RecordAppealOutcome(**named, outcome=AppealOutcome.DISMISSED)
        yield commands.RecordAppealOutcome(
            **named, outcome=AppealOutcome.UPHELD, orders=(Ordered(TermKind.AMEND_PLAN),)
        )
        yield commands.RecordAppealOutcome(**named, outcome=AppealOutcome.STRUCK_OUT)


def named(command: commands.Command) -> str:
    members = ("outcome", "changes", "adjourned", "decision_reference")
    said = [str(value) for name in members if (value := getattr(command, name, None))]
    return f"{command.action} of the appeal by {command.by} {' '.join(said)}".strip()


def course(facts: CaseFacts) -> tuple[Hashable, ...]:
    """Return where the appeal stands: all that a step of an appeal asks of it."""
    hearing = facts.proceedings.hearing if facts.proceedings else None
    return (
        appeal_state(facts),
        hearing and hearing.adjourned,
        facts.response_sent_on is not None,
        facts.appeal is not None and facts.appeal.conceded_on is not None,
    )


def mediation(facts: CaseFacts) -> tuple[Hashable, ...]:
    """Return where the mediation of a case stands, and what it came to."""
    return (
        facts.stage,
        facts.under_way,
        facts.session_on,
        facts.session_outcome,
        facts.concluded_on,
        facts.agreement_made_on,
        facts.agreement_terms,
    )


class PairSearch(CaseSearch):
    """Every step of the pathway and of an appeal, on every pair. `part` is what it tells appeals apart by."""

    def __init__(self, pathway: Pathway, part: Callable[[CaseFacts], tuple[Hashable, ...]] = course) -> None:
        super().__init__(pathway)
        self.pathway = pathway
        self._part = part
        self._of_appeals: dict[Hashable, list[Tried]] = {}

    def menu(self, node: CaseNode) -> list[Tried]:
        """Return the steps of the pathway, and those of an appeal: they hang on its state alone."""
        facts = node.facts
        if facts.appeal is None:
            return super().menu(node)
        where = (node.when, facts.state, facts.taken_up_as, facts.stage, facts.response_sent_on)
        more = self._of_appeals.get(where)
        if more is None:
            tried = (one for by in (LA, PROVIDER, BODY, TRIBUNAL) for one in steps(by, node.when))
            attempts = (attempt(self.pathway, facts, one, named(one)) for one in tried)
            more = self._of_appeals[where] = [one for one in attempts if one.claiming]
        return [*super().menu(node), *more]

    def case_mark(self, facts: CaseFacts, when: date) -> Hashable:
        """Return the mark of the case alone, as the check of the pathway takes it."""
        return super().mark(facts, when)

    def mark(self, facts: CaseFacts, when: date) -> tuple[object, ...]:
        """Return the mark of the case, and the course of its appeal."""
        return (*super().mark(facts, when), *self._part(facts))


# --- what one party alone ends ----------------------------------------------------------------------------------------

ABOUT_APPEALS = frozenset({Action.REGISTER_APPEAL, Action.COMPLETE_DUTY})
FAMILYS_WORD = frozenset({Action.DECLINE_MEDIATION, Action.RECORD_SESSION_OUTCOME})
"""Steps after which no mediation is under way: the family gives it up, or takes part in it."""


def _appeal_goes_on(step: PairStep, after: CaseFacts) -> bool:
    """Whether a pending appeal goes on, the tribunal ended it, or the authority gave way before its response."""
    before = step.origin.facts
    if not before.appeal_pending or after.appeal_pending:
        return True
    if isinstance(step.command, commands.Concede):
        return before.response_sent_on is None and after.decided
    return by_the_tribunal(step.command)


def _right_to_appeal_stays(step: PairStep, after: CaseFacts) -> bool:
    """Whether a family that may still appeal may appeal after the step, has appealed, or ended the case itself."""
    before = step.origin.facts
    if not _may_appeal(before) or _may_appeal(after) or after.appeal_pending:
        return True
    return by_the_tribunal(step.command)


def _may_appeal(facts: CaseFacts) -> bool:
    return facts.appealable and not facts.appeal_pending and not facts.decided


def _case_stays_open(step: PairStep, after: CaseFacts) -> bool:
    """Whether a case in which no appeal was made stays open, or the family ended it."""
    before = step.origin.facts
    if before.over_on is not None or after.over_on is None or before.appeal is not None or not before.appealable:
        return True
    return after.closed_by_family and bool(getattr(step.command, "family_confirmed", None))


def _certificate_stays(step: PairStep, after: CaseFacts) -> bool:
    before, now = step.origin.facts.certificate, after.certificate
    return before is None or (now is not None and now.issued_on == before.issued_on and now.ground is before.ground)


def _dispute_stays(step: PairStep, after: CaseFacts) -> bool:
    return step.origin.facts.sections <= after.sections


def _mediation_stays(step: PairStep, after: CaseFacts) -> bool:
    if not step.origin.facts.under_way or after.under_way:
        return True
    return step.move is not None and step.command is not None and step.command.action in FAMILYS_WORD


def _issues_stay(step: PairStep, after: CaseFacts) -> bool:
    """Whether no issue is over or agreed now that was not before, unless the tribunal said so or the appeal ended."""
    before = step.origin.facts
    if not before.appeal_pending or not after.appeal_pending or by_the_tribunal(step.command):
        return True
    was, now = ({one.id: one.status for one in issues_of(facts)} for facts in (before, after))
    agreed = any(now[one] is IssueStatus.AGREED is not was.get(one) for one in now)
    return not agreed and all((now[one] in OVER) is (was[one] in OVER) for one in was)


def _appeal_stays(step: PairStep, after: CaseFacts) -> bool:
    """Whether a step that is not about the appeal leaves its course. A response may be told as a duty that was done."""
    before = step.origin.facts
    if step.command is None or _of_the_appeal(step) or step.command.action in ABOUT_APPEALS:
        return True
    return course(before) == course(after)


def _mediation_is_kept(step: PairStep, after: CaseFacts) -> bool:
    """Whether a step of the appeal leaves mediation as it was. A closed case that is reopened has no session left."""
    if not _of_the_appeal(step) or step.origin.facts.over_on is not None:
        return True
    return mediation(step.origin.facts) == mediation(after)


ALONE: Mapping[str, tuple[str, Callable[[PairStep, CaseFacts], bool]]] = {
    "an-appeal-goes-on": ("Only the tribunal ends an appeal, or an authority that never answered it.", _appeal_goes_on),
    "the-right-to-appeal-stays": ("Only the tribunal ends the right to appeal.", _right_to_appeal_stays),
    "the-case-stays-open": ("Only the family ends a case that was not appealed.", _case_stays_open),
    "the-certificate-stays": ("A certificate keeps its day and its ground.", _certificate_stays),
    "nothing-leaves-the-dispute": ("No step takes a section out of the dispute.", _dispute_stays),
    "mediation-stays": ("Mediation ends with a session, or because the family gives it up.", _mediation_stays),
    "mediation-leaves-the-appeal": ("No step of the case alone moves its appeal.", _appeal_stays),
    "the-appeal-leaves-mediation": ("No step of an appeal changes its mediation.", _mediation_is_kept),
    "no-issue-ends-alone": ("No party alone ends an issue, or says that it is agreed.", _issues_stay),
}
"""What no party alone ends: true of every step from every pair."""

# --- what stays in reach ----------------------------------------------------------------------------------------------


def _decided(facts: CaseFacts) -> bool:
    return appeal_state(facts) in (S.DECIDED, S.UNOPPOSED)


def _ended_by_family(facts: CaseFacts) -> bool:
    return facts.over_on is not None or appeal_state(facts) is S.WITHDRAWN


def _tribunal_alone(step: PairStep) -> bool:
    return step.command is not None and step.command.by is TRIBUNAL


def _without_leave(step: PairStep) -> bool:
    """Whether a step needs neither the authority nor the tribunal's leave: the family's own steps, and a decision."""
    command = step.command
    if command is None or isinstance(command, commands.ReinstateAppeal | commands.ArrangeMediation):
        return False
    if isinstance(command, commands.RegisterAppeal) and command.basis is AppealBasis.PERMISSION:
        return False
    return command.by is TRIBUNAL or (step.move is not None and PROVIDER in step.move.who)


def _the_family_withdraws(step: PairStep) -> bool:
    """Whether the family gives up: its word suffices before an appeal. In an appeal, the tribunal must consent."""
    if not isinstance(step.command, commands.Withdraw):
        return False
    return step.command.by is TRIBUNAL or step.command.family_confirmed


def _needs_no_leave(law: Law) -> Callable[[CaseNode], bool]:
    """Whether an appeal is pending, or the family has made none and can still get its certificate."""

    def concerns(node: CaseNode) -> bool:
        facts = node.facts
        if facts.appeal is not None:
            return facts.appeal_pending
        return facts.appealable and (facts.certificate is not None or not missed_contact(facts, node.when, law))

    return concerns


def properties(search: PairSearch) -> tuple[Property, ...]:
    """Return what is true of every pair."""
    law = search.pathway.law
    return (
        *(EachStep(name, says, holds) for name, (says, holds) in ALONE.items()),
        InReach(
            "a-decision-is-in-reach", "The tribunal alone can decide every dispute that can be appealed.",
            _decided, lambda node: node.facts.appealable, _tribunal_alone,
        ),
        InReach(
            "no-leave-is-needed", "A family that is in time comes to a decision whatever its authority does. It needs "
            "no leave of the tribunal.",
            _decided, _needs_no_leave(law), _without_leave,
        ),
        InReach(
            "the-family-can-end-it", "The family can end every pair, with the tribunal's consent if an appeal is "
            "pending.",
            _ended_by_family, lambda _: True, _the_family_withdraws,
        ),
        InReach(
            "an-end-can-be-undone", "The tribunal can take up every appeal again that has ended.",
            lambda facts: facts.appeal_pending, lambda node: node.facts.appeal is not None, _tribunal_alone,
        ),
        Apart(
            "mediation-asks-nothing-of-an-appeals-course", "Which steps of the case are open hangs on the case alone.",
            _of_the_case, lambda node: search.case_mark(node.facts, node.when),
        ),
        Apart(
            "an-appeal-asks-nothing-of-mediation", "Which steps of an appeal are open hangs on its course alone.",
            _of_the_appeal, lambda node: _where_the_appeal_stands(node.facts),
        ),
        MovesAway(
            "another-authority-changes-nothing", "After a transfer or a reorganisation, the pair stands where it "
            "stood.",
            search,
        ),
    )  # fmt: skip


# --- the case and its appeal stand apart ------------------------------------------------------------------------------

PENDING_ONLY = frozenset({State.APPEAL_REGISTERED})


def _of_the_appeal(step: PairStep) -> bool:
    """Whether only a case with an appeal has a step."""
    move = step.move
    return move is not None and (move.states == PENDING_ONLY or move.action is Action.REINSTATE_APPEAL)


def _of_the_case(step: PairStep) -> bool:
    return not _of_the_appeal(step)


def _where_the_appeal_stands(facts: CaseFacts) -> Hashable:
    """Return the course of an appeal, and what it was told that the authority conceded. None without an appeal."""
    if facts.appeal is None:
        return None
    told = frozenset(one.section for one in facts.conceded if one.told_tribunal_on is not None)
    return (*course(facts), facts.decided, facts.over_on is not None, told)


@dataclass(frozen=True, slots=True)
class Apart:
    """That which of some steps are open hangs on one part of a pair alone."""

    name: str
    says: str
    concerns: Callable[[PairStep], bool]
    part: Callable[[CaseNode], Hashable]

    def broken(self, explored: Sequence[CaseExplored]) -> Way | None:
        """Return the way to a pair in which other steps are open than in another with the same part."""
        for found in explored:
            open_steps: dict[CaseNode, set[str]] = {node: set() for node in found.nodes.values()}
            for node in found.nodes.values():
                for step in node.arrivals:
                    if step.command is not None and self.concerns(step):
                        open_steps[step.origin].add(step.said)
            known: dict[Hashable, set[str]] = {}
            for node, said in open_steps.items():
                part = self.part(node)
                if part is not None and (other := known.setdefault(part, said)) != said:
                    return (*node.way, *sorted(said ^ other))
        return None


@dataclass(frozen=True, slots=True)
class MovesAway:
    """That a pair which another authority takes over is a pair that the search knows, with the same appeal."""

    name: str
    says: str
    search: PairSearch

    def broken(self, explored: Sequence[CaseExplored]) -> Way | None:
        """Return the way to a pair that a change of authority leads elsewhere."""
        for found in explored:
            for node in found.nodes.values():
                for after in self._elsewhere(node):
                    same = found.nodes.get(self.search.mark(after, node.when))
                    if same is None or _kept_apart(node.facts) != _kept_apart(after):
                        return (*node.way, "another authority takes it over")
        return None

    def _elsewhere(self, node: CaseNode) -> Iterator[CaseFacts]:
        day, before = node.when, node.facts
        moved = Transfer("991", "992", "991", day, day, day)
        yield changed(before, transferred(before, moved, body_stays=False))
        yield replace(before, reorganised=Reorganised("991", "992", "991", day))


def _kept_apart(facts: CaseFacts) -> tuple[Hashable, ...]:
    return facts.appeal, facts.proceedings, facts.certificate, facts.state, facts.appellant_kind, facts.completed
