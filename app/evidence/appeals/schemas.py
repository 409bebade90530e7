"""The appeals of a quarter as JSON, and as rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from pydantic import Field

from app.evidence.appeals.use_cases import AppealsPublished
from app.evidence.domain.appeal_figures import Ending, EndingBand
from app.kernel.suppression import FEW
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.http.csv_tables import Column, Datatype, Table
from app.platform.http.fields import Answer

KINDS: Final = f"If a kind of decision has fewer than {FEW} appeals, we count it together with other kinds."


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    of_all = {"quarter": told["quarter"], "counted_at": told["counted_at"], "counted_by": told["counted_by"]}
    yield {**of_all, "measure": "registered", "appeals": told["registered"]}
    for one in told["registered_by_kind"]:
        yield {**of_all, "measure": "registered", **one}
    yield {**of_all, "measure": "ended", "appeals": told["ended"]}
    yield from ({**of_all, "measure": "ended", **one} for one in told["endings"])
    for group in told["ended_by_kind"]:
        yield {**of_all, "measure": "ended", "kinds": group["kinds"], "appeals": group["appeals"]}
        yield from ({**of_all, "measure": "ended", "kinds": group["kinds"], **one} for one in group["endings"])


TABLE: Final = Table(
    path="/v1/evidence/appeals",
    title="Appeals of a quarter",
    description="Appeals that were registered in a quarter, and appeals that ended, in the shape of the Tribunal "
    "Statistics. Only cases in this service are counted. Figures that may identify a family are counted together or "
    "left out. An authority's numbers are to the nearest five.",
    source="The appeals that are recorded in this service, as they stood on the day of counting.",
    columns=(
        Column("quarter", "Quarter", "The quarter in which the appeals were registered or ended.", required=True),
        Column("counted_at", "Counted at", "When the figures were counted.", Datatype.DATETIME, required=True),
        Column(
            "counted_by",
            "Counted by",
            "local_authority: the appeals against one authority. tribunal: all appeals in this service.",
            required=True,
        ),
        Column("measure", "Measure", "registered or ended.", required=True),
        Column("kinds", "Kinds of decision", "Several are counted together. Empty: all kinds.", several=True),
        Column("endings", "Endings", "How the appeals ended. Empty: all endings.", several=True),
        Column(
            "appeals",
            "Appeals",
            "How many. Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="appeals",
        ),
    ),
    rows=_rows,
)


class RegisteredByKind(Answer):
    """Appeals that were registered, about one kind of decision or several kinds that are counted together."""

    kinds: list[DecisionKind]
    appeals: int


class AppealsByEnding(Answer):
    """Appeals that ended in one way, or in several similar ways that are counted together."""

    endings: list[Ending]
    appeals: int

    @classmethod
    def of(cls, band: EndingBand) -> Self:
        """Show a band."""
        return cls(endings=list(band.endings), appeals=band.appeals)


class EndedByKind(Answer):
    """Appeals that ended, about one kind of decision or several kinds that are counted together."""

    kinds: list[DecisionKind]
    appeals: int
    endings: list[AppealsByEnding] = Field(description="Empty in every group if one group could identify a family.")


class AppealEvidence(Answer):
    """The appeals of a quarter. No count identifies a family."""

    table: ClassVar = TABLE

    quarter: str = Field(description="The quarter in which the appeals were registered or ended.", examples=["2026-Q1"])
    counted_at: datetime = Field(description="When we counted. The figures of a quarter never change after that.")
    counted_by: OrganisationKind = Field(
        description="`local_authority`: the appeals against your authority. `tribunal`: all appeals in this service."
    )
    registered: int | None = Field(
        description=f"Null if there are fewer than {FEW}. An authority sees every number of this answer to the nearest "
        "five."
    )
    registered_by_kind: list[RegisteredByKind] = Field(description=KINDS)
    ended: int | None = Field(description=f"Null if there are fewer than {FEW}.")
    endings: list[AppealsByEnding] = Field(
        description="`upheld`, `upheld_in_part`, `dismissed`: the tribunal decided. `consent_order`, `unopposed`: the "
        f"authority conceded, or the parties agreed. If an ending has fewer than {FEW} appeals, we count it together "
        "with a similar ending."
    )
    ended_by_kind: list[EndedByKind] = Field(description=KINDS)

    @classmethod
    def of(cls, quarter: Quarter, counted_by: OrganisationKind, published: AppealsPublished) -> Self:
        """Show the figures of a quarter."""
        found = published.figures
        return cls(
            quarter=str(quarter),
            counted_at=published.counted_at,
            counted_by=counted_by,
            registered=found.registered,
            registered_by_kind=[
                RegisteredByKind(kinds=list(one.kinds), appeals=one.appeals) for one in found.registered_by_kind
            ],
            ended=found.ended,
            endings=[AppealsByEnding.of(one) for one in found.endings],
            ended_by_kind=[
                EndedByKind(
                    kinds=list(one.kinds),
                    appeals=one.appeals,
                    endings=[AppealsByEnding.of(band) for band in one.endings],
                )
                for one in found.ended_by_kind
            ],
        )
