"""The first two stories. Their days are counted from a Monday some weeks ago, so that everything has happened by
today."""

from datetime import date, timedelta

from app.demo.caller import LA, PROVIDER, TRIBUNAL, Unexpected
from app.demo.steps import Json, Steps


def monday_before(today: date, weeks: int) -> date:
    """Return the last Monday that lies at least so many weeks back."""
    return today - timedelta(weeks=weeks, days=today.weekday())


def first_family(steps: Steps) -> str:
    """From the notice to the certificate to the registered appeal, with every date met. Return the case's path."""
    sent = monday_before(steps.today, weeks=6)
    told, declined, issued, received = (sent + timedelta(days=days) for days in (8, 10, 11, 35))
    steps.page.heading("The first family")
    steps.page.say("An authority will not assess a child. The parent wants to appeal.")

    steps.page.step("The authority records a notice. Time limits run from the day it was sent.")
    decision = {"kind": "refusal_to_assess", "notice_sent_on": sent.isoformat()}
    case = steps.opens(f"DEMO-{steps.number}-1", decision, "Sam Example")
    steps.dates(case)

    steps.page.step("Can the family appeal at once? No. The refusal says what would allow it.")
    steps.is_refused(
        TRIBUNAL, case, "register-appeal", "certificate-before-appeal", basis="certificate", occurred_on=told
    )

    steps.page.step("The family speaks to an independent adviser, and then declines mediation.")
    steps.records(PROVIDER, case, "contact-adviser", occurred_on=told)
    steps.records(PROVIDER, case, "decline-mediation", occurred_on=declined)

    steps.page.step("The adviser issues the certificate. The family now has at least one more month to appeal.")
    shown = steps.records(PROVIDER, case, "issue-certificate", "certificate", ground="declined", occurred_on=issued)
    number = shown["certificate"]["number"]
    steps.dates(case)

    steps.page.step("With the certificate the tribunal registers the appeal.")
    reference = f"EH991/{received:%y}/{steps.number[-5:]}"
    shown = steps.records(
        TRIBUNAL,
        case,
        "register-appeal",
        "appeal",
        basis="certificate",
        occurred_on=received,
        tribunal_reference=reference,
    )
    if shown["appeal"]["late"]:
        raise Unexpected("The first family's appeal was in time, and is marked as late.")
    steps.dates(case)

    steps.page.step("Anyone can check the certificate. The check notices a misprint, and never shows a name.")
    steps.verifies(number, "found", "ground", "issued_on", "la_code", "notice_sent_on")
    steps.verifies(number[:-1] + ("3" if number[-1] != "3" else "4"), "invalid_format")

    steps.page.step("The certificate also exists on paper. The case's events form a chain that the service can check.")
    steps.reads_pdf(TRIBUNAL, number)
    steps.checks_trail(case)
    return case


def second_family(steps: Steps) -> None:
    """Too late for a certificate, but the family still has a way to appeal."""
    sent = monday_before(steps.today, weeks=14)
    told, declined, tried, permitted = (sent + timedelta(days=days) for days in (66, 67, 70, 84))
    steps.page.heading("The second family")
    steps.page.say("A plan leaves out help that a child needs. The parent hears about mediation too late.")

    steps.page.step("The family first contacts an adviser more than two months after the notice.")
    decision = {"kind": "plan_content", "notice_sent_on": sent.isoformat(), "sections": ["B", "F"]}
    case = steps.opens(f"DEMO-{steps.number}-2", decision, "Alex Example")
    steps.records(PROVIDER, case, "contact-adviser", "contact_period", occurred_on=told)
    steps.records(PROVIDER, case, "decline-mediation", occurred_on=declined)

    steps.page.step("The family gets no certificate: after two months it has no right to a certificate.")
    steps.is_refused(
        PROVIDER, case, "issue-certificate", "permission-without-certificate", ground="declined", occurred_on=tried
    )

    steps.page.step("So the family cannot appeal with a certificate either.")
    steps.is_refused(LA, case, "register-appeal", "certificate-before-appeal", basis="certificate", occurred_on=tried)

    steps.page.step("Is there another way to the tribunal? Ask which ways to appeal are open.")
    ways = [way for way, allowed in steps.variants(case, "register-appeal").items() if allowed]
    if ways != ["permission"]:
        raise Unexpected(f"The tribunal's permission, and nothing else, should be open, and this was: {ways}.")

    steps.page.step("A judge gives permission. The appeal is marked as late, but lateness alone never rules it out.")
    steps.records(
        TRIBUNAL,
        case,
        "register-appeal",
        "appeal",
        basis="permission",
        occurred_on=permitted,
        late_explanation="The notice named no adviser.",
    )
    steps.dates(case)

    steps.page.step("The appeal has a record of its own. The authority gives way on one issue, and the appeal goes on.")
    [line] = steps.asks(LA, "GET", f"/v1/appeals?case_id={case.rpartition('/')[2]}", None, 200)["items"]
    body: Json = {"occurred_on": permitted.isoformat(), "issues": [{"id": "F", "status": "conceded"}]}
    shown = steps.asks(LA, "POST", f"/v1/appeals/{line['id']}/issues", body, 200, "state")
    for issue in shown["resolvable"]:
        steps.page.say(f"{issue['issue']}: {issue['because']} ({issue['sure']})")
    if [issue["issue"] for issue in shown["resolvable"] if issue["sure"] == "certain"] != ["F"]:
        raise Unexpected("The issue that the authority concedes should surely be resolvable, and no other.")

    steps.page.step("How was the contact for the family? It says so by a link, and nobody sees that it answered.")
    body = {"stage": "after_contact"}
    link = steps.asks(PROVIDER, "POST", f"{case}/feedback-links", body, 201, "stage", "ends_on")["url"]
    for _ in range(2):
        steps.answers_page(link, {"heard": "agree", "compelled": "strongly_agree"}, "Thank you")
    steps.page.say("The page thanks a second answer too, and counts the first. So no party learns of the answer.")
