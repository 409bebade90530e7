"""What PostgreSQL shows of duties, even if a query of ours forgot to ask whose they are."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.who_sees import DATES
from app.kernel.readers import Reader
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party

OF = text("SELECT code FROM duties WHERE case_id = CAST(:case AS uuid)")
SAID = text("SELECT says FROM duty_statements WHERE case_id = CAST(:case AS uuid)")


@pytest.fixture(scope="module")
async def agreed(la: Party, provider: Party) -> str:
    """A case with an agreement and a certificate, and a cause that its authority gave."""
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["other"])
    await la.records(case, "arrange-mediation", occurred_on="2026-03-20", session_on="2026-03-27")
    await provider.records(case, "record-session-outcome", occurred_on="2026-03-27", outcome="partial_agreement")
    await la.records(case, "record-agreement", occurred_on="2026-03-27", terms=[{"kind": "amend_plan"}])
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-27")
    [duty] = await la.lists("/v1/duties", case_id=case, code="arrange-mediation")
    await la.posts(f"/v1/duties/{duty['id']}/cause", {"cause": "no_mediator_free"})
    return case


async def codes(owner: AsyncEngine, slug: str | None, case: str) -> set[str]:
    async with as_organisation(owner, slug) as connection:
        return set((await connection.execute(OF, {"case": case})).scalars())


async def test_the_parties_read_their_own_and_the_tribunal_its_part(owner: AsyncEngine, agreed: str) -> None:
    whole = await codes(owner, "sandbox-la-991", agreed)
    assert "carry-out-agreement" in whole
    assert await codes(owner, "sandbox-provider-a", agreed) == whole
    told = {code for code in whole if Reader.TRIBUNAL in DATES[code]}
    assert await codes(owner, "sandbox-tribunal", agreed) == told < whole


@pytest.mark.parametrize(
    "slug", ["sandbox-la-992", "sandbox-provider-b", "sandbox-advice-991", "sandbox-icb", "sandbox-operator", None]
)
async def test_an_outsider_reads_nothing(owner: AsyncEngine, agreed: str, slug: str | None) -> None:
    assert await codes(owner, slug, agreed) == set()
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(SAID, {"case": agreed})).all() == []


async def test_what_is_said_is_seen_with_its_duty(owner: AsyncEngine, agreed: str) -> None:
    for slug, said in (("sandbox-provider-a", ["no_mediator_free"]), ("sandbox-tribunal", [])):
        async with as_organisation(owner, slug) as connection:
            assert list((await connection.execute(SAID, {"case": agreed})).scalars()) == said
