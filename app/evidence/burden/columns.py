"""The figures of the burden as a table: a row for each answer to a question."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.platform.http.csv_tables import Column, Datatype, Table


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    everyone = {"ways": None, "families": told["families"], "questions": told["questions"]}
    for group in (everyone, *told["groups"]):
        of_group = {"quarter": told["quarter"], "counted_at": told["counted_at"], "ways": group["ways"]}
        yield {**of_group, "question": "all", "answers": None, "families": group["families"]}
        for asked in group["questions"]:
            for one in asked["answers"]:
                yield {**of_group, "question": asked["question"], "answers": one["answer"], "families": one["families"]}


TABLE: Final = Table(
    path="/v1/evidence/burden",
    title="The time and effort that families need for a certificate",
    description="How many families gave each answer, for one authority's notices of a quarter. If a figure could "
    "identify a family, it is counted together with another or left out. This is not an experiment: differences do "
    "not show causes.",
    source="The case records of the authority: the audit trail and the ledger of duties, as they stood on the day of "
    "counting.",
    columns=(
        Column("quarter", "Quarter", "The quarter in which the notices were sent.", required=True),
        Column(
            "counted_at",
            "Counted at",
            "When the figures were counted. They never change after that.",
            Datatype.DATETIME,
            required=True,
        ),
        Column(
            "ways",
            "Ways",
            "How far the families got towards their certificate. If there are several ways, the families are counted "
            "together. Empty: all families.",
            several=True,
        ),
        Column(
            "question", "Question", "What is counted of each family. all: every family of the group.", required=True
        ),
        Column(
            "answers",
            "Answers",
            "The answer, or several answers that are counted together. Empty if the question is all.",
            several=True,
        ),
        Column(
            "families",
            "Families",
            "How many families gave this answer. Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
    ),
    rows=_rows,
)
