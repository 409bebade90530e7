"""How many pages each part of a hearing bundle may have: dated rows, as the practice direction sets them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.terms import DecisionKind, PlanSection
from app.law.domain.dispute import is_about_placement_alone

BUNDLE = "hearing-bundle"
"""The rule that the limits belong to."""


class BundlePartKind(StrEnum):
    """A part of the hearing bundle (the documents for a tribunal hearing). A practice direction limits the number of
    pages of each part."""

    CORE = "core"
    PLAN = "plan"  # the plan, with its Section K
    WORKING_DOCUMENT = "working_document"
    FAMILY_EVIDENCE = "family_evidence"
    AUTHORITY_EVIDENCE = "authority_evidence"
    EXPERT_REPORT = "expert_report"  # each report
    STATEMENT = "statement"  # each statement


@dataclass(frozen=True, slots=True)
class PageLimit:
    """The most pages of a part, for hearings from a day on. `wide` is set where the subject of the appeal decides."""

    part: BundlePartKind
    pages: int
    wide: bool | None = None
    hearings_from: date = date(2025, 7, 16)


_P = BundlePartKind
PAGE_LIMITS: tuple[PageLimit, ...] = (
    PageLimit(_P.CORE, 100),
    PageLimit(_P.PLAN, 150),
    PageLimit(_P.WORKING_DOCUMENT, 25),
    PageLimit(_P.FAMILY_EVIDENCE, 75, wide=False),
    PageLimit(_P.AUTHORITY_EVIDENCE, 75, wide=False),
    PageLimit(_P.FAMILY_EVIDENCE, 100, wide=True),
    PageLimit(_P.AUTHORITY_EVIDENCE, 100, wide=True),
    PageLimit(_P.EXPERT_REPORT, 15),
    PageLimit(_P.STATEMENT, 10),
)
"""Practice Direction 1 of 2025 (First-tier Tribunal, SEND), for final hearings after 15 July 2025."""


def is_wide(kind: DecisionKind, sections: Iterable[PlanSection]) -> bool:
    """Whether each side may send more evidence: about a refusal to make a plan, and about Sections B and F."""
    if kind in (DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_AMEND):
        return not is_about_placement_alone(sections)
    return kind is DecisionKind.REFUSAL_TO_ISSUE_PLAN


def page_limits(
    kind: DecisionKind, sections: Iterable[PlanSection], hearing_on: date | None
) -> dict[BundlePartKind, int]:
    """Return the most pages of each part. Empty for hearings before the practice direction.

    Without a day, the limits are those in force now: a hearing that is still to be listed comes later.
    """
    wide = is_wide(kind, sections)
    return {
        row.part: row.pages
        for row in PAGE_LIMITS
        if row.wide in (None, wide) and (hearing_on is None or hearing_on >= row.hearings_from)
    }
