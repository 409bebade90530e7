"""The time and effort that families need for a certificate, as JSON: in words for a case, in figures for a quarter."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Self

from pydantic import Field

from app.evidence.burden.columns import TABLE
from app.evidence.burden.use_cases import Counted
from app.evidence.domain.burden import Burden, Side, Way
from app.evidence.domain.burden_figures import BurdenFigures, Counts, Part, Question
from app.evidence.domain.burden_words import words
from app.evidence.schemas import CAUTION
from app.kernel.suppression import FEW
from app.kernel.terms import Party
from app.law.domain.quarters import Quarter
from app.platform.http.fields import Answer

WAY = (
    "How far the family got on the way to its certificate. `mediated`: a mediation session was held. "
    "`never_offered`: the family asked for mediation, but nobody ever fixed a session. `not_held`: a session was "
    "fixed, but no session was held. `undecided`: the family had advice, but has neither asked for mediation nor "
    "declined it."
)


class DaysLate(Answer):
    """How long an organisation or person was late with its duties towards the family."""

    party: Party
    days: int = Field(
        description="The number of calendar days on which at least one of these duties was overdue.", examples=[12]
    )


class Moved(Answer):
    """How often a session was moved because the person or organisation in `side` asked for the move."""

    side: Side
    times: int
    days: int = Field(
        description="The number of calendar days that all these moves together delayed the sessions.", examples=[14]
    )


class CalledOff(Answer):
    """How often the person or organisation in `side` called a session off."""

    side: Side
    times: int


class CaseBurden(Answer):
    """The time and effort that one family has needed for its mediation certificate so far."""

    as_of: date
    words: list[str] = Field(
        description="The numbers of this answer in sentences, for the case manager and the family.",
        examples=[["The family declined mediation.", "The certificate came 4 days after the first contact."]],
    )
    way: Way = Field(description=WAY)
    contacts: int = Field(
        description="The number of days on which the family did something, came to a session, or was told something.",
        examples=[3],
    )
    days_to_certificate: int | None = Field(
        description="The number of calendar days from the family's first contact with the adviser to the "
        "certificate. `null` if the family has no certificate.",
        examples=[4],
    )
    days_late: list[DaysLate]
    moves: list[Moved]
    cancellations: list[CalledOff]
    left_after_contact: bool = Field(
        description="`true` if the family had advice and then did nothing: it neither asked for mediation nor "
        "declined it, and its time to appeal has ended or the case was closed."
    )
    time_ran_out: bool = Field(
        description="`true` if the time to appeal ended while the family waited for the mediation that it had asked "
        "for."
    )

    @classmethod
    def of(cls, found: Burden, today: date) -> Self:
        """Show the burden of a case."""
        return cls(
            as_of=today,
            words=list(words(found)),
            way=found.way,
            contacts=found.contacts,
            days_to_certificate=found.days_to_certificate,
            days_late=[DaysLate(party=party, days=days) for party, days in found.days_late.items()],
            moves=[
                Moved(side=side, times=times, days=found.days_moved.get(side, 0)) for side, times in found.moves.items()
            ],
            cancellations=[CalledOff(side=side, times=times) for side, times in found.cancellations.items()],
            left_after_contact=found.left_after_contact,
            time_ran_out=found.time_ran_out,
        )


class PartOfFamilies(Answer):
    """The number of families with one answer to a question, such as `yes` to `authority_late`. If we count several
    answers together, the number is for all these answers."""

    answer: list[Part] = Field(
        description="If fewer than five families have the same answer, we count it together with a neighbouring "
        "answer, such as `15_to_30` with `31_to_60`. Otherwise the number could identify a family.",
        examples=[["15_to_30", "31_to_60"]],
    )
    families: int


class QuestionCounted(Answer):
    """A question about the families, such as `authority_late`, and the number of families with each answer."""

    question: Question = Field(
        description="The question that the service answers for each family, from the record of its case. `contacts`: "
        "on how many days did the family do something, come to a session, or have to be told something? "
        "`days_to_certificate`: how many calendar days passed from the first contact to the certificate? "
        "`authority_late`, `provider_late`, `body_late`: was the authority, the mediation provider or the "
        "commissioning body late with a duty, by a day or more? `moved_by_others`, `cancelled_by_others`: was a "
        "session moved or called off although the family did not ask for it? If nobody recorded who asked to move or "
        "call off the session, we answer `moved_by_others` or `cancelled_by_others` with `yes`."
    )
    answers: list[PartOfFamilies]


class BurdenGroup(Answer):
    """A group of families with the same value of `way`, for example all families that declined mediation. We count
    small groups together, so that nobody can identify a family. For small groups that we count together, `ways` has
    several values."""

    ways: list[Way] = Field(
        description=f"The values of `way` in this group. If fewer than {FEW} families have the same value, we count "
        f"several values together. {WAY}"
    )
    families: int
    questions: list[QuestionCounted] = Field(
        description="Each question about the families of this group, and the number of families to which each answer "
        "applies. We normally show the answers of every group. If the answers of one group could identify a family, we "
        "show the answers only of the families that mediated. For some questions we also show the answers of families "
        "that declined, or that were never offered a session. Each answer that we show must also apply to at least "
        "five families in the groups whose answers we hide. Otherwise a reader could subtract the shown groups from "
        "the total, and identify a family. If the answers of the shown groups could still identify a family, no group "
        "shows the question."
    )


class BurdenEvidence(Answer):
    """The time and effort that families needed for a mediation certificate, for the notices of one quarter. No number
    here can identify a family."""

    table: ClassVar = TABLE

    quarter: str = Field(description="The quarter in which the notices were sent.", examples=["2026-Q1"])
    counted_at: datetime = Field(
        description="The time at which we counted. After that, the figures of the quarter never change."
    )
    caution: str = CAUTION
    families: int | None = Field(
        description=f"The number of families in these figures. `null` if there are fewer than {FEW}.", examples=[64]
    )
    questions: list[QuestionCounted] = Field(
        description="The answers of all families together. If the answers to a question could identify a family, we "
        "leave the question out."
    )
    groups: list[BurdenGroup]

    @classmethod
    def of(cls, quarter: Quarter, counted: Counted[BurdenFigures]) -> Self:
        """Show the figures of a quarter."""
        found = counted.figures
        return cls(
            quarter=str(quarter),
            counted_at=counted.counted_at,
            families=found.families,
            questions=_questions(found.answers),
            groups=[
                BurdenGroup(ways=list(group.ways), families=group.families, questions=_questions(group.answers))
                for group in found.groups
            ],
        )


def _questions(answers: Mapping[Question, Counts]) -> list[QuestionCounted]:
    return [
        QuestionCounted(
            question=question,
            answers=[PartOfFamilies(answer=list(band.parts), families=band.families) for band in counts],
        )
        for question, counts in answers.items()
    ]
