"""The law of a case: the calendar, the readings in force, and every date that follows from the facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from app.cases.domain.exempting import exemption_due
from app.cases.domain.facts import CaseFacts
from app.cases.domain.in_appeal import dates_of_appeal
from app.kernel.errors import OutsideKnownLaw, OutsideRegime
from app.kernel.terms import OrganisationKind, Party, PlanSection, TermKind
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.chronology import Chronology
from app.law.domain.deadlines import Answer, Deadline, Reckoned, reckon, work_out
from app.law.domain.dispute import is_placement_only
from app.law.domain.kinds import Code, KeptBy
from app.law.domain.lodging import mediation_ended_on
from app.law.domain.periods import WorkingStep, count
from app.law.domain.powers import Power, powers_on
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_values import UNKNOWN, ClockEffect, CommencementTest
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK, Rulebook
from app.law.domain.versions import version_of

DECIDERS: Mapping[OrganisationKind, Party] = {
    OrganisationKind.LOCAL_AUTHORITY: Party.LOCAL_AUTHORITY,
    OrganisationKind.MEDIATION_PROVIDER: Party.MEDIATION_ADVISER,
    OrganisationKind.TRIBUNAL: Party.TRIBUNAL,
}
"""The party that must decide a claimed exemption, by the kind of organisation that decides."""

_BY_NOTICE = frozenset({CommencementTest.NOTICE, CommencementTest.DECISION})
"""The tests of commencement that the notice answers."""

TIME_UNKNOWN = (
    "The set of rules of this case (its regime) does not say how long the authority has to reconsider, so we show no "
    "last day."
)

DAYS_IN_LAW = RULEBOOK.period("authority-arranges").amount
"""The calendar days for arranging mediation in the law in force (reg 36)."""


@dataclass(frozen=True, slots=True)
class Law:
    """What a decision needs beside the facts: the calendar, the readings, the regimes and the rules in force."""

    england: EnglishCalendar
    readings: Readings = DEFAULT_READINGS
    regimes: Mapping[RegimeId, Regime] = field(default_factory=lambda: REGIMES, hash=False)
    rulebook: Rulebook = RULEBOOK

    @property
    def version(self) -> str:
        """The number of the version of this law."""
        return version_of(self.england, self.readings, self.rulebook)

    def regime(self, facts: CaseFacts) -> Regime:
        """Return the regime that the case began under."""
        return self.regimes[facts.regime]

    def appealable(self, facts: CaseFacts) -> bool:
        """Whether an appeal exists about this dispute: in the law in force (s.51(2)), and under its regime."""
        return facts.appealable and self.regime(facts).hears(facts.kind, facts.sections)

    def needs_certificate(self, facts: CaseFacts, sections: frozenset[PlanSection] | None = None) -> bool:
        """Whether an appeal about this dispute needs a certificate under its regime. `sections`: other than its own."""
        regime = self.regime(facts)
        disputed = facts.sections if sections is None else sections
        free = regime.frees_placement and is_placement_only(facts.kind, disputed, self.readings)
        return regime.asks_certificate and not free

    def powers(self, facts: CaseFacts, *, by_consent: bool = False) -> Sequence[Power]:
        """Return what the tribunal can order in an appeal about this dispute, under its regime."""
        remits = self.regime(facts).remits(facts.kind, facts.sections)
        return powers_on(facts.kind, by_consent=by_consent, remits=remits)

    def must_answer(self, facts: CaseFacts) -> None:
        """Reject a case if its notice lies outside the law that this service knows, or outside the time of its regime.

        A case does not hold the day of its decision: the notice's day counts as that day. On which day proceedings
        begin, is not known yet (`issued_within`).
        """
        _answerable(facts.chronology(), self.england, self.readings, self.rulebook)
        regime = self.regime(facts)
        if regime.commencement in _BY_NOTICE and not regime.applies_on(facts.notice_sent_on):
            raise OutsideRegime(
                f"The notice was sent on {facts.notice_sent_on}. The set of rules (regime) {regime.id} applies to "
                f"notices {regime.in_force_words}.",
                "appealable-matters",
            )

    def deadlines(self, facts: CaseFacts) -> tuple[Deadline, ...]:
        """Return every deadline of the case as far as the bank holidays are known.

        The authority is a party to all mediation but about health alone.
        """
        return _deadlines_of_case(self, facts)

    def unknown(self, facts: CaseFacts) -> tuple[Code, ...]:
        """Return the deadlines of the case that end beyond the published bank holidays."""
        effect = self.regime(facts).clock_effect
        return _reckoned(self._chronology(facts), self.england, self.readings, self.rulebook, effect).unknown

    def answer(self, facts: CaseFacts) -> Answer:
        """Return every deadline of the case, and what to know beside them."""
        effect = self.regime(facts).clock_effect
        found = work_out(
            self._chronology(facts), self.england, self.readings, self.rulebook, as_far_as_known=True, effect=effect
        )
        unknown = (TIME_UNKNOWN,) if any(self._time_is_unknown(one, facts) for one in found.deadlines) else ()
        return replace(found, deadlines=self.deadlines(facts), notes=(*found.notes, *unknown))

    def _chronology(self, facts: CaseFacts) -> Chronology:
        return self._as_asked(facts.chronology(), facts)

    def _as_asked(self, known: Chronology, facts: CaseFacts) -> Chronology:
        """Return the dated facts with what the regime says about the certificate, where it differs from the law's."""
        regime = self.regime(facts)
        if regime.asks_certificate and regime.frees_placement:
            return known
        return replace(known, needs_certificate=self.needs_certificate(facts))

    def work_out(self, facts: CaseFacts) -> tuple[Deadline, ...]:
        """Work out what `deadlines` remembers."""
        effect = self.regime(facts).clock_effect
        found = _reckoned(self._chronology(facts), self.england, self.readings, self.rulebook, effect).deadlines
        owed = [self._in_days_of_the_regime(one, facts) for one in found if self._is_owed(one, facts)]
        owed = [one for one in owed if not self._time_is_unknown(one, facts)]
        owed = sorted(
            [*owed, *self._of_exemption(facts), *dates_of_appeal(facts, self.england, self.rulebook)],
            key=_earliest_first,
        )
        if (missed := facts.owed_anew_since(self.readings)) is not None:
            owed = sorted(
                (self._counted_anew(deadline, facts, missed) for deadline in owed),
                key=_earliest_first,
            )
        return tuple(owed)

    def _in_days_of_the_regime(self, deadline: Deadline, facts: CaseFacts) -> Deadline:
        """Return the duty to arrange, or to reconsider, in the time of the regime, where that is not the law's."""
        regime, clock = self.regime(facts), deadline.rule.clock
        if clock and clock.term is TermKind.RECONSIDER and isinstance(regime.remit_weeks, int):
            days = regime.remit_weeks * 7
        elif deadline.code.kind.kept_by is KeptBy.SESSION and regime.arrangement_days != DAYS_IN_LAW:
            days = regime.arrangement_days
        else:
            return deadline
        due_on = deadline.working[0].date + timedelta(days=days)
        last = WorkingStep(
            "last day",
            due_on,
            "the regime sets this number of days: all calendar days count, and the last day does not move",
        )
        return replace(deadline, due_on=due_on, working=(deadline.working[0], last))

    def _time_is_unknown(self, deadline: Deadline, facts: CaseFacts) -> bool:
        """Whether nobody knows in which time the authority is to reconsider: the law's two weeks are not for that."""
        clock, regime = deadline.rule.clock, self.regime(facts)
        reconsiders = clock is not None and clock.term is TermKind.RECONSIDER and clock.code is Code.COMPLY_WITH_ORDER
        return reconsiders and regime.remit_weeks is UNKNOWN

    def _counted_anew(self, deadline: Deadline, facts: CaseFacts, missed: date) -> Deadline:
        """Return the duty to arrange as it is owed after a session that the family missed; any other as it was."""
        due_on = facts.arrangement_due(self.regime(facts), self.readings)
        if deadline.code.kind.kept_by is not KeptBy.SESSION or due_on is None:
            return deadline
        because = (
            "the family did not come, so the days for arranging mediation begin again (this is our reading of the law)"
        )
        since = WorkingStep("missed session", missed, because)
        return replace(deadline, due_on=due_on, working=(since, replace(deadline.working[-1], date=due_on)))

    def _of_exemption(self, facts: CaseFacts) -> list[Deadline]:
        """Return the last day for deciding a claimed exemption, under a regime that has exemptions."""
        due = exemption_due(facts, self.regime(facts).exemptions)
        if due is None or facts.exemption_claimed_on is None:
            return []
        rule = self.rulebook.rule("exemption-decided-in-time")
        claimed = WorkingStep("exemption claimed", facts.exemption_claimed_on, "the days are counted from this day")
        last = WorkingStep(
            "last day",
            due,
            "the regime sets this number of days: all calendar days count, and the last day does not move",
        )
        exemptions = self.regime(facts).exemptions
        owed_by = DECIDERS.get(exemptions.decided_by, rule.owed_by) if exemptions else rule.owed_by
        return [Deadline(Code.DECIDE_EXEMPTION, due, None, rule, (claimed, last), owed_by)]

    def _is_owed(self, deadline: Deadline, facts: CaseFacts) -> bool:
        """Whether a deadline applies to this case. The case also knows who was a party, and whether a late contact
        ended a right."""
        match deadline.code:
            case Code.REPORT_AGREEMENT:
                return facts.health_only
            case Code.ISSUE_CERTIFICATE:
                late = facts.first_contact_on is not None and missed_contact(facts, facts.first_contact_on, self)
                return facts.certificate is not None or not late
            case Code.APPLY_FOR_LEAVE:
                return facts.first_contact_on is None or missed_contact(facts, facts.first_contact_on, self)
        return True

    def appeal_window(self, facts: CaseFacts, on: date | None = None) -> Deadline | None:
        """Return the time for lodging the appeal (r.20), as the regime lets mediation move it.

        `on` is the day on which an appeal is lodged: a mediation that goes on then counts as ended by it.
        None if no appeal exists, and where the time ends beyond the published bank holidays: it has not run out.
        """
        effect = self.regime(facts).clock_effect
        return _of_the_window(Code.LODGE_APPEAL, _window(facts, effect, on), self, effect)

    def leave_window(self, facts: CaseFacts) -> Deadline | None:
        """Return the time for asking the tribunal for leave to appeal without a certificate (r.19(2)).

        None if no leave is needed: the family has a certificate or needs none, or an appeal is registered.
        """
        if facts.appeal is not None:
            return None
        window = self._as_asked(_window(facts), facts)
        return _of_the_window(Code.APPLY_FOR_LEAVE, window, self)

    def reinstatement_window(self, facts: CaseFacts) -> Deadline | None:
        """Return the time for asking that a withdrawn appeal be reinstated (r.17).

        None if none was withdrawn, and where the time ends beyond the published bank holidays.
        """
        received_on = facts.appeal.withdrawal_received_on if facts.appeal else None
        withdrawn = Chronology(facts.notice_sent_on, facts.kind, facts.sections, withdrawal_received_on=received_on)
        return _of_the_window(Code.APPLY_FOR_REINSTATEMENT, withdrawn, self)


