"""An appeal over HTTP: from its registration to its end, as the authority and the tribunal record it."""

from typing import Any

import pytest

from tests.appeals.http.appealed import ORDERED, SENT, an_appeal, deadlines, refused
from tests.support.parties import Party


async def test_from_registration_to_orders(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    begun = await la.gets(f"/v1/appeals/{appeal}")
    assert (begun["state"], begun["track"], begun["basis"]) == ("registered", "plan_content", "certificate")
    assert [(one["id"], one["status"]) for one in begun["issues"]] == [("B", "live"), ("F", "live"), ("I", "live")]
    assert begun["response"]["due_on"] == "2026-05-12", "30 working days, with Easter and a bank holiday between"

    path = f"/v1/appeals/{appeal}"
    sent = await la.posts(f"{path}/response", {"occurred_on": "2026-05-06", "copied_to_family": True})
    assert sent["state"] == "responded"
    assert sent["response"]["missing"] == ["childs_views"]
    listed = await tribunal.posts(
        f"{path}/hearing", {"occurred_on": "2026-05-11", "listed_for": "2026-07-06T10:00:00+01:00", "format": "video"}
    )
    assert (listed["state"], listed["bundle"]["due_on"]) == ("listed", "2026-06-22")
    put_off = await tribunal.posts(f"{path}/hearing", {"occurred_on": "2026-06-01", "adjourned": True})
    assert (put_off["state"], put_off["hearing"]["times_adjourned"]) == ("adjourned", 1)
    again = await tribunal.posts(f"{path}/hearing", {"occurred_on": "2026-06-02", "listed_for": "2026-07-07"})
    assert (again["state"], again["hearing"]["format"]) == ("listed", "video")
    sent = await la.posts(f"{path}/bundle", {"occurred_on": "2026-06-12", "parts": [{"part": "core", "pages": 99}]})
    assert sent["bundle"]["parts"][0] == {"part": "core", "pages": 99, "limit": 100}

    ended = await tribunal.posts(f"{path}/outcome", ORDERED)
    assert (ended["state"], ended["outcome"], ended["ended_on"]) == ("decided", "upheld_in_part", "2026-07-08")
    assert {one["status"] for one in ended["issues"]} == {"decided"}
    due = {one["step"]: one["due_on"] for one in await deadlines(la, case, "comply-with-order")}
    assert due == {"amended_plan": "2026-08-12", "name_setting": "2026-07-10"}, "5 weeks; and the directed day"
    shown = await la.sees(case)
    assert (shown["state"], shown["appeal"]["outcome"]) == ("resolved", "upheld_in_part")
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]

    back = await tribunal.posts(f"{path}/reinstatement", {"occurred_on": "2026-07-20"})
    assert (back["state"], back["outcome"], back["order"]) == ("listed", None, None)
    assert await deadlines(la, case, "comply-with-order") == []


async def test_a_directed_date_replaces_the_rules(la: Party, provider: Party, tribunal: Party) -> None:
    """Rule 12(4): a directed date is not stretched over August, and both parties to the appeal see it."""
    case, appeal = await an_appeal(la, provider, tribunal)
    path = f"/v1/appeals/{appeal}/directions"
    directions = [{"what": "response", "due_on": "2026-08-12"}]
    alone = await refused(la, appeal, "directions", occurred_on="2026-04-01", directions=directions)
    assert alone["rule"] == "directed-date"
    await tribunal.posts(path, {"occurred_on": "2026-04-01", "directions": directions, "by_staff": True})
    for party in (la, tribunal):
        [due] = await deadlines(party, case, "la-response")
        assert due["due_on"] == "2026-08-12"
    assert await deadlines(provider, case, "la-response") == []
    [afresh] = await deadlines(la, case, "fresh-consideration")
    assert afresh["due_on"] == "2026-04-15", "14 days (r.4(3))"
    sooner = {"occurred_on": "2026-04-20", "directions": [{"what": "response", "due_on": "2026-05-29"}]}
    shown = await la.posts(path, sooner | {"decision_reference": "EH991/26/00117 of 20 April 2026"})
    assert [one["due_on"] for one in shown["directions"]] == ["2026-05-29"]
    late = await refused(la, appeal, "response", occurred_on="2026-06-01")
    assert (late["rule"], late["citation"]) == ("explain-late-response", "r.21(4) HESC Rules 2008")
    sent = await la.posts(
        f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-06-01", "late_reasons": "Our adviser was ill."}
    )
    assert sent["response"]["late"]
    assert sent["response"]["late_reasons"] == "Our adviser was ill."


