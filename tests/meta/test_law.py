"""The law is complete: every row is cited, used, in force when it should be, and would be missed if it were wrong."""

import ast
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import app
from app.cases.domain.gates import GATES
from app.cases.domain.moves import MOVES
from app.law.domain.chronology import CONDITIONS
from app.law.domain.deadlines import work_out
from app.law.domain.model import COMMENCEMENT, Kind, Rule
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK, Rulebook
from app.law.holidays import england
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer
from tests.law.domain import oracle
from tests.law.domain.both import heard
from tests.law.domain.test_against_oracle import mixed_facts

ENGLAND = england()
APP = Path(app.__path__[0])
DAY = timedelta(days=1)

# --- versions ---------------------------------------------------------------------------------------------------------

BEGIN_LATER = {
    "no-recommendations-on-refusal-to-assess": date(2018, 4, 3),  # the recommendations began with SI 2017/1306
    "reply-to-recommendation": date(2018, 4, 3),
    "coronavirus-relaxation": date(2020, 5, 1),
    "unopposed-assess-refuse-with-reasons": date(2015, 3, 23),  # as made, regulation 45 timed the assessment alone
    "unopposed-assess-final-plan": date(2015, 3, 23),
}
ENDED = {"coronavirus-relaxation": date(2020, 9, 25)}


@pytest.mark.parametrize("rule_id", RULEBOOK.ids())
def test_each_day_has_one_version_of_each_rule(rule_id: str) -> None:
    """From the day it begins to the day it ends: no gap, no overlap. Most begin with the Act and have no end."""
    begins, ends = BEGIN_LATER.get(rule_id, COMMENCEMENT), ENDED.get(rule_id, date.max)
    versions = sorted(RULEBOOK.versions(rule_id), key=lambda rule: rule.in_force_from)
    assert versions[0].in_force_from == begins
    for version, successor in pairwise(versions):
        assert version.in_force_to is not None
        assert version.in_force_to + DAY == successor.in_force_from
    assert (versions[-1].in_force_to or date.max) == ends


def test_counted_day_by_day_it_is_the_same() -> None:
    """The same thing asked the long way, so that the shortcut above cannot be wrong."""
    day = COMMENCEMENT
    expected = {rule_id for rule_id in RULEBOOK.ids() if rule_id not in BEGIN_LATER}
    while day <= ENGLAND.horizon:
        expected |= {rule_id for rule_id, begins in BEGIN_LATER.items() if begins == day}
        expected -= {rule_id for rule_id, ends in ENDED.items() if ends + DAY == day}
        in_force = Counter(row.id for row in RULEBOOK.rows if row.in_force(day))
        assert in_force.keys() == expected, day
        assert set(in_force.values()) == {1}, day
        day += DAY


def test_asking_for_a_day_finds_the_version_of_that_day() -> None:
    for row in RULEBOOK.rows:
        assert RULEBOOK.rule(row.id, on=row.in_force_from) is row
        assert RULEBOOK.rule(row.id, on=row.in_force_to or ENGLAND.horizon) is row


# --- citations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", RULEBOOK.rows, ids=lambda row: f"{row.id} {row.in_force_from}")
def test_each_row_says_something_and_cites_its_source(row: Rule) -> None:
    assert row.id == row.id.lower().strip("-")
    assert row.says.endswith(".")
    assert row.says[0].isupper()
    assert row.citation
    address = urlsplit(row.url)
    assert (address.scheme, address.netloc) in {("https", "www.legislation.gov.uk"), ("https", "www.gov.uk")}
    assert address.path.strip("/")
    assert row.regime in REGIMES
    assert row.checked_on >= date(2026, 1, 1)
    assert row.clock is None or row.clock.when in CONDITIONS
    assert row.caution is None or row.caution.endswith(".")


def test_no_two_rows_say_the_same() -> None:
    assert [says for says, times in Counter(row.says for row in RULEBOOK.rows).items() if times > 1] == []


def test_every_condition_is_used() -> None:
    assert CONDITIONS.keys() == {row.clock.when for row in RULEBOOK.rows if row.clock}


# --- use --------------------------------------------------------------------------------------------------------------

