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
    title="What families say about their experience of advice and mediation",
    description="How many families in the area of one authority gave each answer in one quarter, at each stage of "
    "their dispute. Figures that could identify a family are counted together with others, or left out. Only "
    "families that answered are counted. A family may answer at several stages, so do not add the numbers of the "
    "stages.",
    source="The answers that families had given by the day of counting, each through its own link.",
    columns=(
        Column(
            "la_code",
            "Authority",
            "The authority's three-digit code. Empty if you read the figures of your own authority.",
        ),
        Column("quarter", "Quarter", "The quarter in which the families answered.", required=True),
        Column("stage", "Stage", "The stage at which the families were asked about their experience.", required=True),
        Column(
            "ways",
            "Ways",
            "How far the families got on the way to their certificate. If a row names several ways, their "
            "families are counted together. Empty: all families of the stage.",
            several=True,
        ),
        Column(
            "question",
            "Question",
            "The short name of the statement. all: no statement, the row counts every family of the group.",
            required=True,
        ),
        Column(
            "statement",
            "Statement",
            "The statement in the words that the families read. Empty if the short name is all.",
        ),
        Column(
            "answers",
            "Answers",
            "The answer, or several answers that are counted together. Empty if the short name is all.",
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
