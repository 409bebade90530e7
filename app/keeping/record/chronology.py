"""What the paper form of a case's record says, part by part, in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.cases.schemas.events import Event
from app.cases.who_sees import WITHHELD
from app.certificates.wording import decision, in_words
from app.duties.schemas import DutyOut
from app.keeping.record.schemas import WholeRecord
from app.keeping.record.wording import label, lines, moment, told, value

MOST_EVENTS: Final = 2000
"""The most events on paper. The JSON has all of them."""
SANDBOX: Final = (
    "SANDBOX: this record is an example for trying out the service. The people and the decision are invented."
)
_KINDS: Final = {
    "local_authority": "local authority",
    "mediation_provider": "mediation provider",
    "commissioning_body": "commissioning body",
    "tribunal": "tribunal",
}
_STATUS: Final = {
    "met": "Done in time",
    "met_late": "Done late",
    "breached": "Not done in time",
    "running": "Not yet due",
    "passed": "The time limit ended",
    "lapsed": "No longer expected",
}
_NOT_FOR_PAPER: Final = frozenset(
    {"id", "case_id", "token", "lookups", "verification_url", "pdf_url", "case_state", "version"}
)

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the chronology."""

    day: str
    title: str
    by: str
    marks: tuple[str, ...]
    lines: tuple[Line, ...]


def title(record: WholeRecord, *, sandbox: bool) -> str:
    """What the document calls itself."""
    named = f"Record of case {record.case.la_reference or record.case.id}"
    return f"SANDBOX · {named}" if sandbox else named


def made(record: WholeRecord) -> str:
    """When the record was made, and for which organisation."""
    return f"Made on {moment(record.made_at)} for {record.made_for.name}."


def notes(record: WholeRecord) -> Iterator[str]:
    """What must be known before anything else."""
    yield (
        f"This record shows what {record.made_for.name} holds or may see of this case in this service. Other "
        "organisations may hold more. All times are London times."
    )
    yield (
        "The record may contain the names of people other than the family. Before you share the record, check what "
        "you may share."
    )
    if any(one.source == "imported" for one in record.events):
        yield (
            "Some events are marked as taken from the authority's own records. The organisations or people "
            "concerned did not record the marked events in this service."
        )
    if any(one.type == WITHHELD for one in record.events):
        yield (
            f"{record.made_for.name} may not see some of the events. For an event that the organisation may not "
            "see, the record shows only the place of the event in the order."
        )
    if len(record.events) > MOST_EVENTS:
        yield (
            f"This document shows the first {MOST_EVENTS} of {len(record.events)} events. The JSON form of the "
            "record shows all events."
        )
    for one in record.left_out:
        yield (
            f"A part of the record is left out: {label(one.part).lower()}. The program that asked for this record "
            f"lacks the permission {one.scope}."
        )


def summary(record: WholeRecord) -> Iterator[Line]:
    """The case at a glance: the decision and the parties."""
    case = record.case
    if case.la_reference:
        yield "Authority's reference", case.la_reference
    yield "Case number in this service", str(case.id)
    yield "Decision", decision(case.decision.kind)
    if case.decision.sections:
        yield "Sections in dispute", ", ".join(case.decision.sections)
    if case.decision.notice_sent_on:
        yield "Notice sent on", in_words(case.decision.notice_sent_on)
    if case.decision.notice_printed_on:
        yield "Date on the notice", in_words(case.decision.notice_printed_on)
    yield "Notice", value(case.notice_status)
    yield "Right to appeal", value(case.appellant.kind)
    if case.appellant.reference:
        yield "Reference for the family", case.appellant.reference
    if record.holder:
        whose = f" ({value(record.holder.kind)})" if record.holder.kind else ""
        yield "Name kept for the certificate", f"{record.holder.name}{whose}"
    yield "Local authority", f"{record.authority.name} ({case.la_code})"
    yield "Mediation provider", case.provider.name
    if case.mediating_provider:
        yield "Provider of the mediator", case.mediating_provider.name
    if record.help_is_given:
        yield "Independent help", "an advice service is helping the family"
    yield "State of the case", value(case.state)
    yield "Opened in this service on", moment(case.opened_at)
    yield "Last changed on", moment(case.updated_at)


def entries(record: WholeRecord) -> list[Entry]:
    """The events in the order in which they happened. An event that is withheld stands at its day of recording."""
    names, by_seq = _names(record), {one.seq: one for one in record.events}
    shown = record.events[:MOST_EVENTS]
    return [_entry(one, by_seq, names) for one in sorted(shown, key=lambda one: (_day(one), one.seq))]


def _day(event: Event) -> date:
    return event.occurred_on or event.recorded_at.date()


def _entry(event: Event, by_seq: Mapping[int, Event], names: Mapping[Any, str]) -> Entry:
    if event.type == WITHHELD:
        recorded = f"Event {event.seq}. Recorded on {moment(event.recorded_at)}."
        return Entry(in_words(_day(event)), "Event that this organisation may not see", recorded, (), ())
    who = names.get(event.organisation_id, "")
    kind = _KINDS.get(str(event.by), str(event.by))
    by = f"Event {event.seq}. Recorded by {who} ({kind}) on {moment(event.recorded_at)}."
    return Entry(
        in_words(_day(event)), label(event.type), by, tuple(_marks(event, by_seq)), tuple(_lines(event, by_seq))
    )


