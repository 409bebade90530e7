"""Families' experience as JSON: the link, the questions, and figures of the answers."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import LABELS, NOT_FOUND, SCALE, STATEMENTS, Answer, Asked, Stage, asked_at
from app.evidence.domain.experience_figures import AnswerBand, StageFigures, in_order
from app.evidence.experience.columns import TABLE
from app.evidence.experience.use_cases import CountedExperience
from app.evidence.schemas import CAUTION
from app.kernel.suppression import FEW
from app.law.domain.model import Verified
from app.law.domain.quarters import Quarter
from app.platform.http.fields import Answer as AnswerOut
from app.platform.http.fields import Body

STAGE = (
    "When the family is asked. `after_contact`: it has spoken to the mediation adviser. `after_session`: a session was "
    "held. `after_end`: its dispute was resolved or closed."
)
ANSWER = "How far the family agrees. `not_said`: it gave no answer, or chose *Prefer not to say*."
WHO = (
    "Only families that answered are counted, and they may think otherwise than the families that did not answer. The "
    "organisation that passes a link on could also answer in the family's place: the service cannot notice this. "
)


class FeedbackLinkIn(Body):
    """The stage for which you want a link."""

    stage: Stage = Field(description=STAGE)


class FeedbackLink(AnswerOut):
    """A link for a family. You see this link once."""

    stage: Stage
    url: str = Field(description="The address of the page. Pass this address on to the family, and to nobody else.")
    ends_on: date = Field(description="The last day on which the family can answer.")


class ScaleOut(AnswerOut):
    """An answer that a family can choose."""

    answer: Answer = Field(description=ANSWER)
    label: str = Field(examples=["Strongly agree"])


class StatementOut(AnswerOut):
    """A statement that a family agrees with or not, and what the statement measures."""

    question: Asked
    statement: str = Field(examples=["I knew that I could say no to mediation."])
    stages: list[Stage]
    to_agree_is_good: bool = Field(
        description="Whether agreeing is a good sign. False for `compelled`: a family that agrees felt forced."
    )
    measures: str = Field(description="What the rules ask for at this point.")
    source: str = Field(examples=["s.55 Children and Families Act 2014"])
    verified: Verified = Field(
        description="How far we checked the source. `primary`: we read it. `secondary`: we read a trustworthy account "
        "of it. `inferred`: no rule asks this."
    )


class ExperienceQuestions(AnswerOut):
    """What families are asked, on which scale, and which rule each question is about."""

    scale: list[ScaleOut]
    questions: list[StatementOut]
    standards: str = Field(description="What we know of the national standards for SEND mediators.")

    @classmethod
    def known(cls) -> Self:
        """Show the questions."""
        stages = {stage: asked_at(stage) for stage in Stage}
        return cls(
            scale=[ScaleOut(answer=one, label=LABELS[one]) for one in SCALE],
            questions=[
                StatementOut(
                    question=question,
                    statement=said.text,
                    stages=[stage for stage, asked in stages.items() if question in asked],
                    to_agree_is_good=said.good,
                    measures=said.measures,
                    source=said.source,
                    verified=said.verified,
                )
                for question, said in STATEMENTS.items()
            ],
            standards=NOT_FOUND,
        )


class FamiliesWhoSay(AnswerOut):
    """An answer, or several answers next to each other, and the number of families."""

    answer: list[Answer] = Field(
        description="If an answer has fewer than five families, we count it together with the next answer.",
        examples=[["agree", "neither"]],
    )
    families: int


class StatementCounted(AnswerOut):
    """A statement, what it measures, and how many families gave each answer."""

    question: Asked
    statement: str
    measures: str
    source: str
    answers: list[FamiliesWhoSay]

    @classmethod
    def of(cls, question: Asked, bands: tuple[AnswerBand, ...]) -> Self:
        """Show the answers to a question."""
        said = STATEMENTS[question]
        return cls(
            question=question,
            statement=said.text,
            measures=said.measures,
            source=said.source,
            answers=[FamiliesWhoSay(answer=list(band.parts), families=band.families) for band in bands],
        )


class ExperienceGroup(AnswerOut):
    """The families with the same `way`, or with one of several ways that are counted together."""

    ways: list[Way] = Field(
        description=f"If fewer than {FEW} families have the same `way`, we count several ways together."
    )
    families: int
    questions: list[StatementCounted] = Field(
        description="A question is left out of every group if it could identify a family of one group."
    )


class StageCounted(AnswerOut):
    """The families that answered at one stage."""

    stage: Stage = Field(description=STAGE)
    families: int | None = Field(description=f"Null if fewer than {FEW} families answered.", examples=[31])
    questions: list[StatementCounted] = Field(
        description="A question is left out if its answers could identify a family."
    )
    groups: list[ExperienceGroup] = Field(
        description="After the end of the dispute only: the same families, by how far they got (`way`)."
    )

    @classmethod
    def of(cls, found: StageFigures) -> Self:
        """Show the figures of a stage."""
        return cls(
            stage=found.stage,
            families=found.families,
            questions=[StatementCounted.of(*one) for one in in_order(found.answers)],
            groups=[
                ExperienceGroup(
                    ways=list(group.ways),
                    families=group.families,
                    questions=[StatementCounted.of(*one) for one in in_order(group.answers)],
                )
                for group in found.groups
            ],
        )


class ExperienceEvidence(AnswerOut):
    """What families said of their experience in one quarter. No count identifies a family."""

    table: ClassVar = TABLE

    quarter: str = Field(description="The quarter in which the families answered.", examples=["2026-Q1"])
    counted_at: datetime = Field(description="When we counted. The figures of a quarter never change after that.")
    caution: str = WHO + CAUTION
    standards: str = Field(default=NOT_FOUND, description="What we know of the national standards for SEND mediators.")
    stages: list[StageCounted]

    @classmethod
    def of(cls, quarter: Quarter, counted: CountedExperience, **more: Any) -> Self:
        """Show the figures of a quarter. `more` are the members that a published quarter has besides."""
        stages = [StageCounted.of(one) for one in counted.figures.stages]
        return cls(quarter=str(quarter), counted_at=counted.counted_at, stages=stages, **more)


class PublicExperience(ExperienceEvidence):
    """What an authority made public of its families' experience in one quarter."""

    la_code: str = Field(examples=["991"])
    la_name: str
    published_at: datetime


QuarterText = Annotated[
    str,
    Field(
        max_length=7,
        pattern="^[12][0-9]{3}-Q[1-4]$",
        description="The quarter in which the families answered.",
        examples=["2026-Q1"],
    ),
]


class PublicationIn(Body):
    """Which quarter you publish."""

    quarter: QuarterText


class Publication(AnswerOut):
    """Where everybody finds the figures of a quarter."""

    quarter: str
    published_at: datetime = Field(description="The moment from which the figures are public. They stay public.")
    page_url: str = Field(description="The page for people to read.")
    data_url: str = Field(description="The same figures as JSON.")
    csv_url: str = Field(description="The same figures as a CSV file.")
