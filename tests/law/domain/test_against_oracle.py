"""The calculator against a second, unrelated one: every notice date, and thousands of mixed facts.

When they disagree the failure shows the facts and both answers; which of the two is wrong is for the law to say.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from tests.law.domain import oracle
from tests.law.domain.both import CLAIM, heard
from tests.law.domain.calculator import calculate, refusal

SEED, MIXTURES = 20140901, 3000
DAY = timedelta(days=1)
TERMS = [term for term, _, _ in oracle.ANY]
ORDERS = [kind for kind in dict.fromkeys(TERMS) if kind != "other_action"]
UNOPPOSED = [kind for kind in ORDERS if kind not in ("cease_plan", "reconsider")]  # nobody concedes these
PLANNED = ["certificate_issued_on", "mediation_declined_on", "mediation_requested_on", "health_issues_raised_on"]
PLANNED += ["commissioning_body_notified_on", "session_on", "mediation_concluded_on", "cannot_arrange_reported_on"]
PLANNED += ["agreement_made_on", "appeal_received_on", "move_known_on", "moves_on", "plan_transferred_on"]
PLANNED += ["response_sent_on", "staff_decision_sent_on", "withdrawal_received_on"]


def disagreements(every: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What was asked and what each of the two said, wherever they differ."""
    for facts in every:
        expected = oracle.answers(**facts)
        told = heard(calculate(**facts))
        if told != expected:
            yield "\n".join(
                [
                    f"facts: {facts}",
                    *(f"    only the calculator: {answer}" for answer in told if answer not in expected),
                    *(f"    only the oracle:     {answer}" for answer in expected if answer not in told),
                    f"    calculator: {told}",
                    f"    oracle:     {expected}",
                ]
            )


def agree(every: Iterable[dict[str, Any]]) -> None:
    """Fail with the first few disagreements and the number of all."""
    found = list(disagreements(every))
    assert not found, f"{len(found)} disagreements, of which the first:\n" + "\n".join(found[:5])


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


# --- is the oracle itself to be believed? -------------------------------------------------------------------------


def test_the_oracle_works_out_the_published_bank_holidays() -> None:
    published = {
        holiday["date"]
        for holiday in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
        if holiday["date"] >= oracle.FIRST_SQUARE
    }
    assert max(published).year == oracle.LAST_SQUARE.year, (
        "the published list has grown: so should the oracle's planner"
    )
    assert published == {day for year in range(2014, 2029) for day in oracle.bank_holidays(year)}


def test_the_oracle_knows_its_easters() -> None:
    """From the table in the Book of Common Prayer."""
    assert [oracle.easter(year) for year in (2014, 2016, 2019, 2024, 2026, 2028)] == [
        date(2014, 4, 20),
        date(2016, 3, 27),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2028, 4, 16),
    ]


# --- every notice date --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", ["appeal", CLAIM])
def test_every_notice_date(claim: str) -> None:
    """From commencement to the last day from which even a claim's six months stay inside the known calendar."""
    agree({"notice_sent_on": str(sent), "claim": claim} for sent in each_day(oracle.COMMENCEMENT, date(2028, 6, 28)))


def test_every_certificate_date() -> None:
    """A certificate seven weeks after its notice, so that its own month always ends later."""
    days = each_day(date(2014, 11, 1), date(2028, 11, 20))
    agree({"notice_sent_on": str(day - 49 * DAY), "certificate_issued_on": str(day)} for day in days)


def test_every_day_that_starts_a_count_of_working_days() -> None:
    names = ("mediation_declined_on", "health_issues_raised_on", "session_on", "appeal_received_on", "move_known_on")
    days = each_day(oracle.COMMENCEMENT + 10 * DAY, date(2028, 10, 1))
    agree({"notice_sent_on": "2014-09-01", **dict.fromkeys(names, str(day))} for day in days)


def test_both_refuse_the_same_notices_near_the_horizon() -> None:
    for sent in each_day(date(2028, 10, 25), date(2028, 12, 31)):
        assert (
            refusal(notice_sent_on=str(sent)) == oracle.refusal(notice_sent_on=str(sent)) == "beyond-calendar-horizon"
        )


# --- mixed facts --------------------------------------------------------------------------------------------------


