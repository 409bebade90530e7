"""Whether the tribunal may make recommendations on health and social care in the appeal of a case."""

from datetime import date, timedelta

from app.cases.domain.facts import CaseFacts
from app.kernel.terms import DecisionKind
from app.law.domain.rulebook import RULEBOOK

NO_RECOMMENDATIONS = "no-recommendations-on-refusal-to-assess"
REPLY = "reply-to-recommendation"
REPLY_WEEKS = 5
"""From the rule `reply-to-recommendation`. A test compares this number with the table."""


def reply_due_on(facts: CaseFacts) -> date | None:
    """Return the last day for replying to the tribunal's recommendations. None if it made none."""
    appeal, decided_on = facts.appeal, facts.resolved_on
    if appeal is None or decided_on is None or not (appeal.recommends_health or appeal.recommends_care):
        return None
    return decided_on + timedelta(weeks=REPLY_WEEKS)


def may_recommend(facts: CaseFacts) -> bool:
    """Whether the law has recommendations for this kind of decision, and had them when its notice was sent."""
    rule = RULEBOOK.rule(NO_RECOMMENDATIONS)
    return facts.kind is not DecisionKind.REFUSAL_TO_ASSESS and facts.notice_sent_on >= rule.in_force_from
