"""Problems of capacity, and their documents."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from app.platform.http.problem_bodies import ProblemBody
from app.platform.http.problems import Problem


class SlotTaken(Problem):
    slug, status, title = "slot-taken", 409, "The mediator's time is taken"
    meaning = (
        "Somebody else was faster. This slot is already held or booked, overlaps time that is held or booked, "
        "or is too close to held or booked time. Choose another slot."
    )


class NotSuitable(Problem):
    slug, status, title = "not-suitable", 409, "This mediator or slot does not suit the case"
    meaning = (
        "This mediator or slot does not suit the case. `reasons` lists every reason, with the rule of law "
        "if there is one."
    )
    schema = "NotSuitableProblem"
    example: ClassVar = {
        "detail": "The mediator's accreditation ended on 2026-02-28.",
        "reasons": [
            {
                "why": "accreditation_expired",
                "says": "The mediator's accreditation ended on 2026-02-28.",
                "rule": "mediator-knowledge",
                "citation": "reg 40 SEND Regulations 2014",
            }
        ],
    }


class HoldExpired(Problem):
    slug, status, title = "hold-expired", 409, "The hold on this time has ended"
    meaning = (
        "The hold on the mediator's time has ended. A hold ends when it expires, or when you book the held "
        "time. If the slot is still free, hold the slot again."
    )


class AllocationStale(Problem):
    slug, status, title = "allocation-stale", 409, "The proposal is out of date"
    meaning = (
        "Something that the proposal relied on has changed, so we booked no session. `changed` lists the "
        "sessions that can no longer be booked, and the reasons. Ask for a new proposal."
    )
    schema = "AllocationStaleProblem"
    example: ClassVar = {
        "detail": "1 of 12 sessions can no longer be booked. We booked no session.",
        "changed": [
            {
                "case_id": "8d9e6c2a-52d4-4a0f-9f3a-0c7f3f1f6f55",
                "detail": "The mediator's time is held or booked already.",
            }
        ],
    }


class ReasonBody(BaseModel):
    """The reason why a mediator or a slot does not suit the case."""

    model_config = ConfigDict(title="WhyNotSuitable")

    why: str
    says: str
    rule: str | None = None
    citation: str | None = None


class NotSuitableBody(ProblemBody):
    """A mediator or a slot that does not suit the case, with every reason."""

    model_config = ConfigDict(title="NotSuitableProblem")

    reasons: list[ReasonBody]


class ChangedBody(BaseModel):
    """A session of a proposal that can no longer be booked, and the reason."""

    model_config = ConfigDict(title="ChangedSince")

    case_id: str
    detail: str


class AllocationStaleBody(ProblemBody):
    """The proposal is out of date. We booked no session."""

    model_config = ConfigDict(title="AllocationStaleProblem")

    changed: list[ChangedBody]


BODIES = (NotSuitableBody, AllocationStaleBody)
