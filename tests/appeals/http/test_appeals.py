"""An appeal over HTTP: from its registration to its end, as the authority and the tribunal record it."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.capacity import in_days
from tests.support.parties import Party, declines

BEFORE_THE_APPEAL = {"basis": "certificate", "occurred_on": "2026-03-26", "tribunal_reference": "EH991/26/00117"}
ORDERED = {
    "occurred_on": "2026-07-08",
    "outcome": "upheld_in_part",
    "orders": [
        {"order_kind": "amend_plan", "sections": ["F"]},
        {
            "order_kind": "name_setting",
            "sections": ["I"],
            "directed": [{"step": "name_setting", "due_on": "2026-07-10"}],
        },
    ],
}

SENT = {"occurred_on": "2026-05-06"}


async def an_appeal(la: Party, provider: Party, tribunal: Party, **said: Any) -> tuple[str, str]:
    """Return the case and the id of an appeal about the content of a plan."""
    case = await la.opens(**({"kind": "plan_content", "sections": ("B", "F", "I")} | said))
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", **BEFORE_THE_APPEAL)
    [line] = await la.lists("/v1/appeals", case_id=case)
    return case, line["id"]


async def refused(party: Party, appeal: str, word: str, **body: Any) -> dict[str, Any]:
    answer = await party.sends("POST", f"/v1/appeals/{appeal}/{word}", json=body)
    assert answer.status_code in (409, 403, 422), answer.text
    found: dict[str, Any] = answer.json()
    return found


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


async def deadlines(party: Party, case: str, code: str) -> list[dict[str, Any]]:
    found = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return [one for one in found if one["code"] == code]


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


async def test_issues_are_conceded_one_by_one(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    path, about = f"/v1/appeals/{appeal}/issues", "Therapy each week"
    new = {"about": about, "section": "F", "status": "live"}
    shown = await la.posts(path, {"occurred_on": "2026-05-02", "issues": [{"id": "B", "status": "conceded"}, new]})
    assert {one["id"]: one["status"] for one in shown["issues"]} == {
        "B": "conceded", "F": "live", "I": "live", "1": "live",
    }  # fmt: skip
    assert shown["issues"][-1]["about"] == about
    assert [(one["issue"], one["sure"]) for one in shown["resolvable"]] == [("B", "certain")]
    assert shown["state"] == "registered", "the appeal goes on"
    for status in ("withdrawn", "decided"):
        no = await refused(la, appeal, "issues", occurred_on="2026-05-03", issues=[{"id": "F", "status": status}])
        assert no["rule"] == "withdrawal", "no party ends an issue alone"
    no = await refused(la, appeal, "issues", occurred_on="2026-05-03", issues=[{"id": "B", "status": "live"}])
    assert no["rule"] == "withdrawal"
    unknown = await refused(la, appeal, "issues", issues=[{"id": "G", "status": "agreed"}])
    assert unknown["errors"][0]["pointer"] == "#/issues/0/id"
    ended = await tribunal.posts(path, {"occurred_on": "2026-05-04", "issues": [{"id": "1", "status": "withdrawn"}]})
    assert ended["issues"][-1]["status"] == "withdrawn"


async def test_the_authority_alone_changes_no_issue_of_the_family(la: Party, provider: Party, tribunal: Party) -> None:
    """Neither another section nor other words: both could take away what the family disputes."""
    case, appeal = await an_appeal(la, provider, tribunal)
    path, before = f"/v1/appeals/{appeal}/issues", (await la.gets(f"/v1/appeals/{appeal}"))["issues"]
    for status in ("live", "conceded"):
        moved = {"occurred_on": "2026-05-02", "issues": [{"id": "B", "section": "F", "status": status}]}
        for also in ({}, {"family_confirmed": True}, {"decision_reference": "2 May 2026"}):
            no = await refused(la, appeal, "issues", **moved, **also)
            assert no["errors"][0]["pointer"] == "#/issues/0/section"
    narrowed = {"occurred_on": "2026-05-02", "issues": [{"id": "F", "about": "Therapy only", "status": "live"}]}
    no = await refused(la, appeal, "issues", **narrowed)
    assert (no["rule"], "family_confirmed" in no["reason"]) == ("withdrawal", True)
    by_action = await la.sends("POST", f"/v1/cases/{case}/actions/change-appeal-issues", json=narrowed)
    assert by_action.json()["rule"] == "withdrawal"
    assert (await la.gets(f"/v1/appeals/{appeal}"))["issues"] == before
    gave = await la.posts(path, {"occurred_on": "2026-05-02", "issues": [{"id": "F", "status": "conceded"}]})
    again = {"seq": gave["version"], "reason": "other", "replace": {"issues": [narrowed["issues"][0]]}}
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=again)
    assert answer.json()["errors"][0]["pointer"].endswith("/issues/0/about"), "nor by a correction of its own event"
    await tribunal.posts(path, {"occurred_on": "2026-05-02", "issues": [{"id": "F", "status": "live"}]})
    told = await la.posts(path, narrowed | {"family_confirmed": True})
    assert [(one["about"], one["since"]) for one in told["issues"] if one["id"] == "F"] == [
        ("Therapy only", "2026-05-02")
    ]
    again = await la.posts(path, narrowed | {"occurred_on": "2026-05-04"})
    assert again["issues"] == told["issues"], "the same words again are no news, and no day changes"
    await tribunal.posts(path, narrowed | {"issues": [{"id": "F", "about": "Therapy each week", "status": "live"}]})


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


async def test_an_issue_is_agreed_by_both_sides(la: Party, provider: Party, tribunal: Party) -> None:
    """The authority concedes alone. To agree, it needs the family, or the tribunal's decision."""
    case, appeal = await an_appeal(la, provider, tribunal)
    agreed = {"occurred_on": "2026-05-02", "issues": [{"id": "B", "status": "agreed"}]}
    for also in ({}, {"issues": [{"about": "Therapy", "section": "F", "status": "agreed"}]}):
        no = await refused(la, appeal, "issues", **agreed | also)
        assert (no["rule"], "family_confirmed" in no["reason"]) == ("consent-order", True)
    by_action = await la.sends("POST", f"/v1/cases/{case}/actions/change-appeal-issues", json=agreed)
    assert by_action.json()["rule"] == "consent-order"
    path = f"/v1/appeals/{appeal}/issues"
    told = await la.posts(path, agreed | {"family_confirmed": True})
    await tribunal.posts(path, agreed | {"issues": [{"id": "F", "status": "agreed"}]})
    await la.posts(path, {"occurred_on": "2026-05-03", "issues": [{"id": "B", "status": "conceded"}]})
    shown = await la.posts(path, agreed | {"issues": [{"id": "F", "status": "agreed"}]})
    assert [one["status"] for one in shown["issues"]] == ["conceded", "agreed", "live"], "the same again is no news"
    again = {"seq": told["version"], "replace": {"occurred_on": "2026-05-01"}, "reason": "wrong_date"}
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=again)
    assert answer.json()["errors"][0]["pointer"] == "#/agreed_by", "the family said so, so the family is asked"


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


