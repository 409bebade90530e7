"""An appeal that the tests of appeals begin with, and what is sent about it."""

from typing import Any

from tests.support.parties import Party, declines

BEFORE_THE_APPEAL = {"basis": "certificate", "occurred_on": "2026-03-26", "tribunal_reference": "EH991/26/00117"}

ORDERED = {
    "occurred_on": "2026-07-08",
    "outcome": "upheld_in_part",
    "orders": [
        {"order_kind": "amend_plan", "sections": ["F"]},
        {
            "order_kind": "name_setting",
            "sections": ["I"],
            "directed": [{"step": "name_setting", "due_on": "2026-07-10"}],
        },
    ],
}

SENT = {"occurred_on": "2026-05-06"}


async def an_appeal(la: Party, provider: Party, tribunal: Party, **said: Any) -> tuple[str, str]:
    """Return the case and the id of an appeal about the content of a plan."""
    case = await la.opens(**({"kind": "plan_content", "sections": ("B", "F", "I")} | said))
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", **BEFORE_THE_APPEAL)
    [line] = await la.lists("/v1/appeals", case_id=case)
    return case, line["id"]


async def refused(party: Party, appeal: str, word: str, **body: Any) -> dict[str, Any]:
    answer = await party.sends("POST", f"/v1/appeals/{appeal}/{word}", json=body)
    assert answer.status_code in (409, 403, 422), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def deadlines(party: Party, case: str, code: str) -> list[dict[str, Any]]:
    found = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return [one for one in found if one["code"] == code]
