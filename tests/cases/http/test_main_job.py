"""The job that the service is for: from a notice, through an adviser and a certificate, to a registered appeal."""

from tests.support.parties import Party


async def test_notice_to_appeal(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="refusal_to_assess", notice_sent_on="2026-02-02")
    assert (await provider.sees(case))["state"] == "notified"

    contacted = await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    assert (contacted["state"], contacted["version"]) == ("adviser_contacted", 2)
    declined = await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    assert (declined["state"], declined["version"]) == ("mediation_declined", 3)
    certified = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    assert certified["state"] == "certified"
    assert certified["certificate"]["ground"] == "declined"
    assert certified["certificate"]["issued_on"] == "2026-02-11"

    appealed = await tribunal.records(
        case,
        "register-appeal",
        basis="certificate",
        received_at="2026-04-02T16:59:00+01:00",
        tribunal_reference="EH991/26/00117",
    )
    assert appealed["state"] == "appeal_registered"
    [line] = await tribunal.lists("/v1/appeals", case_id=case)
    assert appealed["appeal"] == {
        "id": line["id"],
        "basis": "certificate",
        "registered_on": "2026-04-02",
        "late": False,
        "late_explanation": None,
        "basis_stands": True,
        "permission_granted_on": None,
        "permission_reference": None,
        "tribunal_reference": "EH991/26/00117",
        **dict.fromkeys(
            ["unopposed_on", "conceded_on", "withdrawn_on", "outcome", "reinstated_on", "decision_reference"]
        ),
    }
    assert await la.sees(case) | {"linked_cases": None} == await tribunal.sees(case)
    assert (await la.sees(case))["version"] == 5
