"""Looking ahead: what is allowed now, and the shortest way to what is not."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from app.advice.domain.facts import Contact, ReferralFacts
from app.advice.domain.search import after, allowed, unlock, usual, view
from app.advice.domain.words import ContactMeans, ReferralAction, ReferralState, Source
from tests.advice.domain.builders import LA, REFERRALS, YOUNG_PERSON, a_command, a_referral, at, consent, march

TODAY = march(10)


def every_way(facts: ReferralFacts, depth: int) -> Iterator[tuple[tuple[ReferralAction, ...], ReferralFacts]]:
    """Yield every sequence of so many actions that is lawful, shortest first, without any cleverness."""
    for length in range(depth + 1):
        for way in product(ReferralAction, repeat=length):
            reached: ReferralFacts | None = facts
            for action in way:
                reached = reached and after(REFERRALS, reached, usual(action, TODAY), TODAY)
            if reached is not None:
                yield way, reached


@pytest.mark.parametrize("state", ReferralState)
def test_the_way_shown_is_lawful_and_none_is_shorter(state: ReferralState) -> None:
    ways = list(every_way(at(state), 3))
    for action in ReferralAction:
        shown = unlock(REFERRALS, at(state), usual(action, TODAY), TODAY)
        fewest = next((way for way, case in ways if after(REFERRALS, case, usual(action, TODAY), TODAY)), None)
        assert (shown is None) is (fewest is None)
        if shown is not None and fewest is not None:
            assert len(shown) == len(fewest)
            assert any(way == tuple(shown) for way, _ in ways)


def test_from_the_referral_to_help() -> None:
    assert unlock(REFERRALS, a_referral(), a_command("start"), TODAY) == ["open", "accept"]
    assert unlock(REFERRALS, at(ReferralState.WITHDRAWN), a_command("start"), TODAY) is None
    assert unlock(REFERRALS, at(ReferralState.CLOSED), a_command("withdraw-consent"), TODAY) == []


def test_no_way_leads_past_a_consent_that_is_none() -> None:
    facts = replace(a_referral(), consent=consent(YOUNG_PERSON))
    assert unlock(REFERRALS, facts, a_command("start"), TODAY) is None
    assert allowed(REFERRALS, facts, TODAY) == ["decline", "withdraw-consent"]


def test_what_only_the_command_says_of_itself_needs_no_way() -> None:
    others = a_command("withdraw-consent", by=LA)
    assert unlock(REFERRALS, a_referral(Source.SCHOOL), others, TODAY) == []


def test_what_is_allowed_now() -> None:
    assert allowed(REFERRALS, at(ReferralState.OPENED), TODAY) == ["accept", "decline", "wait-list", "withdraw-consent"]
    assert allowed(REFERRALS, at(ReferralState.CLOSED), TODAY) == ["withdraw-consent"]
    assert allowed(REFERRALS, at(ReferralState.WITHDRAWN), TODAY) == []


def test_the_plainest_command_says_the_least() -> None:
    declined: Any = usual(ReferralAction.DECLINE, TODAY)
    closed: Any = usual(ReferralAction.CLOSE, TODAY)
    contact: Any = usual(ReferralAction.RECORD_CONTACT, TODAY)
    assert (declined.reason, contact.means) == ("other", "phone")
    assert (closed.outcome, closed.level) == ("information_given", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"source": Source.SCHOOL},
        {"person": YOUNG_PERSON},
        {"consent": consent(on=3)},
        {"referred_on": march(5)},
        {"stage": ReferralState.OPENED},
        {"opened_on": march(5)},
        {"accepted_on": march(5)},
        {"wait_listed_on": march(5)},
        {"started_on": march(5)},
        {"contacts": (Contact(march(5), ContactMeans.PHONE),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_referrals_that_a_gate_or_a_date_can_tell_apart_look_different(change: dict[str, Any]) -> None:
    assert view(replace(a_referral(), **change)) != view(a_referral())


def test_the_first_call_and_the_last_matter_and_those_between_do_not() -> None:
    def called(*days: int) -> tuple[object, ...]:
        return view(replace(a_referral(), contacts=tuple(Contact(march(day), ContactMeans.PHONE) for day in days)))

    assert called(10, 20) == called(20, 15, 10)
    assert called(10, 20) != called(11, 20)
    assert called(10, 20) != called(10, 21)
