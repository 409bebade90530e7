"""The error for a stored record that cannot be read, because something other than the service changed it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Unreadable(Exception):
    """What is stored of a record cannot be read: it was changed past the service, or its keys are gone."""


def readable(read: Callable[[A], B], records: Iterable[A]) -> list[B]:
    """Read the records of a list. One that cannot be read is left out, and hides no other."""
    found: list[B] = []
    for record in records:
        try:
            found.append(read(record))
        except Unreadable:
            continue
    return found
