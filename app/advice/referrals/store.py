"""Referrals, what is sealed of them, and the receipts of whoever made them."""

import json
from datetime import date, datetime
from uuid import UUID

from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ReferredPerson
from app.advice.referrals.recording import FACTS, LIVE, Receipt, StoredReferral, facts_to_json
from app.kernel.terms import AppellantKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.journal import write_entry
from app.platform.journal import Entry
from app.platform.json import as_json

Position = tuple[datetime, UUID]

_COLUMNS = (
    "id, service_id, la_id, case_id, source_organisation_id, facts::text AS facts, version, head, referred_at,"
    " updated_at"
)
_LOCKED = Statement(f"SELECT {_COLUMNS} FROM referrals WHERE id = :id FOR UPDATE")  # noqa: S608 - the columns above
_OWN = Statement(
    f"SELECT {_COLUMNS} FROM app_own_referrals(CAST(:id AS uuid), CAST(:state AS text),"  # noqa: S608 - likewise
    " CAST(:at AS timestamptz), CAST(:after AS uuid), :limit)"
)
_RECEIPTS = Statement(
    "SELECT id, service_id, case_id, source, person, referred_on, consent::text AS consent, help_is_given, referred_at"
    " FROM app_receipts(CAST(:id AS uuid), CAST(:at AS timestamptz), CAST(:after AS uuid), :limit)"
)
_INSERT = Statement(
    "INSERT INTO referrals (id, service_id, la_id, case_id, source_organisation_id, source_kind, source, person,"
    " consent_given_on, consent_covers, state, facts, version, head, referred_at, updated_at) VALUES (:id, :service_id,"
    " :la_id, CAST(:case_id AS uuid), :source_organisation_id, :source_kind, :source, :person, :consent_given_on,"
    " :consent_covers, :state, CAST(:facts AS jsonb), :version, :head, :updated_at, :updated_at)"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_SEAL = Statement(
    "INSERT INTO referral_contents (referral_id, service_id, source_organisation_id, sealed)"
    " VALUES (:id, :service_id, :source_organisation_id, :sealed)"
)
_CONTENTS = Statement("SELECT sealed FROM referral_contents WHERE referral_id = :id")
_UPDATE = Statement(
    "UPDATE referrals SET state = :state, facts = CAST(:facts AS jsonb), version = :version, head = :head,"
    " updated_at = :updated_at WHERE id = :id AND version = :version - 1 RETURNING id"
)
_WITHDRAW = Statement("SELECT app_withdraw_consent(:id, :client, :on, :at) AS done")
_TAKEN_BACK = Statement("SELECT app_taken_back_since(:service_id, :case_id, :person, :given_on) AS day")
_BESIDE = Statement(
    "SELECT id FROM referrals WHERE case_id = :case_id AND person = :person AND state = ANY(CAST(:live AS text[]))"
    " ORDER BY referred_at, id"
)
_NOTE = Statement(
    "INSERT INTO referral_notes (id, referral_id, service_id, sealed, written_at)"
    " VALUES (:id, :referral_id, :service_id, :sealed, :at)"
)
_NOTES = Statement("SELECT id, sealed, written_at FROM referral_notes WHERE referral_id = :id ORDER BY written_at, id")
_CASE = Statement(
    "SELECT kind, sections::text AS sections, state, facts::text AS facts, session_on FROM app_case_for_advice(:id)"
)
_HOLDER_OF_CASE = Statement("SELECT app_holder_of_case(:case_id) AS holder")
_AREA_OF_CASE = Statement("SELECT app_area_of_case(:case_id) AS la_id")


async def insert(connection: Connection, stored: StoredReferral, entry: Entry, sealed: bytes) -> bool:
    """Keep a new referral and how to reach the person; False where its maker has made it before."""
    values = _values(stored) | {
        "service_id": stored.service_id, "la_id": stored.la_id, "case_id": stored.case_id,
        "source_organisation_id": stored.source_organisation_id, "source_kind": entry.by,
        "source": stored.facts.source, "person": stored.facts.person,
        "consent_given_on": stored.facts.consent.given_on, "consent_covers": sorted(stored.facts.consent.covers),
        "sealed": sealed,
    }  # fmt: skip
    if not await connection.run(_INSERT, values):
        return False
    await connection.run(_SEAL, values)
    await write_entry(connection, entry)
    return True


async def own(connection: Connection, referral_id: UUID) -> StoredReferral | None:
    """Return a referral of the service that asks; without consent, its bones."""
    values = {"id": referral_id, "state": None, "at": None, "after": None, "limit": 1}
    rows = await connection.run(_OWN, values)
    return _stored(rows[0]) if rows else None


async def locked(connection: Connection, referral_id: UUID) -> StoredReferral | None:
    """Return a referral of the service that asks, locked where consent stands; without it, its bones."""
    rows = await connection.run(_LOCKED, {"id": referral_id})
    return _stored(rows[0]) if rows else await own(connection, referral_id)


async def own_page(
    connection: Connection, state: str | None, after: Position | None, limit: int
) -> list[StoredReferral]:
    """Return the referrals of the service that asks, the newest first."""
    at, last = after or (None, None)
    values = {"id": None, "state": state, "at": at, "after": last, "limit": limit}
    return [_stored(row) for row in await connection.run(_OWN, values)]


async def receipt(connection: Connection, referral_id: UUID) -> Receipt | None:
    """Return the receipt of a referral that the asking organisation made."""
    rows = await connection.run(_RECEIPTS, {"id": referral_id, "at": None, "after": None, "limit": 1})
    return _receipt(rows[0]) if rows else None


async def receipts(connection: Connection, after: Position | None, limit: int) -> list[Receipt]:
    """Return the receipts of the organisation that asks, the newest first."""
    at, last = after or (None, None)
    return [
        _receipt(row) for row in await connection.run(_RECEIPTS, {"id": None, "at": at, "after": last, "limit": limit})
    ]


async def update(connection: Connection, stored: StoredReferral, entry: Entry) -> None:
    """Keep what became of a referral. The caller has locked it."""
    if not await connection.run(_UPDATE, _values(stored)):
        raise RuntimeError(f"referral {stored.id} was not written: its version moved under a lock")
    await write_entry(connection, entry)


async def withdraw(connection: Connection, referral_id: UUID, actor: Actor, on: date, at: datetime) -> bool:
    """Take the consent back, for the service or for whoever referred; what follows from it the database decides.

    False where the service was told before: then there is nothing to record.
    """
    values = {"id": referral_id, "client": actor.client_id, "on": on, "at": at.isoformat()}
    [row] = await connection.run(_WITHDRAW, values)
    return bool(row.done)


async def taken_back_since(
    connection: Connection, service_id: UUID, case_id: UUID, person: ReferredPerson, given_on: date
) -> date | None:
    """Return the day on which a person took a consent to the asking service back, after the day of another one."""
    values = {"service_id": service_id, "case_id": case_id, "person": person, "given_on": given_on}
    [row] = await connection.run(_TAKEN_BACK, values)
    day: date | None = row.day
    return day


async def live_beside(connection: Connection, case_id: UUID, person: ReferredPerson) -> list[UUID]:
    """Return the asking service's live referrals of a person on a case, whoever made them."""
    values = {"case_id": case_id, "person": person, "live": sorted(LIVE)}
    return [row.id for row in await connection.run(_BESIDE, values)]


async def contents(connection: Connection, referral_id: UUID) -> bytes | None:
    """Return what is sealed of how to reach the person; None to everybody but the service, and after the consent."""
    rows = await connection.run(_CONTENTS, {"id": referral_id})
    return rows[0].sealed if rows else None


async def add_note(
    connection: Connection, note_id: UUID, referral_id: UUID, service_id: UUID, sealed: bytes, at: datetime
) -> None:
    """Keep what a service notes for itself."""
    values = {"id": note_id, "referral_id": referral_id, "service_id": service_id, "sealed": sealed, "at": at}
    await connection.run(_NOTE, values)


async def notes(connection: Connection, referral_id: UUID) -> list[Row]:
    """Return a service's own notes, sealed, in the order in which they were written."""
    return await connection.run(_NOTES, {"id": referral_id})


async def case_for_advice(connection: Connection, referral_id: UUID) -> Row | None:
    """Return as much of the case as the consent covers."""
    rows = await connection.run(_CASE, {"id": referral_id})
    return rows[0] if rows else None


async def area_of_case(connection: Connection, case_id: UUID) -> UUID | None:
    """Return the authority of a case, where the asking service serves its area."""
    [row] = await connection.run(_AREA_OF_CASE, {"case_id": case_id})
    found: UUID | None = row.la_id
    return found


async def holder_of_case(connection: Connection, case_id: UUID) -> AppellantKind | None:
    """Return who holds the right to appeal on a case, where the asking service serves its area."""
    [row] = await connection.run(_HOLDER_OF_CASE, {"case_id": case_id})
    return AppellantKind(row.holder) if row.holder else None


def _values(stored: StoredReferral) -> dict[str, object]:
    return {
        "id": stored.id, "state": stored.facts.state, "facts": as_json(facts_to_json(stored.facts)),
        "version": stored.version, "head": stored.head, "updated_at": stored.updated_at,
    }  # fmt: skip


def _stored(row: Row) -> StoredReferral:
    return StoredReferral(
        row.id, row.service_id, row.la_id, row.case_id, row.source_organisation_id, FACTS.validate_json(row.facts),
        row.version, row.head, row.referred_at, row.updated_at,
    )  # fmt: skip


def _receipt(row: Row) -> Receipt:
    said = {"source": row.source, "person": row.person, "referred_on": row.referred_on.isoformat()}
    facts: ReferralFacts = FACTS.validate_json(as_json({**said, "consent": json.loads(row.consent)}))
    return Receipt(row.id, row.service_id, row.case_id, facts, bool(row.help_is_given), row.referred_at)
