"""Random walks through the machine, with recordings as late and as muddled as life makes them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.cases.domain import commands as c
from app.cases.domain.assurance import DISPUTES
from app.cases.domain.facts import CaseFacts
from app.cases.domain.menu import variants
from app.cases.domain.properties import INVARIANTS
from app.cases.domain.search import shortest_way
from app.cases.domain.standing import DeadlineStatus, deadlines_on
from app.cases.domain.words import STAGES, Action, State
from app.kernel.errors import Refusal
from app.kernel.machine import Happened, apply, fold
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.law.domain.rulebook import RULEBOOK
from tests.cases.domain.builders import LAW, PATHWAY

NOTICES = [date(2026, 3, 2), date(2025, 12, 24), date(2026, 7, 31), date(2025, 12, 31)]
MEDIATING = {State.MEDIATION_REQUESTED, State.MEDIATION_ARRANGED, State.MEDIATION_NOT_ARRANGED}
ENDINGS = (Action.WITHDRAW, Action.CLOSE)
TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER


class AnyCase(RuleBasedStateMachine):
    """A case to which anything may happen, recorded on the day or long after."""

    opened: CaseFacts

    @initialize(regime=st.sampled_from(RegimeId), dispute=st.sampled_from(DISPUTES), notice=st.sampled_from(NOTICES))
    def a_notice_is_sent(self, regime: RegimeId, dispute: tuple[object, object], notice: date) -> None:
        kind, sections = dispute
        self.opened = CaseFacts(regime, kind, notice, AppellantKind.PARENT, sections)  # type: ignore[arg-type]  # drawn
        self.facts, self.today, self.events = self.opened, notice, list[Happened]()

    @rule(days=st.sampled_from([1, 3, 14, 30, 31, 62]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(action=st.sampled_from(Action), pick=st.integers(0, 6))
    def something_is_tried(self, action: Action, pick: int) -> None:
        """Any action at all, most of them refused."""
        choices = list(variants(action, self.today, PATHWAY))
        if choices and action not in ENDINGS:
            self._record(choices[pick % len(choices)])

    @rule(pick=st.integers(0, 100), late=st.sampled_from([0, 0, 0, 1, 5, 31, 70]))
    def something_possible_happened(self, pick: int, late: int) -> None:
        """One of the actions that are allowed, mostly of today, sometimes of weeks ago."""
        on = self.today - timedelta(days=late)
        possible = [
            command
            for action in Action
            if action not in ENDINGS
            for command in variants(action, on, PATHWAY)
            if self._allows(command)
        ]
        if possible:
            self._record(possible[pick % len(possible)])

    @rule(action=st.sampled_from(ENDINGS), rarely=st.integers(0, 7), late=st.sampled_from([0, 5]))
    def it_ends(self, action: Action, rarely: int, late: int) -> None:
        if rarely == 0:
            self._record(list(variants(action, self.today - timedelta(days=late), PATHWAY))[-1])

    def _allows(self, command: c.Command) -> bool:
        if not PATHWAY.claiming(self.facts, command):
            return False  # as deciding would say, but sooner
        try:
            PATHWAY.decide(self.facts, command, self.today)
        except Refusal:
            return False
        return True

    def _record(self, command: c.Command) -> None:
        before, breached = self.facts, self._breached()
        try:
            event = PATHWAY.decide(before, command, self.today)
        except Refusal as refused:
            self.refused = refused
            return
        self.facts = apply(before, event)
        self.events.append(event)
        self._stays_true(before, breached)

    def _breached(self) -> set[tuple[object, ...]]:
        return {
            (s.deadline.code, s.deadline.due_on, s.deadline.rule.id)
            for s in deadlines_on(self.facts, self.today, LAW)
            if s.status in (DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE)
        }

    def _stays_true(self, before: CaseFacts, breached: set[tuple[object, ...]]) -> None:
        """What no later recording may undo."""
        after = self.facts
        if before.first_contact_on is not None:
            assert after.first_contact_on is not None
            assert after.first_contact_on <= before.first_contact_on, "a contact never becomes later"
        if before.certificate is not None:
            assert after.certificate is not None
            assert after.certificate.issued_on == before.certificate.issued_on
            assert after.stage is State.CERTIFIED
        assert after.sections >= before.sections
        if self.events[-1].action in ENDINGS:
            kept = {row[:2] for row in self._breached()}
            lost = {row for row in breached if row[:2] not in kept}
            assert not lost or (after.closed_on is not None and after.closed_on < self.today), f"closing hid {lost}"

    @invariant()
    def the_events_tell_the_whole_story(self) -> None:
        assert fold(self.opened, self.events) == self.facts

    @invariant()
    def the_properties_hold(self) -> None:
        assert [name for name, holds in INVARIANTS.items() if not holds(self.facts, LAW)] == []

    @invariant()
    def the_stage_and_the_facts_agree(self) -> None:
        facts = self.facts
        assert facts.stage in STAGES
        assert (facts.certificate is not None) is (facts.stage is State.CERTIFIED)
        if facts.stage is not State.CERTIFIED:
            assert facts.under_way is (facts.stage in MEDIATING)
            assert (facts.stage is State.MEDIATION_CONCLUDED) is (facts.concluded_on is not None)
            assert facts.session_arranged is (facts.stage is State.MEDIATION_ARRANGED)
            assert (facts.stage is State.MEDIATION_DECLINED) is (
                facts.declined_on is not None and not facts.under_way and facts.concluded_on is None
            )

    @invariant()
    def the_dates_are_in_an_order_that_can_have_been(self) -> None:
        facts, certificate, appeal = self.facts, self.facts.certificate, self.facts.appeal
        if certificate is not None:
            assert facts.contacted_on is not None
            assert facts.contacted_on <= certificate.issued_on
            assert not LAW.readings.late_contact_ends_right_to_certificate or not facts.contact_missed(self.today)
        if appeal is not None and certificate is not None and appeal.basis is AppealBasis.CERTIFICATE:
            assert certificate.issued_on <= appeal.registered_on
        if facts.closed_on and appeal:
            assert appeal.registered_on <= facts.closed_on

    @invariant()
    def every_refusal_cites_a_rule(self) -> None:
        refused = getattr(self, "refused", None)
        assert refused is None or RULEBOOK.knows(refused.rule_id)

    @invariant()
    def every_deadline_stands_somehow(self) -> None:
        for standing in deadlines_on(self.facts, self.today, LAW):
            assert standing.status in DeadlineStatus
            assert standing.deadline.due_on is not None
            if standing.status is DeadlineStatus.MET:
                assert standing.done_on is not None
                assert standing.done_on <= standing.deadline.due_on

    @invariant()
    def the_tribunal_is_one_recording_away(self) -> None:
        """While the family has a right to appeal and has not used it, the tribunal can let it in, today."""
        facts = self.facts
        if facts.closed_on or facts.appeal or not facts.appealable:
            return
        appeal = c.RegisterAppeal(by=TRIBUNAL, occurred_on=self.today, basis=AppealBasis.PERMISSION)
        assert apply(facts, PATHWAY.decide(facts, appeal, self.today)).appeal

    @invariant()
    def a_contact_in_time_leads_to_a_certificate(self) -> None:
        """Under the law, today, by the family and its adviser alone, whatever happened so far."""
        facts = self.facts
        if facts.regime is not RegimeId.CFA_2014 or facts.closed_on or facts.certificate:
            return
        if facts.contact_missed(self.today) or facts.resolved_on:
            return
        grounds = [CertificateGround.TOOK_PART] if facts.concluded_on else [CertificateGround.DECLINED]
        for ground in grounds:
            goal = c.IssueCertificate(by=PROVIDER, occurred_on=self.today, ground=ground, number="any")
            way = shortest_way(PATHWAY, facts, goal, self.today)
            assert way is not None
            on_another_ground = [Action.ISSUE_CERTIFICATE]
            assert way == on_another_ground or set(way) <= {Action.CONTACT_ADVISER, Action.DECLINE_MEDIATION}

    @invariant()
    def the_same_question_has_the_same_answer(self) -> None:
        """A copy of the facts is decided alike: nothing is hidden in an object."""
        again = replace(self.facts)
        assert again == self.facts
        assert again.state is self.facts.state


TestAnyCase = AnyCase.TestCase
TestAnyCase.settings = settings(max_examples=80, stateful_step_count=35, deadline=None, derandomize=True, database=None)
