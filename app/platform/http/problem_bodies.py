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
        description="The kind of error (problem), as a path on this service. The page at this path explains the "
        "error. Each kind of error always has the same `type`, so a program can rely on it.",
        json_schema_extra=_every_type,
    )
    title: str
    status: int
    detail: str | None = None


class FieldFault(BaseModel):
    """One thing that is wrong with what you sent."""

    where: Literal["body", "query", "path", "header", "cookie"]
    pointer: str = Field(
        description="Where the wrong value is, within the part of the request that `where` names. "
        "The value is a JSON pointer, such as `#/sections/0`."
    )
    detail: str
    code: str = Field(
        description="A short name for the kind of fault. The name does not change between versions of "
        "the service, so a program can rely on it."
    )


class InvalidInputBody(ProblemBody):
    """Something that you sent is not valid. `errors` says what is wrong, and where in your request."""

    model_config = ConfigDict(title="InvalidInputProblem")

    faults: int = Field(description="The number of faults. `errors` lists at most twenty of them.")
    errors: list[FieldFault]


class RefusedBody(ProblemBody):
    """The service refused the action, because a rule of law forbids the action now. The error names the rule, and says
    what would allow the action."""

    model_config = ConfigDict(title="RefusedProblem")

    action: str
    state: str
    rule: str
    citation: str
    legislation_url: str
    reason: str
    unlock: list[Any] = Field(
        description="The shortest list of actions, in order, that you must record before the law allows the refused "
        "action."
    )
    unlock_steps: list[Any] | None = Field(
        None,
        description="The same actions as in the field `unlock`, with details. Each step has its `action`, the form of "
        "the action (`variant`), and the values that you must send (`needs`). If a step must have happened before the "
        "day of the refused action, `occurred_on` gives the day of the step. `occurred_on` is left out if the step can "
        "happen on the same day as the refused action.",
    )
    post_to: str | None = Field(
        None,
        description="For a mediation session: the address at which you record the outcome of the session, or book a "
        "new session.",
    )
    possible_from: datetime | None = Field(
        None, description="For a mediation session: the earliest date and time at which you may record this."
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
