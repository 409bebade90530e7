"""Rows of the database as records of cases, and the records as what is written."""

import json
from datetime import date
from typing import Any

from app.cases.ahead import NOTHING_DUE, DatesAhead, next_on
from app.cases.ports import Sought
from app.cases.records import LoggedEvent, Outline, Staged, StoredCase, facts_from_json
from app.kernel.london import london_day
from app.platform.actor import Actor
from app.platform.db.connections import Row
from app.platform.json import as_json


def sought_as(notice: Sought) -> dict[str, Any]:
    return {
        "la": notice.la_id,
        "kind": notice.kind,
        "days": notice.days,
        "reference": notice.reference,
        "appellant": notice.appellant_reference,
        "holder": notice.holder,
        "but": notice.but,
    }


def columns(staged: Staged, actor: Actor) -> dict[str, Any]:
    """Return what is written of a case and its event, by name."""
    case, happened = staged.case, staged.event
    facts, appeal = case.facts, case.facts.appeal
    values: dict[str, Any] = {
        "case_id": case.id, "la_id": case.la_id, "provider_id": case.provider_id, "body_id": case.body_id,
        "mediating_provider_id": case.mediating_provider_id, "arrange_by": staged.arrange_by,
        "offer_on": staged.offer_on, "times_end_on": staged.times_end_on,
        **_dates(staged.ahead, london_day(case.updated_at)),
        "about": None if happened.about is None else as_json(happened.about),
        "command": command_kept(happened), "source": happened.source,
        "on_behalf_of": happened.on_behalf_of,
        "la_reference": case.la_reference, "notice_sent_on": facts.notice_sent_on,
        "notice_printed_on": facts.notice_printed_on, "notice_status": facts.notice_status,
        "not_a_duplicate": staged.not_a_duplicate,
        "state": facts.state, "placement_only": staged.placement_only, "facts": as_json(staged.facts_json),
        "sealed": case.sealed, "version": case.version, "head": case.head, "at": case.updated_at,
        "type": happened.type, "action": happened.action, "by_kind": happened.by,
        "organisation_id": actor.organisation_id, "client_id": actor.client_id,
        "occurred_on": happened.occurred_on, "changes": as_json(happened.changes), "previous": happened.previous,
        "salt": happened.covers.salt if happened.covers else None, "law_version": happened.law_version,
    }  # fmt: skip
    if staged.opened:
        values |= {"la_code": case.la_code, "before_tribunal": staged.before_tribunal, **of_the_notice(case)}
    return values | {
        "certificate_number": facts.certificate.issued_here if facts.certificate else None,
        "certificate_told": facts.certificate is not None and facts.certificate.told_by_authority,
        "appeal_basis": appeal.basis if appeal else None,
        "permission_granted_on": appeal.permission_granted_on if appeal else None,
        "exemption_claimed": facts.exemption_claimed_on is not None,
    }


def transferred(staged: Staged, actor: Actor) -> dict[str, Any]:
    """Return what is written when another authority receives a case: the parties, and the event."""
    case, happened = staged.case, staged.event
    return {
        "case_id": case.id, "version": case.version, "la_id": case.la_id, "provider_id": case.provider_id,
        "mediating_provider_id": case.mediating_provider_id, "body_id": case.body_id, "because": staged.received,
        "client_id": actor.client_id, "on_behalf_of": happened.on_behalf_of, "occurred_on": happened.occurred_on,
        "at": happened.recorded_at, "about": as_json(happened.about or {}), "previous": happened.previous,
        "head": happened.hash, "salt": happened.covers.salt if happened.covers else None,
        "law_version": happened.law_version,
    }  # fmt: skip


def of_the_notice(case: StoredCase) -> dict[str, Any]:
    """Return the columns that repeat what no action changes of a notice."""
    facts, contents = case.facts, case.notice_contents
    return {
        "appellant_reference": case.appellant_reference,
        "regime": facts.regime,
        "kind": facts.kind,
        "notice_contents": None if contents is None else as_json(contents),
    }


def command_kept(event: LoggedEvent) -> str | None:
    """Return what an event was recorded with: its command; for the first event, what the notice said."""
    opening = event.covers.opening if event.covers is not None else None
    said = event.command if opening is None else opening
    return None if said is None else as_json(said)


def _dates(ahead: DatesAhead, today: date) -> dict[str, Any]:
    return {
        "due_dates": ahead.told_to_authority, "due_on": next_on(ahead.told_to_authority, today) or NOTHING_DUE,
        "mediation_due_dates": ahead.told_to_others,
        "mediation_due_on": next_on(ahead.told_to_others, today) or NOTHING_DUE,
        "tribunal_due_dates": ahead.told_to_tribunal,
        "tribunal_due_on": next_on(ahead.told_to_tribunal, today) or NOTHING_DUE,
    }  # fmt: skip


def stored(row: Row) -> StoredCase:
    return StoredCase(
        id=row.id,
        la_id=row.la_id,
        la_code=row.la_code,
        provider_id=row.provider_id,
        body_id=row.body_id,
        la_reference=row.la_reference,
        appellant_reference=row.appellant_reference,
        notice_contents=_contents(row),
        facts=facts_from_json(row.facts),
        sealed=row.sealed,
        version=row.version,
        head=row.head,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        mediating_provider_id=row.mediating_provider_id,
    )


def outline(row: Row) -> Outline:
    return Outline(
        row.id, row.la_code, row.la_reference, row.appellant_reference, _contents(row), row.version, row.head
    )


def _contents(row: Row) -> dict[str, bool] | None:
    return None if row.notice_contents is None else json.loads(row.notice_contents)
