"""The story of an appeal: what is handed to the tribunal, the response, the order, and the term of the order kept."""

from datetime import date, timedelta

from app.demo.caller import LA, PROVIDER, TRIBUNAL, Unexpected
from app.demo.families import monday_before
from app.demo.steps import Json, Steps


def eighth_family(steps: Steps) -> None:
    """An appeal about the content of a plan, from its registration to its order, which the authority carries out."""
    sent = monday_before(steps.today, weeks=34)
    received, ended = sent + timedelta(weeks=5), sent + timedelta(weeks=22)
    steps.page.heading("The eighth family")
    steps.page.say("The family has its certificate, and appeals about Sections B and F of the plan.")
    decision: Json = {"kind": "plan_content", "notice_sent_on": sent.isoformat(), "sections": ["B", "F"]}
    case = steps.opens(f"DEMO-{steps.number}-8", decision, "Noor Example")
    for action, days in (("contact-adviser", 7), ("decline-mediation", 8)):
        steps.records(PROVIDER, case, action, occurred_on=sent + timedelta(days=days))
    certified = sent + timedelta(days=9)
    steps.records(PROVIDER, case, "issue-certificate", "certificate", ground="declined", occurred_on=certified)

    steps.page.step("What does the case give to the tribunal's appeal form, and what is missing?")
    form = steps.asks(PROVIDER, "GET", f"{case}/send35", None, 200)
    for one in form["missing"]:
        steps.page.say(f"Missing: {one['asks']} {one['because']}")
    if not form["missing"]:
        raise Unexpected("Only the family can answer some questions of the form, and none of them is missing.")

    steps.page.step("The tribunal registers the appeal. The appeal is a record of its own.")
    said = {"basis": "certificate", "occurred_on": received}
    shown = steps.records(TRIBUNAL, case, "register-appeal", "appeal", **said)
    appeal = f"/v1/appeals/{shown['appeal']['id']}"
    steps.dates(case)

    steps.page.step("The authority responds, and gives way on Section B. A hearing is listed.")
    told: Json = {"occurred_on": _day(sent, 10), "copied_to_family": True, "childs_views": "given"}
    steps.asks(LA, "POST", f"{appeal}/response", told, 200, "state", "response")
    changed: Json = {"occurred_on": _day(sent, 11), "issues": [{"id": "B", "status": "conceded"}]}
    steps.asks(LA, "POST", f"{appeal}/issues", changed, 200, "issues")
    listed: Json = {"occurred_on": _day(sent, 12), "listed_for": _day(sent, 21), "format": "video"}
    steps.asks(TRIBUNAL, "POST", f"{appeal}/hearing", listed, 200, "state", "hearing")

    steps.page.step("The tribunal upholds the appeal and orders the plan to be amended. The order starts a time limit.")
    order: Json = {
        "occurred_on": ended.isoformat(),
        "outcome": "upheld",
        "orders": [{"order_kind": "amend_plan", "sections": ["B", "F"]}],
    }
    steps.asks(TRIBUNAL, "POST", f"{appeal}/outcome", order, 200, "state", "outcome", "order")
    _carried_out(steps, case, _day(sent, 25))


def _carried_out(steps: Steps, case: str, on: str) -> None:
    """Carry out the order in time, and find the duty in the ledger."""
    steps.page.step("The authority sends the amended plan in time. The ledger of duties shows the duty as met.")
    steps.records(LA, case, "complete-duty", code="comply-with-order", occurred_on=on)
    path = f"/v1/duties?code=comply-with-order&case_id={case.rpartition('/')[2]}"
    [duty] = steps.asks(LA, "GET", path, None, 200)["items"]
    steps.page.say(f"{duty['code']} was due on {duty['due_on']}: {duty['status']}, on {duty['met_on']}")
    if duty["status"] != "met":
        raise Unexpected(f"The order was carried out in time, and the duty is {duty['status']}.")
    steps.checks_trail(case)


def _day(sent: date, weeks: int) -> str:
    return (sent + timedelta(weeks=weeks)).isoformat()
