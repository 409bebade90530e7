"""The use cases of contact details: record them, read them, and erase them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from app.cases.contacts.records import Contact, Holder, KnownContact
from app.cases.desk import Desk
from app.cases.ports import UnitOfCases, UnitOnCase, any_version
from app.cases.recording import Note, contact_changed, stage_note
from app.cases.records import StoredCase
from app.cases.sight import is_contact_of_holder, is_contact_told, may_write_contact
from app.kernel.errors import Unseen
from app.platform.actor import Actor


class ContactKept(Exception):
    """The case has contact details that another organisation recorded, and the caller may not read them."""


class Contacts(Protocol):
    """The contact details of cases."""

    async def of(self, case_id: UUID) -> KnownContact | None:
        """Return the contact details that the caller may read; None where there are none."""

    async def add(self, case: StoredCase, known: KnownContact) -> bool:
        """Store the first contact details of a case. False: the case has some that the caller may not read."""

    async def replace(self, case: StoredCase, known: KnownContact) -> None:
        """Replace contact details that the caller may read."""

    async def erase(self, case_id: UUID) -> None:
        """Delete contact details that the caller may read."""


@dataclass(frozen=True, slots=True)
class ContactDesk:
    """What these use cases work with in one unit of work."""

    desk: Desk
    contacts: Contacts


@dataclass(frozen=True, slots=True)
class KeepContact:
    """Record how to reach a family. This replaces what was recorded before."""

    contact: Contact
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class EraseContact:
    """Erase how to reach a family, as when the family asks for it."""

    must_be_version: Callable[[int], None] = any_version


async def contact_of(contacts: Contacts, case: StoredCase, reads: Actor) -> KnownContact:
    """Return the contact details of a case. After the right has passed, those of its former holder are withheld.

    Raises:
        Unseen: there are none, or none that the reader may see.
    """
    known = await contacts.of(case.id)
    if known is None or not is_contact_told(case, known.written_by, reads):
        raise Unseen
    if is_contact_of_holder(case, known):
        return known
    return replace(known, contact=Contact(do_not_ring=True), withheld=True)


async def keep_contact(work: UnitOnCase, at: ContactDesk, command: KeepContact) -> KnownContact:
    """Record the family's contact details of the case of the work, and return what is stored.

    Raises:
        Unseen: the caller is no organisation that contact details are for.
        ContactKept: another organisation recorded the details, and the caller may not read them.
    """
    case, actor = work.case, work.actor
    if not may_write_contact(actor):
        raise Unseen
    before = await at.contacts.of(case.id)
    if before is not None and not is_contact_told(case, before.written_by, actor):
        before = None
    command.must_be_version(before.version if before else 0)
    _, known = note_contact(work, at.desk, case, command.contact)
    if before is not None:
        await at.contacts.replace(case, known)
    elif not await at.contacts.add(case, known):
        raise ContactKept
    return known


def note_contact(work: UnitOfCases, desk: Desk, case: StoredCase, contact: Contact) -> tuple[StoredCase, KnownContact]:
    """Put the event of new contact details on a case. Return the case after it, and the details as they are stored."""
    staged = stage_note(desk, case, contact_changed(work.today), work.recorded)
    work.put(staged)
    holder = Holder(case.facts.appellant_kind, case.facts.right_passed_on)
    return staged.case, KnownContact(contact, work.actor.organisation_id, staged.case.version, work.now, holder)


async def erase_contact(work: UnitOnCase, at: ContactDesk, command: EraseContact) -> None:
    """Erase the family's contact details of the case of the work.

    Raises:
        Unseen: there are no contact details, or none that the caller may read.
    """
    known = await contact_of(at.contacts, work.case, work.actor)
    command.must_be_version(known.version)
    await at.contacts.erase(work.case.id)
    note = Note("contact-erased", {"record": "contact"}, work.today)
    work.put(stage_note(at.desk, work.case, note, work.recorded))
