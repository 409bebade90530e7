"""What mediation and appeals cost as a table: a row for each number of the answer."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.platform.http.csv_tables import Column, Datatype, Table

Told = Mapping[str, Any]
_RANGE: Final = ("low", "high")


def _rows(told: Told) -> Iterator[Told]:
    of_quarter = {"quarter": told["quarter"], "counted_at": told["counted_at"]}
    for one in (*_of_families(told), *_of_groups(told), *_beside(told), *_costs(told), *_research(told)):
        yield {**of_quarter, **one}


def _of_families(group: Told) -> Iterator[Told]:
    yield _number("families", None, "families", group["families"])
    for asked in group["questions"]:
        yield from (_number(asked["question"], one["answer"], "families", one["families"]) for one in asked["answers"])
    for one in group["money"]:
        for measure, unit, low, high in (("times", "times", "least", "most"), ("money", "pounds", *_RANGE)):
            found = {"part": [one["item"]], "pays": one["pays"], "unit": unit}
            yield {"measure": measure, **found, "low": one[low], "high": one[high]}


def _of_groups(told: Told) -> Iterator[Told]:
    for group in told["groups"]:
        several = _number("several_sessions", None, "families", group["several_sessions"])
        yield from ({**one, "ways": group["ways"]} for one in (*_of_families(group), several))


def _beside(told: Told) -> Iterator[Told]:
    for pair in told["comparisons"]:
        beside = {"ways": [pair["group"]], "beside": pair["beside"]}
        for name in ("appeals_of_group", "appeals_beside", "difference"):
            yield {"measure": name, "unit": "appeals per 100 families", **beside, **_in_range(pair[name])}
        for one in pair["money_per_100"]:
            ends = {name: one[name] for name in _RANGE}
            yield {"measure": "money_per_100", "part": [one["item"]], "unit": "pounds", **beside, **ends}


def _costs(told: Told) -> Iterator[Told]:
    for one in told["costs"]:
        unit = f"{one['unit']} of {one['price_year']}" if one["price_year"] else one["unit"]
        yield {"measure": "unit_cost", "part": [one["item"]], "pays": one["pays"], "unit": unit, **_from_source(one)}


def _research(told: Told) -> Iterator[Told]:
    for one in told["research"]:
        yield {"measure": "research", "part": [one["name"]], "unit": one["unit"], **_from_source(one)}


def _number(measure: str, part: list[str] | None, unit: str, number: int | None) -> Told:
    return {"measure": measure, "part": part, "unit": unit, "number": number}


def _in_range(one: Told) -> Told:
    return {"number": one["value"], **{name: one[name] for name in _RANGE}}


def _from_source(one: Told) -> Told:
    return {**_in_range(one), "source": one["source"], "confidence": one["confidence"]}


TABLE: Final = Table(
    path="/v1/evidence/costs",
    title="What mediation and appeals cost",
    description="The families of one authority's notices of a quarter, their appeals, and what mediation and appeals "
    "cost, from the least to the most. Figures that may identify a family are counted together or left out. This is "
    "not an experiment: a difference does not show its cause, and no saving is shown.",
    source="The case records of the authority, as they stood on the day of counting. Unit costs and research: see the "
    "column source.",
    columns=(
        Column("quarter", "Quarter", "The quarter in which the notices were sent.", required=True),
        Column(
            "counted_at",
            "Counted at",
            "When the families were counted. Their number never changes after that.",
            Datatype.DATETIME,
            required=True,
        ),
        Column(
            "ways",
            "Ways",
            "How far the families got on the way to the certificate. Several ways are counted together. Empty: all "
            "families, or no family (unit_cost and research).",
            several=True,
        ),
        Column("beside", "Beside", "The way of the group that is compared. Empty for a number that compares nothing."),
        Column("measure", "Measure", "What is counted, as the answer in JSON names it.", required=True),
        Column(
            "part",
            "Part",
            "The answer, or several that are counted together, or the thing that costs money. Empty for the whole.",
            several=True,
        ),
        Column("pays", "Pays", "Who bears the cost: authority, tribunal or family. Empty for a number of something."),
        Column("unit", "Unit", "What the number counts.", required=True),
        Column(
            "number",
            "Number",
            "The number. Empty if it could identify a family, or if only a range is known.",
            Datatype.NUMBER,
        ),
        Column("low", "Low", "The lowest number possible. Empty for a count.", Datatype.NUMBER),
        Column("high", "High", "The highest number possible. Empty for a count.", Datatype.NUMBER),
        Column("source", "Source", "Where a unit cost or a finding comes from. Empty for your own figures."),
        Column(
            "confidence",
            "Confidence",
            "How well a unit cost or a finding is known: source_read, reported, third_hand or assumption. Empty for "
            "your own figures.",
        ),
    ),
    rows=_rows,
)