async def test_an_appeal_that_is_struck_out_has_no_decision_and_ends_once(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    path, struck = f"/v1/appeals/{appeal}", {"occurred_on": "2026-06-20", "outcome": "struck_out"}
    dated = struck | {"directed": [{"step": "amended_plan", "due_on": "2026-07-20"}]}
    by_action = await tribunal.sends("POST", f"/v1/cases/{case}/actions/record-appeal-outcome", json=dated)
    for no in (await refused(tribunal, appeal, "outcome", **struck, recommends_health=True), by_action.json()):
        assert (no["status"], no["rule"]) == (409, "tribunal-decides")
    named = {"occurred_on": "2026-06-20", "outcome": "unopposed", "decision_reference": "20 June 2026"}
    assert (await refused(la, appeal, "outcome", **named))["status"] == 422, "else the reference would be lost"
    alone = await refused(la, appeal, "outcome", outcome="withdrawn")
    assert alone["rule"] == "withdrawal", "the outcome without a day means today, and is no empty body"
    await tribunal.posts(f"{path}/outcome", struck)
    for outcome in ("withdrawn", "unopposed"):
        no = await refused(la, appeal, "outcome", outcome=outcome)
        assert (no["rule"], "has ended" in no["reason"]) == ("reinstatement", True)


@pytest.mark.parametrize(
    ("word", "body"),
    [
        ("response", {}),
        ("response", {"copied_to_family": False, "childs_views": None}),
        ("bundle", {}),
        ("bundle", {"parts": []}),
        ("hearing", {}),
        ("hearing", {"kind": "final"}),
        ("directions", {}),
        ("directions", {"occurred_on": "2026-05-06", "directions": []}),
        ("issues", {}),
        ("issues", {"occurred_on": "2026-05-06", "issues": []}),
        ("outcome", {}),
        ("reinstatement", {}),
        ("reinstatement", {"time_extended": False}),
    ],
)
async def test_an_empty_body_records_nothing(
    word: str, body: dict[str, Any], la: Party, provider: Party, tribunal: Party
) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    answer = await tribunal.sends("POST", f"/v1/appeals/{appeal}/{word}", json=body)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "invalid-input")


async def test_an_action_of_an_appeal_needs_a_body(la: Party, provider: Party, tribunal: Party) -> None:
    case, _ = await an_appeal(la, provider, tribunal)
    for action in ("record-appeal-outcome", "withdraw", "send-bundle", "respond-to-appeal"):
        for sent in (b"", b"{}"):
            path, said = f"/v1/cases/{case}/actions/{action}", {"Content-Type": "application/json"}
            answer = await tribunal.sends("POST", path, content=sent, headers=said)
            assert answer.status_code == 422, (action, sent)
    assert (await la.sees(case))["state"] == "appeal_registered"


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("by phone", "the number or the day"),
        ("EH991/26/117 of 20 April 2026", "like this: EH991/26/00101"),
        ("EH992/26/00117", "another authority than 991"),
        ("a" * 81, "at most 80"),
        ("of 20 April\u202e2026", "one line"),
        ("943 476 5919", "NHS number"),
    ],
)
async def test_a_reference_names_a_decision(
    reference: str, says: str, la: Party, provider: Party, tribunal: Party
) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    dated = {"occurred_on": "2026-04-20", "directions": [{"what": "response", "due_on": "2026-05-29"}]}
    for word, body, member in (
        ("directions", dated, "decision_reference"),
        ("outcome", {"occurred_on": "2026-04-20", "outcome": "dismissed"}, "decision_reference"),
        ("bundle", {"occurred_on": "2026-04-20"}, "permission_reference"),
    ):
        no = await refused(la, appeal, word, **body, **{member: reference})
        assert no["errors"][0]["pointer"] == f"#/{member}"
        assert says in no["errors"][0]["detail"]


