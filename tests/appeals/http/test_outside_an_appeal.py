"""What a mediation provider and a commissioning body meet of an appeal: that there is one, and how it ended."""

from app.law.domain.kinds import Code, Part
from tests.support.feed import feed, feed_by_now
from tests.support.parties import Party

WITHIN = {code.value for code in Code if code.kind.part_of is Part.APPEAL}
STEPS = {"respond-to-appeal", "record-directions", "list-hearing", "send-bundle", "change-appeal-issues"}


async def test_no_surface_tells_others_how_an_appeal_is_prepared(
    la: Party, provider: Party, icb: Party, tribunal: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(
        case, "request-mediation", occurred_on="2026-02-10", issues=["health"], health_provision_wanted="Therapy"
    )
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12", commissioning_body=icb.slug)
    await provider.records(case, "decline-mediation", occurred_on="2026-02-16")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-17")
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    directed = [{"what": "response", "due_on": "2027-04-15"}]
    await tribunal.records(case, "record-directions", occurred_on="2026-03-09", directions=directed, by_staff=True)
    due = {}
    for party in (la, provider, icb, tribunal):
        due[party] = next(one for one in await party.lists("/v1/cases", limit=200) if one["id"] == case)["due_on"]
    assert due[la] == due[tribunal] == "2027-04-15"
    assert due[provider] is due[icb] is None
    await la.records(case, "respond-to-appeal", occurred_on="2026-04-20", copied_to_family=True)
    duty = (await la.lists("/v1/duties", case_id=case, code="la-response", status="met"))[0]
    await feed_by_now(la, la)
    for party in (la, tribunal, provider, icb):
        told = {one["code"] for one in (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
        listed = {one["code"] for one in await party.lists("/v1/duties", case_id=case)}
        record = await party.sends("GET", f"/v1/cases/{case}/record")
        actions = {one["action"] for one in (await party.gets(f"/v1/cases/{case}/actions"))["actions"]}
        heard = [one["type"] for one in (await feed(party))[0] if one["case_id"] == case][-3:]
        met = (await party.sends("GET", f"/v1/duties/{duty['id']}")).status_code
        if party in (la, tribunal):
            assert WITHIN & told == WITHIN & listed == {"la-response", "copy-response-to-family", "fresh-consideration"}
            assert actions >= STEPS
            assert (heard[1:], met) == (["appeal-directions-given", "appeal-response-sent"], 200)
        else:
            assert not WITHIN & (told | listed)
            assert not STEPS & actions
            assert (heard, met) == (["appeal-registered", "withheld", "withheld"], 404)
            for word in WITHIN:
                assert f'"{word}"' not in record.text, word
            assert "2027-04-15" not in record.text


CHANGING = ("version", "updated_at")


async def seen(party: Party, case: str) -> dict[str, object]:
    """What a party reads of a case and its appeal, without what every event changes."""
    path = f"/v1/cases/{case}"
    line = next(one for one in await party.lists("/v1/cases", limit=200) if one["id"] == case)
    whole = (await party.sees(case), line, *await party.lists("/v1/appeals", case_id=case))
    told = [{name: value for name, value in one.items() if name not in CHANGING} for one in whole]
    return {
        "records": told,
        "actions": (await party.gets(f"{path}/actions"))["actions"],
        "deadlines": (await party.gets(f"{path}/deadlines"))["deadlines"],
        "duties": await party.lists("/v1/duties", case_id=case),
    }


async def test_no_surface_tells_others_what_was_conceded_within_an_appeal(
    la: Party, provider: Party, icb: Party, tribunal: Party
) -> None:
    """It would say that the authority had sent its response. What was conceded before the appeal stays told."""
    case = await la.opens(kind="plan_content", sections=("B", "F", "G"))
    path = f"/v1/cases/{case}"
    await la.records(case, "concede", occurred_on="2026-02-05", sections=["B"])
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    wanted = {"issues": ["health"], "health_provision_wanted": "Therapy"}
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", **wanted)
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12", commissioning_body=icb.slug)
    await provider.records(case, "decline-mediation", occurred_on="2026-02-16")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-17")
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    before = {party: await seen(party, case) for party in (provider, icb)}
    await la.records(case, "respond-to-appeal", occurred_on="2026-04-09", copied_to_family=True)
    promises = [{"kind": "amend_plan", "sections": ["F"], "promised_for": "2026-06-01"}]
    await la.records(case, "concede", occurred_on="2026-04-10", sections=["B", "F"], promises=promises)
    shown = await la.records(case, "concede", occurred_on="2026-04-13")
    assert shown["appeal"]["conceded_on"] == "2026-04-13"
    await la.posts(f"{path}/corrections", {"seq": 2, "replace": {"occurred_on": "2026-02-05", "sections": ["B"],
        "promises": [{"kind": "amend_plan", "promised_for": "2026-03-20"}]}, "reason": "told_wrongly"})  # fmt: skip
    await la.posts(f"{path}/corrections", {"seq": 2, "replace": {"promises": []}, "reason": "told_wrongly"})
    await feed_by_now(la, la)
    for party in (provider, icb):
        assert await seen(party, case) == before[party]
        record = (await party.sends("GET", f"{path}/record")).text
        trail = (await party.gets(f"{path}/events", limit=200))["items"]
        heard = [one["type"] for one in (await feed(party))[0] if one["case_id"] == case]
        corrections = (await party.sends("GET", f"{path}/corrections")).text
        for said in (heard, [one["type"] for one in trail]):
            assert said[-6:] == ["appeal-registered", *["withheld"] * 3, *["event-corrected"] * 2]
        for text in (record, corrections, str(trail)):
            assert not [word for word in ("2026-04-10", "2026-04-13", "2026-06-01", "appeal-conceded") if word in text]
    orders = [{"order_kind": "amend_plan", "sections": ["B", "F"]}]
    ended = {"outcome": "consent_order", "orders": orders, "occurred_on": "2026-05-11"}
    await tribunal.records(case, "record-appeal-outcome", **ended)
    told = await provider.sees(case)
    assert told["appeal"]["conceded_on"] is None
    assert {one["section"] for one in told["concession"]["conceded"]} == {"B", "F", "G"}, "how it ended"
    assert "2026-04-13" not in str((await provider.gets(f"{path}/events", limit=200))["items"])
