"""Each value of a regime and of a preset, repeated by hand: a value changed by accident would mislead a comparison."""

from dataclasses import replace
from datetime import date

import pytest

from app.kernel.terms import DecisionKind, ExemptionGround, PlanSection
from app.law.domain.matters import Matter
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime import Regime
from app.law.domain.regime_rows import EVIDENCE, PARAMETERS, Row, rows
from app.law.domain.regimes import PROPOSALS, REGIMES, RegimeId

VALUES = """
attendance_required          obeyed       False:primary     True:secondary     False:secondary
binds                        obeyed       authority:primary family:inferred    authority:inferred=
nonattendance_effect         obeyed       none:primary      bars:inferred      none:inferred=
certificate_required         obeyed,assumed True:primary    True:inferred=     unknown:inferred
placement_only_exempt        obeyed,assumed True:secondary  True:inferred=     unknown:inferred
exemption_decided_by         obeyed       -                 tribunal:inferred  -
exemption_mode               obeyed       -                 decided_first:inferred -
exemption_decision_days      obeyed       -                 14:inferred        -
exemption_if_undecided       obeyed       -                 granted:inferred   -
prior_attendance_months      obeyed       -                 4:primary          -
providers_to_contact         obeyed       -                 -                  -
arrangement_days             obeyed       30:secondary      30:inferred=       30:inferred=
session_window_days          obeyed       None:inferred     -                  -
absence_renews_days          obeyed       True:inferred     True:inferred=     True:inferred=
renewed_days                 obeyed       -                 -                  -
absent_other_side_frees      obeyed,assumed unknown:inferred unknown:inferred= unknown:inferred
may_end_mediation            obeyed,assumed unknown:inferred unknown:inferred=  unknown:inferred
clock_effect                 obeyed       floor:primary     floor:inferred=    floor:inferred=
remit_weeks                  obeyed,assumed -               -                  unknown:inferred
appeal_after_reconsideration told,assumed -                 -                  unknown:secondary
may_name_unlisted            obeyed       True:secondary    True:inferred=     False:secondary
commencement                 obeyed       notice:primary    chosen:inferred    decision:secondary
in_force_from                obeyed       2014-09-01:primary -               -
in_force_to                  obeyed       -                  -               -
cohort                       told         -                 -                  *:secondary
review                       told         annual:secondary  annual:inferred=   end_of_each_key_stage:secondary
"""
"""Each parameter, what is done with it, and its value in each regime with the mark of its source. `-`: the regime has
no such parameter. `=`: the proposal says nothing, so the value is that of the law in force."""


def cell(row: Row) -> str:
    if row.cite.source == "this question does not arise under this set of rules (regime)":
        assert (row.value, row.cite.verified) == (None, "primary")
        return "-"
    value = "*" if row.parameter.name == "cohort" else str(row.value).replace(" ", "_")
    carried_over = (row.cite.note or "").endswith("So the service uses the answer of the law in force.")
    return f"{value}:{row.cite.verified}{'=' * carried_over}"


def test_every_value_of_a_regime_is_as_it_was_read() -> None:
    shown = {
        one.name: ["obeyed" * one.obeyed or "told", *["assumed"] * (one.assumed is not None)] for one in PARAMETERS
    }
    found = [
        [row.parameter.name, ",".join(shown[row.parameter.name]), *map(cell, together)]
        for row, *_ in zip(*map(rows, REGIMES.values()), strict=True)
        for together in [[one for regime in REGIMES.values() for one in rows(regime) if one.parameter is row.parameter]]
    ]
    assert found == [line.split() for line in VALUES.strip().split("\n")]


def test_the_law_in_force_is_the_only_law() -> None:
    assert {one.id: (one.status, one.in_force_from, one.in_force_to) for one in REGIMES.values()} == {
        RegimeId.CFA_2014: ("law", date(2014, 9, 1), None),
        RegimeId.GREEN_PAPER_2022: ("illustrative", None, None),
        RegimeId.SEND_REFORM_2026: ("illustrative", None, None),
    }
    assert PROPOSALS == (RegimeId.GREEN_PAPER_2022, RegimeId.SEND_REFORM_2026)


REFORMED = """
refusal_to_assess        refusal_to_assess     yes     order            -
package_not_eligible     refusal_to_issue_plan yes     order            -
wrong_package            plan_content          yes     unknown          BF
placement_unreasonable   plan_content          yes     review_and_remit I
package_no_longer_needed cease_to_maintain     yes     order            -
refusal_to_reassess      refusal_to_reassess   unknown unknown          -
refusal_to_amend         refusal_to_amend      unknown unknown          -
package_content          -                     no      none             -
isp_content              -                     no      none             -
"""
OF_TODAY = """
refusal_to_assess refusal_to_issue_plan plan_content refusal_to_reassess refusal_to_amend cease_to_maintain
"""


def in_short(one: Matter) -> list[str]:
    return [one.name, ",".join(one.kinds) or "-", one.appealable, one.power, "".join(sorted(one.about)) or "-"]


