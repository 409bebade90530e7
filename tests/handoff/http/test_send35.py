"""The hand-off to the tribunal over HTTP: who may have it, what it says, and the cover sheet."""

from tests.support.parties import Party, declines


async def certified(la: Party, provider: Party, **case: object) -> str:
    opened = await la.opens(**case)
    await declines(provider, opened)
    return opened


def path(case: str) -> str:
    return f"/v1/cases/{case}/send35"


async def test_it_hands_on_what_the_record_answers(la: Party, provider: Party) -> None:
    case = await certified(la, provider, kind="plan_content", sections=("F", "I"))
    number = (await la.sees(case))["certificate"]["number"]
    for party in (la, provider):
        told = await party.gets(path(case))
        assert (told["form"], told["complete"]) == ("SEND35", False)
        assert told["fields"]["appealPlanSections"] == ["sectionF", "sectionI"]
        assert told["fields"]["medHasCertificate"] == "Yes"
        assert told["beside"]["certificate_number"] == number
        assert number not in str(told["fields"])
        assert "appealFollowingAnnualReview" in {one["field"] for one in told["missing"]}


async def test_no_name_is_handed_on(la: Party, provider: Party) -> None:
    case = await certified(la, provider, appellant={"kind": "parent", "name": "Sam Quillfeather"})
    assert "Quillfeather" not in (await la.sends("GET", path(case))).text
    sheet = await la.sends("GET", f"{path(case)}.pdf")
    assert (sheet.headers["content-type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")
    assert (await la.sends("GET", f"{path(case)}.pdf")).content == sheet.content


async def test_it_is_for_the_authority_its_provider_and_the_tribunal(
    la: Party, other_la: Party, provider: Party, other_provider: Party, icb: Party, tribunal: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await la.records(case, "request-mediation", issues=["health"], occurred_on="2026-02-03")
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb", occurred_on="2026-02-03")
    for suffix in ("", ".pdf"):
        for party in (icb, tribunal, other_la, other_provider):
            assert (await party.sends("GET", path(case) + suffix)).status_code == 404, party.slug
    await declines(provider, case)
    late = {"late_explanation": "The letter came late.", "occurred_on": "2026-04-20"}
    await tribunal.records(case, "register-appeal", basis="certificate", **late)
    for party in (tribunal, la):
        told = await party.gets(path(case))
        assert told["beside"]["late"] is True
        assert told["fields"]["timeLateAppealExplanation"] == "The letter came late."
    told = await provider.gets(path(case))
    assert "timeLateAppealExplanation" not in told["fields"], "what the family told the judge is not for the provider"
    reads = {(one["organisation"]["slug"], one["surface"]) for one in await la.lists(f"/v1/cases/{case}/reads")}
    assert (tribunal.slug, "send35") in reads
    assert icb.slug not in {slug for slug, surface in reads if surface == "send35"}
