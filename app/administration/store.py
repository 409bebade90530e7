"""The register in the database, as one unit of work of the operator sees it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from app.administration.domain.partnerships import FIRST_CHOICE, Changes, Period
from app.administration.domain.words import Act, ActSource
from app.administration.records import ActRecord, ClientRecord, OrganisationRecord, PartnershipRecord, SecretRecord
from app.administration.refusals import Taken
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import NotUnique, Row, Statement
from app.platform.db.work import Work

NOBODY = UUID(int=0)
"""The organisation of the command line: it has none."""

MOST_PERIODS = 200
"""The most periods of one pair that are shown after a change."""

_ORGANISATION = "SELECT id, slug, kind, name, la_code, disabled, version FROM organisations WHERE slug = :slug"
_ONE_ORGANISATION = {lock: Statement(_ORGANISATION + " FOR UPDATE" * lock) for lock in (False, True)}
_ORGANISATIONS = Statement(
    "SELECT id, slug, kind, name, la_code, disabled, version FROM organisations"
    " WHERE slug > :after AND (CAST(:kind AS text) IS NULL OR kind = :kind) ORDER BY slug LIMIT :limit"
)
_CODE = Statement("SELECT FROM organisations WHERE la_code = :la_code")
_ADD_ORGANISATION = Statement(
    "INSERT INTO organisations (id, slug, kind, name, la_code, sandbox)"
    " VALUES (:id, :slug, :kind, :name, :la_code, :sandbox)"
)
_CHANGE_ORGANISATION = Statement(
    "UPDATE organisations SET name = :name, disabled = :disabled, version = :version WHERE id = :id"
)
_CLIENT = (
    "SELECT c.client_id, o.slug, o.kind, c.scopes, c.disabled, c.version FROM clients c"
    " JOIN organisations o ON o.id = c.organisation_id"
)
_ONE_CLIENT = {
    lock: Statement(_CLIENT + " WHERE c.client_id = :client_id" + " FOR UPDATE OF c" * lock) for lock in (False, True)
}
_CLIENTS = Statement(
    _CLIENT + " WHERE c.client_id > :after AND (CAST(:organisation AS text) IS NULL OR o.slug = :organisation)"
    " ORDER BY c.client_id LIMIT :limit"
)
_SECRETS = Statement(
    "SELECT client_id, slot, made_at, retires_at FROM client_secrets"
    " WHERE client_id = ANY(CAST(:client_ids AS text[])) ORDER BY client_id, slot"
)
_ADD_CLIENT = Statement(
    "INSERT INTO clients (client_id, organisation_id, scopes)"
    " VALUES (:client_id, :organisation_id, CAST(:scopes AS text[]))"
)
_CHANGE_CLIENT = Statement(
    "UPDATE clients SET scopes = CAST(:scopes AS text[]), disabled = :disabled, version = :version"
    " WHERE client_id = :client_id"
)
_FORM = Statement("SELECT app_secret_form(:client_id) AS form")
_KEEP_SECRET = Statement(
    "INSERT INTO client_secrets (client_id, slot, secret_hash, made_at) VALUES (:client_id, :slot, :hashed, :now)"
    " ON CONFLICT (client_id, slot) DO UPDATE SET secret_hash = :hashed, made_at = :now, retires_at = NULL"
)
_RETIRE = Statement("UPDATE client_secrets SET retires_at = :at WHERE client_id = :client_id AND slot = :slot")
_PERIODS = Statement(
    "SELECT id, partner_id, rank, begins_on, ends_on FROM partnerships"
    " WHERE la_id = :la_id AND partner_kind = :kind ORDER BY begins_on, id"
)
_ADD_PERIOD = Statement(
    "INSERT INTO partnerships (id, la_id, partner_id, partner_kind, rank, begins_on, ends_on)"
    " VALUES (:id, :la_id, :partner_id, :kind, :rank, :begins_on, :ends_on)"
)
_CHANGE_PERIOD = Statement(
    "UPDATE partnerships SET rank = :rank, begins_on = :begins_on, ends_on = :ends_on WHERE id = :id"
)
_END_PERIOD = Statement("DELETE FROM partnerships WHERE id = :id")
_PARTNERSHIPS = Statement(
    "SELECT p.id, la.slug AS authority, o.slug AS partner, p.partner_kind, p.rank, p.begins_on, p.ends_on"
    " FROM partnerships p JOIN organisations la ON la.id = p.la_id JOIN organisations o ON o.id = p.partner_id"
    " WHERE (CAST(:authority AS text) IS NULL OR la.slug = :authority)"
    " AND (CAST(:partner AS text) IS NULL OR o.slug = :partner)"
    " AND (CAST(:on AS date) IS NULL OR (p.begins_on <= :on AND coalesce(p.ends_on >= :on, true)))"
    " AND (la.slug, o.slug, p.begins_on) > (:after_authority, :after_partner, CAST(:after_day AS date))"
    " ORDER BY la.slug, o.slug, p.begins_on LIMIT :limit"
)
_LOG = Statement(
    "INSERT INTO administration_acts (act, subject, details, source, organisation_id, by, recorded_at)"
    " VALUES (:act, :subject, CAST(:details AS jsonb), :source, :organisation_id, :by, :now)"
)
_ACTS = Statement(
    "SELECT seq, act, subject, details::text AS details, source, by, recorded_at FROM administration_acts"
    " WHERE seq < :before AND (CAST(:subject AS text) IS NULL OR subject = :subject) ORDER BY seq DESC LIMIT :limit"
)


class Register:
    """Reads and changes the register."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._connection = work.connection

    async def organisation(self, slug: str, *, lock: bool = False) -> OrganisationRecord | None:
        """Return an organisation by its short name."""
        rows = await self._connection.run(_ONE_ORGANISATION[lock], {"slug": slug})
        return _organisation(rows[0]) if rows else None

    async def organisations(self, kind: OrganisationKind | None, after: str, limit: int) -> list[OrganisationRecord]:
        """Return organisations in the order of their short names."""
        rows = await self._connection.run(_ORGANISATIONS, {"kind": kind, "after": after, "limit": limit})
        return [_organisation(row) for row in rows]

    async def code_is_taken(self, la_code: str) -> bool:
        """Whether an authority with this code is registered."""
        return bool(await self._connection.run(_CODE, {"la_code": la_code}))

    async def add_organisation(self, one: OrganisationRecord, *, sandbox: bool) -> None:
        """Store a new organisation."""
        values = {"id": one.id, "slug": one.slug, "kind": one.kind, "name": one.name, "la_code": one.la_code}
        try:
            await self._connection.run(_ADD_ORGANISATION, {**values, "sandbox": sandbox})
        except NotUnique:
            raise Taken("Somebody else has just registered an organisation with this short name or code.") from None

    async def change_organisation(self, one: OrganisationRecord) -> None:
        """Store the name of an organisation, and whether it is disabled."""
        values = {"id": one.id, "name": one.name, "disabled": one.disabled, "version": one.version}
        await self._connection.run(_CHANGE_ORGANISATION, values)

    async def client(self, client_id: str, *, lock: bool = False) -> ClientRecord | None:
        """Return a client."""
        found = await self._with_secrets(await self._connection.run(_ONE_CLIENT[lock], {"client_id": client_id}))
        return found[0] if found else None

    async def clients(self, organisation: str | None, after: str, limit: int) -> list[ClientRecord]:
        """Return clients in the order of their ids."""
        values = {"organisation": organisation, "after": after, "limit": limit}
        return await self._with_secrets(await self._connection.run(_CLIENTS, values))

    async def _with_secrets(self, rows: Sequence[Row]) -> list[ClientRecord]:
        found = await self._connection.run(_SECRETS, {"client_ids": [row.client_id for row in rows]})
        return [
            ClientRecord(
                row.client_id, row.slug, OrganisationKind(row.kind), frozenset(row.scopes), row.disabled, row.version,
                tuple(
                    SecretRecord(one.slot, one.made_at, one.retires_at)
                    for one in found
                    if one.client_id == row.client_id
                ),
            )
            for row in rows
        ]  # fmt: skip

    async def add_client(self, one: ClientRecord, organisation_id: UUID) -> None:
        """Store a new client."""
        values = {"client_id": one.client_id, "organisation_id": organisation_id, "scopes": sorted(one.scopes)}
        try:
            await self._connection.run(_ADD_CLIENT, values)
        except NotUnique:
            raise Taken("Somebody else has just registered a client with this id.") from None

    async def change_client(self, one: ClientRecord) -> None:
        """Store the scopes of a client, and whether it is disabled."""
        values = {"client_id": one.client_id, "scopes": sorted(one.scopes), "disabled": one.disabled}
        await self._connection.run(_CHANGE_CLIENT, {**values, "version": one.version})

    async def secret_form(self, client_id: str) -> str | None:
        """Return how the client's secrets are hashed; None if it has none."""
        form: str | None = (await self._connection.run(_FORM, {"client_id": client_id}))[0].form
        return form

    async def keep_secret(self, client_id: str, slot: int, hashed: str) -> None:
        """Store a secret in a free slot."""
        values = {"client_id": client_id, "slot": slot, "hashed": hashed, "now": self._work.now}
        await self._connection.run(_KEEP_SECRET, values)

    async def retire_secret(self, client_id: str, slot: int, at: datetime) -> None:
        """End a secret at a moment."""
        await self._connection.run(_RETIRE, {"client_id": client_id, "slot": slot, "at": at})

    async def periods(self, la_id: UUID, kind: OrganisationKind) -> list[Period]:
        """Return the authority's periods with partners of a kind. Its organisation is locked."""
        rows = await self._connection.run(_PERIODS, {"la_id": la_id, "kind": kind})
        return [Period(row.partner_id, row.begins_on, row.ends_on, row.rank, row.id) for row in rows]

    async def change_periods(self, la_id: UUID, kind: OrganisationKind, changes: Changes) -> None:
        """Store what becomes of them."""
        for one in changes.gone:
            await self._connection.run(_END_PERIOD, {"id": one.id})
        for one in changes.changed:
            values = {"id": one.id, "rank": one.rank, "begins_on": one.begins_on, "ends_on": one.ends_on}
            await self._connection.run(_CHANGE_PERIOD, values)
        for one in changes.made:
            values = {"id": uuid4(), "rank": one.rank, "begins_on": one.begins_on, "ends_on": one.ends_on}
            more = {"la_id": la_id, "kind": kind, "partner_id": one.partner_id}
            await self._connection.run(_ADD_PERIOD, values | more)

    async def partnerships(
        self,
        *,
        authority: str | None = None,
        partner: str | None = None,
        on: date | None = None,
        after: tuple[str, str, date] = ("", "", date.min),
        limit: int,
    ) -> list[PartnershipRecord]:
        """Return partnerships in the order of authority, partner and first day."""
        values = {"authority": authority, "partner": partner, "on": on, "limit": limit}
        place = dict(zip(("after_authority", "after_partner", "after_day"), after, strict=True))
        rows = await self._connection.run(_PARTNERSHIPS, values | place)
        return [
            PartnershipRecord(
                row.id, row.authority, row.partner, OrganisationKind(row.partner_kind), row.rank == FIRST_CHOICE,
                row.begins_on, row.ends_on,
            )
            for row in rows
        ]  # fmt: skip

    async def log(self, act: Act, subject: str, details: Mapping[str, Any]) -> None:
        """Write an act into the log, in the name of the unit of work."""
        actor = self._work.actor
        at_a_terminal = actor.organisation_id == NOBODY
        values = {
            "act": act, "subject": subject, "details": json.dumps(details, default=str), "by": actor.client_id,
            "now": self._work.now,
            "source": ActSource.COMMAND_LINE if at_a_terminal else ActSource.CLIENT,
            "organisation_id": None if at_a_terminal else actor.organisation_id,
        }  # fmt: skip
        await self._connection.run(_LOG, values)

    async def acts(self, subject: str | None, before: int, limit: int) -> list[ActRecord]:
        """Return acts, newest first."""
        rows = await self._connection.run(_ACTS, {"subject": subject, "before": before, "limit": limit})
        return [
            ActRecord(
                row.seq, Act(row.act), row.subject, json.loads(row.details), ActSource(row.source), row.by,
                row.recorded_at,
            )
            for row in rows
        ]  # fmt: skip


def _organisation(row: Row) -> OrganisationRecord:
    return OrganisationRecord(
        row.id, row.slug, OrganisationKind(row.kind), row.name, row.la_code, row.disabled, row.version
    )
