"""Corrections by each party: of a notice from the letter, of its confirmation, of an import, of the holder of the
right, and on a case that moved to another provider."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.http.test_intake import PRINTED, SENT, due, letter
from tests.imports.http.test_importing import DECLINED, a_row, imported
from tests.support.parties import Party, declines

NEW = "sandbox-provider-b"


async def corrects(party: Party, case: str, seq: int, **said: Any) -> Any:
    return await party.posts(f"/v1/cases/{case}/corrections", {"seq": seq, "reason": "wrong_date", **said})


async def tries(party: Party, case: str, seq: int, **said: Any) -> httpx2.Response:
    body = {"seq": seq, "reason": "wrong_date", **said}
    return await party.sends("POST", f"/v1/cases/{case}/corrections", json=body)


async def intact(party: Party, case: str) -> bool:
    said = await party.gets(f"/v1/cases/{case}/events/verification")
    assert said["intact"], said
    return True


async def name_on(party: Party, case: str) -> Any:
    """The name on the certificate that is in force."""
    number = (await party.sees(case))["certificate"]["number"]
    return signed_text((await party.gets(f"/v1/certificates/{number}"))["token"])["issued_to"]


def signed_text(token: str) -> Any:
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))


async def told_and_declined(provider: Party, reference: str) -> str:
    """A case that an adviser recorded from the letter, with its certificate."""
    case: str = (await provider.posts("/v1/cases", letter(reference)))["id"]
    for action in ("contact-adviser", "decline-mediation"):
        await provider.records(case, action, occurred_on="2026-03-12")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-03-13")
    return case


async def test_a_confirmation_is_corrected_and_voided(la: Party, provider: Party) -> None:
    case = await told_and_declined(provider, "C-1")
    first = (await la.sees(case))["certificate"]["number"]
    confirmed: Any = {"la_reference": "CONFIRMED-WRONG", "notice_sent_on": SENT, "occurred_on": "2026-03-20"}
    await la.records(case, "confirm-notice", **confirmed)
    assert await due(la, case, "contact-adviser") == "2026-05-09"
    theirs = await tries(provider, case, 5, void=True)
    assert (theirs.status_code, theirs.json()["type"]) == (403, "/problems/not-yours-to-record")
    for wrong, why in (("2026-03-04", "lose time"), ("2026-03-13", "after 2026-03-12")):
        refused = await tries(la, case, 5, replace={"notice_sent_on": wrong})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
        assert why in refused.json()["reason"]

    sooner: Any = {"replace": {"la_reference": "CONFIRMED-RIGHT", "notice_sent_on": "2026-03-06"}}
    for agreed in ({}, {"agreed_by": "tribunal"}, {"dry_run": True}):
        alone = await tries(la, case, 5, **sooner, **agreed)
        assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "#/agreed_by")
        assert "2026-05-09, and would be on 2026-05-06" in alone.json()["errors"][0]["detail"]
    done = await corrects(la, case, 5, **sooner, agreed_by="family")
    assert {one["deadline"] for one in done["warnings"] if one["code"] == "right-shortened"} >= {"contact-adviser"}
    seen = await la.sees(case)
    assert (seen["la_reference"], seen["notice_status"]) == ("CONFIRMED-RIGHT", "confirmed")
    assert (seen["decision"]["notice_sent_on"], await due(la, case, "contact-adviser")) == ("2026-03-06", "2026-05-06")
    assert seen["certificate"]["number"] == done["certificate"]["replaced_by"] != first
    assert await intact(provider, case)

    moved = await corrects(provider, case, 2, replace={"occurred_on": "2026-03-11"}, dry_run=True)
    assert [one["type"] for one in moved["no_longer_stand"]] == []
    await corrects(provider, case, 2, replace={"occurred_on": "2026-03-11"})
    assert (await la.sees(case))["notice_status"] == "confirmed"
    assert await intact(la, case)

    gone = await corrects(la, case, 5, void=True, reason="wrong_case", agreed_by="family")
    assert "right-shortened" in {one["code"] for one in gone["warnings"]}
    seen = await provider.sees(case)
    assert (seen["notice_status"], seen["la_reference"]) == ("provisional", None)
    assert (seen["decision"]["notice_sent_on"], seen["decision"]["counts_from"]) == (None, PRINTED)
    assert (seen["state"], gone["certificate"]["becomes"]) == ("certified", "superseded")
    assert await intact(provider, case)
    await la.records(case, "confirm-notice", **confirmed)
    assert (await provider.sees(case))["la_reference"] == "CONFIRMED-WRONG"
    assert await intact(la, case)


async def test_the_adviser_corrects_what_it_read_from_the_letter(la: Party, provider: Party) -> None:
    case = (await provider.posts("/v1/cases", letter("C-2")))["id"]
    assert (await tries(la, case, 1, replace={"decision": {"kind": "refusal_to_reassess"}})).status_code == 403
    late = await tries(provider, case, 1, replace={"decision": {"notice_printed_on": "2026-03-13"}})
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "#/replace/decision/notice_sent_on")
    said = {"decision": {"notice_printed_on": "2026-02-27", "kind": "refusal_to_reassess"}}
    done = await corrects(provider, case, 1, replace=said)
    assert {"lodge-appeal", "contact-adviser"} <= {one["deadline"] for one in done["warnings"]}
    seen = await la.sees(case)
    assert (seen["decision"]["kind"], seen["decision"]["only_day_known"]) == ("refusal_to_reassess", "printed")
    assert (seen["decision"]["counts_from"], seen["notice_status"]) == ("2026-02-27", "provisional")
    await la.records(case, "confirm-notice", la_reference="C-2", notice_sent_on="2026-03-03", occurred_on="2026-03-20")
    stands = await tries(provider, case, 1, replace={"decision": {"notice_printed_on": "2026-03-04"}})
    assert (stands.status_code, [one["action"] for one in stands.json()["events"]]) == (409, ["confirm-notice"])
    assert not stands.json()["events"][0]["yours"]
    assert await intact(la, case)


async def test_two_harmless_corrections_take_no_time_from_a_family(la: Party, provider: Party) -> None:
    """The printed day goes far back behind a confirmation, which moves no deadline. Then the confirmation goes."""
    case = (await provider.posts("/v1/cases", letter("C-3")))["id"]
    await la.records(case, "confirm-notice", la_reference="C-3", notice_sent_on=SENT, occurred_on="2026-03-20")
    half = await corrects(provider, case, 1, replace={"decision": {"notice_printed_on": "2026-01-05"}})
    assert half["warnings"] == []
    for other in ({"void": True}, {"replace": {"notice_sent_on": "2026-01-06"}}):
        refused = await tries(la, case, 2, **other)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/agreed_by")
    assert await due(la, case, "contact-adviser") == "2026-05-09"
    renamed = await corrects(la, case, 2, replace={"la_reference": "C-3-AGAIN"})
    assert renamed["warnings"] == [], "what takes no time needs no agreement"
    done = await corrects(la, case, 2, void=True, agreed_by="family")
    shortened = {one["deadline"] for one in done["warnings"] if one["code"] == "right-shortened"}
    assert {"lodge-appeal", "contact-adviser"} <= shortened
    [*_, last] = await provider.lists(f"/v1/cases/{case}/events")
    assert (last["type"], last["about"]["agreed_by"]) == ("event-voided", "family")
    assert shortened <= set(last["about"]["shortens"])


async def test_what_was_imported_is_corrected_by_its_authority(la: Party, provider: Party) -> None:
    [row] = await imported(la, a_row(**DECLINED))
    case = row["case_id"]
    assert (await tries(provider, case, 2, replace={"occurred_on": "2026-02-06"})).status_code == 403
    await corrects(la, case, 2, replace={"occurred_on": "2026-02-06"})
    trail = await la.lists(f"/v1/cases/{case}/events")
    assert (trail[1]["source"], trail[1]["corrected_by"], trail[-1]["by"]) == ("imported", 5, "local_authority")
    assert await due(la, case, "contact-adviser") == "2026-04-02"
    gone = await corrects(la, case, 4, void=True, reason="told_wrongly", agreed_by="family")
    assert (gone["certificate"], gone["state"]["after"]) == (None, "mediation_declined")
    await corrects(la, case, 4, replace={}, reason="told_wrongly")
    told = (await la.sees(case))["certificate"]
    assert (told["number"], told["told_by_authority"]) == ("2026/417", True)
    await corrects(la, case, 1, replace={"decision": {"notice_sent_on": "2026-01-30"}})
    assert (await la.sees(case))["certificate"] == told
    assert await intact(provider, case)


async def test_the_holder_of_the_right_is_corrected_and_no_name_follows_it(la: Party, provider: Party) -> None:
    case = await la.opens(appellant={"kind": "parent", "name": "Sam Example"})
    passes: Any = {"to": "young_person", "because": "school_age_ended", "occurred_on": "2026-02-03"}
    await la.records(case, "pass-right", **passes, holder_name="Robin Wrong")
    await declines(provider, case)
    assert await name_on(la, case) == "Robin Wrong"
    old = await tries(la, case, 1, replace={"appellant": {"name": "Sam Right"}})
    assert (old.status_code, old.json()["errors"][0]["pointer"]) == (422, "#/replace/appellant/name")
    await corrects(la, case, 2, replace={"holder_name": "Robin Right"}, reason="wrong_person")
    assert await name_on(la, case) == "Robin Right"

    await corrects(la, case, 2, replace={"occurred_on": "2026-02-04"})
    lost = {"to": "alternative_person", "because": "capacity_lost", "holder_name": "Alex Example"}
    await corrects(la, case, 2, replace=lost, reason="wrong_person")
    seen = await la.sees(case)
    assert (seen["appellant"]["kind"], seen["certificate"]["holder_kind"]) == ("alternative_person",) * 2
    assert await name_on(la, case) == "Alex Example"
    done = await corrects(la, case, 2, void=True, reason="wrong_case")
    assert done["certificate"]["becomes"] == "superseded"
    assert (await la.sees(case))["certificate"]["holder_kind"] == "parent"
    assert await name_on(la, case) == ""
    await corrects(la, case, 1, replace={"appellant": {"name": "Sam Right"}}, reason="wrong_person")
    assert await name_on(la, case) == "Sam Right"
    assert await intact(la, case)
    assert "Example" not in (await la.sends("GET", f"/v1/cases/{case}/corrections")).text


async def test_nothing_is_printed_again_when_the_right_did_not_pass_after_all(la: Party, provider: Party) -> None:
    """The certificate of the person who held the right before keeps its name."""
    case = await la.opens(appellant={"kind": "parent", "name": "Sam Example"})
    number = await declines(provider, case)
    passes: Any = {"to": "young_person", "because": "school_age_ended", "occurred_on": "2026-02-12"}
    await la.records(case, "pass-right", **passes, holder_name="Robin Example")
    done = await corrects(la, case, 5, void=True, reason="wrong_person")
    assert done["certificate"] is None
    assert ((await la.sees(case))["certificate"]["number"], await name_on(la, case)) == (number, "Sam Example")
    assert await intact(la, case)


async def test_the_days_of_a_closed_case_are_corrected(la: Party, provider: Party, owner: AsyncEngine) -> None:
    """What the service stores beside the facts is that of a case which was recorded right the first time."""
    wrong, right = [await la.opens(kind="plan_content", sections=("F",), notice_sent_on="2026-02-02") for _ in "ab"]
    for case, days in ((wrong, ("2026-02-10", "2026-04-13")), (right, ("2026-02-09", "2026-04-20"))):
        await provider.records(case, "contact-adviser", occurred_on=days[0])
        await la.records(case, "close", occurred_on=days[1], family_confirmed=True)
    columns = text(
        "SELECT times_end_on, offer_on, arrange_by, state, placement_only, facts - 'certificate' FROM cases"
        " WHERE id = CAST(:case AS uuid)"
    )
    await corrects(provider, wrong, 2, replace={"occurred_on": "2026-02-09"})
    alone = await tries(la, wrong, 3, replace={"occurred_on": "2026-04-20"})
    assert (alone.status_code, alone.json()["errors"][0]["pointer"]) == (422, "#/agreed_by")
    await corrects(la, wrong, 3, replace={"occurred_on": "2026-04-20"}, agreed_by="family")
    async with owner.connect() as connection:
        both = [tuple((await connection.execute(columns, {"case": case})).one()) for case in (wrong, right)]
    assert both[0] == both[1]
    assert str(both[0][0]) == "2026-04-20"
    assert await intact(la, wrong)


@pytest.mark.parametrize("agreed_by", ["mediation_adviser", "family", "tribunal"])
async def test_no_agreement_lets_an_authority_correct_the_adviser(la: Party, provider: Party, agreed_by: str) -> None:
    """An authority could take a family's certificate away. The adviser that agrees corrects the event itself."""
    case = await la.opens()
    await declines(provider, case)
    refused = await tries(la, case, 4, void=True, agreed_by=agreed_by)
    assert (refused.status_code, refused.json()["recorded_by"]) == (403, ["mediation_provider"])
    assert (await la.sees(case))["state"] == "certified"


