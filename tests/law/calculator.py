"""The calculator as its callers meet it, JSON in and JSON out, without a server between."""

import json
from typing import Any

from app.adapters.holidays import england
from app.adapters.http.schemas.law import DeadlineQuestion, DeadlinesAnswer
from app.domain.errors import OutsideKnownLaw
from app.domain.law.deadlines import work_out

ENGLAND = england()


def calculate(**body: Any) -> dict[str, Any]:
    """Answer one question of `POST /v1/law/deadlines`."""
    question = DeadlineQuestion.model_validate_json(json.dumps(body))
    return DeadlinesAnswer.of(work_out(question.chronology(), ENGLAND)).model_dump(mode="json")


def refusal(**body: Any) -> str:
    """Return the slug of the refusal that the question meets."""
    try:
        answer = calculate(**body)
    except OutsideKnownLaw as refused:
        return refused.slug
    raise AssertionError(f"not refused: {answer}")