STATED = {
    "authority-takes-part": "whether a party came is kept as the session's outcome, never as a date",
    "supporter-of-choice": "as above",
    "response-gives-childs-views": "a response without them is recorded too, and shown as incomplete",
    "tell-family-of-mediation": "kept by recording the notice at all",
    "disagreement-resolution": "says what leads to no certificate and stops no clock",
    "order-excuses": "whether a time is excused is a judgement, not a date",
    "advice-and-information": "the ground of referrals to the advice service",
    "school-age-ends": "who appeals is a fact of the case; the service does not work out ages",
    "detained-persons": "refused when a case is opened",
    "expenses": "owed, and not dated",
    "new-authority-answers": "says that a transfer starts no time again",
    "five-o-clock": "how tribunal time ends: the calendars",
    "end-on-a-non-working-day": "as above",
    "shutdown-moves-the-end": "as above",
    "shutdown-days-not-counted": "as above",
    "failed-arrangement-frees": "the proposal's own; the machine has one gate for both regimes",
}
"""Rules that no clock, move, gate or refusal names: stated for the reader, each for a reason."""


def named_in_code() -> set[str]:
    """Every rule id that stands in the code of the domain outside the table itself."""
    found = set()
    for path in APP.glob("*/domain/**/*.py"):
        if "rules" not in path.parts:
            found |= {
                node.value
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULEBOOK.knows(node.value)
            }
    return found


def test_every_rule_is_used_or_stated_for_a_reason() -> None:
    clocks = {row.id for row in RULEBOOK.rows if row.clock}
    used = clocks | named_in_code() | {move.rule for move in MOVES} | {gate.rule for gate in GATES.values()}
    assert set(RULEBOOK.ids()) - used == STATED.keys(), "a rule is idle, or the list of stated rules is out of date"


def test_moves_and_gates_name_rules_that_exist() -> None:
    assert [
        name for name in (*(m.rule for m in MOVES), *(g.rule for g in GATES.values())) if not RULEBOOK.knows(name)
    ] == []


def test_a_clock_that_blocks_nothing_is_no_gate() -> None:
    """Lateness is for the tribunal: no row both sets a date and forbids."""
    assert [row.id for row in RULEBOOK.rows if row.clock and row.kind is Kind.GATE] == []


# --- a wrong number is noticed ----------------------------------------------------------------------------------------

CLOCKS = [row for row in RULEBOOK.rows if row.clock]


@pytest.fixture(scope="module")
def examples() -> dict[int, list[dict[str, Any]]]:
    """For each clock row (by its place in the table) a few questions whose answer it decides."""
    chance = random.Random(7)  # noqa: S311 - the same questions every time, not secrets
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for facts in _questions(chance):
        answer = work_out(DeadlineQuestion(**facts).chronology(), ENGLAND)
        for deadline in answer.deadlines:
            asked = found[id(deadline.rule)]
            by_others = any(line.step in ("agreed in writing", "directed") for line in deadline.working)
            if len(asked) < 3 and facts not in asked and not by_others:
                asked.append(facts)
        if all(len(found[id(row)]) >= 2 for row in CLOCKS):
            break
    return found


def _questions(chance: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(6000):
        yield mixed_facts(chance)


@pytest.mark.parametrize(
    ("row", "error"),
    [
        pytest.param(row, error, id=f"{row.id} {row.in_force_from} {error:+}")
        for row in CLOCKS
        for error in (1, -1)
        if row.clock and row.clock.period.amount + error >= 0
    ],
)
def test_one_unit_too_many_or_too_few_is_noticed(
    row: Rule, error: int, examples: dict[int, list[dict[str, Any]]]
) -> None:
    """The oracle counts for itself: put the row's period wrong, and the two disagree on every question it decides."""
    assert row.clock is not None
    asked = examples[id(row)]
    assert asked, "no question was found that this row decides"
    period = replace(row.clock.period, amount=row.clock.period.amount + error)
    wrong = Rulebook([replace(r, clock=replace(row.clock, period=period)) if r is row else r for r in RULEBOOK.rows])
    noticed = 0
    for facts in asked:
        question = DeadlineQuestion(**facts).chronology()
        expected = oracle.answers(**facts)
        right = DeadlinesAnswer.of(work_out(question, ENGLAND)).model_dump(mode="json")
        assert heard(right) == expected
        told = DeadlinesAnswer.of(work_out(question, ENGLAND, rulebook=wrong)).model_dump(mode="json")
        noticed += heard(told) != expected
    assert noticed, f"{row.id} may be off by {error} without anybody's noticing"
