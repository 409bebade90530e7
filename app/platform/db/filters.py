"""What a list may be narrowed by: one row for each query parameter, with its condition in SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class Filter:
    """One query parameter of a list.

    A filter tells its caller which records it matches. So a filter by what a reader is not told is a leak: name the
    readers that are told in `told_to`. Any other reader gets 422.
    """

    name: str
    """The query parameter, and the name of its value in `condition`."""
    takes: Any
    """The type of one value."""
    says: str
    """What the documents say about it."""
    condition: str
    """The condition in SQL, with `:name` for the value. `{state}` and `{due}` are what the reader is told of them."""
    most: int = 1
    """How often the parameter may be sent. If more than once, `:name` is a list."""
    of_one: str = ""
    """The condition for a single value, if an index can follow it better."""
    alias: str = ""
    """The query parameter, if it is a word of Python, such as `from`."""
    told_to: frozenset[OrganisationKind] = frozenset(OrganisationKind)


Asked = Mapping[str, Any]
"""The filters that a request names, with their values."""


def conditions(filters: tuple[Filter, ...], asked: frozenset[str], **told: str) -> list[str]:
    """Return the conditions of the filters that are asked for. `name=` in `asked` stands for a single value."""
    found = []
    for one in filters:
        if f"{one.name}=" in asked:
            found.append((one.of_one or one.condition).format(**told))
        elif one.name in asked:
            found.append(one.condition.format(**told))
    return found


def names_asked(filters: tuple[Filter, ...], asked: Asked) -> frozenset[str]:
    """Return which filters are asked for, for `conditions`."""
    single = {one.name for one in filters if one.of_one}
    return frozenset(
        f"{name}=" if name in single and len(value) == 1 else name for name, value in asked.items() if value is not None
    )


def values_asked(filters: tuple[Filter, ...], asked: Asked) -> dict[str, Any]:
    """Return the values of the filters as the conditions take them."""
    names = names_asked(filters, asked)
    return {name: value[0] if f"{name}=" in names else value for name, value in asked.items()}
