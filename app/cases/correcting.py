"""The use case of corrections: put right what was recorded on a case, and decide everything after it again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.corrected import Asked, CorrectCase, Corrected, LaterEventsStand, Made, Noticed, Remade
from app.cases.correcting_appeal_issues import WORDS, must_keep_appeal, says_words_already, with_issues
from app.cases.correcting_issues import (
    ISSUES_CHANGED,
    UNKNOWN_WORDS,
    must_be_whole,
    steps_after,
    with_drops,
    without_refused_steps,
    words_of_step,
)
from app.cases.correcting_transfers import transfer_made
from app.cases.domain.commands import (
    Command,
    ConfirmNotice,
    ContactAdviser,
    DeclineMediation,
    IssueCertificate,
    ReissueCertificate,
)
from app.cases.domain.corrections import (
    CORRECTIONS,
    THE_NOTICE,
    Entry,
    Moved,
    TakesAway,
    moved,
    retell,
    whose_word,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.intake import SETTING_NEEDS_I, WITHOUT_PLAN
from app.cases.domain.moved import TransferDays
from app.cases.domain.transfer import TRANSFERRED
from app.cases.domain.words import Source
from app.cases.history import BeforeCommands, Trail, history_of
from app.cases.issue_steps import retold, steps_of
from app.cases.one_notice import must_stay_one
from app.cases.ports import Events, OfSession, UnitOnCase
from app.cases.records import LoggedEvent, StoredCase
from app.cases.refusals import CannotCorrect, CorrectionRefused, NotYoursToCorrect, WrongInput
from app.cases.rewriting import Rewriting
from app.cases.use_cases import Bench, commissioning_body
from app.kernel.terms import OrganisationKind, Party, PlanSection
from app.platform.actor import Actor

AUTHORITY, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER


async def correct_case(work: UnitOnCase, bench: Bench, events: Events, told: CorrectCase) -> Corrected:
    """Correct what was recorded on the case of the work, and return the case before and after.

    Raises:
        NotYoursToCorrect: another organisation recorded the event.
        CannotCorrect: the event cannot be corrected here, or is recorded as the correction says.
        CorrectionRefused: the pathway refuses the event as corrected.
        NoticeKnown: the corrected notice has another case.
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
    made = [_made(work, bench, trail, one) for one in told.asked]
    kept = bench.desk.sealing.open(case.sealed, str(case.id))
    if (same := next((one for one in made if _is_recorded(one, trail, kept)), None)) is not None:
        raise CannotCorrect(same.seq, NOTHING_CHANGES.format(same.seq))
    history = trail.history.corrected([one.correction for one in made], work.today)
    stood = frozenset(one.seq for one in made) - {
        one.entry.seq for one in retell(bench.desk.pathway, trail.history).kept
    }
    folded = retell(bench.desk.pathway, history, stood)
    steps = steps_after(steps_of(kept), made, trail.history)
    told_again = retold(history, folded.types, steps)
    if told_again.asked is None:
        must_be_whole(made, folded)
    if told_again.drops:
        made = with_drops(made, told_again)
        history = trail.history.corrected([one.correction for one in made], work.today)
        folded = retell(bench.desk.pathway, history, stood)
    folded = without_refused_steps(folded, history, told_again)
    own = {one.seq: one for one in made}
    for fallen in folded.fallen:
        if fallen.entry.seq in own:
            raise CorrectionRefused(case, fallen, own[fallen.entry.seq].pointer)
    taken = _taken(case.facts, folded.facts, moved(case.facts, folded.facts, bench.desk.pathway.law, work.today))
    if taken is not None:
        _must_be_agreed(made, trail, taken)
    if work.actor.kind is not OrganisationKind.TRIBUNAL:
        must_keep_appeal(trail.history, made, case.facts, folded.facts)
    written = Rewriting(work, bench.desk, told, trail, made, history, folded, steps)
    corrected, staged = written.stage()
    if not told.not_a_duplicate:
        await must_stay_one(bench.notices, case, corrected.after)
    if told.dry_run:
        return corrected
    if folded.fallen:
        raise LaterEventsStand(corrected)
    await bench.hanging.follow(corrected.after.facts, _of_sessions(trail, made))
    for one in staged:
        work.put(one)
    return corrected


