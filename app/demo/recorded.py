"""The stories of the record: a notice that only the family has, a mistake that is corrected, and a spreadsheet."""

from datetime import date, timedelta

from app.demo.caller import LA, PROVIDER, Unexpected
from app.demo.families import monday_before
from app.demo.steps import Json, Steps

IMPORT_SECONDS = 20.0
"""How long an import of a few rows may take."""


def sixth_family(steps: Steps) -> None:
    """The family rings the adviser with its letter. The authority confirms the notice afterwards."""
    printed = monday_before(steps.today, weeks=4)
    rang = printed + timedelta(days=7)
    steps.page.heading("The sixth family")
    steps.page.say("The authority has recorded nothing. The parent rings the adviser with the letter in hand.")

    steps.page.step("The adviser records the notice from the letter. The case is provisional, and nothing waits.")
    body: Json = {
        "la_code": "991",
        "decision": {"kind": "cease_to_maintain", "notice_printed_on": printed.isoformat()},
        "appellant": {"kind": "parent", "name": "Ali Example", "reference": f"A-{steps.number}-6"},
        "told_on": rang.isoformat(),
    }
    opened = steps.asks(PROVIDER, "POST", "/v1/cases", body, 201, "state", "notice_status")
    case = f"/v1/cases/{opened['id']}"
    steps.records(PROVIDER, case, "contact-adviser", occurred_on=rang)
    steps.dates(case)

    steps.page.step("The authority confirms the notice, with its reference. The letter was sent two days later.")
    confirmed = steps.records(
        LA,
        case,
        "confirm-notice",
        "notice_status",
        "la_reference",
        la_reference=f"DEMO-{steps.number}-6",
        notice_sent_on=printed + timedelta(days=2),
        occurred_on=rang + timedelta(days=1),
    )
    if confirmed["notice_status"] != "confirmed":
        raise Unexpected("The notice was confirmed, and the case does not say so.")
    steps.dates(case)


def seventh_family(steps: Steps) -> None:
    """A wrong date, put right: what would change, the correction, and both versions."""
    wrong = monday_before(steps.today, weeks=5)
    right = wrong - timedelta(days=4)
    steps.page.heading("The seventh family")
    steps.page.say("The authority recorded the wrong day, and the certificate repeats it.")

    decision = {"kind": "refusal_to_assess", "notice_sent_on": wrong.isoformat()}
    case = steps.opens(f"DEMO-{steps.number}-7", decision, "Jo Example")
    for action, days in (("contact-adviser", 3), ("decline-mediation", 4)):
        steps.records(PROVIDER, case, action, occurred_on=wrong + timedelta(days=days))
    issued = wrong + timedelta(days=7)
    shown = steps.records(PROVIDER, case, "issue-certificate", "certificate", ground="declined", occurred_on=issued)
    number = shown["certificate"]["number"]

    steps.page.step("What would change if the notice had been sent four days earlier? A dry run writes nothing.")
    body: Json = {"seq": 1, "replace": {"decision": {"notice_sent_on": right.isoformat()}}, "reason": "wrong_date"}
    preview = steps.asks(LA, "POST", f"{case}/corrections", {**body, "dry_run": True}, 200, "dry_run", "state")
    _moved(steps, preview)

    steps.page.step("The authority corrects the notice. A new certificate takes the place of the old one.")
    done = steps.asks(LA, "POST", f"{case}/corrections", body, 200, "certificate")
    if [one["after"] for one in done["deadlines"]] != [one["after"] for one in preview["deadlines"]]:
        raise Unexpected("The correction did something else than its dry run said.")
    steps.verifies(number, "superseded")
    steps.verifies(done["certificate"]["replaced_by"], "found", "notice_sent_on")

    steps.page.step("Both versions stay on record, with the organisation that corrected, and the reason.")
    past = steps.asks(PROVIDER, "GET", f"{case}/corrections", None, 200)["items"][0]
    said = [past["events"][0][version]["decision"]["notice_sent_on"] for version in ("before", "after")]
    steps.page.say(f"{past['organisation']['name']} ({past['reason']}): sent {said[0]} became {said[1]}.")
    steps.checks_trail(case)


def _moved(steps: Steps, corrected: Json) -> None:
    """Say each deadline that a correction moves, and each warning."""
    for one in corrected["deadlines"]:
        if one["before"] != one["after"]:
            steps.page.say(f"{one['code']}: {one['before']} ({one['status_before']}) would be {one['after']}.")
    for one in corrected["warnings"]:
        steps.page.say(f"Warning: {one['says']}")


def a_caseload(steps: Steps) -> None:
    """A spreadsheet with cases that are open already: each row gets its verdict."""
    sent = monday_before(steps.today, weeks=7)
    steps.page.heading("A caseload")
    steps.page.say("The authority brings in the cases that it has in a spreadsheet. The law decides on each row.")

    steps.page.step("The file is sent as it is. The answer comes at once, and the rows are judged in the background.")
    rows = [
        "la_reference;decision_kind;notice_sent_on;appellant_kind;contacted_on;appeal_registered_on",
        f"DEMO-{steps.number}-8;refusal_to_assess;{_english(sent)};parent;{_english(sent + timedelta(days=9))};",
        f"DEMO-{steps.number}-9;cease_to_maintain;{_english(sent)};young_person;;",
        f"DEMO-{steps.number}-10;refusal_to_assess;{_english(sent)};parent;;{_english(sent + timedelta(days=20))}",
    ]
    taken = steps.sends_file(LA, "/v1/imports", rows, "rows", "status")
    judged = steps.waits_for(LA, f"/v1/imports/{taken['id']}", ("done", "failed"), IMPORT_SECONDS)
    for one in judged["items"]:
        steps.page.say(f"{one['la_reference']}: {one['verdict']}. {one['says']}")
    if [one["verdict"] for one in judged["items"]] != ["imported", "imported", "refused"]:
        raise Unexpected("Two rows should have been imported, and the third refused.")

    steps.page.step("What the authority told of the past is marked: nobody witnessed it here.")
    case = f"/v1/cases/{judged['items'][0]['case_id']}"
    events = steps.asks(PROVIDER, "GET", f"{case}/events", None, 200)["items"]
    for event in events:
        steps.page.say(f"{event['type']}: {event['source']}")
    if {event["source"] for event in events} != {"imported"}:
        raise Unexpected("An imported event does not say that it was imported.")


def _english(day: date) -> str:
    """Write a day as an English spreadsheet does."""
    return f"{day:%d/%m/%Y}"
