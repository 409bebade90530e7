"""The use cases of documents: record where a document is, change what is recorded about it, and withdraw it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID, uuid4

from app.cases.desk import Desk
from app.cases.documents.records import Document
from app.cases.domain.words import DocumentKind, DocumentReader
from app.cases.ports import UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.cases.who_sees import DOCUMENTS
from app.kernel.errors import Unseen
from app.kernel.readers import Reader
from app.platform.actor import Actor

MOST_DOCUMENTS = 200
"""The most documents that one organisation may record on one case."""


class DocumentNotYours(Exception):
    """Another organisation recorded the document, or documents of this kind are not for the caller."""


@dataclass(frozen=True, slots=True)
class DocumentKnown(Exception):
    """The organisation recorded the same file on this case before."""

    document_id: UUID


class TooManyDocuments(Exception):
    """The organisation has recorded as many documents on this case as it may."""


class Documents(Protocol):
    """The documents of cases."""

    async def find(self, case_id: UUID, document_id: UUID) -> Document | None:
        """Return a document that the caller may have. None: there is none."""

    async def own(self, case_id: UUID, owner_id: UUID, sha256: str) -> tuple[int, UUID | None]:
        """Return how many documents an organisation recorded on a case, and which of them is this file."""

    async def add(self, case: StoredCase, document: Document, owner: Actor) -> None:
        """Store a document."""

    async def replace(self, document: Document) -> None:
        """Store what is now said of a document."""

    async def remove(self, document: Document) -> None:
        """Delete a document's reference."""


@dataclass(frozen=True, slots=True)
class DocumentDesk:
    """What these use cases work with in one unit of work."""

    desk: Desk
    documents: Documents


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDocument:
    """Record where a document lies, and which kinds of organisation may have it."""

    kind: DocumentKind
    dated: date
    sha256: str
    location: str
    readers: frozenset[DocumentReader]
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDocument:
    """Change what is said of a document, and keep the rest. `changes` are members of `Document`."""

    document_id: UUID
    changes: Mapping[str, Any]
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDocument:
    """Delete a document's reference, as when it was recorded on the wrong case."""

    document_id: UUID
    must_be_version: Callable[[int], None] = any_version


async def document_of(documents: Documents, case_id: UUID, document_id: UUID) -> Document:
    """Return a document that the caller may have.

    Raises:
        Unseen: there is none.
    """
    found = await documents.find(case_id, document_id)
    if found is None:
        raise Unseen
    return found


async def record_document(work: UnitOnCase, at: DocumentDesk, command: RecordDocument) -> Document:
    """Record a document of the case of the work, and return what is stored.

    Raises:
        DocumentNotYours: documents of this kind are not for the caller.
        WrongInput: the date is in the future, or a reader may not have documents of this kind.
        DocumentKnown: the caller recorded this file before.
        TooManyDocuments: the caller has recorded as many as it may.
    """
    case, actor = work.case, work.actor
    recorded, same = await at.documents.own(case.id, actor.organisation_id, command.sha256)
    document = Document(
        id=command.document_id or uuid4(),
        case_id=case.id,
        owner_id=actor.organisation_id,
        kind=command.kind,
        dated=command.dated,
        sha256=command.sha256,
        location=command.location,
        readers=sorted(command.readers),
        version=1,
        recorded_at=work.now,
        updated_at=work.now,
    )
    _must_be_sound(document, actor, work.today)
    if same is not None:
        raise DocumentKnown(same)
    if recorded >= MOST_DOCUMENTS:
        raise TooManyDocuments
    await at.documents.add(case, document, actor)
    note = Note("document-recorded", _about(document, document.readers), work.today)
    work.put(stage_note(at.desk, case, note, work.recorded))
    return document


async def change_document(work: UnitOnCase, at: DocumentDesk, command: ChangeDocument) -> Document:
    """Change what is said of a document, and return what is stored. Without a change nothing is written.

    Raises:
        Unseen: there is no such document, or the caller may not have it.
        DocumentNotYours: another organisation recorded it.
        WrongInput: as for a new document.
    """
    before = await _own(work, at, command.document_id)
    command.must_be_version(before.version)
    changes = dict(command.changes)
    if "readers" in changes:
        changes["readers"] = sorted(changes["readers"])
    after = replace(before, **changes)
    if after == before:
        return before
    _must_be_sound(after, work.actor, work.today)
    after = replace(after, version=before.version + 1, updated_at=work.now)
    await at.documents.replace(after)
    told_to = sorted({*before.readers, *after.readers})
    note = Note("document-changed", _about(after, told_to), work.today)
    work.put(stage_note(at.desk, work.case, note, work.recorded))
    return after


async def withdraw_document(work: UnitOnCase, at: DocumentDesk, command: WithdrawDocument) -> None:
    """Delete a document's reference.

    Raises:
        Unseen: there is no such document, or the caller may not have it.
        DocumentNotYours: another organisation recorded it.
    """
    document = await _own(work, at, command.document_id)
    command.must_be_version(document.version)
    await at.documents.remove(document)
    note = Note("document-withdrawn", _about(document, document.readers), work.today)
    work.put(stage_note(at.desk, work.case, note, work.recorded))


async def _own(work: UnitOnCase, at: DocumentDesk, document_id: UUID) -> Document:
    document = await document_of(at.documents, work.case.id, document_id)
    if document.owner_id != work.actor.organisation_id:
        raise DocumentNotYours(
            "Another organisation recorded this document. Only the organisation that recorded a document can change or "
            "withdraw the reference."
        )
    return document


def _must_be_sound(document: Document, owner: Actor, today: date) -> None:
    """Check a document before it is written."""
    may_have = DOCUMENTS[document.kind]
    if Reader(owner.kind) not in may_have:
        raise DocumentNotYours(
            "The tribunal cannot record an agreement that was made in mediation. Only the parties to the agreement can "
            "record the agreement."
        )
    if document.dated > today:
        raise WrongInput("#/dated", f"The date of a document cannot be in the future: today is {today}", "future")
    for reader in document.readers:
        if Reader(reader) not in may_have:
            detail = f"You cannot share a document of the kind `{document.kind}` with a `{reader}`"
            raise WrongInput("#/readers", detail, "reader")


def _about(document: Document, told_to: Any) -> dict[str, Any]:
    """Return what an event says of a document: ids and codes. Its readers are also those of the event."""
    return {
        "record": "document",
        "document_id": str(document.id),
        "kind": document.kind,
        "readers": [str(one) for one in told_to],
    }
