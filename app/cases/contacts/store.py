"""Contact details in the database. They are sealed: only the deployment's keys open them."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.cases.contacts.records import Contact, Holder, KnownContact
from app.cases.desk import Sealing
from app.cases.records import StoredCase
from app.platform.db.connections import Connection, Statement
from app.platform.json import read_back

_CONTACT: TypeAdapter[Contact] = TypeAdapter(Contact)
_HOLDER: TypeAdapter[Holder | None] = TypeAdapter(Holder | None)
HOLDER = "holder"
"""Sealed with the details: the person who held the right to appeal when they were recorded."""

_OF = Statement("SELECT sealed, written_by, version, updated_at FROM contacts WHERE case_id = :case_id")
_ADD = Statement(
    "INSERT INTO contacts (case_id, la_id, written_by, sealed, version, updated_at)"
    " VALUES (:case_id, :la_id, :written_by, :sealed, :version, :updated_at)"
    " ON CONFLICT DO NOTHING RETURNING case_id"
)
_REPLACE = Statement(
    "UPDATE contacts SET written_by = :written_by, sealed = :sealed, version = :version, updated_at = :updated_at"
    " WHERE case_id = :case_id RETURNING case_id"
)
_ERASE = Statement("DELETE FROM contacts WHERE case_id = :case_id RETURNING case_id")


class SealedContacts:
    """Contact details of cases, as one connection sees them."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection = connection
        self._sealing = sealing

    async def of(self, case_id: UUID) -> KnownContact | None:
        """Return the contact details that the caller may read; None where there are none."""
        rows = await self._connection.run(_OF, {"case_id": case_id})
        if not rows:
            return None
        said = self._sealing.open(rows[0].sealed, _about(case_id))
        contact = _contact(said)
        holder = read_back(_HOLDER, json.dumps(said.get(HOLDER)), "whom the contact details of a case reach")
        return KnownContact(contact, rows[0].written_by, rows[0].version, rows[0].updated_at, holder)

    async def add(self, case: StoredCase, known: KnownContact) -> bool:
        """Store the first contact details of a case. False: the case has some that the caller may not read."""
        values = contact_columns(self._sealing, case, known)
        return bool(await self._connection.run(_ADD, values))

    async def replace(self, case: StoredCase, known: KnownContact) -> None:
        """Replace contact details that the caller may read."""
        if not await self._connection.run(_REPLACE, contact_columns(self._sealing, case, known)):
            raise RuntimeError(f"the contact details of case {case.id} were not written: they went under its lock")

    async def erase(self, case_id: UUID) -> None:
        """Delete contact details that the caller may read."""
        if not await self._connection.run(_ERASE, {"case_id": case_id}):
            raise RuntimeError(f"the contact details of case {case_id} were not erased: they went under its lock")


def contact_columns(sealing: Sealing, case: StoredCase, known: KnownContact) -> dict[str, Any]:
    """Return the row of contact details, by column. They are of the person who holds the right now."""
    holder = Holder(case.facts.appellant_kind, case.facts.right_passed_on)
    said = _CONTACT.dump_python(known.contact, mode="json") | {HOLDER: _HOLDER.dump_python(holder, mode="json")}
    return {
        "case_id": case.id,
        "la_id": case.la_id,
        "written_by": known.written_by,
        "sealed": sealing.seal(said, _about(case.id)),
        "version": known.version,
        "updated_at": known.updated_at,
    }


def contact_opened(sealing: Sealing, case_id: UUID, sealed: bytes) -> Contact:
    """Return contact details as they were sealed."""
    return _contact(sealing.open(sealed, _about(case_id)))


def _contact(said: Mapping[str, Any]) -> Contact:
    return read_back(_CONTACT, json.dumps(said), "the contact details of a case")


def _about(case_id: UUID) -> str:
    """Return what contact details are sealed with: opened as anything else, they stay shut."""
    return f"{case_id}/contact"
