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
    title="The time and effort that families need for a mediation certificate",
    description="Questions about the time and effort that a certificate took, and the number of families to which "
    "each answer applies. The families had a notice of decision from one authority in one quarter. Figures that "
    "could identify a family are counted together with others, or left out. This is not an experiment: a difference "
    "between groups does not show its cause.",
    source="The authority's records of its cases on the day of counting: what happened, and which duties were "
    "carried out in time.",
    columns=(
        Column(
            "quarter", "Quarter", "The quarter of the year in which the notices of decision were sent.", required=True
        ),
        Column(
            "counted_at",
            "Counted at",
            "The time at which the figures were counted. After that, they never change.",
            Datatype.DATETIME,
            required=True,
        ),
        Column(
            "ways",
            "Ways",
            "How far the families got on the way to their certificate. If a row names several ways, their "
            "families are counted together. Empty: all families.",
            several=True,
        ),
        Column(
            "question",
            "Question",
            "The question about each family. all: no question, the row counts every family of the group.",
            required=True,
        ),
        Column(
            "answers",
            "Answers",
            "The answer to the question, or several answers that are counted together. Empty if the question is all.",
            several=True,
        ),
        Column(
            "families",
            "Families",
            "The number of families to which this answer applies. Empty if the number could identify a family.",
            Datatype.INTEGER,
            unit="families",
        ),
    ),
    rows=_rows,
)
