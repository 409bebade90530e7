"""The menu of a case, repeated by hand: a command that is left out would hide a fault, and a party would not see it."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.domain import commands
from app.cases.domain.conceded import Promised
from app.cases.domain.menu import (
    NUMBER,
    REFERENCE,
    attempts,
    is_exceptional,
    named,
    needs,
    offered,
    variant_of,
    variants,
)
from app.cases.domain.panels import PanelAnswer, Recommendation
from app.cases.domain.proceedings import Dated, IssueNow
from app.cases.domain.words import Action, DirectedFor, DisputeReason, HearingFormat, IssueStatus
from app.kernel.terms import PlanSection, SessionOutcome, TermKind
from app.law.domain.chronology import Term
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import GREEN, LA, PATHWAY, TRIBUNAL, Story, a_case, under

TODAY = date(2026, 2, 10)
BASES = ("certificate", "placement_only", "permission", "not_required")
PERMISSION = (
    "the tribunal's permission. Either the tribunal records the permission, or you give the reference of the "
    "tribunal's decision in `permission_reference`"
)
CONSENT = (
    "the tribunal's consent. Either the tribunal records the consent, or you give the reference of the tribunal's "
    "decision in `decision_reference`"
)
DECISION = (
    "the tribunal's decision. Either the tribunal records the decision, or you give the reference of the decision in "
    "`decision_reference`"
)
FAMILY = "the family's confirmation: send `family_confirmed`"
ORDERS = ("no order", "assess", "make_plan", "amend_plan", "reconsider")
NEEDS = {
    "concede (in part)": "the sections that you concede: send `sections`",
    "register-appeal (permission)": PERMISSION,
    "widen-grounds (permitted)": PERMISSION,
    "reinstate-appeal (time extended, by tribunal)": DECISION,
    "withdraw (the family's word, by local_authority)": FAMILY,
    "withdraw (without the family's word, by tribunal)": CONSENT,
    "close (the family's word, by local_authority)": FAMILY,
    "record-directions": (
        "the tribunal's directions. Either the tribunal records the directions, or you give the reference of the "
        "tribunal's decision in `decision_reference`"
    ),
    "list-hearing": "the day and the format of the hearing: send `listed_for` and `format`",
    "change-appeal-issues": "the issues, and the status of each issue: send `issues`",
    "confirm-notice": "the authority's own reference: send `la_reference`",
    **{f"record-appeal-outcome ({one})": DECISION for one in ORDERS},
}  # fmt: skip
"""What a command cannot do without."""

GROUNDS = ("declined", "took_part", "not_arranged", "exempt")
EVERY: list[tuple[str, str | None, str]] = [
    ("contact-adviser", None, "mediation_provider"),
    ("decline-mediation", None, "mediation_provider"),
    ("request-mediation", None, "local_authority"),
    ("request-mediation (health)", "with health issues", "local_authority"),
    ("notify-commissioning-body", None, "local_authority"),
    ("arrange-mediation", None, "commissioning_body"),
    ("cancel-session", None, "commissioning_body"),
    ("report-cannot-arrange", None, "local_authority"),
    *((f"record-session-outcome ({one})", one, "mediation_provider") for one in SessionOutcome),
    *((f"issue-certificate ({one})", one, "mediation_provider") for one in GROUNDS),
    ("reissue-certificate", None, "mediation_provider"),
    ("record-agreement", None, "commissioning_body"),
    ("concede", None, "local_authority"),
    ("concede (in part)", "in part", "local_authority"),
    ("keep-promise", None, "local_authority"),
    *((f"register-appeal ({one})", one, "tribunal") for one in BASES),
    ("widen-grounds", None, "local_authority"),
    ("widen-grounds (permitted)", "permission", "tribunal"),
    ("record-appeal-outcome (no order)", None, "tribunal"),
    *((f"record-appeal-outcome ({one})", "with an order", "tribunal") for one in ORDERS[1:]),
    ("reinstate-appeal (time extended, by tribunal)", "time_extended", "tribunal"),
    ("claim-exemption", None, "local_authority"),
    ("decide-exemption (granted)", "granted", "tribunal"),
    ("decide-exemption (refused)", "refused", "tribunal"),
    ("record-panel-review", None, "local_authority"),
    ("answer-panel-review", None, "local_authority"),
    ("pass-right (school_age_ended, young_person)", "school_age_ended to young_person", "local_authority"),
    ("pass-right (capacity_regained, young_person)", "capacity_regained to young_person", "local_authority"),
    ("pass-right (capacity_regained, parent)", "capacity_regained to parent", "local_authority"),
    ("pass-right (capacity_lost, alternative_person)", "capacity_lost to alternative_person", "local_authority"),
    (
        "pass-right (representative_changed, alternative_person)",
        "representative_changed to alternative_person",
        "local_authority",
    ),
    ("add-issues", None, "local_authority"),
    ("add-issues (health)", "with health issues", "local_authority"),
    ("drop-issues", None, "local_authority"),
    ("drop-issues (health)", "without health issues", "local_authority"),
    ("withdraw (the family's word, by local_authority)", "family_confirmed", "local_authority"),
    ("withdraw (without the family's word, by tribunal)", "tribunal_consents", "tribunal"),
    ("close (without the family's word, by local_authority)", None, "local_authority"),
    ("close (the family's word, by local_authority)", "family_confirmed", "local_authority"),
    ("respond-to-appeal", None, "local_authority"),
    ("record-directions", None, "tribunal"),
    ("list-hearing", None, "tribunal"),
    ("send-bundle", None, "local_authority"),
    ("change-appeal-issues", None, "tribunal"),
    ("confirm-notice", None, "local_authority"),
    ("dispute-notice", None, "local_authority"),
]
"""Every command that is tried: how a counter-example names it, what tells it from others of its action, and by whom."""


def every() -> list[commands.Command]:
    return [one for action in Action for one in variants(action, TODAY, PATHWAY)]


def test_every_command_is_tried_and_has_its_name() -> None:
    assert [(named(one), variant_of(one)[1], str(one.by)) for one in every()] == EVERY
    assert all(variant_of(one)[0] is one.action and one.occurred_on == TODAY for one in every())


def test_what_a_command_cannot_do_without_is_said() -> None:
    assert {named(one): needs(one) for one in every() if needs(one)} == NEEDS


def test_no_party_can_count_on_the_tribunals_leave() -> None:
    assert [named(one) for one in every() if is_exceptional(one)] == [
        "register-appeal (permission)", "widen-grounds (permitted)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "brings"),
    [
        (Action.ARRANGE_MEDIATION, {"session_on": TODAY}),
        (Action.REISSUE_CERTIFICATE, {"number": NUMBER}),
        (Action.RECORD_AGREEMENT, {"terms": (Term(TermKind.OTHER_ACTION),)}),
        (Action.RECORD_PANEL_REVIEW, {"recommendation": Recommendation.CHANGE}),
        (Action.ANSWER_PANEL_REVIEW, {"authority_answer": PanelAnswer.ACCEPTED}),
        (Action.RESPOND_TO_APPEAL, {"asks_for_time": True}),
        (Action.RECORD_DIRECTIONS, {"directions": (Dated(DirectedFor.BUNDLE, TODAY),)}),
        (Action.LIST_HEARING, {"listed_on": TODAY, "format": HearingFormat.VIDEO}),
        (Action.CHANGE_APPEAL_ISSUES, {"changes": (IssueNow("1", None, IssueStatus.LIVE),)}),
        (Action.CONFIRM_NOTICE, {"la_reference": REFERENCE}),
        (Action.DISPUTE_NOTICE, {"reason": DisputeReason.OTHER}),
        (Action.CONCEDE, {"sections": {PlanSection.F}, "promises": (Promised(TermKind.AMEND_PLAN, TODAY),)}),
        (Action.WIDEN_GROUNDS, {"sections": {PlanSection.F}}),
        (Action.ISSUE_CERTIFICATE, {"number": NUMBER, "ground": "exempt"}),
        (Action.DECIDE_EXEMPTION, {"granted": False}),
    ],
    ids=lambda one: one if isinstance(one, Action) else "",
)
def test_what_a_command_brings(action: Action, brings: dict[str, object]) -> None:
    *_, last = variants(action, TODAY, PATHWAY)
    assert {name: getattr(last, name) for name in brings} == brings


def test_what_a_party_may_try_by_itself() -> None:
    assert [(named(one), variant_of(one)[1], str(one.by)) for one in attempts(TODAY, PATHWAY)] == [
        ("withdraw (without the family's word, by local_authority)", "tribunal_consents", "local_authority"),
        ("record-appeal-outcome (no order, by local_authority)", None, "local_authority"),
        ("reinstate-appeal (in time, by local_authority)", None, "local_authority"),
        ("complete-duty", "la-response", "local_authority"),
        ("confirm-notice (sent on 2026-02-10)", None, "local_authority"),
        ("confirm-notice (sent on 2023-05-17)", None, "local_authority"),
        ("withdraw (without the family's word, by mediation_provider)", "tribunal_consents", "mediation_provider"),
        ("complete-duty", "la-response", "mediation_provider"),
    ]


# --- what is shown with a case ----------------------------------------------------------------------------------------


def shown(story: Story, action: Action) -> list[str]:
    return [named(one) for one in offered(story.pathway, story.facts, action, TODAY)]


def appealed(sections: str | None = None, kind: str | None = None, regime: RegimeId = RegimeId.CFA_2014) -> Story:
    case = a_case("2026-01-12", sections, kind, regime).certified("2026-01-14")
    return case.then("register-appeal", "2026-01-20")


@pytest.mark.parametrize(
    ("case", "orders"),
    [
        (appealed(), ["no order", "assess"]),
        (appealed(kind="refusal_to_issue_plan"), ["no order", "make_plan"]),
        (appealed("B F"), ["no order", "amend_plan"]),
        (appealed("I", regime=RegimeId.SEND_REFORM_2026), ["no order", "reconsider"]),
        (appealed("F I", regime=RegimeId.SEND_REFORM_2026), ["no order", "amend_plan"]),
    ],
    ids=["refusal to assess", "refusal to make a plan", "content", "placement alone", "placement beside content"],
)
def test_only_orders_that_the_tribunal_can_make_are_shown(case: Story, orders: list[str]) -> None:
    assert shown(case, Action.RECORD_APPEAL_OUTCOME) == [f"record-appeal-outcome ({one})" for one in orders]


def test_only_forms_that_the_regime_knows_are_shown() -> None:
    bases = [f"register-appeal ({one})" for one in BASES]
    assert shown(a_case(), Action.REGISTER_APPEAL) == bases[:3]
    free = replace(a_case(), pathway=under(RegimeId.CFA_2014, certificate_required=False))
    assert shown(free, Action.REGISTER_APPEAL) == bases
    grounds = [f"issue-certificate ({one})" for one in GROUNDS]
    assert shown(a_case(regime=GREEN), Action.ISSUE_CERTIFICATE) == grounds
    assert shown(a_case(), Action.ISSUE_CERTIFICATE) == [one for one in grounds if "exempt" not in one]
    assert shown(a_case(), Action.CLAIM_EXEMPTION), "an action that the regime does not know is shown as refused"


def test_an_appeal_may_be_reinstated_in_time_or_late() -> None:
    assert shown(a_case(), Action.REINSTATE_APPEAL) == [
        "reinstate-appeal (in time, by tribunal)", "reinstate-appeal (time extended, by tribunal)",
    ]  # fmt: skip
    [in_time, _] = offered(PATHWAY, a_case().facts, Action.REINSTATE_APPEAL, TODAY)
    assert (in_time.by, in_time.occurred_on) == (TRIBUNAL, TODAY)


@pytest.mark.parametrize(
    ("sections", "conceded", "forms"),
    [
        (None, None, ["concede"]),
        ("F", None, ["concede"]),  # one section is everything
        ("B F I", None, ["concede", "concede (in part)"]),
        ("B F I", "B F", ["concede", "concede (in part)"]),
    ],
)
def test_a_concession_in_part_is_shown_where_a_part_is_live_beside_others(
    sections: str | None, conceded: str | None, forms: list[str]
) -> None:
    case = a_case("2026-01-12", sections)
    if conceded:
        case = case.then("concede", "2026-01-20", sections=frozenset(map(PlanSection, conceded.split())))
    assert shown(case, Action.CONCEDE) == forms
    part = [one for one in offered(PATHWAY, case.facts, Action.CONCEDE, TODAY) if one.sections]  # type: ignore[attr-defined] # a Concede
    assert [one.sections for one in part] == [{"I" if conceded else "B"}] * (len(forms) - 1)  # type: ignore[attr-defined] # a Concede
    assert {(one.by, one.occurred_on) for one in part} <= {(LA, TODAY)}


def test_nothing_is_conceded_in_part_after_everything_was() -> None:
    assert shown(a_case("2026-01-12", "B F").then("concede", "2026-01-20"), Action.CONCEDE) == ["concede"]


def test_each_promise_that_waits_is_shown() -> None:
    assert [variant_of(one) for one in offered(PATHWAY, a_case().facts, Action.KEEP_PROMISE, TODAY)] == [
        (Action.KEEP_PROMISE, None)
    ]
    promises = tuple(Promised(kind, date(2026, 3, 1)) for kind in (TermKind.AMEND_PLAN, TermKind.NAME_SETTING))
    case = a_case("2026-01-12", "B F").then(
        "concede", "2026-01-20", sections=frozenset({PlanSection.F}), promises=promises
    )
    found = offered(PATHWAY, case.facts, Action.KEEP_PROMISE, TODAY)
    assert [(variant_of(one)[1], one.by, one.occurred_on) for one in found] == [
        (None, LA, TODAY), ("promise 2", LA, TODAY),
    ]  # fmt: skip
    kept = case.then("keep-promise", "2026-01-21", promise=1)
    assert [variant_of(one)[1] for one in offered(PATHWAY, kept.facts, Action.KEEP_PROMISE, TODAY)] == ["promise 2"]


def test_a_duty_is_named_by_its_code_its_term_and_its_step() -> None:
    ended = appealed().then("record-appeal-outcome", "2026-02-01", outcome="upheld", order_kind="assess")
    duties = offered(PATHWAY, ended.facts, Action.COMPLETE_DUTY, TODAY)
    assert "comply-with-order assess notify" in [variant_of(one)[1] for one in duties]
    assert {one.by for one in duties} == {LA}


def test_a_command_is_told_from_its_plain_form() -> None:
    permitted = commands.WidenGrounds(by=LA, occurred_on=TODAY, sections=frozenset(), permission_reference="EH1/2")
    assert variant_of(permitted) == (Action.WIDEN_GROUNDS, "permission")
    assert named(permitted) == "widen-grounds"
    assert not is_exceptional(permitted)
    late = commands.ReinstateAppeal(by=LA, occurred_on=TODAY, time_extended=True)
    assert named(replace(late, time_extended=False)) == "reinstate-appeal (in time, by local_authority)"
