"""Corrections of a referral over HTTP: what the advice service recorded wrongly is put right, and the rest follows."""

from typing import Any

import httpx2

from tests.advice.http.test_referrals import is_whole
from tests.support.parties import Parties, Party
from tests.support.referrals import EVERYTHING, HELPED_ON, WORDS, a_referral, does, helps, reads, refers

LATER = [{"seq": 6, "replace": {"occurred_on": "2026-02-14"}}]


async def corrects(party: Party, referral: str, seq: int, **said: Any) -> Any:
    return await party.posts(f"/v1/referrals/{referral}/corrections", {"seq": seq, "reason": "wrong_date", **said})


async def tries(party: Party, referral: str, seq: int, **said: Any) -> httpx2.Response:
    body = {"seq": seq, "reason": "wrong_date", **said}
    return await party.sends("POST", f"/v1/referrals/{referral}/corrections", json=body)


async def trail(party: Party, referral: str) -> list[dict[str, Any]]:
    return await party.lists(f"/v1/referrals/{referral}/events")


async def closed(la: Party, advice: Party) -> tuple[str, str]:
    """A case, and a referral on it that was helped and closed: made, opened, accepted, started, called, closed."""
    case = await la.opens(kind="plan_content", sections=("F",))
    referral = await refers(la, case, "contact", "tell_authority")
    await helps(advice, referral)
    await does(advice, referral, "record-contact", means="phone")
    await does(advice, referral, "close", outcome="settled", level_of_help=2)
    return case, referral


async def test_a_wrong_day_of_contact_and_a_wrong_outcome(la: Party, advice: Party) -> None:
    _, referral = await closed(la, advice)
    before, receipt = await reads(advice, referral), await reads(la, referral)
    wanted: Any = {"replace": {"occurred_on": "2026-02-13", "means": "letter"}, "also": LATER}
    preview = await corrects(advice, referral, 5, **wanted, dry_run=True)
    assert (preview["version"], [one["corrects"] for one in preview["events"]]) == (6, [5, 6])
    assert await reads(advice, referral) == before
    done = await corrects(advice, referral, 5, **wanted)
    assert done == {
        **preview,
        "dry_run": False,
        "version": 8,
        "events": [{"corrects": 5, "seq": 7}, {"corrects": 6, "seq": 8}],
    }
    outcome = {"outcome": "information_given", "level_of_help": 1}
    await corrects(advice, referral, 6, replace=outcome, reason="wrong_outcome")

    after = await reads(advice, referral)
    assert after["contacts"] == [{"on": "2026-02-13", "means": "letter"}]
    assert (after["outcome"], after["level_of_help"], after["days_to_first_contact"]) == ("information_given", 1, 3)
    assert (after["state"], after["version"], after["notes"]) == ("closed", 9, before["notes"])
    entries = await trail(advice, referral)
    assert [one["type"] for one in entries[5:]] == ["referral-closed", *["entry-corrected"] * 3]
    assert entries[4]["changes"]["contacts"] == [{"on": HELPED_ON, "means": "phone"}], "both versions stay"
    assert entries[6]["changes"]["correction"]["corrects"] == 5
    assert is_whole(entries)
    assert await reads(la, referral) == receipt


async def test_later_entries_are_corrected_with_it_or_nothing_is(la: Party, advice: Party) -> None:
    case, referral = await closed(la, advice)
    alone = await tries(advice, referral, 3, void=True)
    assert (alone.status_code, alone.json()["type"]) == (409, "/problems/later-events-stand-on-it")
    listed = alone.json()["events"]
    assert [(one["seq"], one["type"], one["yours"]) for one in listed] == [
        (4, "help-started", True),
        (5, "contact-made", True),
        (6, "referral-closed", True),
    ]
    assert all(one["rule"] and one["citation"] and one["reason"] for one in listed)

    also = [{"seq": seq, "void": True} for seq in (4, 5, 6)]
    done = await corrects(advice, referral, 3, void=True, also=also, reason="wrong_person")
    assert done["state"] == {"before": "closed", "after": "opened"}
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None
    await corrects(advice, referral, 4, replace={}, also=[{"seq": 3, "replace": {}}])
    assert (await reads(advice, referral))["state"] == "active"
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is True
    await does(advice, referral, "close", outcome="other")
    assert is_whole(await trail(advice, referral))


