"""The calculator and the oracle, to be asked the same questions in the same words."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from tests.law.domain import oracle
from tests.law.domain.calculator import calculate, refusal
from tests.law.domain.oracle import Answer


class Law(NamedTuple):
    """Somebody who can be asked: the calculator, or the oracle."""

    answers: Callable[..., list[Answer]]
    refusal: Callable[..., str]

    def days(self, code: str, /, **facts: Any) -> list[str]:
        """Every date given for one code, in order."""
        return sorted(answer.due_on for answer in self.answers(**facts) if answer.code == code)

    def day(self, code: str, /, **facts: Any) -> str:
        """The one date given for a code."""
        (due_on,) = self.days(code, **facts)
        return due_on

    def steps(self, code: str, /, **facts: Any) -> dict[str, str]:
        """The date of each step of a single order or term."""
        given = [answer for answer in self.answers(**facts) if answer.code == code]
        assert len({answer.step for answer in given}) == len(given), "a step was given twice"
        return {answer.step: answer.due_on for answer in given}


def heard(answer: dict[str, Any]) -> list[Answer]:
    """The calculator's JSON, in the oracle's terms."""
    return sorted(
        Answer(
            code=one["code"],
            due_on=one["due_on"],
            ground=one.get("ground") or "",
            term=one.get("term") or "",
            step=one.get("step") or "",
            due_at=datetime.fromisoformat(one["due_at"]).isoformat() if one.get("due_at") else "",
        )
        for one in answer["deadlines"]
    )


LAWS = [
    pytest.param(Law(lambda **facts: heard(calculate(**facts)), refusal), id="calculator"),
    pytest.param(Law(oracle.answers, oracle.refusal), id="oracle"),
]
both = pytest.mark.parametrize("law", LAWS)

AN_OLD_NOTICE = "2014-09-01"  # long before whatever the test is about
CLAIM = "disability_discrimination"