async def test_the_words_and_the_section_of_an_issue_are_corrected(la: Party, provider: Party, tribunal: Party) -> None:
    """The trail holds the correction, without the words. Later events of the issue follow."""
    case, appeal = await an_appeal(la, provider, tribunal)
    path, added = f"/v1/appeals/{appeal}", {"about": "Speach therapy", "section": "F", "status": "live"}
    told = await la.posts(
        f"{path}/issues", {"occurred_on": "2026-05-02", "issues": [added, {**added, "about": "Hours"}]}
    )
    later: dict[str, Any] = {"occurred_on": "2026-05-03", "issues": [{"id": "1", "status": "conceded"}]}
    await la.posts(f"{path}/issues", later)
    both = [{"id": "1", "about": "Speech therapy", "section": "B", "status": "live"}, {"id": "2", "status": "live"}]
    right = {"seq": told["version"], "replace": {"issues": both}, "reason": "told_wrongly"}
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=right)
    assert answer.status_code == 200, answer.text
    shown = (await la.gets(path))["issues"][-2:]
    assert [(one["about"], one["section"], one["status"]) for one in shown] == [
        ("Speech therapy", "B", "conceded"), ("Hours", "F", "live"),
    ]  # fmt: skip
    event = (await la.lists(f"/v1/cases/{case}/events"))[-1]
    assert (event["type"], event["about"]["corrects"]) == ("event-corrected", told["version"])
    assert "therapy" not in str(await la.lists(f"/v1/cases/{case}/events")), "words stay sealed"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    again = await la.sends("POST", f"/v1/cases/{case}/corrections", json=right)
    assert (again.status_code, "would change nothing" in again.text) == (409, True)
    other = await refused(
        la, appeal, "issues", occurred_on="2026-05-04", issues=[{**later["issues"][0], "section": "I"}]
    )
    assert other["errors"][0]["pointer"] == "#/issues/0/section"


