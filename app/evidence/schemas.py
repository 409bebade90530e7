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
    "This is not an experiment. The cases of one group may differ from the cases of another group in many ways, so a "
    "difference between groups does not show what caused it. A case that is still open may end in any way."
)
FIGURE = f"Null if a number smaller than {FEW} would be shown, because such a number may identify a family."
PARTS = f"Null if any of these numbers is smaller than {FEW}."


class Appeals(Answer):
    """How many cases were appealed so far, and how many were not."""

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
    """What the panels recommended. A recommendation to make the decision again counts as change."""

    change: int
    uphold: int


class AuthorityAnswers(Answer):
    """The authority's answers to recommendations of change."""

    accepted: int
    rejected: int


class WithoutAppealOut(Answer):
    """The cases without an appeal: how many were settled, ended, or are still open."""

    settled: int = Field(description="Everything in dispute was agreed in mediation, or you conceded it.")
    ended: int = Field(description="The case was closed while something was still in dispute.")
    open: int


class AfterAppealOut(Answer):
    """The cases with an appeal, by how the appeal ended. If a case had several appeals, its latest appeal counts."""

    upheld: int = Field(description="The tribunal upheld the appeal, in whole or in part.")
    settled: int = Field(description="The tribunal made a consent order, or you did not oppose the appeal.")
    dismissed: int = Field(description="The tribunal dismissed the appeal, or struck it out.")
    withdrawn: int = Field(description="The family withdrew the appeal.")
    open: int = Field(description="The appeal goes on, or its end is not recorded.")


class PanelGroup(Answer):
    """The reviews of one group of panels."""

    panels: Seats = Field(description="Whether a parent sat on the panel.")
    recommendations: int | None = Field(description=f"How many reviews recommended something. {FIGURE}")
    recommended: Recommendations | None = Field(description=PARTS)
    answers: int | None = Field(description=f"How many recommendations of change the authority answered. {FIGURE}")
    answered: AuthorityAnswers | None = Field(description=PARTS)
    cases: int | None = Field(description=f"How many cases had a review by such a panel. {FIGURE}")
    appeals: Appeals | None = Field(description=PARTS)
    without_appeal: WithoutAppealOut | None = Field(
        description=f"The cases without an appeal, by what became of them. {PARTS} Also null if `appeals` is null."
    )
    after_appeal: AfterAppealOut | None = Field(
        description=f"The cases with an appeal, by how the appeal ended. {PARTS} Also null if `appeals` is null."
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

    quarter: str = Field(description="The quarter in which the notices were sent.", examples=["2026-Q1"])
    counted_at: datetime = Field(description="When we counted. The figures of a quarter never change after that.")
    caution: str = CAUTION


class PanelEvidence(Figures):
    """What panels with and without parents recommended, and what followed."""

    table: ClassVar = PANELS

    groups: list[PanelGroup] = Field(
        description="If it is not recorded who sat on the panel, the review counts in no group."
    )

    @classmethod
    def of(cls, quarter: Quarter, found: Mapping[Seats, PanelFigures], at: datetime) -> Self:
        """Show the figures of panels."""
        return cls(
            quarter=str(quarter), counted_at=at, groups=[PanelGroup.of(seats, one) for seats, one in found.items()]
        )


class ByList(Answer):
    """Disputes about a setting, by whether the setting is on the authority's list."""

    preferred_on_list: OnList
    disputes: int | None = Field(description=FIGURE)
    appeals: Appeals | None = Field(description=PARTS)


class ByReason(Answer):
    """Disputes about a setting, by why the authority refused it."""

    refused_because: RefusedBecause
    disputes: int | None = Field(description=FIGURE)
    appeals: Appeals | None = Field(description=PARTS)


class SettingEvidence(Figures):
    """Appeals about a setting, on and off the authority's list, and by reason."""

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
