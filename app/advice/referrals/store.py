"""Referrals in the database, with their encrypted parts and the receipts of the organisations that referred."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from app.advice.domain.words import ConsentCovers, ReferralState, ReferredPerson
from app.advice.referrals.filters import FILTERS, ReferralSort
from app.advice.referrals.recording import FACTS, LIVE, ConsentBecame, Receipt, StoredReferral, facts_to_json
from app.kernel.terms import AppellantKind
from app.kernel.unreadable import readable
from app.platform.actor import Recorded
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions, names_asked, values_asked
from app.platform.db.journal import entries, write_entry
from app.platform.db.statements import AS_MANY
from app.platform.journal import Entry
from app.platform.json import as_json, read_back

Position = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list is read: in which order, after which referral, and how many referrals."""

    sort: ReferralSort
    after: Position | None
    limit: int


_COLUMNS = (
    "id, service_id, la_id, case_id, source_organisation_id, facts::text AS facts, version, head, referred_at,"
    " updated_at"
)
_LOCKED = Statement(f"SELECT {_COLUMNS} FROM referrals WHERE id = :id FOR UPDATE")  # noqa: S608 - the columns above
_RECEIPT = "id, service_id, case_id, source, person, referred_on, consent::text AS consent, help_is_given, referred_at"
_OWN = Statement(
    f"SELECT {_COLUMNS} FROM app_own_referrals(CAST(:id AS uuid), NULL,"  # noqa: S608 - the columns and conditions are our own text
    " CAST(:at AS timestamptz), CAST(:after AS uuid), :limit)"
)
_RECEIPTS = Statement(
    f"SELECT {_RECEIPT} FROM app_receipts(CAST(:id AS uuid), CAST(:at AS timestamptz),"  # noqa: S608 - the columns and conditions are our own text
    " CAST(:after AS uuid), :limit)"
)
_IN_FORCE = "facts->'consent'->>'withdrawn_on' IS NULL"
_OWN_TOLD = {
    "state": f"CASE WHEN {_IN_FORCE} THEN facts->>'stage' ELSE '{ReferralState.WITHDRAWN}' END",
    "person": f"CASE WHEN {_IN_FORCE} THEN facts->>'person' END",
}
_RECEIPT_TOLD = {"state": "NULL", "person": "person"}
_RECEIPTS_OF_CASE = Statement(
    f"SELECT {_RECEIPT} FROM app_receipts_of_case(CAST(:case_id AS uuid))"  # noqa: S608 - the columns and conditions are our own text
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
_CORRECT = Statement(
    "UPDATE referrals SET state = :state, facts = CAST(:facts AS jsonb), version = :version, head = :head,"
    " updated_at = :updated_at WHERE id = :id AND version = :before RETURNING id"
)
_WITHDRAW = Statement("SELECT app_withdraw_consent(:id, :client, :on, :at) AS done")
_CORRECT_CONSENT = Statement(
    "SELECT app_correct_consent(:id, :client, :covers, :given_on, :reason, :on, :at) AS became"
)
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
_HELP = Statement("SELECT app_help_is_given(:case_id) AS given")


class Referrals:
    """The referrals of an advice service and the receipts of the organisations that referred, as one connection sees
    them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def insert(self, stored: StoredReferral, entry: Entry, sealed: bytes) -> bool:
        """Store a new referral and how to reach the person. False if the same organisation has made this referral
        before."""
        values = _values(stored) | {
            "service_id": stored.service_id,
            "la_id": stored.la_id,
            "case_id": stored.case_id,
            "source_organisation_id": stored.source_organisation_id,
            "source_kind": entry.by,
            "source": stored.facts.source,
            "person": stored.facts.person,
            "consent_given_on": stored.facts.consent.given_on,
            "consent_covers": sorted(stored.facts.consent.covers),
            "sealed": sealed,
        }
        if not await self._connection.run(_INSERT, values):
            return False
        await self._connection.run(_SEAL, values)
        await write_entry(self._connection, entry)
        return True

    async def own(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral to the advice service that asks. After the consent is withdrawn, return only its id and
        dates."""
        values = {"id": referral_id, "at": None, "after": None, "limit": 1}
        rows = await self._connection.run(_OWN, values)
        return _stored(rows[0]) if rows else None

    async def locked(self, referral_id: UUID) -> StoredReferral | None:
        """Return a referral to the advice service that asks, and lock it if its consent is in force."""
        rows = await self._connection.run(_LOCKED, {"id": referral_id})
        return _stored(rows[0]) if rows else await self.own(referral_id)

    async def own_page(self, asked: Asked, part: Stretch) -> tuple[list[StoredReferral], Position | None]:
        """Return a page of the referrals of the advice service that asks, and where the next page begins."""
        rows = await self._page(_OWN, asked, part, own=True)
        return readable(_stored, rows[: part.limit]), _following(rows, part)

    async def receipt(self, referral_id: UUID) -> Receipt | None:
        """Return the receipt of a referral that the asking organisation made."""
        rows = await self._connection.run(_RECEIPTS, {"id": referral_id, "at": None, "after": None, "limit": 1})
        return _receipt(rows[0]) if rows else None

    async def receipts(self, asked: Asked, part: Stretch) -> tuple[list[Receipt], Position | None]:
        """Return a page of the receipts of the organisation that asks, and where the next page begins."""
        rows = await self._page(_RECEIPTS, asked, part, own=False)
        return readable(_receipt, rows[: part.limit]), _following(rows, part)

    async def _page(self, plain: Statement, asked: Asked, part: Stretch, *, own: bool) -> list[Row]:
        """Return the rows of a page and one more. A list that is not narrowed is read along an index, page by page."""
        at, last = part.after or (None, None)
        place = {"id": None, "at": at, "after": last, "limit": part.limit + 1}
        if not asked and part.sort is ReferralSort.LATEST_REFERRED:
            return await self._connection.run(plain, place)
        statement = _narrowed(names_asked(FILTERS, asked), part.sort, own=own, onward=part.after is not None)
        return await self._connection.run(statement, values_asked(FILTERS, asked) | place)

    async def receipts_of_case(self, case_id: UUID) -> list[Receipt]:
        """Return the receipts of the organisation that asks for one case, the oldest first. Raises Unreadable."""
        return [_receipt(row) for row in await self._connection.run(_RECEIPTS_OF_CASE, {"case_id": case_id})]

    async def update(self, stored: StoredReferral, entry: Entry) -> None:
        """Store a changed referral. The caller has locked it."""
        if not await self._connection.run(_UPDATE, _values(stored)):
            raise RuntimeError(f"referral {stored.id} was not written: its version moved under a lock")
        await write_entry(self._connection, entry)

    async def trail(self, referral_id: UUID, limit: int) -> Sequence[Entry]:
        """Return the first entries of the journal of a referral."""
        return await entries(self._connection, referral_id, 0, limit)

    async def correct(self, stored: StoredReferral, written: Sequence[Entry]) -> None:
        """Store a corrected referral with the entries of the correction. The caller has locked it."""
        values = _values(stored) | {"before": stored.version - len(written)}
        if not await self._connection.run(_CORRECT, values):
            raise RuntimeError(f"referral {stored.id} was not written: its version moved under a lock")
        for entry in written:
            await write_entry(self._connection, entry)

    async def withdraw(self, referral_id: UUID, on: date, recorded: Recorded) -> bool:
        """Withdraw the consent, for the advice service or for the organisation that referred. The database decides what
        follows. False if the advice service already knew: then nothing is recorded.
        """
        values = {"id": referral_id, "client": recorded.actor.client_id, "on": on, "at": recorded.at.isoformat()}
        [row] = await self._connection.run(_WITHDRAW, values)
        return bool(row.done)

    async def correct_consent(
        self, referral_id: UUID, covers: Collection[ConsentCovers], given_on: date, reason: str, recorded: Recorded
    ) -> ConsentBecame:
        """Correct a consent, for the organisation that referred, and return what became of the correction."""
        values = {
            "id": referral_id, "client": recorded.actor.client_id, "covers": sorted(covers), "given_on": given_on,
            "reason": reason, "on": recorded.today, "at": recorded.at.isoformat(),
        }  # fmt: skip
        [row] = await self._connection.run(_CORRECT_CONSENT, values)
        return ConsentBecame(row.became)

    async def taken_back_since(
        self, service_id: UUID, case_id: UUID, person: ReferredPerson, given_on: date
    ) -> date | None:
        """Return the day on which a person withdrew a consent to the asking advice service, if that was after the day
        of a given consent."""
        values = {"service_id": service_id, "case_id": case_id, "person": person, "given_on": given_on}
        [row] = await self._connection.run(_TAKEN_BACK, values)
        day: date | None = row.day
        return day

    async def live_beside(self, case_id: UUID, person: ReferredPerson) -> list[UUID]:
        """Return the asking advice service's open referrals of a person on a case, from every referrer."""
        values = {"case_id": case_id, "person": person, "live": sorted(LIVE)}
        return [row.id for row in await self._connection.run(_BESIDE, values)]

    async def contents(self, referral_id: UUID) -> bytes | None:
        """Return the sealed contact details of the person. Only the advice service gets them, while the consent is in
        force."""
        rows = await self._connection.run(_CONTENTS, {"id": referral_id})
        return rows[0].sealed if rows else None

    async def add_note(self, stored: StoredReferral, note_id: UUID, sealed: bytes, at: datetime) -> None:
        """Store one of the advice service's own notes."""
        values = {
            "id": note_id,
            "referral_id": stored.id,
            "service_id": stored.service_id,
            "sealed": sealed,
            "at": at,
        }
        await self._connection.run(_NOTE, values)

    async def notes(self, referral_id: UUID) -> list[Row]:
        """Return an advice service's own notes, sealed, in the order in which they were written."""
        return await self._connection.run(_NOTES, {"id": referral_id})

    async def case_for_advice(self, referral_id: UUID) -> Row | None:
        """Return as much of the case as the consent covers."""
        rows = await self._connection.run(_CASE, {"id": referral_id})
        return rows[0] if rows else None

    async def area_of_case(self, case_id: UUID) -> UUID | None:
        """Return the authority of a case, if the asking advice service serves its area."""
        [row] = await self._connection.run(_AREA_OF_CASE, {"case_id": case_id})
        found: UUID | None = row.la_id
        return found

    async def holder_of_case(self, case_id: UUID) -> AppellantKind | None:
        """Return who holds the right to appeal on a case, if the asking advice service serves its area."""
        [row] = await self._connection.run(_HOLDER_OF_CASE, {"case_id": case_id})
        return AppellantKind(row.holder) if row.holder else None

    async def help_is_given(self, case_id: UUID) -> bool:
        """Whether the asking authority may know that a family is being helped."""
        [row] = await self._connection.run(_HELP, {"case_id": case_id})
        return bool(row.given)


@lru_cache(maxsize=256)
def _narrowed(asked: frozenset[str], sort: ReferralSort, *, own: bool, onward: bool) -> Statement:
    """Return the statement of a narrowed list. It looks at what the reader is told, so it finds nothing else."""
    told = _OWN_TOLD if own else _RECEIPT_TOLD
    narrowed = conditions(FILTERS, asked, **told)
    way, beyond = ("DESC", "<") if sort.descends else ("ASC", ">")
    if onward:
        narrowed.append(f"({sort.column}, id) {beyond} (CAST(:at AS timestamptz), CAST(:after AS uuid))")
    source = "app_own_referrals(NULL, NULL, NULL, NULL, NULL)" if own else "app_receipts(NULL, NULL, NULL, NULL)"
    where = " AND ".join(narrowed) or "true"
    return Statement(
        f"SELECT {_COLUMNS if own else _RECEIPT} FROM {source} WHERE {where}"  # noqa: S608 - our own texts
        f" ORDER BY {sort.column} {way}, id {way} LIMIT {AS_MANY}"
    )


def _following(rows: Sequence[Row], part: Stretch) -> Position | None:
    """Return where the next page begins. The rows are those of this page and one more."""
    last = rows[part.limit - 1] if len(rows) > part.limit else None
    return (getattr(last, part.sort.column), last.id) if last is not None else None


def _values(stored: StoredReferral) -> dict[str, object]:
    return {
        "id": stored.id,
        "state": stored.facts.state,
        "facts": as_json(facts_to_json(stored.facts)),
        "version": stored.version,
        "head": stored.head,
        "updated_at": stored.updated_at,
    }


def _stored(row: Row) -> StoredReferral:
    return StoredReferral(
        id=row.id,
        service_id=row.service_id,
        la_id=row.la_id,
        case_id=row.case_id,
        source_organisation_id=row.source_organisation_id,
        facts=read_back(FACTS, row.facts, "a referral"),
        version=row.version,
        head=row.head,
        referred_at=row.referred_at,
        updated_at=row.updated_at,
    )


def _receipt(row: Row) -> Receipt:
    said = {"source": row.source, "person": row.person, "referred_on": str(row.referred_on)}
    facts = read_back(FACTS, as_json({**said, "consent": json.loads(row.consent or "null")}), "a referral")
    return Receipt(row.id, row.service_id, row.case_id, facts, bool(row.help_is_given), row.referred_at)
