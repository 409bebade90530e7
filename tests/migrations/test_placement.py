"""Cases from before: which of them the migration marks as needing no certificate."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Party

FILE = Path(__file__).parents[2] / "migrations" / "versions" / "0013_placement_beside_health.py"


def statement() -> str:
    spec = spec_from_file_location("migration", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.PLACEMENT_ALONE)


@pytest.mark.parametrize(
    ("kind", "sections", "marked"),
    [
        ("plan_content", ("I", "G"), True),
        ("refusal_to_amend", ("I",), True),
        ("plan_content", ("I", "F"), False),
        ("plan_content", ("G",), False),
        ("refusal_to_amend", (), False),
        ("cease_to_maintain", ("I",), False),
    ],
)
async def test_a_case_from_before_is_marked(
    la: Party, owner: AsyncEngine, kind: str, sections: tuple[str, ...], *, marked: bool
) -> None:
    case = await la.opens(kind=kind, sections=sections, notice_sent_on="2026-02-02")
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET placement_only = false WHERE id = :id"), {"id": case})
        await connection.execute(text(statement()))
    [line] = [one for one in await la.lists("/v1/cases", limit=200) if one["id"] == case]
    assert line["placement_only"] is marked is (await la.sees(case))["placement_only"]
