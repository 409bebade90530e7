"""The use case of corrections: put right what was recorded on a case, and decide everything after it again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.domain.certificate import days_said
from app.cases.domain.commands import Command, ConfirmNotice, IssueCertificate, ReissueCertificate
from app.cases.domain.corrections import (
    CORRECTED,
    CORRECTIONS,
    THE_NOTICE,
    VOIDED,
    Correction,
    Entry,
    Folded,
    History,
    moved,
    retell,
    whose_word,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action, CorrectionReason
from app.cases.history import BeforeCommands, Trail, history_of
from app.cases.intake import WITHOUT_PLAN
from app.cases.ports import Events, OfSession, Sought, UnitOnCase, any_version
from app.cases.recording import Certifies, Corrects, Desk, Rewritten, stage_corrections
from app.cases.records import Revoked, StoredCase, command_to_json, facts_to_json
from app.cases.refusals import CannotCorrect, CorrectionRefused, NoticeKnown, NotYoursToCorrect, WrongInput
from app.cases.sight import duty_completed
from app.cases.use_cases import Bench, commissioning_body
from app.kernel.machine import changed
from app.kernel.terms import Party

WORDS_OF: Mapping[Action, tuple[str, ...]] = {
    Action.REQUEST_MEDIATION: ("issues", "health_provision_wanted"),
    Action.REGISTER_APPEAL: ("late_explanation",),
}
"""What is sealed with an action, and is forgotten with the last that stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What a notice says: the facts, and what stands beside them. `private` is sealed: the holder's name."""

    facts: CaseFacts
    opening: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """An action as it is recorded right. `private` is sealed; `body_id` is the commissioning body that it names."""

    command: Command
    private: Mapping[str, Any] = field(default_factory=dict)
    commissioning_body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to be corrected. `remake` and `renotice` say what is right; without them the event is voided.

    `agreed_by` is the party for which an authority recorded it. `pointer` leads to it in the request.
    """

    seq: int
    remake: Callable[[Command], Remade] | None = None
    renotice: Callable[[Noticed], Noticed] | None = None
    agreed_by: Party | None = None
    pointer: str = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCase:
    """Correct events of a case. The first of `asked` is the correction; the others are what it brings with it.

    `explanation` is sealed.
    """

    asked: Sequence[Asked]
    reason: CorrectionReason
    explanation: str | None = None
    dry_run: bool = False
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class CertificateFollows:
    """What becomes of the certificate that was in force: it is revoked, or another takes its place."""

    number: str
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A case before and after a correction. `events` are the places that are corrected, in the order of the request."""

    before: StoredCase
    after: StoredCase
    trail: Trail
    folded: Folded
    events: Sequence[int]
    certificate: CertificateFollows | None = None


class LaterEventsStand(Exception):
    """Later events do not stand in the corrected history, and are not corrected with it."""

    def __init__(self, corrected: Corrected) -> None:
        super().__init__(str(corrected.events))
        self.corrected = corrected


@dataclass(frozen=True, slots=True)
class _Made:
    """One thing that is corrected, made out: what stands in the place of what."""

    seq: int
    pointer: str
    becomes: Command | CaseFacts | None
    noticed: Noticed | None = None
    private: Mapping[str, Any] = field(default_factory=dict)
    body_id: UUID | None = None
    agreed_by: Party | None = None

    @property
    def correction(self) -> Correction:
        """As the domain knows it."""
        return Correction(self.seq, self.becomes)


