"""The deadlines of a case as JSON: each with its working and its status."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.cases.domain.offers import OfferDue
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus
from app.cases.domain.words import OfferMoment
from app.kernel.terms import Party
from app.law.domain.rulebook import RULEBOOK
from app.law.schemas import DeadlineAnswer, shown
from app.platform.http.fields import Answer


class OfferDueOut(Answer):
    """An offer of independent help that must be made to the family. The fields say since which day the offer is due,
    which organisation must make it, and why."""

    moment: OfferMoment
    due_on: date
    owed_by: Party
    because: str
    rule: str
    citation: str

    @classmethod
    def of(cls, one: OfferDue) -> Self:
        """Show an offer that is owed."""
        return cls(
            moment=one.moment,
            due_on=one.due_on,
            owed_by=one.owed_by,
            because=one.because,
            rule=one.rule,
            citation=RULEBOOK.rule(one.rule).citation,
        )


class StandingDeadline(DeadlineAnswer):
    """A deadline of a case, with its status."""

    status: DeadlineStatus = Field(
        description="The status of the deadline. `breached`: the last day for the duty has passed, and the party has "
        "not carried out its duty. `met_late`: the party carried out its duty after the last day for the duty, and "
        "`done_on` shows when. `passed`: the family's own time limit ended before the family acted. The family's time "
        "limit is not a duty, so no party failed in a duty. `lapsed`: nobody has to meet this deadline any more. `GET "
        "/v1/duties` gives the status of a duty the same names as the status of a deadline. The family's time to "
        "appeal does not end because of an agreement, a withdrawal or a closed case: the deadline `lodge-appeal` stays "
        "`running` until its last day.",
        examples=["running"],
    )
    done_on: date | None = Field(description="The day on which the duty was carried out, in time or late.")
    arranged_on: date | None = Field(
        None,
        description="Only for the duty to arrange mediation: the day on which the session was fixed.",
        examples=["2026-02-16"],
    )
    arranged_by_day_30: bool | None = Field(
        None,
        description="`true` if a session was fixed by `due_on`. `arranged_by_day_30` is `null` while the 30 days for "
        "arranging mediation are running. The law does not say what must happen within the 30 days: that a session is "
        "fixed, or that a session is held. So we show both results: `arranged_by_day_30` and `held_by_day_30`. Under "
        "our reading of the law, the duty is met (`status`) if the session was fixed in time. If the setting "
        "`session_fixed_in_thirty_days_is_enough` is `false`, the duty is met only if the session was held within the "
        "30 days.",
        examples=[True],
    )
    held_on: date | None = Field(
        None,
        description="Only for the duty to arrange mediation: the day of a session to which both the family and the "
        "authority came.",
        examples=["2026-03-03"],
    )
    held_by_day_30: bool | None = Field(
        None,
        description="`true` if a session to which both sides came was held by `due_on`. `held_by_day_30` is `null` "
        "while the 30 days for arranging mediation are running.",
        examples=[True],
    )


class CaseDeadlines(Answer):
    """Every deadline of a case, earliest first."""

    case_id: UUID
    as_of: date
    deadlines: list[StandingDeadline]
    notes: list[str] = Field(
        description="Notes that explain the dates: for example, which of two possible last days you can safely rely on."
    )
    offer_due: OfferDueOut | None = Field(
        description="The offer of independent help that must be made to the family now. Only organisations that may "
        "make the offer see `offer_due`."
    )

    @classmethod
    def of(
        cls,
        case_id: UUID,
        found: Iterable[DeadlineOnDay],
        notes: Iterable[str],
        as_of: date,
        offer: OfferDue | None = None,
    ) -> Self:
        """Show the deadlines of a case."""
        return cls(
            case_id=case_id,
            as_of=as_of,
            deadlines=[_shown(one) for one in found],
            notes=list(notes),
            offer_due=OfferDueOut.of(offer) if offer else None,
        )


def _shown(one: DeadlineOnDay) -> StandingDeadline:
    both = one.thirty_days
    return StandingDeadline(
        **shown(one.deadline),
        status=one.status,
        done_on=one.done_on,
        arranged_on=both.fixed_on if both else None,
        arranged_by_day_30=both.fixed_in_time if both else None,
        held_on=both.held_on if both else None,
        held_by_day_30=both.held_in_time if both else None,
    )
