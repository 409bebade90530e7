"""Whether the tribunal may make recommendations on health and social care in the appeal of a case."""

from app.cases.domain.facts import CaseFacts
from app.kernel.terms import DecisionKind
from app.law.domain.rulebook import RULEBOOK

NO_RECOMMENDATIONS = "no-recommendations-on-refusal-to-assess"


def may_recommend(facts: CaseFacts) -> bool:
    """Whether the law has recommendations for this kind of decision, and had them when its notice was sent."""
    rule = RULEBOOK.rule(NO_RECOMMENDATIONS)
    return facts.kind is not DecisionKind.REFUSAL_TO_ASSESS and facts.notice_sent_on >= rule.in_force_from