async def correct_case(work: UnitOnCase, bench: Bench, events: Events, told: CorrectCase) -> Corrected:
    """Correct what was recorded on the case of the work, and return the case before and after.

    Raises:
        NotYoursToCorrect: another organisation recorded the event.
        CannotCorrect: the event cannot be corrected here.
        CorrectionRefused: the pathway refuses the event as corrected.
        LaterEventsStand: later events do not stand in the corrected history, and are not corrected with it.
        GoesBehindSession: the correction would part the case from its session.
        WrongInput: a value of the correction is wrong.
    """
    case = work.case
    told.must_be_version(case.version)
    try:
        trail = history_of(await events.of_case(case.id))
    except BeforeCommands as older:
        raise CannotCorrect(older.seq, OLDER) from older
    made = [await _made(work, bench, trail, one) for one in told.asked]
    history = trail.history.corrected([one.correction for one in made], work.today)
    stood = frozenset(one.seq for one in made) - {
        one.entry.seq for one in retell(bench.desk.pathway, trail.history).kept
    }
    folded = retell(bench.desk.pathway, history, stood)
    own = {one.seq: one for one in made}
    for fallen in folded.fallen:
        if fallen.entry.seq in own:
            raise CorrectionRefused(case, fallen, own[fallen.entry.seq].pointer)
    written = _Writing(work, bench.desk, told, trail, made, history, folded)
    corrected, staged = written.stage()
    if told.dry_run:
        return corrected
    if folded.fallen:
        raise LaterEventsStand(corrected)
    await bench.hanging.follow(corrected.after.facts, _of_sessions(trail, made))
    for one in staged:
        work.put(one)
    return corrected


OLDER = (
    "This case has actions from before the service kept what an action was recorded with. The case cannot be decided "
    "again, so nothing on it can be corrected here."
)
ALREADY_VOIDED = "This event is voided already. To bring it back, correct it with `replace`."
OPENS_THE_CASE = "The first event opens the case, so it cannot be voided. Close the case instead: `close`."
NO_ACTION = (
    "This event is no action of the pathway. What it says of a session, a slot, a search or an offer is recorded again "
    "there."
)


async def _made(work: UnitOnCase, bench: Bench, trail: Trail, asked: Asked) -> _Made:
    """Make out one thing that is corrected, where the caller may correct it."""
    event, entry = trail.event(asked.seq), trail.history.at(asked.seq)
    if event is None or event.type in CORRECTIONS:
        says = (
            "There is no such event on this case"
            if event is None
            else "This event is a correction. Name the event that it corrects"
        )
        raise WrongInput(f"{asked.pointer}/seq", says, "seq")
    if event.organisation_id != work.actor.organisation_id:
        raise NotYoursToCorrect(event)
    if asked.seq == THE_NOTICE:
        return await _notice_made(work, bench, trail, asked)
    if entry is None or entry.command is None:
        raise CannotCorrect(asked.seq, NO_ACTION)
    if (speaks := whose_word(entry.command)) is not None and asked.agreed_by is not speaks:
        says = f"You recorded this for another party. Say that it agrees to the correction: {speaks}"
        raise WrongInput(f"{asked.pointer}/agreed_by", says, "agreed_by")
    if asked.remake is None:
        if entry.voided:
            raise CannotCorrect(asked.seq, ALREADY_VOIDED)
        return _Made(asked.seq, asked.pointer, None, agreed_by=asked.agreed_by)
    remade = asked.remake(entry.command)
    if isinstance(remade.command, ConfirmNotice):
        await _must_be_new(bench, _sought(work.case, trail.history.opening, remade.command.la_reference))
    return _action_made(bench, work.case, entry, asked, remade)


def _action_made(bench: Bench, case: StoredCase, entry: Entry, asked: Asked, remade: Remade) -> _Made:
    command = remade.command
    if entry.voided and isinstance(command, IssueCertificate | ReissueCertificate):
        command = replace(command, number=bench.desk.draw_number())  # the voided number stays revoked
    body_id, named = None, remade.commissioning_body
    if named is not None:
        body_id = commissioning_body(bench.desk, case, named, f"{asked.pointer}/replace")
    return _Made(asked.seq, asked.pointer, command, None, remade.private, body_id, asked.agreed_by)


async def _notice_made(work: UnitOnCase, bench: Bench, trail: Trail, asked: Asked) -> _Made:
    if asked.renotice is None:
        raise CannotCorrect(THE_NOTICE, OPENS_THE_CASE)
    said = Noticed(facts=trail.history.opening, opening=trail.opening)
    noticed = asked.renotice(said)
    facts = noticed.facts
    _must_be_sound(facts, work.today, f"{asked.pointer}/replace")
    bench.desk.pathway.law.must_answer(facts)
    sought = _sought(work.case, facts, noticed.opening["la_reference"])
    if sought != _sought(work.case, said.facts, said.opening["la_reference"]):
        await _must_be_new(bench, sought)
    return _Made(THE_NOTICE, asked.pointer, facts, noticed, noticed.private)


