"""Problem documents of capacity."""

from pydantic import BaseModel, ConfigDict

from app.platform.http.problem_bodies import ProblemBody


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


class ChangedBody(BaseModel):
    """A session of a proposal that can no longer be booked, and why."""

    model_config = ConfigDict(title="ChangedSince")

    case_id: str
    detail: str


class AllocationStaleBody(ProblemBody):
    """The proposal is out of date. No session was booked."""

    model_config = ConfigDict(title="AllocationStaleProblem")

    changed: list[ChangedBody]


BODIES = (NotSuitableBody, SessionBookedBody, AllocationStaleBody)
