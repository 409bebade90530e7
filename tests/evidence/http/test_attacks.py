"""Every figure of evidence is attacked: no filter, second request or broken case tells more than the first count.

A new figure needs a line in `ATTACKED`, which says how it is attacked.
"""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Party
from tests.support.routes import operations

QUARTER, SENT = "2022-Q3", "2022-08-01"  # of which no other test records a notice
TOGETHER = "counted with every figure of the quarter, and subtracted from them: tests/evidence/domain/test_attacks.py"
ALONE = "answers are kept as sums, one question at a time: tests/evidence/domain/test_experience.py"
INVENTED = "what a regime would do to invented families, or to 50 closed cases of a year or more, to the nearest five"
ATTACKED = {
    "GET /v1/evidence/burden": TOGETHER,
    "GET /v1/evidence/costs": TOGETHER,
    "GET /v1/evidence/panels": TOGETHER,
    "GET /v1/evidence/settings": TOGETHER,
    "GET /v1/evidence/experience": ALONE,
    "GET /v1/evidence/experience/{la_code}/{quarter}": "repeats what the authority was told",
    "GET /v1/evidence/experience/{la_code}/{quarter}.csv": "likewise",
    "GET /v1/evidence/experience/questions": "no number in it",
    "GET /v1/evidence/{name}/metadata.json": "no number in it",
    "GET /v1/evidence/comparisons/{comparison_id}/metadata.json": "no number in it",
    "GET /v1/evidence/appeals": "other families, so to the nearest five: tests/evidence/domain/test_appeal_figures.py",
    "GET /v1/evidence/mediations": "the sum of four published quarters, so nothing that these do not tell",
    "GET /v1/evidence/comparisons": INVENTED,
    "GET /v1/evidence/comparisons/{comparison_id}": INVENTED,
    "GET /v1/evidence/comparisons/{comparison_id}.csv": INVENTED,
    "GET /v1/evidence/comparisons/{comparison_id}.pdf": INVENTED,
    "GET /v1/evidence/comparisons/{comparison_id}/charts/{chart}.svg": INVENTED,
}
FIGURES = [path.removeprefix("GET ") for path, how in ATTACKED.items() if how is TOGETHER]
FILTERS = {"quarter"}
"""What narrows a figure. A second filter would allow two tables of overlapping families, which can be subtracted."""


def test_no_figure_is_without_an_attack(app: FastAPI) -> None:
    figures = [one for one in operations(app) if one.path.startswith("/v1/evidence/") and one.method == "GET"]
    assert {str(one) for one in figures} <= set(ATTACKED)
    for one in figures:
        if ATTACKED[str(one)] not in (TOGETHER, ALONE):
            continue
        assert one.documented is not None
        asked = {parameter["name"] for parameter in one.documented.get("parameters", []) if parameter["in"] == "query"}
        assert asked <= FILTERS, str(one)


async def everything(la: Party) -> dict[str, Any]:
    found: dict[str, Any] = {path: await la.gets(path, quarter=QUARTER) for path in FIGURES}
    for path in FIGURES:
        as_csv = await la.sends("GET", path, params={"quarter": QUARTER}, headers={"Accept": "text/csv"})
        found[f"{path} as CSV"] = as_csv.text
    return found


async def test_a_family_that_is_added_changed_or_broken_later_changes_no_figure(
    la: Party, provider: Party, owner: AsyncEngine
) -> None:
    cases = [await la.opens(notice_sent_on=SENT) for _ in range(9)]
    async with owner.begin() as connection:
        await connection.execute(text(f"UPDATE cases SET facts = '{{}}' WHERE id = '{cases.pop()}'"))  # noqa: S608 - ours
    before = await everything(la)
    assert before["/v1/evidence/burden"]["families"] == 8, "a case that cannot be read is left out, and hides no other"
    assert len({before[path]["counted_at"] for path in FIGURES}) == 1, "all figures are counted at one moment"
    await la.opens(notice_sent_on=SENT)
    await provider.records(cases[0], "contact-adviser", occurred_on="2022-08-08")
    async with owner.begin() as connection:
        await connection.execute(text(f"UPDATE cases SET facts = '{{}}' WHERE id = '{cases[1]}'"))  # noqa: S608 - ours
    assert await everything(la) == before
