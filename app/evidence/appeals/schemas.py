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

KINDS: Final = f"If a kind of decision has fewer than {FEW} appeals, we count it together with other kinds of decision."


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
    description="How many appeals were registered and how many ended in one quarter, in the form of the Tribunal "
    "Statistics. Only cases in this service are counted. Figures that could identify a family are counted "
    "together with others, or left out. The numbers of one authority are rounded to the nearest five.",
    source="The appeals that were recorded in this service on the day of counting.",
    columns=(
        Column(
            "quarter",
            "Quarter",
            "The quarter of the year in which the appeals were registered or ended.",
            required=True,
        ),
        Column(
            "counted_at", "Counted at", "The time at which the figures were counted.", Datatype.DATETIME, required=True
        ),
        Column(
            "counted_by",
            "Counted by",
            "Whose appeals are counted. local_authority: the appeals against one authority. tribunal: all appeals "
            "in this service.",
            required=True,
        ),
        Column("measure", "Measure", "registered or ended.", required=True),
        Column(
            "kinds",
            "Kinds of decision",
            "The kinds of decision that the row is about. If a row names several kinds, they are counted together. "
            "Empty: all kinds of decision.",
            several=True,
        ),
        Column(
            "endings",
            "Endings",
            "How the appeals ended. Empty: the row counts all appeals, however they ended.",
            several=True,
        ),
        Column(
            "appeals",
            "Appeals",
            "The number of appeals. Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="appeals",
        ),
    ),
    rows=_rows,
)


class RegisteredByKind(Answer):
    """The number of appeals that were registered, for one kind of decision or for several kinds that we count
    together."""

    kinds: list[DecisionKind]
    appeals: int


class AppealsByEnding(Answer):
    """How many appeals ended in one way, or in several similar ways that are counted together."""

    endings: list[Ending]
    appeals: int

    @classmethod
    def of(cls, band: EndingBand) -> Self:
        """Show a band."""
        return cls(endings=list(band.endings), appeals=band.appeals)


class EndedByKind(Answer):
    """The number of appeals that ended, for one kind of decision or for several kinds that we count together."""

    kinds: list[DecisionKind]
    appeals: int
    endings: list[AppealsByEnding] = Field(
        description="How the appeals ended. If these numbers could identify a "
        "family in one group, we show them for no group, and the list is empty."
    )


class AppealEvidence(Answer):
    """The number of appeals that were registered in one quarter, and the number of appeals that ended in that quarter.
    No number here can identify a family."""

    table: ClassVar = TABLE

    quarter: str = Field(
        description="The quarter of the year in which the appeals were registered or ended.", examples=["2026-Q1"]
    )
    counted_at: datetime = Field(
        description="The time at which we counted. After that, the figures of the quarter never change."
    )
    counted_by: OrganisationKind = Field(
        description="Whose appeals are counted. `local_authority`: the appeals against your authority. `tribunal`: "
        "all appeals in this service."
    )
    registered: int | None = Field(
        description=f"The number of appeals that were registered. `null` if there were fewer than {FEW}. If an "
        "authority asks, we round every number of appeals to the nearest five, so that no number can identify a "
        "family."
    )
    registered_by_kind: list[RegisteredByKind] = Field(description=KINDS)
    ended: int | None = Field(description=f"The number of appeals that ended. `null` if there were fewer than {FEW}.")
    endings: list[AppealsByEnding] = Field(
        description="How the appeals ended. `upheld`, `upheld_in_part` and `dismissed`: the tribunal decided. "
        "`consent_order` and `unopposed`: the authority gave way, or it agreed with the family. If fewer than "
        f"{FEW} appeals ended in one way, we count them together with a similar ending."
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
