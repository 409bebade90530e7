"""One search answers for two regimes if it asks both the same. The search reads no more of a regime than that says."""

from dataclasses import fields, replace
from datetime import date
from typing import Any, ClassVar

import pytest

from app.cases.domain.assurance import asked, explore, opened, searched_as
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.view import view
from app.law.domain.regime import Regime
from app.law.domain.regime_values import Binds, ClockEffect, CommencementTest, MayEnd
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.assured import CONTENTS, PLACEMENT
from tests.cases.domain.builders import GREEN, LAW
from tests.cases.domain.test_reform import REFORM, appealed, decided

TODAY = RegimeId.CFA_2014
NAMES = {"id", "title", "status"}
"""Who asks is told a regime's name with the answer."""
ASKED = {
    "attendance_required", "nonattendance_effect", "exemptions", "arrangement_days", "absence_renews_days",
    "renewed_days", "session_window_days", "placement_only_exempt", "absent_other_side_frees", "binds", "matters",
    "prior_attendance_months", "providers_to_contact", "clock_effect", "certificate_required", "may_end_mediation",
    "commencement", "in_force_from", "in_force_to",
}  # fmt: skip
"""What `asked` compares."""
OF_AN_ORDER = {"remit_weeks"}
"""In which time an order is carried out: after the search's last question."""


class Watched(Regime):
    """A regime that notes what is read of it."""

    read: ClassVar[set[str]] = set()
    parameters: ClassVar = frozenset(one.name for one in fields(Regime))

    def __getattribute__(self, name: str) -> Any:
        if name in Watched.parameters:
            Watched.read.add(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("dispute", [CONTENTS, PLACEMENT], ids=["contents", "placement"])
def test_the_search_reads_no_more_of_a_regime_than_is_compared(dispute: Any) -> None:
    regime = REGIMES[REFORM]
    watched = Watched(**{one.name: getattr(regime, one.name) for one in fields(Regime)})
    pathway = Pathway(Law(LAW.england, regimes={**REGIMES, REFORM: watched}))
    Watched.read.clear()
    explore(pathway, opened(REFORM, dispute))
    assert Watched.read - NAMES - OF_AN_ORDER <= ASKED
    assert {"attendance_required", "arrangement_days", "matters"} <= Watched.read


@pytest.mark.parametrize(
    "changed",
    [
        {"attendance_required": True, "nonattendance_effect": "bars"},
        {"arrangement_days": 20},
        {"renewed_days": 7},
        {"session_window_days": 84},
        {"placement_only_exempt": False},
        {"absent_other_side_frees": False},
        {"binds": Binds.BOTH_SIDES},
        {"clock_effect": ClockEffect.NONE},
        {"exemptions": REGIMES[GREEN].exemptions},
        {"certificate_required": False},
        {"may_end_mediation": MayEnd.FAMILY},
        {"commencement": CommencementTest.ISSUE},
        {"matters": ()},
        {"may_name_unlisted": True},
        {"in_force_from": date(2029, 9, 1)},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_changed_parameter_is_a_search_of_its_own(changed: dict[str, Any]) -> None:
    """Save where it changes nothing on the way: without matters today's law applies, which setting is named changes no
    gate, and the notice of the search is in force."""
    other = replace(REGIMES[REFORM], **changed)
    same = {*changed} <= {"matters", "may_name_unlisted", "in_force_from"}
    assert (asked(other) == asked(REGIMES[TODAY])) is same


def test_the_reform_shares_the_search_of_the_law_in_force() -> None:
    found = {regime.id: searched_as(regime, REGIMES) for regime in REGIMES.values()}
    assert found == {TODAY: TODAY, GREEN: GREEN, REFORM: TODAY}


def test_which_order_the_tribunal_made_changes_nothing_that_the_search_sees() -> None:
    ordered = decided(appealed(regime=TODAY), "name_setting")
    day = ordered.facts.order_made_on
    assert day is not None
    other = replace(ordered.facts, order_kind=None)
    assert view(ordered.facts, day, ordered.pathway) == view(other, day, ordered.pathway)