async def test_what_cannot_be_corrected_and_by_whom(la: Party, advice: Party, parties: Parties) -> None:
    _, referral = await closed(la, advice)
    for stranger in ("sandbox-advice-992", "sandbox-la-992", "sandbox-provider-a"):
        assert (await tries(await parties.get(stranger), referral, 5, void=True)).status_code == 404
    for seq in (1, 5, 99):
        theirs = await tries(la, referral, seq, void=True)
        assert (theirs.status_code, theirs.json()["type"]) == (403, "/problems/not-yours-to-record")
    made = await tries(advice, referral, 1, void=True)
    assert (made.status_code, made.json()["rule"]) == (409, "record-is-kept-accurate")
    assert "withdraw the consent" in made.json()["reason"]
    for nothing in ({}, {"means": "phone"}, {"occurred_on": HELPED_ON}):
        same = await tries(advice, referral, 5, replace=nothing)
        assert (same.status_code, same.json()["rule"]) == (409, "record-is-kept-accurate")
        assert same.json()["reason"].startswith("Entry 5 already says this")
    before = await tries(advice, referral, 5, replace={"occurred_on": "2026-02-01"})
    assert (before.status_code, before.json()["type"]) == (409, "/problems/refused")
    for seq, said, pointer in (
        (9, {"void": True}, "#/seq"),
        (5, {}, "#"),
        (5, {"replace": {"means": "pigeon"}}, "#/replace/means"),
        (5, {"replace": {"outcome": "other"}}, "#/replace/outcome"),
        (5, {"replace": {"note": WORDS}}, "#/replace/note"),
        (5, {"void": True, "also": [{"seq": 6, "replace": {"level_of_help": 9}}]}, "#/also/0/replace/level_of_help"),
    ):
        answer = await tries(advice, referral, seq, **said)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), said
    assert len(await trail(advice, referral)) == 6
    stale = await advice.sends(
        "POST",
        f"/v1/referrals/{referral}/corrections",
        json={"seq": 5, "void": True, "reason": "other"},
        headers={"If-Match": '"2"'},
    )
    assert stale.status_code == 412


async def test_nothing_is_corrected_or_told_again_after_a_withdrawal(la: Party, advice: Party) -> None:
    _, referral = await closed(la, advice)
    body = {"seq": 5, "replace": {"means": "letter"}, "reason": "other"}
    path, key = f"/v1/referrals/{referral}/corrections", {"Idempotency-Key": f"mend-{referral}"}
    first, second = [await advice.sends("POST", path, json=body, headers=key) for _ in range(2)]
    assert (first.status_code, second.headers["Idempotent-Replayed"]) == (200, "true")
    assert len(await trail(advice, referral)) == 7
    await does(la, referral, "withdraw-consent")
    gone = await advice.sends("POST", path, json=body, headers=key)
    assert (gone.status_code, gone.json()["rule"]) == (409, "consent-can-be-withdrawn")
    assert "letter" not in gone.text
    assert all(one["changes"] == {} for one in await trail(advice, referral))


