"""A family that wishes to mediate: it is arranged or it is not, and both ways lead to a certificate."""

from tests.support.parties import Party


async def test_mediation_that_ends_in_agreement(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    asked = await provider.records(case, "request-mediation", issues=["F", "transport"], occurred_on="2026-02-09")
    assert asked["state"] == "mediation_requested"
    arranged = await la.records(case, "arrange-mediation", session_on="2026-03-02", occurred_on="2026-02-12")
    assert (arranged["state"], arranged["mediation"]["session_on"]) == ("mediation_arranged", "2026-03-02")

    held = await provider.records(case, "record-session-outcome", outcome="full_agreement", occurred_on="2026-03-02")
    assert (held["state"], held["mediation"]["concluded_on"]) == ("mediation_concluded", "2026-03-02")
    certified = await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-04")
    assert certified["certificate"]["ground"] == "took_part"
    agreed = await la.records(case, "record-agreement", terms=[{"kind": "amend_plan"}], occurred_on="2026-03-02")
    assert (agreed["state"], agreed["agreement"]["made_on"]) == ("resolved", "2026-03-02")

    # Regulation 42(2) carries regulation 44's five weeks over to the agreement.
    owed = await standing_of(la, case, "carry-out-agreement")
    assert (owed["due_on"], owed["status"]) == ("2026-04-06", "breached")
    await la.records(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-30")
    owed = await standing_of(la, case, "carry-out-agreement")
    assert (owed["status"], owed["done_on"]) == ("met", "2026-03-30")
    again = await la.tries(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-31")
    assert (again.status_code, again.json()["rule"]) == (409, "duty-of-its-party")


async def test_what_a_family_wishes_to_mediate_is_for_the_parties_alone(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    answered = await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-09")
    assert answered["mediation"]["issues"] == ["F"]
    assert (await la.sees(case))["mediation"]["issues"] == ["F"]


async def test_an_adjourned_session_is_fixed_anew(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", occurred_on="2026-02-06")
    await la.records(case, "arrange-mediation", session_on="2026-02-20", occurred_on="2026-02-12")
    put_off = await provider.records(case, "record-session-outcome", outcome="adjourned", occurred_on="2026-02-20")
    assert (put_off["state"], put_off["mediation"]["session_on"]) == ("mediation_requested", None)
    anew = await la.records(case, "arrange-mediation", session_on="2026-03-03", occurred_on="2026-02-21")
    assert anew["state"] == "mediation_arranged"


async def test_an_authority_that_stays_away_does_not_shut_the_family_out(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", occurred_on="2026-02-06")
    await la.records(case, "arrange-mediation", session_on="2026-02-20", occurred_on="2026-02-12")
    held = await provider.records(
        case, "record-session-outcome", outcome="authority_did_not_attend", occurred_on="2026-02-20"
    )
    assert held["state"] == "mediation_concluded"
    certified = await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-02-23")
    assert certified["state"] == "certified"


async def test_mediation_reported_impossible_frees_the_family(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", occurred_on="2026-02-06")
    early = await provider.tries(case, "issue-certificate", ground="not_arranged", occurred_on="2026-03-08")
    assert (early.status_code, early.json()["rule"]) == (409, "issue-certificate-not-arranged")
    reported = await la.records(case, "report-cannot-arrange", occurred_on="2026-02-16")
    assert reported["state"] == "mediation_not_arranged"
    certified = await provider.records(case, "issue-certificate", ground="not_arranged", occurred_on="2026-02-18")
    assert certified["certificate"]["ground"] == "not_arranged"
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-30")
    assert appealed["state"] == "appeal_registered"


async def test_silence_past_thirty_days_frees_the_family_too(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", occurred_on="2026-02-06")
    on_the_last_day = await provider.tries(case, "issue-certificate", ground="not_arranged", occurred_on="2026-03-08")
    assert on_the_last_day.status_code == 409
    certified = await provider.records(case, "issue-certificate", ground="not_arranged", occurred_on="2026-03-09")
    assert certified["state"] == "certified"


async def standing_of(party: Party, case: str, code: str) -> dict[str, object]:
    """The one deadline of a code, as it stands."""
    listed = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    [found] = [deadline for deadline in listed if deadline["code"] == code]
    assert isinstance(found, dict)
    return found