def may_correct(event: LoggedEvent, case: StoredCase, corrects: Actor) -> bool:
    """Whether an organisation corrects an event: its own, or one of a predecessor that has left the case to it.

    A predecessor reads the case no more. The authority and the provider of the case answer for what theirs recorded.
    """
    if event.organisation_id == corrects.organisation_id or event.by is corrects.kind is AUTHORITY:
        return True
    took_over = corrects.kind is PROVIDER and corrects.organisation_id == case.provider_id
    has_left = event.by is PROVIDER and event.organisation_id not in (case.provider_id, case.mediating_provider_id)
    return took_over and has_left


OLDER = (
    "When some older actions of this case were recorded, the service did not yet store their requests. So the service "
    "cannot work out the case again, and cannot correct the case."
)
ALREADY_VOIDED = (
    "This event is already void, which means that it counts as never recorded. To make the event count again, correct "
    "the event with `replace`."
)
OPENS_THE_CASE = (
    "The first event opens the case, so you cannot void the first event. Record the action `close` instead."
)
NOTHING_CHANGES = (
    "Event {} already says what your correction says, so the correction would change nothing. We changed nothing."
)
NO_ACTION = (
    "You cannot correct this event here, because no action on the case recorded the event. If the event is about a "
    "session, a time slot, a search or an offer, record the session, slot, search or offer again."
)


def _made(work: UnitOnCase, bench: Bench, trail: Trail, asked: Asked) -> Made:
    """Make out one thing that is corrected, where the caller may correct it."""
    event, entry = trail.event(asked.seq), trail.history.at(asked.seq)
    if event is None or event.type in CORRECTIONS:
        says = (
            "This case has no event with this number"
            if event is None
            else "The event with this number is itself a correction. Give the number of the event that was corrected"
        )
        raise WrongInput(f"{asked.pointer}/seq", says, "seq")
    if not may_correct(event, work.case, work.actor):
        raise NotYoursToCorrect(event)
    if asked.seq == THE_NOTICE:
        return _notice_made(work, bench, trail, asked)
    if event.type == TRANSFERRED:
        return transfer_made(work.actor, work.today, trail.history, event, asked)
    if entry is None or entry.command is None:
        raise CannotCorrect(asked.seq, NO_ACTION)
    if (speaks := whose_word(entry.command, event.by)) is not None and asked.agreed_by is not speaks:
        says = (
            "You recorded this event for another party. If that party agrees to the correction, send `agreed_by`: "
            f"`{speaks}`"
        )
        raise WrongInput(f"{asked.pointer}/agreed_by", says, "agreed_by")
    if asked.remake is None:
        if entry.voided:
            raise CannotCorrect(asked.seq, ALREADY_VOIDED)
        return Made(asked.seq, asked.pointer, None, agreed_by=asked.agreed_by)
    words = words_of_step(bench, work.case, trail.history, entry)
    remade = asked.remake(entry.command, UNKNOWN_WORDS if words is None else words)
    if words is None and "issues" in remade.private:
        raise WrongInput(f"{asked.pointer}/replace/issues", ISSUES_CHANGED, "issues")
    return _action_made(bench, work.case, entry, asked, with_issues(trail.history, entry, remade, asked.pointer))


def _is_recorded(one: Made, trail: Trail, kept: Mapping[str, Any]) -> bool:
    """Whether the history says already what a correction would make it say. `kept` is what is sealed with the case."""
    words, apart = steps_of(kept).get(one.seq, kept), ("name_of", WORDS)
    if any((words.get(name) or None) != (said or None) for name, said in one.private.items() if name not in apart):
        return False
    if not says_words_already(kept, one.private):
        return False
    if one.noticed is not None:
        return one.becomes == trail.history.opening and one.noticed.opening == trail.opening
    entry = trail.history.at(one.seq)
    if isinstance(one.becomes, TransferDays):
        return entry is not None and one.becomes == TransferDays.of(entry.becomes["transferred"])
    told_another = one.body_id is not None and one.body_id != trail.bodies.get(one.seq)
    return entry is not None and not entry.voided and one.becomes == entry.command and not told_another


TAKES_TIME = "The family would have less time: {} is on {}, and {}"
TAKES_CERTIFICATE = (
    "The family would lose the mediation certificate that your authority brought in from its own records"
)
ASK_THE_FAMILY = (
    "{}. The authority needs the family's agreement to take time or a certificate from the family. Ask the family. If "
    "the family agrees that the correction is right, send `agreed_by`: `family`"
)
OF_THE_FAMILY = (ContactAdviser, DeclineMediation, IssueCertificate)
"""The steps by which a family keeps its right, that an authority may bring in from its own files."""


