"""What a correction does to a case, as its reader is told it."""

from collections.abc import Iterable

from app.cases.correcting import Corrected
from app.cases.domain.corrections import Fallen, Moved, moved
from app.cases.domain.law import Law
from app.cases.records import LoggedEvent
from app.cases.schemas.corrections import (
    CertificateAffected,
    CorrectionAnswer,
    CorrectionWarning,
    DeadlineMoved,
    FallenEvent,
    StateMoved,
    WrittenCorrection,
)
from app.cases.sight import case_told, tell_event
from app.cases.who_sees import COMMAND, WITHHELD, date_told
from app.kernel.readers import Reader
from app.law.domain.rulebook import RULEBOOK
from app.platform.actor import Actor


def correction(corrected: Corrected, law: Law, reads: Actor, *, dry_run: bool) -> CorrectionAnswer:
    """Show what a correction does, or would do: everything is made of what the reader is told of the case."""
    before, after = case_told(corrected.before, reads.kind), case_told(corrected.after, reads.kind)
    reader = Reader(reads.kind)
    deadlines = [one for one in moved(before.facts, after.facts, law) if date_told(one.code, reader)]
    first = corrected.before.version + 1
    return CorrectionAnswer(
        case_id=before.id,
        dry_run=dry_run,
        version=before.version if dry_run else after.version,
        events=[
            WrittenCorrection(corrects=place, seq=None if dry_run else seq)
            for seq, place in enumerate(corrected.events, start=first)
        ],
        state=StateMoved(before=before.facts.state, after=after.facts.state),
        deadlines=[_deadline(one) for one in deadlines],
        no_longer_stand=fallen(corrected, corrected.folded.fallen, reads),
        kept=fallen(corrected, corrected.folded.kept, reads),
        certificate=_certificate(corrected, dry_run=dry_run),
        warnings=[*_shortened(deadlines), *_certificate_warnings(corrected), *_appeal_warnings(corrected)],
    )


def fallen(corrected: Corrected, found: Iterable[Fallen], reads: Actor) -> list[FallenEvent]:
    """Show entries that the corrected history refuses."""
    return [_fallen(corrected.trail.events[one.entry.seq - 1], one, reads) for one in found]


def _fallen(event: LoggedEvent, one: Fallen, reads: Actor) -> FallenEvent:
    """Show an entry as its reader is told it: a reason may give away what the reader is not told of the case."""
    told = tell_event(event, reads)
    rule = RULEBOOK.rule(one.refusal.rule_id) if Reader(reads.kind) in COMMAND else None
    return FallenEvent(
        seq=event.seq,
        type=told.type,
        action=told.action,
        recorded_by=told.by,
        yours=told.type != WITHHELD and event.organisation_id == reads.organisation_id,
        rule=rule and rule.id,
        citation=rule and rule.citation,
        legislation_url=rule and rule.url,
        reason=one.refusal.reason if rule else "The case as corrected does not allow this event.",
    )


def _deadline(one: Moved) -> DeadlineMoved:
    shown = one.after or one.before
    assert shown is not None  # noqa: S101 - a deadline was there before or is there after
    clock = shown.rule.clock
    return DeadlineMoved(
        code=one.code,
        owed_by=shown.owed_by,
        term=shown.term,
        term_index=shown.term_index,
        step=clock.step if clock else None,
        before=one.before and one.before.due_on,
        after=one.after and one.after.due_on,
        rule=shown.rule.id,
        citation=shown.rule.citation,
    )


def _certificate(corrected: Corrected, *, dry_run: bool) -> CertificateAffected | None:
    follows = corrected.certificate
    if follows is None:
        return None
    becomes = "revoked" if follows.replaced_by is None else "superseded"
    return CertificateAffected(
        number=follows.number, becomes=becomes, replaced_by=None if dry_run else follows.replaced_by
    )


def _shortened(deadlines: Iterable[Moved]) -> list[CorrectionWarning]:
    return [
        CorrectionWarning(code="right-shortened", deadline=one.code, says=_says_shortened(one))
        for one in deadlines
        if one.shortens_a_right
    ]


def _says_shortened(one: Moved) -> str:
    before = one.before and one.before.due_on
    if one.after is None:
        return f"The family's time limit {one.code} was {before}. It no longer exists. Tell the family at once."
    return f"The family's time limit {one.code} was {before}. It is now {one.after.due_on}. Tell the family at once."


def _certificate_warnings(corrected: Corrected) -> list[CorrectionWarning]:
    follows = corrected.certificate
    if follows is None:
        return []
    if follows.replaced_by is None:
        says = f"Certificate {follows.number} is revoked. The public check says so, with the reason. Tell the family."
        return [CorrectionWarning(code="certificate-revoked", says=says)]
    says = f"Certificate {follows.number} is replaced: something changes that is printed on it. Send the new one."
    return [CorrectionWarning(code="certificate-replaced", says=says)]


def _appeal_warnings(corrected: Corrected) -> list[CorrectionWarning]:
    if not corrected.folded.kept:
        return []
    says = (
        "The appeal stays registered, but the case as corrected has nothing that the appeal rests on. The tribunal "
        "sees this, and decides what follows."
    )
    return [CorrectionWarning(code="appeal-without-basis", says=says)]
