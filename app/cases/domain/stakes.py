"""The issues of an appeal: those that the disputed sections give, and those that were added."""

from datetime import date

from app.cases.domain.appealed import appeal_state
from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import Issue
from app.cases.domain.words import AppealState, IssueStatus
from app.kernel.terms import DecisionKind, PlanSection

MOST_ISSUES_OF_APPEAL = 40
NEW_ISSUE = ""
"""The id of an issue that is yet to get one."""
THE_DECISION = "decision"
"""The id of the one issue of an appeal that names no sections."""
WITH_SECTIONS = frozenset({DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_AMEND})
"""The decisions about which an appeal has one issue for each disputed section."""

_DECIDES = frozenset({AppealState.DECIDED, AppealState.UNOPPOSED})


def issues_of(facts: CaseFacts) -> tuple[Issue, ...]:
    """Return every issue of the appeal: the disputed sections first, then what was added.

    When the tribunal has decided the appeal, or it counts as decided, every issue that was still open is decided.
    """
    changed = {one.id: one for one in facts.proceedings.issues} if facts.proceedings else {}
    begun = _begun(facts)
    found = [changed.pop(one.id, one) for one in begun]
    ended = appeal_state(facts) in _DECIDES
    return tuple(_decided(facts, one) if ended else one for one in (*found, *changed.values()))


def _begun(facts: CaseFacts) -> list[Issue]:
    """Return the issues as the appeal began: one for each disputed section or, without sections, the decision.

    What the authority conceded and told the tribunal of is conceded, as of the day of telling.
    """
    told = {one.section: one.told_tribunal_on for one in facts.conceded if one.told_tribunal_on is not None}
    named = [one for one in PlanSection if one in facts.sections] if facts.kind in WITH_SECTIONS else []
    if not named:
        return [_with_concession(Issue(THE_DECISION, None), told.get(None))]
    return [_with_concession(Issue(one.value, one), told.get(one, told.get(None))) for one in named]


def _with_concession(issue: Issue, told_on: date | None) -> Issue:
    return issue if told_on is None else Issue(issue.id, issue.section, IssueStatus.CONCEDED, told_on)


def _decided(facts: CaseFacts, issue: Issue) -> Issue:
    """Return an issue of an appeal that was decided."""
    if issue.status is IssueStatus.WITHDRAWN:
        return issue
    return Issue(issue.id, issue.section, IssueStatus.DECIDED, facts.resolved_on)


def words_key(number: int, issue_id: str) -> str:
    """Return the name under which the words of an issue are sealed: the number of its appeal, and its id."""
    return f"{number}/{issue_id}"


def next_id(facts: CaseFacts, taken: int = 0) -> str:
    """Return the id of the next issue that is added. `taken` counts those that the same request adds before it."""
    numbers = [int(one.id) for one in issues_of(facts) if one.id.isdecimal()]
    return str(max(numbers, default=0) + taken + 1)
