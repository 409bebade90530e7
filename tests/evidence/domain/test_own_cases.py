"""An authority's own cases, replayed: as recorded under today's law, and without a number that tells of one family."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.facts import CaseFacts
from app.evidence.domain.comparison.assumed import ASSUMPTIONS
from app.evidence.domain.comparison.assumptions import Changed, values
from app.evidence.domain.comparison.dividing import Ranged
from app.evidence.domain.comparison.measures import MEASURES
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.replaying import ASKED_AGAIN, Past, in_order, lucky, past_of
from app.evidence.domain.comparison.result import result_of
from app.evidence.domain.comparison.running import Ground, measured
from app.evidence.domain.comparison.scenarios import Scenario
from app.evidence.domain.comparison.selecting import (
    NotSelectable,
    Selection,
    TooFew,
    quarter_of,
    selected,
)
from app.evidence.domain.comparison.tally import COUNTED, PARTS, Tally
from app.kernel.suppression import FEW
from app.kernel.terms import AppellantKind, DecisionKind
from app.law.domain.presets import PresetName
from app.law.domain.quarters import Quarter
from app.law.domain.readings import DEFAULT_READINGS
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.holidays import england

REGIMES_COMPARED = (RegimeId.CFA_2014, RegimeId.GREEN_PAPER_2022)
LIKELIEST = values(one for one in ASSUMPTIONS if one.name in ASKED_AGAIN)

YEAR = Selection(Quarter(2024, 1), Quarter(2024, 4), RegimeId.CFA_2014)
DECLINED = Past(0, -300, False, 20, 22, False, None, None, 2, 3, True, 50, False)
MEDIATED = Past(0, -290, False, 20, 22, True, None, 21, 0, 3, False, 50, False)
SILENT = Past(2, -280, False, None, 0, False, None, None, 2, 3, False, 50, False)


def replayed(
    *pasts: Past,
    by_kind: bool = False,
    parameters: Mapping[RegimeId, Mapping[str, Any]] | None = None,
    authority: str = "991",
    assumed: Mapping[str, float] | None = None,
) -> tuple[list[Tally], dict[str, Any]]:
    """Return the counts, and the result as it is shown."""
    ground = Ground(england(), [REGIMES[one] for one in REGIMES_COMPARED])
    own = lucky(past._replace(luck=place) for place, past in enumerate(pasts, 1))
    tallies = [ground.again(place, own, LIKELIEST) for place in range(2)]
    scenarios = tuple(Scenario(one.value, one, (parameters or {}).get(one, {})) for one in REGIMES_COMPARED)
    changed = {name: Changed(value, value, value) for name, value in (assumed or {}).items()}
    order = Order(
        len(pasts), 7, scenarios, authority, 8, own=pasts, selection=YEAR, by_kind=by_kind, assumptions=changed
    )
    said = {**LIKELIEST, **(assumed or {})}
    told = [measured(tally, said) for tally in tallies]
    ranged = [
        Ranged(
            {name: (said[name], said[name], said[name]) for name in MEASURES},
            {name: (said[name] - told[0][name],) * 3 for name in MEASURES},
        )
        for said in told
    ]
    return tallies, result_of(order, tallies, ranged, [])


def test_the_result_names_what_the_caller_changed() -> None:
    changes = {"preset": PresetName.MIAM, "arrangement_days": 20}
    _, told = replayed(*[DECLINED] * 60, parameters={RegimeId.GREEN_PAPER_2022: changes})
    assert told["by_regime"]["green-paper-2022"]["changed"] == {"preset": "miam", "arrangement_days": 20}
    assert "changed" not in told["by_regime"]["cfa-2014"]


def test_under_todays_law_the_record_is_what_comes_out() -> None:
    [today, compels], _ = replayed(*[DECLINED] * 40, *[MEDIATED] * 30, *[SILENT] * 20)
    assert (today.total("decisions"), today.total("contacts"), today.total("appeals")) == (90, 70, 40)
    assert (today.total("certificates/declined"), today.total("certificates/took_part")) == (40, 30)
    assert today.total("settled") == 30
    assert compels.total("certificates/took_part") >= 30, "who mediated mediates again"
    assert compels.total("locked_out") > 0


def test_a_difference_is_that_of_the_numbers_as_shown() -> None:
    """An exact difference to the nearest five, beside two such numbers, would tell one of 1 or 2 from one of 3 or 4."""
    _, told = replayed(*[DECLINED] * 43, *[MEDIATED] * 31, *[SILENT] * 20)
    first, other = told["by_regime"].values()
    seen = 0
    for measure, apart in other["differences"].items():
        mine, before = other[measure], first[measure]
        if measure == "cost" or apart["value"] is None:
            continue
        seen += 1
        shown = (mine["value"] - before["value"], mine["low"] - before["high"], mine["high"] - before["low"])
        assert (apart["value"], apart["low"], apart["high"]) == shown, measure
    assert seen > 3
    assert first["differences"]["cost"]["value"] == 0
    assert first["differences"]["cost"]["low"] == first["differences"]["cost"]["high"] == 0, "the prices are the same"


def test_the_luck_of_a_case_hangs_on_its_secret_alone() -> None:
    mine, other = DECLINED._replace(luck=7), DECLINED._replace(luck=8)
    ((_, alone),), ((_, before), (_, after)) = lucky([mine]), lucky([other, mine])
    assert alone.draws == after.draws != before.draws


def test_a_family_that_took_long_to_decline_is_delayed_by_nobody_else() -> None:
    slow = DECLINED._replace(decides=70)
    late = slow._replace(certificate=14)
    [today, _], _ = replayed(*[slow] * 30, *[late] * 20)
    causes = {cause: today.total(f"delayed/{cause}") for cause in PARTS["delayed"]}
    assert {cause: number for cause, number in causes.items() if number} == {"family_deciding": 30, "adviser_late": 20}


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


def test_no_price_makes_an_exact_count_of_money_or_mediators() -> None:
    """Whatever one appeal or one mediator costs or does, the sum is that of the counts that are shown."""
    prices = {name: 0.0 for name in LIKELIEST if name.startswith("cost_")}
    for declined in range(60, 66):
        _, result = replayed(
            *[DECLINED] * declined,
            *[MEDIATED] * 30,
            *[SILENT] * 20,
            assumed={**prices, "cost_appeal_tribunal": 1.0, "sessions_each_week": 1.0},
        )
        for figures in result["by_regime"].values():
            cost, appeals = figures["cost"], figures["appeals"]["value"]
            assert (cost["value"], cost["parts"]["tribunal"]) == (appeals, appeals)
            assert [cost[end] % FEW for end in ("low", "high")] == [0, 0]
            assert figures["mediators_needed"]["value"] % FEW == 0
            assert figures["differences"]["cost"]["value"] % FEW == 0


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


def cases(kind: int, number: int) -> list[Past]:
    """Cases of 2024, as many in each quarter."""
    return [DECLINED._replace(kind=kind, notice=-360 + 91 * quarter) for quarter in range(4) for _ in range(number)]


def chosen(selection: Selection, *found: Past) -> tuple[Past, ...]:
    by_quarter = {quarter: [past for past in found if quarter_of(past) == quarter] for quarter in selection.quarters()}
    return selected(selection, by_quarter).cases


class TestSelections:
    """No two selections that are allowed differ by a few families."""

    def test_a_year_is_divided_by_kind_only_if_no_kind_is_small(self) -> None:
        of_one = replace(YEAR, kind="plan_content")
        assert len(chosen(of_one, *cases(0, 20), *cases(2, 15))) == 60
        for small in (1, 9):
            with pytest.raises(TooFew):
                chosen(of_one, *cases(0, 20), *cases(2, 15), *cases(1, 3)[:small])
        assert len(chosen(YEAR, *cases(0, 20), *cases(1, 3)[:1])) == 81, "the year alone says nothing of one kind"

    def test_quarters_are_chosen_only_if_no_quarter_of_the_year_is_small(self) -> None:
        three = replace(YEAR, last=Quarter(2024, 3))
        few = [past for past in cases(0, 30) if quarter_of(past).number < 4]
        assert len(chosen(three, *few)) == 90, "an empty quarter leaves nothing"
        for rest in (1, 9):
            with pytest.raises(TooFew):
                chosen(three, *few, *cases(0, 30)[-rest:])
        assert len(chosen(three, *few, *cases(0, 30)[-10:])) == 90

    def test_years_are_added_only_if_neither_is_small(self) -> None:
        both = replace(YEAR, first=Quarter(2023, 1))
        before = [DECLINED._replace(notice=-700)] * 9
        with pytest.raises(TooFew):
            chosen(both, *cases(0, 20), *before)
        assert len(chosen(both, *cases(0, 20), *before, before[0])) == 90

    def test_fifty_cases_are_needed_and_five_thousand_are_enough(self) -> None:
        with pytest.raises(TooFew):
            chosen(YEAR, *cases(0, 12))
        with pytest.raises(NotSelectable, match="5,000"):
            chosen(YEAR, *cases(0, 1_251))

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"last": Quarter(2023, 4)}, "before the first"),
            ({"first": Quarter(2022, 4)}, "8 quarters"),
            ({"first": Quarter(2013, 1), "last": Quarter(2013, 4)}, "2014-Q3"),
            ({"first": Quarter(2025, 1), "last": Quarter(2025, 2)}, "from 1 July 2026"),
            ({"last": Quarter(2024, 2), "kind": "other"}, "whole years"),
        ],
    )
    def test_an_impossible_period_is_refused(self, change: dict[str, Any], why: str) -> None:
        YEAR.check(date(2025, 7, 1))
        with pytest.raises(NotSelectable, match=why):
            replace(YEAR, **change).check(date(2026, 6, 30))

    def test_a_year_before_the_act_was_whole_has_the_quarters_since(self) -> None:
        first = Selection(Quarter(2014, 1), Quarter(2014, 4), RegimeId.CFA_2014)
        assert [quarter.number for quarter in first.quarters()] == [3, 4]

    def test_it_survives_being_written_down(self) -> None:
        one = replace(YEAR, kind="other", last=Quarter(2025, 4))
        assert Selection.of_json(one.as_json()) == one


@pytest.mark.parametrize("mediated", [0, 3, 30])
def test_the_area_of_own_cases_has_their_numbers_as_they_are_shown(mediated: int) -> None:
    _, told = replayed(*[DECLINED] * 60, *[MEDIATED] * mediated, authority="936")
    assert (told["population"]["authority_name"], told["population"]["region"]) == ("Surrey", "south_east")
    for figures in told["by_regime"].values():
        for by, area in (("by_area", "south_east"), ("by_size", "large"), ("by_authority", "936")):
            assert {*figures[by]} == {area}
            counts = figures[by][area]
            for name in COUNTED:
                shown = figures[name]
                assert counts[name] == (shown["value"] if isinstance(shown, dict) else shown), name
            for name, ends in counts["ranges"].items():
                assert (ends["low"], ends["high"]) == (figures[name]["low"], figures[name]["high"])
            hidden = {name for name in COUNTED if counts[name] is None}
            assert not hidden & {*counts["ranges"]}


def test_parts_of_own_cases_have_no_range() -> None:
    _, told = replayed(*[DECLINED] * 60, *[MEDIATED] * 30)
    for figures in told["by_regime"].values():
        for name in ("certificates", "locked_out", "delayed", "cost"):
            assert figures[name]["ranges"] == {}


def test_kinds_are_shown_together_or_not_at_all() -> None:
    many, few = [*cases(0, 20), *cases(2, 15)], cases(1, 3)
    silent = [past._replace(contact=None, appeals=False) for past in [*many[:40], *many[80:110]]]
    _, hidden = replayed(*many, *few, *silent)
    assert hidden["by_regime"]["cfa-2014"]["by_kind"] == {}, "nobody said that it may be divided"
    _, shown = replayed(*many, *silent, by_kind=True)
    kinds = shown["by_regime"]["cfa-2014"]["by_kind"]
    assert {kind: (one["decisions"], one["contacts"]) for kind, one in kinds.items()} == {
        "refusal_to_assess": (120, 80), "plan_content": (90, 60),
    }  # fmt: skip
    _, part = replayed(*many, *silent, *cases(1, 3), by_kind=True)
    kinds = part["by_regime"]["cfa-2014"]["by_kind"]
    assert {one["contacts"] for one in kinds.values()} == {None}, "every family of one kind made contact"
    assert {one["decisions"] for one in kinds.values()} == {120, 90, 10}


@pytest.mark.parametrize("small", [0, 2, 4, 7, 30])
def test_no_kind_shows_a_small_number_or_a_small_rest(small: int) -> None:
    silent = [past._replace(contact=None, appeals=False) for past in cases(1, 12)]
    told = replayed(*cases(0, 20), *cases(1, 20)[:small], *silent, *[MEDIATED] * 9, by_kind=True)[1]
    for figures in told["by_regime"].values():
        for name in COUNTED:
            values = [one[name] for one in figures["by_kind"].values()]
            assert None not in values or set(values) == {None} or name in ("sessions", "sessions_held"), name
            assert all(value is None or (value >= FEW and value % FEW == 0) for value in values), name
            if None not in values:
                total = figures[name]
                assert (total["value"] if isinstance(total, dict) else total) is not None, name
