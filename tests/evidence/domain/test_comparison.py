"""A comparison's rules: one family under each regime, who gets a session, what is counted, and what may be changed."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.law import Law
from app.evidence.domain.comparison.areas import BANDS, band_of, codes, region_of, regions
from app.evidence.domain.comparison.assumed import ASSUMPTIONS
from app.evidence.domain.comparison.assumptions import Changed, NotAnAssumption, values, with_changes
from app.evidence.domain.comparison.capacity import Weeks, sessions_needed, share_served
from app.evidence.domain.comparison.england import COUNTED as COUNTED_OF_ENGLAND
from app.evidence.domain.comparison.england import MIXES, OF_ENGLAND, REGIONS
from app.evidence.domain.comparison.measures import OF_GROUPS
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.population import ENGLAND, FEWEST_DECISIONS, everyone, pools, usual_decisions
from app.evidence.domain.comparison.running import Ground, costs, measured, of_groups, part_of
from app.evidence.domain.comparison.scenarios import Scenario, published, with_parameters
from app.evidence.domain.comparison.tally import COUNTED, PARTS, SUPPORT, Tally, divided, quantile
from app.evidence.domain.comparison.unknowns import unknowns_of
from app.evidence.domain.comparison.walking import Life, Said, Shut, Walker, Way
from app.kernel.terms import CertificateGround, DecisionKind, PlanSection
from app.law.domain.authorities import AUTHORITIES
from app.law.domain.matters import Remits
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime_values import MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided
from app.law.holidays import england

CALENDAR = england()
TODAY, COMPELS = REGIMES[RegimeId.CFA_2014], REGIMES[RegimeId.GREEN_PAPER_2022]
LIKELIEST = values(ASSUMPTIONS)
PLAN, PLACEMENT = DecisionKind.PLAN_CONTENT, frozenset({PlanSection.I})


def walk(regime: Regime, way: Way, **said: Any) -> Any:
    """Walk a family whose notice was sent on Monday 13 January 2025, and that means to appeal."""
    life = Life(0, 12, way, **{"contact": 20, "decides": 22, "certificate": 3, "appeals": True, **said})
    return Walker(Law(CALENDAR, regimes=REGIMES | {regime.id: regime}), regime, date(2025, 1, 1)).walk(life)


class TestAFamily:
    def test_that_declines_appeals_today_and_is_locked_out_where_it_must_attend(self) -> None:
        assert walk(TODAY, Way.DECLINES).ground == CertificateGround.DECLINED
        assert walk(TODAY, Way.DECLINES).appealed is not None
        assert walk(COMPELS, Way.DECLINES).shut is Shut.FAMILY_DECLINED

    def test_that_contacts_nobody_in_two_months_has_no_certificate(self) -> None:
        assert walk(TODAY, Way.DECLINES, contact=75, decides=76).shut is Shut.FAMILY_CONTACT_TOO_LATE
        late = walk(TODAY, Way.DECLINES, contact=75, decides=76, permitted=True)
        assert late.appealed is not None, "by the tribunal's permission"

    def test_that_was_offered_no_session_is_certified_after_thirty_days(self) -> None:
        for regime in (TODAY, COMPELS):
            ended = walk(regime, Way.MEDIATES)
            assert (ended.ground, ended.certified) == (CertificateGround.NOT_ARRANGED, 22 + 31 + 3)

    def test_that_was_missed_once_and_then_offered_nothing_waits_from_the_missed_session(self) -> None:
        assert walk(TODAY, Way.MEDIATES, missed=14).certified == 22 + 14 + 31 + 3

    @pytest.mark.parametrize("outcome", [3, 4])
    def test_that_came_in_vain_took_part(self, outcome: int) -> None:
        ended = walk(COMPELS, Way.MEDIATES, session=14, outcome=outcome)
        assert (ended.ground, ended.held) == (CertificateGround.TOOK_PART, False)

    def test_that_stays_away_is_locked_out_only_where_it_must_attend(self) -> None:
        assert walk(TODAY, Way.MEDIATES, session=14, outcome=5).ground == CertificateGround.DECLINED
        assert walk(COMPELS, Way.MEDIATES, session=14, outcome=5).shut is Shut.FAMILY_DID_NOT_ATTEND

    def test_that_agrees_in_full_has_settled(self) -> None:
        assert walk(TODAY, Way.MEDIATES, session=14, outcome=0, appeals=False).settled

    def test_that_claims_an_exemption_is_freed_unless_it_is_refused(self) -> None:
        assert walk(COMPELS, Way.CLAIMS, says=Said.GRANTED).ground == CertificateGround.EXEMPT
        assert walk(COMPELS, Way.CLAIMS, says=Said.NOTHING).ground == CertificateGround.EXEMPT
        assert walk(COMPELS, Way.CLAIMS, says=Said.REFUSED).shut is Shut.EXEMPTION_REFUSED
        after = walk(COMPELS, Way.MEDIATES, says=Said.REFUSED, session=14, outcome=2)
        assert after.certified == 22 + 14 + 14 + 3, "it asks on the day of the refusal"

    def test_that_disputes_the_placement_alone_needs_no_certificate(self) -> None:
        content = Life(2, 12, Way.STRAIGHT, 20, appeals=True, placement=True)
        ended = Walker(Law(CALENDAR), COMPELS, date(2025, 1, 1)).walk(content)
        assert (ended.ground, ended.appealed is not None) == (None, True)

    def test_about_its_placement_may_only_have_it_sent_back(self) -> None:
        content = Life(2, 12, Way.STRAIGHT, 20, appeals=True, placement=True)
        back = {
            one.id: Walker(Law(CALENDAR), one, date(2025, 1, 1)).walk(content).sent_back for one in REGIMES.values()
        }
        assert back == {one.id: one.remits(PLAN, PLACEMENT) is Remits.EVERYTHING for one in REGIMES.values()}
        assert len({*back.values()}) == 2

    def test_that_lodges_after_its_time_is_late(self) -> None:
        assert not walk(TODAY, Way.DECLINES, lodges=98).late
        assert walk(TODAY, Way.DECLINES, lodges=110).late


class TestParameters:
    def test_a_silent_tribunal_shuts_the_gate_if_the_regime_says_so(self) -> None:
        silent = with_parameters(COMPELS, {"exemption_if_undecided": Undecided.REFUSED})
        assert walk(silent, Way.CLAIMS, says=Said.NOTHING).shut is Shut.TRIBUNAL_UNDECIDED

    def test_days_for_deciding_and_arranging_delay_the_certificate(self) -> None:
        slow = with_parameters(COMPELS, {"exemption_decision_days": 40, "arrangement_days": 60})
        assert walk(slow, Way.CLAIMS, says=Said.GRANTED).certified == 22 + 40 + 3
        assert walk(slow, Way.MEDIATES).certified == 22 + 61 + 3

    def test_where_absence_only_costs_a_family_that_declines_appeals(self) -> None:
        costs_only = with_parameters(COMPELS, {"nonattendance_effect": NonattendanceEffect.COSTS})
        assert walk(costs_only, Way.DECLINES).ground == CertificateGround.DECLINED

    def test_a_preset_comes_first_and_its_parameters_may_be_changed(self) -> None:
        said = {"preset": PresetName.MIAM, "arrangement_days": 20, "exemption_decision_days": 10}
        changed = with_parameters(TODAY, said)
        miam = PRESETS[PresetName.MIAM].on(TODAY)
        assert miam.exemptions is not None
        exemptions = replace(miam.exemptions, decision_days=10)
        assert changed == replace(miam, arrangement_days=20, exemptions=exemptions)

    @pytest.mark.parametrize("name", PresetName)
    def test_a_family_can_walk_under_each_preset(self, name: PresetName) -> None:
        regime = with_parameters(COMPELS, {"preset": name})
        declined = walk(regime, Way.DECLINES)
        assert (declined.shut is Shut.FAMILY_DECLINED) is (name is PresetName.MIAM)
        assert (declined.appealed is None) is (name is PresetName.MIAM)

    def test_where_no_certificate_is_needed_nobody_is_shut_out_for_want_of_one(self) -> None:
        late = {"contact": 75, "decides": 75}
        assert walk(TODAY, Way.DECLINES, **late).shut is Shut.FAMILY_CONTACT_TOO_LATE
        free = walk(with_parameters(TODAY, {"certificate_required": False}), Way.DECLINES, **late)
        assert (free.ground, free.shut) == (None, None)
        assert free.appealed is not None

    def test_a_family_that_may_not_end_mediation_waits_until_its_days_are_over_if_it_stays_away(self) -> None:
        bound = with_parameters(TODAY, {"may_end_mediation": MayEnd.NEITHER})
        free, waits = (walk(one, Way.MEDIATES, session=20, outcome=5) for one in (TODAY, bound))
        assert (free.ground, free.certified) == (CertificateGround.DECLINED, 22 + 20 + 3)
        assert (waits.ground, waits.certified) == (CertificateGround.NOT_ARRANGED, 22 + 20 + 31 + 3)


class TestMediators:
    def test_the_first_free_week_is_taken_and_none_after_the_days(self) -> None:
        weeks = Weeks(1)
        assert [weeks.take(0, 30) for _ in range(4)] == [14, 21, 28, None]

    def test_more_sessions_serve_more_requests(self) -> None:
        asked = sorted(range(0, 350, 2))
        served = [share_served(asked, 30, each_week) for each_week in (0.5, 1, 2, 4, 6)]
        assert served == sorted(served)
        assert share_served(asked, 30, sessions_needed(asked, 30)) >= 0.95
        assert sessions_needed([], 30) == 0


class TestThePopulation:
    def test_the_same_seed_gives_the_same_families(self) -> None:
        days = list(range(0, 300, 3))
        [pool] = pools(500, 7, "991")
        assert everyone(pool, days) == everyone(pool, days)
        [other] = pools(500, 8, "991")
        assert everyone(pool, days) != everyone(other, days)

    @pytest.mark.parametrize("decisions", [1_000, 40_000, ENGLAND, 1_000_000])
    def test_a_regions_mediators_serve_about_as_many_families_in_any_population(self, decisions: int) -> None:
        found = pools(decisions, 1, None)
        areas = [area for pool in found for area in pool]
        assert sum(area.decisions for area in areas) == decisions
        assert len({area.name for area in areas}) == len(areas)
        assert min(area.decisions for area in areas) > 0
        if decisions >= ENGLAND:
            assert {area.place for area in areas} == set(range(len(COUNTED_OF_ENGLAND)))
            assert len(found) % len(REGIONS) == 0
        assert decisions / len(found) == pytest.approx(min(decisions, ENGLAND / len(REGIONS)), rel=0.5)

    def test_england_is_made_of_what_is_published_of_its_authorities(self) -> None:
        """The sums that the Department publishes: 38,889 and 6,404 refusals, and 97,747 plans made."""
        assert {one.code for one in COUNTED_OF_ENGLAND} == set(AUTHORITIES)
        assert len(REGIONS) == 9
        totals = [sum(numbers) for numbers in zip(*(one[2:] for one in COUNTED_OF_ENGLAND), strict=True)]
        assert totals == [38_889, 6_404, 97_747, 638_745]
        assert sum(OF_ENGLAND) == pytest.approx(ENGLAND)
        assert usual_decisions(None) == ENGLAND
        assert usual_decisions("936") == round(sum(MIXES["936"]))
        assert usual_decisions("420") == FEWEST_DECISIONS, "the Isles of Scilly"
        assert usual_decisions("991") == round(ENGLAND / 153), "nothing is published of it"

    def test_an_authority_makes_its_own_mix_of_decisions(self) -> None:
        days = list(range(0, 300, 3))
        for code in ("936", "991"):
            [pool] = pools(20_000, 7, code)
            found = Counter(family.kind for family in everyone(pool, days))
            mix = MIXES.get(code, OF_ENGLAND)
            for kind, number in enumerate(mix):
                assert found[kind] / 20_000 == pytest.approx(number / sum(mix), abs=0.02)


class TestAreas:
    def test_each_authority_has_a_region_and_a_third(self) -> None:
        places = range(len(codes()))
        assert {region_of(place) for place in places} == set(regions())
        assert Counter(band_of(place) for place in places) == dict.fromkeys(BANDS, 51)
        assert region_of(codes().index("936")) == "south_east"
        assert (band_of(codes().index("936")), band_of(codes().index("420"))) == ("large", "small")

    def test_areas_add_up_to_england(self) -> None:
        ground = Ground(CALENDAR, [TODAY, COMPELS])
        order = Order(9_000, 3, published(RegimeId.CFA_2014))
        whole = Tally()
        for pool in order.pools():
            [tally, _] = ground.run(ground.population(pool), LIKELIEST)
            whole.joined(tally)
        for names, name_of in ((regions(), region_of), (BANDS, band_of), (codes(), lambda place: codes()[place])):
            groups = divided(whole, names, lambda cell, name_of=name_of: name_of(cell.place))  # type: ignore[misc]
            for what in COUNTED:
                assert sum(counts[what] for counts in groups.values()) == whole.total(what), what
        assert (
            min(
                counts["decisions"] for counts in divided(whole, regions(), lambda cell: region_of(cell.place)).values()
            )
            > 300
        )


@pytest.fixture(scope="module")
def counted() -> list[Tally]:
    """Two regimes with 3,000 families."""
    ground = Ground(CALENDAR, [TODAY, COMPELS])
    [pool] = pools(3_000, 7, "991")
    return ground.run(ground.population(pool), LIKELIEST)


class TestCounts:
    def test_parts_add_up_to_their_whole(self, counted: list[Tally]) -> None:
        for tally in counted:
            for name, parts in PARTS.items():
                assert sum(tally.total(f"{name}/{part}") for part in parts) == tally.total(name), name
            by_support = divided(tally, SUPPORT, lambda cell: SUPPORT[cell.supported])
            for name in COUNTED:
                assert sum(counts[name] for counts in by_support.values()) == tally.total(name)
            assert min(counts["decisions"] for counts in by_support.values()) > 0

    def test_each_group_and_each_part_is_counted_for_its_range(self, counted: list[Tally]) -> None:
        for tally in counted:
            told = of_groups(tally, LIKELIEST)
            for name, parts in PARTS.items():
                assert sum(told[part_of(name, part)] for part in parts) == told[name] == tally.total(name)
            for name in OF_GROUPS:
                assert sum(told[f"{name}/{group}"] for group in SUPPORT) == tally.total(name)
            assert {*OF_GROUPS} == {*COUNTED} - {"decisions"}

    def test_the_same_families_contact_the_same_advisers(self, counted: list[Tally]) -> None:
        today, compels = counted
        assert today.cells["contacts"] == compels.cells["contacts"]
        assert compels.total("locked_out") > today.total("locked_out")
        assert compels.total("requests") > today.total("requests")

    def test_the_law_of_today_gives_about_the_published_totals(self, counted: list[Tally]) -> None:
        """Of England: 25,000 appeals and 14,493 mediations for about 150 thousand decisions."""
        today, _ = counted
        assert today.total("appeals") / 3_000 == pytest.approx(25_000 / ENGLAND, rel=0.15)
        assert today.total("sessions_held") / 3_000 == pytest.approx(14_493 / ENGLAND, rel=0.15)

    def test_a_family_is_certified_locked_out_or_never_asked(self, counted: list[Tally]) -> None:
        for tally in counted:
            assert tally.total("certificates") + tally.total("locked_out") <= tally.total("contacts")

    def test_money_is_counts_times_unit_costs(self, counted: list[Tally]) -> None:
        today, _ = counted
        free = LIKELIEST | {"cost_adviser_hour": 0, "cost_session": 0}
        assert costs(today, free)["authority"] == today.total("appeals") * LIKELIEST["cost_appeal_authority"]
        assert measured(today, LIKELIEST)["cost"] == sum(costs(today, LIKELIEST).values())

    def test_joined_counts_are_sums(self, counted: list[Tally]) -> None:
        whole = Tally()
        for tally in counted:
            whole.joined(tally)
        assert whole.total("appeals") == sum(tally.total("appeals") for tally in counted)
        assert quantile(whole.days_to_certificate, 0.5) is not None
        assert quantile(Tally().days_to_certificate, 0.5) is None


class TestAssumptions:
    def test_each_lies_in_its_range_and_has_a_source(self) -> None:
        for one in ASSUMPTIONS:
            assert one.low <= one.value <= one.high, one.name
            assert one.source, one.name
        assert len({one.name for one in ASSUMPTIONS}) == len(ASSUMPTIONS)

    def test_a_callers_own_number_is_sure_unless_it_has_a_range(self) -> None:
        rows = {one.name: one for one in with_changes(ASSUMPTIONS, {"supported": Changed(0.5)})}
        assert (rows["supported"].low, rows["supported"].high) == (0.5, 0.5)
        assert rows["capacity"] in ASSUMPTIONS

    @pytest.mark.parametrize(
        ("name", "to"),
        [
            ("luck", Changed(0.5)),
            ("supported", Changed(1.5)),
            ("supported", Changed(0.5, 0.6, 0.7)),
            ("cost_session", Changed(-1)),
        ],
    )
    def test_an_impossible_number_is_refused(self, name: str, to: Changed) -> None:
        with pytest.raises(NotAnAssumption):
            with_changes(ASSUMPTIONS, {name: to})


def test_an_order_survives_being_written_down() -> None:
    order = Order(
        600,
        7,
        (
            Scenario("cfa-2014", RegimeId.CFA_2014),
            Scenario("Today's law, MIAM", RegimeId.CFA_2014, {"preset": PresetName.MIAM}),
            Scenario("Today's law, either", RegimeId.CFA_2014, {"may_end_mediation": MayEnd.EITHER}),
            Scenario("green-paper-2022", RegimeId.GREEN_PAPER_2022, {"exemption_if_undecided": Undecided.REFUSED}),
        ),
        "991",
        8,
        {"supported": Changed(0.5, 0.4, 0.6)},
    )
    assert Order.of_json(order.as_json()) == order
    assert replace(order, seed=8).as_json() != order.as_json()


def test_an_order_of_before_scenarios_had_names_is_read() -> None:
    """It may wait in the database while the service is updated."""
    said = Order(600, 7, published(*RegimeId)).as_json()
    assert said["regimes"] == list(RegimeId)
    said["parameters"] = {"green-paper-2022": {"decision_days": 5}, "cfa-2014": {"if_undecided": "refused"}}
    order = Order.of_json(said)
    renamed = {"green-paper-2022": {"exemption_decision_days": 5}}
    assert {one.name: dict(one.parameters) for one in order.scenarios if one.parameters} == renamed
    assert order.ruled()[0] == TODAY, "it has no exemptions: the parameter did nothing"


def test_a_regime_beside_itself_is_walked_under_both_parameters() -> None:
    beside = Scenario("MIAM", RegimeId.CFA_2014, {"preset": PresetName.MIAM})
    order = Order(600, 7, (*published(RegimeId.CFA_2014), beside), "991")
    ground = Ground(CALENDAR, order.ruled())
    [pool] = order.pools()
    today, miam = ground.run(ground.population(pool), LIKELIEST)
    assert today.cells["decisions"] == miam.cells["decisions"]
    assert miam.total("locked_out/family_declined") > today.total("locked_out/family_declined") == 0


def test_what_a_named_regime_leaves_open_is_told_once_under_each_name() -> None:
    reform = RegimeId.SEND_REFORM_2026
    twice = Order(600, 7, (*published(reform), Scenario("The reform in 90 days", reform, {"arrangement_days": 90})))
    told = [one for one in unknowns_of(twice) if "no source that we found answers" in one]
    assert [one.split("”")[0] for one in told] == [f"“{REGIMES[reform].title}", "“The reform in 90 days"]