def test_what_may_be_appealed_under_each_regime() -> None:
    today = [[kind, kind, "yes", "order", "-"] for kind in OF_TODAY.split()]
    reformed = [line.split() for line in REFORMED.strip().split("\n")]
    found = {regime.id: [in_short(one) for one in regime.matters] for regime in REGIMES.values()}
    assert found == dict(zip(RegimeId, (today, today, reformed), strict=True))


@pytest.mark.parametrize(
    ("kind", "sections", "raised", "remits"),
    [
        ("plan_content", "B", ["wrong_package"], "nothing"),
        ("plan_content", "I", ["placement_unreasonable"], "everything"),
        ("plan_content", "FI", ["wrong_package", "placement_unreasonable"], "placement"),
        ("plan_content", "", [], "nothing"),
        ("cease_to_maintain", "I", ["package_no_longer_needed"], "nothing"),
    ],
)
def test_a_dispute_raises_the_matters_of_its_decision_and_sections(
    kind: str, sections: str, raised: list[str], remits: str
) -> None:
    reform, dispute = REGIMES[RegimeId.SEND_REFORM_2026], (DecisionKind(kind), frozenset(map(PlanSection, sections)))
    assert [one.name for one in reform.raised_by(*dispute)] == raised
    assert reform.remits(*dispute) == remits


def test_the_exemptions_of_the_green_paper_are_every_ground() -> None:
    [only] = [one.exemptions for one in REGIMES.values() if one.exemptions]
    assert only.grounds == tuple(ExemptionGround)


def test_which_evidence_is_asked_for_in_family_law_and_which_is_our_own() -> None:
    ours = {ground for ground, one in EVIDENCE.items() if one.cite.source == "a parameter of this service"}
    assert ours == {"safeguarding", "phase_transfer", "child_out_of_school", "other"}
    marks = {ground: one.cite.verified for ground, one in EVIDENCE.items()}
    assert marks == {ground: "inferred" if ground in ours else "secondary" for ground in ExemptionGround}


CHANGES = {
    "small-claims": """
        secondary attendance_required=True binds=both_sides nonattendance_effect=judge_considers exemptions=None
        certificate_required=False session_window_days=28 absent_other_side_frees=True clock_effect=none
        commencement=issue
    """,
    "miam": """
        primary attendance_required=True binds=family nonattendance_effect=bars
        exemptions=tribunal,None,waits,self_certified,domestic_abuse+child_protection+urgency+earlier_mediation+access+no_provider
        prior_attendance_months=4 providers_to_contact=5 clock_effect=none commencement=issue
    """,
    "acas": """
        secondary attendance_required=False nonattendance_effect=none exemptions=None arrangement_days=84
        session_window_days=84 absent_other_side_frees=True clock_effect=stop_and_floor may_end_mediation=either
        commencement=notice
    """,
    "wales-2012": "primary certificate_required=False clock_effect=three_months_added",
}
"""What each other law changes, with the mark of its source."""


def test_every_value_of_a_preset_is_as_it_was_read() -> None:
    def told(preset: PresetName, name: str) -> str:
        value = PRESETS[preset].changes[name]
        if name != "exemptions" or value is None:
            return f"{name}={value}"
        grounds = "+".join(value.grounds)
        return f"{name}={value.decided_by},{value.decision_days},{value.if_undecided},{value.mode},{grounds}"

    found = {name: [one.verified, *(told(name, each) for each in one.changes)] for name, one in PRESETS.items()}
    assert found == {name: text.split() for name, text in CHANGES.items()}


# --- what a regime answers from its values ----------------------------------------------------------------------------

REQUESTED = date(2026, 2, 10)


def regime(**changed: object) -> Regime:
    return replace(REGIMES[RegimeId.CFA_2014], **changed)  # type: ignore[arg-type] # members of a regime, by name


@pytest.mark.parametrize(
    ("window", "session_on", "last"),
    [
        (None, date(2026, 4, 20), date(2026, 3, 12)),
        (84, None, date(2026, 3, 12)),
        (84, date(2026, 5, 5), date(2026, 5, 5)),
        (84, date(2026, 5, 6), date(2026, 3, 12)),
        (20, date(2026, 3, 2), date(2026, 3, 2)),
    ],
)
def test_mediation_is_overdue_on_the_day_after_the_last(
    window: int | None, session_on: date | None, last: date
) -> None:
    one = regime(session_window_days=window)
    assert not one.is_overdue(last, REQUESTED, session_on, again=False)
    assert one.is_overdue(date.fromordinal(last.toordinal() + 1), REQUESTED, session_on, again=False)


def test_the_days_after_a_missed_session_are_the_first_ones_unless_the_regime_says_otherwise() -> None:
    assert regime().days_to_arrange(again=True) == 30
    assert regime(renewed_days=7).days_to_arrange(again=True) == 7
    assert regime(renewed_days=7).days_to_arrange(again=False) == 30


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        ({}, 30),
        ({"renewed_days": 40}, 40),
        ({"session_window_days": 84}, 84),
        ({"exemptions": REGIMES[RegimeId.GREEN_PAPER_2022].exemptions, "arrangement_days": 10}, 14),
    ],
)
def test_no_wait_is_longer_than_the_longest_of_its_days(changed: dict[str, object], days: int) -> None:
    assert regime(**changed).longest_wait == days