async def test_a_consent_that_covers_less_opens_less_at_once(la: Party, advice: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    referral = await refers(la, case, *EVERYTHING)
    await helps(advice, referral)
    assert (await reads(la, referral))["help_is_given"] is True
    path = f"/v1/referrals/{referral}/consent"
    seen = await la.sends("GET", f"/v1/referrals/{referral}")
    for covers, status in ((["case_dates"], 422), (["contact", "pigeons"], 422), ([], 422)):
        answer = await la.sends("POST", path, json={"covers": covers, "reason": "told_wrongly"})
        assert answer.status_code == status, covers
    narrower = {"covers": ["contact", "decision"], "reason": "told_wrongly"}
    assert (await provider.sends("POST", path, json=narrower)).status_code == 404
    theirs = await advice.sends("POST", path, json=narrower)
    assert (theirs.status_code, theirs.json()["type"]) == (403, "/problems/not-yours-to-record")

    receipt = await la.posts(path, narrower)
    assert (receipt["consent"]["covers"], receipt["help_is_given"]) == (["contact", "decision"], None)
    again = await la.sends("GET", f"/v1/referrals/{referral}", headers={"If-None-Match": seen.headers["etag"]})
    assert (again.status_code, again.json()) == (200, receipt)
    told = await reads(advice, referral)
    assert (told["state"], told["consent"]["covers"]) == ("active", ["contact", "decision"])
    assert (told["case"]["state"], told["case"]["deadlines"], told["case"]["session_on"]) == (None, None, None)
    assert (await la.gets(f"/v1/cases/{case}/advice"))["help_is_given"] is None
    wider = await la.sends("POST", path, json={**narrower, "covers": ["contact", "case_dates"]})
    assert (wider.status_code, wider.json()["errors"][0]["pointer"]) == (422, "#/covers")
    await la.posts(path, narrower)
    entries = await trail(advice, referral)
    assert [one["type"] for one in entries[4:]] == ["entry-corrected"]
    assert (entries[4]["by"], entries[4]["changes"]["correction"]["corrects"]) == ("local_authority", 1)
    assert is_whole(entries)

    await does(advice, referral, "record-contact", means="phone")
    await corrects(advice, referral, 6, replace={"means": "letter"})
    after = await reads(advice, referral)
    assert (after["contacts"][0]["means"], after["consent"]["covers"]) == ("letter", ["contact", "decision"])
    assert is_whole(await trail(advice, referral))


async def test_to_narrow_a_consent_tells_the_referrer_nothing(la: Party, advice: Party) -> None:
    """Whatever became of the referral, the answer is the same."""
    answers = []
    for actions in ((), ("open",), ("open", "accept", "start"), ("withdraw-consent",), ("open", "decline")):
        referral = await refers(la, await la.opens(), "contact", "case_dates")
        for action in actions:
            await does(advice, referral, action, **({"reason": "other"} if action == "decline" else {}))
        body = {"covers": ["contact"], "reason": "other"}
        answer = await la.sends("POST", f"/v1/referrals/{referral}/consent", json=body)
        said = {name: value for name, value in answer.json().items() if name not in ("id", "case_id", "referred_at")}
        answers.append((answer.status_code, said, answer.headers["etag"]))
        assert is_whole(await trail(advice, referral)) or "withdraw-consent" in actions
        if "withdraw-consent" in actions:
            assert (await reads(advice, referral))["consent"]["covers"] == []
            assert all(one["changes"] == {} for one in await trail(advice, referral))
    assert answers[0][0] == 200
    assert all(one == answers[0] for one in answers)


async def test_the_day_of_a_consent_is_corrected(la: Party, advice: Party) -> None:
    case = await la.opens()
    referral = (await la.posts("/v1/referrals", a_referral(case, "contact", "case_dates", given_on="2026-02-07")))["id"]
    path = f"/v1/referrals/{referral}/consent"
    for said in ({"given_on": "2026-02-11"}, {"given_on": "2014-08-31"}, {}, {"given_on": None}):
        answer = await la.sends("POST", path, json={**said, "reason": "wrong_date"})
        assert answer.status_code == 422, said
    day = {"given_on": "2026-02-05", "reason": "wrong_date"}
    receipt = await la.posts(path, day)
    assert (receipt["consent"]["given_on"], receipt["consent"]["covers"]) == ("2026-02-05", ["case_dates", "contact"])
    assert await la.posts(path, day) == receipt
    told = await reads(advice, referral)
    assert (told["consent"]["given_on"], told["version"], told["state"]) == ("2026-02-05", 2, "new")
    both = await la.posts(path, {"given_on": "2026-02-06", "covers": ["contact"], "reason": "wrong_date"})
    assert both["consent"] == {"given_by": "parent", "given_on": "2026-02-06", "covers": ["contact"]}
    await helps(advice, referral)
    await corrects(advice, referral, 4, replace={"occurred_on": "2026-02-11"})
    told = await reads(advice, referral)
    assert (told["consent"]["given_on"], told["consent"]["covers"]) == ("2026-02-06", ["contact"])
    assert is_whole(await trail(advice, referral))

    again = (await la.posts("/v1/referrals", a_referral(case, "contact", given_on="2026-02-08")))["id"]
    twice = await la.sends("POST", f"/v1/referrals/{again}/consent", json={**day, "given_on": "2026-02-06"})
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/already-registered")
    for number in range(18):
        await la.posts(path, {**day, "given_on": f"2026-02-0{2 + number % 2}"})
    full = await la.sends("POST", path, json=day)
    assert (full.status_code, full.json()["errors"][0]["pointer"]) == (422, "#"), "a journal has a limit"


async def test_a_corrected_day_before_a_withdrawal_ends_the_referral(la: Party, advice: Party) -> None:
    """What the person took back stays taken back, whatever day the referrer gives. The referrer learns nothing."""
    case = await la.opens()
    first, second = [
        (await la.posts("/v1/referrals", a_referral(case, "contact", given_on=day)))["id"]
        for day in ("2026-02-03", "2026-02-09")
    ]
    await does(advice, first, "withdraw-consent", occurred_on="2026-02-06")
    assert (await reads(advice, second))["state"] == "new"
    earlier = await la.posts(f"/v1/referrals/{second}/consent", {"given_on": "2026-02-05", "reason": "wrong_date"})
    later = await la.posts(f"/v1/referrals/{first}/consent", {"given_on": "2026-02-08", "reason": "wrong_date"})
    assert (earlier["consent"]["given_on"], later["consent"]["given_on"]) == ("2026-02-05", "2026-02-08")
    assert {**earlier, "id": "", "referred_at": "", "consent": ""} == {
        **later,
        "id": "",
        "referred_at": "",
        "consent": "",
    }
    for referral in (first, second):
        bare = await reads(advice, referral)
        assert (bare["state"], bare["contact"], bare["case_id"]) == ("withdrawn", None, None)
        assert all(one["changes"] == {} for one in await trail(advice, referral))


async def test_an_advice_service_narrows_the_consent_that_it_recorded(advice: Party, la: Party) -> None:
    case = await la.opens()
    body = a_referral(case, "contact", "case_dates", source="family")
    referral = (await advice.posts("/v1/referrals", body))["id"]
    narrowed = {"covers": ["contact"], "reason": "told_wrongly"}
    shown = await advice.posts(f"/v1/referrals/{referral}/consent", narrowed)
    assert (shown["consent"]["covers"], shown["version"]) == (["contact"], 2)
    assert is_whole(await trail(advice, referral))
    await does(advice, referral, "withdraw-consent")
    gone = await advice.sends("POST", f"/v1/referrals/{referral}/consent", json=narrowed)
    assert (gone.status_code, gone.json()["rule"]) == (409, "consent-can-be-withdrawn")


async def test_the_corrections_of_a_referral_are_listed(la: Party, advice: Party, parties: Parties) -> None:
    case, referral = await closed(la, advice)
    path = f"/v1/referrals/{referral}/corrections"
    assert await advice.lists(path) == []
    await la.posts(f"/v1/referrals/{referral}/consent", {"covers": ["contact"], "reason": "told_wrongly"})
    wanted: Any = {"replace": {"occurred_on": "2026-02-13"}, "also": LATER}
    done = await corrects(advice, referral, 5, **wanted)
    await corrects(advice, referral, 6, void=True, reason="told_wrongly")
    await corrects(advice, referral, 6, replace={})

    whole = await advice.lists(path)
    back, gone, moved, narrowed = whole
    assert [one["seq"] for one in whole] == [11, 10, 8, 7]
    assert (moved["state"], moved["changes"]) == (done["state"], done["changes"])
    assert [(one["corrects"], one["type"]) for one in moved["events"]] == [(5, "contact-made"), (6, "referral-closed")]
    contact = moved["events"][0]
    assert (contact["before"]["occurred_on"], contact["after"]["occurred_on"]) == (HELPED_ON, "2026-02-13")
    assert (moved["by"], moved["organisation"]["slug"], moved["reason"]) == (
        "advice_service",
        advice.slug,
        "wrong_date",
    )
    assert (gone["state"], gone["events"][0]["after"]) == ({"before": "closed", "after": "active"}, None)
    assert (back["events"][0]["before"], back["events"][0]["after"]["occurred_on"]) == (None, "2026-02-14")
    assert narrowed["organisation"]["slug"] == la.slug
    [consent] = narrowed["events"]
    assert (consent["before"]["covers"], consent["after"]["covers"]) == (["contact", "tell_authority"], ["contact"])
    assert WORDS not in str(whole)
    assert await advice.lists(path, limit=1) == whole
    for stranger in (la, await parties.get("sandbox-advice-992"), await parties.get("sandbox-provider-a")):
        assert (await stranger.sends("GET", path)).status_code == 404
    await does(la, referral, "withdraw-consent")
    assert await advice.lists(path) == [], "nothing is told after a withdrawal"
    assert (await la.gets(f"/v1/cases/{case}"))["id"] == case
