"""Duties over HTTP, as a case manager, a provider and a commissioning body meet them."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.duties.filters import DutySort
from tests.support.parties import Party, declines

DUE = "2026-03-12"
"""Thirty days after the request of 10 February."""


async def asks_for_mediation(provider: Party, case: str) -> None:
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["other"])


async def late(la: Party, provider: Party, **notice: Any) -> str:
    """A case on which the authority arranged mediation eight days late."""
    case = await la.opens(**notice)
    await asks_for_mediation(provider, case)
    await la.records(case, "arrange-mediation", occurred_on="2026-03-20", session_on="2026-04-30")
    return case


async def only(party: Party, case: str, code: str, **query: Any) -> dict[str, Any]:
    [found] = await party.lists("/v1/duties", case_id=case, code=code, **query)
    return found


async def agrees_with_the_deadlines(party: Party, case: str) -> None:
    """Each deadline of the case is in the ledger, with the same day and the same status."""
    deadlines = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    ledger = await party.lists("/v1/duties", case_id=case)
    names = ("code", "term", "due_on", "rule", "citation")
    entries = [(*(one[name] for name in names), one["owed_by"]["kind"], one["status"], one["met_on"]) for one in ledger]
    for one in deadlines:
        told = (*(one.get(name) for name in names), one["owed_by"], one["status"], one["done_on"])
        assert told in entries, told


async def test_every_deadline_is_in_the_ledger_of_each_party(la: Party, provider: Party, tribunal: Party) -> None:
    case = await late(la, provider)
    certified = await la.opens()
    await declines(provider, certified)
    await tribunal.records(certified, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    for party, seen in ((la, case), (provider, case), (la, certified), (provider, certified), (tribunal, certified)):
        await agrees_with_the_deadlines(party, seen)


async def test_a_breach_stays_though_the_family_declines_and_asks_again(la: Party, provider: Party) -> None:
    case = await la.opens()
    await asks_for_mediation(provider, case)
    assert (await only(la, case, "arrange-mediation"))["status"] == "breached"
    await provider.records(case, "decline-mediation", occurred_on="2026-03-26")
    await provider.records(case, "request-mediation", occurred_on="2026-03-27", issues=["other"])
    first, again = await la.lists("/v1/duties", case_id=case, code="arrange-mediation")
    assert (first["due_on"], first["status"], first["breached_on"]) == (DUE, "breached", "2026-03-13")
    assert first["still_owed"] is False
    assert first["ended_by"]["type"] in ("mediation-declined", "mediation-requested")
    assert again["due_on"] == "2026-04-26"
    shown = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    assert [one["due_on"] for one in shown if one["code"] == "arrange-mediation"] == ["2026-04-26"]


async def test_a_duty_done_late_says_both_days(la: Party, provider: Party) -> None:
    found = await only(provider, await late(la, provider), "arrange-mediation")
    assert (found["opened_on"], found["due_on"], found["met_on"]) == ("2026-02-10", DUE, "2026-03-20")
    assert (found["status"], found["breached_on"], found["still_owed"]) == ("met_late", "2026-03-13", False)
    assert found["owed_by"] == {
        "kind": "local_authority",
        "organisation": {"id": str(la.id), "slug": la.slug, "name": found["owed_by"]["organisation"]["name"]},
    }
    assert (await provider.gets(f"/v1/duties/{found['id']}")) == found


async def test_a_date_that_moves_leaves_the_old_date_and_what_moved_it(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await declines(provider, case)
    await la.lists("/v1/duties", case_id=case)
    certificate = await la.opens(notice_sent_on="2025-10-01")
    await provider.records(certificate, "contact-adviser", occurred_on="2025-11-27")
    await provider.records(certificate, "decline-mediation", occurred_on="2025-11-28")
    await provider.records(certificate, "issue-certificate", ground="declined", occurred_on="2025-11-29")
    old, new = await la.lists("/v1/duties", case_id=certificate, code="lodge-appeal")
    assert (old["due_on"], old["status"]) == ("2025-12-01", "superseded")
    assert old["ended_by"] == {"event": 4, "type": "certificate-issued"}
    assert (new["due_on"], new["status"]) == ("2026-01-02", "passed")


async def test_a_familys_own_time_is_never_a_breach(la: Party) -> None:
    case = await la.opens(notice_sent_on="2025-09-01")
    statuses = {one["status"] for one in await la.lists("/v1/duties", case_id=case, owed_by="family")}
    assert statuses == {"passed"}
    assert await la.lists("/v1/duties", case_id=case, group="overdue") == []


async def test_health_alone_is_owed_by_the_commissioning_body(la: Party, provider: Party, icb: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(
        case, "request-mediation", occurred_on="2026-02-10", issues=["health"], health_provision_wanted="Therapy"
    )
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12", commissioning_body="sandbox-icb")
    owes = await icb.lists("/v1/duties", owed_by="me", case_id=case)
    assert {one["code"] for one in owes} == {"commissioning-body-arrange-mediation"}
    assert owes[0]["owed_by"]["organisation"]["slug"] == "sandbox-icb"
    await icb.records(case, "arrange-mediation", occurred_on="2026-02-16", session_on="2026-03-03")
    told = await only(icb, case, "notify-session")
    assert told["owed_by"]["kind"] == "commissioning_body"
    assert told["opened_on"] == "2026-02-16"


async def test_a_work_list_has_its_groups_and_its_counts(la: Party, provider: Party) -> None:
    case = await la.opens()
    await asks_for_mediation(provider, case)
    overdue = await la.lists("/v1/duties", group="overdue", owed_by="me", case_id=case)
    assert [(one["code"], one["due_on"]) for one in overdue] == [("arrange-mediation", DUE)]
    assert {one["id"] for one in overdue} <= {one["id"] for one in await la.lists("/v1/duties", group="overdue")}
    whole = await la.lists("/v1/duties", case_id=case)
    counted = await la.gets("/v1/duties/summary", case_id=case)
    assert counted["duties"] == len(whole)
    assert {one["status"]: one["duties"] for one in counted["by_status"]} == {
        status: len([one for one in whole if one["status"] == status]) for status in {one["status"] for one in whole}
    }
    for status in {one["status"] for one in whole}:
        found = await la.lists("/v1/duties", case_id=case, status=status)
        assert [one["id"] for one in found] == [one["id"] for one in whole if one["status"] == status]
    assert sum(one["duties"] for one in counted["by_week"]) == len(whole)
    assert {date.fromisoformat(one["begins_on"]).weekday() for one in counted["by_week"]} == {0}


async def test_a_week_ends_on_sunday(la: Party) -> None:
    today = date.fromisoformat((await la.gets("/v1/me"))["clock"]["today"])
    case = await la.opens(notice_sent_on=(today - timedelta(days=3)).isoformat())
    for group in ("due_this_week", "due_later"):
        for one in await la.lists("/v1/duties", case_id=case, group=group):
            sunday = today + timedelta(days=6 - today.weekday())
            assert (date.fromisoformat(one["due_on"]) <= sunday) is (group == "due_this_week")
            assert one["status"] == "running"


async def test_a_list_turns_its_pages_in_every_order_and_answers_as_csv(la: Party, provider: Party) -> None:
    case = await late(la, provider)
    whole = await la.lists("/v1/duties", case_id=case)
    for sort in DutySort:
        paged = await la.lists("/v1/duties", case_id=case, sort=sort.value, limit=1)
        days = [one[sort.member] for one in paged]
        assert days == sorted(days, reverse=sort.descends)
        assert {one["id"] for one in paged} == {one["id"] for one in whole if one[sort.member] is not None}
        assert len({one["id"] for one in paged}) == len(paged) > 0
    answer = await la.sends("GET", "/v1/duties", params={"case_id": case}, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text.splitlines()) == len(await la.lists("/v1/duties", case_id=case)) + 1


async def test_a_list_narrows_by_the_case_too(la: Party, provider: Party) -> None:
    case = await late(la, provider, la_reference="LEDGER-77")
    named = await la.lists("/v1/duties", la_reference="ledger-77")
    assert {one["case_id"] for one in named} == {case}
    assert await la.lists("/v1/duties", la_reference="ledger-77", state="closed") == []
    assert await la.lists("/v1/duties", la_reference="ledger-77", kind="refusal_to_assess", status="met_late") != []
    by_name = await la.lists("/v1/duties", la_reference="ledger-77", owed_by=provider.slug)
    assert {one["owed_by"]["kind"] for one in by_name} <= {"mediation_adviser", "mediator"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"owed_by": "nobody-here"}, "#/owed_by"), ({"group": "late"}, "#/group"), ({"what": "1"}, "#/what")],
)
async def test_a_filter_that_cannot_be_is_named(la: Party, query: dict[str, str], pointer: str) -> None:
    answer = await la.sends("GET", "/v1/duties", params=query)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_cause_and_contest_stand_side_by_side(la: Party, provider: Party, tribunal: Party) -> None:
    case = await late(la, provider)
    duty = await only(la, case, "arrange-mediation")
    at = f"/v1/duties/{duty['id']}"
    early = await provider.sends("POST", f"{at}/contest", json={"disputes": "cause"})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/nothing-to-dispute")
    said = await la.posts(f"{at}/cause", {"cause": "no_mediator_free", "explanation": "The mediator was ill."})
    assert (said["cause"]["cause"], said["status"]) == ("no_mediator_free", "met_late")
    disputed = await provider.posts(f"{at}/contest", {"disputes": "cause", "explanation": "Two were free."})
    assert disputed["cause"] == said["cause"]
    [contest] = disputed["contests"]
    assert (contest["disputes"], contest["explanation"], contest["by"]) == (
        "cause", "Two were free.", "mediation_provider",
    )  # fmt: skip
    again = await la.posts(f"{at}/cause", {"cause": "family_asked"})
    assert (again["cause"]["cause"], again["cause"]["explanation"]) == ("family_asked", None)
    assert again["contests"] == disputed["contests"]
    events = await la.lists(f"/v1/cases/{case}/events")
    kinds = [one["type"] for one in events]
    assert kinds[-3:] == ["duty-cause-given", "duty-contested", "duty-cause-given"]
    assert "ill" not in str(events), "an explanation is in no event"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    assert (await tribunal.sends("GET", at)).status_code == 404


async def test_a_party_speaks_of_its_own_duty_alone(la: Party, provider: Party, other_la: Party) -> None:
    case = await late(la, provider)
    duty = await only(la, case, "arrange-mediation")
    at = f"/v1/duties/{duty['id']}"
    assert (await provider.sends("POST", f"{at}/cause", json={"cause": "family_absent"})).status_code == 403
    assert (await la.sends("POST", f"{at}/contest", json={"disputes": "completion"})).status_code == 403
    assert (await other_la.sends("POST", f"{at}/cause", json={"cause": "family_absent"})).status_code == 404
    assert (await la.sends("POST", f"{at}/cause", json={"cause": "other"})).status_code == 422
    own = await only(la, case, "lodge-appeal")
    family = await la.sends("POST", f"/v1/duties/{own['id']}/cause", json={"cause": "family_absent"})
    assert family.status_code == 403
    in_time = await la.opens()
    await asks_for_mediation(provider, in_time)
    await la.records(in_time, "arrange-mediation", occurred_on="2026-02-20", session_on="2026-03-20")
    met = await only(la, in_time, "arrange-mediation")
    refused = await la.sends("POST", f"/v1/duties/{met['id']}/cause", json={"cause": "family_asked"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-to-explain")


async def test_the_familys_side_disputes_that_a_duty_was_done(la: Party, provider: Party) -> None:
    case = await la.opens()
    await asks_for_mediation(provider, case)
    await la.records(case, "arrange-mediation", occurred_on="2026-02-20", session_on="2026-03-20")
    await la.records(case, "complete-duty", code="notify-session", occurred_on="2026-02-23")
    duty = await only(provider, case, "notify-session")
    assert (duty["status"], duty["met_on"]) == ("met", "2026-02-23")
    said = await provider.posts(f"/v1/duties/{duty['id']}/contest", {"disputes": "completion"})
    assert [one["disputes"] for one in said["contests"]] == ["completion"]
    assert said["status"] == "met", "the service does not decide who is right"


async def test_what_is_said_is_said_once_and_of_the_version_read(la: Party, provider: Party) -> None:
    case = await late(la, provider)
    duty = await only(la, case, "arrange-mediation")
    at = f"/v1/duties/{duty['id']}"
    tag = (await la.sends("GET", at)).headers["etag"]
    body = {"cause": "no_mediator_free"}
    first = await la.sends("POST", f"{at}/cause", json=body, headers={"Idempotency-Key": "once", "If-Match": tag})
    again = await la.sends("POST", f"{at}/cause", json=body, headers={"Idempotency-Key": "once", "If-Match": tag})
    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    stale = await la.sends("POST", f"{at}/cause", json=body, headers={"If-Match": tag})
    assert stale.status_code == 412


async def test_a_correction_tells_the_ledger_again(la: Party, provider: Party) -> None:
    case = await la.opens()
    await asks_for_mediation(provider, case)
    broken = await only(la, case, "arrange-mediation")
    assert broken["status"] == "breached"
    await provider.posts(
        f"/v1/cases/{case}/corrections",
        {"seq": 3, "replace": {"occurred_on": "2026-02-12"}, "reason": "wrong_date"},
    )
    was, now = await la.lists("/v1/duties", case_id=case, code="arrange-mediation")
    assert (was["id"], was["status"], was["ended_by"]["type"]) == (broken["id"], "superseded", "event-corrected")
    assert (now["due_on"], now["status"]) == ("2026-03-14", "breached")
    await agrees_with_the_deadlines(la, case)


async def test_an_application_for_reinstatement_in_time_is_met(la: Party, provider: Party, tribunal: Party) -> None:
    """The tribunal has the withdrawal on 1 June, and the application on 29 June. It decides on 10 July (r.17)."""
    case = await la.opens()
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    [appeal] = await la.lists("/v1/appeals", case_id=case)
    path = f"/v1/appeals/{appeal['id']}"
    ended = {"outcome": "withdrawn", "occurred_on": "2026-06-02", "notice_received_on": "2026-06-01"}
    await tribunal.posts(f"{path}/outcome", ended)
    assert (await only(la, case, "apply-for-reinstatement"))["status"] == "passed"
    await agrees_with_the_deadlines(la, case)
    back = {"occurred_on": "2026-07-10", "applied_on": "2026-06-29"}
    await tribunal.posts(f"{path}/reinstatement", back)
    for party in (la, tribunal):
        found = await only(party, case, "apply-for-reinstatement")
        assert (found["due_on"], found["status"], found["met_on"]) == ("2026-06-29", "met", "2026-06-29")
        await agrees_with_the_deadlines(party, case)
    [event] = [one for one in await tribunal.lists(f"/v1/cases/{case}/events") if one["type"] == "appeal-reinstated"]
    right = {"seq": event["seq"], "replace": {"applied_on": "2026-06-22"}, "reason": "wrong_date"}
    await tribunal.posts(f"/v1/cases/{case}/corrections", right)
    assert (await only(la, case, "apply-for-reinstatement"))["met_on"] == "2026-06-22"


async def test_what_a_family_asked_the_tribunal_for_is_recorded(la: Party, provider: Party, tribunal: Party) -> None:
    """Leave to appeal, which the tribunal gave; and a judge in place of the tribunal's staff (r.4(3))."""
    case = await la.opens(notice_sent_on="2026-02-02")
    await tribunal.records(case, "register-appeal", basis="permission", occurred_on="2026-03-16")
    leave = await only(la, case, "apply-for-leave")
    assert (leave["due_on"], leave["status"], leave["met_on"]) == ("2026-04-02", "met", "2026-03-16")
    directed = {"directions": [{"what": "bundle", "due_on": "2026-09-01"}], "by_staff": True}
    await tribunal.records(case, "record-directions", occurred_on="2026-04-01", **directed)
    assert (await only(la, case, "fresh-consideration"))["status"] == "passed"
    asked: dict[str, Any] = {"code": "fresh-consideration", "occurred_on": "2026-04-15"}
    assert (await provider.tries(case, "complete-duty", **asked)).status_code == 409
    offered = (await tribunal.gets(f"/v1/cases/{case}/actions"))["actions"]
    [duties] = [one for one in offered if one["action"] == "complete-duty"]
    assert "fresh-consideration" in str(duties["variants"])
    await tribunal.records(case, "complete-duty", **asked)
    for party in (la, tribunal):
        found = await only(party, case, "fresh-consideration")
        assert (found["due_on"], found["status"], found["met_on"]) == ("2026-04-15", "met", "2026-04-15")
        await agrees_with_the_deadlines(party, case)
    assert await provider.lists("/v1/duties", case_id=case, code="fresh-consideration") == []


