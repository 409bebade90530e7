"""Problem documents as a caller reads them: those that any route may answer with. A wing brings the others."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from app.platform.http.for_generators import open_values
from app.platform.http.problems import CATALOGUE


def _every_type(schema: dict[str, Any]) -> None:
    """Name every problem there is when the document is written: every wing is loaded by then."""
    schema.update(open_values(kind.reference() for kind in CATALOGUE.values()))


class ProblemBody(BaseModel):
    """An error message (a problem document, RFC 9457)."""

    model_config = ConfigDict(title="Problem", extra="allow")

    type: str = Field(
        description="The kind of error (problem): a path on this service that explains the error. It never changes.",
        json_schema_extra=_every_type,
    )
    title: str
    status: int
    detail: str | None = None


class FieldFault(BaseModel):
    """One fault in the input."""

    where: Literal["body", "query", "path", "header", "cookie"]
    pointer: str = Field(description="A JSON pointer in URI fragment form to the faulty value, within `where`.")
    detail: str
    code: str = Field(description="Stable.")


class InvalidInputBody(ProblemBody):
    """The input is not valid. `errors` lists each fault."""

    model_config = ConfigDict(title="InvalidInputProblem")

    faults: int = Field(description="The number of faults. At most twenty are listed.")
    errors: list[FieldFault]


class RefusedBody(ProblemBody):
    """The pathway refused the action: which rule of law forbids it, and what would allow it."""

    model_config = ConfigDict(title="RefusedProblem")

    action: str
    state: str
    rule: str
    citation: str
    legislation_url: str
    reason: str
    unlock: list[Any] = Field(description="The shortest lawful sequence of actions that would allow this action.")
    unlock_steps: list[Any] | None = Field(
        None,
        description="The same sequence as `unlock`. Each step has its `action`, its `variant`, and what that variant "
        "`needs`. If a step must have happened on another day than the action itself, `occurred_on` gives this day.",
    )
    post_to: str | None = Field(
        None,
        description="For a session: where to send your next request, to record the outcome or to book a new session.",
    )
    possible_from: datetime | None = Field(
        None, description="For a session: the earliest time at which this may be recorded."
    )


GENERAL: tuple[type[ProblemBody], ...] = (ProblemBody, InvalidInputBody, RefusedBody)


def problem_schemas(bodies: Sequence[type[ProblemBody]]) -> dict[str, Any]:
    """Return the schemas of problem documents, and of what they hold, by the names that they are published under."""
    _, generated = models_json_schema(
        [(body, "serialization") for body in bodies],
        ref_template="#/components/schemas/{model}",
    )
    renamed = {name: schema["title"] for name, schema in generated["$defs"].items()}
    schemas: dict[str, Any] = json.loads(
        re.sub(
            r"#/components/schemas/(\w+)",
            lambda found: f"#/components/schemas/{renamed[found[1]]}",
            json.dumps({schema["title"]: schema for schema in generated["$defs"].values()}),
        )
    )
    return schemas
