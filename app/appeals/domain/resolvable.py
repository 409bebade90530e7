"""Which live issues of an appeal look as if they could be settled, and why. This advises: it closes nothing. Pure.

What was agreed in mediation is used only where the facts tell it: the facts that the tribunal is told do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.appeals.domain.past import HIGH, VERY_HIGH, Became, PastAppeal, past_issues
from app.cases.domain.appealed import appeal_state
from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import Issue
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import IssueStatus
from app.kernel.suppression import Shown
from app.kernel.terms import DecisionKind, PlanSection, TermKind
from app.law.domain.chronology import Term
from app.law.domain.kinds import Code


class Sure(StrEnum):
    """How likely it is that the parties can settle an issue of the appeal."""

    CERTAIN = "certain"  # the record says so
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Resolvable:
    """An issue that looks as if it could be settled."""

    issue: str
    because: str
    sure: Sure
    earlier: Shown[Became] | None = None
    """How the same issue ended before, where that is the reason."""


_ASKED: dict[DecisionKind, frozenset[TermKind]] = {
    DecisionKind.REFUSAL_TO_ASSESS: frozenset({TermKind.ASSESS}),
    DecisionKind.REFUSAL_TO_REASSESS: frozenset({TermKind.ASSESS}),
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: frozenset({TermKind.MAKE_PLAN}),
    DecisionKind.CEASE_TO_MAINTAIN: frozenset({TermKind.CONTINUE_PLAN}),
}


def asked_for(facts: CaseFacts, issue: Issue) -> frozenset[TermKind]:
    """Return the kinds of order that would give the family what it asks for on an issue."""
    if issue.section is PlanSection.I:
        return frozenset({TermKind.NAME_SETTING})
    if issue.section in (PlanSection.B, PlanSection.F):
        return frozenset({TermKind.AMEND_PLAN})
    if issue.section is not None:
        return frozenset({TermKind.OTHER_ACTION})
    return _ASKED.get(facts.kind, frozenset({TermKind.AMEND_PLAN, TermKind.NAME_SETTING}))


def resolvable(facts: CaseFacts, earlier: Sequence[PastAppeal] = ()) -> list[Resolvable]:
    """Return the open issues of a pending appeal that look as if they could be settled: one reason each, the surest.

    `earlier` are ended appeals of the same authority about the same kind of decision, latest first.
    """
    state = appeal_state(facts)
    if state is None or not state.pending:
        return []
    found = (_reason(facts, issue) or _of_earlier(issue, earlier) for issue in issues_of(facts))
    return [one for one in found if one is not None]


def _reason(facts: CaseFacts, issue: Issue) -> Resolvable | None:
    match issue.status:
        case IssueStatus.CONCEDED:
            return Resolvable(
                issue.id,
                "The authority concedes this issue. The tribunal can settle the issue by a consent order.",
                Sure.CERTAIN,
            )
        case IssueStatus.AGREED:
            return Resolvable(
                issue.id,
                "The parties agree on this issue. The tribunal can settle the issue by a consent order.",
                Sure.CERTAIN,
            )
        case IssueStatus.LIVE:
            return _of_live(facts, issue)
    return None


def _of_earlier(issue: Issue, earlier: Sequence[PastAppeal]) -> Resolvable | None:
    known = past_issues(issue, earlier) if issue.status is IssueStatus.LIVE else None
    if known is None or known.share < HIGH:
        return None
    parts = known.counts.parts
    in_how_many = f"{parts[Became.SETTLED]} of them" if parts else "most of them"
    because = (
        f"We counted this authority's last {known.counted} appeals that have ended and had the same issue. In "
        f"{in_how_many}, the authority gave way, the parties agreed, or the tribunal found for the family on this "
        "issue."
    )
    return Resolvable(issue.id, because, Sure.LIKELY if known.share >= VERY_HIGH else Sure.POSSIBLE, known.counts)


def _of_live(facts: CaseFacts, issue: Issue) -> Resolvable | None:
    if facts.appeal is not None and facts.appeal.conceded_on is not None:
        because = f"On {facts.appeal.conceded_on} the authority said that it gives way on the whole appeal."
        return Resolvable(issue.id, because, Sure.CERTAIN)
    if facts.agreement_made_on is not None and any(_settles(term, facts, issue) for term in facts.agreement_terms):
        return _of_agreement(facts, issue)
    given_way = [one.conceded_on for one in facts.conceded if one.section is issue.section]
    if given_way:
        because = f"On {max(given_way)} the authority gave way on this issue."
        return Resolvable(issue.id, because, Sure.LIKELY)
    if facts.conceded_on is not None:
        because = f"On {facts.conceded_on}, before the appeal, the authority gave way on the whole decision."
        return Resolvable(issue.id, because, Sure.LIKELY)
    return None


def _settles(term: Term, facts: CaseFacts, issue: Issue) -> bool:
    """Whether a term gives the family what it asks for on an issue. A term that names sections settles only those."""
    if issue.section is not None and term.sections:
        return issue.section in term.sections
    return term.kind in asked_for(facts, issue)


def _of_agreement(facts: CaseFacts, issue: Issue) -> Resolvable:
    done = any(
        one.code is Code.CARRY_OUT_AGREEMENT
        and any(_settles(term, facts, issue) for term in _terms_done(facts, one.term, one.term_index))
        for one in facts.completed
    )
    if done:
        because = "The authority reports that it has carried out the agreement about this issue."
        return Resolvable(issue.id, because, Sure.LIKELY)
    because = (
        f"On {facts.agreement_made_on} the parties made an agreement about this issue. The record does not show that "
        "the authority carried out the agreement."
    )
    return Resolvable(issue.id, because, Sure.POSSIBLE)


def _terms_done(facts: CaseFacts, kind: TermKind | None, index: int | None) -> Sequence[Term]:
    """Return the terms that a completed duty is about: the one that it names, those of a kind, or all."""
    if index is not None and index < len(facts.agreement_terms):
        return facts.agreement_terms[index : index + 1]
    return [term for term in facts.agreement_terms if kind is None or term.kind is kind]
