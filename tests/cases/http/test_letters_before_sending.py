"""A letter has a date, and is sent some days later: the family's word and the authority's record make one case."""

import asyncio
from typing import Any

import pytest
from fastapi import Response

from app.cases.domain.intake import SENT_WITHIN
from app.cases.problems import DuplicateNotice
from app.cases.routes import TRIES, unless_meanwhile
from app.cases.tables import ONE_NOTICE
from app.platform.db.connections import NotUnique
from tests.cases.http.test_intake import duplicate, once, own
from tests.support.parties import Parties, Party


def later(day: str, by: int) -> str:
    """Return a day of the same month, some days later."""
    return f"{day[:8]}{int(day[8:]) + by:02}"


@pytest.mark.parametrize(("by", "day"), [(1, "2024-09-03"), (3, "2024-10-03"), (SENT_WITHIN, "2024-11-05")])
async def test_the_authority_is_asked_about_a_letter_of_the_week_before(
    la: Party, provider: Party, by: int, day: str
) -> None:
    case = (await provider.posts("/v1/cases", once(f"L-{by}", day, told_on=later(day, by))))["id"]
    notice = own(f"SENT-{by}", later(day, by))
    told = await duplicate(la, notice)
    assert (told["case_id"], told["confirm_at"]) == (case, f"/v1/cases/{case}/actions/confirm-notice")
    said = {"la_reference": f"SENT-{by}", "notice_sent_on": later(day, by)}
    confirmed = (await la.sends("POST", told["confirm_at"], json=said)).json()
    assert (confirmed["notice_status"], confirmed["decision"]["notice_sent_on"]) == ("confirmed", later(day, by))
    assert (await duplicate(la, notice))["case_id"] == case


async def test_a_day_that_no_letter_fits_is_another_notice(la: Party, provider: Party) -> None:
    day = "2024-12-05"
    await provider.posts("/v1/cases", once("L-20", day))
    others = (
        own("OTHER-20", later(day, -1)),  # no letter is sent before its date
        own("OTHER-21", later(day, SENT_WITHIN + 1)),
        own("OTHER-22", later(day, 2), decision={"notice_printed_on": later(day, 1)}),  # another printed date
        {**own("OTHER-23", later(day, 2)), "appellant": {"kind": "young_person"}},
        own("OTHER-24", later(day, 2), not_a_duplicate=True),
    )
    for other in others:
        assert (await la.sends("POST", "/v1/cases", json=other)).status_code == 201, other


async def test_the_same_reference_confirms_the_letter(la: Party, provider: Party) -> None:
    day, sent = "2025-01-07", "2025-01-10"
    case = (await provider.posts("/v1/cases", once("L-30", day, la_reference="LETTER-30", told_on=sent)))["id"]
    answer = await la.sends("POST", "/v1/cases", json=own("letter 30", sent))
    assert answer.status_code == 201, "another reference"
    answer = await la.sends("POST", "/v1/cases", json=own("letter-30", sent, decision={"notice_printed_on": day}))
    assert (answer.status_code, answer.json()["id"]) == (200, case)
    second = (await provider.posts("/v1/cases", once("L-31", day, la_reference="LETTER-31", told_on=sent)))["id"]
    answer = await la.sends("POST", "/v1/cases", json=own("letter-31", sent))
    assert (answer.status_code, answer.json()["id"], answer.json()["decision"]["notice_sent_on"]) == (200, second, sent)
    assert (await la.gets(f"/v1/cases/{second}/events/verification"))["intact"]


