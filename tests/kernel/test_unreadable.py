"""A record that cannot be read hides no other record."""

import pytest

from app.kernel.unreadable import Unreadable, readable


def whole(record: str) -> str:
    if record == "broken":
        raise Unreadable(record)
    return record.upper()


def test_an_unreadable_record_is_left_out() -> None:
    assert readable(whole, ["one", "broken", "two"]) == ["ONE", "TWO"]


def test_any_other_fault_is_not_hidden() -> None:
    with pytest.raises(AttributeError):
        readable(whole, ["one", None])  # type: ignore[arg-type] # the fault that is meant
