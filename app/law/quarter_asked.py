"""The quarter that a caller asks figures for: a query, and the check that the quarter may be counted already."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query

from app.law.domain.quarters import FIRST, Quarter, latest
from app.platform.http.problems import InvalidInput

QuarterAsked = Annotated[
    str | None,
    Query(
        max_length=7,
        pattern="^[12][0-9]{3}-Q[1-4]$",
        description="The quarter of the year in which the notices of decision were sent. If you leave this out, the "
        "service uses the latest quarter that has figures.",
        examples=["2026-Q1"],
    ),
]


def countable_quarter(asked: str | None, today: date, where: Literal["body", "query"] = "query") -> Quarter:
    """Return the quarter to count. Quarters do not overlap: two tables that share a family could be subtracted.

    `where` is the part of the request that names the quarter.

    Raises:
        InvalidInput: the quarter lies before the Act, or may not be counted yet.
    """
    last = latest(today)
    quarter = last if asked is None else Quarter.read(asked)
    if quarter < FIRST:
        raise InvalidInput.at(
            where,
            "#/quarter",
            f"There are no figures for a quarter before {FIRST}. The first notices under the Act were sent in that "
            "quarter",
            "quarter",
        )
    if quarter > last:
        told = (
            f"There are no figures for {quarter} before {quarter.countable_from}. The latest quarter that has "
            f"figures now is {last}"
        )
        raise InvalidInput.at(where, "#/quarter", told, "quarter")
    return quarter
