"""The figures of panels and of settings as tables: a row for each number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.platform.http.csv_tables import Column, Datatype, Table

_SOURCE = "The case records of the authority, as they stood on the day of counting."
_CAUTION = "Numbers that may identify a family are left out. This is not an experiment: differences do not show causes."


def _numbers(group: Mapping[str, Any], names: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the numbers of a group. A number alone has no part. Parts that are left out are one empty row."""
    for name in names:
        found = group[name]
        parts = found if isinstance(found, Mapping) else {None: found}
        yield from ({"measure": name, "part": part, "number": number} for part, number in parts.items())


def _panels(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for group in told["groups"]:
        of_group = {"quarter": told["quarter"], "counted_at": told["counted_at"], "panels": group["panels"]}
        yield from ({**of_group, **one} for one in _numbers(group, [name for name in group if name != "panels"]))


def _settings(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for by, key in (("by_list", "preferred_on_list"), ("by_reason", "refused_because")):
        for group in told[by]:
            of_group = {"quarter": told["quarter"], "counted_at": told["counted_at"], "by": key, "group": group[key]}
            yield from ({**of_group, **one} for one in _numbers(group, ("disputes", "appeals")))


_QUARTER = Column("quarter", "Quarter", "The quarter in which the notices were sent.", required=True)
_COUNTED_AT = Column(
    "counted_at",
    "Counted at",
    "When the figures were counted. They never change after that.",
    Datatype.DATETIME,
    required=True,
)
_MEASURE = Column("measure", "Measure", "What is counted, as the answer in JSON names it.", required=True)
_PART = Column("part", "Part", "The part of the measure. Empty for the whole, and where no part may be shown.")
_NUMBER = Column("number", "Number", "The count. Empty if it could identify a family.", Datatype.INTEGER, unit="cases")

PANELS: Final = Table(
    path="/v1/evidence/panels",
    title="What panels with and without parents recommend",
    description=f"Reviews by panels, for an authority's notices of a quarter, and what became of the cases. {_CAUTION}",
    source=_SOURCE,
    columns=(
        _QUARTER,
        _COUNTED_AT,
        Column("panels", "Panels", "Whether a parent sat on the panel.", required=True),
        _MEASURE,
        _PART,
        _NUMBER,
    ),
    rows=_panels,
)
SETTINGS: Final = Table(
    path="/v1/evidence/settings",
    title="Appeals about a setting",
    description=f"Disputes about a setting of one authority, for the notices of a quarter, and appeals. {_CAUTION}",
    source=_SOURCE,
    columns=(
        _QUARTER,
        _COUNTED_AT,
        Column("by", "Divided by", "preferred_on_list or refused_because.", required=True),
        Column("group", "Group", "Whether the setting is on the list, or why it was refused.", required=True),
        _MEASURE,
        _PART,
        _NUMBER,
    ),
    rows=_settings,
)