async def _must_be_new(bench: Bench, sought: Sought) -> None:
    """Refuse a notice that surely has another case."""
    other = await bench.notices.same(sought)
    if other is not None and other.sure:
        raise NoticeKnown(other.case_id)


def _sought(case: StoredCase, facts: CaseFacts, reference: str | None) -> Sought:
    """Return what tells a notice from another."""
    days = {day for day in (facts.notice_sent_on, facts.notice_printed_on) if day is not None}
    return Sought(case.la_id, facts.kind, tuple(sorted(days)), reference, but=case.id)


def _must_be_sound(facts: CaseFacts, today: date, pointer: str) -> None:
    """Refuse a notice of a day that has not come, or about sections of a plan that is not there yet."""
    if facts.notice_sent_on > today:
        told = f"The notice cannot have been sent after today, {today}"
        raise WrongInput(f"{pointer}/decision/notice_sent_on", told, "future")
    if facts.notice_printed_on is not None and facts.notice_printed_on > today:
        told = f"The letter cannot bear a date after today, {today}"
        raise WrongInput(f"{pointer}/decision/notice_printed_on", told, "future")
    if facts.notice_told_on is not None and facts.notice_told_on < facts.notice_sent_on:
        told = f"The family told of the letter before, on {facts.notice_told_on}"
        raise WrongInput(f"{pointer}/decision/notice_sent_on", told, "order")
    if facts.sections and facts.kind in WITHOUT_PLAN:
        raise WrongInput(f"{pointer}/decision/sections", "There is no plan yet, so it has no sections", "sections")


def _of_sessions(trail: Trail, made: Sequence[_Made]) -> list[OfSession]:
    """Return what is corrected of sessions: each event that a session wrote, and its action before and after."""
    found: list[OfSession] = []
    for one in made:
        event, entry = trail.event(one.seq), trail.history.at(one.seq)
        about = event.about if event is not None else None
        if entry is None or entry.command is None or not about or about.get("record") != "session":
            continue
        becomes = one.becomes if isinstance(one.becomes, Command) else None
        found.append(OfSession(UUID(about["session_id"]), entry.command, becomes))
    return found


