"""What an authority brings in beside the steps of mediation: reviews, settings, promises, appeals, and what follows."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.http.test_tampering import A_FACT, past_the_log
from tests.imports.http.test_importing import DECLINED, MEDIATED, a_row, imported
from tests.support.parties import Party

CONTENT = {"decision_kind": "plan_content", "sections": "B F I"}
APPEALED = CONTENT | DECLINED | {"appeal_registered_on": "20/03/2026", "tribunal_reference": "EH991/26/00417"}
REVIEWED = {
    "panel_reviewed_on": "20/02/2026",
    "panel_members": "parent 1 school 1 authority 2",
    "panel_followed_law": "yes",
    "panel_met_standards": "in part",
    "panel_recommendation": "change",
    "panel_answer": "accepted",
    "panel_answered_on": "27/02/2026",
}
SETTING = {"setting_on_list": "no", "setting_refused_because": "not on list"}
DECIDED = {
    "response_sent_on": "20/04/2026",
    "appeal_issues": "F conceded 18/05/2026; I agreed 20/05/2026",
    "appeal_ended_on": "13/07/2026",
    "appeal_outcome": "upheld in part",
    "appeal_orders": "amend_plan B F; name_setting I",
    "decision_reference": "of 13 July 2026",
}


async def test_everything_that_a_row_says_is_on_its_case(la: Party) -> None:
    before_appeal = {
        name: said for name, said in MEDIATED.items() if not name.startswith(("appeal", "tribunal", "resp"))
    }
    terms = "amend_plan F by 30/04/2026 kept 20/04/2026; other_action commissioning_body by 01/05/2026 kept 28/04/2026"
    promises = "amend_plan F by 20/03/2026 kept 18/03/2026; other_action by 01/09/2026"
    rows = [
        a_row(**before_appeal | {"agreement_terms": terms}, **REVIEWED, **SETTING),
        a_row(**CONTENT, conceded_on="20/02/2026", conceded_sections="F", promises=promises),
        a_row(**APPEALED, **DECIDED),
    ]
    follows = {"follows_because": "order", "notice_sent_on": "20/07/2026", "decision_kind": "plan_content"}
    rows.append(a_row(**follows, follows_reference=rows[2]["la_reference"]))
    tried = await imported(la, *rows, dry_run=True)
    assert [one["verdict"] for one in tried] == ["would_import"] * 4, tried
    done = await imported(la, *rows)
    assert [one["verdict"] for one in done] == ["imported"] * 4, done
    agreed, conceded, decided, following = [await la.sees(one["case_id"]) for one in done]

    [review] = agreed["panels"]
    assert (review["with_parents"], review["recommendation"], review["authority_answer"]) == (
        True,
        "change",
        "accepted",
    )
    assert (review["met_standards"], review["authority_answered_on"]) == ("in_part", "2026-02-27")
    assert agreed["decision"]["setting"] == {"preferred_on_list": "no", "refused_because": "not_on_list"}
    told = [(one["kind"], one["owed_by"], one["state"], one["done_on"]) for one in agreed["agreement"]["terms"]]
    assert told == [
        ("amend_plan", "local_authority", "done", "2026-04-20"),
        ("other_action", "commissioning_body", "done", "2026-04-28"),
    ]
    assert {one["section"]: one["status"] for one in conceded["disputed"]} == {
        "B": "live", "F": "conceded", "I": "live",
    }  # fmt: skip
    kept = [(one["kind"], one["promised_for"], one["kept_on"]) for one in conceded["concession"]["promises"]]
    assert kept == [("amend_plan", "2026-03-20", "2026-03-18"), ("other_action", "2026-09-01", None)]
    assert decided["appeal"]["outcome"] == "upheld_in_part"
    appeal = await la.gets(f"/v1/appeals/{decided['appeal']['id']}")
    assert [one["order_kind"] for one in appeal["order"]["orders"]] == ["amend_plan", "name_setting"]
    issues = [event for event in await la.lists(f"/v1/cases/{done[2]['case_id']}/events") if "issues" in event["type"]]
    assert [one["occurred_on"] for one in issues] == ["2026-05-18", "2026-05-20"]
    assert (following["follows"]["id"], following["follows"]["because"]) == (done[2]["case_id"], "order")
    assert decided["followed_by"][0]["id"] == done[3]["case_id"]

    for one in done:
        assert (await la.gets(f"/v1/cases/{one['case_id']}/events/verification"))["intact"] is True
        assert {event["source"] for event in await la.lists(f"/v1/cases/{one['case_id']}/events")} == {"imported"}
    again = await imported(la, *rows, {**rows[0], "panel_recommendation": "uphold", "panel_members": "parent 2"})
    assert [one["verdict"] for one in again] == ["already_there"] * 4 + ["differs"]
    assert {fault["column"] for fault in again[4]["faults"]} == {"panel_recommendation", "panel_members"}


async def test_an_appeal_may_end_without_a_decision(la: Party) -> None:
    unopposed, withdrawn = await imported(
        la,
        a_row(**APPEALED, appeal_ended_on="20/04/2026", appeal_outcome="unopposed"),
        a_row(**APPEALED, appeal_ended_on="20/04/2026", appeal_outcome="withdrawn", decision_reference="of 20 April"),
    )
    for row, outcome in ((unopposed, "unopposed"), (withdrawn, "withdrawn")):
        assert row["verdict"] == "imported", row
        assert (await la.sees(row["case_id"]))["appeal"]["outcome"] == outcome


async def test_a_row_that_contradicts_itself_says_where(la: Party) -> None:
    earlier = a_row(**APPEALED, **DECIDED)
    await imported(la, earlier)
    reference = earlier["la_reference"]
    sent = {"notice_sent_on": "20/07/2026"}
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({**sent, "follows_reference": "NOBODYS-1", "follows_because": "order"}, "follows_reference", "no case"),
        ({**sent, "follows_reference": reference, "follows_because": "agreement"}, "follows_because", "no agreement"),
        ({"follows_reference": reference, "follows_because": "order"}, "follows_because", "no order"),
        ({**sent, "follows_reference": reference}, "follows_because", "must also fill in"),
        ({**REVIEWED, "panel_members": "Sam Secret 2"}, "panel_members", "Begin each entry"),
        ({**REVIEWED, "panel_answered_on": ""}, "panel_answered_on", "must also fill in"),
        ({**REVIEWED, "panel_answer": ""}, "panel_answer", "must also fill in"),
        ({**REVIEWED, "panel_answered_on": "19/02/2026"}, "panel_answered_on", "recommendation waits"),
        ({"decision_kind": "plan_content", "sections": "B", **SETTING}, "setting_on_list", "Section I"),
        ({**CONTENT, "conceded_sections": "F"}, "conceded_on", "must also fill in"),
        ({**CONTENT, "conceded_on": "20/02/2026", "promises": "amend_plan F"}, "promises", "the day for each promise"),
        ({**CONTENT, "conceded_on": "20/02/2026", "promises": "amend_plan by 01/02/2026"}, "promises", "promise"),
        ({**APPEALED, "appeal_issues": "C conceded 18/05/2026"}, "appeal_issues", "these issues: B F I"),
        ({**APPEALED, "appeal_issues": "F withdrawn 18/05/2026"}, "appeal_issues", "tribunal"),
        ({**APPEALED, "appeal_outcome": "upheld"}, "appeal_ended_on", "must also fill in"),
        ({**APPEALED, **DECIDED, "appeal_outcome": "dismissed"}, "appeal_ended_on", "orders that you sent do not fit"),
        ({**APPEALED, **DECIDED, "appeal_outcome": "withdrawn"}, "appeal_orders", "cannot have an order"),
        ({**APPEALED, **DECIDED, "appeal_order": "amend_plan"}, "appeal_order", "leave appeal_order empty"),
    ]
    found = await imported(la, *(a_row(**said) for said, _, _ in wrong))
    for verdict, (said, column, why) in zip(found, wrong, strict=True):
        assert verdict["verdict"] == "refused", (said, verdict)
        assert any(fault["column"] == column and why in fault["reason"] for fault in verdict["faults"]), (said, verdict)
        assert "Secret" not in str(verdict)


async def test_an_earlier_case_that_cannot_be_read_stops_no_other_row(la: Party, owner: AsyncEngine) -> None:
    [earlier] = await imported(la, a_row(**APPEALED, **DECIDED))
    async with past_the_log(owner) as connection:
        await connection.execute(text(A_FACT % ("orders", "[{}]")), {"case": earlier["case_id"]})
    follows = {"follows_because": "order", "follows_reference": earlier["la_reference"], "notice_sent_on": "20/07/2026"}
    follow, other = await imported(la, a_row(decision_kind="plan_content", **follows), a_row())
    assert (follow["verdict"], other["verdict"]) == ("refused", "imported")
    assert [one["column"] for one in follow["faults"]] == ["follows_because"]