async def test_the_new_provider_corrects_what_its_predecessor_recorded(
    other_la: Party, provider: Party, other_provider: Party, public: Any
) -> None:
    case = await other_la.opens(appellant={"kind": "parent", "name": "Sam Example"})
    first = await declines(provider, case)
    assert (await tries(other_provider, case, 2, replace={"occurred_on": "2026-02-06"})).status_code == 404
    await other_la.posts(f"/v1/cases/{case}/provider", {"provider": NEW, "reason": "contract ended"})
    assert (await tries(provider, case, 2, replace={"occurred_on": "2026-02-06"})).status_code == 404
    assert (await tries(other_la, case, 2, void=True)).status_code == 403
    listed = await tries(other_provider, case, 2, void=True)
    assert [one["yours"] for one in listed.json()["events"]] == [True, True]
    kept = await corrects(other_provider, case, 2, replace={"occurred_on": "2026-02-06"})
    assert kept["certificate"] is None

    done = await corrects(other_provider, case, 4, replace={"occurred_on": "2026-02-12"})
    second = done["certificate"]["replaced_by"]
    record = await other_provider.gets(f"/v1/certificates/{second}")
    issuer = (await other_provider.gets("/v1/me"))["organisation"]["name"]
    assert (record["replaces"], record["issuer"]) == (first, issuer)
    assert (await public.get(f"/v1/certificates/{first}/verification")).json()["result"] == "superseded"
    assert (await provider.sends("GET", f"/v1/certificates/{second}")).status_code == 404
    [latest, before] = await other_la.lists(f"/v1/cases/{case}/corrections")
    assert latest["organisation"]["slug"] == before["organisation"]["slug"] == NEW
    assert await intact(other_la, case)

    again = await corrects(other_la, case, 1, replace={"la_reference": "MOVED-AND-CORRECTED"})
    third = again["certificate"]["replaced_by"]
    signed = await other_la.gets(f"/v1/certificates/{third}")
    assert (signed["issuer"], signed_text(signed["token"])["issuer"]) == (issuer, issuer)
    assert (await public.get(f"/v1/certificates/{third}/verification")).json()["result"] == "found"
    assert await intact(other_provider, case)
    voided = await corrects(other_provider, case, 4, void=True, reason="wrong_case")
    assert voided["certificate"] == {"number": third, "becomes": "revoked", "replaced_by": None}
    assert (await public.get(f"/v1/certificates/{third}/verification")).json()["result"] == "revoked"
    assert await intact(other_la, case)


