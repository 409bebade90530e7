"""Corrections, without a database: the corrected record is the record made right the first time."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.corrected import Asked, CorrectCase, Corrected, LaterEventsStand, Noticed, Remade
from app.cases.correcting import correct_case
from app.cases.domain import commands as c
from app.cases.domain.corrections import CORRECTIONS, retell, whose_word
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.offered import Offered
from app.cases.domain.words import CorrectionReason, OfferMoment
from app.cases.history import history_of
from app.cases.recording import Note, Notice, stage_action, stage_note, stage_notice
from app.cases.records import LoggedEvent, Staged, StoredCase, facts_from_json, facts_to_json, hashed_form
from app.cases.refusals import CorrectionRefused, WrongInput
from app.cases.sight import case_told, tell_event
from app.cases.use_cases import Bench
from app.cases.views_corrections import correction
from app.cases.who_sees import date_told
from app.kernel.chain import verify
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind, Party
from app.law.domain.kinds import Code
from app.platform.actor import Actor, Recorded
from tests.cases.use_cases.test_recording import DESK, NOW, TODAY, Names
from tests.cases.use_cases.test_use_cases import Hangs, KnownNotices, NoContacts, NoFamilies, Unit
from tests.support.walks import a_beginning, a_lot, next_step

LA, PROVIDER, TRIBUNAL = (
    OrganisationKind.LOCAL_AUTHORITY,
    OrganisationKind.MEDIATION_PROVIDER,
    OrganisationKind.TRIBUNAL,
)
EVERYBODY = uuid4()


class OneName(Names):
    """One organisation plays every part, so that it may correct everything."""

    def name(self, organisation_id: UUID) -> str:
        return str(organisation_id)


ONE_DESK = replace(DESK, directory=OneName())


def recorded(kind: OrganisationKind, by: UUID = EVERYBODY) -> Recorded:
    return Recorded(Actor(by, kind, "a client"), TODAY, NOW)


@dataclass
class Told:
    """A case as it is told so far: its events, and how it stands."""

    events: list[LoggedEvent]
    case: StoredCase

    def add(self, *staged: Staged) -> None:
        self.events += [one.event for one in staged]
        self.case = staged[-1].case

    async def of_case(self, case_id: UUID) -> Sequence[LoggedEvent]:
        assert case_id == self.case.id
        return self.events


@dataclass
class Work(Unit):
    """A unit of work of one organisation."""

    organisation: UUID = EVERYBODY
    put_so_far: list[Staged] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return Actor(self.organisation, self.by, "a client")


def opened(facts: CaseFacts) -> Told:
    notice = Notice(uuid4(), EVERYBODY, "991", uuid4(), "EHC-1", None, None, facts, {"name": "Sam Example"})
    staged = stage_notice(ONE_DESK, notice, recorded(LA))
    return Told([staged.event], staged.case)


def take(told: Told, command: c.Command) -> None:
    told.add(stage_action(ONE_DESK, told.case, command, recorded(command.by)))


def offer(told: Told) -> None:
    """Offer the family independent help when its notice was sent: an event that is no action."""
    facts = told.case.facts
    made = Offered(OfferMoment.NOTICE, facts.notice_sent_on, TODAY)
    note = Note("advice-offered", {"record": "offer"}, TODAY, {"offers": (*facts.offers, made)})
    told.add(stage_note(ONE_DESK, told.case, note, recorded(LA)))


def a_walk(lot: Random, steps: int = 9) -> Told:
    told = opened(a_beginning(lot))
    day = told.case.facts.notice_sent_on
    for _ in range(steps):
        if lot.random() < 0.15:
            offer(told)
        command = next_step(ONE_DESK.pathway, told.case.facts, day, TODAY, lot)
        if command is None:
            break
        take(told, command)
        day = max(day, command.occurred_on)
    return told


def asked(told: Told, seq: int, days: int | None) -> Asked:
    """Ask for an event to be voided, or moved by some days."""
    entry = history_of(told.events).history.at(seq)
    by = told.events[seq - 1].by
    agreed = whose_word(entry.command, by) if entry is not None and entry.command is not None else None
    if days is None:
        return Asked(seq=seq, agreed_by=agreed)

    def remake(command: c.Command, _: Any) -> Remade:
        return Remade(command=replace(command, occurred_on=command.occurred_on + timedelta(days=days)))

    def renotice(said: Noticed) -> Noticed:
        sent_on = said.facts.notice_sent_on + timedelta(days=days)
        return replace(said, facts=replace(said.facts, notice_sent_on=sent_on))

    return Asked(seq=seq, remake=remake, renotice=renotice, agreed_by=agreed)


async def correct(told: Told, *wanted: Asked, dry_run: bool = False, by: UUID = EVERYBODY, **more: Any) -> Corrected:
    work = Work(told.case, organisation=by)
    bench = Bench(ONE_DESK, KnownNotices(), more.pop("hangs", None) or Hangs(), NoContacts(), NoFamilies())
    said = CorrectCase(asked=wanted, reason=CorrectionReason.WRONG_DATE, dry_run=dry_run, **more)
    corrected = await correct_case(work, bench, told, said)
    if work.put_so_far:
        told.add(*work.put_so_far)
    assert bool(work.put_so_far) is not dry_run
    return corrected


async def corrected_whole(told: Told, seq: int, days: int | None) -> Corrected | None:
    """Correct an event, and void every later event that no longer stands; None where the pathway refuses it."""
    wanted = [asked(told, seq, days)]
    while True:
        try:
            return await correct(told, *wanted)
        except (CorrectionRefused, WrongInput):
            return None
        except LaterEventsStand as later:
            preview = await correct(told, *wanted, dry_run=True)
            fallen = later.corrected.folded.fallen
            assert [one.entry for one in preview.folded.fallen] == [one.entry for one in fallen]
            wanted.append(asked(told, fallen[0].entry.seq, None))


def without_number(facts: CaseFacts) -> CaseFacts:
    certificate = facts.certificate
    return replace(facts, certificate=certificate and replace(certificate, number=""))


def right_the_first_time(told: Told) -> CaseFacts:
    """Record on another case what the corrected history says, as if it had been known from the start."""
    history = history_of(told.events).history
    again = opened(history.opening)
    for entry in history.entries:
        if entry.voided:
            continue
        if entry.command is not None:
            take(again, entry.command)
        elif entry.kind == "advice-offered":
            offer(again)
    return again.case.facts


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=0), st.sampled_from([None, -9, -1, 1, 4, 30]))
async def test_a_corrected_record_is_the_record_made_right_the_first_time(seed: int, days: int | None) -> None:
    lot = a_lot(seed)
    walked = a_walk(lot)
    for seq in range(1 if days is not None else 2, walked.case.version + 1):
        if walked.events[seq - 1].type == "advice-offered":
            continue
        told = Told(list(walked.events), walked.case)
        corrected = await corrected_whole(told, seq, days)
        if corrected is None:
            assert told.events == walked.events
            continue
        facts = told.case.facts
        if corrected.folded.kept:
            assert facts.appeal is not None
        else:
            assert without_number(facts) == without_number(right_the_first_time(told))
        known: dict[str, Any] = {}
        for event in told.events:
            known |= event.changes
        assert facts_from_json(json.dumps(known)) == facts
        assert known == facts_to_json(facts)
        assert verify([(hashed_form(one), one.previous, one.hash) for one in told.events], told.case.head).intact
        assert retell(ONE_DESK.pathway, history_of(told.events).history).facts == facts
        if days is not None and len(corrected.events) == 1:
            back = await corrected_whole(told, seq, -days)
            assert back is not None
            assert without_number(told.case.facts) == without_number(walked.case.facts)


def _last_days(facts: CaseFacts, law: Law) -> dict[tuple[Code, int | None], date]:
    """The last days of the family's own times."""
    return {(one.code, one.term_index): one.due_on for one in law.deadlines(facts) if one.owed_by is Party.FAMILY}


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=0), st.sampled_from([None, -30, -9, -4, 4, 30]))
async def test_a_right_is_never_shortened_without_a_warning_and_an_event(seed: int, days: int | None) -> None:
    """Each organisation that sees such a time is told of the correction, and of that time in it."""
    walked = a_walk(a_lot(seed))
    law = ONE_DESK.pathway.law
    for seq in range(1 if days is not None else 2, walked.case.version + 1):
        told = Told(list(walked.events), walked.case)
        if walked.events[seq - 1].type == "advice-offered":
            continue
        if (corrected := await corrected_whole(told, seq, days)) is None:
            continue
        written = told.events[walked.case.version :]
        for kind in (LA, PROVIDER, TRIBUNAL, OrganisationKind.COMMISSIONING_BODY):
            reads = Actor(uuid4(), kind, "a client")
            before, after = (_last_days(case_told(case, kind).facts, law) for case in (walked.case, told.case))
            lost = {place[0] for place, day in before.items() if after.get(place, date.min) < day}
            lost = {code for code in lost if date_told(code, Reader(kind))}
            shown = correction(corrected, law, reads, TODAY, dry_run=False)
            assert lost == {one.deadline for one in shown.warnings if one.code == "right-shortened"}
            events = [tell_event(one, reads) for one in written]
            said = [(one.about or {}).get("shortens", ()) for one in events if one.type in CORRECTIONS]
            assert not lost or any(lost <= set(codes) for codes in said), (
                "one event of the correction is for this reader"
            )
