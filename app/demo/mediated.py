"""The third story: two families that wish to mediate. One family finds a mediator in time. The other does not."""

from datetime import timedelta

from app.demo.caller import LA, PROVIDER, Unexpected
from app.demo.steps import Steps


def third_family(steps: Steps) -> None:
    """From the request for mediation to a session about which everyone was told, and a certificate where no mediator is
    free."""
    asked = steps.today - timedelta(days=4)
    steps.page.heading("The third family and the fourth family")
    steps.page.say("Both families wish to mediate. For one of them there is a mediator within the 30 days.")

    steps.page.step("The family asks for mediation. The 30 days begin.")
    decision = {"kind": "plan_content", "notice_sent_on": (asked - timedelta(days=7)).isoformat(), "sections": ["F"]}
    case = steps.opens(f"DEMO-{steps.number}-3", decision, "Kim Example")
    steps.records(PROVIDER, case, "contact-adviser", occurred_on=asked)
    steps.records(PROVIDER, case, "request-mediation", occurred_on=asked)

    steps.page.step("Who can mediate this case, and when? The best slots come first. For the others you see why not.")
    case_id = case.rpartition("/")[2]
    found = steps.asks(
        LA, "GET", f"/v1/slots?case_id={case_id}&limit=5", None, 200, "due_on", "suitable_in_time", "not_suitable"
    )
    for one in found["mediators_not_suitable"]:
        steps.page.say(f"Not {one['mediator']['name']}: {one['reasons'][0]['says']}")
    if not found["items"]:
        steps.page.say("Every slot in these weeks is already taken. The rest of this story needs a fresh sandbox.")
    else:
        _booked(steps, case_id, found["items"][0]["id"])
    fourth_family(steps)


def _booked(steps: Steps, case_id: str, slot: str) -> None:
    steps.page.step("The slot is held while the family decides, and then booked. Booking also moves the case on.")
    held = steps.asks(LA, "POST", f"/v1/slots/{slot}/hold", {"case_id": case_id}, 201, "starts_at", "expires_at")
    body = {"hold_id": held["id"], "place": "Room 2, Market Street"}
    session = steps.asks(LA, "POST", "/v1/sessions", body, 201, "status", "day", "format", "case_state")
    if session["case_state"] != "mediation_arranged":
        raise Unexpected(f"Booking should have arranged the mediation; the case is {session['case_state']}.")

    steps.page.step("Everyone is told about the session. The authority names a person with the power to decide.")
    path = f"/v1/sessions/{session['id']}"
    told = {"parties": ["parent_or_young_person", "local_authority"], "shorter_notice_agreed": True}
    steps.asks(LA, "POST", f"{path}/told", told, 200, "notice")
    named = {"name": "R. Osei", "role": "SEND service manager", "has_power_to_decide": True}
    steps.asks(LA, "POST", f"{path}/representative", named, 200, "status")

    steps.page.step(
        "The mediator's calendar program reads the session at a secret link. The link shows when, but not for whom."
    )
    path = f"/v1/mediators/{session['mediator']['id']}/calendar/subscription"
    made = steps.asks(PROVIDER, "POST", path, None, 201)
    steps.reads_calendar(made["url"], session["id"])


def fourth_family(steps: Steps) -> None:
    """The thirty days have passed. The search shows that, the report follows from the search, and the certificate from
    the report."""
    asked = steps.today - timedelta(days=33)
    steps.page.step("The other family asked 33 days ago, and has no session.")
    decision = {"kind": "refusal_to_assess", "notice_sent_on": (asked - timedelta(days=7)).isoformat()}
    case = steps.opens(f"DEMO-{steps.number}-4", decision, "Robin Example")
    steps.records(PROVIDER, case, "contact-adviser", occurred_on=asked)
    steps.records(PROVIDER, case, "request-mediation", occurred_on=asked)
    _in_line(steps, case.rpartition("/")[2])
    steps.page.step("The authority searches for a mediator in time and finds none. The search is recorded.")
    search = steps.asks(LA, "POST", f"{case}/searches", {"report_if_none": True}, 201, "free_in_time", "reported")
    if not search["reported"]:
        raise Unexpected("No mediator can be free within thirty days that are over, but one was.")

    steps.page.step("Mediation cannot be arranged in time. The adviser certifies that, and the family may appeal.")
    steps.records(PROVIDER, case, "issue-certificate", "certificate", ground="not_arranged")

    _overdue(steps, case.rpartition("/")[2])
    steps.page.step("When will the 30-day duty be broken next, and what would prevent it?")
    capacity = steps.asks(LA, "GET", "/v1/capacity?weeks=6", None, 200, "as_of")
    for one in capacity["forecasts"]:
        breaks = one["first_breach_week"] or "not in these weeks"
        steps.page.say(
            f"{one['provider']['name']}: {one['waiting']} waiting, {one['overdue']} of them overdue, "
            f"{one['requests_per_week']:g} requests a week. Next broken: {breaks}. Mediator-days needed: "
            f"{one['mediator_days_needed']}."
        )


def _overdue(steps: Steps, case_id: str) -> None:
    """Find the broken duty in the authority's work list, and say why it was broken."""
    steps.page.step("What is overdue on all the cases of the authority? The breach of the 30 days stays in this list.")
    overdue = steps.asks(LA, "GET", f"/v1/duties?group=overdue&owed_by=me&case_id={case_id}", None, 200)["items"]
    broken = next((one for one in overdue if one["code"] == "arrange-mediation"), None)
    if broken is None:
        raise Unexpected("The 30 days are over, so the duty to arrange mediation should be overdue.")
    steps.page.say(f"{broken['code']} was due on {broken['due_on']}: {broken['status']} ({broken['citation']})")
    body = {"cause": "no_mediator_free"}
    steps.asks(LA, "POST", f"/v1/duties/{broken['id']}/cause", body, 200, "status", "breached_on")


def _in_line(steps: Steps, case_id: str) -> None:
    """Show who waits, and what all of them could be given at once."""
    steps.page.step("Who waits for a session, and why in this order? The oldest due date comes first.")
    line = steps.asks(LA, "GET", "/v1/capacity/waiting?limit=3", None, 200)["items"]
    for one in line:
        steps.page.say(f"{one['position']}. {one['la_reference']}: {one['why_here']}")
    if not line or line != sorted(line, key=lambda one: str(one["due_on"])):
        raise Unexpected("Somebody waits, and the oldest due date should have come first.")

    steps.page.step(
        "Give slots to all of them at once, with the fewest duties broken. You review this proposal and then book all "
        "of it."
    )
    asked = {"weeks": 4, "seconds": 5}
    proposed = steps.asks(LA, "POST", "/v1/capacity/allocations", asked, 201, "status", "waiting", "slots", "proven")
    best, in_turn = proposed["judgement"]["duties_broken"], proposed["first_come_first_served"]["duties_broken"]
    steps.page.say(
        f"{len(proposed['placed'])} placed, {len(proposed['unplaced'])} not. Duties broken: {best}; first come, first "
        f"served: {in_turn}."
    )
    answered = [one["case_id"] for one in (*proposed["placed"], *proposed["unplaced"])]
    if case_id not in answered or best > in_turn:
        raise Unexpected("The proposal should have an answer for this case, and break no more than first come does.")
