"""The mediations of a year as JSON, and as rows."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Self

from pydantic import Field

from app.evidence.domain.mediations import MediationsOfYear
from app.platform.http.csv_tables import Column, Datatype, Table
from app.platform.http.fields import Answer

OF_A_QUARTER: Final = "`null` if the number could identify a family."
OF_THE_YEAR: Final = "`null` if the number of one of the four quarters could identify a family."
HELD: Final = (
    "How many families came to a mediation session about a notice of decision that was sent in this period. We also "
    "count a family that came to the session if the authority did not come."
)
FOLLOWED: Final = (
    "How many of the families that had a mediation session also appealed. We include appeals that were registered "
    "before we counted the figures of the quarter."
)


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield {"period": str(told["year"]), **{name: told[name] for name in ("held", "followed_by_appeal")}}
    yield from ({"period": one["quarter"], **one} for one in told["quarters"])


TABLE: Final = Table(
    path="/v1/evidence/mediations",
    title="Mediations of a calendar year",
    description="How many families had mediation about a notice of decision that was sent in one calendar year, and "
    "how many of these families appealed. The SEN2 survey asked for these two figures until 2022. The figures of a "
    "year are the sum of its published quarters.",
    source="The published figures of the four quarters of the year.",
    columns=(
        Column(
            "period",
            "Period",
            "The year, or the quarter of the year, in which the notices of decision were sent.",
            required=True,
        ),
        Column(
            "held",
            "Mediations held",
            f"{HELD} Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
        Column(
            "followed_by_appeal",
            "Families that also appealed",
            f"{FOLLOWED} Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
    ),
    rows=_rows,
)


class MediationsOfQuarter(Answer):
    """How many families had mediation about a notice that was sent in one quarter, and how many of these families
    appealed."""

    quarter: str = Field(examples=["2025-Q1"])
    held: int | None = Field(description=OF_A_QUARTER)
    followed_by_appeal: int | None = Field(description=OF_A_QUARTER)


class MediationEvidence(Answer):
    """How many families had mediation about a notice that was sent in one calendar year, and how many of these families
    appealed. No number here can identify a family."""

    table: ClassVar = TABLE

    year: int
    held: int | None = Field(description=f"{HELD} {OF_THE_YEAR}")
    followed_by_appeal: int | None = Field(description=f"{FOLLOWED} {OF_THE_YEAR}")
    quarters: list[MediationsOfQuarter]

    @classmethod
    def of(cls, year: int, found: MediationsOfYear) -> Self:
        """Show the mediations of a year."""
        return cls(
            year=year,
            held=found.year.held,
            followed_by_appeal=found.year.followed_by_appeal,
            quarters=[
                MediationsOfQuarter(quarter=str(quarter), held=one.held, followed_by_appeal=one.followed_by_appeal)
                for quarter, one in found.quarters
            ],
        )
