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
    "The stage at which the family is asked about its experience. `after_contact`: the family has spoken to the "
    "mediation adviser. `after_session`: a mediation session was held. `after_end`: the family's dispute was "
    "resolved or closed."
)
ANSWER = (
    "How far the family agrees with the statement. `not_said`: the family gave no answer, or chose *Prefer not to say*."
)
WHO = (
    "Only families that answered are counted. Families that did not answer may have other opinions. The "
    "organisation that passes a link on to a family could also answer in the family's place. The service cannot "
    "notice this. "
)


class FeedbackLinkIn(Body):
    """The stage for which you want a link."""

    stage: Stage = Field(description=STAGE)


class FeedbackLink(AnswerOut):
    """A link to a page on which one family can say how it was treated. You see the link only once."""

    stage: Stage
    url: str = Field(
        description="The web address of the page for the family. Pass the address on to the family, and to nobody else."
    )
    ends_on: date = Field(description="The last day on which the family can use the link to answer.")


class ScaleOut(AnswerOut):
    """An answer that a family can choose."""

    answer: Answer = Field(description=ANSWER)
    label: str = Field(examples=["Strongly agree"])


class StatementOut(AnswerOut):
    """A statement with which a family can agree or disagree, and what the statement measures."""

    question: Asked
    statement: str = Field(examples=["I knew that I could say no to mediation."])
    stages: list[Stage]
    to_agree_is_good: bool = Field(
        description="`true` if agreement with the statement means that the family was treated well. `false` if "
        "agreement means that the family was treated badly, as for `compelled` (*I felt forced to take part*)."
    )
    measures: str = Field(description="What the rule behind the statement asks for, in words.")
    source: str = Field(examples=["s.55 Children and Families Act 2014"])
    verified: Verified = Field(
        description="How closely we have checked the source of the rule. `primary`: we read the source itself, and not "
        "only an account of the source. `secondary`: we read a trustworthy account of the source. `inferred`: we chose "
        "the statement ourselves, and no rule is behind the statement."
    )


class ExperienceQuestions(AnswerOut):
    """The statements that families are asked about, the answers that they can choose, and the rule behind each
    statement."""

    scale: list[ScaleOut]
    questions: list[StatementOut]
    standards: str = Field(description="What we know about the national standards for SEND mediators.")

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
    """An answer to a statement, or several answers that are counted together, and the number of families that gave
    them."""

    answer: list[Answer] = Field(
        description="The answer. If fewer than five families gave an answer, we count it together with an answer next "
        "to it on the scale. Otherwise the number could identify a family.",
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
    """A group of families with the same value of `way`, for example all families that declined mediation. We count
    small groups together, so that nobody can identify a family. For small groups that we count together, `ways` has
    several values."""

    ways: list[Way] = Field(
        description="The values of `way` in this group: how far its families got on the way to their certificate. If "
        f"fewer than {FEW} families have the same value of `way`, we count several values together."
    )
    families: int
    questions: list[StatementCounted] = Field(
        description="The statements, with the families' answers. If a statement could identify a family in one "
        "group, we leave the statement out of every group."
    )


class StageCounted(AnswerOut):
    """The families that answered at one stage of their dispute, and what they said."""

    stage: Stage = Field(description=STAGE)
    families: int | None = Field(
        description=f"How many families told us at this stage how they were treated. `null` if fewer than {FEW} "
        "families answered.",
        examples=[31],
    )
    questions: list[StatementCounted] = Field(
        description="The statements, with the families' answers. If the answers to a statement could identify a "
        "family, we leave the statement out."
    )
    groups: list[ExperienceGroup] = Field(
        description="The families that answered at the stage `after_end`, divided into groups by how far they got on "
        "the way to their certificate (`way`). For the stages `after_contact` and `after_session`, the list is empty."
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
    """What families said about their experience in one quarter. No number here can identify a family."""

    table: ClassVar = TABLE

    quarter: str = Field(description="The quarter of the year in which the families answered.", examples=["2026-Q1"])
    counted_at: datetime = Field(
        description="The time at which we counted. After that, the figures of the quarter never change."
    )
    caution: str = WHO + CAUTION
    standards: str = Field(
        default=NOT_FOUND, description="What we know about the national standards for SEND mediators."
    )
    stages: list[StageCounted]

    @classmethod
    def of(cls, quarter: Quarter, counted: CountedExperience, **more: Any) -> Self:
        """Show the figures of a quarter. `more` are the members that a published quarter has besides."""
        stages = [StageCounted.of(one) for one in counted.figures.stages]
        return cls(quarter=str(quarter), counted_at=counted.counted_at, stages=stages, **more)


class PublicExperience(ExperienceEvidence):
    """What an authority made public about its families' experience in one quarter."""

    la_code: str = Field(examples=["991"])
    la_name: str
    published_at: datetime


QuarterText = Annotated[
    str,
    Field(
        max_length=7,
        pattern="^[12][0-9]{3}-Q[1-4]$",
        description="The quarter of the year in which the families answered.",
        examples=["2026-Q1"],
    ),
]


class PublicationIn(Body):
    """The quarter of the year whose figures you want to publish."""

    quarter: QuarterText


class Publication(AnswerOut):
    """The addresses at which everybody can find the published figures of one quarter."""

    quarter: str
    published_at: datetime = Field(description="The time from which the figures are public. They remain public.")
    page_url: str = Field(description="The address of the page for people to read.")
    data_url: str = Field(description="The address of the same figures as JSON.")
    csv_url: str = Field(description="The address of the same figures as a CSV file.")
