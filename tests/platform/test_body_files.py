"""A body in a file is read as one in a request, and no quoted character of it can command a terminal."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from app.platform.body_files import NotRead, read_body


class Asked(BaseModel):
    """A body with one member."""

    model_config = ConfigDict(extra="forbid")
    number: int


def written(folder: Path, said: bytes) -> Path:
    """Write a file."""
    file = folder / "asked.json"
    file.write_bytes(said)
    return file


@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path: Path, mark: bytes) -> None:
    assert read_body(written(tmp_path, mark + b'{"number": 7}'), Asked, 100).number == 7


@pytest.mark.parametrize("name", ["\x1b[2J", "\x9b31m", "a\nb", "\u202e", "\x7f"])
def test_no_name_in_a_file_can_command_the_terminal(tmp_path: Path, name: str) -> None:
    body: dict[str, Any] = {"number": 1, name: 2}
    with pytest.raises(NotRead) as refused:
        read_body(written(tmp_path, json.dumps(body).encode()), Asked, 100)
    assert str(refused.value).isprintable()
    assert ascii(name)[1:-1] in str(refused.value)


def test_each_fault_has_a_line_and_a_place(tmp_path: Path) -> None:
    with pytest.raises(NotRead) as refused:
        read_body(written(tmp_path, b'{"number": "x", "other": 1}'), Asked, 100)
    first, second = str(refused.value).splitlines()
    assert "#/number: " in first
    assert "#/other: " in second


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(NotRead, match="larger than 100 bytes"):
        read_body(written(tmp_path, b" " * 101), Asked, 100)
