"""The use case of erasure: a name or contact details go, and an event says that they went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.cases.contacts.use_cases import Contacts, contact_of
from app.cases.desk import Desk
from app.cases.domain.certificate import CertificateStatement
from app.cases.domain.standing import times_end_on
from app.cases.ports import UnitOnCase
from app.cases.recording import Note, stage_note
from app.cases.records import LoggedEvent, StoredCase
from app.cases.refusals import WrongInput
from app.keeping.domain.erasing import Kept, why_kept
from app.keeping.domain.words import Erasable, ErasureReason
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.law.domain.model import COMMENCEMENT


class NameIsKept(Exception):
    """The law requires keeping the name."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.because)
        self.kept = kept


class NameNotYours(Exception):
    """Only the authority of the case erases the name."""


class Certificates(Protocol):
    """The certificates of the case of one unit of work."""

    async def named(self) -> Sequence[CertificateStatement]:
        """Return what each certificate says that bears a name."""

    async def write_without_name(self, statements: Sequence[CertificateStatement]) -> None:
        """Sign these certificates again without a name, and store them in place of the old signed texts."""


class Holds(Protocol):
    """What holds the case of one unit of work back."""

    async def in_force(self) -> bool:
        """Whether a legal hold is in force."""


@dataclass(frozen=True, slots=True)
class ErasureDesk:
    """What this use case works with in one unit of work."""

    desk: Desk
    contacts: Contacts
    certificates: Certificates
    holds: Holds


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase a name, contact details, or both."""

    what: frozenset[Erasable]
    reason: ErasureReason
    requested_on: date | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, with the event that says so, and the certificates that were signed again."""

    what: Erasable
    event: LoggedEvent
    certificates: Sequence[str] = ()


async def erase(work: UnitOnCase, at: ErasureDesk, command: Erase) -> tuple[StoredCase, list[Erased]]:
    """Erase what is asked for, as far as the case has it. Return the case after it, and what went.

    Raises:
        NameNotYours: another organisation than the authority asks to erase the name.
        NameIsKept: the law requires keeping the name.
        WrongInput: nobody can have asked on that day.
    """
    _must_be_a_day_of_asking(command.requested_on, work.today)
    case, gone = work.case, list[Erased]()
    if Erasable.NAME in command.what:
        case, gone = await _erase_name(work, at, command)
    if Erasable.CONTACT in command.what:
        case, more = await _erase_contact(work, at, command, case)
        gone += more
    return case, gone


def _must_be_a_day_of_asking(day: date | None, today: date) -> None:
    """The audit trail keeps the day for good."""
    if day is not None and day > today:
        raise WrongInput(
            "#/requested_on", f"The day on which the person asked is in the future. Today is {today}", "future"
        )
    if day is not None and day < COMMENCEMENT:
        says = f"Give a day from {COMMENCEMENT}, when Part 3 of the Children and Families Act 2014 came into force"
        raise WrongInput("#/requested_on", says, "before")


async def _erase_name(work: UnitOnCase, at: ErasureDesk, command: Erase) -> tuple[StoredCase, list[Erased]]:
    case = work.case
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise NameNotYours
    ends_on = times_end_on(case.facts, at.desk.pathway.law)
    kept = why_kept(case.facts.state, ends_on, work.today, held=await at.holds.in_force())
    if kept is not None:
        raise NameIsKept(kept)
    named = await at.certificates.named()
    if not named and not at.desk.sealing.open(case.sealed, str(case.id)).get("name"):
        return case, []
    numbers = [one.number for one in named]
    note = Note(
        "name-erased",
        {"record": "name", "certificates": numbers, **_because(command)},
        work.today,
        private={"name": "", "name_of": None},
    )
    staged = stage_note(at.desk, case, note, work.recorded)
    work.put(staged)
    if named:
        await at.certificates.write_without_name(named)
    return staged.case, [Erased(Erasable.NAME, staged.event, numbers)]


async def _erase_contact(
    work: UnitOnCase, at: ErasureDesk, command: Erase, case: StoredCase
) -> tuple[StoredCase, list[Erased]]:
    try:
        await contact_of(at.contacts, case, work.actor)
    except Unseen:
        return case, []
    await at.contacts.erase(case.id)
    staged = stage_note(
        at.desk, case, Note("contact-erased", {"record": "contact", **_because(command)}, work.today), work.recorded
    )
    work.put(staged)
    return staged.case, [Erased(Erasable.CONTACT, staged.event)]


def _because(command: Erase) -> dict[str, str]:
    """Return what the event says of the request."""
    said = {"reason": command.reason.value}
    return said if command.requested_on is None else said | {"requested_on": command.requested_on.isoformat()}
