"""What every body has in common: unknown members are refused, so that a misspelt fact is never lost in silence."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


class Body(BaseModel):
    """A request body."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Answer(BaseModel):
    """A response body."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


def _no_null_bytes(text: str) -> str:
    """PostgreSQL cannot hold U+0000; refusing it here makes it a clear 422."""
    if "\x00" in text:
        raise ValueError("must not contain the null character")
    return text


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_no_null_bytes),
]
"""One line of text: a reference, a name."""

Reference = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True), AfterValidator(_no_null_bytes)
]
"""A reference of somebody else's system. Pseudonymous: never a name."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\s*[+-]?[\d.]+\s*")


def _written_as_a_day(value: object) -> object:
    """A number would be taken for seconds since 1970, a midnight for its day: neither is what the document says."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _DAY.fullmatch(value)):
        raise PydanticCustomError("date_parsing", "Input should be a valid date in the format YYYY-MM-DD")
    return value


def _written_as_an_instant(value: object) -> object:
    """Likewise."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise PydanticCustomError("datetime_parsing", "Input should be a valid instant, with its offset (RFC 3339)")
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
"""A day that somebody gives us, as YYYY-MM-DD."""

Instant = Annotated[AwareDatetime, BeforeValidator(_written_as_an_instant)]
"""An instant that somebody gives us, with its offset."""

LaCode = Annotated[str, Field(pattern=r"^[0-9]{3}$", examples=["991"])]
"""The three digits by which the Department for Education knows a local authority."""
