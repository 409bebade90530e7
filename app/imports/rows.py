"""Reads the cells of a row by their columns, and writes a row as JSON."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from app.cases.contacts.schemas import Telephone, Word
from app.cases.families.schemas import SchoolAge
from app.cases.schemas.shared import DecisionReference
from app.imports.domain.cells import NotRead, day_of, word_of, words_of, yes_of
from app.imports.domain.lists import issues_of, orders_of, promises_of, seats_of, terms_of
from app.imports.domain.needs import Fault
from app.imports.domain.row import COLUMNS, PRIVATE, Column, Kind, Row
from app.platform.http.fields import Email, Line, Reference

_TRIBUNAL = Annotated[str, StringConstraints(pattern=r"^EH[0-9]{3}/[0-9]{2}/[0-9]{5}$")]
_READ = {
    Kind.REFERENCE: Reference,
    Kind.LINE: Line,
    Kind.SHORT_LINE: Word,
    Kind.TELEPHONE: Telephone,
    Kind.EMAIL: Email,
    Kind.TRIBUNAL_REFERENCE: _TRIBUNAL,
    Kind.DECISION_REFERENCE: DecisionReference,
}
_LISTS: Mapping[Kind, Callable[[object], tuple[object, ...]]] = {
    Kind.TERMS: terms_of,
    Kind.PROMISES: promises_of,
    Kind.ORDERS: orders_of,
    Kind.ISSUES: issues_of,
    Kind.SEATS: seats_of,
}
_DAY_OF_SCHOOL_AGE = Annotated[SchoolAge, BeforeValidator(day_of)]
_ROW: TypeAdapter[Row] = TypeAdapter(Row)
LONGEST_CELL = 2000


def _as_text(cell: object) -> str:
    """Return the text of a cell: a reference that is a number in a spreadsheet is one here, too."""
    if isinstance(cell, bool | list | dict) or len(str(cell)) > LONGEST_CELL:
        raise PydanticCustomError("text", "Write this cell as text")
    return str(cell)


def _reader(column: Column) -> TypeAdapter[Any]:
    if column.kind in _READ:
        form: Any = Annotated[_READ[column.kind], BeforeValidator(_as_text)]
        return TypeAdapter(form)
    if column.kind is Kind.SCHOOL_AGE:
        return TypeAdapter(_DAY_OF_SCHOOL_AGE)
    read: Any = {Kind.DAY: day_of, Kind.YES: yes_of, **_LISTS}.get(column.kind)
    if column.words is not None:
        read = partial(words_of if column.kind is Kind.WORDS else word_of, column.words)
    return TypeAdapter(Annotated[Any, BeforeValidator(read)])


_READERS = {name: _reader(column) for name, column in COLUMNS.items()}


def read_row(cells: Mapping[str, Any]) -> Row | tuple[Fault, ...]:
    """Return a row, or each cell that cannot be read and why. An empty cell says nothing."""
    said: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, cell in cells.items():
        if cell is None or cell in ("", []):
            continue
        try:
            said[name] = _READERS[name].validate_python(cell)
        except NotRead as fault:
            faults.append(Fault(name, str(fault)))
        except ValidationError as fault:
            faults.append(Fault(name, _words_of(fault)))
    named = {fault.column for fault in faults}
    missing = [name for name, one in COLUMNS.items() if one.required and name not in said and name not in named]
    faults += [Fault(name, "This cell is empty, but the law requires a value here") for name in missing]
    return tuple(faults) or Row(**said)


def _words_of(fault: ValidationError) -> str:
    [first, *_] = fault.errors(include_url=False, include_input=False)
    return str(first["msg"]).removeprefix("Value error, ")


def told_by(row: Row) -> dict[str, Any]:
    """Return what a row says as JSON, without names and contact details and without what it leaves out."""
    values: dict[str, Any] = _ROW.dump_python(row, mode="json")
    values |= {name: [*map(str, getattr(row, name))] for name, column in COLUMNS.items() if column.kind in _LISTS}
    said = {name: value for name, value in values.items() if value not in (None, [], False)}
    return {name: value for name, value in said.items() if name not in PRIVATE}
