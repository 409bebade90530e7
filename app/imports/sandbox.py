"""The import of the sandbox: a small caseload of authority 991, brought in by the use cases of the service."""

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from app.cases.desk import Desk
from app.cases.sandbox import actor
from app.cases.store import on_cases
from app.cases.stories import LA
from app.imports import store
from app.imports.domain.reading import Caseload
from app.imports.domain.row import COLUMNS
from app.imports.intake import REQUIRED
from app.imports.sealed_parts import Parts
from app.imports.tables import imports
from app.imports.unit import Ground, Worker
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

EXAMPLE_IMPORT = uuid5(NAMESPACE_URL, "urn:mediation-sandbox:example:import")

CASELOAD = (
    "la_reference;decision_kind;notice_sent_on;appellant_kind;contacted_on;declined_on;requested_on;"
    "certificate_issued_on;certificate_ground;certificate_number;certificate_issuer;appeal_registered_on\r\n"
    "EXAMPLE-imported-1;refusal_to_assess;05/01/2026;parent;12/01/2026;13/01/2026;;14/01/2026;declined;2026/0417;"
    "Example Mediation Ltd;\r\n"
    "EXAMPLE-imported-2;refusal_to_issue_plan;19/01/2026;young_person;26/01/2026;;28/01/2026;;;;;\r\n"
    "EXAMPLE-imported-3;refusal_to_assess;19/01/2026;parent;;;;;;;;02/02/2026\r\n"
)
"""The third row is refused: its family has no certificate."""


def read_example() -> Caseload:
    """Return the example as it is read, without its rows."""
    caseload = Caseload(tuple(COLUMNS), REQUIRED)
    list(caseload.feed(CASELOAD.encode(), last=True))
    return caseload


async def all_imported(engine: "AsyncEngine") -> bool:
    """Whether an earlier start has brought the example in. Asked by the database's owner."""
    async with engine.connect() as connection:
        found = await connection.execute(select(imports.c.finished_at).where(imports.c.id == EXAMPLE_IMPORT))
        row = found.first()
    return row is not None and row.finished_at is not None


async def import_examples(database: Database, desk: Desk) -> None:
    """Bring the example in, where it is not there; go on where a start broke off."""
    seal: Any = desk.sealing
    authority = actor(LA)
    async with on_cases(database, authority) as work:
        if await store.find(work.connection, EXAMPLE_IMPORT) is None:
            caseload, parts = Caseload(tuple(COLUMNS), REQUIRED), Parts(seal)
            parts.take(caseload.feed(CASELOAD.encode(), last=True))
            parts.close()
            await store.take_in(work, EXAMPLE_IMPORT, False, caseload, parts.sealed)
            await work.commit()
    worker = Worker()
    while await worker.one_part(Ground(database, desk, seal, allows_proposals=True), authority, EXAMPLE_IMPORT):
        pass
