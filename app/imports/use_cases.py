"""The use case of an import: judge a few rows, and make the cases of those that the law allows."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.cases.desk import Desk
from app.cases.domain.facts import CaseFacts
from app.cases.domain.setting import OnList, Setting
from app.cases.families.records import Follows
from app.cases.families.use_cases import led_to
from app.cases.intake import RecordNotice, own_notice
from app.cases.ports import Unit
from app.cases.recording import Notice, People, stage_history
from app.cases.records import History
from app.cases.refusals import StepRefused, WrongInput
from app.imports.domain.needs import Fault, incomplete
from app.imports.domain.reading import RawRow
from app.imports.domain.row import COLUMNS, Row
from app.imports.domain.steps import steps
from app.imports.domain.words import RowVerdict
from app.imports.people import contact_differs, contact_of, family_of
from app.imports.records import Judged, Known
from app.kernel.errors import DomainError
from app.kernel.terms import OrganisationKind
from app.law.domain.rulebook import RULEBOOK


class Reads(Protocol):
    """Reads the cells of a row."""

    def __call__(self, cells: Mapping[str, Any]) -> Row | tuple[Fault, ...]:
        """Return the row, or why its cells cannot be read."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What rows are judged with: the use cases of cases, and the readings of this wing."""

    desk: Desk
    read: Reads
    tell: Callable[[Row], dict[str, Any]]
    """Writes what a row says as JSON, without names and contact details."""
    is_ours: Callable[[str], bool]
    """Whether a certificate's number has the form of our own numbers."""
    dry_run: bool
    allows_proposals: bool = False


@dataclass(slots=True)
class Shelf:
    """The notices that are known under the plain form of each reference."""

    plain: Mapping[str, str]
    """The plain form of each reference as a row has it."""
    known: dict[str, list[Known]] = field(default_factory=dict)
    unanswered: dict[Row, UUID] = field(default_factory=dict)
    """The case that an adviser opened for what may be the notice of a row, while the authority has not answered."""
    transferred: set[Row] = field(default_factory=set)
    """The rows of a notice whose case has another authority now."""

    def under(self, reference: str) -> list[Known]:
        """Return the notices under a reference."""
        return self.known.setdefault(self.plain[reference], [])


TRANSFERRED = "You transferred the case of this notice to another authority. Nothing was changed"
GONE = "You transferred a case with this reference and kind to another authority. Nothing was changed"
MEANT = "write yes in the column not_a_duplicate"

Read = tuple[int, Row | tuple[Fault, ...]]
"""A row's number, and what it says or why it cannot be read."""


def read_rows(judging: Judging, rows: Sequence[RawRow]) -> list[Read]:
    """Read the cells of some rows."""
    return [(number, _read(judging, cells)) for number, cells in rows]


def _read(judging: Judging, cells: Mapping[str, Any]) -> Row | tuple[Fault, ...]:
    row = judging.read(cells)
    if not isinstance(row, Row):
        return row
    faults = incomplete(row)
    if row.certificate_number and judging.is_ours(row.certificate_number):
        says = (
            "This is the number of a certificate that this service issued. A certificate of this service "
            "already has its own case"
        )
        faults.append(Fault("certificate_number", says))
    return tuple(faults) or row


async def judge(judging: Judging, unit: Unit, rows: Sequence[Read], shelf: Shelf) -> tuple[list[Judged], list[History]]:
    """Return the verdict on each row, and the cases to be written with their past. Lets other work go between rows."""
    judged: list[Judged] = []
    histories: list[History] = []
    for number, row in rows:
        await asyncio.sleep(0)
        if not isinstance(row, Row):
            judged.append(Judged(number, RowVerdict.REFUSED, _together(row), faults=row))
            continue
        if row in shelf.transferred and not row.not_a_duplicate:
            judged.append(_judged(number, row, RowVerdict.ALREADY_THERE, TRANSFERRED))
            continue
        unanswered = None if row.not_a_duplicate else shelf.unanswered.get(row)
        if unanswered is not None:
            judged.append(_beside_unanswered(number, row, unanswered))
            continue
        one, history = _judge(judging, unit, number, row, shelf)
        judged.append(one)
        if history is not None:
            shelf.under(row.la_reference).append(_now_known(number, row, one, history))
            if not judging.dry_run:
                histories.append(history)
    return judged, histories


def _now_known(number: int, row: Row, one: Judged, history: History) -> Known:
    """Return the notice of a row whose case will be written."""
    name, contact, facts = row.appellant_name, contact_of(row), history.case.facts
    return Known(row.decision_kind, row.notice_sent_on, one.case_id, one.told, name, number, contact, facts=facts)