async def test_the_adviser_is_asked_about_what_the_authority_sent_later(
    other_la: Party, provider: Party, parties: Parties
) -> None:
    """Authority 992 instructs both providers. An adviser learns of no case that it does not advise."""
    other, day = await parties.get("sandbox-provider-b"), "2025-01-14"
    sent = later(day, 2)
    theirs = (await other_la.posts("/v1/cases", own("OWN-40", sent, provider="sandbox-provider-b")))["id"]
    assert (await duplicate(other, once("B-40", day, la_code="992")))["case_id"] == theirs
    assert (await duplicate(other, once("B-40", day, la_code="992", la_reference="own-40")))["case_id"] == theirs
    told = await duplicate(provider, once("A-40", day, la_code="992", la_reference="own-40"))
    assert told.keys().isdisjoint({"case_id", "confirm_at"})
    young = once("B-41", day, la_code="992")
    young["appellant"]["kind"] = "young_person"
    for party, letter in (
        (provider, once("A-41", day, la_code="992")),
        (other, young),
        (other, once("B-42", later(sent, 1), la_code="992")),  # dated after it was sent
        (other, once("B-43", day, la_code="992", not_a_duplicate=True)),
    ):
        assert (await party.sends("POST", "/v1/cases", json=letter)).status_code == 201, letter


async def test_no_correction_and_no_confirmation_makes_two_cases_of_a_reference(la: Party, provider: Party) -> None:
    day = "2025-02-04"
    letter = (await provider.posts("/v1/cases", once("L-50", day, la_reference="LETTER-50")))["id"]
    case = (await la.posts("/v1/cases", own("LETTER-50", later(day, 15))))["id"]
    moved = {"seq": 1, "reason": "wrong_date", "replace": {"decision": {"notice_sent_on": later(day, 3)}}}
    refused = await la.sends("POST", f"/v1/cases/{case}/corrections", json=moved)
    assert (refused.status_code, refused.json()["case_id"]) == (409, letter)
    other = (await provider.posts("/v1/cases", once("L-51", later(day, 13), not_a_duplicate=True)))["id"]
    refused = await la.tries(other, "confirm-notice", la_reference="letter-50", notice_sent_on=later(day, 13))
    assert (refused.status_code, refused.json()["case_id"]) == (409, case)


async def test_two_letters_of_one_reference_are_for_the_authority_to_tell_apart(la: Party, provider: Party) -> None:
    """Two calls with two days opened two cases, so the authority's own notice may be either."""
    day, sent = "2025-02-20", "2025-02-22"
    first = (await provider.posts("/v1/cases", once("L-54", day, la_reference="LETTER-54", told_on=sent)))["id"]
    second = (await provider.posts("/v1/cases", once("L-55", later(day, 1), la_reference="LETTER-54", told_on=sent)))[
        "id"
    ]
    told = await duplicate(la, own("LETTER-54", sent))
    assert (told["case_id"], told["confirm_at"]) == (first, f"/v1/cases/{first}/actions/confirm-notice")
    refused = await la.tries(first, "confirm-notice", la_reference="LETTER-54", notice_sent_on=sent)
    assert (refused.status_code, refused.json()["case_id"]) == (409, second)
    said = {"la_reference": "LETTER-54", "notice_sent_on": sent, "not_a_duplicate": True}
    assert (await la.sends("POST", told["confirm_at"], json=said)).json()["notice_status"] == "confirmed"


async def test_a_confirmation_is_compared_by_every_day_that_it_tells(la: Party, provider: Party) -> None:
    """Each of these days is known to one party alone before the confirmation, or before its correction."""
    printed, sent = "2025-06-03", "2025-06-12"
    theirs = (await la.posts("/v1/cases", own("OWN-80", later(printed, 1), decision={"notice_printed_on": printed})))[
        "id"
    ]
    told_of_sending = once("L-80", sent, told_on=later(sent, 9))
    told_of_sending["decision"]["notice_sent_on"] = told_of_sending["decision"].pop("notice_printed_on")
    case = (await provider.posts("/v1/cases", told_of_sending))["id"]
    says: dict[str, Any] = {"la_reference": "OWN-80", "notice_sent_on": sent}
    refused = await la.tries(case, "confirm-notice", **says, notice_printed_on=printed)
    assert (refused.status_code, refused.json()["case_id"]) == (409, theirs)

    await la.records(case, "confirm-notice", **says)
    again = (await la.posts("/v1/cases", own("OWN-80", later(sent, 9))))["id"]
    moved = {"seq": 2, "reason": "wrong_date", "replace": {"notice_sent_on": later(sent, 9)}}
    refused = await la.sends("POST", f"/v1/cases/{case}/corrections", json=moved)
    assert (refused.status_code, refused.json()["case_id"]) == (409, again)


