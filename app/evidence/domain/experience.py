"""What a family is asked about its experience: the stages, the statements, the scale, and what each measures. Pure.

The answers of all families of a cell are kept as counts. `place` says which count belongs to which answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.evidence.domain.burden import Way
from app.law.domain.model import Verified


class Stage(StrEnum):
    """The stage at which a family is asked about its experience."""

    AFTER_CONTACT = "after_contact"  # the family has spoken to the mediation adviser
    AFTER_SESSION = "after_session"  # a session was held
    AFTER_END = "after_end"  # the dispute was resolved or closed


class Answer(StrEnum):
    """How far a family agrees with a statement. A statement without an answer counts as `not_said`.

    If fewer than five families chose `not_said`, we count these families together with the families of the next answer,
    such as `neither`. Otherwise the number could identify a family.
    """

    STRONGLY_AGREE = "strongly_agree"
    AGREE = "agree"
    NEITHER = "neither"
    NOT_SAID = "not_said"
    DISAGREE = "disagree"
    STRONGLY_DISAGREE = "strongly_disagree"


LABELS: Final[Mapping[Answer, str]] = {
    Answer.STRONGLY_AGREE: "Strongly agree",
    Answer.AGREE: "Agree",
    Answer.NEITHER: "Neither agree nor disagree",
    Answer.NOT_SAID: "Prefer not to say",
    Answer.DISAGREE: "Disagree",
    Answer.STRONGLY_DISAGREE: "Strongly disagree",
}
SCALE: Final = (
    Answer.STRONGLY_AGREE,
    Answer.AGREE,
    Answer.NEITHER,
    Answer.DISAGREE,
    Answer.STRONGLY_DISAGREE,
    Answer.NOT_SAID,
)
"""The answers in the order in which a family reads them."""


class Asked(StrEnum):
    """The short name of a statement that families are asked about."""

    INFORMED = "informed"
    KNEW_WHAT_NEXT = "knew_what_next"
    TOLD_OF_APPEAL = "told_of_appeal"
    FREE_TO_REFUSE = "free_to_refuse"
    COMPELLED = "compelled"
    INDEPENDENT = "independent"
    HEARD = "heard"
    HELPED_TO_TAKE_PART = "helped_to_take_part"
    CHILD_HEARD = "child_heard"
    TIME_AND_PLACE = "time_and_place"
    COULD_DECIDE = "could_decide"
    WOULD_DO_AGAIN = "would_do_again"


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that a family agrees with or not.

    `measures` is what the rules ask for at this point, and `source` is where they ask it. `of_session` is asked only
    after a session. `good` says whether to agree is good news.
    """

    text: str
    measures: str
    source: str
    verified: Verified
    of_session: bool = False
    good: bool = True


_CODE = "SEND Code of Practice (2015), chapter 11"
_ACCOUNT, _READING, _READ = Verified.SECONDARY, Verified.INFERRED, Verified.PRIMARY

STATEMENTS: Final[Mapping[Asked, Statement]] = {
    Asked.INFORMED: Statement(
        "I was told what mediation is and how it works.",
        "Information about mediation must be factual and unbiased, and the adviser must answer the family's "
        "questions.",
        _CODE, _ACCOUNT,
    ),
    Asked.KNEW_WHAT_NEXT: Statement(
        "I knew what would happen next, and by when.",
        "The notice of decision must give the time limits for mediation, and say whom to contact.",
        "reg 32 SEND Regulations 2014", _READ,
    ),
    Asked.TOLD_OF_APPEAL: Statement(
        "I was told that I can still appeal to the tribunal.",
        "A family that has considered mediation may appeal, whether or not it took part in mediation.",
        "s.55 Children and Families Act 2014", _READ,
    ),
    Asked.FREE_TO_REFUSE: Statement(
        "I knew that I could say no to mediation.",
        "Mediation is voluntary for the family: the family decides whether there is mediation.",
        "s.55 Children and Families Act 2014; " + _CODE, _ACCOUNT,
    ),
    Asked.COMPELLED: Statement(
        "I felt forced to take part.",
        "Information about mediation must not put pressure on the family to mediate.",
        _CODE, _ACCOUNT, good=False,
    ),
    Asked.INDEPENDENT: Statement(
        "The adviser or mediator was independent of the council.",
        "The adviser and the mediator must not be employed by a local authority in England.",
        "s.56 Children and Families Act 2014", _READ,
    ),
    Asked.HEARD: Statement(
        "I was listened to.",
        "Decisions should be made together with the family, in open communication.",
        _CODE + ", para 11.1", _ACCOUNT,
    ),
    Asked.HELPED_TO_TAKE_PART: Statement(
        "I had the help I needed to take part, such as a supporter or an interpreter.",
        "A friend, an adviser or an advocate may come with the family.",
        _CODE, _ACCOUNT,
    ),
    Asked.CHILD_HEARD: Statement(
        "My child's views, or mine as a young person, were asked for.",
        "The mediator must take reasonable steps to learn the views of a child who does not come to the session.",
        _CODE, _ACCOUNT, of_session=True,
    ),
    Asked.TIME_AND_PLACE: Statement(
        "The time and place suited me.",
        "The session should be at a time and a place that suit the people who take part.",
        _CODE, _ACCOUNT, of_session=True,
    ),
    Asked.COULD_DECIDE: Statement(
        "The council sent somebody who could make decisions.",
        "The authority's representative must be able to make decisions in the session.",
        _CODE, _ACCOUNT, of_session=True,
    ),
    Asked.WOULD_DO_AGAIN: Statement(
        "I would do the same again.",
        "No rule is behind this statement. The answer says whether advice or mediation was worth it for the family.",
        "no rule", _READING,
    ),
}  # fmt: skip
"""Every statement, in the order of the page."""

NOT_FOUND: Final = (
    "The Civil Mediation Council and the College of Mediators publish standards for SEND mediators. We found the "
    "headings of these standards, but not their text. So no statement is based on them. We know chapter 11 of the "
    "Code of Practice from trustworthy accounts. We give the number of a paragraph only if such an account gives "
    "it."
)
"""What stands beside the questions about the national standards."""

SIZE: Final = len(Asked) * len(Answer)
"""How many counts a cell has."""
_QUESTIONS, _ANSWERS = tuple(Asked), tuple(Answer)


@dataclass(frozen=True, slots=True)
class Cell:
    """The families of one stage and way, counted: how many, and how many gave each answer."""

    families: int
    counts: Sequence[int]

    def __getitem__(self, key: tuple[Asked, Answer]) -> int:
        """Return how many families gave an answer to a question."""
        at = place(*key)
        return self.counts[at] if at < len(self.counts) else 0


Cells = Mapping[tuple[Stage, Way | None], Cell]
"""The cells of one quarter. After the end of a dispute, each way has a cell."""


def place(question: Asked, answer: Answer) -> int:
    """Return the place of an answer among the counts of a cell."""
    return _QUESTIONS.index(question) * len(_ANSWERS) + _ANSWERS.index(answer)


def asked_at(stage: Stage) -> tuple[Asked, ...]:
    """Return what a family is asked at a stage: everything after a session, and otherwise all but the session."""
    return tuple(one for one in Asked if stage is Stage.AFTER_SESSION or not STATEMENTS[one].of_session)


def counted(stage: Stage, answers: Mapping[Asked, Answer]) -> list[int]:
    """Return one family's answers as counts, to be added to a cell. A statement without an answer counts too."""
    counts = [0] * SIZE
    for question in asked_at(stage):
        counts[place(question, answers.get(question, Answer.NOT_SAID))] = 1
    return counts