def _judge(judging: Judging, unit: Unit, number: int, row: Row, shelf: Shelf) -> tuple[Judged, History | None]:
    """Judge one row beside the notices that are known under its reference."""
    known = sorted(shelf.under(row.la_reference), key=lambda one: one.gone)  # a case of the authority's own comes first
    same = _same(judging, row, known)
    if same is not None and same.gone and not row.not_a_duplicate:
        return _judged(number, row, RowVerdict.ALREADY_THERE, TRANSFERRED), None
    if same is not None and not same.gone:
        return _beside_same(judging, number, row, same), None
    other = next((one for one in known if one.kind is row.decision_kind), None)
    if other is not None and not row.not_a_duplicate:
        return _beside_other(number, row, other), None
    try:
        history = _history(judging, unit, row, _follows(judging, unit, row, shelf))
    except _Refused as refused:
        fault = refused.fault
        return _judged(number, row, RowVerdict.REFUSED, _together([fault]), faults=(fault,)), None
    told = judging.tell(row)
    if judging.dry_run:
        says = f"The row can be imported: the case would be {history.case.facts.state}"
        return _judged(number, row, RowVerdict.WOULD_IMPORT, says, told=told), history
    says = f"We opened a case for this row. The case is {history.case.facts.state}"
    return _judged(number, row, RowVerdict.IMPORTED, says, case_id=history.case.id, told=told), history


def _same(judging: Judging, row: Row, known: Sequence[Known]) -> Known | None:
    """Return the notice of this kind and day.

    Two authorities that one authority followed may have used one reference. If several notices fit, this returns the
    notice that says the same as the row.
    """
    found = [one for one in known if (one.kind, one.sent_on) == (row.decision_kind, row.notice_sent_on)]
    if len(found) > 1:
        said = judging.tell(row)
        found.sort(key=lambda one: one.gone or one.told is None or bool(_differences(one, row, said)))
    return found[0] if found else None


def _judged(number: int, row: Row, verdict: RowVerdict, says: str, **more: Any) -> Judged:
    return Judged(number, verdict, says, row.la_reference, row.decision_kind, row.notice_sent_on, **more)


def _beside_same(judging: Judging, number: int, row: Row, same: Known) -> Judged:
    """Judge a row whose notice is known: it changes nothing, and says what differs."""
    where = "A case" if same.case_id else f"Row {same.row}"
    if same.told is None:
        says = (
            f"{where} already has this notice. The case was not imported from a file, so we did not compare "
            "the row with the case"
        )
        return _judged(number, row, RowVerdict.ALREADY_THERE, says, case_id=same.case_id)
    faults = _differences(same, row, judging.tell(row))
    if faults:
        says = f"{where} already has this notice, but the row says something else. Nothing was changed"
        return _judged(number, row, RowVerdict.DIFFERS, says, case_id=same.case_id, faults=faults)
    says = f"{where} already has this notice. The row says the same"
    if same.contact is None and contact_of(row) is not None:
        says += ". We did not compare the contact details: record them on the case (PUT contact)"
    return _judged(number, row, RowVerdict.ALREADY_THERE, says, case_id=same.case_id)


def _differences(same: Known, row: Row, says: Mapping[str, Any]) -> tuple[Fault, ...]:
    before, contact = same.told or {}, contact_of(row)
    faults = [
        Fault(
            column, f"You imported {column} as {_shown(before.get(column))}. This file says {_shown(says.get(column))}"
        )
        for column in COLUMNS
        if before.get(column) != says.get(column)
    ]
    if row.appellant_name is not None and same.name is not None and row.appellant_name != same.name:
        faults.append(Fault("appellant_name", "The name in the row differs from the name on the case"))
    if contact is not None and same.contact is not None:
        reason = "The contact details in the row differ from the contact details on the case"
        faults += [Fault(column, reason) for column in contact_differs(contact, same.contact)]
    return tuple(faults)


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _beside_other(number: int, row: Row, other: Known) -> Judged:
    """Judge a row with the reference and kind of a known notice, and another day: the day may have been mended."""
    where = "A case" if other.case_id else f"Row {other.row}"
    if other.gone:
        says = (
            f"{GONE}. The notice of that case was sent on {other.sent_on}. If your row is about a different notice, "
            f"{MEANT}"
        )
    elif other.unconfirmed:
        says = (
            "An adviser recorded a notice with this reference and kind. That notice has the date "
            f"{other.sent_on}. If your row is about the same notice, confirm the notice on its case "
            f"(confirm-notice). If your row is about a different notice, {MEANT}"
        )
    else:
        says = (
            f"{where} has this reference and kind, but its notice was sent on {other.sent_on}. If your row is "
            f"about a different notice, {MEANT}. If the day on the case is wrong, correct the day there"
        )
    day = f"has the day {other.sent_on}" if other.unconfirmed else f"was sent on {other.sent_on}"
    fault = Fault("notice_sent_on", f"The other notice {day}")
    return _judged(number, row, RowVerdict.DIFFERS, says, case_id=other.case_id, faults=(fault,))


