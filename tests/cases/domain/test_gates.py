"""Every gate, open and shut: a question about a case, and what the machine says when the answer is no."""

import pytest

from app.cases.domain.gates import GATES
from app.kernel.errors import GateClosed, NotYours
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import a_command
from tests.cases.domain.gate_examples import BEHIND_OTHERS, EXAMPLES
from tests.cases.domain.gate_stories import ON


def test_every_gate_has_its_examples() -> None:
    assert EXAMPLES.keys() | BEHIND_OTHERS.keys() == GATES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_gate_lets_through_and_refuses(name: str) -> None:
    gate = GATES[name]
    (story, action, says), shut = (example() for example in EXAMPLES[name])
    assert gate.is_open(story.facts, a_command(action, ON, **says), story.pathway.law)
    assert story.then(action, ON, **says).events
    story, action, says = shut
    assert not gate.is_open(story.facts, a_command(action, ON, **says), story.pathway.law)
    refused = story.refusal(action, ON, **says)
    assert isinstance(refused, GateClosed)
    assert refused.rule_id == gate.rule
    worded = gate.because(story.facts, a_command(action, ON, **says), story.pathway.law) if gate.because else gate.shut
    assert refused.reason == worded


@pytest.mark.parametrize("name", BEHIND_OTHERS)
def test_a_gate_behind_another_wall_would_refuse_too(name: str) -> None:
    for expected, (story, action, says) in zip((True, False), BEHIND_OTHERS[name], strict=True):
        assert GATES[name].is_open(story.facts, a_command(action, ON, **says), story.pathway.law) is expected
    story, action, says = BEHIND_OTHERS[name][1]
    assert isinstance(story.refusal(action, ON, **says), NotYours) is (name == "adviser_is_independent")


@pytest.mark.parametrize("name", GATES)
def test_a_gate_asks_a_question_cites_a_rule_and_answers_in_a_sentence(name: str) -> None:
    gate = GATES[name]
    assert gate.asks.endswith("?")
    assert gate.shut.endswith((".", ")."))
    assert RULEBOOK.knows(gate.rule)
