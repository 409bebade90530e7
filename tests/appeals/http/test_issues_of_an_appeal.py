"""The issues of an appeal over HTTP: conceded, agreed, and ended by the tribunal alone."""

from tests.appeals.http.appealed import an_appeal, refused
from tests.support.parties import Party


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


async def test_a_new_issue_has_not_the_words_of_a_voided_one(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    path, new = f"/v1/appeals/{appeal}/issues", {"occurred_on": "2026-05-02"}
    told = await la.posts(path, new | {"issues": [{"about": "Hours", "section": "F", "status": "live"}]})
    void = {"seq": told["version"], "void": True, "reason": "wrong_case", "agreed_by": "family"}
    await la.posts(f"/v1/cases/{case}/corrections", void)
    shown = await la.posts(path, new | {"issues": [{"section": "I", "status": "live"}]})
    assert shown["issues"][-1]["about"] == "The school or other setting (Section I)"