def _marks(event: Event, by_seq: Mapping[int, Event]) -> Iterator[str]:
    if event.source == "imported":
        yield "Taken from the authority's own records."
    if event.corrected_by is not None:
        correction = by_seq.get(event.corrected_by)
        how = "Voided" if correction is not None and correction.type == "event-voided" else "Corrected"
        yield f"{how} later, by event {event.corrected_by}."
    if event.corrects is not None:
        yield f"Correction of event {event.corrects}. The record keeps both versions."


def _lines(event: Event, by_seq: Mapping[int, Event]) -> Iterator[Line]:
    if event.corrects is not None:
        yield from _versions(event, by_seq)
        reason = (event.about or {}).get("reason")
        if reason:
            yield "Reason", value(reason)
        if event.changes:
            yield "The case now says", value(event.changes)
        return
    yield from lines(event.opening or {})
    yield from lines(event.changes)
    about = {name: one for name, one in (event.about or {}).items() if not name.endswith("_id") and name != "record"}
    yield from lines(about)


def _versions(event: Event, by_seq: Mapping[int, Event]) -> Iterator[Line]:
    """Yield what was recorded before a correction, and what it says now, where the reader is told both."""
    before, after = _said_before(event, by_seq), event.command
    if before is None or after is None:
        return
    if event.type == "event-voided":
        yield "Before the correction", value(before)
        yield "After the correction", "this did not happen"
        return
    new = after.get("facts", after)
    new = new if isinstance(new, Mapping) else after
    differing = [name for name in new if name in before and before[name] != new[name]]
    yield "Before the correction", value({name: before[name] for name in differing}) or "see below"
    yield "After the correction", value({name: new[name] for name in differing}) or "the same"


def _said_before(event: Event, by_seq: Mapping[int, Event]) -> Mapping[str, Any] | None:
    earlier = [one for one in by_seq.values() if one.corrects == event.corrects and one.seq < event.seq]
    last = max(earlier, key=lambda one: one.seq, default=None)
    if last is not None and last.type != "event-voided":
        said = last.command or {}
        facts = said.get("facts", said)
        return facts if isinstance(facts, Mapping) else said
    first = by_seq.get(event.corrects or 0)
    if first is None:
        return None
    return first.changes if first.seq == 1 else first.command


def deadlines(record: WholeRecord) -> Iterator[tuple[str, str, str, str]]:
    """Each deadline as a row: what, owed by whom, the last day, and what became of it."""
    for one in record.deadlines.deadlines:
        outcome = _STATUS.get(one.status, value(one.status))
        if one.done_on:
            outcome += f" (done on {in_words(one.done_on)})"
        due = in_words(one.due_on) + (f", {moment(one.due_at).rpartition(', ')[2]}" if one.due_at else "")
        yield f"{label(one.code)} ({one.citation})", value(one.owed_by), due, outcome


def sections(record: WholeRecord) -> Iterator[tuple[str, list[list[Line]]]]:
    """Every other part that says something: its heading, and its blocks of lines."""
    parts: list[tuple[str, Iterable[Mapping[str, Any]]]] = [
        ("Certificates", _dumped(record.certificates)),
        ("Mediation sessions", _dumped(record.sessions)),
        ("Needs for the mediation", _dumped([record.needs])),
        ("Searches for a mediator", _dumped(record.searches)),
        ("Offers of independent help", _dumped(record.offers)),
        ("Referrals to the advice service", _dumped(record.referrals)),
        ("How to reach the family", _dumped([record.contact])),
        ("Legal holds", _dumped(record.legal_holds)),
        ("Where the documents are kept", _dumped(record.documents)),
        ("Earlier duties, and what the organisations say about duties", _dumped(_beside_the_deadlines(record))),
        ("Explanations of corrections", _dumped(record.explanations)),
        ("The case's row in the imported file", _dumped([record.imported])),
    ]
    for heading, found in parts:
        blocks = [block for one in found if (block := list(lines(one, _NOT_FOR_PAPER)))]
        if blocks:
            yield heading, blocks


def _beside_the_deadlines(record: WholeRecord) -> Iterator[DutyOut]:
    """Each duty that the table of dates does not show, or of which a party has said something."""
    shown = {(one.code, one.due_on) for one in record.deadlines.deadlines}
    return (one for one in record.duties if one.cause or one.contests or (one.code, one.due_on) not in shown)


def _dumped(found: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [one.model_dump() for one in found if one is not None]


def reads(record: WholeRecord) -> Iterator[tuple[str, str, str, str]]:
    """Each reader of the case as a row: who, what, when first, when last."""
    for one in record.reads:
        yield (
            f"{one.organisation.name} ({one.client_id})",
            label(one.surface),
            moment(one.first_at),
            moment(one.last_at),
        )


def integrity(record: WholeRecord) -> Iterator[Line]:
    """Whether the audit trail is complete and unchanged, and its last hash."""
    verdict = record.verification
    yield "Events", str(verdict.length)
    yield "Complete and unchanged", "yes" if verdict.intact else "NO"
    if told(verdict.differs):
        yield "Differences found", ", ".join(verdict.differs)
    if verdict.broken_at is not None:
        yield "First event that does not match", str(verdict.broken_at)
    yield "Hash of the last event", verdict.head


def _names(record: WholeRecord) -> dict[Any, str]:
    return {one.id: one.name for one in record.organisations}
