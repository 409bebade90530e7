"""What the tribunal can order: regulation 43(2) of the SEND Regulations 2014, and rule 29 for what the parties agree.

We read paragraphs (a) to (d) of regulation 43(2) as made. The later paragraphs are from general knowledge.
"""

from app.kernel.terms import Party
from app.law.domain.model import LAST_CHECKED, Kind, Rule, Verified

_REGULATION = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/43"


def _power(name: str, says: str, paragraph: str, verified: Verified) -> Rule:
    return Rule(
        f"may-order-{name}",
        says,
        f"reg 43(2)({paragraph}) SEND Regulations 2014",
        _REGULATION,
        Kind.GATE,
        Party.TRIBUNAL,
        verified=verified,
        checked_on=LAST_CHECKED,
    )


RULES: tuple[Rule, ...] = (
    _power(
        "assess",
        "If the authority refused to assess or to re-assess, the tribunal can order the assessment or re-assessment.",
        "b",
        Verified.PRIMARY,
    ),
    _power(
        "make-plan",
        "If the authority refused to make a plan, the tribunal can order the authority to make and maintain a plan.",
        "c",
        Verified.PRIMARY,
    ),
    _power(
        "reconsider",
        "If the authority refused to make a plan, the tribunal can send the case back to the authority. The "
        "authority must then consider again whether a plan is necessary.",
        "d",
        Verified.PRIMARY,
    ),
    _power(
        "continue-plan",
        "In an appeal about the content of a plan, a refusal to amend a plan or a decision to cease a plan, the "
        "tribunal can order the authority to continue the plan as it is.",
        "e",
        Verified.INFERRED,
    ),
    _power(
        "amend-plan",
        "In an appeal about the content of a plan, a refusal to amend a plan or a decision to cease a plan, the "
        "tribunal can order the authority to continue the plan with amendments.",
        "f",
        Verified.INFERRED,
    ),
    _power(
        "name-setting",
        "In an appeal about the content of a plan, a refusal to amend a plan or a decision to cease a plan, the "
        "tribunal can order the authority to name another school or type of school.",
        "g",
        Verified.INFERRED,
    ),
    Rule(
        "may-order-cease-plan",
        "If the tribunal dismisses an appeal against a decision to cease a plan, the authority ends the plan "
        "immediately.",
        "regs 43(2)(a), 44(2)(a) SEND Regulations 2014",
        _REGULATION,
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "may-order-what-is-agreed",
        "A consent order can also contain other things on which the family and the authority agree.",
        "r.29(1) HESC Rules 2008",
        "https://www.legislation.gov.uk/uksi/2008/2699/article/29",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.INFERRED,
        checked_on=LAST_CHECKED,
    ),
)
