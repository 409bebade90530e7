"""What PostgreSQL itself shows and takes of documents, if a query of ours forgot to ask."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.cases.http.test_documents import a_letter, files
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party, declines

ADD = text(
    "INSERT INTO documents (id, case_id, la_id, owner_id, owner_kind, kind, dated, sha256, sealed, readers, version,"
    " recorded_at, updated_at) VALUES (:id, :case, :la, :owner, :owner_kind, :kind, '2026-02-02', :sha256, '',"
    " :readers, 1, now(), now())"
)
SEE = text("SELECT id FROM documents WHERE case_id = :case")


async def adds(engine: AsyncEngine, slug: str, case: str, **said: Any) -> None:
    one, la = BY_SLUG[slug], BY_SLUG["sandbox-la-991"].id
    usual = {"id": uuid4(), "case": case, "la": la, "owner": one.id, "owner_kind": one.kind, "kind": "other"}
    async with as_organisation(engine, slug) as connection:
        await connection.execute(ADD, {**usual, "sha256": "0" * 64, "readers": [], **said})


async def test_a_row_is_for_its_owner_and_its_readers(la: Party, provider: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    await declines(provider, case)
    made = UUID((await files(la, case, a_letter(("tribunal",)))).json()["id"])
    for slug, one in BY_SLUG.items():
        async with as_organisation(owner, slug) as connection:
            found = [row.id for row in await connection.execute(SEE, {"case": case})]
            for change in ("UPDATE documents SET version = 9", "DELETE FROM documents"):
                done = await connection.execute(text(f"{change} WHERE case_id = :case"), {"case": case})
                assert done.rowcount == (slug == la.slug), slug
        seen = slug in (la.slug, "sandbox-tribunal") and one.kind != "advice_service"
        assert found == [made] * seen, slug


@pytest.mark.parametrize(
    ("slug", "said", "why"),
    [
        ("sandbox-la-992", {}, "row-level security"),
        ("sandbox-provider-b", {}, "row-level security"),
        ("sandbox-tribunal", {}, "row-level security"),  # the case is not before it
        ("sandbox-advice-991", {}, "row-level security"),
        ("sandbox-provider-a", {"owner": BY_SLUG["sandbox-la-991"].id}, "row-level security"),
        ("sandbox-la-991", {"readers": ["advice_service"]}, "documents_readers_check"),
        ("sandbox-la-991", {"kind": "agreement", "readers": ["tribunal"]}, "documents_agreement_check"),
        ("sandbox-la-991", {"sha256": "A" * 64}, "documents_sha256_check"),
    ],
)
async def test_and_nobody_adds_any_other(
    la: Party, owner: AsyncEngine, slug: str, said: dict[str, Any], why: str
) -> None:
    case = await la.opens()
    with pytest.raises(DBAPIError, match=why):
        await adds(owner, slug, case, **said)
