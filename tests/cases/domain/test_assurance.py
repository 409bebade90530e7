"""The exhaustive check: it holds under both regimes, from any notice, under any reading; and its states are walked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from app.cases.domain import gates
from app.cases.domain.assurance import DISPUTES, CaseNode, CaseSearch, Dispute, assure
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import attempts, is_exceptional, named
from app.cases.domain.moves import MOVES
from app.cases.domain.moves import AnyMove as Move
from app.cases.domain.properties import SAYS
from app.cases.domain.search import way_recorded_late
from app.cases.domain.view import place
from app.cases.domain.words import Action, NoticeStatus
from app.kernel.moves import Gate
from app.kernel.terms import HEALTH_SECTIONS, AppealBasis, CertificateGround
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.assured import (
    CONTENTS,
    HEALTH_AND_PLACEMENT,
    PLACEMENT,
    REFUSAL,
    SEARCHED,
    after,
    assured,
    broken,
    explored,
    forget,
    menu,
)
from tests.cases.domain.builders import GREEN, LAW, PATHWAY
from tests.cases.domain.faulty import LAW_TODAY, MUTANTS, Mutant
from tests.cases.domain.together import of_exemption_and_dispute, of_right_and_notice

OF_THE_COURSE_OF_AN_APPEAL = {"appeal-hearing-adjourned", "appeal-struck-out"}
"""This search tells no two appeals apart by their course. The check of appeals makes these moves, and says so."""


@pytest.fixture(scope="module", autouse=True)
def shared() -> Iterator[None]:
    """The tests of this file share their searches, and keep them from no others."""
    yield
    forget()


@pytest.mark.parametrize("regime", SEARCHED)
def test_every_property_holds_in_every_reachable_state(regime: RegimeId) -> None:
    assurance = assured(regime)
    assert [(p.name, p.counter_example) for p in assurance.properties if not p.holds] == []
    assert assurance.holds
    assert [p.name for p in assurance.properties] == list(SAYS), "each property has its sentence, and is examined"
    assert assurance.states_examined > 5000
    assert assurance.steps_examined > assurance.states_examined
    never = {
        (move.action, move.variant)
        for move in MOVES
        if move not in assurance.moves_made and move.exists(REGIMES[regime]) and move.action is not Action.COMPLETE_DUTY
    }
    never -= {(move.action, move.variant) for move in MOVES if move.event in OF_THE_COURSE_OF_AN_APPEAL}
    declined = {(Action.ISSUE_CERTIFICATE, CertificateGround.DECLINED)}
    assert never == (declined if regime is GREEN else set()), "a move that cannot be made has no place in the table"


@pytest.mark.parametrize(
    ("notice", "regime", "dispute"),
    [
        (date(2025, 12, 24), LAW_TODAY, PLACEMENT),
        (date(2026, 7, 31), LAW_TODAY, CONTENTS),
        (date(2025, 12, 24), GREEN, CONTENTS),
    ],
)
def test_it_does_not_depend_on_the_day_of_the_notice(notice: date, regime: RegimeId, dispute: Dispute) -> None:
    other, usual = assured(regime, notice, (dispute,)), assured(regime, disputes=(dispute,))
    assert broken(other) == {}
    assert (other.states_examined, other.steps_examined) == (usual.states_examined, usual.steps_examined)


OF_THE_RIGHT = "certificate_follows_the_right"
"""The reading for which it matters who holds the right. The search lets the right pass where no sections are named."""


@pytest.mark.parametrize(
    ("name", "regime"),
    [
        *((name, LAW_TODAY) for name in Readings.__annotations__),
        ("silence_after_thirty_days_counts_as_failure", GREEN),
        ("authority_absence_counts_as_taking_part", GREEN),
    ],
)
def test_no_reading_of_the_law_breaks_a_property_but_one_under_the_proposal(name: str, regime: RegimeId) -> None:
    """Where attendance is compulsory and silence is no failure, a silent authority shuts the family out."""
    turned = replace(DEFAULT_READINGS, **{name: not getattr(DEFAULT_READINGS, name)})
    found = assure(Pathway(Law(LAW.england, turned)), regime, disputes=[REFUSAL if name == OF_THE_RIGHT else CONTENTS])
    silence_traps = regime is GREEN and name == "silence_after_thirty_days_counts_as_failure"
    assert set(broken(found)) == ({"the-certificate-is-in-reach"} if silence_traps else set())


def test_health_beside_the_placement_may_be_read_as_placement_alone() -> None:
    turned = replace(DEFAULT_READINGS, health_and_placement_is_placement_only=True)
    found = assure(Pathway(Law(LAW.england, turned)), LAW_TODAY, disputes=[HEALTH_AND_PLACEMENT])
    assert broken(found) == {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_the_true_machine_keeps_what_the_faulty_one_breaks(mutant: Mutant) -> None:
    """The search of all disputes, without the fault: so it is the fault that was found."""
    assert mutant.notices not in broken(assured(mutant.regime))


@pytest.mark.parametrize("regime", SEARCHED)
def test_the_claims_of_the_moves_hang_on_the_place_alone(regime: RegimeId) -> None:
    """In a sample of every reachable state: both searches work the claims out once for each place and day."""
    for dispute in DISPUTES:
        claims: dict[tuple[object, ...], list[list[Move]]] = {}
        for node in list(explored(regime, dispute).nodes.values())[::31]:
            commands = (*menu(node.when), *attempts(node.when, PATHWAY))
            found = [PATHWAY.claiming(node.facts, command) for command in commands]
            assert claims.setdefault((node.when, *place(node.facts)), found) == found


@pytest.mark.parametrize("regime", SEARCHED)
def test_no_unlock_names_an_action_that_is_itself_refused(regime: RegimeId) -> None:
    """In a sample of every reachable state: each step of a way is allowed where the step stands, as it is said."""
    for dispute in DISPUTES:
        nodes = list(explored(regime, dispute).nodes.values())
        for node in nodes[:: max(1, len(nodes) // (25 if regime is RegimeId.CFA_2014 else 8))]:
            for goal in (*menu(node.when), *attempts(node.when, PATHWAY)):
                if after(node.facts, goal, node.when) is None:
                    _may_be_walked(node.facts, goal, node.when)


def _may_be_walked(facts: CaseFacts, goal: Command, day: date) -> None:
    case = facts
    for step in way_recorded_late(PATHWAY, facts, goal, day) or ():
        allowed = after(case, step, step.occurred_on)
        assert allowed is not None, f"{named(goal)} on {facts.state}: {named(step)} is refused"
        assert not is_exceptional(step), "no party can count on the tribunal's leave"
        case = allowed


UNCONFIRMED = 97
"""Every so many of the states in which the authority has not confirmed the notice."""


def unconfirmed(regime: RegimeId) -> list[CaseNode]:
    nodes = explored(regime, REFUSAL).nodes.values()
    return [one for one in nodes if one.facts.notice_status is not NoticeStatus.CONFIRMED][::UNCONFIRMED]


@pytest.mark.parametrize("regime", SEARCHED)
def test_no_answer_hangs_on_who_holds_the_right_and_on_whether_the_authority_has_answered(regime: RegimeId) -> None:
    """They are two questions, so the search lets the right pass only where the authority records the notice."""
    nodes = unconfirmed(regime)
    assert len(nodes) > 25
    assert [said for node in nodes for said in of_right_and_notice(PATHWAY, node)] == []


def _asks_both(facts: CaseFacts, _: Command, __: object) -> bool:
    return facts.notice_status is NoticeStatus.CONFIRMED or not facts.young_persons


@pytest.mark.parametrize("action", ["contact-adviser", "confirm-notice", "pass-right", "register-appeal"])
def test_a_gate_that_asks_both_questions_is_found(action: str) -> None:
    """The next search would miss what such a gate does: then both are to be searched together."""
    both: Gate[Any, Any, Any] = replace(gates.uncertified, name="both", is_open=_asks_both)
    faulty = Pathway(
        LAW, [replace(move, gates=(both, *move.gates)) if move.action == action else move for move in MOVES]
    )
    assert any(said for node in unconfirmed(RegimeId.CFA_2014) for said in of_right_and_notice(faulty, node))


WITH_EXEMPTIONS = [regime.id for regime in REGIMES.values() if regime.exemptions]


@cache
def without_exemptions(regime: RegimeId) -> list[CaseNode]:
    """Return a sample of the states in the disputes where no exemption is claimed."""
    return [
        node
        for dispute in DISPUTES
        if dispute != CONTENTS
        for node in list(explored(regime, dispute).nodes.values())[::UNCONFIRMED]
        if node.facts.exemption_claimed_on is None
    ]


@pytest.mark.parametrize("regime", WITH_EXEMPTIONS)
def test_no_answer_hangs_on_an_exemption_and_on_what_the_dispute_is_about(regime: RegimeId) -> None:
    """They are two questions, so the search tries exemptions in one kind of dispute only."""
    nodes = without_exemptions(regime)
    assert len(nodes) > 400
    assert len({node.facts.sections for node in nodes}) >= len(DISPUTES) - 1
    assert [said for node in nodes for said in of_exemption_and_dispute(PATHWAY, node)] == []


def _not_about_health(facts: CaseFacts, _: Command, __: object) -> bool:
    return not facts.sections & HEALTH_SECTIONS


def _not_after_a_claim(facts: CaseFacts, _: Command, __: object) -> bool:
    return facts.exemption_claimed_on is None


@pytest.mark.parametrize(
    ("action", "asks"),
    [
        ("claim-exemption", _not_about_health),
        ("decide-exemption", _not_about_health),
        ("issue-certificate", _not_about_health),
        ("issue-certificate", _not_after_a_claim),
        ("register-appeal", _not_after_a_claim),
    ],
)
def test_a_gate_that_asks_about_an_exemption_and_the_dispute_is_found(
    action: str, asks: Callable[[CaseFacts, Command, object], bool]
) -> None:
    both: Gate[Any, Any, Any] = replace(gates.uncertified, name="both", is_open=asks)
    faulty = Pathway(
        LAW, [replace(move, gates=(both, *move.gates)) if move.action == action else move for move in MOVES]
    )
    nodes = (one for regime in WITH_EXEMPTIONS for one in without_exemptions(regime) if one.facts.sections)
    assert any(said for node in nodes for said in of_exemption_and_dispute(faulty, node))


@pytest.mark.parametrize("regime", SEARCHED)
def test_an_appeal_whose_certificate_a_correction_took_away_has_been_searched(regime: RegimeId) -> None:
    """Every other corrected case is one that was recorded right the first time. This one looks like an appeal by leave,
    which the search meets in every state without a certificate."""
    search, alike = CaseSearch(PATHWAY), 0
    for node in explored(regime, CONTENTS).nodes.values():
        appeal = node.facts.appeal
        if appeal and appeal.basis is AppealBasis.PERMISSION and node.facts.certificate is None:
            without = replace(node.facts, appeal=replace(appeal, basis=AppealBasis.CERTIFICATE, basis_stands=False))
            assert search.mark(without, node.when) == search.mark(node.facts, node.when)
            alike += 1
    assert alike > 50
