"""The gates of an appeal: each asked where it is open, and where it is shut."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.domain.machine import Pathway
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow, Ordered
from app.cases.domain.words import DirectedFor, IssueStatus
from app.kernel.terms import PlanSection, TermKind
from app.law.domain.bundles import BundlePartKind
from app.law.domain.regime import IN_FORCE as TODAY
from app.law.domain.regime_values import CommencementTest
from tests.cases.domain.builders import LA, TRIBUNAL, a_case, under
from tests.cases.domain.gate_stories import (
    AGREED,
    ON,
    YESTERDAY,
    Asked,
    answered,
    appealed,
    certified,
    contents,
    directed,
    ended,
    issues,
    placement_appeal,
    withdrawn,
)

LISTED = under(TODAY, may_name_unlisted=False)


def named(*, on_list: bool | None) -> dict[str, Any]:
    return {"outcome": "upheld", "orders": (Ordered(TermKind.NAME_SETTING, setting_on_list=on_list),)}


def issued_from(day: date) -> Pathway:
    return under(TODAY, commencement=CommencementTest.ISSUE, in_force_from=day)


# Gate: asked where it is open, and where it is shut. Nothing but that gate stands in the second's way.
OF_APPEALS: dict[str, tuple[Callable[[], Asked], Callable[[], Asked]]] = {
    "unappealed": (
        lambda: (certified(), "register-appeal", {}),
        lambda: (
            certified().then("register-appeal", "2026-02-10").then(
                "record-appeal-outcome", "2026-02-11", order_kind="assess"
            ),
            "register-appeal", {},
        ),
    ),
    "tribunal_decided": (
        lambda: (appealed(), "record-appeal-outcome", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "record-appeal-outcome", {"by": LA}),
    ),
    "directed_dates_follow": (
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess", "directed": (directed("notify", ON),)}),
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess", "directed": (directed("cease", ON),)}),
    ),
    "orders_are_in_power": (
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "assess"}),
        lambda: (appealed(), "record-appeal-outcome", {"order_kind": "amend_plan"}),
    ),
    "setting_may_be_named": (
        lambda: (replace(placement_appeal(), pathway=LISTED), "record-appeal-outcome", named(on_list=True)),
        lambda: (replace(placement_appeal(), pathway=LISTED), "record-appeal-outcome", named(on_list=None)),
    ),
    "orders_fit_outcome": (
        lambda: (appealed(), "record-appeal-outcome", {"outcome": "upheld", "orders": (Ordered(TermKind.ASSESS),)}),
        lambda: (appealed(), "record-appeal-outcome", {"outcome": "dismissed", "orders": (Ordered(TermKind.ASSESS),)}),
    ),
    "recommendations_exist": (
        lambda: (contents(), "record-appeal-outcome", {"recommends_care": True}),
        lambda: (appealed(), "record-appeal-outcome", {"recommends_care": True}),
    ),
    "response_unsent": (
        lambda: (appealed(), "respond-to-appeal", {}),
        lambda: (answered(), "respond-to-appeal", {}),
    ),
    "late_response_asks_for_time": (
        lambda: (appealed(), "respond-to-appeal", {"asks_for_time": False}),
        lambda: (
            appealed().then("record-directions", "2026-02-11", directions=(Dated(DirectedFor.RESPONSE, YESTERDAY),)),
            "respond-to-appeal",
            {"asks_for_time": False},
        ),
    ),
    "tribunal_directs": (
        lambda: (appealed(), "record-directions", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "record-directions", {"by": LA}),
    ),
    "directions_follow": (
        lambda: (appealed(), "record-directions", {"directions": (Dated(DirectedFor.EVIDENCE, date(2026, 2, 20)),)}),
        lambda: (appealed(), "record-directions", {"directions": (Dated(DirectedFor.EVIDENCE, YESTERDAY),)}),
    ),
    "hearing_is_told": (
        lambda: (appealed(), "list-hearing", {}),
        lambda: (appealed(), "list-hearing", {"format": None}),
    ),
    "hearing_lies_ahead": (
        lambda: (appealed(), "list-hearing", {"listed_on": ON}),
        lambda: (appealed(), "list-hearing", {"listed_on": "2026-02-19"}),
    ),
    "adr_is_about_placement": (
        lambda: (contents("I G"), "list-hearing", {"kind": "judicial_adr"}),
        lambda: (contents(), "list-hearing", {"kind": "judicial_adr"}),
    ),
    "bundle_fits": (
        lambda: (appealed(), "send-bundle", {"parts": (BundlePart(BundlePartKind.CORE, 100),)}),
        lambda: (appealed(), "send-bundle", {"parts": (BundlePart(BundlePartKind.CORE, 101),)}),
    ),
    "issues_are_few": (
        lambda: (appealed(), "change-appeal-issues", {"changes": issues(*range(1, 40))}),
        lambda: (appealed(), "change-appeal-issues", {"changes": issues(*range(1, 41))}),
    ),
    "issues_are_disputed": (
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.F, IssueStatus.LIVE),)}),
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.B, IssueStatus.LIVE),)}),
    ),
    "recommendation_exists": (
        lambda: (contents(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.G, IssueStatus.LIVE),)}),
        lambda: (appealed(), "change-appeal-issues", {"changes": (IssueNow("1", PlanSection.G, IssueStatus.LIVE),)}),
    ),
    "tribunal_ends_issues": (
        lambda: (contents(), "change-appeal-issues", {"by": LA, "changes": (ended("conceded"),)}),
        lambda: (contents(), "change-appeal-issues", {"by": LA, "changes": (ended("withdrawn"),)}),
    ),
    "both_sides_agree": (
        lambda: (contents(), "change-appeal-issues", AGREED | {"family_confirmed": True}),
        lambda: (contents(), "change-appeal-issues", AGREED),
    ),
    "tribunal_consents": (
        lambda: (appealed(), "withdraw", {"by": LA, "decision_reference": "12/26"}),
        lambda: (appealed(), "withdraw", {"by": LA, "family_confirmed": True}),
    ),
    "withdrawal_follows_the_appeal": (
        lambda: (appealed(), "withdraw", {"by": TRIBUNAL, "notice_received_on": "2026-02-10"}),
        lambda: (appealed(), "withdraw", {"by": TRIBUNAL, "notice_received_on": "2026-02-09"}),
    ),
    "appeal_can_go_on": (
        lambda: (
            appealed().then("record-appeal-outcome", "2026-02-11"),
            "reinstate-appeal", {"by": LA, "decision_reference": "12/26"},
        ),
        lambda: (
            appealed().then("record-appeal-outcome", "2026-02-11", order_kind="assess"),
            "reinstate-appeal", {"by": LA, "decision_reference": "12/26"},
        ),
    ),
    "tribunal_reinstates": (
        lambda: (withdrawn(), "reinstate-appeal", {"by": LA, "decision_reference": "12/26"}),
        lambda: (withdrawn(), "reinstate-appeal", {"by": LA}),
    ),
    "applied_in_time": (
        lambda: (withdrawn(), "reinstate-appeal", {"applied_on": "2026-02-12"}),
        lambda: (withdrawn(), "reinstate-appeal", {"applied_on": "2026-02-10"}),
    ),
    "appeal_unconceded": (
        lambda: (answered(), "concede", {}),
        lambda: (answered().then("concede", "2026-02-17"), "concede", {}),
    ),
    "right_stays": (
        lambda: (a_case(), "register-appeal", {"basis": "permission", "appellant_kind": "young_person"}),
        lambda: (
            a_case(appellant="young_person"), "register-appeal",
            {"basis": "permission", "appellant_kind": "parent"},
        ),
    ),
    "certificate_is_the_appellants": (
        lambda: (certified(), "register-appeal", {}),
        lambda: (certified(), "register-appeal", {"appellant_kind": "young_person"}),
    ),
    "appealable": (
        lambda: (certified(sections="F G"), "register-appeal", {}),
        lambda: (certified(sections="G"), "register-appeal", {}),
    ),
    "issued_in_time": (
        lambda: (replace(certified(), pathway=issued_from(date(2026, 1, 1))), "register-appeal", {}),
        lambda: (replace(certified(), pathway=issued_from(date(2027, 1, 1))), "register-appeal", {}),
    ),
    "placement_only": (
        lambda: (a_case(sections="I"), "register-appeal", {"basis": "placement_only"}),
        lambda: (a_case(sections="F I"), "register-appeal", {"basis": "placement_only"}),
    ),
    "permitted": (
        lambda: (a_case(), "register-appeal", {"basis": "permission", "by": LA, "permission_reference": "12/26"}),
        lambda: (a_case(), "register-appeal", {"basis": "permission", "by": LA}),
    ),
    "widening_is_covered": (
        lambda: (placement_appeal().certified("2026-02-11"), "widen-grounds", {"by": LA}),
        lambda: (placement_appeal(), "widen-grounds", {"by": LA}),
    ),
    "tribunal_widens_an_appeal": (
        lambda: (placement_appeal(), "widen-grounds", {"by": TRIBUNAL}),
        lambda: (a_case(sections="I"), "widen-grounds", {"by": TRIBUNAL}),
    ),
    "about_plan_content": (
        lambda: (a_case(sections="B"), "widen-grounds", {}),
        lambda: (a_case(), "widen-grounds", {}),
    ),
}  # fmt: skip
