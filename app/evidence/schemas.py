"""Figures as JSON: counts, and what they cannot show."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from pydantic import Field

from app.cases.domain.setting import OnList, RefusedBecause
from app.evidence.columns import PANELS, SETTINGS
from app.evidence.domain.outcomes import Outcome
from app.evidence.domain.panels import Answered, PanelFigures, Seats, Wanted
from app.evidence.domain.settings import SettingFigures
from app.kernel.suppression import FEW, Shown
from app.law.domain.quarters import Quarter
from app.platform.http.fields import Answer

CAUTION = (
    "This is not an experiment. The cases of one group may differ from the cases of another group in many ways. "
    "So a difference between groups does not show its cause. A case that is still open may end in any way."
)
FIGURE = (
    f"`null` if the number is smaller than {FEW}, or would reveal a number smaller than {FEW}, because such a "
    "number could identify a family."
)
PARTS = f"All these numbers are `null` if one of them is smaller than {FEW}."


class Appeals(Answer):
    """How many cases have led to an appeal so far, and how many have not."""

    appealed: int
    not_appealed: int

    @classmethod
    def of(cls, group: Shown[Outcome]) -> Self | None:
        """Show the parts of a group, if they may be shown."""
        parts = group.parts
        if parts is None:
            return None
        return cls(appealed=parts[Outcome.APPEALED], not_appealed=parts[Outcome.NOT_APPEALED])


class Recommendations(Answer):
    """What the review panels recommended. If a review panel recommends that the authority decide again, we count this
    recommendation under `change`."""

    change: int
    uphold: int


class AuthorityAnswers(Answer):
    """How often the authority accepted or rejected a change that a review panel recommended."""

    accepted: int
    rejected: int


class WithoutAppealOut(Answer):
    """How the cases without an appeal ended: how many were settled or closed, and how many are still open."""

    settled: int = Field(
        description="Cases in which everything in dispute was agreed in mediation, or in which you gave way."
    )
    ended: int = Field(description="Cases that were closed while something was still in dispute.")
    open: int


class AfterAppealOut(Answer):
    """How the appeals ended in the cases with an appeal. If a case had several appeals, its latest appeal counts."""

    upheld: int = Field(description="Appeals that the tribunal upheld, in full or in part.")
    settled: int = Field(description="Appeals in which the tribunal made a consent order, or which you did not oppose.")
    dismissed: int = Field(description="Appeals that the tribunal dismissed, or ended without a decision (struck out).")
    withdrawn: int = Field(description="Appeals that the family withdrew.")
    open: int = Field(description="Appeals that have not ended, or whose end is not recorded.")


class PanelGroup(Answer):
    """The figures of one group of review panels. There are two groups: review panels with a parent as a member, and
    review panels without a parent as a member."""

    panels: Seats = Field(description="Whether a parent was a member of the review panel.")
    recommendations: int | None = Field(description=f"How many reviews ended with a recommendation. {FIGURE}")
    recommended: Recommendations | None = Field(description=PARTS)
    answers: int | None = Field(
        description=f"How many recommendations to change a decision were answered by the authority. {FIGURE}"
    )
    answered: AuthorityAnswers | None = Field(description=PARTS)
    cases: int | None = Field(description=f"How many cases had a review by such a panel. {FIGURE}")
    appeals: Appeals | None = Field(description=PARTS)
    without_appeal: WithoutAppealOut | None = Field(
        description=f"How the cases without an appeal ended. {PARTS} They are also `null` if `appeals` is `null`."
    )
    after_appeal: AfterAppealOut | None = Field(
        description=f"How the appeals ended. {PARTS} They are also `null` if `appeals` is `null`."
    )

    @classmethod
    def of(cls, seats: Seats, found: PanelFigures) -> Self:
        """Show the figures of a group."""
        without, after = found.without_appeal, found.after_appeal
        wanted, answered = found.recommended.parts, found.answered_to_change.parts
        return cls(
            panels=seats,
            recommendations=found.recommended.total,
            recommended=wanted and Recommendations(change=wanted[Wanted.CHANGE], uphold=wanted[Wanted.UPHOLD]),
            answers=found.answered_to_change.total,
            answered=answered
            and AuthorityAnswers(accepted=answered[Answered.ACCEPTED], rejected=answered[Answered.REJECTED]),
            cases=found.cases.total,
            appeals=Appeals.of(found.cases),
            without_appeal=without and WithoutAppealOut(**{one.value: number for one, number in without.items()}),
            after_appeal=after and AfterAppealOut(**{one.value: number for one, number in after.items()}),
        )


class Figures(Answer):
    """Figures of your own cases, for the notices of one quarter."""

    quarter: str = Field(
        description="The quarter of the year in which the notices of decision were sent.", examples=["2026-Q1"]
    )
    counted_at: datetime = Field(
        description="The time at which we counted. After that, the figures of the quarter never change."
    )
    caution: str = CAUTION


class PanelEvidence(Figures):
    """What review panels with parents and review panels without parents recommended, and how the cases ended."""

    table: ClassVar = PANELS

    groups: list[PanelGroup] = Field(
        description="The two groups of review panels: those with a parent as a member, and those without. If nobody "
        "recorded who the members of a review panel were, its review counts in neither group."
    )

    @classmethod
    def of(cls, quarter: Quarter, found: Mapping[Seats, PanelFigures], at: datetime) -> Self:
        """Show the figures of panels."""
        return cls(
            quarter=str(quarter), counted_at=at, groups=[PanelGroup.of(seats, one) for seats, one in found.items()]
        )


class ByList(Answer):
    """Disputes about a school or other setting, counted separately by whether the setting is on a list that the
    authority keeps."""

    preferred_on_list: OnList
    disputes: int | None = Field(description=FIGURE)
    appeals: Appeals | None = Field(description=PARTS)


class ByReason(Answer):
    """Disputes about a school or other setting, counted separately for each reason why the authority refused the
    setting."""

    refused_because: RefusedBecause
    disputes: int | None = Field(description=FIGURE)
    appeals: Appeals | None = Field(description=PARTS)


class SettingEvidence(Figures):
    """Disputes about a school or other setting, and how many of them led to an appeal."""

    table: ClassVar = SETTINGS

    by_list: list[ByList]
    by_reason: list[ByReason]

    @classmethod
    def of(cls, quarter: Quarter, found: SettingFigures, at: datetime) -> Self:
        """Show the figures of settings."""
        return cls(
            quarter=str(quarter),
            counted_at=at,
            by_list=[
                ByList(preferred_on_list=one, disputes=group.total, appeals=Appeals.of(group))
                for one, group in found.by_list.items()
            ],
            by_reason=[
                ByReason(refused_because=one, disputes=group.total, appeals=Appeals.of(group))
                for one, group in found.by_reason.items()
            ],
        )
