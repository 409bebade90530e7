"""One notice is one case: recorded twice it is refused with the first, in a race too, unless it is said to be meant."""

import asyncio
from typing import Any

import pytest

from tests.support.parties import Party, a_notice

NOTICE = {"kind": "plan_content", "sections": ("F",), "notice_sent_on": "2026-03-03"}


def twice(la_reference: str, **said: Any) -> dict[str, Any]:
    return a_notice(**{**NOTICE, "la_reference": la_reference, **said})


async def test_the_second_names_the_first(la: Party) -> None:
    case = (await la.posts("/v1/cases", twice("TWICE-1")))["id"]
    answer = await la.sends("POST", "/v1/cases", json=twice("TWICE-1", appellant={"kind": "young_person"}))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/duplicate-notice")
    assert answer.json()["case_id"] == case
    assert len(await la.lists("/v1/cases", la_reference="TWICE-1")) == 1


@pytest.mark.parametrize(
    "written",
    ["same 7-b", "SAME  7-B", " Same 7-B ", "Same\u00a07\u2011B", "Same 7\u2013b", "\uff33\uff41\uff4d\uff45 7\uff0dB"],
)
async def test_the_same_reference_in_another_hand(la: Party, written: str) -> None:
    first = await la.sends("POST", "/v1/cases", json=twice("Same 7-B"))
    assert first.status_code in (201, 409)
    case = first.json()["id"] if first.status_code == 201 else first.json()["case_id"]
    answer = await la.sends("POST", "/v1/cases", json=twice(written))
    assert (answer.status_code, answer.json()["case_id"]) == (409, case)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "refusal_to_amend"},
        {"notice_sent_on": "2026-03-04"},
        {"la_reference": "OTHER-2"},
        {"la_reference": "OTHER1"},
        {"not_a_duplicate": True},
    ],
)
async def test_another_notice_is_another_case(la: Party, other: dict[str, Any]) -> None:
    await la.sends("POST", "/v1/cases", json=twice("OTHER-1"))
    answer = await la.sends("POST", "/v1/cases", json=twice(**{"la_reference": "OTHER-1", **other}))
    assert answer.status_code == 201, answer.text


async def test_one_that_was_meant_stands_for_the_notice_too(la: Party) -> None:
    case = (await la.posts("/v1/cases", twice("MEANT-1", not_a_duplicate=True)))["id"]
    answer = await la.sends("POST", "/v1/cases", json=twice("MEANT-1"))
    assert (answer.status_code, answer.json()["case_id"]) == (409, case)


async def test_anothers_notice_is_none_of_ours(la: Party, other_la: Party) -> None:
    await la.posts("/v1/cases", twice("SHARED-1"))
    assert (await other_la.sends("POST", "/v1/cases", json=twice("SHARED-1"))).status_code == 201


async def test_a_closed_case_still_stands_for_its_notice(la: Party) -> None:
    case = (await la.posts("/v1/cases", twice("CLOSED-1")))["id"]
    await la.records(case, "concede")
    answer = await la.sends("POST", "/v1/cases", json=twice("CLOSED-1"))
    assert (answer.status_code, answer.json()["case_id"]) == (409, case)


async def test_sent_again_under_its_key_it_is_answered_as_before(la: Party) -> None:
    key = {"Idempotency-Key": "one-notice-1"}
    first, second = [await la.sends("POST", "/v1/cases", json=twice("KEYED-1"), headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    other = {"Idempotency-Key": "one-notice-2"}
    refused, again = [await la.sends("POST", "/v1/cases", json=twice("KEYED-1"), headers=other) for _ in range(2)]
    assert (refused.status_code, again.status_code, refused.content) == (409, 409, again.content)


@pytest.mark.parametrize("keyed", [False, True])
async def test_of_many_at_once_one_is_written(la: Party, keyed: bool) -> None:
    reference = f"RACE-{keyed}"
    answers = await asyncio.gather(
        *(
            la.sends(
                "POST", "/v1/cases", json=twice(reference), headers={"Idempotency-Key": f"race-{n}"} if keyed else None
            )
            for n in range(8)
        )
    )
    [opened] = [one.json()["id"] for one in answers if one.status_code == 201]
    assert [one.json()["case_id"] for one in answers if one.status_code == 409] == [opened] * 7
    assert [line["id"] for line in await la.lists("/v1/cases", la_reference=reference)] == [opened]


async def test_a_list_finds_a_reference_by_how_it_begins(la: Party) -> None:
    cases = {name: await la.opens(la_reference=name) for name in ("Prefix/07-a", "PREFIX/07-B", "prefix/08", "100%_x")}

    async def found(reference: str) -> set[str]:
        return {line["id"] for line in await la.lists("/v1/cases", la_reference=reference)}

    assert await found("prefix/07") == await found("PREFIX/07\u2013") == {cases["Prefix/07-a"], cases["PREFIX/07-B"]}
    assert await found("Prefix/07-A") == {cases["Prefix/07-a"]}
    assert await found("prefix/") == {cases[name] for name in ("Prefix/07-a", "PREFIX/07-B", "prefix/08")}
    assert await found("refix") == set()
    assert await found("100%") == {cases["100%_x"]}
    assert await found("1_0") == set()