def _taken(before: CaseFacts, after: CaseFacts, moves: Sequence[Moved]) -> str | None:
    """Say what a correction takes from the family: its time, or a certificate that the authority told of."""
    lost = next((one for one in moves if one.takes_away is TakesAway.TIME_OF_THE_FAMILY), None)
    if lost is not None and lost.before is not None:
        now = "would no longer exist" if lost.after is None else f"would be on {lost.after.deadline.due_on}"
        return TAKES_TIME.format(lost.code, lost.before.deadline.due_on, now)
    told = before.certificate is not None and before.certificate.told_by_authority
    return TAKES_CERTIFICATE if told and after.certificate is None else None


def _must_be_agreed(made: Sequence[Made], trail: Trail, taken: str) -> None:
    """Refuse that an authority takes something from a family by what it alone says, without the family.

    A confirmation itself can only give time (`no_time_is_lost`). Where the day that counts without it is wrong, the
    adviser corrects that day, and no deadline moves until the confirmation goes: so the one asks for the other. What an
    authority brought in of the family's own steps, nobody else has recorded.
    """
    for one in made:
        event, entry = trail.event(one.seq), trail.history.at(one.seq)
        command = entry.command if entry is not None else None
        told = event is not None and event.source is Source.IMPORTED and isinstance(command, OF_THE_FAMILY)
        if (told or isinstance(command, ConfirmNotice)) and one.agreed_by is not Party.FAMILY:
            raise WrongInput(f"{one.pointer}/agreed_by", ASK_THE_FAMILY.format(taken), "agreed_by")


def _action_made(bench: Bench, case: StoredCase, entry: Entry, asked: Asked, remade: Remade) -> Made:
    command = remade.command
    if entry.voided and isinstance(command, IssueCertificate | ReissueCertificate) and not _is_told(command):
        command = replace(command, number=bench.desk.draw_number())  # the voided number stays revoked
    body_id, named = None, remade.commissioning_body
    if named is not None:
        body_id = commissioning_body(bench.desk, case, named, f"{asked.pointer}/replace")
    return Made(asked.seq, asked.pointer, command, None, remade.private, body_id, asked.agreed_by)


def _is_told(command: IssueCertificate | ReissueCertificate) -> bool:
    """Whether the authority tells of a certificate that was issued elsewhere: its number is not drawn here."""
    return isinstance(command, IssueCertificate) and command.told_by_authority


def _notice_made(work: UnitOnCase, bench: Bench, trail: Trail, asked: Asked) -> Made:
    if asked.renotice is None:
        raise CannotCorrect(THE_NOTICE, OPENS_THE_CASE)
    said = Noticed(facts=trail.history.opening, opening=trail.opening)
    noticed = asked.renotice(said)
    facts = noticed.facts
    _must_be_sound(facts, work.today, f"{asked.pointer}/replace")
    bench.desk.pathway.law.must_answer(facts)
    return Made(THE_NOTICE, asked.pointer, facts, noticed, noticed.private, agreed_by=asked.agreed_by)


def _must_be_sound(facts: CaseFacts, today: date, pointer: str) -> None:
    """Refuse a notice of a day that has not come, or about sections of a plan that is not there yet."""
    if facts.notice_sent_on > today:
        told = f"The day on which the notice was sent cannot be after today, {today}"
        raise WrongInput(f"{pointer}/decision/notice_sent_on", told, "future")
    if facts.notice_printed_on is not None and facts.notice_printed_on > today:
        told = f"The date printed on the letter cannot be after today, {today}"
        raise WrongInput(f"{pointer}/decision/notice_printed_on", told, "future")
    if facts.notice_told_on is not None and facts.notice_told_on < facts.notice_sent_on:
        told = f"The family already told the adviser about the letter on {facts.notice_told_on}"
        raise WrongInput(f"{pointer}/decision/notice_sent_on", told, "order")
    if facts.sections and facts.kind in WITHOUT_PLAN:
        raise WrongInput(
            f"{pointer}/decision/sections",
            "After a decision of this kind the child has no plan yet, so leave out the plan sections",
            "sections",
        )
    if facts.setting is not None and PlanSection.I not in facts.sections:
        raise WrongInput(f"{pointer}/decision/setting", SETTING_NEEDS_I, "setting")


def _of_sessions(trail: Trail, made: Sequence[Made]) -> list[OfSession]:
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