async def test_no_recommendation_on_a_refusal_to_assess(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal, kind="refusal_to_assess", sections=())
    shown = await la.gets(f"/v1/appeals/{appeal}")
    assert [(one["id"], one["about"]) for one in shown["issues"]] == [("decision", "The refusal to assess")]
    health = {"about": "Physiotherapy", "section": "G", "status": "live"}
    no = await refused(la, appeal, "issues", occurred_on="2026-05-03", issues=[health])
    assert no["rule"] == "no-recommendations-on-refusal-to-assess"
    outcome = {"occurred_on": "2026-05-04", "outcome": "upheld", "orders": [{"order_kind": "assess"}]}
    no = await refused(tribunal, appeal, "outcome", **outcome, recommends_health=True)
    assert no["rule"] == "no-recommendations-on-refusal-to-assess"
    assert (await tribunal.posts(f"/v1/appeals/{appeal}/outcome", outcome))["state"] == "decided"


async def test_a_recommendation_is_replied_to_in_five_weeks(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    outcome = {"occurred_on": "2026-07-08", "outcome": "upheld", "orders": [{"order_kind": "amend_plan"}]}
    ended = await tribunal.posts(f"/v1/appeals/{appeal}/outcome", outcome | {"recommends_health": True})
    found = ended["recommendations"]
    assert (found["on"], found["reply_due_on"], found["rule"]) == (["health"], "2026-08-12", "reply-to-recommendation")
    back = await tribunal.posts(f"/v1/appeals/{appeal}/reinstatement", {"occurred_on": "2026-07-20"})
    assert back["recommendations"] is None


async def test_what_mediation_came_to_stays_from_the_tribunal(la: Party, provider: Party, tribunal: Party) -> None:
    """And how the appeal is prepared stays from the provider, which is no party to it."""
    case, appeal = await an_appeal(la, provider, tribunal)
    await provider.records(case, "request-mediation", occurred_on="2026-03-27", issues=["F"])
    await la.records(case, "arrange-mediation", occurred_on="2026-03-28", session_on="2026-04-02")
    await provider.records(case, "record-session-outcome", occurred_on="2026-04-02", outcome="full_agreement")
    await la.records(case, "record-agreement", occurred_on="2026-04-02", terms=[{"kind": "amend_plan"}])
    path = f"/v1/appeals/{appeal}"
    seen = {party: (await party.gets(path))["resolvable"] for party in (la, tribunal)}
    assert [(one["issue"], one["sure"]) for one in seen[la]] == [("B", "possible"), ("F", "possible")]
    assert seen[tribunal] == []
    await la.posts(f"{path}/response", {"occurred_on": "2026-04-20", "late_reasons": "none"})
    outside = await provider.gets(path)
    assert outside["state"] == "registered"
    hidden = ("issues", "response", "directions", "hearing", "bundle", "resolvable")
    assert [outside[name] for name in hidden] == [None] * len(hidden)
    [line] = await provider.lists("/v1/appeals", case_id=case)
    assert line["state"] == "registered"
    events = await provider.lists(f"/v1/cases/{case}/events")
    assert events[-1]["type"] == "withheld"
    assert (await provider.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    answer = await provider.sends("GET", "/v1/appeals", params={"hearing_from": "2026-01-01"})
    assert answer.status_code == 422


async def test_an_appeal_is_nobody_elses(
    la: Party, provider: Party, tribunal: Party, other_la: Party, advice: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    assert (await other_la.sends("GET", f"/v1/appeals/{appeal}")).status_code == 404
    assert (await other_la.sends("POST", f"/v1/appeals/{appeal}/response", json=SENT)).status_code == 404
    assert await other_la.lists("/v1/appeals", case_id=case) == []
    assert (await advice.sends("GET", "/v1/appeals")).status_code == 403
    answer = await provider.sends("POST", f"/v1/appeals/{appeal}/bundle", json=SENT)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (403, "not-yours-to-record")


@pytest.mark.parametrize("by_action", [False, True])
async def test_an_appeal_is_unopposed_only_before_the_response(
    by_action: bool, la: Party, provider: Party, tribunal: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    if by_action:
        await la.records(case, "concede", occurred_on="2026-04-10")
    else:
        await la.posts(f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-04-10", "outcome": "unopposed"})
    shown = await tribunal.gets(f"/v1/appeals/{appeal}")
    assert (shown["state"], shown["outcome"]) == ("unopposed", "unopposed")
    assert await deadlines(la, case, "comply-unopposed")

    _, other = await an_appeal(la, provider, tribunal)
    await la.posts(f"/v1/appeals/{other}/response", {"occurred_on": "2026-04-10"})
    no = await refused(la, other, "outcome", occurred_on="2026-04-11", outcome="unopposed")
    assert no["rule"] == "unopposed-before-response"
    consent = {"occurred_on": "2026-04-12", "outcome": "consent_order"}
    assert (await refused(tribunal, other, "outcome", **consent))["rule"] == "tribunal-decides", "without an order"
    orders = [{"order_kind": "amend_plan", "sections": ["F"]}]
    assert (await refused(la, other, "outcome", **consent, orders=orders))["rule"] == "tribunal-decides"
    ended = await tribunal.posts(f"/v1/appeals/{other}/outcome", consent | {"orders": orders})
    assert ended["outcome"] == "consent_order"


async def test_only_the_tribunal_ends_an_appeal_and_takes_it_up_again(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    gone = {"occurred_on": "2026-04-13", "outcome": "withdrawn", "notice_received_on": "2026-04-07"}
    assert (await refused(la, appeal, "outcome", **gone))["rule"] == "withdrawal"
    ended = await tribunal.posts(f"/v1/appeals/{appeal}/outcome", gone)
    assert (ended["state"], ended["reinstatement_window"]["closes_on"]) == ("withdrawn", "2026-05-05")
    late = {"occurred_on": "2026-05-20", "applied_on": "2026-05-06"}
    assert (await refused(tribunal, appeal, "reinstatement", **late))["rule"] == "reinstatement"
    back = await tribunal.posts(f"/v1/appeals/{appeal}/reinstatement", late | {"time_extended": True})
    assert back["state"] == "registered"
    struck = await tribunal.posts(
        f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-05-21", "outcome": "struck_out"}
    )
    assert struck["state"] == "struck_out"

    second = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-05-22")
    assert second["appeal"]["outcome"] is None
    later, earlier = await la.lists("/v1/appeals", case_id=case)
    assert (earlier["id"], earlier["state"], later["state"]) == (appeal, "struck_out", "registered")
    kept = await la.gets(f"/v1/appeals/{appeal}")
    assert (kept["later_appeal"], kept["state"], kept["ended_on"]) == (True, "struck_out", "2026-05-21")
    no = await refused(la, appeal, "response", occurred_on="2026-05-25")
    assert "later appeal" in no["reason"]


async def test_a_bundle_keeps_to_its_limits(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal, kind="refusal_to_assess", sections=())
    long = {"occurred_on": "2026-05-05", "parts": [{"part": "authority_evidence", "pages": 76}]}
    assert (await refused(la, appeal, "bundle", **long))["rule"] == "hearing-bundle"
    sent = await la.posts(f"/v1/appeals/{appeal}/bundle", long | {"permission_reference": "leave of 4 May"})
    assert sent["bundle"]["sent_on"] == "2026-05-05"


async def test_a_stale_version_and_a_repeated_key(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    path, body = f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06"}
    stale = await la.sends("POST", path, json=body, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    key = {"Idempotency-Key": "one-response"}
    first = await la.sends("POST", path, json=body, headers=key)
    again = await la.sends("POST", path, json=body, headers=key)
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert (await la.sends("POST", path, json=body)).status_code == 409
