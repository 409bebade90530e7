"""A policy regime as a value. The pathway and the calculator ask this value, and never for the regime's name.

So a comparison may ask what a changed regime would do: `dataclasses.replace` changes a parameter, and a `Law` with the
changed regime in its `regimes` obeys it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.kernel.terms import DecisionKind, PlanSection
from app.law.domain.matters import Appealable, Matter, Remits, TribunalPower, of_today
from app.law.domain.regime_values import (
    UNKNOWN,
    Binds,
    ClockEffect,
    CommencementTest,
    Exemptions,
    MayEnd,
    NonattendanceEffect,
    RegimeStatus,
    Unknown,
)


class RegimeId(StrEnum):
    """The name of a set of rules (regime): the law in force, or a proposal."""

    CFA_2014 = "cfa-2014"
    GREEN_PAPER_2022 = "green-paper-2022"
    SEND_REFORM_2026 = "send-reform-2026"


IN_FORCE: Final = RegimeId.CFA_2014
"""The law in force. A row of the rulebook, a picture or a question that names no regime is about it."""


@dataclass(frozen=True, slots=True)
class Regime:
    """A set of rules that applies to a case from start to end.

    `attendance_required`: whether the family must attend mediation before it appeals.
    `nonattendance_effect`: what follows if it does not.
    `exemptions`: how a family is freed from attending. None if no family must attend.
    `arrangement_days`: calendar days after the request; after them the family may appeal if mediation was not arranged.
    `absence_renews_days`: whether days start again from a session that the family missed. The reading
    `missed_session_gives_days_anew` must be in force too.
    `renewed_days`: how many days these are. None: the `arrangement_days`.
    `session_window_days`: calendar days after the request in which a session must be held. A session that is fixed in
    the `arrangement_days` and for a day within the window makes the family wait for it. None: no such time.
    `binds`: whom the regime obliges to attend.
    `certificate_required`: whether an appeal needs a certificate.
    `may_end_mediation`: who may end a mediation that the family asked for, before a session is held.
    `may_name_unlisted`: whether the tribunal may name a setting that the authority did not list.
    `commencement`: which day decides whether the regime applies, from `in_force_from` to `in_force_to`. None: no limit.
    `absent_other_side_frees`: whether the family counts as having taken part if the authority stays away.
    `placement_only_exempt`: whether a dispute about the placement alone needs no certificate.
    `clock_effect`: what mediation does to the family's time for appealing.
    `prior_attendance_months`: how long earlier mediation stays a ground for exemption. None: no limit.
    `providers_to_contact`: how many providers a family must have asked without success. None: no number.
    `matters`: what may be appealed, and what the tribunal may do about each.
    `remit_weeks`: in which time the authority reconsiders what the tribunal sent back. None: the rule of the law.
    `appeal_after_reconsideration`, `cohort`, `review`: told. No case holds what they are about: the rows say why.
    """

    id: RegimeId
    title: str
    status: RegimeStatus
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    nonattendance_effect: NonattendanceEffect
    exemptions: Exemptions | None
    arrangement_days: int
    absence_renews_days: bool
    explained: str
    renewed_days: int | None = None
    session_window_days: int | None = None
    binds: Binds = Binds.AUTHORITY
    absent_other_side_frees: bool | Unknown = UNKNOWN
    placement_only_exempt: bool | Unknown = True
    clock_effect: ClockEffect = ClockEffect.FLOOR
    prior_attendance_months: int | None = None
    providers_to_contact: int | None = None
    certificate_required: bool | Unknown = True
    may_end_mediation: MayEnd | Unknown = UNKNOWN
    commencement: CommencementTest = CommencementTest.CHOSEN
    matters: tuple[Matter, ...] = field(default_factory=of_today)
    remit_weeks: int | Unknown | None = None
    appeal_after_reconsideration: bool | Unknown | None = None
    may_name_unlisted: bool | Unknown = True
    cohort: str | None = None
    review: str = "annual"

    @property
    def declining_bars(self) -> bool:
        """Whether a family that declines mediation is left without a certificate."""
        return self.attendance_required and self.nonattendance_effect is NonattendanceEffect.BARS

    @property
    def asks_certificate(self) -> bool:
        """Whether an appeal needs a certificate at all. Where this is unknown, as in the law in force."""
        return self.certificate_required is not False

    @property
    def frees_placement(self) -> bool:
        """Whether no certificate is needed about the placement alone. Where this is unknown, as in the law in force."""
        return self.placement_only_exempt is not False

    @property
    def family_may_end(self) -> bool:
        """Whether a family that asked for mediation may decline it. Where this is unknown, as in the law in force."""
        return self.may_end_mediation not in (MayEnd.AUTHORITY, MayEnd.NEITHER)

    @property
    def authority_may_end(self) -> bool:
        """Whether the authority may report that it cannot arrange. Where this is unknown, as in the law in force."""
        return self.may_end_mediation not in (MayEnd.FAMILY, MayEnd.NEITHER)

    @property
    def issued_within(self) -> tuple[date | None, date | None] | None:
        """Return the first and last day on which proceedings can begin. None if another day decides."""
        decides = self.commencement is CommencementTest.ISSUE
        return (self.in_force_from, self.in_force_to) if decides else None

    def applies_on(self, day: date) -> bool:
        """Whether the regime is in force on a day. A regime without first day or last day has no such limit."""
        return (self.in_force_from or day) <= day <= (self.in_force_to or day)

    @property
    def in_force_words(self) -> str:
        """Return the days on which the regime is in force, in words."""
        since = f"from {self.in_force_from}" if self.in_force_from else ""
        until = f"until {self.in_force_to}" if self.in_force_to else ""
        return f"{since} {until}".strip()

    def absence_frees(self, *, as_read: bool) -> bool:
        """Whether the authority's absence counts as the family's taking part.

        Where that is unknown: yes if the regime binds both sides, else `as_read`, this service's reading.
        """
        if isinstance(self.absent_other_side_frees, bool):
            return self.absent_other_side_frees
        return self.binds is Binds.BOTH_SIDES or as_read

    def raised_by(self, kind: DecisionKind, sections: frozenset[PlanSection]) -> tuple[Matter, ...]:
        """Return the matters that a dispute raises. Empty if the regime names none: then today's law applies to it."""
        return tuple(one for one in self.matters if one.is_raised_by(kind, sections))

    def hears(self, kind: DecisionKind, sections: frozenset[PlanSection]) -> bool:
        """Whether a dispute may be appealed, as far as the regime can say no."""
        raised = self.raised_by(kind, sections)
        return not raised or any(one.appealable is not Appealable.NO for one in raised)

    def remits(self, kind: DecisionKind, sections: frozenset[PlanSection]) -> Remits:
        """Return what of a dispute the tribunal sends back to the authority."""
        raised = self.raised_by(kind, sections)
        sent_back = [one.power is TribunalPower.REVIEW_AND_REMIT for one in raised]
        if not any(sent_back):
            return Remits.NOTHING
        return Remits.EVERYTHING if all(sent_back) else Remits.PLACEMENT

    def days_to_arrange(self, *, again: bool) -> int:
        """Return the days for arranging mediation: from the request, or `again` from a session that was missed."""
        return self.renewed_days if again and self.renewed_days is not None else self.arrangement_days

    def is_overdue(self, on: date, since: date, session_on: date | None, *, again: bool) -> bool:
        """Whether mediation is overdue on a day. `session_on` is the day of a session that is fixed and not held."""
        arranged_by = since + timedelta(days=self.days_to_arrange(again=again))
        if self.session_window_days is None:
            return on > arranged_by
        held_by = since + timedelta(days=self.session_window_days)
        waits_for_it = session_on is not None and session_on <= held_by
        return on > held_by or (on > arranged_by and not waits_for_it)

    @property
    def longest_wait(self) -> int:
        """Return the number of days after which no wait that has begun goes on."""
        deciding = self.exemptions.decision_days if self.exemptions else None
        return max(self.arrangement_days, self.renewed_days or 0, self.session_window_days or 0, deciding or 0)
