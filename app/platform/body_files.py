"""Reads the body of a request from a file, for the commands that ask what an HTTP request could ask."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.platform.http.body_limits import pointer_to

B = TypeVar("B", bound=BaseModel)


class NotRead(Exception):
    """The file holds no such body. The message says why, a sentence a line. What it quotes of the file is printable."""

    def __init__(self, file: Path, *sentences: str) -> None:
        """`sentences` say what is wrong with the file."""
        super().__init__("\n".join(_printable(f"{file}: {one}") for one in sentences))


def read_body(file: Path, form: type[B], largest: int) -> B:
    """Return what a file of at most `largest` bytes asks. It may begin with a byte order mark.

    Raises:
        NotRead: the file is too large, or does not hold what is asked for.
        OSError: the file cannot be opened.
    """
    with file.open("rb") as opened:
        said = opened.read(largest + 1)
    if len(said) > largest:
        raise NotRead(file, f"The file is larger than {largest:,} bytes.")
    try:
        return form.model_validate_json(said.removeprefix(BOM_UTF8))
    except ValidationError as wrong:
        raise NotRead(file, *(_sentence(one) for one in wrong.errors(include_input=False))) from None


def _sentence(wrong: Any) -> str:
    steps = [*map(str, wrong["loc"])]
    return f"{pointer_to(steps)}: {wrong['msg']}." if steps else f"{wrong['msg']}."


def _printable(text: str) -> str:
    """Return a text with every character that a terminal could obey written out."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
