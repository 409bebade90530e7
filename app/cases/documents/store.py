"""Documents in the database. Where a document lies is sealed: only the deployment's keys open it."""

from typing import Any
from uuid import UUID

from app.cases.desk import Sealing
from app.cases.documents.records import Document, DocumentsAfter
from app.cases.domain.words import DocumentKind, DocumentReader
from app.cases.records import StoredCase
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement

_COLUMNS = "id, case_id, owner_id, kind, dated, sha256, sealed, readers, version, recorded_at, updated_at"

_FIND = Statement(f"SELECT {_COLUMNS} FROM documents WHERE id = :id AND case_id = :case_id")  # noqa: S608 - the text above
_LIST = Statement(
    f"SELECT {_COLUMNS} FROM documents WHERE case_id = :case_id AND (recorded_at, id) < (:recorded_at, :after)"  # noqa: S608 - the columns and conditions are our own text
    " AND (CAST(:kinds AS text[]) IS NULL OR kind = ANY(CAST(:kinds AS text[])))"
    " ORDER BY recorded_at DESC, id DESC LIMIT :limit"
)
_EVERY = Statement(f"SELECT {_COLUMNS} FROM documents WHERE case_id = :case_id ORDER BY recorded_at, id")  # noqa: S608 - the columns and conditions are our own text
_OWN = Statement(
    "SELECT count(*) AS recorded, (array_agg(id) FILTER (WHERE sha256 = :sha256))[1] AS same"
    " FROM documents WHERE case_id = :case_id AND owner_id = :owner_id"
)
_ADD = Statement(
    "INSERT INTO documents (id, case_id, la_id, owner_id, owner_kind, kind, dated, sha256, sealed, readers, version,"
    " recorded_at, updated_at) VALUES (:id, :case_id, :la_id, :owner_id, :owner_kind, :kind, :dated, :sha256, :sealed,"
    " :readers, :version, :recorded_at, :updated_at) RETURNING id"
)
_REPLACE = Statement(
    "UPDATE documents SET kind = :kind, dated = :dated, sealed = :sealed, readers = :readers, version = :version,"
    " updated_at = :updated_at WHERE id = :id RETURNING id"
)
_REMOVE = Statement("DELETE FROM documents WHERE id = :id RETURNING id")


class SealedDocuments:
    """Documents of cases, as one connection sees them."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection = connection
        self._sealing = sealing

    async def find(self, case_id: UUID, document_id: UUID) -> Document | None:
        """Return a document that the caller may have. None: there is none."""
        rows = await self._connection.run(_FIND, {"id": document_id, "case_id": case_id})
        return self._document(rows[0]) if rows else None

    async def page(self, case_id: UUID, asked: DocumentsAfter) -> list[Document]:
        """Return documents of a case that the caller may have, newest first."""
        values = {
            "case_id": case_id,
            "recorded_at": asked.recorded_at,
            "after": asked.id,
            "kinds": None if asked.kinds is None else [str(kind) for kind in asked.kinds],
            "limit": asked.limit,
        }
        return [self._document(row) for row in await self._connection.run(_LIST, values)]

    async def every(self, case_id: UUID) -> list[Document]:
        """Return every document of a case that the caller may have, oldest first."""
        return [self._document(row) for row in await self._connection.run(_EVERY, {"case_id": case_id})]

    async def own(self, case_id: UUID, owner_id: UUID, sha256: str) -> tuple[int, UUID | None]:
        """Return how many documents an organisation recorded on a case, and which of them is this file."""
        values = {"case_id": case_id, "owner_id": owner_id, "sha256": sha256}
        [row] = await self._connection.run(_OWN, values)
        return row.recorded, row.same

    async def add(self, case: StoredCase, document: Document, owner: Actor) -> None:
        """Store a document."""
        more = {"la_id": case.la_id, "owner_kind": owner.kind}
        await self._must(_ADD, self._values(document) | more)

    async def replace(self, document: Document) -> None:
        """Store what is now said of a document."""
        await self._must(_REPLACE, self._values(document))

    async def remove(self, document: Document) -> None:
        """Delete a document's reference."""
        await self._must(_REMOVE, {"id": document.id})

    async def _must(self, statement: Statement, values: dict[str, Any]) -> None:
        if not await self._connection.run(statement, values):
            raise RuntimeError(f"document {values['id']} was not written: it went under its case's lock")

    def _values(self, document: Document) -> dict[str, Any]:
        return {
            "id": document.id,
            "case_id": document.case_id,
            "owner_id": document.owner_id,
            "kind": document.kind,
            "dated": document.dated,
            "sha256": document.sha256,
            "sealed": self._sealing.seal({"location": document.location}, _about(document.id)),
            "readers": [str(one) for one in document.readers],
            "version": document.version,
            "recorded_at": document.recorded_at,
            "updated_at": document.updated_at,
        }

    def _document(self, row: Row) -> Document:
        return Document(
            id=row.id,
            case_id=row.case_id,
            owner_id=row.owner_id,
            kind=DocumentKind(row.kind),
            dated=row.dated,
            sha256=row.sha256,
            location=self._sealing.open(row.sealed, _about(row.id))["location"],
            readers=[DocumentReader(one) for one in row.readers],
            version=row.version,
            recorded_at=row.recorded_at,
            updated_at=row.updated_at,
        )


def _about(document_id: UUID) -> str:
    """Return what the place of a document is sealed with: opened as anything else, it stays shut."""
    return f"{document_id}/document"
