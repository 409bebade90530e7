"""The mediations of a year as JSON, and as rows."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, Self

from pydantic import Field

from app.evidence.domain.mediations import MediationsOfYear
from app.platform.http.csv_tables import Column, Datatype, Table
from app.platform.http.fields import Answer

OF_A_QUARTER: Final = "Null if the number could identify a family."
OF_THE_YEAR: Final = "Null if the number for one of the quarters could identify a family."
HELD: Final = (
    "The number of families that had a mediation session about a notice of this period. The authority may have been "
    "absent from the session."
)
FOLLOWED: Final = "The number of these families that appealed before their quarter was counted."


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    yield {"period": str(told["year"]), **{name: told[name] for name in ("held", "followed_by_appeal")}}
    yield from ({"period": one["quarter"], **one} for one in told["quarters"])


TABLE: Final = Table(
    path="/v1/evidence/mediations",
    title="Mediations of a calendar year",
    description="Mediations about the notices of a calendar year, and how many were followed by an appeal: the two "
    "figures that the SEN2 survey asked for until 2022. A year is the sum of its published quarters.",
    source="The published figures of the four quarters.",
    columns=(
        Column("period", "Period", "The year, or one of its quarters, in which the notices were sent.", required=True),
        Column(
            "held",
            "Mediations held",
            f"{HELD} Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
        Column(
            "followed_by_appeal",
            "Followed by an appeal",
            f"{FOLLOWED} Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
    ),
    rows=_rows,
)


class MediationsOfQuarter(Answer):
    """The mediations about the notices of one quarter."""

    quarter: str = Field(examples=["2025-Q1"])
    held: int | None = Field(description=OF_A_QUARTER)
    followed_by_appeal: int | None = Field(description=OF_A_QUARTER)


class MediationEvidence(Answer):
    """The mediations about the notices of a calendar year. No count identifies a family."""

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
