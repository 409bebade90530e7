"""Documents of a case as JSON: references, and never their content."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.cases.documents.records import Document
from app.cases.documents.use_cases import RecordDocument
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import DocumentKind, DocumentReader
from app.cases.schemas.shared import Organisation
from app.platform.http.fields import LAST_YEAR, Answer, AtMost, Body, Day, Locator, in_years

Sha256 = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=64, pattern=r"^[0-9A-Fa-f]{64}$"),
    AfterValidator(str.lower),
]
Dated = Annotated[Day, in_years(1990, LAST_YEAR)]
"""The date of a document: a case may rest on papers from long before it."""
Readers = Annotated[frozenset[DocumentReader], AtMost(len(DocumentReader))]

DATED = "The date on the document. For a decision letter, give the date printed on the letter."
SHA256 = (
    "The fingerprint of the file: a code (SHA-256) that is calculated from the file, as 64 hexadecimal digits. With "
    "the fingerprint, each reader can check that it has the same file as you."
)
LOCATION = (
    "Where the document is: an `https` address, or a reference in your own system. We store the address encrypted, and "
    "never open it. Do not write a person's name here."
)
READERS = (
    "The kinds of organisation that may have the document, if they take part in the case. Your organisation always "
    "sees the documents that it recorded. If the list is empty, no other organisation sees the document."
)


class DocumentChangesIn(Body):
    """The new values for a document that you recorded. If you have a new file, record a new document."""

    kind: DocumentKind
    dated: Dated = Field(description=DATED, examples=["2026-01-30"])
    location: Locator = Field(description=LOCATION, examples=["https://dms.eastmere.example/d/88213"])
    readers: Readers = Field(description=READERS)

    def changes(self) -> dict[str, Any]:
        """Return the members of the document that are written."""
        return {"kind": self.kind, "dated": self.dated, "location": self.location, "readers": self.readers}


class DocumentIn(DocumentChangesIn):
    """A reference to a document of the case: what the document is, and where it is. We do not store the document
    itself.
    """

    sha256: Sha256 = Field(description=SHA256)

    def command(self) -> RecordDocument:
        """Return the command."""
        return RecordDocument(sha256=self.sha256, **self.changes())


class DocumentOut(Answer):
    """A reference to a document of the case."""

    id: UUID
    case_id: UUID
    kind: DocumentKind
    dated: date = Field(description=DATED)
    sha256: str = Field(description=SHA256)
    location: str = Field(description="Where the document is: an address, or a reference in the owner's system.")
    readers: list[DocumentReader] = Field(
        description="The kinds of organisation that may have the document, besides its owner."
    )
    recorded_by: Organisation = Field(
        description="The owner of the document: the organisation that recorded the document and has the file."
    )
    agrees_with_notice: bool | None = Field(
        description="Only for a decision letter: `true` if the letter has the date of this case's notice (the printed "
        "date or the day of sending). If the field is `false`, compare the letter with the case, because the time "
        "limits run from the date of the notice."
    )
    version: int = Field(
        description="The version number of this reference to a document. The header `ETag` has the same number."
    )
    recorded_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, one: Document, facts: CaseFacts, recorded_by: Organisation) -> Self:
        """Show a document to an organisation that may have it."""
        agrees = one.dated in (facts.notice_sent_on, facts.notice_printed_on)
        return cls(
            id=one.id,
            case_id=one.case_id,
            kind=one.kind,
            dated=one.dated,
            sha256=one.sha256,
            location=one.location,
            readers=list(one.readers),
            recorded_by=recorded_by,
            agrees_with_notice=agrees if one.kind is DocumentKind.DECISION_LETTER else None,
            version=one.version,
            recorded_at=one.recorded_at,
            updated_at=one.updated_at,
        )
