"""The figures of families' experience as a table: a row for each answer to a statement."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.platform.http.csv_tables import Column, Datatype, Table


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for stage in told["stages"]:
        of_stage = {"la_code": told.get("la_code"), "quarter": told["quarter"], "stage": stage["stage"]}
        everyone = {"ways": None, "families": stage["families"], "questions": stage["questions"]}
        for group in (everyone, *stage["groups"]):
            of_group = {**of_stage, "ways": group["ways"]}
            yield {**of_group, "question": "all", "families": group["families"]}
            for asked in group["questions"]:
                of_question = {**of_group, "question": asked["question"], "statement": asked["statement"]}
                for one in asked["answers"]:
                    yield {**of_question, "answers": one["answer"], "families": one["families"]}


TABLE: Final = Table(
    path="/v1/evidence/experience",
    title="What families say of their experience",
    description="How many families of one authority's area gave each answer in a quarter, at each stage. Figures that "
    "may identify a family are counted together or left out. Only families that answered are counted. Do not add the "
    "stages: a family may answer at several stages.",
    source="The answers of families, each by a link of its own, as they stood on the day of counting.",
    columns=(
        Column("la_code", "Authority", "The authority's code. Empty if you read figures of your own."),
        Column("quarter", "Quarter", "The quarter in which the families answered.", required=True),
        Column("stage", "Stage", "When the families were asked.", required=True),
        Column(
            "ways",
            "Ways",
            "How far the families got towards their certificate. Several ways are counted together. Empty: all "
            "families of the stage.",
            several=True,
        ),
        Column("question", "Question", "What was asked. all: every family of the group.", required=True),
        Column("statement", "Statement", "The statement, as the families read it. Empty for all."),
        Column("answers", "Answers", "The answer, or several that are counted together. Empty for all.", several=True),
        Column(
            "families",
            "Families",
            "How many families gave this answer. Empty if the number could identify one.",
            Datatype.INTEGER,
            unit="families",
        ),
    ),
    rows=_rows,
)
