"""An authority's own cases, replayed: as recorded under today's law, and without a number that tells of one family."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain.facts import CaseFacts
from app.evidence.domain.comparison.assumed import ASSUMPTIONS
from app.evidence.domain.comparison.assumptions import values
from app.evidence.domain.comparison.measures import MEASURES
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.replaying import ASKED_AGAIN, Past, in_order, lucky, past_of
from app.evidence.domain.comparison.result import Ranged, result_of
from app.evidence.domain.comparison.running import Ground, measured
from app.evidence.domain.comparison.tally import Tally
from app.kernel.suppression import FEW
from app.kernel.terms import AppellantKind, DecisionKind
from app.law.domain.readings import DEFAULT_READINGS
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.holidays import england

REGIMES_COMPARED = (RegimeId.CFA_2014, RegimeId.GREEN_PAPER_2022)
LIKELIEST = values(one for one in ASSUMPTIONS if one.name in ASKED_AGAIN)

DECLINED = Past(0, -300, False, 20, 22, False, None, None, 2, 3, True, 50, False)
MEDIATED = Past(0, -290, False, 20, 22, True, None, 21, 0, 3, False, 50, False)
SILENT = Past(2, -280, False, None, 0, False, None, None, 2, 3, False, 50, False)


def replayed(*pasts: Past) -> tuple[list[Tally], dict[str, Any]]:
    """Return the counts, and the result as it is shown."""
    ground = Ground(england(), [REGIMES[one] for one in REGIMES_COMPARED])
    own = lucky(pasts, 7)
    tallies = [ground.again(place, own, LIKELIEST) for place in range(2)]
    order = Order(len(pasts), 7, REGIMES_COMPARED, "991", 8, own=pasts, year=2024)
    told = [measured(tally, LIKELIEST) for tally in tallies]
    ranged = [
        Ranged(
            {name: (said[name], said[name], said[name]) for name in MEASURES},
            {name: (said[name] - told[0][name],) * 3 for name in MEASURES},
        )
        for said in told
    ]
    return tallies, result_of(order, tallies, ranged, [])


def test_under_todays_law_the_record_is_what_comes_out() -> None:
    [today, compels], _ = replayed(*[DECLINED] * 40, *[MEDIATED] * 30, *[SILENT] * 20)
    assert (today.total("decisions"), today.total("contacts"), today.total("appeals")) == (90, 70, 40)
    assert (today.total("certificates/declined"), today.total("certificates/took_part")) == (40, 30)
    assert today.total("settled") == 30
    assert compels.total("certificates/took_part") >= 30, "who mediated mediates again"
    assert compels.total("locked_out") > 0


def numbers(told: Any) -> list[Any]:
    """Every number of what is shown of the regimes."""
    if isinstance(told, dict):
        return [each for one in told.values() for each in numbers(one)]
    return [told] if isinstance(told, int | float) else []


@pytest.mark.parametrize("mediated", [0, 1, 4, 5, 30, 60])
@pytest.mark.parametrize("silent", [0, 3, 20])
def test_no_small_number_is_shown_and_no_small_rest(mediated: int, silent: int) -> None:
    _, result = replayed(*[DECLINED] * 60, *[MEDIATED] * mediated, *[SILENT] * silent)
    for figures in result["by_regime"].values():
        assert (figures["by_kind"], figures["by_support"], figures["by_area"]) == ({}, {}, {})
        assert figures["days_to_certificate"]["median"] is None
        for name in ("contacts", "settled", "requests"):
            assert figures[name] is None or (figures[name] >= FEW and figures[name] % FEW == 0), name
        for name in ("locked_out", "certificates", "appeals", "late_appeals", "thirty_days_broken", "delayed"):
            value = figures[name]["value"]
            assert value is None or (value >= FEW and value % FEW == 0), name
            assert all(part == 0 or part >= FEW for part in figures[name].get("parts", {}).values()), name
        for name, apart in figures["differences"].items():
            assert name in ("cost", "mediators_needed") or (apart["value"] or 0) % FEW == 0, name


def test_money_is_shown_only_where_each_of_its_counts_is() -> None:
    _, result = replayed(*[DECLINED] * 60, *[MEDIATED] * 2)
    today = result["by_regime"]["cfa-2014"]
    assert today["sessions"]["value"] is None
    assert (today["cost"]["value"], today["cost"]["parts"]) == (None, {})


def test_an_attacker_who_knows_all_families_but_one_learns_no_count() -> None:
    """One family more among the silent, the mediated or the declined: nothing that is hidden appears."""
    known = [*[DECLINED] * 60, *[MEDIATED] * 3]
    hidden = {name for name, one in _today(known).items() if _hidden(one)}
    for unknown in (SILENT, MEDIATED):
        with_one = _today([*known, unknown])
        assert hidden - {name for name, one in with_one.items() if _hidden(one)} <= {"contacts"}


def _today(pasts: list[Past]) -> dict[str, Any]:
    _, result = replayed(*pasts)
    figures: dict[str, Any] = result["by_regime"]["cfa-2014"]
    return {name: figures[name] for name in ("contacts", "settled", "requests", "sessions", "certificates", "appeals")}


def _hidden(one: Any) -> bool:
    return (one["value"] if isinstance(one, dict) else one) is None


class TestACase:
    def facts(self, **said: Any) -> CaseFacts:
        begun = {
            "regime": RegimeId.CFA_2014,
            "kind": DecisionKind.REFUSAL_TO_ASSESS,
            "notice_sent_on": date(2024, 3, 4),
            "appellant_kind": AppellantKind.PARENT,
        }
        return CaseFacts(**{**begun, **said})

    def test_that_is_open_says_nothing(self) -> None:
        assert past_of(self.facts(), DEFAULT_READINGS) is None

    def test_that_is_closed_says_days_and_nothing_else(self) -> None:
        past = past_of(
            self.facts(
                first_contact_on=date(2024, 3, 14),
                contacted_on=date(2024, 3, 14),
                declined_on=date(2024, 3, 15),
                closed_on=date(2024, 6, 3),
            ),
            DEFAULT_READINGS,
        )
        assert past is not None
        assert (past.contact, past.decides, past.mediates, past.appeals) == (10, 11, False, False)
        assert all(isinstance(one, int | None) for one in past), "no text that could name anybody"


def test_cases_of_one_day_are_in_one_order_also_where_something_did_not_happen() -> None:
    same_day = SILENT._replace(kind=0, notice=-300)
    assert in_order([DECLINED, same_day]) == in_order([same_day, DECLINED]) == [same_day, DECLINED]
