"""Concessions by section, promises, and agreements over HTTP: what each party sees, and what the family keeps."""

from typing import Any

from tests.support.parties import Party


async def parts(party: Party, case: str) -> dict[str, str]:
    """Return how each part of the dispute stands, as a party sees it."""
    return {one["section"]: one["status"] for one in (await party.sees(case))["disputed"]}


async def held(la: Party, provider: Party, case: str, outcome: str, *, health: bool = False) -> None:
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    issues = ["F", "health"] if health else ["F"]
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=issues)
    if health:
        await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12")
    await la.records(case, "arrange-mediation", occurred_on="2026-02-16", session_on="2026-03-03")
    await provider.records(case, "record-session-outcome", occurred_on="2026-03-03", outcome=outcome)


async def test_a_section_is_conceded_and_the_family_keeps_its_way(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F", "I"))
    before = (await provider.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    promises = [{"kind": "amend_plan", "sections": ["F"], "promised_for": "2026-03-20"}]
    said = await la.records(case, "concede", occurred_on="2026-02-05", sections=["F"], promises=promises)
    assert (said["state"], said["conceded_on"], said["resolved_on"]) == ("notified", None, None)
    assert (await provider.gets(f"/v1/cases/{case}/deadlines"))["deadlines"] == before, "no time stops, none begins"
    for party in (la, provider):
        assert await parts(party, case) == {"B": "live", "F": "conceded", "I": "live"}
        seen = (await party.sees(case))["concession"]
        assert seen["conceded"] == [{"section": "F", "conceded_on": "2026-02-05", "told_tribunal_on": None}]
        assert [(one["number"], one["kind"], one["promised_for"]) for one in seen["promises"]] == [
            (1, "amend_plan", "2026-03-20")
        ]
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    await provider.records(case, "issue-certificate", occurred_on="2026-02-11", ground="declined")
    read = await tribunal.sees(case)
    assert "concession" not in read
    assert set((await parts(tribunal, case)).values()) == {"live"}
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-02-16")
    told = await la.records(case, "concede", occurred_on="2026-02-18", sections=["F"])
    assert told["state"] == "appeal_registered"
    read = await tribunal.sees(case)
    assert read["concession"]["conceded"] == [
        {"section": "F", "conceded_on": "2026-02-18", "told_tribunal_on": "2026-02-18"}
    ]
    assert read["concession"]["promises"] == [], "a promise made before the appeal is between the parties"


async def test_a_promise_is_kept_and_counted(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F"))
    promises = [{"kind": kind, "promised_for": "2026-02-20"} for kind in ("amend_plan", "other_action")]
    await la.records(case, "concede", occurred_on="2026-02-10", sections=["F"], promises=promises)
    refused = await provider.tries(case, "keep-promise", occurred_on="2026-02-20")
    assert refused.status_code == 403
    offered = {one["action"]: one for one in (await la.gets(f"/v1/cases/{case}/actions"))["actions"]}
    assert [one["allowed"] for one in offered["keep-promise"]["variants"]] == [True, True]
    seen = (await la.records(case, "keep-promise", occurred_on="2026-02-24", promise=2))["concession"]
    assert [(one["state"], one["kept_on"]) for one in seen["promises"]] == [("overdue", None), ("done", "2026-02-24")]
    assert (seen["promises_kept"], seen["promises_kept_late"], seen["promises_overdue"]) == (1, 1, 1)
    again = await la.tries(case, "keep-promise", occurred_on="2026-02-25", promise=2)
    assert (again.status_code, again.json()["rule"]) == (409, "agreement-needs-mediation")
    trail = {one["type"] for one in await provider.lists(f"/v1/cases/{case}/events")}
    assert {"issues-conceded", "promise-kept"} <= trail


async def test_a_concession_is_corrected_with_what_stands_on_it(la: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F"))
    promises = [{"kind": "amend_plan", "promised_for": "2026-03-20"}]
    await la.records(case, "concede", occurred_on="2026-02-10", sections=["F"], promises=promises)
    await la.records(case, "keep-promise", occurred_on="2026-02-20")
    path = f"/v1/cases/{case}/corrections"
    await la.posts(path, {"seq": 2, "replace": {"sections": ["B"]}, "reason": "told_wrongly"})
    assert await parts(la, case) == {"B": "conceded", "F": "live"}
    alone = await la.sends("POST", path, json={"seq": 2, "void": True, "reason": "wrong_case"})
    assert alone.json()["type"].endswith("/later-events-stand-on-it")
    both = {"seq": 2, "void": True, "reason": "wrong_case", "also": [{"seq": 3, "void": True}]}
    await la.posts(path, both)
    assert set((await parts(la, case)).values()) == {"live"}
    assert "concession" not in await la.sees(case)


async def test_what_cannot_be_conceded_or_agreed_is_said_clearly(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F"))
    other = await la.tries(case, "concede", occurred_on="2026-02-10", sections=["I"])
    assert (other.status_code, "in dispute" in other.json()["reason"]) == (409, True)
    promises = [{"kind": "amend_plan", "promised_for": "2026-02-09"}]
    past = await la.tries(case, "concede", occurred_on="2026-02-10", promises=promises)
    assert (past.status_code, past.json()["rule"]) == (409, "agreement-needs-mediation")
    await held(la, provider, case, "full_agreement")
    for terms, status in (
        ([{"kind": "amend_plan", "owed_by": "commissioning_body"}], 422),
        ([{"kind": "other_action", "owed_by": "tribunal"}], 422),
        ([{"kind": "other_action", "owed_by": "commissioning_body"}], 409),
    ):
        refused = await la.tries(case, "record-agreement", occurred_on="2026-03-03", terms=terms)
        assert refused.status_code == status, refused.text


async def test_each_term_has_its_owner_and_its_state(la: Party, provider: Party, icb: Party, tribunal: Party) -> None:
    """F and G are agreed, B is not: the certificate and the appeal stay."""
    case = await la.opens(kind="plan_content", sections=("B", "F", "G"))
    await held(la, provider, case, "partial_agreement", health=True)
    terms: list[dict[str, Any]] = [
        {"kind": "amend_plan", "sections": ["F"]},
        {"kind": "other_action", "sections": ["G"]},
        {"kind": "other_action", "agreed_by": "2026-03-06", "owed_by": "local_authority"},
    ]
    await provider.records(case, "record-agreement", occurred_on="2026-03-03", terms=terms)
    refused = await la.tries(case, "complete-duty", code="carry-out-agreement", term_index=1, occurred_on="2026-03-12")
    assert refused.status_code == 409, "the body agreed to it"
    for party, index, day in ((icb, 1, "2026-03-12"), (la, 2, "2026-03-09")):
        done = {"code": "carry-out-agreement", "term_index": index, "occurred_on": day}
        await party.records(case, "complete-duty", **done)
    for party in (la, provider, icb):
        shown = (await party.sees(case))["agreement"]["terms"]
        assert [(one["owed_by"], one["due_on"], one["done_on"]) for one in shown] == [
            ("local_authority", "2026-04-07", None),
            ("commissioning_body", "2026-03-17", "2026-03-12"),
            ("local_authority", "2026-03-06", "2026-03-09"),
        ]
        assert [one["state"] for one in shown][1:] == ["done", "late"]
        assert await parts(party, case) == {"B": "live", "F": "agreed", "G": "agreed"}
    await provider.records(case, "issue-certificate", occurred_on="2026-03-05", ground="took_part")
    read = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-20")
    assert (read["state"], read["agreement"]) == ("appeal_registered", None)
    assert {one["status"] for one in read["disputed"]} == {"live"}
