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
    """The data to erase, and the reason."""

    what: Annotated[frozenset[Erasable], AtMost(len(Erasable)), Field(min_length=1)] = Field(
        description="The data to erase. `name`: the name of the person who holds the right to appeal, in the "
        "case and on all its certificates. `contact`: the family's contact details, if you may read these "
        "details."
    )
    reason: ErasureReason
    requested_on: Day | None = Field(
        None, description="The day on which the person asked you to erase the data. This day must be today or earlier."
    )

    def command(self) -> Erase:
        """Return the request as the use case knows it."""
        return Erase(self.what, self.reason, self.requested_on)


class ErasedOut(Answer):
    """One kind of data that was erased. An event in the audit trail is your receipt for the erasure."""

    what: Erasable
    certificates: list[str] = Field(
        description="The certificate numbers of the certificates that we signed again after we erased the name."
    )
    seq: int = Field(description="The number of the event that records the erasure.")
    hash: str = Field(description="The hash of the event that records the erasure.")


class Erasure(Answer):
    """The data that was erased. If `erased` is empty, the case held no such data, or you may not read the data."""

    case_id: UUID
    erased: list[ErasedOut]
    erased_at: datetime


class MustBeKeptBody(ProblemBody):
    """The name on the case cannot be erased yet. The field `because` says why the law requires you to keep the name."""

    model_config = ConfigDict(title="MustBeKeptProblem")

    because: KeptBecause
    until: str | None = Field(
        None,
        description=("The last day on which you must keep the name. `until` is left out if the last day is not known."),
    )
    rule: str
    citation: str
    legislation_url: str
