"""Documents as JSON, with the names of their owners."""

from app.cases import views as present
from app.cases.documents.records import Document
from app.cases.documents.schemas import DocumentOut
from app.cases.records import StoredCase
from app.platform.db.directory import Organisations


async def document_out(organisations: Organisations, one: Document, case: StoredCase) -> DocumentOut:
    """Show a document to an organisation that may have it."""
    await organisations.known(one.owner_id)
    return DocumentOut.of(one, case.facts, present.organisation(one.owner_id, organisations))
