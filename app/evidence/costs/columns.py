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
    description="What mediation and appeals cost for the families to which one authority sent a notice of decision "
    "in one quarter. The rows give the numbers of families and appeals, and the lowest and highest cost. Figures "
    "that could identify a family are counted together with others, or left out. This is not an experiment: a "
    "difference between groups does not show its cause, and the figures show no saving.",
    source="The authority's records of its cases on the day of counting. For unit costs and research, the column "
    "source names the source.",
    columns=(
        Column(
            "quarter", "Quarter", "The quarter of the year in which the notices of decision were sent.", required=True
        ),
        Column(
            "counted_at",
            "Counted at",
            "The time at which the families were counted. After that, their number never changes.",
            Datatype.DATETIME,
            required=True,
        ),
        Column(
            "ways",
            "Ways",
            "How far the families got on the way to the certificate. If a row names several ways, their families "
            "are counted together. Empty if the row is about all families, or about no family (unit_cost and "
            "research).",
            several=True,
        ),
        Column(
            "beside",
            "Beside",
            "The second group of a comparison: how far its families got on the way to the certificate. Empty if the "
            "row compares no groups.",
        ),
        Column("measure", "Measure", "What the row counts. The JSON answer uses the same name.", required=True),
        Column(
            "part",
            "Part",
            "The answer to a question, several answers that are counted together, or the thing that costs money. "
            "Empty if the row is about all families of the group.",
            several=True,
        ),
        Column(
            "pays",
            "Pays",
            "Who pays the cost: authority, tribunal or family. Empty if the number is not an amount of money.",
        ),
        Column("unit", "Unit", "The unit of the number.", required=True),
        Column(
            "number",
            "Number",
            "The number. Empty if the number could identify a family, or if only its range is known.",
            Datatype.NUMBER,
        ),
        Column(
            "low",
            "Low",
            "The lowest possible value of the number. Empty if the number is an exact count.",
            Datatype.NUMBER,
        ),
        Column(
            "high",
            "High",
            "The highest possible value of the number. Empty if the number is an exact count.",
            Datatype.NUMBER,
        ),
        Column("source", "Source", "The source of a unit cost or of a research finding. Empty for your own figures."),
        Column(
            "confidence",
            "Confidence",
            "How certain a unit cost or a research finding is: source_read, reported, third_hand or assumption. "
            "Empty for your own figures.",
        ),
    ),
    rows=_rows,
)
