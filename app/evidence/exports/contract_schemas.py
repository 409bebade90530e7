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
    description="What a mediation provider did for an authority in a quarter. Both sides get the same rows. Small "
    "numbers are not withheld between the two sides of a contract, so this is not for publication.",
    source="The events that were recorded while the cases were with this provider and this authority.",
    open=False,
    columns=(
        Column("provider", "Provider", "The name of the provider in this service.", required=True),
        Column("authority", "Authority", "The name of the authority in this service.", required=True),
        Column("quarter", "Quarter", "The quarter that is counted.", required=True),
        Column("as_of", "As of", "The day of counting.", Datatype.DATE, required=True),
        Column("measure", "Measure", "What is counted.", required=True),
        Column("side", "Side", "Who called the session off or asked for the move. Empty for other measures."),
        Column("done", "Done", "How often it was done.", Datatype.INTEGER, required=True),
        Column("of", "Of", "The number that `done` is a part of.", Datatype.INTEGER, required=True),
        Column(
            "running",
            "Running",
            "How many still have time left. `of` leaves these out.",
            Datatype.INTEGER,
            required=True,
        ),
        Column("definition", "Definition", "What is counted, in words.", required=True),
    ),
    rows=_rows,
)


class MeasureCounted(Answer):
    """One measure: how often something was done, of how many."""

    measure: Measure
    side: Side | None = Field(
        description="Who called the session off, or asked for the move. Null for a measure that has no sides."
    )
    done: int = Field(examples=[17])
    of: int = Field(
        description="The total. `done` counts a part of it. `definition` says what the total counts. The rate is "
        "`done` divided by this total.",
        examples=[18],
    )
    running: int = Field(
        description="How many still have time left on the day of counting. The numbers in `done` "
        "and `of` do not include these."
    )
    definition: str = Field(examples=[DEFINED[Measure.CERTIFICATE_IN_2_DAYS]])


class ContractReturnOut(Answer):
    """What a mediation provider did for an authority in a quarter. Both sides get exactly the same answer."""

    table: ClassVar = TABLE

    provider: str = Field(examples=["sandbox-provider-a"])
    authority: str = Field(examples=["sandbox-la-991"])
    la_code: str | None = Field(examples=["991"])
    quarter: str = Field(examples=["2026-Q1"])
    as_of: date = Field(description="The day of counting. A correction on a later day may change the return.")
    unreadable: int = Field(description="How many cases cannot be read. They are not counted.")
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
