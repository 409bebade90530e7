"""Corrections over HTTP: what was recorded wrongly is put right, and everything after it follows."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Party, declines

WRONG_DATE = {"reason": "wrong_date"}


async def corrects(party: Party, case: str, seq: int, **said: Any) -> Any:
    return await party.posts(f"/v1/cases/{case}/corrections", {"seq": seq, **WRONG_DATE, **said})


async def tries(party: Party, case: str, seq: int, **said: Any) -> httpx2.Response:
    return await party.sends("POST", f"/v1/cases/{case}/corrections", json={"seq": seq, **WRONG_DATE, **said})


async def trail(party: Party, case: str) -> list[dict[str, Any]]:
    return await party.lists(f"/v1/cases/{case}/events")


async def intact(party: Party, case: str) -> bool:
    said = await party.gets(f"/v1/cases/{case}/events/verification")
    assert said["intact"], said
    return True


async def check(public: httpx2.AsyncClient, number: str) -> dict[str, Any]:
    found: dict[str, Any] = (await public.get(f"/v1/certificates/{number}/verification")).json()
    return found


async def test_the_notice_was_sent_on_another_day(
    la: Party, provider: Party, tribunal: Party, public: httpx2.AsyncClient
) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    number = await declines(provider, case)
    said = {"decision": {"notice_sent_on": "2026-01-30"}, "la_reference": "EHC-CORRECTED-1"}

    preview = await corrects(la, case, 1, replace=said, dry_run=True)
    assert (preview["dry_run"], preview["version"], preview["events"]) == (
        True,
        4,
        [{"corrects": 1, "seq": None}, {"corrects": 4, "seq": None}],
    )
    assert len(await trail(la, case)) == 4
    assert (await la.sees(case))["decision"]["notice_sent_on"] == "2026-02-02"

    done = await corrects(la, case, 1, replace=said, explanation="The post room was closed.")
    assert {**done, "dry_run": True, "version": 4, "events": preview["events"]} == {
        **preview,
        "certificate": {**preview["certificate"], "replaced_by": done["certificate"]["replaced_by"]},
    }
    lodge = next(one for one in done["deadlines"] if one["code"] == "lodge-appeal")
    contact = next(one for one in done["deadlines"] if one["code"] == "contact-adviser")
    assert (lodge["before"], lodge["after"]) == ("2026-04-02", "2026-03-30")
    assert (contact["before"], contact["after"]) == ("2026-04-02", "2026-03-30")
    shortened = {one["deadline"] for one in done["warnings"] if one["code"] == "right-shortened"}
    assert {"lodge-appeal", "contact-adviser"} <= shortened

    shown = await la.sees(case)
    assert shown["decision"]["notice_sent_on"] == "2026-01-30"
    assert (shown["la_reference"], shown["version"]) == ("EHC-CORRECTED-1", done["version"])
    again = done["certificate"]["replaced_by"]
    assert shown["certificate"]["number"] == again != number
    assert (await check(public, number))["result"] == "superseded"
    assert (await check(public, again))["notice_sent_on"] == "2026-01-30"
    assert (await provider.gets(f"/v1/certificates/{again}"))["replaces"] == number

    for party in (la, provider):
        events = await trail(party, case)
        assert [one.get("corrected_by") for one in events] == [5, None, None, 6, None, None]
        assert [one.get("corrects") for one in events] == [None, None, None, None, 1, 4]
        assert events[4]["about"]["reason"] == "wrong_date"
        assert "post room" not in str(events)
    assert [one["type"] for one in (await trail(tribunal, case))[4:]] == ["event-corrected", "event-corrected"]
    for party in (la, provider, tribunal):
        assert await intact(party, case)
    feed = await la.gets("/v1/events", type="event-corrected")
    assert [one["seq"] for one in feed["events"] if one["case_id"] == case] == [5, 6]


async def test_later_events_stand_on_what_is_voided(la: Party, provider: Party, public: httpx2.AsyncClient) -> None:
    case = await la.opens()
    number = await declines(provider, case)
    refused = await tries(provider, case, 2, void=True)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/later-events-stand-on-it")
    listed = refused.json()["events"]
    assert [(one["seq"], one["action"], one["yours"]) for one in listed] == [
        (3, "decline-mediation", True),
        (4, "issue-certificate", True),
    ]
    assert all(one["rule"] and one["citation"] and one["reason"] for one in listed)
    assert len(await trail(la, case)) == 4

    also = [{"seq": 3, "void": True}, {"seq": 4, "void": True}]
    done = await corrects(provider, case, 2, void=True, also=also, reason="wrong_case")
    assert done["state"] == {"before": "certified", "after": "notified"}
    assert done["certificate"] == {"number": number, "becomes": "revoked", "replaced_by": None}
    public_says = await check(public, number)
    assert (public_says["result"], public_says["revoked_because"]) == ("revoked", "wrong_case")
    record = await provider.gets(f"/v1/certificates/{number}")
    assert (record["status"], record["revoked_because"]) == ("revoked", "wrong_case")
    page = await public.get(f"/v1/certificates/{number}/verification", headers={"Accept": "text/html"})
    assert "has been revoked" in page.text
    shown = await la.sees(case)
    assert (shown["state"], shown["certificate"], shown["version"]) == ("notified", None, 7)
    assert await intact(la, case)

    back = await corrects(provider, case, 2, replace={})
    assert back["state"] == {"before": "notified", "after": "adviser_contacted"}
    again = await corrects(provider, case, 3, replace={}, also=[{"seq": 4, "replace": {"occurred_on": "2026-02-12"}}])
    assert again["state"]["after"] == "certified"
    new = (await la.sees(case))["certificate"]["number"]
    assert new != number
    assert (await check(public, number))["result"] == "revoked"
    assert (await check(public, new))["result"] == "found"
    assert await intact(la, case)


async def test_an_appeal_stays_though_its_certificate_is_revoked(
    la: Party, provider: Party, tribunal: Party, public: httpx2.AsyncClient
) -> None:
    case = await la.opens()
    number = await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    done = await corrects(provider, case, 4, void=True, reason="wrong_person")
    assert [one["seq"] for one in done["kept"]] == [5]
    assert {"certificate-revoked", "appeal-without-basis"} <= {one["code"] for one in done["warnings"]}
    assert done["state"]["after"] == "appeal_registered"
    for party in (la, tribunal):
        shown = await party.sees(case)
        assert (shown["appeal"]["basis"], shown["appeal"]["basis_stands"]) == ("certificate", False)
        assert shown["certificate"] is None
        assert await intact(party, case)
    assert [one["type"] for one in await trail(tribunal, case)][-1] == "event-voided"
    assert (await check(public, number))["result"] == "revoked"
    issued = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-12")
    assert issued["certificate"]["number"] != number
    assert await intact(la, case)


async def test_a_lost_certificate_whose_replacement_was_revoked_counts_no_more(
    la: Party, provider: Party, public: httpx2.AsyncClient
) -> None:
    """The paper that the family lost may turn up. Its check must not send anybody to a certificate that is gone."""
    case = await la.opens()
    lost = await declines(provider, case)
    shown = await provider.records(case, "reissue-certificate", occurred_on="2026-02-20")
    again = shown["certificate"]["number"]
    third = (await provider.records(case, "reissue-certificate", occurred_on="2026-02-23"))["certificate"]["number"]
    assert [(await check(public, one))["result"] for one in (lost, again, third)] == ["superseded"] * 2 + ["found"]
    also = [{"seq": 5, "void": True}, {"seq": 6, "void": True}]
    await corrects(provider, case, 4, void=True, reason="wrong_person", also=also)
    for number in (lost, again, third):
        said = await check(public, number)
        assert (said["result"], said["revoked_because"]) == ("revoked", "wrong_person")
        record = await la.gets(f"/v1/certificates/{number}")
        assert (record["status"], record["revoked_because"]) == ("revoked", "wrong_person")
    kept = (await la.gets(f"/v1/cases/{case}/record"))["certificates"]
    assert {one["status"] for one in kept} == {"revoked"}
    page = await public.get(f"/v1/certificates/{lost}/verification", headers={"Accept": "text/html"})
    assert "the newer certificate was revoked too" in page.text
    assert await intact(la, case)


async def test_who_corrects_what(la: Party, provider: Party, tribunal: Party, other_la: Party) -> None:
    case = await la.opens()
    await declines(provider, case)
    await la.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    foreign = await tries(la, case, 2, void=True)
    assert (foreign.status_code, foreign.json()["type"]) == (403, "/problems/not-yours-to-record")
    assert (foreign.json()["rule"], foreign.json()["recorded_by"]) == (
        "record-is-kept-accurate",
        ["mediation_provider"],
    )
    assert (await tries(other_la, case, 1, replace={})).status_code == 404
    alone = await tries(la, case, 5, replace={"occurred_on": "2026-03-03"})
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "#/agreed_by")
    done = await corrects(la, case, 5, replace={"occurred_on": "2026-03-03"}, agreed_by="tribunal")
    assert done["state"]["before"] == done["state"]["after"] == "appeal_registered"
    assert (await la.sees(case))["appeal"]["registered_on"] == "2026-03-03"
    assert (await tries(tribunal, case, 5, void=True)).status_code == 403
    gone = await corrects(la, case, 5, void=True, agreed_by="tribunal", reason="wrong_case")
    assert gone["state"]["after"] == "certified"
    assert (await tribunal.sees(case))["appeal"] is None
    assert await intact(la, case)


async def test_what_cannot_be_corrected(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    opens = await tries(la, case, 1, void=True)
    assert (opens.status_code, opens.json()["rule"]) == (409, "record-is-kept-accurate")
    assert "Record the action `close`" in opens.json()["reason"]
    await corrects(provider, case, 2, void=True)
    twice = await tries(provider, case, 2, void=True)
    assert twice.status_code == 409
    for seq, said in (
        (9, {"void": True}),
        (3, {"void": True}),  # a correction is no event to correct
        (2, {}),
        (2, {"void": True, "replace": {}}),
        (2, {"replace": {"occurred_on": "2026-02-30"}}),
        (2, {"replace": {"colour": "blue"}}),
        (2, {"void": True, "also": [{"seq": 2, "void": True}]}),
    ):
        answer = await tries(provider, case, seq, **said)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input"), said
    member = await tries(provider, case, 2, replace={"colour": "blue"})
    assert member.json()["errors"][0]["pointer"] == "#/replace/colour"
    before = await tries(provider, case, 2, replace={"occurred_on": "2026-01-05"})
    assert (before.status_code, before.json()["type"]) == (409, "/problems/refused")


async def test_a_key_brings_the_first_answer_again(la: Party) -> None:
    case = await la.opens()
    body = {"seq": 1, "replace": {"decision": {"notice_sent_on": "2026-01-30"}}, **WRONG_DATE}
    first, second = [
        await la.sends("POST", f"/v1/cases/{case}/corrections", json=body, headers={"Idempotency-Key": f"k-{case}"})
        for _ in range(2)
    ]
    assert (first.json(), second.headers["Idempotent-Replayed"]) == (second.json(), "true")
    assert len(await trail(la, case)) == 2
    stale = await la.sends("POST", f"/v1/cases/{case}/corrections", json=body, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    other = await la.opens(notice_sent_on="2026-01-29", la_reference="EHC-SAME", not_a_duplicate=False)
    again = await la.opens(notice_sent_on="2026-01-28", la_reference="EHC-SAME", not_a_duplicate=False)
    same = await tries(la, again, 1, replace={"decision": {"notice_sent_on": "2026-01-29"}})
    assert (same.status_code, same.json()["case_id"]) == (409, other)


async def test_what_the_family_asks_for_is_corrected(la: Party, provider: Party, icb: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["F", "health"])
    moved = await corrects(provider, case, 3, replace={"occurred_on": "2026-02-11"})
    told = {one["code"]: (one["before"], one["after"]) for one in moved["deadlines"]}
    assert told["notify-commissioning-body"] == ("2026-02-13", "2026-02-16")
    assert (await la.sees(case))["mediation"]["issues"] == ["F", "health"]

    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12")
    assert (await icb.sees(case))["id"] == case
    refused = await tries(provider, case, 3, replace={"issues": ["F"]}, reason="told_wrongly")
    assert [one["yours"] for one in refused.json()["events"]] == [False]
    await corrects(la, case, 5, void=True, reason="told_wrongly")
    assert (await icb.sends("GET", f"/v1/cases/{case}")).status_code == 404
    without = await corrects(provider, case, 3, replace={"issues": ["F"]}, reason="told_wrongly")
    told = {one["code"]: (one["before"], one["after"]) for one in without["deadlines"]}
    assert told["notify-commissioning-body"] == ("2026-02-16", None)
    assert (await la.sees(case))["mediation"]["issues"] == ["F"]
    await corrects(provider, case, 3, void=True)
    assert not (await la.sees(case))["mediation"].get("issues")
    assert await intact(la, case)


async def test_an_appeal_needs_a_basis_when_it_is_registered(la: Party, owner: AsyncEngine) -> None:
    """Only an appeal that was registered with a basis can lose it."""
    case = await la.opens()
    statement = text(
        "UPDATE cases SET appeal_basis = 'certificate', state = 'appeal_registered',"
        """ facts = facts || '{"appeal": {"basis_stands": false}}' WHERE id = CAST(:case AS uuid)"""
    )
    with pytest.raises(DBAPIError, match="an appeal is registered with a basis"):
        async with owner.begin() as connection:
            await connection.execute(statement, {"case": case})


async def test_a_correction_that_changes_nothing_writes_nothing(la: Party, provider: Party) -> None:
    case = await la.opens(la_reference="EHC-SAME-AGAIN")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["F"])
    same = {
        "la_reference": "EHC-SAME-AGAIN",
        "decision": {"notice_sent_on": "2026-02-02"},
        "appellant": {"kind": "parent", "name": "Sam Example"},
    }
    for party, seq, said in (
        (la, 1, {}),
        (la, 1, same),
        (provider, 2, {}),
        (provider, 2, {"occurred_on": "2026-02-09"}),
        (provider, 3, {"issues": ["F"]}),
    ):
        for dry_run in (True, False):
            answer = await tries(party, case, seq, replace=said, dry_run=dry_run)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused"), said
            assert answer.json()["reason"].startswith(f"Event {seq} already says what your correction says")
    earlier = {"replace": {"occurred_on": "2026-02-08"}}
    beside = await tries(provider, case, 2, **earlier, also=[{"seq": 3, "replace": {}}])
    assert (beside.status_code, beside.json()["reason"][:7]) == (409, "Event 3")
    assert len(await trail(la, case)) == 3

    await corrects(provider, case, 2, **earlier)
    assert (await tries(provider, case, 2, **earlier)).status_code == 409, "the same correction, sent twice"
    await corrects(provider, case, 3, void=True)
    assert (await tries(provider, case, 3, void=True)).status_code == 409
    assert len(await trail(la, case)) == 5
    back = await corrects(provider, case, 3, replace={})
    assert (back["version"], back["state"]["after"]) == (6, "mediation_requested"), "a voided event stands again"
    assert await intact(la, case)