def _window(facts: CaseFacts, effect: ClockEffect = ClockEffect.FLOOR, lodged_on: date | None = None) -> Chronology:
    """Return what the time for lodging an appeal depends on: on mediation only under a regime that lets it."""
    issued_on = facts.certificate.issued_on if facts.certificate else None
    window = Chronology(facts.notice_sent_on, facts.kind, facts.sections, certificate_issued_on=issued_on)
    if effect in (ClockEffect.FLOOR, ClockEffect.NONE):
        return window
    window = replace(
        window,
        mediation_requested_on=facts.requested_on,
        mediation_declined_on=facts.declined_on,
        mediation_concluded_on=facts.concluded_on,
    )
    goes_on = lodged_on is not None and facts.requested_on is not None and mediation_ended_on(window) is None
    return replace(window, mediation_concluded_on=lodged_on) if goes_on else window


def _earliest_first(deadline: Deadline) -> tuple[date, Code]:
    return deadline.due_on, deadline.code


@lru_cache(maxsize=4096)
def _of_the_window(code: Code, facts: Chronology, law: Law, effect: ClockEffect = ClockEffect.FLOOR) -> Deadline | None:
    """Work out one deadline; remembered, for it is asked on every look at a case."""
    try:
        found = reckon(facts, law.england, law.readings, law.rulebook, effect=effect).deadlines
    except OutsideKnownLaw:
        return None
    return next((d for d in found if d.code is code), None)