def a_notice(chance: random.Random) -> date:
    """A notice date before 2028, half the time one whose periods end near a boundary."""
    year = chance.randint(2015, 2027)
    near = [
        date(year, month, day) for month, day in [(1, 1), (2, 4), (3, 1), (5, 31), (7, 1), (10, 25), (11, 1), (12, 31)]
    ]
    near += [oracle.NEW_REGULATION_45, oracle.CLAIMS_LEAVE_RULE_12_3]
    centre = chance.choice(near) if chance.random() < 0.5 else date(year, 1, 1) + chance.randrange(365) * DAY
    return min(max(centre + chance.randint(-4, 4) * DAY, oracle.COMMENCEMENT), date(2027, 12, 31))


def mixed_facts(chance: random.Random) -> dict[str, Any]:
    """A request body that makes sense: the dates follow the notice, and an order says what it orders."""
    sent = a_notice(chance)

    def later() -> str:
        return str(
            sent + chance.choice([0, chance.randint(1, 10), chance.randint(1, 70), chance.randint(1, 200)]) * DAY
        )

    facts: dict[str, Any] = {"notice_sent_on": str(sent)}
    facts |= {name: later() for name in PLANNED if chance.random() < 0.35}
    kind = chance.choice([*oracle.WON, "plan_content", "plan_content", None])
    if kind:
        facts["decision_kind"] = kind
    if (kind in ("plan_content", None) or chance.random() < 0.2) and chance.random() < 0.8:
        among = chance.choice(
            [
                ["I"],
                ["C", "G", "I"],
                ["C", "G"],
                ["C", "D", "G", "H1", "H2"],
                ["B", "C", "D", "F", "G", "H1", "H2", "I"],
            ]
        )
        facts["sections"] = chance.sample(among, chance.randint(1, len(among)))
    if "agreement_made_on" in facts:
        facts["agreement_terms"] = [{"kind": chance.choice(TERMS)} for _ in range(chance.randint(0, 3))]
        for term in facts["agreement_terms"]:
            if chance.random() < 0.3:
                made = date.fromisoformat(facts["agreement_made_on"])
                term["agreed_by"] = str(made + chance.randint(0, 120) * DAY)
    if chance.random() < 0.3:
        facts |= {"order_made_on": later(), "order_kind": chance.choice(ORDERS)}
        made = date.fromisoformat(facts["order_made_on"])
        steps = [step for term, step, _ in oracle.ANY if term == facts["order_kind"] and chance.random() < 0.3]
        if steps:
            facts["directed"] = [{"step": step, "due_on": str(made + chance.randint(0, 120) * DAY)} for step in steps]
    elif chance.random() < 0.5 and kind:
        facts["unopposed_notified_on"] = later()
        if chance.random() < 0.2:
            facts["order_kind"] = chance.choice(UNOPPOSED)
    if chance.random() < 0.2:
        facts["directed"] = some_directed(chance, facts)
    if chance.random() < 0.15:
        facts["claim"] = chance.choice(["appeal", CLAIM])
    return facts


def some_directed(chance: random.Random, facts: dict[str, Any]) -> list[dict[str, str]]:
    """Dates that the tribunal directed, each on or after the day that starts what it is for."""
    found: list[dict[str, str]] = []
    for code, fact in [("comply-with-order", "order_made_on"), ("la-response", "appeal_received_on")]:
        started = date.fromisoformat(facts.get(fact) or facts["notice_sent_on"])
        one = {"code": code, "due_on": str(started + chance.randint(0, 90) * DAY)}
        if code == "comply-with-order" and chance.random() < 0.6:
            one["step"] = chance.choice([step for _, step, _ in oracle.ANY])
        found += [one] if chance.random() < 0.6 else []
    return found


def test_mixed_facts() -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same mixtures every time, not secrets
    mixtures = [mixed_facts(chance) for _ in range(MIXTURES)]
    asked = {name for facts in mixtures for name in facts}
    given = {answer.code for facts in mixtures for answer in oracle.answers(**facts)}
    assert len(asked) == 25, "the mixtures no longer try every field of the request"
    assert len(given) == 18, "the mixtures no longer draw out every deadline code"
    agree(mixtures)


def test_one_date_before_the_notice_spoils_any_facts() -> None:
    chance = random.Random(SEED + 1)  # noqa: S311 - the same mixtures every time, not secrets
    for _ in range(500):
        facts = mixed_facts(chance)
        if dates := [name for name in facts if name.endswith("_on") and name != "notice_sent_on"]:
            early = date.fromisoformat(facts["notice_sent_on"]) - chance.randint(1, 40) * DAY
            facts[chance.choice(dates)] = str(early)
            assert refusal(**facts) == oracle.refusal(**facts) == "before-the-notice", facts