@dataclass(frozen=True, slots=True)
class _Writing:
    """Makes out what a correction writes."""

    work: UnitOnCase
    desk: Desk
    told: CorrectCase
    trail: Trail
    made: Sequence[_Made]
    history: History
    folded: Folded

    def stage(self) -> tuple[Corrected, Sequence[Any]]:
        """Return the case before and after, and what is to be written."""
        case, facts = self.work.case, self.folded.facts
        sealed = self._sealed()
        follows, certifies, renumbered = self._certificate(sealed)
        if renumbered is not None:
            issued = facts.certificate
            assert issued is not None  # noqa: S101 - else there is no number to change
            facts = changed(facts, {"certificate": replace(issued, number=renumbered.number)})
        made = _with_number(self.made, renumbered)
        revoked = None
        if follows is not None and follows.replaced_by is None:
            revoked = Revoked(follows.number, self.told.reason)
        noticed = next((one.noticed for one in made if one.noticed is not None), None)
        named = {one.seq: one.body_id for one in made if one.body_id is not None}
        writes = Corrects(
            facts=facts,
            events=[self._event(one, made[0].seq, facts) for one in made],
            opening=noticed.opening if noticed is not None else self.trail.opening,
            notice_corrected=noticed is not None,
            sealed=sealed,
            body_id=self.trail.body_of(self.history, named),
            certifies=certifies,
            revoked=revoked,
        )
        staged = stage_corrections(self.desk, case, writes, self.work.recorded)
        corrected = Corrected(case, staged[-1].case, self.trail, self.folded, [one.seq for one in made], follows)
        return corrected, staged

    def _certificate(self, sealed: Mapping[str, Any]) -> "tuple[CertificateFollows | None, Certifies | None, Any]":
        """Say what becomes of the certificate: nothing, it is revoked, or one with another number takes its place.

        Another takes its place where anything changes that is printed on it.
        """
        before, after = self.work.case.facts.certificate, self.folded.facts.certificate
        number_before = before.issued_here if before else None
        if after is None or after.told_by_authority:
            return (CertificateFollows(number_before, None) if number_before else None), None, None
        if before is not None and self._printed(sealed) == self._printed_before():
            return None, None, None
        entry = self.history.last_certifying()
        issued = None if entry is None else self.trail.event(entry.seq)
        if entry is None or issued is None:
            raise LookupError("no entry issues the certificate of this case")
        known = {
            one.command.number
            for one in self.trail.history.entries
            if isinstance(one.command, IssueCertificate | ReissueCertificate)
        }
        number = after.number if after.number not in known else self.desk.draw_number()
        follows = CertificateFollows(number_before, number) if number_before else None
        return follows, Certifies(issued.organisation_id, number_before), _Renumbered(entry, number)

    def _printed(self, sealed: Mapping[str, Any]) -> tuple[object, ...]:
        noticed = next((one.noticed for one in self.made if one.noticed is not None), None)
        opening = noticed.opening if noticed is not None else self.trail.opening
        return _printed(self.folded.facts, opening, sealed)

    def _printed_before(self) -> tuple[object, ...]:
        case = self.work.case
        kept = self.desk.sealing.open(case.sealed, str(case.id))
        return _printed(case.facts, self.trail.opening, kept)

    def _sealed(self) -> dict[str, Any]:
        """Return what is sealed with the case: what is said again in words, without what is said no more."""
        case = self.work.case
        sealed = self.desk.sealing.open(case.sealed, str(case.id))
        for one in self.made:
            sealed |= one.private
        standing = {one.command.action for one in self.history.entries if one.command is not None and not one.voided}
        for action, words in WORDS_OF.items():
            if action not in standing:
                sealed = {name: said for name, said in sealed.items() if name not in words}
        if self.told.explanation is not None:
            kept = dict(sealed.get("corrections") or {})
            sealed["corrections"] = kept | {str(case.version + 1): self.told.explanation}
        return sealed

    def _shortens(self, facts: CaseFacts) -> list[str]:
        """Return the codes of the deadlines that leave the family less time than before."""
        both = moved(self.work.case.facts, facts, self.desk.pathway.law, self.work.today)
        return [one.code for one in both if one.shortens_a_right]

    def _event(self, one: _Made, first: int, facts: CaseFacts) -> Rewritten:
        """Return what the event of one correction says."""
        corrected = self.trail.event(one.seq)
        assert corrected is not None  # noqa: S101 - it was found when the correction was made out
        about: dict[str, Any] = {
            "record": "event",
            "corrects": one.seq,
            "type": corrected.type,
            "duty": duty_completed(corrected),
            "reason": self.told.reason,
            "agreed_by": one.agreed_by,
            "with": first if one.seq != first else None,
            "body_id": str(one.body_id) if one.body_id is not None else None,
            "shortens": self._shortens(facts) or None,
        }
        about = {name: said for name, said in about.items() if said is not None}
        match one.becomes:
            case None:
                return Rewritten(VOIDED, about, {})
            case CaseFacts():
                assert one.noticed is not None  # noqa: S101 - its facts are those of a notice
                said = {"facts": facts_to_json(one.becomes), "opening": dict(one.noticed.opening)}
                return Rewritten(CORRECTED, about, said)
            case command:
                return Rewritten(CORRECTED, about, command_to_json(command))


@dataclass(frozen=True, slots=True)
class _Renumbered:
    """The entry that issues the certificate, and the number that it has from now on."""

    entry: Entry
    number: str


def _with_number(made: Sequence[_Made], again: _Renumbered | None) -> list[_Made]:
    """Return what is corrected, with the entry that issues the certificate under its new number."""
    if again is None:
        return list(made)
    command = again.entry.command
    assert isinstance(command, IssueCertificate | ReissueCertificate)  # noqa: S101 - it issues the certificate
    numbered = replace(command, number=again.number)
    if all(one.seq != again.entry.seq for one in made):
        return [*made, _Made(again.entry.seq, "#", numbered)]
    return [replace(one, becomes=numbered) if one.seq == again.entry.seq else one for one in made]


def _printed(facts: CaseFacts, opening: Mapping[str, Any], sealed: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what is printed on the certificate of a case."""
    return (
        facts.certificate,
        facts.kind,
        days_said(facts),
        facts.regime,
        facts.notice_reference or opening["la_reference"],
        sealed.get("name"),
    )