async def test_who_has_less_is_warned_and_told(la: Party, provider: Party, tribunal: Party) -> None:
    """A time of the family, and a duty: each warning is in the answer, and in the event of each party that sees it."""
    case = await la.opens(kind="plan_content", sections=("F",), notice_sent_on="2026-10-12")
    await provider.records(case, "contact-adviser", occurred_on="2026-11-12")
    await provider.records(case, "request-mediation", occurred_on="2026-11-16")

    async def warned(party: Party, seq: int, **said: Any) -> dict[str, str]:
        done = await corrects(party, case, seq, **said)
        shortens = {one["deadline"]: one["code"] for one in done["warnings"] if one.get("deadline")}
        [first, *_] = done["events"]
        for reader in (la, provider):
            event = (await reader.lists(f"/v1/cases/{case}/events"))[first["seq"] - 1]
            assert sorted(set(event["about"].get("shortens", []))) == sorted(shortens)
            fed = await reader.gets("/v1/events", type=event["type"], limit=200)
            assert (case, first["seq"]) in {(one["case_id"], one["seq"]) for one in fed["events"]}
        return shortens

    assert await warned(provider, 3, replace={"occurred_on": "2026-11-13"}) == {"arrange-mediation": "duty-sooner"}
    assert await warned(provider, 3, replace={"occurred_on": "2026-11-19"}) == {"arrange-mediation": "duty-later"}
    assert await warned(provider, 3, void=True) == {"arrange-mediation": "duty-later"}
    assert await warned(provider, 3, replace={}) == {}
    earlier = {"decision": {"notice_sent_on": "2026-10-08"}}
    both = dict.fromkeys(("contact-adviser", "lodge-appeal"), "right-shortened")
    assert await warned(la, 1, replace=earlier) == both
    assert await warned(la, 1, replace={"decision": {"notice_sent_on": "2026-10-12"}}) == {}

    await provider.records(case, "decline-mediation", occurred_on="2026-11-20")
    late = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-11-27")
    moved = await warned(provider, late["version"], replace={"occurred_on": "2026-11-24"})
    assert moved == {"lodge-appeal": "right-shortened"}
    read = next(one for one in await tribunal.lists(f"/v1/cases/{case}/events") if one["seq"] == late["version"] + 1)
    assert (read["type"], read["about"]["shortens"]) == ("event-corrected", ["lodge-appeal"])


