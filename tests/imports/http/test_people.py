"""The people of an imported case: how to reach the family, and the authority's own pseudonyms."""

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.imports.http.test_importing import DECLINED, a_row, imported
from tests.support.parties import Party

TELEPHONE, REPRESENTATIVE = "01632 960417", "01632 960418"
CONTACT = {
    "contact_name_to_use": "Sam",
    "contact_telephone": TELEPHONE,
    "contact_best_times": "after six",
    "contact_language": "Urdu",
    "contact_do_not_ring": "yes",
    "representative_name": "Alex Example",
    "representative_relation": "grandmother",
    "representative_telephone": REPRESENTATIVE,
}
FAMILY = {"child_reference": "C-5512", "family_reference": "F-2040", "school_age_ends_on": "30/06/2031"}


async def test_the_people_of_a_row_come_in_with_its_case(
    la: Party, provider: Party, owner: AsyncEngine, other_provider: Party
) -> None:
    first, second = await imported(
        la, a_row(**DECLINED, **CONTACT, **FAMILY), a_row(**FAMILY | {"child_reference": "c-5513"})
    )
    assert (first["verdict"], second["verdict"]) == ("imported", "imported"), (first, second)
    case, path = await la.sees(first["case_id"]), f"/v1/cases/{first['case_id']}/contact"
    assert [case[name] for name in FAMILY] == ["C-5512", "F-2040", "2031-06-30"]
    assert [(one["id"], one["same_child"]) for one in case["linked_cases"]] == [(second["case_id"], False)]
    for reader in (la, provider):
        contact = await reader.gets(path)
        assert (contact["telephone"], contact["do_not_ring"], contact["language"]) == (TELEPHONE, True, "Urdu")
        assert contact["representative"]["contact"]["telephone"] == REPRESENTATIVE
        assert contact["recorded_by"] == "local_authority"
    assert (await other_provider.sends("GET", path)).status_code == 404
    trail = await provider.lists(f"/v1/cases/{first['case_id']}/events")
    assert [(one["type"], one.get("source")) for one in trail][-2:] == [
        ("certificate-issued", "imported"),
        ("contact-changed", None),
    ]
    verdict = await la.gets(f"/v1/cases/{first['case_id']}/events/verification")
    assert verdict["intact"] is True, verdict
    async with owner.connect() as connection:
        told = await connection.execute(
            text("SELECT told FROM imported_cases WHERE case_id = :id"), {"id": first["case_id"]}
        )
        kept = json.dumps(told.scalar_one())
    assert "C-5512" in kept
    assert not any(name in kept for name in (TELEPHONE, REPRESENTATIVE, "Alex", "after six", "contact_"))


async def test_contact_details_are_compared_only_where_the_authority_may_read_them(la: Party, provider: Party) -> None:
    row = a_row(**CONTACT)
    [one] = await imported(la, row)
    [same, other] = await imported(la, row, {**row, "contact_telephone": "01632 960999", "representative_name": "Lee"})
    assert (same["verdict"], other["verdict"]) == ("already_there", "differs")
    assert "says the same" in same["says"]
    assert [fault["column"] for fault in other["faults"]] == ["contact_telephone", "representative_name"]
    assert "960" not in json.dumps(other["faults"])
    await provider.sends("PUT", f"/v1/cases/{one['case_id']}/contact", json={"telephone": "01632 960777"})
    [again] = await imported(la, {**row, "contact_telephone": "01632 960999"})
    assert again["verdict"] == "already_there"
    assert "did not compare" in again["says"]
    assert (await provider.gets(f"/v1/cases/{one['case_id']}/contact"))["telephone"] == "01632 960777"


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ({"contact_telephone": "ask Sam Secret"}, ["contact_telephone"]),
        ({"contact_email": "nobody"}, ["contact_email"]),
        ({"contact_language": "Urdu"}, ["contact_telephone"]),
        ({"contact_do_not_ring": "yes"}, ["contact_telephone"]),
        ({"representative_telephone": TELEPHONE}, ["representative_name"]),
        ({"representative_name": "Alex", "contact_telephone": TELEPHONE}, ["representative_relation"]),
        ({"school_age_ends_on": "30/06/1931"}, ["school_age_ends_on"]),
        ({"child_reference": "9434765919"}, ["child_reference"]),
    ],
)
async def test_a_row_whose_people_cannot_be_read_is_refused(
    la: Party, said: dict[str, Any], columns: list[str]
) -> None:
    [refused] = await imported(la, a_row(**said), dry_run=True)
    assert (refused["verdict"], [fault["column"] for fault in refused["faults"]]) == ("refused", columns)
    assert "Secret" not in json.dumps(refused)
