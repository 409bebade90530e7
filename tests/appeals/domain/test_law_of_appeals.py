"""The numbers of an appeal that stand in code are those of the table of rules; and the limits of a bundle."""

from datetime import date

import pytest

from app.cases.domain.in_appeal import BEFORE_THE_HEARING
from app.cases.domain.proceedings import Ordered
from app.cases.domain.recommending import REPLY, REPLY_WEEKS, may_recommend, reply_due_on
from app.kernel.errors import GateClosed
from app.kernel.terms import DecisionKind, PlanSection, TermKind
from app.law.domain.bundles import BUNDLE, BundlePartKind, is_wide, page_limits
from app.law.domain.powers import POWERS, orders_on
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import a_case

P = PlanSection


def test_numbers_in_code_are_those_of_the_rules() -> None:
    assert f"within {REPLY_WEEKS} weeks" in RULEBOOK.rule(REPLY, date(2026, 1, 1)).says
    assert f"at least {BEFORE_THE_HEARING} working days before the hearing" in RULEBOOK.rule(BUNDLE).says


@pytest.mark.parametrize(
    ("kind", "sections", "pages"),
    [
        (DecisionKind.REFUSAL_TO_ASSESS, (), 75),
        (DecisionKind.REFUSAL_TO_REASSESS, (), 75),
        (DecisionKind.CEASE_TO_MAINTAIN, (), 75),
        (DecisionKind.REFUSAL_TO_ISSUE_PLAN, (), 100),
        (DecisionKind.PLAN_CONTENT, (P.I,), 75),
        (DecisionKind.PLAN_CONTENT, (P.I, P.G), 75),
        (DecisionKind.PLAN_CONTENT, (P.B, P.I), 100),
        (DecisionKind.REFUSAL_TO_AMEND, (P.F,), 100),
    ],
)
def test_evidence_of_each_side(kind: DecisionKind, sections: tuple[PlanSection, ...], pages: int) -> None:
    limits = page_limits(kind, sections, date(2026, 7, 6))
    assert limits[BundlePartKind.FAMILY_EVIDENCE] == limits[BundlePartKind.AUTHORITY_EVIDENCE] == pages
    assert is_wide(kind, sections) is (pages == 100)
    assert limits.keys() == set(BundlePartKind)
    others = {one: limit for one, limit in limits.items() if not one.endswith("evidence")}
    assert others == {"core": 100, "plan": 150, "working_document": 25, "expert_report": 15, "statement": 10}


def test_the_limits_begin_with_the_practice_direction() -> None:
    assert page_limits(DecisionKind.PLAN_CONTENT, (P.F,), date(2025, 7, 15)) == {}
    assert page_limits(DecisionKind.PLAN_CONTENT, (P.F,), date(2025, 7, 16))
    assert page_limits(DecisionKind.PLAN_CONTENT, (P.F,), None), "a hearing that is yet to be listed comes later"


def test_recommendations_begin_on_a_day_and_never_on_a_refusal_to_assess() -> None:
    assert may_recommend(a_case("2018-04-03", sections="F").facts)
    assert not may_recommend(a_case("2018-04-02", sections="F").facts)
    assert not may_recommend(a_case().facts)
    assert reply_due_on(a_case().facts) is None


def test_several_orders_each_start_their_clocks() -> None:
    orders = (Ordered(TermKind.AMEND_PLAN, (P.F,)), Ordered(TermKind.NAME_SETTING, (P.I,)))
    case = a_case(sections="F I").certified("2026-02-09").then("register-appeal", "2026-02-10")
    ended = case.then("record-appeal-outcome", "2026-03-02", outcome="upheld", orders=orders)
    assert (ended.due("comply-with-order", term="amend_plan"), ended.due("comply-with-order", term="name_setting")) == (
        "2026-04-06",
        "2026-03-16",
    )
    back = ended.then("reinstate-appeal", "2026-03-03")
    assert "comply-with-order" not in back.codes()
    assert back.facts.orders == ()


OF_A_PLAN = "continue_plan amend_plan name_setting"


@pytest.mark.parametrize(
    ("kind", "orders"),
    [
        ("refusal_to_assess", "assess"),
        ("refusal_to_reassess", "assess"),
        ("refusal_to_issue_plan", "make_plan reconsider"),
        ("plan_content", OF_A_PLAN),
        ("refusal_to_amend", OF_A_PLAN),
        ("cease_to_maintain", f"{OF_A_PLAN} cease_plan"),
    ],
)
def test_the_decision_says_which_orders_the_tribunal_can_make(kind: str, orders: str) -> None:
    """Reg 43(2). By consent, the parties can agree on more (r.29)."""
    assert [*orders_on(DecisionKind(kind))] == orders.split()
    assert [*orders_on(DecisionKind(kind), by_consent=True)] == [*orders.split(), "other_action"]


def test_each_power_is_a_row_of_the_law() -> None:
    assert [one.order for one in POWERS if RULEBOOK.knows(one.rule)] == [one.order for one in POWERS]
    assert {one.order for one in POWERS} == set(TermKind)
    assert {one.rule for one in POWERS} == {one for one in RULEBOOK.ids() if one.startswith("may-order-")}


@pytest.mark.parametrize("outcome", ["upheld", "upheld_in_part", "consent_order", None])
def test_an_order_beyond_the_powers_is_refused_and_the_powers_are_named(outcome: str | None) -> None:
    case = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10")
    said = {"orders": (Ordered(TermKind.AMEND_PLAN),)} if outcome else {"order_kind": TermKind.AMEND_PLAN}
    with pytest.raises(GateClosed) as refused:
        case.then("record-appeal-outcome", "2026-03-02", outcome=outcome, **said)
    assert "about refusal_to_assess (s.51(2)(a)), the tribunal cannot order amend_plan" in refused.value.reason
    assert "The tribunal can order: assess (reg 43(2)(b) SEND Regulations 2014)" in refused.value.reason


def test_what_is_agreed_needs_a_consent_order() -> None:
    case = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10")
    agreed = (Ordered(TermKind.OTHER_ACTION),)
    with pytest.raises(GateClosed, match="send the outcome `consent_order`"):
        case.then("record-appeal-outcome", "2026-03-02", outcome="upheld", orders=agreed)
    assert case.then("record-appeal-outcome", "2026-03-02", outcome="consent_order", orders=agreed).facts.decided


def test_an_appeal_that_is_upheld_does_not_end_the_plan() -> None:
    case = a_case(kind="cease_to_maintain").certified("2026-02-09").then("register-appeal", "2026-02-10")
    cease = (Ordered(TermKind.CEASE_PLAN),)
    with pytest.raises(GateClosed, match="An appeal that is upheld cannot have an order to cease the plan"):
        case.then("record-appeal-outcome", "2026-03-02", outcome="upheld", orders=cease)
    assert case.then("record-appeal-outcome", "2026-03-02", outcome="dismissed", orders=cease).facts.decided
