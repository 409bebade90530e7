"""The table of moves, held against a second one written by hand: every action in every state, by every party."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.advice.domain import commands
from app.advice.domain.commands import Command
from app.advice.domain.diagram import mermaid
from app.advice.domain.facts import Consent, Contact, ReferralFacts
from app.advice.domain.gates import GATES
from app.advice.domain.machine import refer
from app.advice.domain.moves import MOVES
from app.advice.domain.search import usual
from app.advice.domain.words import (
    CloseOutcome,
    ConsentCovers,
    ContactMeans,
    DeclineReason,
    LevelOfHelp,
    ReferralAction,
    ReferralState,
    Source,
)
from app.kernel.errors import BeforeCommencement, GateClosed, NotNow, NotYours, OutOfOrder, Refusal
from app.kernel.machine import Happened, fold
from app.kernel.terms import AppellantKind, OrganisationKind
from app.law.domain.rulebook import RULEBOOK
from tests.advice.domain.builders import (
    LA,
    PARENT,
    PHONED,
    PROVIDER,
    REFERRALS,
    YOUNG_PERSON,
    a_command,
    a_referral,
    after,
    at,
    consent,
    march,
    record,
)

S = ReferralState
LEADS: dict[str, dict[S, S]] = {
    "open": {S.NEW: S.OPENED},
    "accept": {S.OPENED: S.ACCEPTED},
    "decline": {S.NEW: S.DECLINED, S.OPENED: S.DECLINED},
    "wait-list": {S.OPENED: S.WAITING, S.ACCEPTED: S.WAITING},
    "start": {S.ACCEPTED: S.ACTIVE, S.WAITING: S.ACTIVE},
    "record-contact": {S.ACCEPTED: S.ACCEPTED, S.WAITING: S.WAITING, S.ACTIVE: S.ACTIVE},
    "close": {S.ACCEPTED: S.CLOSED, S.WAITING: S.CLOSED, S.ACTIVE: S.CLOSED},
    "withdraw-consent": {state: S.WITHDRAWN for state in S if state is not S.WITHDRAWN},
}


def attempt(facts: ReferralFacts, action: str, day: int = 10, today: int = 31, **says: Any) -> Refusal | None:
    try:
        REFERRALS.decide(facts, a_command(action, day, **says), march(today))
    except Refusal as refused:
        return refused
    return None


def refusal(facts: ReferralFacts, action: str, day: int = 10, today: int = 31, **says: Any) -> Refusal:
    refused = attempt(facts, action, day, today, **says)
    assert refused is not None
    assert RULEBOOK.knows(refused.rule_id)
    return refused


# --- where ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("action", ReferralAction)
def test_an_action_leads_where_the_second_table_says_and_nowhere_else(action: ReferralAction, state: S) -> None:
    facts = at(state)
    assert facts.state is state
    target = LEADS[action].get(state)
    if target is None:
        assert isinstance(refusal(facts, action), NotNow)
    else:
        assert record(facts, action).state is target


def test_every_action_has_a_move_and_a_command_and_every_gate_stands_somewhere() -> None:
    assert sorted(move.action for move in MOVES) == sorted(ReferralAction) == sorted(LEADS)
    kinds = [kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)]
    assert {type(usual(action, march(2))) for action in ReferralAction} == set(kinds) - {Command}
    assert {gate.name for move in MOVES for gate in move.gates} == GATES.keys()
    assert all(RULEBOOK.knows(name) for name in (*(m.rule for m in MOVES), *(g.rule for g in GATES.values())))
    assert all(hasattr(a_referral(), name) for move in MOVES for name in move.not_before)


# --- by whom ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("party", OrganisationKind)
@pytest.mark.parametrize("action", ReferralAction)
def test_the_service_alone_records_and_two_others_pass_a_withdrawal_on(
    action: ReferralAction, party: OrganisationKind
) -> None:
    ours = party is OrganisationKind.ADVICE_SERVICE or (
        action is ReferralAction.WITHDRAW_CONSENT and party in (LA, PROVIDER)
    )
    for state in S:
        refused = attempt(at(state), action, by=party)
        assert isinstance(refused, NotYours) is not ours
        assert ours or (refused and "is recorded by: advice service" in refused.reason)


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("party", [LA, PROVIDER])
def test_an_organisation_passes_on_the_withdrawal_of_its_own_referral(source: Source, party: OrganisationKind) -> None:
    """An authority that pays for the help cannot end help that it did not arrange."""
    facts = a_referral(source)
    if party.value == source.value:
        assert record(facts, "withdraw-consent", by=party).state is S.WITHDRAWN
    else:
        refused = refusal(facts, "withdraw-consent", by=party)
        assert isinstance(refused, GateClosed)
        assert refused.rule_id == "consent-can-be-withdrawn"


# --- on consent -------------------------------------------------------------------------------------------------------


def test_nobody_is_referred_on_somebody_elses_consent() -> None:
    for person, giver in [(PARENT, YOUNG_PERSON), (YOUNG_PERSON, PARENT)]:
        with pytest.raises(GateClosed) as refused:
            refer(ReferralFacts(Source.SCHOOL, person, consent(giver), march(4)), march(4))
        assert refused.value.rule_id == "referral-needs-consent"
    assert a_referral(person=YOUNG_PERSON).state is S.NEW


def test_a_consent_that_does_not_cover_contact_is_none() -> None:
    with pytest.raises(GateClosed):
        refer(ReferralFacts(Source.SCHOOL, PARENT, consent(PARENT, 2, ConsentCovers.CASE_DATES), march(4)), march(4))


def test_a_consent_is_no_older_than_the_act() -> None:
    """Part 3 of the Act began on 1 September 2014."""
    begun = date(2014, 9, 1)

    def referred(consented_on: date) -> ReferralFacts:
        given = replace(consent(), given_on=consented_on)
        return refer(ReferralFacts(Source.FAMILY, PARENT, given, begun), march(4))

    assert referred(begun).consented_on == begun
    with pytest.raises(BeforeCommencement, match="2014-08-31, before the Children and Families Act 2014"):
        referred(begun - timedelta(days=1))


def test_only_a_consent_that_was_given_since_the_last_withdrawal_counts() -> None:
    facts = ReferralFacts(Source.SCHOOL, PARENT, consent(on=3), march(4))
    assert refer(facts, march(9), taken_back_on=march(2)) == facts
    assert refer(facts, march(9), taken_back_on=march(3)) == facts, "given again on the same day"
    with pytest.raises(GateClosed, match="withdrew the consent on 2026-03-04") as refused:
        refer(facts, march(9), taken_back_on=march(4))
    assert refused.value.rule_id == "consent-can-be-withdrawn"


def test_whoever_does_not_hold_the_right_to_appeal_opens_nothing_of_the_case() -> None:
    """A young person's consent opens no parent's case. To be contacted, anybody may consent."""
    wide = consent(YOUNG_PERSON, 2, ConsentCovers.CONTACT, ConsentCovers.CASE_DATES)

    def referred(given: Consent, holder: AppellantKind | None) -> ReferralFacts:
        return refer(ReferralFacts(Source.SCHOOL, YOUNG_PERSON, given, march(4)), march(4), holder=holder)

    assert referred(wide, AppellantKind.YOUNG_PERSON).consent == wide
    assert referred(wide, None).consent == wide
    assert referred(consent(YOUNG_PERSON), AppellantKind.PARENT).state is S.NEW
    with pytest.raises(GateClosed, match="The young person does not hold the right to appeal") as refused:
        referred(wide, AppellantKind.PARENT)
    assert refused.value.rule_id == "referral-needs-consent"


def test_two_people_of_one_case_stand_apart() -> None:
    parent, young_person = a_referral(), a_referral(person=YOUNG_PERSON)
    assert record(parent, "withdraw-consent").state is S.WITHDRAWN
    assert after("open accept start", young_person).state is S.ACTIVE


def test_a_referral_is_made_on_or_after_its_consent_and_not_ahead() -> None:
    assert refer(ReferralFacts(Source.FAMILY, PARENT, consent(on=4), march(4)), march(4)).referred_on == march(4)
    for consented, referred, today in [(5, 4, 9), (2, 5, 4)]:
        with pytest.raises(OutOfOrder):
            refer(ReferralFacts(Source.FAMILY, PARENT, consent(on=consented), march(referred)), march(today))


@pytest.mark.parametrize("state", [state for state in S if state is not S.WITHDRAWN])
def test_a_withdrawal_ends_what_the_service_sees_and_all_that_it_may_record(state: S) -> None:
    facts = record(at(state), "withdraw-consent", 11)
    assert facts.consent.withdrawn_on == march(11)
    assert not any(facts.consent.allows(purpose) for purpose in ConsentCovers)
    for action in ReferralAction:
        refused = refusal(facts, action, 12)
        assert isinstance(refused, NotNow)
        assert refused.rule_id == "consent-can-be-withdrawn"
    kept = [f.name for f in fields(ReferralFacts) if f.name not in ("consent", "stage")]
    assert all(getattr(facts, name) == getattr(at(state), name) for name in kept), "the record stays"


def test_a_consent_allows_what_it_names() -> None:
    given = consent(PARENT, 2, ConsentCovers.CONTACT, ConsentCovers.MEDIATION)
    assert [purpose for purpose in ConsentCovers if given.allows(purpose)] == ["contact", "mediation"]


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ReferralAction)
def test_nothing_is_recorded_ahead_of_its_day(action: ReferralAction) -> None:
    facts = at(next(iter(LEADS[action])))
    assert isinstance(refusal(facts, action, 11, today=10), OutOfOrder)
    assert REFERRALS.decide(facts, a_command(action, 10), march(10))


FIRST = [
    # actions until then and their day; the action; the first day on which it may have happened
    ("", 10, "open", 4),
    ("", 10, "decline", 4),
    ("open", 10, "accept", 10),
    ("open", 10, "decline", 10),
    ("open", 10, "wait-list", 10),
    ("open accept", 10, "wait-list", 10),
    ("open accept", 10, "start", 10),
    ("open wait-list", 10, "start", 10),
    ("open accept", 10, "record-contact", 10),
    ("open accept", 10, "close", 10),
    ("open wait-list", 10, "close", 10),
    ("open accept start", 10, "close", 10),
    ("open accept start close", 10, "withdraw-consent", 2),  # the day of the consent, whenever it is told
]


@pytest.mark.parametrize(("until", "on", "action", "first"), FIRST)
def test_nothing_comes_before_what_it_follows(until: str, on: int, action: str, first: int) -> None:
    facts = after(until, day=on)
    early = refusal(facts, action, first - 1)
    assert isinstance(early, OutOfOrder)
    assert "can only happen after this" in early.reason
    for day in (first, first + 1):
        assert record(facts, action, day)


LATER = [
    # actions with the day of each; the action; the first day on which it may have happened
    ("open 5, accept 9", "wait-list", 9),
    ("open 5, accept 6, wait-list 9", "start", 9),
    ("open 5, accept 6, wait-list 9", "close", 9),
    ("open 5, accept 6, start 9", "close", 9),
    ("open 5, accept 9", "close", 9),
    ("open 9", "record-contact", 9),
]


@pytest.mark.parametrize(("until", "action", "first"), LATER)
def test_nothing_comes_before_the_last_of_what_it_follows(until: str, action: str, first: int) -> None:
    facts = a_referral()
    for one in until.split(", "):
        said, day = one.split()
        facts = record(facts, said, int(day))
    if action == "record-contact":
        facts = record(facts, "accept", 12)
    assert isinstance(refusal(facts, action, first - 1), OutOfOrder)
    assert record(facts, action, first)


def test_a_call_made_before_the_service_said_yes_counts() -> None:
    facts = record(record(a_referral(), "open", 6), "accept", 12)
    assert record(facts, "record-contact", 6).days_to_first_contact == 2
    assert isinstance(refusal(facts, "record-contact", 5), OutOfOrder)


def test_help_is_not_over_before_its_last_contact() -> None:
    facts = record(record(at(S.ACTIVE), "record-contact", 20), "record-contact", 15)
    assert isinstance(refusal(facts, "close", 19), OutOfOrder)
    assert record(facts, "close", 20).closed_on == march(20)


# --- what -------------------------------------------------------------------------------------------------------------


def test_a_full_service_wait_lists_whom_it_will_help() -> None:
    straight = record(record(a_referral(), "open", 5), "wait-list", 9)
    assert (straight.accepted_on, straight.wait_listed_on) == (march(9), march(9))
    later = record(record(record(a_referral(), "open", 5), "accept", 6), "wait-list", 9)
    assert (later.accepted_on, later.wait_listed_on) == (march(6), march(9))
    assert record(later, "start", 30).started_on == march(30)


def test_contacts_are_facts_and_the_first_is_the_earliest() -> None:
    facts = record(at(S.ACTIVE), "record-contact", 20, means=ContactMeans.VIDEO)
    assert a_referral().first_contact_on is None
    assert a_referral().days_to_first_contact is None
    facts = record(facts, "record-contact", 10)
    assert facts.contacts == (Contact(march(20), ContactMeans.VIDEO), PHONED)
    assert (facts.first_contact_on, facts.last_contact_on, facts.days_to_first_contact) == (march(10), march(20), 6)


def test_reasons_and_outcomes_are_coded() -> None:
    declined = record(a_referral(), "decline", reason=DeclineReason.OUT_OF_AREA)
    assert (declined.declined_on, declined.decline_reason) == (march(10), "out_of_area")
    closed = record(at(S.ACTIVE), "close", outcome=CloseOutcome.SETTLED, level=LevelOfHelp.CASEWORK)
    assert (closed.closed_on, closed.outcome, closed.level) == (march(10), "settled", 3)


def test_a_referral_is_its_events_in_order() -> None:
    facts = a_referral()
    events: list[Happened] = []
    for action in ("open", "accept", "record-contact", "start", "close", "withdraw-consent"):
        events.append(REFERRALS.decide(fold(facts, events), a_command(action), march(31)))
    assert fold(facts, events).state is S.WITHDRAWN
    assert [event.type for event in events] == [
        "referral-opened", "referral-accepted", "contact-made", "help-started", "referral-closed", "consent-withdrawn",
    ]  # fmt: skip


def test_a_refusal_says_what_is_amiss() -> None:
    reason = refusal(a_referral(), "start").reason
    assert reason == "start is possible only in these states: accepted, waiting. The present state is: new."


def test_the_diagram_shows_every_state_and_every_move_that_leads_somewhere() -> None:
    drawn, stay_or_noted = mermaid(), {"record-contact", "withdraw-consent"}
    assert all(state in drawn for state in S)
    assert "    [*] --> new\n" in drawn
    assert [state for state in S if f"    {state} --> [*]\n" in drawn] == [S.DECLINED, S.CLOSED, S.WITHDRAWN]
    assert "    waiting --> active: start\n" in drawn
    assert drawn.count("-->") == 1 + sum(len(t) for a, t in LEADS.items() if a not in stay_or_noted) + 3
    assert "withdraw-consent" not in mermaid([move for move in MOVES if move.action != "withdraw-consent"])
