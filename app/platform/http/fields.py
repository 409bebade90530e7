"""What all bodies share. Unknown members are rejected, so that a misspelt fact is never silently lost."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.kernel.blanks import shows
from app.platform.http.personal import of_no_person

MOST_FAULTS_WORDED = 500
"""The most faults that are listed for one body."""
TOO_MANY_FAULTS = "too_many_faults"


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Body(BaseModel):
    """A request body. Its numbers and its `bool` are strict: `true` is never 1, and "1" is neither."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="wrap")
    @classmethod
    def faults_in_reason(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Count thousands of faults instead of describing each: that would keep every other caller waiting.

        In JSON, 1.0 is the number 1. Some programs write every number with a point.
        """
        if isinstance(given, dict):
            given = {name: _whole(value) for name, value in given.items()}
        try:
            return read(given)
        except ValidationError as faulty:
            faults = faulty.error_count()
            if faults <= MOST_FAULTS_WORDED:
                raise
        raise PydanticCustomError(
            TOO_MANY_FAULTS, "Input has {faults} faults. That is too many to list", {"faults": faults}
        )


class Answer(BaseModel):
    """A response body."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


@dataclass(frozen=True, slots=True)
class AtMost:
    """Counts the items of a set, or the members of a map, before it reads any: `Annotated[frozenset[T], AtMost(3)]`.

    A `max_length` alone counts only valid items. A caller could then send thirty thousand invalid items.
    """

    items: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Count first, then validate as before."""
        return core_schema.no_info_before_validator_function(self._counted, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The same with its limit, in the documents. An item that a caller repeats counts once, so it is no fault."""
        said = {name: value for name, value in handler(schema).items() if name != "uniqueItems"}
        return said | {"maxProperties" if said.get("type") == "object" else "maxItems": self.items}

    def _counted(self, given: object) -> object:
        if isinstance(given, list | dict) and len(given) > self.items:
            raise PydanticCustomError("too_long", "Input should have at most {most} items", {"most": self.items})
        return given


FIRST_YEAR, LAST_YEAR = 2000, 2999
JOINERS = {"\u200c", "\u200d"}  # names in some scripts are spelt with them


def _one_line(text: str) -> str:
    """Refuse what breaks a line, or turns the direction of a line: a certificate would print it."""
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in JOINERS for c in text):
        raise PydanticCustomError(
            "one_line",
            "Input should be one line of text, without invisible control characters or characters that change the "
            "direction of the text",
        )
    return text


def _visible(text: str) -> str:
    """Refuse a text of which a reader would see nothing."""
    if not any(shows(c, unicodedata.category(c)) for c in text):
        raise PydanticCustomError("visible", "Input should contain at least one visible character")
    return text


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOLDS_CONTENT = re.compile(r"(?:data|javascript|vbscript|blob):", re.IGNORECASE)


def _leads_to_a_place(text: str) -> str:
    """Refuse an address that holds a password, a program or the content itself. A partner may open it."""
    if _HOLDS_CONTENT.match(text):
        raise PydanticCustomError("locator", "Input should say where the document is. Do not send the document itself")
    if not _ADDRESS.match(text):
        return text
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound or " " in text:
        raise PydanticCustomError("locator", "Input should be an http or https address without a user or a password")
    return text


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_one_line),
    AfterValidator(_visible),
]
"""One line of text: a reference, a name."""

Locator = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000, strip_whitespace=True),
    AfterValidator(_one_line),
    AfterValidator(_visible),
    AfterValidator(_leads_to_a_place),
]
"""Where a document is stored: its web address, or its reference in another system. The service never opens it."""

Passage = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AfterValidator(_visible)
]
"""A text of several lines: a note, an explanation."""

Sought = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True),
    AfterValidator(_one_line),
    AfterValidator(_visible),
]
"""A text for which a list is searched."""

Reference = Annotated[Sought, AfterValidator(of_no_person)]
"""A reference of another system. Pseudonymous: never a name, and no number or address that identifies a person."""

Email = Annotated[Line, StringConstraints(pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")]
"""An e-mail address: a name, one @ and a domain. The service cannot check whether anybody reads it."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\s*[+-]?[\d.]+\s*")


def _written_as_a_day(value: object) -> object:
    """Refuse a number and a midnight: they would count as seconds since 1970 and as a day, which no document says."""
    if isinstance(value, int | float) or (isinstance(value, str) and not _DAY.fullmatch(value)):
        raise PydanticCustomError("date_parsing", "Input should be a valid date in the format YYYY-MM-DD")
    return value


def _written_as_an_instant(value: object) -> object:
    """Refuse a number: it would count as seconds since 1970, which no document says."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise PydanticCustomError("datetime_parsing", "Input should be a date and time with a UTC offset (RFC 3339)")
    return value


def _written_as_a_number(value: object) -> object:
    """Refuse `true` and "1": they would count as 1."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def _written_as_true_or_false(value: object) -> object:
    """Refuse 1: it would count as true."""
    if not isinstance(value, bool):
        raise PydanticCustomError("bool_type", "Input should be a valid boolean")
    return value


AS_NUMBER = BeforeValidator(_written_as_a_number)
"""For a choice of numbers in a request, which has no strict form: `Annotated[Level, AS_NUMBER]`."""

AS_TRUTH = BeforeValidator(_written_as_true_or_false)
"""For a `Literal[True]` in a request, which has no strict form."""

Day = Annotated[date, BeforeValidator(_written_as_a_day)]
"""A day in a request, as YYYY-MM-DD."""


def in_years(first: int, last: int) -> AfterValidator:
    """Return what refuses a day outside some years: `Annotated[Day, in_years(2000, 2100)]`.

    No JSON schema has a least or greatest day, and pydantic would write `ge` and `le` into it.
    """

    def within(day: date) -> date:
        if not first <= day.year <= last:
            raise PydanticCustomError(
                "day_range", "Input should be in the years {first} to {last}", {"first": first, "last": last}
            )
        return day

    return AfterValidator(within)


def _of_our_time(instant: datetime) -> datetime:
    """An instant at the edge of the calendar has no place in another time zone."""
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise PydanticCustomError("instant_range", "Input should be in a year that the law in this service covers")
    return instant


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""An instant that we gave out and get back."""

Instant = Annotated[AwareDatetime, BeforeValidator(_written_as_an_instant), AfterValidator(_of_our_time)]
"""An instant in a request, with its offset."""


LaCode = Annotated[str, Field(max_length=3, pattern=r"^[0-9]{3}$", examples=["991"])]
"""The three-digit code of a local authority, from the Department for Education."""
