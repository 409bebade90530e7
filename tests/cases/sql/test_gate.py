"""The gate to the tribunal as a constraint: no code, however wrong, writes an appeal that the law does not allow."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import Party, declines


async def change(owner: AsyncEngine, case: str, assignments: str, **values: Any) -> None:
    """Change a case behind the service's back, as its owner; rolled back."""
    async with owner.connect() as connection:
        statement = f"UPDATE cases SET {assignments} WHERE id = :case"  # noqa: S608 - written in this file
        assert (await connection.execute(text(statement), {"case": UUID(case), **values})).rowcount == 1
        await connection.rollback()


@pytest.mark.parametrize(
    "assignments",
    [
        "appeal_basis = 'certificate'",
        "appeal_basis = 'placement_only'",
        "appeal_basis = 'permission'",
        "appeal_basis = 'because'",
        "appeal_basis = 'certificate', permission_granted_on = '2026-03-02'",
        "appeal_basis = 'permission', placement_only = true",
        "state = 'appeal_registered'",
        "state = 'certified'",
        "state = 'lost'",
        "certificate_told = true",
        "certificate_told = true, appeal_basis = 'certificate', state = 'appeal_registered'",
        "certificate_number = 'MC-2222-2222-2222-2222'",
        "notice_sent_on = '2014-08-31'",
        "kind = 'refusal'",
        "regime = 'cfa-2015'",
        "version = 0",
        "provider_kind = 'local_authority'",
        "state = 'closed', appeal_basis = 'permission', permission_granted_on = '2026-03-02'",
    ],
)
async def test_it_stays_shut(la: Party, owner: AsyncEngine, assignments: str) -> None:
    case = await la.opens()
    with pytest.raises(IntegrityError):
        await change(owner, case, assignments)


@pytest.mark.parametrize(
    "assignments",
    [
        "appeal_basis = 'permission', permission_granted_on = '2026-03-02', state = 'appeal_registered'",
        "appeal_basis = 'placement_only', placement_only = true, state = 'appeal_registered'",
    ],
)
async def test_it_opens_for_what_the_law_allows(la: Party, owner: AsyncEngine, assignments: str) -> None:
    await change(owner, await la.opens(), assignments)


async def test_it_opens_with_a_certificate_for_this_decision_only(
    la: Party, provider: Party, owner: AsyncEngine
) -> None:
    case, other = await la.opens(), await la.opens()
    number = await declines(provider, case)
    await change(owner, case, "appeal_basis = 'certificate', state = 'appeal_registered'")
    with pytest.raises(IntegrityError, match="cases_certificate_number_fkey"):
        await change(owner, other, "certificate_number = :number, appeal_basis = 'certificate'", number=number)


CERTIFY = text(
    "INSERT INTO certificates (number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status,"
    " sealed_token, recorded_at) VALUES (:number, :case, :la, :issuer, :ground, 'parent', '2026-02-11', :status, '',"
    " now())"
)


async def certify(owner: AsyncEngine, case: str, *, issuer: str, ground: str = "declined", status: str) -> None:
    values = {"number": f"TEST-{uuid4().hex[:20]}", "case": UUID(case), "la": BY_SLUG["sandbox-la-991"].id}
    more = {"issuer": BY_SLUG[issuer].id, "ground": ground, "status": status}
    async with owner.connect() as connection:
        await connection.execute(CERTIFY, values | more)
        await connection.rollback()


async def test_one_certificate_of_a_case_is_active(la: Party, provider: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    await declines(provider, case)
    with pytest.raises(IntegrityError, match="certificates_one_active_idx"):
        await certify(owner, case, issuer="sandbox-provider-a", status="active")
    await certify(owner, case, issuer="sandbox-provider-a", status="superseded")


@pytest.mark.parametrize("issuer", [slug for slug in BY_SLUG if "provider" not in slug])
async def test_none_but_a_mediation_provider_issues(la: Party, owner: AsyncEngine, issuer: str) -> None:
    """Section 56(3): not an authority, an integrated care board or NHS England."""
    with pytest.raises(IntegrityError, match="certificates_issuer_id_fkey"):
        await certify(owner, await la.opens(), issuer=issuer, status="active")


async def test_a_certificate_names_a_ground_of_the_law(la: Party, owner: AsyncEngine) -> None:
    with pytest.raises(IntegrityError, match="certificates_ground_check"):
        await certify(owner, await la.opens(), issuer="sandbox-provider-a", ground="kindness", status="active")


EVENT = text(
    "INSERT INTO events (case_id, seq, la_id, provider_id, type, action, by_kind, organisation_id, client_id,"
    " occurred_on, recorded_at, changes, previous, hash) SELECT id, version + 1, la_id, provider_id, :type, :action,"
    " :by, la_id, 'test', '2026-03-02', now(), CAST(:changes AS jsonb), head, 'none' FROM cases WHERE id = :case"
)


@pytest.mark.parametrize(
    ("kind", "action", "by", "changes"),
    [
        ("appeal-decided", "record-appeal-outcome", "local_authority", "{}"),
        ("appeal-withdrawn", "withdraw", "local_authority", '{"appeal": {"decision_reference": null}}'),
        ("appeal-withdrawn", "withdraw", "mediation_provider", '{"appeal": {"decision_reference": ""}}'),
        ("appeal-reinstated", "reinstate-appeal", "local_authority", "{}"),
        ("dispute-withdrawn", "withdraw", "local_authority", "{}"),
        ("dispute-withdrawn", "withdraw", "mediation_provider", '{"closed_by_family": false}'),
    ],
)
async def test_nobody_writes_an_end_that_is_not_theirs(
    la: Party, owner: AsyncEngine, kind: str, action: str, by: str, changes: str
) -> None:
    values = {"case": UUID(await la.opens()), "type": kind, "action": action, "by": by, "changes": changes}
    async with owner.connect() as connection:
        with pytest.raises(IntegrityError, match="alone"):
            await connection.execute(EVENT, values)
        await connection.rollback()
        said = '{"closed_by_family": true, "appeal": {"decision_reference": "12/26"}}'
        assert (await connection.execute(EVENT, {**values, "changes": said})).rowcount == 1
        await connection.rollback()
