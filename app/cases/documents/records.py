"""A document of a case by reference: what it is, its date, its fingerprint, where it lies, and who may have it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.cases.domain.words import DocumentKind, DocumentReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A reference to a document. `owner_id` is the organisation that recorded it and has the document itself.

    `sha256` is the fingerprint of the file in hexadecimal digits. `location` is sealed where it is stored.
    """

    id: UUID
    case_id: UUID
    owner_id: UUID
    kind: DocumentKind
    dated: date
    sha256: str
    location: str = field(repr=False)
    readers: Sequence[DocumentReader]
    version: int
    recorded_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentsAfter:
    """A page of documents: those after a place, of these kinds, newest first."""

    recorded_at: datetime
    id: UUID
    limit: int
    kinds: Sequence[DocumentKind] | None = None
