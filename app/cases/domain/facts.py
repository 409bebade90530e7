"""The facts of a case: frozen, complete, and enough to decide every action."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from app.cases.domain.conceded import Conceded, Promise
from app.cases.domain.moved import Reorganised, Transfer
from app.cases.domain.offered import Offered
from app.cases.domain.panels import PanelReview
from app.cases.domain.proceedings import Ordered, Proceedings
from app.cases.domain.setting import Setting
from app.cases.domain.words import AppealOutcome, DisputeReason, NoticeStatus, State
from app.kernel.readers import AND_ITS_ADVISER, AND_THE_TRIBUNAL, EVERY_READER, PARTIES, TO_THE_APPEAL
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    ExemptionGround,
    Party,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.calendars import add_months
from app.law.domain.chronology import Chronology, Directed, NoticeDay, Term
from app.law.domain.dispute import is_appealable, is_placement_only
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.readings import Readings
from app.law.domain.regime import Regime, RegimeId


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate in force. `issued_on` is the date of the first issue. A reissue does not change it.

    An authority that brings its cases in tells of certificates that were issued elsewhere. Such a certificate has the
    number that its issuer gave it, empty if the authority does not know it, and `issuer` as the authority names it.
    """

    number: str
    ground: CertificateGround
    issued_on: date
    holder_kind: AppellantKind
    told_by_authority: bool = False
    issuer: str | None = None

    @property
    def issued_here(self) -> str | None:
        """Return the number under which this service issued it. None if the authority told of it."""
        return None if self.told_by_authority else self.number


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal registered with the tribunal: what allowed it, and how it went on.

    `conceded_on` is the day on which the authority gave way after its response. `withdrawal_received_on` is the day
    from which the time for reinstatement runs. `reinstatement_applied_on` is the day on which the tribunal received the
    application that it granted. `decision_reference` names the tribunal's last decision on the appeal,
    where somebody else recorded it. `basis_stands` is false where the record was corrected and has nothing left that
    the appeal rests on: the tribunal alone decides what follows. `number` counts the appeals of the case. `outcome` is
    what the tribunal is recorded to have decided.
    """

    basis: AppealBasis
    registered_on: date
    late: bool
    permission_granted_on: date | None = None
    tribunal_reference: str | None = None
    permission_reference: str | None = None
    conceded_on: date | None = None
    withdrawn_on: date | None = None
    withdrawal_received_on: date | None = None
    reinstated_on: date | None = None
    reinstatement_applied_on: date | None = None
    decision_reference: str | None = None
    basis_stands: bool = True
    number: int = 1
    phase_transfer: bool = False
    outcome: AppealOutcome | None = None
    recommends_health: bool = False
    recommends_care: bool = False


@dataclass(frozen=True, slots=True)
class CompletedDuty:
    """A duty that the party owing it says it has done; and, of telling a session, when the family agreed to less."""

    code: Code
    completed_on: date
    term: TermKind | None = None
    step: Step | None = None
    term_index: int | None = None
    shorter_notice_agreed_on: date | None = None
    owed_by: Party | None = None
    """Which party did it, where each of two parties owes the same."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything that has become true of a case, and who is told of it. A missing date means: has not happened.

    `first_contact_on` is the day the family first made its wish known, to an adviser or to the authority; nothing
    that follows can make it later. `under_way` says whether a mediation that was asked for may still come about.
    `missed_on` is the last session to which the family did not come while the days for arranging one ran.
    `right_passed_on` is the day on which the right to appeal passed to whoever holds it now; `was_young_persons` says
    that a young person held it before. `health_raised_on` is the day on which health was added to a request that was
    under way. `closed_by_family` says that the family's word ended the case.
    `notice_printed_on` is the date on the letter, where it bears another than the day on which it was sent.
    `only_day_known` says which of the two days is known, where an adviser recorded the notice and only one is: while
    it is the printed one, `notice_sent_on` holds that day, and time counts from it.
    `notice_told_on` is the day on which the family told an adviser of its letter, and the adviser recorded the notice;
    None where the authority recorded it. `notice_reference` is the reference that the authority gave when it confirmed
    such a notice. `notice_answered_on` is the day on which the authority confirmed or disputed such a notice.
    `own_reference` is the reference of the authority that has the case now, if another authority sent the notice.
    `conceded_on` is the day by which everything in dispute was conceded before an appeal. `conceded` holds each part,
    and `promises` what the authority promised with it. `exemption_attended_on` is the day of an earlier mediation, and
    `exemption_providers_contacted` how many providers the family asked in vain: each is evidence for one ground.
    `orders` are the tribunal's orders; `order_kind` is the kind of the first. `staff_decision_sent_on` is the day of
    the last decision that the tribunal's staff made in a judge's place. `proceedings` is how the appeal was prepared
    and heard.
    `reorganised` is None again after a transfer. `panel_reviewed_on` is the day of the latest review by a panel.
    `panels` holds what is known of each review. `setting` is about the choice of a setting, where Section I is in
    dispute.
    """

    regime: Annotated[RegimeId, EVERY_READER]
    kind: Annotated[DecisionKind, EVERY_READER]
    notice_sent_on: Annotated[date, EVERY_READER]
    appellant_kind: Annotated[AppellantKind, EVERY_READER]
    sections: Annotated[frozenset[PlanSection], EVERY_READER] = frozenset()
    stage: Annotated[State, EVERY_READER] = State.NOTIFIED
    contacted_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    first_contact_on: Annotated[date | None, EVERY_READER] = None
    declined_on: Annotated[date | None, AND_THE_TRIBUNAL | AND_ITS_ADVISER] = None
    requested_on: Annotated[date | None, AND_ITS_ADVISER] = None
    under_way: Annotated[bool, AND_ITS_ADVISER] = False
    health_raised: Annotated[bool, AND_ITS_ADVISER] = False
    health_raised_on: Annotated[date | None, AND_ITS_ADVISER] = None
    health_only: Annotated[bool, AND_ITS_ADVISER] = False
    body_notified_on: Annotated[date | None, AND_ITS_ADVISER] = None
    arranged_on: Annotated[date | None, AND_ITS_ADVISER] = None
    session_on: Annotated[date | None, AND_ITS_ADVISER] = None
    session_outcome: Annotated[SessionOutcome | None, PARTIES] = None
    missed_on: Annotated[date | None, PARTIES] = None
    concluded_on: Annotated[date | None, AND_ITS_ADVISER] = None
    cannot_arrange_reported_on: Annotated[date | None, AND_ITS_ADVISER] = None
    certificate: Annotated[Certificate | None, EVERY_READER] = None
    agreement_made_on: Annotated[date | None, PARTIES] = None
    agreement_terms: Annotated[tuple[Term, ...], PARTIES] = ()
    conceded_on: Annotated[date | None, PARTIES] = None
    conceded: Annotated[tuple[Conceded, ...], PARTIES] = ()
    promises: Annotated[tuple[Promise, ...], PARTIES] = ()
    exemption_claimed_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    exemption_ground: Annotated[ExemptionGround | None, AND_THE_TRIBUNAL] = None
    exemption_attended_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    exemption_providers_contacted: Annotated[int | None, AND_THE_TRIBUNAL] = None
    exemption_decided_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    exemption_granted: Annotated[bool | None, AND_THE_TRIBUNAL] = None
    panel_reviewed_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    panels: Annotated[tuple[PanelReview, ...], PARTIES] = ()
    appeal: Annotated[Appeal | None, EVERY_READER] = None
    unopposed_notified_on: Annotated[date | None, EVERY_READER] = None
    order_made_on: Annotated[date | None, EVERY_READER] = None
    order_kind: Annotated[TermKind | None, EVERY_READER] = None
    directed: Annotated[tuple[Directed, ...], EVERY_READER] = ()
    completed: Annotated[tuple[CompletedDuty, ...], EVERY_READER] = ()
    offers: Annotated[tuple[Offered, ...], PARTIES] = ()
    right_passed_on: Annotated[date | None, PARTIES] = None
    was_young_persons: Annotated[bool, AND_THE_TRIBUNAL] = False
    resolved_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    closed_on: Annotated[date | None, EVERY_READER] = None
    closed_by_family: Annotated[bool, AND_THE_TRIBUNAL] = False
    setting: Annotated[Setting | None, AND_THE_TRIBUNAL] = None
    notice_printed_on: Annotated[date | None, EVERY_READER] = None
    only_day_known: Annotated[NoticeDay | None, EVERY_READER] = None
    notice_status: Annotated[NoticeStatus, AND_THE_TRIBUNAL] = NoticeStatus.CONFIRMED
    notice_told_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    notice_reference: Annotated[str | None, AND_THE_TRIBUNAL] = None
    notice_answered_on: Annotated[date | None, AND_THE_TRIBUNAL] = None
    notice_disputed_as: Annotated[DisputeReason | None, AND_THE_TRIBUNAL] = None
    transferred: Annotated[Transfer | None, AND_THE_TRIBUNAL] = None
    reorganised: Annotated[Reorganised | None, AND_THE_TRIBUNAL] = None
    orders: Annotated[tuple[Ordered, ...], EVERY_READER] = ()
    staff_decision_sent_on: Annotated[date | None, TO_THE_APPEAL] = None
    proceedings: Annotated[Proceedings | None, TO_THE_APPEAL] = None
    own_reference: Annotated[str | None, AND_THE_TRIBUNAL] = None

    @property
    def state(self) -> State:
        """Where the case stands: the furthest of its endings, its appeal, and its stage of mediation.

        An appeal that the tribunal has not ended keeps its case open, whoever closed it.
        """
        return State.CLOSED if self.over_on else self.beneath

    @property
    def over_on(self) -> date | None:
        """Return the day on which the case was closed. None while an appeal is before the tribunal."""
        return None if self.appeal_pending else self.closed_on

    @property
    def beneath(self) -> State:
        """Return the state that the case would have if it were not closed."""
        if self.resolved_on:
            return State.RESOLVED
        return State.APPEAL_REGISTERED if self.appeal else self.stage

    @property
    def moved(self) -> Transfer | Reorganised | None:
        """Return how the case last came to another authority than the one before. None if it has only had one."""
        return self.reorganised or self.transferred

    @property
    def taken_up_as(self) -> State | None:
        """Return the state to which the family's next step would lead a closed case back. None if no step would.

        After an appeal that was decided, or not opposed, the family's right is used up.
        """
        return self.beneath if self.over_on and not self.decided else None

    @property
    def appeal_pending(self) -> bool:
        """Whether an appeal is before the tribunal, which alone can end it."""
        return self.appeal is not None and self.resolved_on is None

    @property
    def panel_waits(self) -> bool:
        """Whether a panel recommends something and the authority has not answered."""
        return any(review.waits for review in self.panels)

    @property
    def agreement_recorded(self) -> bool:
        """Whether the agreement of the last mediation is on record."""
        made, concluded = self.agreement_made_on, self.concluded_on
        return made is not None and not (concluded is not None and made < concluded)

    @property
    def withdrawn(self) -> bool:
        """Whether the appeal was withdrawn, and was not reinstated."""
        return self.appeal is not None and self.appeal.withdrawn_on is not None

    @property
    def young_persons(self) -> bool:
        """Whether the right to appeal is, or once was, a young person's own."""
        return self.was_young_persons or self.appellant_kind is AppellantKind.YOUNG_PERSON

    @property
    def session_arranged(self) -> bool:
        """Whether a session is fixed and has not come yet."""
        return self.under_way and self.arranged_on is not None and self.session_outcome is None

    @property
    def contact_closes_on(self) -> date:
        """Return the last day of the contact period: two months after the notice, not rolled (reg 33)."""
        return add_months(self.notice_sent_on, 2)[0]

    @property
    def response_sent_on(self) -> date | None:
        """Return the day on which the authority sent its response to the appeal, as it said."""
        return next((duty.completed_on for duty in self.completed if duty.code is Code.LA_RESPONSE), None)

    @property
    def decided(self) -> bool:
        """Whether an appeal came to a decision that the authority must carry out (regs 44, 45)."""
        return self.order_made_on is not None or self.unopposed_notified_on is not None

    def all_by(self, day: date) -> bool:
        """Whether everything recorded of the case had happened by a day; a session fixed for later counts as known."""
        return self.notice_sent_on <= day and all(known <= day for known in self._days())

    @property
    def sent_by(self) -> date | None:
        """Return the last day on which the notice can have been sent; None where nothing recorded says so.

        The family had the letter when the adviser recorded it, and before each step that answers it.
        """
        return min(self._days(), default=None)

    def _days(self) -> Iterator[date]:
        """Yield the day of each thing that was recorded after the notice."""
        days = (
            self.notice_told_on, self.notice_answered_on, self.first_contact_on, self.contacted_on,
            self.declined_on, self.requested_on, self.body_notified_on,
            self.arranged_on, self.missed_on, self.concluded_on, self.cannot_arrange_reported_on,
            self.agreement_made_on, self.conceded_on, self.exemption_claimed_on, self.exemption_decided_on,
            self.panel_reviewed_on, self.unopposed_notified_on, self.order_made_on, self.resolved_on, self.closed_on,
            *(day for review in self.panels for day in (review.reviewed_on, review.authority_answered_on)),
            *(one.conceded_on for one in self.conceded), *(one.kept_on for one in self.promises),
            self.certificate.issued_on if self.certificate else None,
            self.health_raised_on, self.right_passed_on,
            *((self.appeal.registered_on, self.appeal.conceded_on, self.appeal.withdrawn_on, self.appeal.reinstated_on)
              if self.appeal else ()),
        )  # fmt: skip
        return (day for day in days if day is not None)

    def contact_missed(self, today: date) -> bool:
        """Whether the contact period ended without a contact."""
        return (self.first_contact_on or today) > self.contact_closes_on

    def placement_only(self, readings: Readings) -> bool:
        """Whether the dispute is only about the placement, so that no certificate is needed (s.55(2))."""
        return is_placement_only(self.kind, self.sections, readings)

    @property
    def appealable(self) -> bool:
        """Whether an appeal exists about this dispute (s.51(2))."""
        return is_appealable(self.kind, self.sections)

    def _missed(self, readings: Readings) -> date | None:
        """Return the missed session from which the days for arranging mediation count again, if they do."""
        return self.missed_on if readings.missed_session_gives_days_anew else None

    def owed_anew_since(self, readings: Readings) -> date | None:
        """Return the missed session from which mediation is to be arranged again, if its first arrangement fell away.

        While that stands, the duty to arrange is kept by it.
        """
        missed = self._missed(readings)
        fell_away = missed is not None and (self.arranged_on is None or self.arranged_on > missed)
        return missed if fell_away else None

    def arrangement_overdue(self, on: date, regime: Regime, readings: Readings) -> bool:
        """Whether mediation has been under way for longer than its regime allows.

        The days count from the request or, as the law is read, from the last session that the family missed within
        them. They do not go on while the case is closed.
        """
        return self.arrangement_overdue_if_open(min(on, self.over_on or on), regime, readings)

    def arrangement_overdue_if_open(self, on: date, regime: Regime, readings: Readings) -> bool:
        """Whether mediation would be overdue on a day if the case had not been closed meanwhile."""
        missed = self._missed(readings)
        since = missed or self.requested_on
        fixed = self.session_on if self.session_arranged else None
        return self.under_way and since is not None and regime.is_overdue(on, since, fixed, again=missed is not None)

    def arrangement_due(self, regime: Regime, readings: Readings) -> date | None:
        """Return the last day on which a mediation that was asked for is to be arranged (regs 35, 36).

        Where the issues are about health alone the days count from the authority's telling the commissioning body;
        where the family missed a session within them, and the law is read so, from that day.
        """
        told = self.body_notified_on if self.health_only else None
        missed = self._missed(readings)
        since = missed or told or self.requested_on
        return since + timedelta(days=regime.days_to_arrange(again=missed is not None)) if since else None

    def waits_until(self, regime: Regime, readings: Readings) -> date | None:
        """Return that day for a family that waits for a session. None if no mediation was asked for, or if a session is
        fixed."""
        over = self.resolved_on is not None or self.closed_on is not None
        waits = self.under_way and not self.session_arranged and not over
        return self.arrangement_due(regime, readings) if waits else None

    def chronology(self) -> Chronology:
        """Return the dated facts in the calculator's form."""
        health = (self.health_raised_on or self.requested_on) if self.health_raised else None
        return Chronology(
            notice_sent_on=self.notice_sent_on,
            notice_printed_on=self.notice_printed_on,
            only_day_known=self.only_day_known,
            decision_kind=self.kind,
            sections=self.sections,
            certificate_issued_on=self.certificate.issued_on if self.certificate else None,
            mediation_declined_on=self.declined_on,
            mediation_requested_on=self.requested_on,
            health_only=self.health_only if self.requested_on else None,
            health_issues_raised_on=health,
            commissioning_body_notified_on=self.body_notified_on,
            session_on=self.session_on,
            mediation_concluded_on=self.concluded_on,
            cannot_arrange_reported_on=self.cannot_arrange_reported_on,
            agreement_made_on=self.agreement_made_on,
            agreement_terms=self.agreement_terms,
            appeal_received_on=self.appeal.registered_on if self.appeal else None,
            response_sent_on=self.response_sent_on,
            unopposed_notified_on=self.unopposed_notified_on,
            order_made_on=self.order_made_on,
            order_kind=self.order_kind if self.order_made_on else None,
            further_orders=tuple(one.order_kind for one in self.orders[1:]) if self.order_made_on else (),
            directed=tuple(one for one in self.directed if self.order_made_on or not one.of_order),
            staff_decision_sent_on=self.staff_decision_sent_on if self.appeal else None,
            withdrawal_received_on=self.appeal.withdrawal_received_on if self.appeal else None,
            move_known_on=self.transferred.aware_on if self.transferred else None,
            moves_on=self.transferred.moved_on if self.transferred else None,
            plan_transferred_on=self.transferred.transferred_on if self.transferred else None,
        )
