"""The contract return as JSON, and as rows."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Final, Self

from pydantic import Field

from app.evidence.domain.burden import Side
from app.evidence.domain.contract import DEFINED, Measure
from app.evidence.exports.contract_use_cases import ContractReturn
from app.platform.db.directory import OrganisationRow
from app.platform.http.csv_tables import Column, Datatype, Table
from app.platform.http.fields import Answer


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    whose = {name: told[name] for name in ("provider", "authority", "quarter", "as_of")}
    return ({**whose, **one} for one in told["measures"])


TABLE: Final = Table(
    path="/v1/exports/contract-return",
    title="Contract return of a mediation provider",
    description="What a mediation provider did for an authority in one quarter. The provider and the authority get "
    "the same rows. Do not publish the rows, because their small numbers could identify a family.",
    source="The events that were recorded in the time in which this provider and this authority were responsible for "
    "the cases.",
    open=False,
    columns=(
        Column("provider", "Provider", "The name of the provider in this service.", required=True),
        Column("authority", "Authority", "The name of the authority in this service.", required=True),
        Column("quarter", "Quarter", "The quarter of the year that the row counts.", required=True),
        Column("as_of", "As of", "The day on which the figures were counted.", Datatype.DATE, required=True),
        Column("measure", "Measure", "The name of the measure that the row counts.", required=True),
        Column(
            "side",
            "Side",
            "Who called the sessions off, or asked for the move. Empty for every measure except "
            "`cancelled_at_short_notice` and `moved_at_short_notice`.",
        ),
        Column(
            "done",
            "Done",
            "How many of the total met the condition in the definition, such as a time limit.",
            Datatype.INTEGER,
            required=True,
        ),
        Column("of", "Of", "The total. `done` counts a part of this total.", Datatype.INTEGER, required=True),
        Column(
            "running",
            "Running",
            "How many still have time left on the day of counting. `done` and `of` do not include them.",
            Datatype.INTEGER,
            required=True,
        ),
        Column("definition", "Definition", "The definition of the measure in words.", required=True),
    ),
    rows=_rows,
)


class MeasureCounted(Answer):
    """One measure of what the provider did under its contract. The field `of` counts everything that the measure is
    about, for example all certificates that became due. The field `done` counts the part of the total in `of` that met
    the condition in `definition`, for example all certificates that were issued in time."""

    measure: Measure
    side: Side | None = Field(
        description="Who called the sessions off, or asked for the move. `null` for every measure except "
        "`cancelled_at_short_notice` and `moved_at_short_notice`."
    )
    done: int = Field(examples=[17])
    of: int = Field(
        description=(
            "The total number. The field `definition` says what the total counts. The rate is `done` divided by "
            "this total."
        ),
        examples=[18],
    )
    running: int = Field(
        description="The number of tasks whose time limit has not ended on the day of counting. The fields `done` and "
        "`of` do not count these tasks."
    )
    definition: str = Field(examples=[DEFINED[Measure.CERTIFICATE_IN_2_DAYS]])


class ContractReturnOut(Answer):
    """What a mediation provider did for an authority in one quarter. The provider and the authority get exactly the
    same answer."""

    table: ClassVar = TABLE

    provider: str = Field(examples=["sandbox-provider-a"])
    authority: str = Field(examples=["sandbox-la-991"])
    la_code: str | None = Field(examples=["991"])
    quarter: str = Field(examples=["2026-Q1"])
    as_of: date = Field(
        description="The day on which the figures were counted. If a record is corrected on a later day, the figures "
        "may change."
    )
    unreadable: int = Field(
        description="The number of cases that the service cannot read. The measures do not count a case that the "
        "service cannot read."
    )
    measures: list[MeasureCounted]

    @classmethod
    def of(cls, provider: OrganisationRow, authority: OrganisationRow, found: ContractReturn) -> Self:
        """Show a contract return."""
        return cls(
            provider=provider.slug,
            authority=authority.slug,
            la_code=authority.la_code,
            quarter=str(found.quarter),
            as_of=found.as_of,
            unreadable=found.unreadable,
            measures=[
                MeasureCounted(
                    measure=measure,
                    side=side,
                    done=one.done,
                    of=one.of,
                    running=one.running,
                    definition=DEFINED[measure],
                )
                for (measure, side), one in found.counted.items()
            ],
        )
