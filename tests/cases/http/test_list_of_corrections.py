"""The list of a case's corrections over HTTP: who corrected what, when and why, and what each reader is told of it."""

from typing import Any

from tests.support.parties import Party, declines

WHY = "The post room was closed."


async def corrects(party: Party, case: str, seq: int, **said: Any) -> Any:
    return await party.posts(f"/v1/cases/{case}/corrections", {"seq": seq, "reason": "wrong_date", **said})


async def listed(party: Party, case: str, **query: Any) -> list[dict[str, Any]]:
    return await party.lists(f"/v1/cases/{case}/corrections", **query)


async def test_a_correction_is_listed_as_it_was_answered(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02", la_reference="EHC-LISTED")
    number = await declines(provider, case)
    assert await listed(la, case) == []
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-30")
    sent = {"decision": {"notice_sent_on": "2026-01-23"}}
    done = await corrects(la, case, 1, replace=sent, explanation=WHY)
    lodge = next(one for one in done["deadlines"] if one["code"] == "lodge-appeal")
    assert (lodge["status_before"], lodge["status_after"]) == ("met", "passed")

    for party in (la, provider):
        [one] = await listed(party, case)
        for member in ("state", "certificate", "warnings"):
            assert one[member] == done[member], member
        within_the_appeal = {"la-response"} if party is provider else set()
        assert one["deadlines"] == [each for each in done["deadlines"] if each["code"] not in within_the_appeal]
        assert (one["by"], one["organisation"]["slug"], one["client_id"]) == ("local_authority", la.slug, la.slug)
        assert (one["reason"], one["explanation"], one["seq"]) == ("wrong_date", WHY, done["events"][0]["seq"])
        assert one["certificate"] == {
            "number": number, "becomes": "superseded", "replaced_by": (await la.sees(case))["certificate"]["number"],
        }  # fmt: skip
        notice, issue = one["events"]
        assert (notice["corrects"], notice["type"]) == (1, "notice-recorded")
        assert notice["before"]["decision"]["notice_sent_on"] == "2026-02-02"
        assert notice["after"]["decision"]["notice_sent_on"] == "2026-01-23"
        assert notice["before"]["la_reference"] == notice["after"]["la_reference"] == "EHC-LISTED"
        assert (issue["action"], issue["before"]["number"]) == ("issue-certificate", number)
        changed = {each["fact"]: (each["before"], each["after"]) for each in one["changes"]}
        assert changed["notice_sent_on"] == ("2026-02-02", "2026-01-23")
        assert "Sam" not in str(one)

    [told] = await listed(tribunal, case)
    assert told["explanation"] is None
    assert all(each["redacted"] and not each["before"] and not each["after"] for each in told["events"])
    assert {"fact": "notice_sent_on", "before": "2026-02-02", "after": "2026-01-23"} in told["changes"]
    assert lodge in told["deadlines"]


async def test_each_reads_the_corrections_of_what_it_is_told_of(
    la: Party, provider: Party, tribunal: Party, other_la: Party, advice: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", occurred_on="2026-02-12", session_on="2026-03-03")
    outcome = await provider.records(
        case, "record-session-outcome", outcome="partial_agreement", occurred_on="2026-03-03"
    )
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-04")
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-10")
    told_before = await listed(tribunal, case)
    await corrects(
        provider, case, outcome["version"], replace={"outcome": "no_agreement"}, reason="wrong_outcome", explanation=WHY
    )
    assert told_before == await listed(tribunal, case) == []
    [one] = await listed(la, case)
    [event] = one["events"]
    assert (event["before"]["outcome"], event["after"]["outcome"]) == ("partial_agreement", "no_agreement")
    for party in (other_la, advice):
        answer = await party.sends("GET", f"/v1/cases/{case}/corrections")
        assert answer.status_code in (403, 404)

    await corrects(provider, case, 2, replace={"occurred_on": "2026-02-08"})
    await corrects(provider, case, 2, replace={"occurred_on": "2026-02-07"})
    whole = await listed(la, case)
    assert [[each["corrects"] for each in one["events"]] for one in whole] == [[2], [2], [outcome["version"]]]
    latest, first = (one["events"][0] for one in whole[:2])
    assert (latest["before"], latest["after"]["occurred_on"]) == (first["after"], "2026-02-07")
    assert await listed(la, case, limit=1) == whole
    rows = await la.sends("GET", f"/v1/cases/{case}/corrections", headers={"Accept": "text/csv"})
    assert (rows.status_code, rows.text.count("\n")) == (200, 4)
    assert [one["reason"] for one in await listed(tribunal, case)] == ["wrong_date"] * 2


async def test_a_voided_event_has_no_version_until_it_stands_again(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await corrects(provider, case, 2, void=True, reason="wrong_case")
    await corrects(provider, case, 2, replace={})
    back, gone = (one["events"][0] for one in await listed(la, case))
    assert (gone["voided"], gone["before"]["occurred_on"], gone["after"]) == (True, "2026-02-09", None)
    assert (back["voided"], back["before"], back["after"]["occurred_on"]) == (False, None, "2026-02-09")
    reads = await la.lists(f"/v1/cases/{case}/reads")
    await listed(provider, case)
    seen = await la.lists(f"/v1/cases/{case}/reads")
    assert {one["surface"] for one in seen} - {one["surface"] for one in reads} <= {"events"}
    assert "events" in {one["surface"] for one in seen}