async def test_the_tribunal_is_told_nothing_of_an_agreement(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    await asks_for_mediation(provider, case)
    await la.records(case, "arrange-mediation", occurred_on="2026-02-20", session_on="2026-03-20")
    await provider.records(case, "record-session-outcome", occurred_on="2026-03-20", outcome="partial_agreement")
    await la.records(
        case, "record-agreement", occurred_on="2026-03-20", terms=[{"kind": "other_action", "agreed_by": "2026-05-01"}]
    )
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-20")
    assert (await only(la, case, "carry-out-agreement"))["due_on"] == "2026-05-01"
    seen = await tribunal.lists("/v1/duties", case_id=case)
    assert {one["code"] for one in seen} == {"contact-adviser", "lodge-appeal", "apply-for-leave"}
    assert all(one["ended_by"] is None or one["ended_by"]["type"] != "agreement-recorded" for one in seen)
    await agrees_with_the_deadlines(tribunal, case)


async def test_a_duty_names_no_event_that_its_reader_meets_withheld(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await la.opens()
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    directed = [{"what": "response", "due_on": "2026-05-11"}]
    await tribunal.records(case, "record-directions", occurred_on="2026-03-09", directions=directed)
    for party in (la, tribunal):
        [was] = await party.lists("/v1/duties", case_id=case, code="la-response", status="superseded")
        event = (await party.lists(f"/v1/cases/{case}/events"))[-1]
        assert event["type"] == was["ended_by"]["type"] == "appeal-directions-given"
    agreed = await la.opens()
    await asks_for_mediation(provider, agreed)
    await la.records(agreed, "arrange-mediation", occurred_on="2026-02-20", session_on="2026-03-20")
    await provider.records(agreed, "cancel-session", occurred_on="2026-02-21")
    await provider.records(agreed, "decline-mediation", occurred_on="2026-02-23")
    await provider.records(agreed, "issue-certificate", ground="declined", occurred_on="2026-02-23")
    for one in await tribunal.lists("/v1/duties", case_id=agreed):
        told = {event["seq"]: event["type"] for event in await tribunal.lists(f"/v1/cases/{agreed}/events")}
        assert one["ended_by"] is None or told[one["ended_by"]["event"]] == one["ended_by"]["type"]


async def test_nobody_else_sees_a_duty(
    la: Party, provider: Party, other_la: Party, other_provider: Party, icb: Party, advice: Party
) -> None:
    case = await late(la, provider)
    duty = await only(la, case, "arrange-mediation")
    for stranger in (other_la, other_provider, icb):
        assert await stranger.lists("/v1/duties", case_id=case) == []
        assert (await stranger.sends("GET", f"/v1/duties/{duty['id']}")).status_code == 404
    answer = await advice.sends("GET", "/v1/duties", params={"case_id": case})
    assert answer.status_code == 403 or answer.json()["items"] == []