async def test_a_notice_that_is_no_duplicate_can_still_be_put_right(la: Party, provider: Party) -> None:
    day = "2025-06-24"
    case = (await la.posts("/v1/cases", own("TWINS-90", day)))["id"]
    other = (await provider.posts("/v1/cases", once("L-90", day, told_on=later(day, 1), not_a_duplicate=True)))["id"]
    said = {"la_reference": "TWINS-90", "notice_sent_on": day, "not_a_duplicate": True}
    await la.records(other, "confirm-notice", **said)
    moved = {"seq": 2, "reason": "wrong_date", "replace": {"notice_sent_on": later(day, 1)}}
    refused = await la.sends("POST", f"/v1/cases/{other}/corrections", json=moved)
    assert (refused.status_code, refused.json()["case_id"]) == (409, case)
    corrected = await la.sends("POST", f"/v1/cases/{other}/corrections", json=moved | {"not_a_duplicate": True})
    assert corrected.status_code == 200, corrected.text
    assert (await la.gets(f"/v1/cases/{other}"))["decision"]["notice_sent_on"] == later(day, 1)


async def test_a_correction_of_another_event_marks_no_notice(la: Party, provider: Party) -> None:
    day = "2025-07-08"
    case = (await la.posts("/v1/cases", own("MARK-95", day)))["id"]
    await provider.records(case, "contact-adviser", occurred_on=later(day, 2))
    moved = {"seq": 2, "reason": "wrong_date", "replace": {"occurred_on": later(day, 1)}, "not_a_duplicate": True}
    await provider.posts(f"/v1/cases/{case}/corrections", moved)
    assert (await duplicate(provider, once("L-95", day)))["case_id"] == case


async def test_of_many_who_record_a_letter_and_its_sending_at_once_one_opens_the_case(
    la: Party, provider: Party
) -> None:
    """The adviser knows the printed date alone and the authority the day of sending alone, in another week."""
    for reference, day in (("RACE-60", "2025-03-08"), (None, "2025-04-11")):
        sent = later(day, 3)
        letters = [
            provider.sends("POST", "/v1/cases", json=once("L-60", day, la_reference=reference, told_on=sent))
            for _ in range(5)
        ]
        notices = [la.sends("POST", "/v1/cases", json=own("RACE-60", sent)) for _ in range(5)]
        answers = await asyncio.gather(*(one for pair in zip(letters, notices, strict=True) for one in pair))
        found = {line["id"] for line in await la.lists("/v1/cases", notice_sent_from=day, notice_sent_to=sent)}
        assert {one.status_code for one in answers} <= {200, 201, 409}, [one.text for one in answers]
        assert [one.status_code for one in answers].count(201) == len(found) == 1
        assert {one.json().get("case_id") for one in answers if one.status_code == 409} == found


async def test_a_request_that_loses_every_race_is_told_so() -> None:
    tries = 0

    async def attempt() -> Response:
        nonlocal tries
        tries += 1
        raise NotUnique(ONE_NOTICE)

    with pytest.raises(DuplicateNotice, match="Send your request again"):
        await unless_meanwhile(attempt)
    assert tries == TRIES


async def test_the_letter_of_a_case_that_moved_on_makes_no_second_case(la: Party, provider: Party) -> None:
    day = "2025-05-06"
    letter: dict[str, Any] = once("L-70", day, la_reference="LETTER-70")
    case = (await provider.posts("/v1/cases", letter))["id"]
    plan = {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02"}
    assert (await la.sends("POST", f"/v1/cases/{case}/transfer", json=plan)).status_code == 200
    assert case not in str(await duplicate(la, own("LETTER-70", later(day, 3))))
