"""The bodies of a review by a panel, and of the authority's answer to a panel."""

from typing import ClassVar, Literal, Self

from pydantic import Field, StrictInt, model_validator

from app.cases.domain import commands
from app.cases.domain.panels import Followed, PanelAnswer, PanelMembers, PanelRole, Recommendation
from app.cases.domain.words import Action
from app.cases.refusals import WrongInput
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import CONTACTED, REVIEWED, Story
from app.platform.http.fields import Body, Day


class PanelMembersIn(Body):
    """How many people sat on the review panel in one role, such as parent. Never send the name of a person."""

    role: PanelRole
    number: StrictInt = Field(ge=1, le=50)


class RecordPanelReviewIn(ActionIn):
    """A review panel looked at the decision again. The review does not change whether the family may appeal, and stops
    no time limit.

    You can record several reviews of one case. If you record the same review again, the answer is 409. Say which roles
    the people on the review panel had, so that reviews with parents can be counted.
    """

    summary: ClassVar = "Record what a review panel found"
    action: ClassVar = Action.RECORD_PANEL_REVIEW
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {
        "occurred_on": "2026-02-23",
        "members": [
            {"role": "parent", "number": 1},
            {"role": "school", "number": 1},
            {"role": "authority", "number": 2},
        ],
        "followed_law": "yes",
        "met_standards": "in_part",
        "recommendation": "change",
        "authority_answer": "pending",
    }
    members: list[PanelMembersIn] = Field(
        [],
        max_length=len(PanelRole),
        description="Who sat on the review panel. Give each role once, with the number of people in this role.",
    )
    followed_law: Followed | None = Field(
        None, description="The review panel's view on whether the decision follows the law."
    )
    met_standards: Followed | None = Field(
        None,
        description="The review panel's view on whether the decision meets the standards that the authority works to.",
    )
    recommendation: Recommendation | None = Field(
        None,
        description="What the review panel recommends: to leave the decision, to change the decision, or to make the "
        "decision again.",
    )
    authority_answer: PanelAnswer = Field(
        PanelAnswer.PENDING,
        description="The authority's answer to the review panel. If the answer is not known yet, leave "
        "`authority_answer` out, and record the answer later with `answer-panel-review`.",
    )
    authority_answered_on: Day | None = Field(
        None,
        description="The day of the authority's answer to the review panel. If you leave `authority_answered_on` "
        "out, we use the day of the review.",
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if len({seat.role for seat in self.members}) < len(self.members):
            raise ValueError("`members` names a role twice: add the numbers together")
        answered = self.authority_answer is not PanelAnswer.PENDING
        if answered and self.recommendation is None:
            raise ValueError("give `authority_answer` only with the `recommendation` that the authority answers")
        if self.authority_answered_on and not answered:
            raise ValueError("give `authority_answered_on` only if `authority_answer` is `accepted` or `rejected`")
        return self

    def command(self, recording: Recording) -> commands.Command:
        if self.authority_answered_on and self.authority_answered_on > recording.today:
            raise WrongInput(
                "#/authority_answered_on",
                f"The day of the answer cannot be in the future: today is {recording.today}",
                "future",
            )
        return commands.RecordPanelReview(
            **self.on(recording),
            members=tuple(PanelMembers(seat.role, seat.number) for seat in self.members),
            followed_law=self.followed_law,
            met_standards=self.met_standards,
            recommendation=self.recommendation,
            authority_answer=self.authority_answer,
            authority_answered_on=self.authority_answered_on,
        )


class AnswerPanelReviewIn(ActionIn):
    """The authority accepts or rejects what the review panel recommended. The authority's answer to the review panel
    stops no time limit.
    """

    summary: ClassVar = "Record the authority's answer to a review panel"
    action: ClassVar = Action.ANSWER_PANEL_REVIEW
    story: ClassVar = Story(action, steps=REVIEWED)
    example: ClassVar = {"occurred_on": "2026-02-25", "authority_answer": "accepted"}
    authority_answer: Literal[PanelAnswer.ACCEPTED, PanelAnswer.REJECTED] = Field(description="The answer.")
    reviewed_on: Day | None = Field(
        None,
        description="The day of the panel's review that this answer is about. If you leave `reviewed_on` out, we use "
        "the latest review that waits for an answer.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.AnswerPanelReview(
            **self.on(recording), authority_answer=self.authority_answer, reviewed_on=self.reviewed_on
        )


BODIES: tuple[type[ActionIn], ...] = (RecordPanelReviewIn, AnswerPanelReviewIn)