async def test_what_the_family_wants_to_mediate_about_is_never_lost(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-05")
    wanted: Any = {"issues": ["F", "G"], "health_provision_wanted": "Therapy."}
    await provider.records(case, "request-mediation", occurred_on="2026-02-06", **wanted)

    async def asked() -> tuple[Any, Any]:
        mediation = (await la.sees(case))["mediation"]
        return mediation["issues"], mediation["health_provision_wanted"]

    await corrects(provider, case, 3, replace={"health_provision_wanted": "Speech therapy."}, reason="told_wrongly")
    assert await asked() == (["F", "G"], "Speech therapy.")
    await corrects(provider, case, 3, replace={"issues": ["B", "G"]}, reason="told_wrongly")
    assert await asked() == (["B", "G"], "Speech therapy.")
    await corrects(provider, case, 3, replace={"occurred_on": "2026-02-05"})
    assert await asked() == (["B", "G"], "Speech therapy.")
    without = {"issues": ["B"], "health_provision_wanted": None}
    done = await corrects(provider, case, 3, replace=without, reason="told_wrongly")
    assert await asked() == (["B"], None)
    assert ("notify-commissioning-body", None) in {(one["code"], one["after"]) for one in done["deadlines"]}

    added = {"issues": ["health", "I"], "health_provision_wanted": "Therapy."}
    last = (await la.records(case, "add-issues", occurred_on="2026-02-09", **added))["version"]
    await corrects(provider, case, 3, replace={"issues": ["F", "G"]})
    assert await asked() == (["F", "G", "health", "I"], "Therapy.")
    await corrects(la, case, last, replace={"issues": ["health", "D"], "occurred_on": "2026-02-08"})
    assert await asked() == (["F", "G", "health", "D"], "Therapy.")
    gone = (await provider.records(case, "drop-issues", occurred_on="2026-02-10", issues=["G", "d"]))["version"]
    assert await asked() == (["F", "health"], "Therapy.")

    behind = await tries(provider, case, 3, replace={"issues": ["F"]})
    assert (behind.status_code, [one["seq"] for one in behind.json()["events"]]) == (409, [gone])
    assert "lighthouse" not in behind.text
    also: Any = [{"seq": gone, "replace": {"issues": ["B"]}}]
    unknown = await tries(provider, case, 3, replace={"issues": ["F"]}, also=also)
    assert (unknown.status_code, unknown.json()["rule"]) == (409, "tell-authority-what-to-mediate")
    also = [{"seq": gone, "replace": {"issues": ["health"]}}]
    without = await corrects(provider, case, 3, replace={"issues": ["F", "lighthouse"]}, also=also)
    assert await asked() == (["F", "lighthouse", "D"], None)
    assert ("notify-commissioning-body", None) in {(one["code"], one["after"]) for one in without["deadlines"]}
    away = await tries(provider, case, gone, replace={"issues": ["F", "lighthouse", "health", "D"]})
    assert (away.status_code, away.json()["rule"]) == (409, "tell-authority-what-to-mediate")
    await corrects(provider, case, gone, void=True)
    assert await asked() == (["F", "lighthouse", "health", "D"], "Therapy.")
    await corrects(la, case, last, void=True, reason="wrong_case")
    assert await asked() == (["F", "lighthouse"], None), "health goes with the duty that it started"
    await corrects(la, case, last, replace={})
    assert await asked() == (["F", "lighthouse", "health", "D"], "Therapy.")
    assert (await tries(la, case, last, replace={"issues": ["health", "D"]})).status_code == 409, "it says so already"
    for party in (la, provider):
        assert "lighthouse" not in (await party.sends("GET", f"/v1/cases/{case}/events")).text
        assert await intact(party, case)