@lru_cache(maxsize=512)
def _answerable(facts: Chronology, england: EnglishCalendar, readings: Readings, rulebook: Rulebook) -> None:
    """Work out every deadline or raise; remembered, for the notices of a caseload share their days."""
    reckon(facts, england, readings, rulebook)


@lru_cache(maxsize=512)
def _deadlines_of_case(law: Law, facts: CaseFacts) -> tuple[Deadline, ...]:
    """Remember what a case owes: its list of actions asks for each of its duties in turn."""
    return law.work_out(facts)


@lru_cache(maxsize=512)
def _reckoned(
    facts: Chronology, england: EnglishCalendar, readings: Readings, rulebook: Rulebook, effect: ClockEffect
) -> Reckoned:
    """Work out every deadline; remembered, for each duty of a case that is looked at asks for all of them again."""
    return reckon(facts, england, readings, rulebook, as_far_as_known=True, effect=effect)


def missed_contact(facts: CaseFacts, on: date, law: Law) -> bool:
    """Whether a late first contact has ended the right to a certificate (reg 34(2))."""
    if not law.readings.late_contact_ends_right_to_certificate:
        return False
    if law.rulebook is RULEBOOK:
        return facts.contact_missed(on)  # on the way of every action, so nothing is counted here
    rule = law.rulebook.rule("contact-adviser", facts.notice_sent_on)
    if rule.clock is None:
        return False
    closes_on = count(facts.notice_sent_on, rule.clock.period, rule.calendar, law.england)[-1].date
    return (facts.first_contact_on or on) > closes_on
