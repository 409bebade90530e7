"""The figures of panels and of settings as tables: a row for each number."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from app.platform.http.csv_tables import Column, Datatype, Table

_SOURCE = "The authority's records of its cases on the day of counting."
_CAUTION = (
    "Numbers that could identify a family are left out. This is not an experiment: a difference between "
    "groups does not show its cause."
)


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


_QUARTER = Column(
    "quarter", "Quarter", "The quarter of the year in which the notices of decision were sent.", required=True
)
_COUNTED_AT = Column(
    "counted_at",
    "Counted at",
    "The time at which the figures were counted. After that, they never change.",
    Datatype.DATETIME,
    required=True,
)
_MEASURE = Column("measure", "Measure", "What the row counts. The JSON answer uses the same name.", required=True)
_PART = Column("part", "Part", "Which part of the number the row shows. Empty if the row shows the whole number.")
_NUMBER = Column(
    "number",
    "Number",
    "The number of cases or reviews. Empty if the number could identify a family.",
    Datatype.INTEGER,
    unit="cases",
)

PANELS: Final = Table(
    path="/v1/evidence/panels",
    title="What review panels with and without parents recommend",
    description="What review panels recommended when they reviewed the decisions of one authority in one quarter, and "
    f"how the cases ended. {_CAUTION}",
    source=_SOURCE,
    columns=(
        _QUARTER,
        _COUNTED_AT,
        Column("panels", "Panels", "Whether a parent was a member of the review panel.", required=True),
        _MEASURE,
        _PART,
        _NUMBER,
    ),
    rows=_panels,
)
SETTINGS: Final = Table(
    path="/v1/evidence/settings",
    title="Appeals about a setting",
    description="Disputes with one authority about a school or other setting, for the notices of one quarter, and "
    f"how many of them led to an appeal. {_CAUTION}",
    source=_SOURCE,
    columns=(
        _QUARTER,
        _COUNTED_AT,
        Column(
            "by",
            "Divided by",
            "What the groups are based on: preferred_on_list (whether the setting is on the authority's list) or "
            "refused_because (why the authority refused the setting).",
            required=True,
        ),
        Column(
            "group",
            "Group",
            "The group: whether the setting is on the authority's list, or why the authority refused the setting.",
            required=True,
        ),
        _MEASURE,
        _PART,
        _NUMBER,
    ),
    rows=_settings,
)
