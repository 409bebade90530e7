"""`decide` is total: whatever the facts and whatever the command, it answers or refuses, and knows why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.domain.assurance import CaseSearch, beginnings, opened
from app.cases.domain.commands import Command
from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.menu import variants
from app.cases.domain.standing import deadlines_on
from app.cases.domain.words import STAGES, Action, State
from app.kernel.errors import Refusal
from app.kernel.machine import Happened, apply
from app.kernel.terms import OrganisationKind
from app.law.domain.chronology import Term
from app.law.domain.regimes import RegimeId
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.assured import CONTENTS, PLACEMENT
from tests.cases.domain.builders import COMMANDS, LAW, PATHWAY

SETTINGS = settings(deadline=None, derandomize=True, database=None)


def some(days: st.SearchStrategy[date]) -> Callable[[type[Command]], st.SearchStrategy[Command]]:
    """Return a way to make any command of a kind, its dates among these days."""
    says: dict[str, Any] = {
        "occurred_on": days,
        "session_on": st.none() | days,
        "received_at": st.none() | days.map(lambda day: datetime(day.year, day.month, day.day, 17, tzinfo=UTC)),
        "terms": st.lists(st.builds(Term, agreed_by=st.none() | days), max_size=3).map(tuple),
    }
    return lambda kind: st.builds(
        kind, **{name: says[name] for name in says if name in {"occurred_on", *kind.__annotations__}}
    )


# From before the Act, around today, and to beyond the published bank holidays.
ANY_DAY = st.one_of(
    st.dates(date(2014, 8, 25), date(2014, 9, 10)),
    st.dates(date(2026, 3, 1), date(2026, 6, 30)),
    st.dates(date(2028, 12, 20), date(2029, 1, 10)),
)
MAYBE = st.none() | ANY_DAY
ANY_FACTS = st.builds(
    CaseFacts,
    notice_sent_on=ANY_DAY,
    stage=st.sampled_from(STAGES),
    certificate=st.none() | st.builds(Certificate, issued_on=ANY_DAY),
    appeal=st.none() | st.builds(Appeal, registered_on=ANY_DAY, permission_granted_on=MAYBE),
    agreement_terms=st.lists(st.builds(Term, agreed_by=MAYBE), max_size=3).map(tuple),
    completed=st.lists(st.builds(CompletedDuty, completed_on=ANY_DAY), max_size=2).map(tuple),
    **{name: MAYBE for name in CaseFacts.__annotations__ if name.endswith("_on") and name != "notice_sent_on"},
)
ANY_COMMAND = st.sampled_from(sorted(COMMANDS.values(), key=lambda kind: kind.action)).flatmap(some(ANY_DAY))


def outcome(facts: CaseFacts, command: Command, today: date) -> Happened | Refusal:
    """Let the machine decide: it returns, or raises a refusal, and nothing else comes out of it."""
    try:
        return PATHWAY.decide(facts, command, today)
    except Refusal as refused:
        return refused


@settings(SETTINGS, max_examples=200)
@given(facts=ANY_FACTS, drawn=ANY_COMMAND, today=ANY_DAY)
def test_every_command_on_every_case_is_answered_or_refused_by_a_known_rule(
    facts: CaseFacts, drawn: Command, today: date
) -> None:
    """However incoherent the facts: one command of any kind, and one of every kind as a party would record it today."""
    usual = [command for action in Action for command in variants(action, today, PATHWAY)]
    for command in (drawn, *usual):
        decided = outcome(facts, command, today)
        if isinstance(decided, Refusal):
            assert decided.reason
            assert RULEBOOK.knows(decided.rule_id)
            continue
        after = apply(facts, decided)  # an event names no fact that a case has not
        assert after.state in State
        reopens = decided.type == "appeal-reinstated" or any(move.reopens for move in PATHWAY.moves_of(command.action))
        assert facts.over_on is None or after.state is State.CLOSED or reopens


# --- the same from coherent cases, where more is possible ------------------------------------------------------------


@cache
def ordinary_cases() -> list[CaseFacts]:
    """A sample of all cases that the machine can bring about, under every regime."""
    found: list[CaseFacts] = []
    for regime, dispute in ((RegimeId.CFA_2014, PLACEMENT), *((regime, CONTENTS) for regime in RegimeId)):
        [first] = beginnings(opened(regime, dispute))
        nodes = list(CaseSearch(PATHWAY).explore(first, lambda *_: ()).nodes.values())
        found += [node.facts for node in nodes[:: len(nodes) // 30]]
    return found


SOON = st.integers(0, 150).map(lambda days: date(2026, 3, 2) + timedelta(days=days))


@settings(SETTINGS, max_examples=150)
@given(data=st.data())
def test_what_an_ordinary_command_makes_true_can_be_counted_from(data: st.DataObject) -> None:
    """No command that is let through makes the deadlines of a case unanswerable."""
    kind = data.draw(st.sampled_from(sorted(COMMANDS.values(), key=lambda kind: kind.action)))
    command = data.draw(some(SOON | ANY_DAY)(kind))
    command = data.draw(st.sampled_from([command, *(replace(command, by=party) for party in OrganisationKind)]))
    for facts in ordinary_cases():
        if not PATHWAY.claiming(facts, command):
            continue  # as deciding would say, but sooner
        decided = outcome(facts, command, date(2026, 9, 1))
        if isinstance(decided, Happened):
            assert deadlines_on(apply(facts, decided), date(2026, 9, 1), LAW)
