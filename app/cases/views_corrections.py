"""What a correction does to a case, as its reader is told it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.corrected import CertificateFollows, Corrected
from app.cases.correcting import may_correct
from app.cases.domain.corrections import Fallen, Moved, TakesAway, moved
from app.cases.domain.law import Law
from app.cases.past_corrections import CorrectedEvent, PastCorrection
from app.cases.records import LoggedEvent, StoredCase, facts_from_json
from app.cases.schemas.corrections import (
    CertificateAffected,
    CorrectionAnswer,
    CorrectionOut,
    CorrectionWarning,
    DeadlineMoved,
    EventVersions,
    FactChanged,
    FallenEvent,
    StateMoved,
    changed,
    written,
)
from app.cases.sight import case_told, tell_event, words_told
from app.cases.views import organisation
from app.cases.who_sees import COMMAND, WITHHELD, changes_told, date_told
from app.kernel.london import london_day
from app.kernel.readers import Reader
from app.law.domain.rulebook import RULEBOOK
from app.platform.actor import Actor
from app.platform.db.directory import Organisations


def correction(corrected: Corrected, law: Law, reads: Actor, today: date, *, dry_run: bool) -> CorrectionAnswer:
    """Show what a correction does, or would do: everything is made of what the reader is told of the case."""
    before, after = case_told(corrected.before, reads.kind), case_told(corrected.after, reads.kind)
    deadlines = _told_deadlines(before, after, law, reads, today)
    return CorrectionAnswer(
        case_id=before.id,
        dry_run=dry_run,
        version=before.version if dry_run else after.version,
        events=written(corrected.events, corrected.before.version, dry_run=dry_run),
        state=StateMoved(before=before.facts.state, after=after.facts.state),
        deadlines=[_deadline(one) for one in deadlines],
        no_longer_stand=fallen(corrected, corrected.folded.fallen, reads),
        kept=fallen(corrected, corrected.folded.kept, reads),
        certificate=_certificate(corrected.certificate, dry_run=dry_run),
        warnings=[
            *_shortened(deadlines),
            *_certificate_warnings(corrected.certificate),
            *_told_certificate_warnings(before, after),
            *([APPEAL_WITHOUT_BASIS] if corrected.folded.kept else []),
        ],
    )


def _told_deadlines(before: StoredCase, after: StoredCase, law: Law, reads: Actor, today: date) -> list[Moved]:
    reader = Reader(reads.kind)
    return [one for one in moved(before.facts, after.facts, law, today) if date_told(one.code, reader)]


def told_of(past: PastCorrection[LoggedEvent], reads: Actor) -> list[CorrectedEvent[LoggedEvent]]:
    """Return the events of a correction that a reader is told of. Empty: the reader is not told of the correction."""
    return [one for one in past.events if tell_event(one.by, reads).type != WITHHELD]


def past_correction(
    past: PastCorrection[LoggedEvent], case: StoredCase, law: Law, reads: Actor, organisations: Organisations
) -> CorrectionOut:
    """Show a correction of the past to a reader who is told of it. `case` is the case now, with what is sealed told."""
    first, told = past.first, told_of(past, reads)
    before, after = (
        case_told(replace(case, facts=facts_from_json(json.dumps(facts))), reads.kind)
        for facts in (past.before, past.after)
    )
    deadlines = _told_deadlines(before, after, law, reads, london_day(first.recorded_at))
    follows = _certificate_followed(before, after)
    lost = before.facts.appeal is not None and before.facts.appeal.basis_stands
    lost = lost and after.facts.appeal is not None and not after.facts.appeal.basis_stands
    return CorrectionOut(
        seq=told[0].by.seq,
        by=first.by,
        organisation=organisation(first.organisation_id, organisations),
        client_id=first.client_id,
        on_behalf_of=first.on_behalf_of if first.organisation_id == reads.organisation_id else None,
        recorded_at=first.recorded_at,
        reason=(first.about or {})["reason"],
        explanation=None,
        events=[_versions(one, reads) for one in told],
        state=StateMoved(before=before.facts.state, after=after.facts.state),
        changes=_changes(past, reads),
        deadlines=[_deadline(one) for one in deadlines],
        certificate=_certificate(follows, dry_run=False),
        warnings=[
            *_shortened(deadlines),
            *_certificate_warnings(follows),
            *_told_certificate_warnings(before, after),
            *([APPEAL_WITHOUT_BASIS] if lost else []),
        ],
    )


def explained(
    shown: CorrectionOut, past: PastCorrection[LoggedEvent], private: Mapping[str, Any], reads: Actor
) -> CorrectionOut:
    """Add the explanation of a correction, for a reader who may read it. `private` is what is sealed with the case."""
    explanations = words_told(private, reads.kind).get("corrections") or {}
    return shown.model_copy(update={"explanation": explanations.get(str(past.first.seq))})


def _versions(one: CorrectedEvent[LoggedEvent], reads: Actor) -> EventVersions:
    shows = Reader(reads.kind) in COMMAND
    return EventVersions(
        seq=one.by.seq,
        corrects=one.event.seq,
        type=one.event.type,
        action=one.event.action,
        voided=one.after is None,
        agreed_by=(one.by.about or {}).get("agreed_by") if shows else None,
        before=dict(one.before) if shows and one.before is not None else None,
        after=dict(one.after) if shows and one.after is not None else None,
        redacted=not shows,
    )


def _changes(past: PastCorrection[LoggedEvent], reads: Actor) -> list[FactChanged]:
    names, reader = past.first.changes, Reader(reads.kind)
    before = changes_told({name: past.before.get(name) for name in names}, reader, past.first.type)
    after = changes_told({name: past.after.get(name) for name in names}, reader, past.first.type)
    return changed(before, after)


def _certificate_followed(before: StoredCase, after: StoredCase) -> CertificateFollows | None:
    was, now = before.facts.certificate, after.facts.certificate
    number, instead = was.issued_here if was else None, now.issued_here if now else None
    return None if number is None or number == instead else CertificateFollows(number, instead)


def fallen(corrected: Corrected, found: Iterable[Fallen], reads: Actor) -> list[FallenEvent]:
    """Show entries that the corrected history refuses."""
    case = corrected.before
    return [_fallen(corrected.trail.events[one.entry.seq - 1], one, case, reads) for one in found]


def _fallen(event: LoggedEvent, one: Fallen, case: StoredCase, reads: Actor) -> FallenEvent:
    """Show an entry as its reader is told it: a reason may give away what the reader is not told of the case."""
    told = tell_event(event, reads)
    rule = RULEBOOK.rule(one.refusal.rule_id) if Reader(reads.kind) in COMMAND else None
    return FallenEvent(
        seq=event.seq,
        type=told.type,
        action=told.action,
        recorded_by=told.by,
        yours=told.type != WITHHELD and may_correct(event, case, reads),
        rule=rule and rule.id,
        citation=rule and rule.citation,
        legislation_url=rule and rule.url,
        reason=one.refusal.reason if rule else "After the correction, the rules do not allow this event.",
    )


def _deadline(one: Moved) -> DeadlineMoved:
    stands = one.after or one.before
    assert stands is not None  # noqa: S101 - a deadline was there before or is there after
    shown, clock = stands.deadline, stands.deadline.rule.clock
    return DeadlineMoved(
        code=one.code,
        owed_by=shown.owed_by,
        term=shown.term,
        term_index=shown.term_index,
        step=clock.step if clock else None,
        before=one.before and one.before.deadline.due_on,
        after=one.after and one.after.deadline.due_on,
        status_before=one.before and one.before.status,
        status_after=one.after and one.after.status,
        rule=shown.rule.id,
        citation=shown.rule.citation,
    )


def _certificate(follows: CertificateFollows | None, *, dry_run: bool) -> CertificateAffected | None:
    if follows is None:
        return None
    becomes = "revoked" if follows.replaced_by is None else "superseded"
    return CertificateAffected(
        number=follows.number, becomes=becomes, replaced_by=None if dry_run else follows.replaced_by
    )


def _shortened(deadlines: Iterable[Moved]) -> list[CorrectionWarning]:
    return [
        CorrectionWarning(code=lost.value, deadline=one.code, says=_says_shortened(one, lost))
        for one in deadlines
        if (lost := one.takes_away) is not None
    ]


def _says_shortened(one: Moved, lost: TakesAway) -> str:
    before = one.before and one.before.deadline.due_on
    if one.after is None and lost is TakesAway.DUTY_TO_THE_FAMILY:
        return f"The last day of the duty {one.code} was {before}. The duty no longer exists. Tell the family."
    now = "The time limit no longer exists" if one.after is None else f"The last day is now {one.after.deadline.due_on}"
    match lost:
        case TakesAway.TIME_OF_THE_FAMILY:
            return f"The family's time limit {one.code} was {before}. {now}. Tell the family immediately."
        case TakesAway.TIME_OF_A_PARTY:
            return (
                f"The last day of the duty {one.code} was {before}. {now}. Immediately tell the party that has "
                "this duty."
            )
        case TakesAway.DUTY_TO_THE_FAMILY:
            return (
                f"The last day of the duty {one.code} was {before}. {now}. Tell the family that it may have to wait "
                "longer."
            )


def _certificate_warnings(follows: CertificateFollows | None) -> list[CorrectionWarning]:
    if follows is None:
        return []
    if follows.replaced_by is None:
        says = (
            f"Certificate {follows.number} is revoked. Anybody who checks the number sees that the certificate is "
            "revoked, and why. Tell the family."
        )
        return [CorrectionWarning(code="certificate-revoked", says=says)]
    says = (
        f"Certificate {follows.number} is replaced, because details printed on the certificate change. Send the new "
        "certificate to the family."
    )
    return [CorrectionWarning(code="certificate-replaced", says=says)]


def _told_certificate_warnings(before: StoredCase, after: StoredCase) -> list[CorrectionWarning]:
    """Warn that a certificate goes which the authority told of: no number of this service is revoked with it."""
    was = before.facts.certificate
    if was is None or not was.told_by_authority or after.facts.certificate is not None:
        return []
    return [TOLD_CERTIFICATE_GONE]


TOLD_CERTIFICATE_GONE = CorrectionWarning(
    code="certificate-gone",
    says="The mediation certificate that the authority brought in from its own records no longer counts on this case. "
    "In this service, the family cannot appeal with this certificate. Tell the family and the mediation adviser at "
    "once.",
)
APPEAL_WITHOUT_BASIS = CorrectionWarning(
    code="appeal-without-basis",
    says="The appeal stays registered, although after the correction the case no longer shows what had allowed the "
    "appeal. The tribunal sees the correction, and decides what follows.",
)