@pytest.mark.parametrize(
    ("issues", "pointer"),
    [
        ([{"id": "F", "status": "conceded"}, {"about": "More", "status": "live"}], "#/replace/issues"),
        ([{"id": "B", "status": "conceded"}], "#/replace/issues"),
        ([{"id": "F", "status": "conceded"}, {"id": "F", "status": "live"}], "#/replace/issues"),
        ([{"id": "F", "section": "I", "status": "conceded"}], "#/replace/issues/0/section"),
        ([{"id": "F", "about": "", "status": "conceded"}], "#/replace/issues/0/about"),
        ([], "#/replace/issues"),
    ],
)
async def test_a_correction_names_the_issues_of_its_event(
    issues: list[dict[str, Any]], pointer: str, la: Party, provider: Party, tribunal: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    said = {"occurred_on": "2026-05-02", "issues": [{"id": "F", "status": "conceded"}]}
    told = await la.posts(f"/v1/appeals/{appeal}/issues", said)
    wrong = {"seq": told["version"], "replace": {"issues": issues}, "reason": "told_wrongly"}
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=wrong)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": 1, "replace": {"decision": {"sections": ["F"]}}},
        {"void": True},
        {"replace": {"issues": [{"id": "1", "section": "G", "status": "live"}]}},
    ],
)
async def test_no_correction_takes_an_issue_from_an_appeal_alone(
    wrong: dict[str, Any], la: Party, provider: Party, tribunal: Party
) -> None:
    """The sections of the notice say what an appeal is about. An added issue is the family's too."""
    case, appeal = await an_appeal(la, provider, tribunal)
    path, added = f"/v1/appeals/{appeal}", {"about": "Hours", "section": "F", "status": "live"}
    told = await la.posts(f"{path}/issues", {"occurred_on": "2026-05-02", "issues": [added]})
    asked = {"seq": told["version"], **wrong, "reason": "told_wrongly"}
    for agrees in ({}, {"agreed_by": "local_authority"}):
        answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=asked | agrees)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/agreed_by"), answer.text
    assert (await la.gets(path))["issues"] == told["issues"]
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=asked | {"agreed_by": "family"})
    assert answer.status_code == 200, answer.text
    assert (await la.gets(path))["issues"] != told["issues"]
    found = await la.lists(f"/v1/cases/{case}/corrections")
    assert found[0]["events"][0]["agreed_by"] == "family"


@pytest.mark.parametrize(
    ("said", "told", "shown"),
    [
        ("outcome", {"outcome": "unopposed"}, ("unopposed", "registered")),
        ("issues", {"issues": [{"id": "F", "status": "conceded"}]}, ("conceded", "live")),
    ],
)
async def test_no_correction_takes_a_concession_from_an_appeal_alone(
    said: str, told: dict[str, Any], shown: tuple[str, str], la: Party, provider: Party, tribunal: Party
) -> None:
    """An appeal that is not opposed counts as decided for the family. Only the tribunal makes an issue live again."""
    case, appeal = await an_appeal(la, provider, tribunal)
    path = f"/v1/appeals/{appeal}"
    after = await la.posts(f"{path}/{said}", {"occurred_on": "2026-05-02", **told})

    def is_now(one: dict[str, Any]) -> str:
        found = {issue["id"]: issue["status"] for issue in one["issues"]}
        return str(one["state"] if said == "outcome" else found["F"])

    assert is_now(after) == shown[0]
    void = {"seq": after["version"], "void": True, "reason": "told_wrongly"}
    answer = await la.sends("POST", f"/v1/cases/{case}/corrections", json=void)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/agreed_by"), answer.text
    assert is_now(await la.gets(path)) == shown[0]
    await la.posts(f"/v1/cases/{case}/corrections", void | {"agreed_by": "tribunal"})
    assert is_now(await la.gets(path)) == shown[1]


