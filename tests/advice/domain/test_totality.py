"""`decide` is total: whatever the facts and whatever the command, it answers or refuses, and knows why."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from app.advice.domain import commands
from app.advice.domain.commands import Command
from app.advice.domain.facts import Consent, Contact, ReferralFacts
from app.advice.domain.machine import refer
from app.advice.domain.search import allowed, unlock, usual
from app.advice.domain.words import ReferralAction, ReferralState, ReferredPerson, Source
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.law.domain.rulebook import RULEBOOK
from tests.advice.domain.builders import REFERRALS

SETTINGS = settings(deadline=None, derandomize=True, database=None, max_examples=50)
ANY_DAY = st.dates(date(2026, 3, 1), date(2026, 3, 12))
MAYBE = st.none() | ANY_DAY
KINDS = [kind for kind in vars(commands).values() if isinstance(kind, type) and issubclass(kind, Command)]
ANY_COMMAND = st.sampled_from([kind for kind in KINDS if kind is not Command]).flatmap(
    lambda kind: st.builds(kind, occurred_on=ANY_DAY)
)
ANY_CONSENT = st.builds(Consent, given_on=ANY_DAY, withdrawn_on=MAYBE)
DATES: dict[str, Any] = {
    name: MAYBE for name in ReferralFacts.__annotations__ if name.endswith("_on") and name != "referred_on"
}
ANY_FACTS = st.builds(
    ReferralFacts,
    consent=ANY_CONSENT,
    referred_on=ANY_DAY,
    stage=st.sampled_from(ReferralState),
    contacts=st.lists(st.builds(Contact, on=ANY_DAY), max_size=2).map(tuple),
    **DATES,
)


T = TypeVar("T")


def outcome(attempt: Callable[[], T]) -> T | Refusal:
    """Return what comes of it: an answer or a refusal, and nothing else."""
    try:
        return attempt()
    except Refusal as refused:
        return refused


@SETTINGS
@given(facts=ANY_FACTS, command=ANY_COMMAND, today=ANY_DAY)
def test_every_command_on_every_referral_is_answered_or_refused_by_a_known_rule(
    facts: ReferralFacts, command: Command, today: date
) -> None:
    decided = outcome(lambda: REFERRALS.decide(facts, command, today))
    if isinstance(decided, Refusal):
        assert decided.reason
        assert RULEBOOK.knows(decided.rule_id)
        return
    assert facts.state is not ReferralState.WITHDRAWN
    assert command.occurred_on <= today
    assert apply(facts, decided).state in ReferralState


@SETTINGS
@given(facts=ANY_FACTS, today=ANY_DAY)
def test_looking_ahead_ends_and_agrees_with_deciding(facts: ReferralFacts, today: date) -> None:
    possible = allowed(REFERRALS, facts, today)
    for action in ReferralAction:
        way = unlock(REFERRALS, facts, usual(action, today), today)
        assert (way == []) is (action in possible)
        assert way is None or action not in way


@SETTINGS
@given(
    source=st.sampled_from(Source),
    person=st.sampled_from(ReferredPerson),
    consent=ANY_CONSENT,
    on=ANY_DAY,
    today=ANY_DAY,
)
def test_whoever_is_referred_consented_first(
    source: Source, person: ReferredPerson, consent: Consent, on: date, today: date
) -> None:
    facts = outcome(lambda: refer(ReferralFacts(source, person, consent, on), today))
    if isinstance(facts, Refusal):
        assert facts.rule_id == "referral-needs-consent"
        return
    assert facts.state is ReferralState.NEW
    assert consent.given_by is person
    assert consent.given_on <= on <= today
