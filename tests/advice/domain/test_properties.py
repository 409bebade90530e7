"""The properties of a referral, each asked of records that keep it and of records that break it."""

from dataclasses import replace
from typing import Any

import pytest

from app.advice.domain.assurance import DAY, PROPERTIES, starts
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferralState, ReferredPerson, Source
from app.kernel.search import Node, Step
from app.kernel.terms import OrganisationKind
from tests.advice.domain.builders import LA, PARENT, SERVICE, YOUNG_PERSON, a_command, a_referral, at, consent, record

S = ReferralState
BY_NAME: dict[str, Any] = {one.name: one for one in PROPERTIES}
HELP = BY_NAME["no-help-without-acceptance-and-consent"]


def a_step(facts: ReferralFacts, action: str, by: OrganisationKind = SERVICE) -> Step[Any, ReferralFacts, Any, Any]:
    """Return a step that records an action of a referral."""
    return Step(Node(facts, DAY), action, command=a_command(action, by=by))


def test_all_that_is_promised_of_a_referral() -> None:
    assert list(BY_NAME) == [
        "no-help-without-acceptance-and-consent",
        "withdrawal-is-the-end",
        "consent-can-always-be-withdrawn",
        "the-service-can-end-it",
        "arms-length",
        "no-two-moves-claim-one-referral",
    ]


def test_the_search_begins_with_consents_that_are_none() -> None:
    """A person's own consent and another's, to be contacted and to something else: the moves must tell them apart."""
    begun = list(starts())
    assert {one.consent.allows(ConsentCovers.CONTACT) for one in begun} == {True, False}
    assert {(one.source, one.person, one.consent.given_by) for one in begun} == {
        (source, person, giver) for source in Source for person in ReferredPerson for giver in ReferredPerson
    }


@pytest.mark.parametrize("state", [S.ACCEPTED, S.WAITING, S.ACTIVE])
def test_help_needs_the_services_yes_and_the_persons_own(state: S) -> None:
    facts = at(state)
    assert HELP.holds(facts)
    assert not HELP.holds(replace(facts, accepted_on=None))
    assert not HELP.holds(replace(facts, consent=consent(YOUNG_PERSON)))
    assert not HELP.holds(replace(facts, consent=consent(PARENT, 2, ConsentCovers.CASE_DATES)))


@pytest.mark.parametrize("state", [S.NEW, S.OPENED, S.DECLINED, S.CLOSED])
def test_where_nobody_is_helped_no_consent_is_asked_for(state: S) -> None:
    assert HELP.holds(replace(at(state), accepted_on=None, consent=consent(YOUNG_PERSON)))


def test_nothing_is_recorded_after_a_withdrawal() -> None:
    holds = BY_NAME["withdrawal-is-the-end"].holds
    assert holds(a_step(at(S.OPENED), "accept"), at(S.ACCEPTED))
    assert not holds(a_step(at(S.WITHDRAWN), "accept"), at(S.ACCEPTED))


def test_a_withdrawal_is_always_in_reach_by_the_services_hand_alone() -> None:
    rule = BY_NAME["consent-can-always-be-withdrawn"]
    assert [state for state in S if rule.kept(at(state))] == [S.WITHDRAWN]
    assert rule.may_rely_on(a_step(a_referral(), "withdraw-consent"))
    assert not rule.may_rely_on(a_step(a_referral(), "withdraw-consent", LA))
    assert not rule.may_rely_on(a_step(a_referral(), "open"))


def test_the_service_ends_a_referral_without_relying_on_a_withdrawal() -> None:
    rule = BY_NAME["the-service-can-end-it"]
    assert [state for state in S if rule.kept(at(state))] == [S.DECLINED, S.CLOSED, S.WITHDRAWN]
    assert rule.may_rely_on(a_step(a_referral(), "decline"))
    assert not rule.may_rely_on(a_step(a_referral(), "withdraw-consent"))


def test_an_authority_passes_on_the_withdrawal_of_its_own_referral_and_records_nothing_else() -> None:
    holds = BY_NAME["arms-length"].holds
    ours, families = a_referral(Source.LOCAL_AUTHORITY), a_referral(Source.FAMILY)
    withdrawn = record(ours, "withdraw-consent")
    assert holds(a_step(ours, "open"), at(S.OPENED)) is True
    assert holds(a_step(ours, "withdraw-consent", LA), withdrawn)
    assert not holds(a_step(families, "withdraw-consent", LA), withdrawn)
    assert not holds(a_step(ours, "open", LA), at(S.OPENED))
    assert holds(Step(Node(ours, DAY), "until tomorrow"), ours), "time alone is no record"
