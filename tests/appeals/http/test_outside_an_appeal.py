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
