"""What a person writes shows something to the next reader: a name of blanks would be printed on a certificate."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from app import wings
from app.kernel.blanks import BLANKS
from app.platform.http.fields import Body, Line

DEFAULT_IGNORABLE = (
    "00AD 034F 061C 115F..1160 17B4..17B5 180B..180F 200B..200F 202A..202E 2060..206F 3164 FE00..FE0F FEFF FFA0 "
    "FFF0..FFF8 1BCA0..1BCA3 1D173..1D17A E0000..E0FFF"
)
"""Default_Ignorable_Code_Point in the Unicode Character Database: what a program shows nothing for."""

NAMED_BLANK = ("HANGUL CHOSEONG FILLER", "NULL NOTEHEAD", "PATTERN BLANK", "FULL BLANK", "HALF BLANK", "OBJECT REPLACE")


def characters(ranges: str) -> Iterator[str]:
    for one in ranges.split():
        first, _, last = one.partition("..")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


IGNORED = frozenset(characters(DEFAULT_IGNORABLE))


@cache
def unseen() -> list[str]:
    """Return every character of which a reader sees nothing."""
    kinds = {
        c
        for c in map(chr, range(0x110000))
        if unicodedata.category(c)[0] in "CMZ" or any(word in unicodedata.name(c, "") for word in NAMED_BLANK)
    }
    return sorted(IGNORED | BLANKS | kinds)


LINE: TypeAdapter[str] = TypeAdapter(Line)


WITHOUT_A_MEANING = ("Cn", "Co")
"""The categories of what is not assigned, and of private use: nine in ten of all characters."""


def test_no_line_consists_of_what_is_not_seen() -> None:
    of_a_kind = (c for c in unseen() if unicodedata.category(c) not in (*WITHOUT_A_MEANING, "Cs"))
    assert [f"U+{ord(c):04X}" for c in of_a_kind if not says(LINE, c) or not says(LINE, c * 3)] == []
    assert [f"U+{point:04X}" for point in range(0xD800, 0xE000) if not says(LINE, chr(point))] == []


def test_no_line_consists_of_what_has_no_meaning() -> None:
    """A hundred at once: a line is refused for this alone, so no character among them can be seen."""
    meaningless = [c for c in unseen() if unicodedata.category(c) in WITHOUT_A_MEANING]
    lines = ["".join(meaningless[at : at + 100]) for at in range(0, len(meaningless), 100)]
    assert len(lines) > 9_000
    assert [f"U+{ord(line[0]):04X}" for line in lines if says(LINE, line) != {"visible"}] == []


def test_a_name_may_hold_what_its_script_needs() -> None:
    for name in ("김\u1160철", "می\u200cخواهم", "José", "Jose\u0301", "नि\u200dशा", "O\u2019Neill", "李", "Ngũgĩ"):
        assert LINE.validate_python(name) == name


def every_body(kind: type[BaseModel] = Body) -> Iterator[type[BaseModel]]:
    yield kind
    for one in kind.__subclasses__():
        yield from every_body(one)


def is_free(schema: dict[str, Any]) -> bool:
    """Whether a text of one's own choosing fits, as far as the document says."""
    return schema.get("type") == "string" and not schema.keys() & {"enum", "const", "pattern", "format"}


def takes(field: FieldInfo) -> tuple[TypeAdapter[Any], Any] | None:
    """Return how a field reads what is given, and a blank text in its form; None where it takes no free text."""
    declared: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    reads: TypeAdapter[Any] = TypeAdapter(declared)
    said = reads.json_schema()
    if isinstance(field.json_schema_extra, dict):  # a pattern that the document alone says
        said |= field.json_schema_extra
    choices = said.get("anyOf", [said])
    if any(map(is_free, choices)):
        return reads, "\u3164"
    if any(is_free(one.get("items", {})) for one in choices):
        return reads, ["\u3164"]
    return None


def free_texts() -> dict[str, tuple[TypeAdapter[Any], Any]]:
    """Every free text that any body of the service takes."""
    for wing in wings.WINGS:
        wing.routers()
    fields = {f"{body.__name__}.{name}": one for body in every_body() for name, one in body.model_fields.items()}
    found = {name: takes(field) for name, field in fields.items() if not body_of(field)}
    return {name: one for name, one in found.items() if one is not None}


def says(reads: TypeAdapter[Any], value: Any) -> set[str]:
    """Return the kinds of fault that a field finds in a value."""
    try:
        reads.validate_python(value)
    except ValidationError as faulty:
        return {fault["type"] for fault in faulty.errors()}
    return set()


def body_of(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def test_no_body_takes_a_text_that_shows_nothing() -> None:
    texts = free_texts()
    assert {"AppellantIn.name", "ContactIn.name", "MediatorIn.name"} <= texts.keys()
    taken = [name for name, (reads, blank) in texts.items() if says(reads, blank) != {"visible"}]
    assert taken == ["Numbers.numbers"]  # compared with numbers of certificates, and stored nowhere
