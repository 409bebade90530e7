"""What PostgreSQL itself shows of how families reach an organisation, if a query of ours forgot to ask."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party

ADD = text(
    "INSERT INTO organisation_contacts (organisation_id, organisation_kind, telephone, version, updated_at)"
    " VALUES (:id, :kind, '01632 960992', 1, now())"
)
SEE = text("SELECT telephone FROM organisation_contacts WHERE organisation_id = :id")


async def test_only_those_who_share_a_case_read_it_and_only_its_owner_writes_it(
    owner: AsyncEngine, other_la: Party, provider: Party
) -> None:
    await other_la.sends("PUT", "/v1/me/contact", json={"telephone": "01632 960992"})
    await other_la.opens()
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            found = (await connection.execute(SEE, {"id": other_la.id})).all()
            changed = await connection.execute(
                text("UPDATE organisation_contacts SET version = 9 WHERE organisation_id = :id"), {"id": other_la.id}
            )
        assert bool(changed.rowcount) == (slug == other_la.slug), slug
        if slug != "sandbox-provider-b":  # in this database another test may have given it a case
            assert bool(found) == (slug in (other_la.slug, provider.slug)), slug


@pytest.mark.parametrize("slug", ["sandbox-tribunal", "sandbox-icb", "sandbox-advice-991"])
async def test_no_letter_names_any_other_kind(owner: AsyncEngine, slug: str) -> None:
    one = BY_SLUG[slug]
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="organisation_contacts_organisation_kind_check"):
            await connection.execute(ADD, {"id": one.id, "kind": one.kind})
