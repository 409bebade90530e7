"""Erasures as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from app.keeping.domain.words import Erasable, ErasureReason, KeptBecause
from app.keeping.erasures.use_cases import Erase
from app.platform.http.fields import Answer, AtMost, Body, Day
from app.platform.http.problem_bodies import ProblemBody


class ErasureIn(Body):
    """What is to be erased, and why."""

    what: Annotated[frozenset[Erasable], AtMost(len(Erasable)), Field(min_length=1)] = Field(
        description="`name`: the name of the person who holds the right to appeal, in the case and on all its "
        "certificates. `contact`: the family's contact details, if you may read them."
    )
    reason: ErasureReason
    requested_on: Day | None = Field(
        None, description="The day on which the person asked for the erasure: today or earlier."
    )

    def command(self) -> Erase:
        """Return the request as the use case knows it."""
        return Erase(self.what, self.reason, self.requested_on)


class ErasedOut(Answer):
    """One thing that was erased. The event in the audit trail is the receipt."""

    what: Erasable
    certificates: list[str] = Field(description="The certificates that we signed again without a name.")
    seq: int = Field(description="The number of the event that records the erasure.")
    hash: str = Field(description="The hash of the event that records the erasure.")


class Erasure(Answer):
    """What was erased. If `erased` is empty, there was nothing to erase, or nothing that you may read."""

    case_id: UUID
    erased: list[ErasedOut]
    erased_at: datetime


class MustBeKeptBody(ProblemBody):
    """The law requires keeping the name now."""

    model_config = ConfigDict(title="MustBeKeptProblem")

    because: KeptBecause
    until: str | None = Field(None, description="The last day on which the name must be kept, if it is known.")
    rule: str
    citation: str
    legislation_url: str
