"""The rule table: the law, written once. The machine, errors, documents, diagrams and tests derive from these rows."""

from app.law.domain.model import Rule
from app.law.domain.rules import act, conduct, orders, powers, proposal, regulations, tribunal

RULES: tuple[Rule, ...] = (
    *act.RULES,
    *regulations.RULES,
    *orders.RULES,
    *powers.RULES,
    *tribunal.RULES,
    *conduct.RULES,
    *proposal.RULES,
)
