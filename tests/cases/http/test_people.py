"""Over HTTP: the right passes with a name for the certificate, issues change, and a withdrawal is no end."""

import json
from base64 import urlsafe_b64decode
from typing import Any

from tests.support.parties import Party, declines


async def name_on(la: Party, number: str) -> Any:
    token: str = (await la.gets(f"/v1/certificates/{number}"))["token"]
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["issued_to"]


async def test_the_young_persons_certificate_bears_the_young_persons_name(la: Party, provider: Party) -> None:
    case = await la.opens()
    passes = {"to": "young_person", "because": "school_age_ended"}
    await la.records(case, "pass-right", **passes, holder_name="Robin Example", occurred_on="2026-02-03")
    number = await declines(provider, case)
    assert await name_on(la, number) == "Robin Example"
    seen = await la.sees(case)
    assert (seen["appellant"]["kind"], seen["certificate"]["holder_kind"]) == ("young_person", "young_person")
    assert "Robin" not in (await la.sends("GET", f"/v1/cases/{case}/events")).text


async def test_a_name_never_follows_the_right_to_another_person(la: Party, provider: Party) -> None:
    case = await la.opens()
    await la.records(case, "pass-right", to="young_person", because="school_age_ended", occurred_on="2026-02-03")
    assert await name_on(la, await declines(provider, case)) == ""
    lost: Any = {"to": "alternative_person", "because": "capacity_lost", "occurred_on": "2026-02-13"}
    unnamed = await la.tries(case, "pass-right", **lost)
    assert (unnamed.status_code, unnamed.json()["errors"][0]["pointer"]) == (422, "#/holder_name")
    await la.records(case, "pass-right", **lost, holder_name="Alex Example")
    refused = (await la.tries(case, "register-appeal", basis="certificate", occurred_on="2026-02-16")).json()
    assert refused["unlock"] == ["reissue-certificate"]
    again = await provider.records(case, "reissue-certificate", occurred_on="2026-02-16")
    assert again["certificate"]["issued_on"] == "2026-02-11"
    assert await name_on(la, again["certificate"]["number"]) == "Alex Example"
    appealed = await la.records(case, "register-appeal", basis="certificate", occurred_on="2026-02-16")
    assert appealed["state"] == "appeal_registered"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_issues_are_added_and_dropped_and_stay_sealed(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G", "I"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-05")
    await provider.records(case, "request-mediation", issues=["F", "lighthouse"], occurred_on="2026-02-06")
    days = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    added = {"issues": ["health"], "health_provision_wanted": "Therapy.", "occurred_on": "2026-02-09"}
    await la.records(case, "add-issues", **added)
    owed = [one["code"] for one in (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]]
    assert "notify-commissioning-body" in owed
    mediation = (await la.sees(case))["mediation"]
    assert (mediation["issues"], mediation["health_provision_wanted"]) == (["F", "lighthouse", "health"], "Therapy.")
    for again, number in ((["B", "f"], 1), (["LIGHTHOUSE", "B"], 0), (["B", "G", "b"], 2)):
        answer = await la.tries(case, "add-issues", issues=again)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"#/issues/{number}")
    for said, pointer in ((["B"], "#/issues/0"), (["f", "LIGHTHOUSE", "Health"], "#/issues")):
        answer = await provider.tries(case, "drop-issues", issues=said)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    await provider.records(case, "drop-issues", issues=["Health", "lighthouse"], occurred_on="2026-02-10")
    mediation = (await la.sees(case))["mediation"]
    assert (mediation["issues"], mediation["health_provision_wanted"]) == (["F"], None)
    assert (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"] == days
    for party in (la, provider):
        assert "lighthouse" not in (await party.sends("GET", f"/v1/cases/{case}/events")).text


async def test_a_withdrawal_before_an_appeal_is_no_end(la: Party, provider: Party) -> None:
    """The family's next step goes on from where the case was: here after its request for mediation."""
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-05")
    await provider.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-06")
    assert (await la.sees(case))["state"] == "closed"
    asked = await provider.records(case, "request-mediation", occurred_on="2026-02-09")
    assert (asked["state"], asked["closed_on"], asked["closed_by_family"]) == ("mediation_requested", None, False)
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-10")
    declined = await provider.records(case, "decline-mediation", occurred_on="2026-02-11")
    assert declined["state"] == "mediation_declined"
    issued = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-12")
    appealed = await la.records(case, "register-appeal", basis="certificate", occurred_on="2026-02-13")
    assert (issued["state"], appealed["state"], appealed["closed_on"]) == ("certified", "appeal_registered", None)