async def test_a_new_issue_has_not_the_words_of_a_voided_one(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    path, new = f"/v1/appeals/{appeal}/issues", {"occurred_on": "2026-05-02"}
    told = await la.posts(path, new | {"issues": [{"about": "Hours", "section": "F", "status": "live"}]})
    void = {"seq": told["version"], "void": True, "reason": "wrong_case", "agreed_by": "family"}
    await la.posts(f"/v1/cases/{case}/corrections", void)
    shown = await la.posts(path, new | {"issues": [{"section": "I", "status": "live"}]})
    assert shown["issues"][-1]["about"] == "The school or other setting (Section I)"


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


async def test_a_correction_reaches_the_appeal(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    sent = await la.posts(f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06", "copied_to_family": True})
    corrected = {"seq": sent["version"], "replace": {"occurred_on": "2026-05-05"}, "reason": "wrong_date"}
    await la.posts(f"/v1/cases/{case}/corrections", corrected)
    shown = await la.gets(f"/v1/appeals/{appeal}")
    assert (shown["response"]["sent_on"], shown["response"]["copied_to_family_on"]) == ("2026-05-05", "2026-05-05")
    await la.posts(f"/v1/cases/{case}/corrections", {"seq": sent["version"], "void": True, "reason": "wrong_case"})
    [line] = await la.lists("/v1/appeals", case_id=case)
    assert line["state"] == "registered"


async def test_a_bundle_keeps_to_its_limits(la: Party, provider: Party, tribunal: Party) -> None:
    _, appeal = await an_appeal(la, provider, tribunal, kind="refusal_to_assess", sections=())
    long = {"occurred_on": "2026-05-05", "parts": [{"part": "authority_evidence", "pages": 76}]}
    assert (await refused(la, appeal, "bundle", **long))["rule"] == "hearing-bundle"
    sent = await la.posts(f"/v1/appeals/{appeal}/bundle", long | {"permission_reference": "leave of 4 May"})
    assert sent["bundle"]["sent_on"] == "2026-05-05"


async def test_the_list_is_narrowed_and_sorted(la: Party, provider: Party, tribunal: Party) -> None:
    await an_appeal(la, provider, tribunal, la_reference="APPEALS-1")
    case, appeal = await an_appeal(la, provider, tribunal, la_reference="APPEALS-2")
    await la.posts(f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06"})
    both = await la.lists("/v1/appeals", la_reference="appeals-")
    assert len(both) == 2
    assert [one["id"] for one in await la.lists("/v1/appeals", la_reference="appeals-", state="responded")] == [appeal]
    first, second = await la.lists("/v1/appeals", la_reference="appeals-", sort="updated_at", limit=1)
    assert (first["updated_at"], second["id"]) < (second["updated_at"], first["id"]) or second["id"] == appeal
    for asked in ({"track": "cease"}, {"outcome": "upheld"}, {"registered_from": "2026-03-27"}):
        assert await la.lists("/v1/appeals", case_id=case, **asked) == []
    csv = await la.sends("GET", "/v1/appeals", params={"case_id": case}, headers={"Accept": "text/csv"})
    assert csv.text.splitlines()[1].startswith(appeal)


@pytest.mark.parametrize("sort", ["next_due_on", "-next_due_on", "hearing_on", "-hearing_on"])
async def test_the_list_is_sorted_by_what_comes_next(sort: str, la: Party, provider: Party, tribunal: Party) -> None:
    """Page by page, as in one piece. An appeal without such a day counts as later than all others."""
    prefix, column = f"NEXT{sort}-", sort.removeprefix("-")
    days = {number: in_days(number * 7) for number in (3, 1, 2)}
    for number in (3, 0, 1, 2):
        _, appeal = await an_appeal(la, provider, tribunal, la_reference=f"{prefix}{number}")
        if number:
            listed = {"occurred_on": "2026-05-11", "listed_for": days[number], "format": "video"}
            await tribunal.posts(f"/v1/appeals/{appeal}/hearing", listed)
            orders = [{"order_kind": "amend_plan", "directed": [{"step": "amended_plan", "due_on": days[number]}]}]
            ended = {"occurred_on": "2026-05-12", "outcome": "upheld", "orders": orders}
            await tribunal.posts(f"/v1/appeals/{appeal}/outcome", ended)
        else:
            await tribunal.posts(
                f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-05-12", "outcome": "struck_out"}
            )
    in_order = [days[1], days[2], days[3], None]
    for party in (la, tribunal):
        for limit in (1, 50):
            found = await party.lists("/v1/appeals", la_reference=prefix, sort=sort, limit=limit)
            assert [one[column] for one in found] == (in_order if sort == column else in_order[::-1])
    answer = await provider.sends("GET", "/v1/appeals", params={"sort": sort})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/sort")
    outside = await provider.lists("/v1/appeals", la_reference=prefix)
    assert {one[member] for one in outside for member in ("next_due_on", "hearing_on")} == {None}


async def test_the_next_date_is_that_of_the_case(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    """Also when the stored date has passed, and only on the last appeal."""
    case, appeal = await an_appeal(la, provider, tribunal)
    orders = [{"order_kind": "name_setting", "directed": [{"step": "name_setting", "due_on": in_days(40)}]}]
    ended = {"occurred_on": "2026-05-12", "outcome": "upheld", "orders": orders}
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", ended)
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET due_on = '2026-05-01' WHERE id = :case"), {"case": case})
    for sort in ("next_due_on", "registered_on"):
        [line] = await la.lists("/v1/appeals", case_id=case, sort=sort)
        assert line["next_due_on"] == in_days(40)
    await tribunal.posts(f"/v1/appeals/{appeal}/reinstatement", {"occurred_on": "2026-05-13"})
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-05-14", "outcome": "struck_out"})
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on=in_days(-1))
    lines = {one["id"]: one["next_due_on"] for one in await tribunal.lists("/v1/appeals", case_id=case)}
    assert lines.pop(appeal) is None
    assert all(lines.values()), "the response to the second appeal is due"


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
