"""Corrections of referrals, without a database: the corrected record is the record made right the first time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.advice.bench import Bench
from app.advice.domain.commands import Command
from app.advice.domain.corrections import CORRECTIONS, retell
from app.advice.domain.corrections import Recorded as OnRecord
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.search import usual
from app.advice.domain.words import ConsentCovers, ReferralAction, ReferredPerson, Source
from app.advice.referrals import correcting
from app.advice.referrals.correcting import Asked, Corrected, CorrectReferral, correct_referral
from app.advice.referrals.history import history_of
from app.advice.referrals.recording import REFERRALS, Place, StoredReferral, facts_to_json, make, record
from app.advice.refusals import LaterEntriesStand, ReferralRefuses
from app.cases.domain.words import CorrectionReason
from app.cases.ports import Unit
from app.kernel.chain import verify
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor, Recorded
from app.platform.journal import Entry, hashed_form
from tests.cases.use_cases.test_recording import NOW, TODAY

ADVICE = OrganisationKind.ADVICE_SERVICE
SERVICE = Actor(uuid4(), ADVICE, "a client")
MADE_ON = date(2026, 2, 10)
CONSENT = Consent(ReferredPerson.PARENT, MADE_ON, frozenset({ConsentCovers.CONTACT}))
BY_SERVICE = Recorded(SERVICE, TODAY, NOW)


@dataclass
class Told:
    """A referral as it is told so far, as a store and as a unit of work of its advice service."""

    entries: list[Entry]
    stored: StoredReferral
    actor = SERVICE
    today = TODAY
    now = NOW
    recorded = BY_SERVICE

    async def locked(self, _: UUID) -> StoredReferral:
        return self.stored

    async def trail(self, _: UUID, limit: int) -> Sequence[Entry]:
        return self.entries[:limit]

    async def correct(self, stored: StoredReferral, written: Sequence[Entry]) -> None:
        self.entries += written
        self.stored = stored

    def add(self, command: Command) -> None:
        self.stored, entry = record(self.stored, command, BY_SERVICE)
        self.entries.append(entry)

    @property
    def bench(self) -> Bench:
        none: Any = None
        return Bench(none, none, none, cast("Any", self))


def made() -> Told:
    said = ReferralFacts(Source.LOCAL_AUTHORITY, ReferredPerson.PARENT, CONSENT, MADE_ON)
    stored, entry = make(uuid4(), Place(SERVICE.organisation_id, uuid4(), uuid4()), said, BY_SERVICE)
    return Told([entry], stored)


def a_walk(lot: Random) -> Told:
    """Record whatever the table allows, but a withdrawal, some days apart."""
    told, day = made(), MADE_ON
    actions = [one for one in ReferralAction if one is not ReferralAction.WITHDRAW_CONSENT]
    for _ in range(12):
        day += timedelta(days=lot.randrange(3))
        try:
            told.add(usual(lot.choice(actions), day, ADVICE))
        except Refusal:
            continue
    return told


async def correct(told: Told, *asked: Asked, dry_run: bool = False) -> Corrected:
    said = CorrectReferral(referral_id=told.stored.id, asked=asked, reason=CorrectionReason.WRONG_DATE, dry_run=dry_run)
    return await correct_referral(cast("Unit", told), told.bench, said)


async def corrected_whole(told: Told, seq: int, days: int | None) -> Corrected | None:
    """Correct an entry, and void every later entry that no longer stands; None where the table refuses it."""
    asked = [Asked(seq=seq, remake=None if days is None else lambda one: _later(one, days))]
    while True:
        try:
            return await correct(told, *asked)
        except ReferralRefuses:
            return None
        except LaterEntriesStand as later:
            fallen = [one.entry for one in later.fallen]
            await previews(told, asked, fallen)
            asked.append(Asked(seq=fallen[0].seq))


async def previews(told: Told, asked: Sequence[Asked], fallen: Sequence[OnRecord]) -> None:
    """The dry run lists the same entries, and writes nothing."""
    before = list(told.entries)
    preview = await correct(told, *asked, dry_run=True)
    assert [one.entry for one in preview.folded.fallen] == list(fallen)
    assert told.entries == before


def _later(command: Command, days: int) -> Command:
    return replace(command, occurred_on=command.occurred_on + timedelta(days=days))


def right_the_first_time(told: Told) -> ReferralFacts:
    again = made()
    for entry in history_of(told.entries).entries:
        if not entry.voided:
            again.add(entry.command)
    return again.stored.facts


@settings(max_examples=30, deadline=None)
@given(st.integers(min_value=0), st.sampled_from([None, -3, -1, 1, 2, 30]))
async def test_a_corrected_referral_is_the_referral_recorded_right_the_first_time(seed: int, days: int | None) -> None:
    walked = a_walk(Random(seed))  # noqa: S311 - draws test cases
    for seq in range(2, walked.stored.version + 1):
        told = Told(list(walked.entries), walked.stored)
        corrected = await corrected_whole(told, seq, days)
        if corrected is None:
            assert (told.entries, told.stored) == (walked.entries, walked.stored)
            continue
        facts = told.stored.facts
        assert facts == corrected.after.facts == right_the_first_time(told)
        assert retell(REFERRALS, history_of(told.entries)).facts == facts
        known: dict[str, Any] = {}
        for entry in told.entries:
            known |= {name: value for name, value in entry.changes.items() if name != "correction"}
        assert known == facts_to_json(facts)
        chain = [(hashed_form(one), one.previous, one.hash) for one in told.entries]
        assert verify(chain, told.stored.head).intact
        assert [one.type in CORRECTIONS for one in told.entries] == [
            one.seq > walked.stored.version for one in told.entries
        ]
        if days is not None and len(corrected.places) == 1 and await corrected_whole(told, seq, -days):
            assert told.stored.facts == walked.stored.facts


async def test_a_trail_that_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    told = made()
    told.add(usual(ReferralAction.OPEN, MADE_ON, ADVICE))
    monkeypatch.setattr(correcting, "MOST_ENTRIES", 2)
    with pytest.raises(ReferralRefuses, match="at most 2 entries"):
        await correct(told, Asked(seq=2))
    assert len(told.entries) == 2