def _beside_unanswered(number: int, row: Row, case_id: UUID) -> Judged:
    """Judge a row whose notice an adviser may have recorded: the authority answers for that notice first."""
    says = (
        "An adviser recorded a notice of this kind without your reference. The adviser's notice has the same "
        "day as this row, or a day in the week before. If your row is about the same notice, confirm the notice "
        "on its case (confirm-notice). If your row is about a different notice, write yes in the column "
        "not_a_duplicate"
    )
    fault = Fault("la_reference", "Perhaps an adviser has recorded this notice already")
    return _judged(number, row, RowVerdict.REFUSED, says, case_id=case_id, faults=(fault,))


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def _follows(judging: Judging, unit: Unit, row: Row, shelf: Shelf) -> Follows | None:
    """Return the earlier case that the decision of a row follows from. Raises _Refused."""
    because = row.follows_because
    if row.follows_reference is None or because is None:
        return None
    known = [one for one in shelf.under(row.follows_reference) if not one.gone]
    if not known:
        raise _Refused(Fault("follows_reference", NO_EARLIER_CASE))
    told = [(one, _facts_of(judging, unit, one)) for one in known]
    leading = [one for one, facts in told if facts and led_to(facts, because, row.notice_sent_on)]
    if not leading:
        says = f"The earlier case has no {because} on or before the day of this notice"
        raise _Refused(Fault("follows_because", says))
    if len(leading) > 1:
        raise _Refused(Fault("follows_reference", SEVERAL_EARLIER_CASES))
    return Follows(leading[0].case_id or uuid4(), because)  # a dry run writes no link


NO_EARLIER_CASE = "Your authority has no case with this reference. No row above this row has this reference either"
SEVERAL_EARLIER_CASES = (
    "Several cases with this reference could be the earlier case. Leave the cell empty, and link the cases "
    "after the import (PATCH /v1/cases/{case_id})"
)


def _facts_of(judging: Judging, unit: Unit, known: Known) -> CaseFacts | None:
    """Return the facts of a known notice. A dry run has no case for an earlier row, so it tells the row again."""
    if known.facts is not None or known.case_id is not None or known.told is None:
        return known.facts
    row = judging.read(known.told)
    return _history(judging, unit, row, None).case.facts if isinstance(row, Row) else None


def _history(judging: Judging, unit: Unit, row: Row, follows: Follows | None) -> History:
    """Return the case of a row with its past. Raises _Refused."""
    told = steps(row)
    try:
        notice = own_notice(unit, judging.desk, _notice(row), allows_proposals=judging.allows_proposals)
        notice = _with_its_body(judging, unit, row, notice)
        _must_be_of_authority(row, notice.la_code)
        people = People(replace(family_of(row), follows=follows), contact_of(row))
        return stage_history(judging.desk, notice, [step.command for step in told], unit.recorded, people)
    except WrongInput as wrong:
        raise _Refused(Fault(_COLUMN_OF.get(wrong.pointer, "la_reference"), wrong.reason)) from wrong
    except StepRefused as refused:
        column = next(step.column for step in told if step.command is refused.command)
        raise _Refused(_by_law(column, refused.refusal)) from refused
    except DomainError as outside:
        raise _Refused(_by_law("notice_sent_on", outside)) from outside


_COLUMN_OF = {
    "#/decision/notice_sent_on": "notice_sent_on",
    "#/decision/notice_printed_on": "notice_printed_on",
    "#/decision/sections": "sections",
    "#/decision/setting": "setting_on_list",
    "#/provider": "provider",
}


def _notice(row: Row) -> RecordNotice:
    return RecordNotice(
        la_reference=row.la_reference,
        kind=row.decision_kind,
        sent_on=row.notice_sent_on,
        printed_on=row.notice_printed_on,
        sections=frozenset(row.sections),
        setting=_setting(row),
        appellant_kind=row.appellant_kind,
        appellant_name=row.appellant_name,
        appellant_reference=row.appellant_reference,
        provider=row.provider,
        not_a_duplicate=row.not_a_duplicate,
    )


def _setting(row: Row) -> Setting | None:
    if row.setting_on_list is None and row.setting_refused_because is None:
        return None
    return Setting(row.setting_on_list or OnList.UNKNOWN, row.setting_refused_because)


def _with_its_body(judging: Judging, unit: Unit, row: Row, notice: Notice) -> Notice:
    """Name the commissioning body that was notified."""
    if row.commissioning_body_notified_on is None:
        return notice
    kind, la_id = OrganisationKind.COMMISSIONING_BODY, unit.actor.organisation_id
    body = judging.desk.directory.partner(la_id, kind, row.commissioning_body)
    if body is None:
        column = "commissioning_body" if row.commissioning_body else "commissioning_body_notified_on"
        raise _Refused(Fault(column, "Your authority works with no commissioning body of this name"))
    return replace(notice, body_id=body)


def _must_be_of_authority(row: Row, la_code: str) -> None:
    if row.tribunal_reference is not None and row.tribunal_reference[2:5] != la_code:
        raise _Refused(Fault("tribunal_reference", f"The reference belongs to another authority, not to {la_code}"))


def _by_law(column: str, refusal: DomainError) -> Fault:
    rule = RULEBOOK.rule(refusal.rule_id)
    return Fault(column, refusal.reason, rule.id, rule.citation)


def _together(faults: Sequence[Fault]) -> str:
    """Say all faults of a row in words."""
    return "; ".join(
        f"{fault.column}: {fault.reason}" + (f" ({fault.rule}: {fault.citation})" if fault.rule else "")
        for fault in faults
    )
