"""What FastAPI cannot know when it writes the OpenAPI document: the shape of problems, and who issues tokens."""

import json
import re
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from app.platform.http.auth.verifier import SCHEME
from app.platform.http.for_generators import open_values
from app.platform.http.problems import CATALOGUE, problem_responses

_FASTAPI_OWN = "#/components/schemas/HTTPValidationError"


class ProblemBody(BaseModel):
    """A problem document (RFC 9457)."""

    model_config = ConfigDict(title="Problem", extra="allow")

    type: str = Field(
        description="Stable. The path on this service that explains the problem.",
        json_schema_extra=open_values(kind.reference() for kind in CATALOGUE.values()),
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
        description="The same sequence. Each step has its `action`, its `variant`, and what that variant `needs`. A "
        "step has `occurred_on` if it must have happened on another day than the action itself.",
    )
    post_to: str | None = Field(
        None,
        description="For a session: the path where you can go on, to record the outcome or to book a new session.",
    )
    possible_from: datetime | None = Field(
        None, description="For a session: the earliest time at which this may be recorded."
    )


class ReasonBody(BaseModel):
    """Why a mediator or a slot does not suit."""

    model_config = ConfigDict(title="WhyNotSuitable")

    why: str
    says: str
    rule: str | None = None
    citation: str | None = None


class NotSuitableBody(ProblemBody):
    """A mediator or a slot that does not suit the case, with every reason why."""

    model_config = ConfigDict(title="NotSuitableProblem")

    reasons: list[ReasonBody]


class SessionBookedBody(ProblemBody):
    """A session is booked: record there what happens to it."""

    model_config = ConfigDict(title="SessionBookedProblem")

    session_id: str
    post_to: str


class DuplicateNoticeBody(ProblemBody):
    """Your authority has already recorded this notice."""

    model_config = ConfigDict(title="DuplicateNoticeProblem")

    case_id: str = Field(description="The case of this notice. It is one of your own cases.")


class ChangedBody(BaseModel):
    """A session of a proposal that can no longer be booked, and why."""

    model_config = ConfigDict(title="ChangedSince")

    case_id: str
    detail: str


class AllocationStaleBody(ProblemBody):
    """The proposal is out of date. No session was booked."""

    model_config = ConfigDict(title="AllocationStaleProblem")

    changed: list[ChangedBody]


BODIES: tuple[type[ProblemBody], ...] = (
    ProblemBody, InvalidInputBody, RefusedBody, NotSuitableBody, SessionBookedBody, AllocationStaleBody,
    DuplicateNoticeBody,
)  # fmt: skip


def amended(document: dict[str, Any], *, outside_issuer: str) -> dict[str, Any]:
    """FastAPI's document with the problems described, and with the outside issuer where there is one. In place."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(_problem_schemas())
    for operation in (each for path in document["paths"].values() for each in path.values()):
        invalid = operation["responses"].get("422", {})
        if invalid.get("content", {}).get("application/json", {}).get("schema") == {"$ref": _FASTAPI_OWN}:
            operation["responses"].update({"422": problem_responses("invalid-input")[422]})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    if outside_issuer and SCHEME in components.get("securitySchemes", {}):
        components["securitySchemes"][SCHEME] = {
            "type": "openIdConnect",
            "openIdConnectUrl": outside_issuer.rstrip("/") + "/.well-known/openid-configuration",
        }
    return document


def _problem_schemas() -> dict[str, Any]:
    _, generated = models_json_schema(
        [(body, "serialization") for body in BODIES],
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
