"""The calculator as its callers meet it, JSON in and JSON out, without a server between."""

import json
from typing import Any

from app.kernel.errors import OutsideKnownLaw
from app.law.domain.deadlines import work_out
from app.law.holidays import england
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer

ENGLAND = england()


def calculate(**body: Any) -> dict[str, Any]:
    """Answer one question of `POST /v1/law/deadlines`."""
    question = DeadlineQuestion.model_validate_json(json.dumps(body))
    return DeadlinesAnswer.of(work_out(question.chronology(), ENGLAND, effect=question.clock_effect)).model_dump(
        mode="json"
    )


def refusal(**body: Any) -> str:
    """Return the slug of the refusal that the question meets."""
    try:
        answer = calculate(**body)
    except OutsideKnownLaw as refused:
        return refused.slug
    raise AssertionError(f"not refused: {answer}")
