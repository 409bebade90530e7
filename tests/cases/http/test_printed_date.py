"""The date printed on the letter, as an authority records it with the notice and every party reads it."""

import pytest

from tests.support.parties import Parties, Party

SENT, PRINTED = "2026-02-02", "2026-01-12"


@pytest.fixture
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


def notice(**decision: object) -> dict[str, object]:
    return {
        "la_reference": "PRINTED-1",
        "decision": {"kind": "refusal_to_assess", "notice_sent_on": SENT, **decision},
        "appellant": {"kind": "parent"},
        "not_a_duplicate": True,
    }


async def test_a_letter_dated_before_it_was_sent_keeps_both_days_and_names_the_safe_one(
    la: Party, parties: Parties
) -> None:
    case = await la.posts("/v1/cases", notice(notice_printed_on=PRINTED))
    assert case["decision"]["notice_printed_on"] == PRINTED
    provider = await parties.get("sandbox-provider-a")
    for reader in (la, provider):
        told = await reader.gets(f"/v1/cases/{case['id']}/deadlines")
        assert [
            note
            for note in told["notes"]
            if "printed" in note and "To be safe, appeal by the earlier day: 2026-03-12" in note
        ]
    assert (await la.gets(f"/v1/cases/{case['id']}/events/verification"))["intact"]


@pytest.mark.parametrize("printed", [None, SENT])
async def test_a_letter_that_bears_the_day_it_was_sent_adds_nothing(la: Party, printed: str | None) -> None:
    case = await la.posts("/v1/cases", notice(notice_printed_on=printed))
    assert case["decision"]["notice_printed_on"] is None
    told = await la.gets(f"/v1/cases/{case['id']}/deadlines")
    assert not [note for note in told["notes"] if "printed" in note]


async def test_a_day_that_has_not_come_is_refused(la: Party) -> None:
    refused = await la.sends("POST", "/v1/cases", json=notice(notice_printed_on="2031-01-01"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/decision/notice_printed_on"


@pytest.mark.parametrize("printed", ["0001-01-01", "2014-08-31"])
async def test_a_day_before_the_act_is_refused(la: Party, printed: str) -> None:
    refused = await la.sends("POST", "/v1/cases", json=notice(notice_printed_on=printed))
    assert (refused.status_code, refused.json()["code"]) == (422, "before-commencement")


@pytest.mark.parametrize("printed", ["2099-01-01", "9999-12-31"])
async def test_the_calculator_refuses_a_day_beyond_the_known_bank_holidays(la: Party, printed: str) -> None:
    asked = {"notice_sent_on": SENT, "notice_printed_on": printed}
    refused = await la.http.post("/v1/law/deadlines", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "beyond-calendar-horizon")
