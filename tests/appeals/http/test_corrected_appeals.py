"""An appeal over HTTP whose record is corrected: its words, its issues and its concessions."""

from typing import Any

import pytest

from tests.appeals.http.appealed import an_appeal, refused
from tests.support.parties import Party


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
