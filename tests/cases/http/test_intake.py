"""A family rings its adviser with its letter: the adviser records the notice, and the authority answers or does not."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Parties, Party

PRINTED, SENT = "2026-03-05", "2026-03-09"


def letter(reference: str, **said: Any) -> dict[str, Any]:
    """What an adviser records from a letter. Its own pseudonym tells one family from another."""
    decision = {"kind": "refusal_to_assess", "notice_printed_on": PRINTED, **said.pop("decision", {})}
    told = {"la_code": "991", "appellant": {"kind": "parent", "name": "Sam Example", "reference": reference}}
    return {**told, "told_on": "2026-03-12", "not_a_duplicate": True, **said, "decision": decision}


async def events(party: Party, case: str) -> list[dict[str, Any]]:
    return await party.lists(f"/v1/cases/{case}/events")


async def notes(party: Party, case: str) -> str:
    return " ".join((await party.gets(f"/v1/cases/{case}/deadlines"))["notes"])


async def due(party: Party, case: str, code: str) -> str:
    found = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return next(str(one["due_on"]) for one in found if one["code"] == code)


async def test_a_family_reaches_certificate_and_tribunal_though_its_authority_never_answers(
    la: Party, provider: Party, tribunal: Party
) -> None:
    opened = await provider.posts("/v1/cases", letter("A-1"))
    case, decision = opened["id"], opened["decision"]
    assert (opened["notice_status"], opened["la_reference"], opened["notice_told_on"]) == (
        "provisional",
        None,
        "2026-03-12",
    )
    assert (decision["notice_sent_on"], decision["notice_printed_on"], decision["counts_from"]) == (
        None,
        PRINTED,
        PRINTED,
    )
    assert decision["only_day_known"] == "printed"
    assert (await la.sees(case))["notice_status"] == "provisional"
    assert case in {one["id"] for one in await la.lists("/v1/cases", notice_status="provisional")}
    [first] = await events(la, case)
    assert (first["type"], first["by"], first["occurred_on"]) == ("notice-recorded", "mediation_provider", "2026-03-12")
    assert "earlier day" in await notes(la, case)
    assert await due(provider, case, "lodge-appeal") == "2026-05-05"

    await provider.records(case, "contact-adviser", occurred_on="2026-03-12")
    await provider.records(case, "decline-mediation", occurred_on="2026-03-12")
    shown = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-03-13")
    number = shown["certificate"]["number"]
    checked = await provider.gets(f"/v1/certificates/{number}/verification")
    assert (checked["result"], checked["notice_sent_on"], checked["notice_printed_on"]) == ("found", None, PRINTED)
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-20")
    assert (appealed["state"], appealed["notice_status"]) == ("appeal_registered", "provisional")
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_the_confirmed_day_counts_everything_again(la: Party, provider: Party, tribunal: Party) -> None:
    case = (await provider.posts("/v1/cases", letter("A-2")))["id"]
    for action, more in (
        ("contact-adviser", {}),
        ("decline-mediation", {}),
        ("issue-certificate", {"ground": "declined"}),
    ):
        await provider.records(case, action, occurred_on="2026-03-13", **more)
    before = [await due(la, case, code) for code in ("contact-adviser", "lodge-appeal")]
    confirmed = await la.records(
        case, "confirm-notice", la_reference="CONFIRMED-2", notice_sent_on=SENT, occurred_on="2026-03-20"
    )
    assert (confirmed["notice_status"], confirmed["la_reference"]) == ("confirmed", "CONFIRMED-2")
    assert (confirmed["decision"]["notice_sent_on"], confirmed["decision"]["notice_printed_on"]) == (SENT, PRINTED)
    after = [await due(la, case, code) for code in ("contact-adviser", "lodge-appeal")]
    assert (before, after) == (["2026-05-05", "2026-05-05"], ["2026-05-09", "2026-05-11"])
    assert "To be safe, appeal by the earlier day: 2026-05-05" in await notes(provider, case)
    assert [one["id"] for one in await la.lists("/v1/cases", la_reference="confirmed-2")] == [case]
    last = (await events(provider, case))[-1]
    assert (last["type"], last["changes"]["notice_reference"]) == ("notice-confirmed", "CONFIRMED-2")
    for reader in (la, provider, tribunal):
        assert await reader.gets(f"/v1/cases/{case}/events/verification") == {
            "intact": True, "length": 5, "broken_at": None, "differs": [], "head": last["hash"]
        }  # fmt: skip
    reissued = await provider.records(case, "reissue-certificate", occurred_on="2026-03-21")
    says = await provider.gets(f"/v1/certificates/{reissued['certificate']['number']}/verification")
    assert (says["notice_sent_on"], says["notice_printed_on"]) == (SENT, None)
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"notice_sent_on": "2026-03-04"}, "lose time"),
        ({"notice_sent_on": "2026-03-13"}, "after 2026-03-12"),
        ({"notice_sent_on": SENT, "notice_printed_on": "2026-03-06"}, "read the date 2026-03-05 on its letter"),
    ],
)
async def test_a_day_that_takes_time_from_the_family_is_refused(
    la: Party, provider: Party, said: dict[str, Any], why: str
) -> None:
    case = (await provider.posts("/v1/cases", letter(f"A-3-{why[:4]}")))["id"]
    refused = await la.tries(case, "confirm-notice", la_reference="NEVER", **said)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert why in refused.json()["reason"]
    assert (await la.sees(case))["notice_status"] == "provisional"


async def test_a_dispute_is_shown_and_stops_nothing(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    case = (await provider.posts("/v1/cases", letter("A-4", la_reference="LETTER-4")))["id"]
    why = {"reason": "not_ours", "explanation": "They moved here in January."}
    disputed = await la.records(case, "dispute-notice", **why, occurred_on="2026-03-16")
    assert disputed["notice_status"] == "disputed"
    for party in (la, provider):
        assert (await party.sees(case))["notice_dispute"] == {**why, "disputed_on": "2026-03-16"}
    for action, more in (
        ("contact-adviser", {}),
        ("decline-mediation", {}),
        ("issue-certificate", {"ground": "declined"}),
    ):
        await provider.records(case, action, occurred_on="2026-03-17", **more)
    told = await tribunal.sees(case)
    assert (told["notice_status"], told["notice_dispute"]["reason"]) == ("disputed", "not_ours")
    assert told["notice_dispute"]["explanation"] is None
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-20")
    assert [one["id"] for one in await la.lists("/v1/cases", notice_status="disputed", la_reference="LETTER-4")] == [
        case
    ]
    again = await la.tries(case, "dispute-notice", reason="other")
    assert again.status_code == 409
    assert (await la.records(case, "confirm-notice", la_reference="OURS-4", notice_sent_on=PRINTED))[
        "notice_dispute"
    ] is None
    async with owner.connect() as connection:
        trail = await connection.execute(
            text("SELECT CAST(e AS text) FROM events e WHERE case_id = CAST(:case AS uuid)"), {"case": case}
        )
        assert not [one for one in trail.scalars() if "January" in one]


async def test_only_the_authority_answers_and_only_once(la: Party, other_la: Party, provider: Party) -> None:
    case = (await provider.posts("/v1/cases", letter("A-5")))["id"]
    said: dict[str, Any] = {"la_reference": "X-5", "notice_sent_on": PRINTED}
    assert (await provider.tries(case, "confirm-notice", **said)).status_code == 403
    assert (await other_la.tries(case, "confirm-notice", **said)).status_code == 404
    await la.records(case, "confirm-notice", **said)
    assert (await la.tries(case, "confirm-notice", **said)).status_code == 409
    own = await la.opens(notice_sent_on=PRINTED, la_reference="L-5")
    for action, body in (("confirm-notice", said), ("dispute-notice", {"reason": "other"})):
        assert (await la.tries(own, action, **body)).status_code == 409


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"la_code": None}, "#/la_code"),
        ({"la_code": "000"}, "#/la_code"),
        ({"la_code": "330"}, "#/la_code"),
        ({"la_code": "993"}, "#/la_code"),
        ({"provider": "sandbox-provider-b"}, "#/provider"),
        ({"told_on": "2026-03-04"}, "#/told_on"),
        ({"told_on": "2090-03-04"}, "#/told_on"),
        ({"decision": {"notice_printed_on": None}}, "#/decision/notice_sent_on"),
        ({"decision": {"notice_printed_on": "2090-03-04"}}, "#/decision/notice_printed_on"),
    ],
)
async def test_what_an_adviser_gets_wrong_is_named(provider: Party, change: dict[str, Any], pointer: str) -> None:
    refused = await provider.sends("POST", "/v1/cases", json=letter("A-6", **change))
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"la_reference": None}, "#/la_reference"),
        ({"la_code": "992"}, "#/la_code"),
        ({"decision": {"notice_sent_on": None}}, "#/decision/notice_sent_on"),
    ],
)
async def test_an_authority_gives_its_reference_and_the_day_of_sending(
    la: Party, change: dict[str, Any], pointer: str
) -> None:
    own = letter(
        "L-1", la_reference="OWN-1", told_on=None, decision={"notice_sent_on": SENT, **change.pop("decision", {})}
    )
    refused = await la.sends("POST", "/v1/cases", json={**own, **change})
    assert refused.status_code == 422, refused.text
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


async def test_another_provider_and_another_authority_see_nothing_of_it(provider: Party, parties: Parties) -> None:
    case = (await provider.posts("/v1/cases", letter("A-7")))["id"]
    for slug in ("sandbox-provider-b", "sandbox-la-992", "sandbox-tribunal", "sandbox-icb"):
        assert (await (await parties.get(slug)).sends("GET", f"/v1/cases/{case}")).status_code == 404


def once(reference: str, day: str, **said: Any) -> dict[str, Any]:
    """A letter of a day of its own, for a test about what is the same notice."""
    decision = {"kind": "plan_content", "sections": ["F"], "notice_printed_on": day}
    return letter(reference, **{"not_a_duplicate": False, "told_on": day, **said}, decision=decision)


def own(reference: str, day: str, **said: Any) -> dict[str, Any]:
    """What the authority records of the same letter."""
    return {
        "la_reference": reference,
        "decision": {"kind": "plan_content", "sections": ["F"], "notice_sent_on": day, **said.pop("decision", {})},
        "appellant": {"kind": "parent"},
        **said,
    }


async def duplicate(party: Party, body: dict[str, Any]) -> dict[str, Any]:
    answer = await party.sends("POST", "/v1/cases", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/duplicate-notice"), answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_the_authority_that_records_the_same_notice_confirms_the_case(la: Party, provider: Party) -> None:
    case = (
        await provider.posts("/v1/cases", once("A-11", "2025-03-03", la_reference="LETTER-11", told_on="2025-03-06"))
    )["id"]
    notice = own("letter 11", "2025-03-05", decision={"notice_printed_on": "2025-03-03"})
    assert (await la.sends("POST", "/v1/cases", json={**notice, "la_reference": "another"})).status_code == 201
    key = {"Idempotency-Key": "confirms-11"}
    notice["la_reference"] = "letter\u201111"
    confirmed, replayed = [await la.sends("POST", "/v1/cases", json=notice, headers=key) for _ in range(2)]
    assert (confirmed.status_code, confirmed.json()["id"], confirmed.json()["notice_status"]) == (
        200,
        case,
        "confirmed",
    )
    assert replayed.content == confirmed.content
    assert confirmed.json()["decision"]["notice_sent_on"] == "2025-03-05"
    assert (await duplicate(la, notice))["case_id"] == case
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    contradicts = once("A-12", "2025-03-03", la_reference="LETTER-12")
    await provider.posts("/v1/cases", contradicts)
    refused = await la.sends("POST", "/v1/cases", json={**notice, "la_reference": "LETTER-12"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused"), "told on the printed day"


async def test_a_notice_without_a_reference_may_be_the_authoritys(la: Party, provider: Party) -> None:
    case = (await provider.posts("/v1/cases", once("A-13", "2025-04-01")))["id"]
    told = await duplicate(la, own("OWN-13", "2025-04-01"))
    assert (told["case_id"], told["confirm_at"]) == (case, f"/v1/cases/{case}/actions/confirm-notice")
    other = await la.posts("/v1/cases", own("OWN-13", "2025-04-01", not_a_duplicate=True))
    refused = await la.tries(case, "confirm-notice", la_reference="own-13", notice_sent_on="2025-04-01")
    assert (refused.status_code, refused.json()["case_id"]) == (409, other["id"])
    sibling = {"la_reference": "own-13", "notice_sent_on": "2025-04-01", "not_a_duplicate": True}
    assert (await la.records(case, "confirm-notice", **sibling))["la_reference"] == "own-13"
    assert (await la.sends("POST", "/v1/cases", json=own("OWN-14", "2025-04-01"))).status_code == 201


async def test_a_notice_that_the_authority_disputed_is_in_nobodys_way(la: Party, provider: Party) -> None:
    case = (await provider.posts("/v1/cases", once("A-15", "2025-04-08")))["id"]
    await la.records(case, "dispute-notice", reason="not_ours")
    assert (await la.sends("POST", "/v1/cases", json=own("OWN-15", "2025-04-08"))).status_code == 201


async def test_an_adviser_is_told_of_its_own_cases_alone(other_la: Party, provider: Party, parties: Parties) -> None:
    """Authority 992 instructs both providers."""
    other, day = await parties.get("sandbox-provider-b"), "2025-05-06"
    theirs = await other_la.posts("/v1/cases", own("OWN-16", day, provider="sandbox-provider-b"))
    told = await duplicate(provider, once("A-16", day, la_code="992", la_reference="own-16"))
    assert told.keys().isdisjoint({"case_id", "confirm_at"})
    assert (await duplicate(other, once("B-16", day, la_code="992")))["case_id"] == theirs["id"]
    first = await provider.posts("/v1/cases", once("A-17", day, la_code="992"))
    assert (await duplicate(provider, once("A-17", day, la_code="992")))["case_id"] == first["id"]
    for party, reference, more in ((provider, "A-18", {}), (other, "B-17", {"not_a_duplicate": True})):
        another = once(reference, day, la_code="992", **more)
        assert (await party.sends("POST", "/v1/cases", json=another)).status_code == 201


async def test_of_many_who_record_one_letter_at_once_one_opens_its_case(la: Party, provider: Party) -> None:
    """With a reference and without one. The authority's request either opens the case, or confirms the adviser's."""
    for reference, day in (("RACE-1", "2025-06-03"), (None, "2025-06-10")):
        letters = [
            provider.sends("POST", "/v1/cases", json=once("A-19", day, la_reference=reference)) for _ in range(5)
        ]
        notices = [la.sends("POST", "/v1/cases", json=own("RACE-1", day)) for _ in range(5)]
        answers = await asyncio.gather(*(one for pair in zip(letters, notices, strict=True) for one in pair))
        found = {line["id"] for line in await la.lists("/v1/cases", notice_sent_from=day, notice_sent_to=day)}
        assert {one.status_code for one in answers} <= {200, 201, 409}, [one.text for one in answers]
        assert [one.status_code for one in answers].count(201) == len(found) == 1
        assert {one.json().get("case_id") for one in answers if one.status_code == 409} == found
