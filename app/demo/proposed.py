"""The story of a case under a proposal: the tribunal finds for the family, and cannot name the setting."""

from datetime import timedelta

from app.demo.caller import LA, PUBLIC, TRIBUNAL, Unexpected
from app.demo.families import monday_before
from app.demo.steps import Json, Steps


def ninth_family(steps: Steps) -> None:
    """A won appeal about a placement, under a proposal that lets the tribunal only send the decision back."""
    sent = monday_before(steps.today, weeks=30)
    received, decided = sent + timedelta(weeks=6), sent + timedelta(weeks=20)
    steps.page.heading("The ninth family, under a proposal")
    steps.page.say("A proposal is not the law. Only a sandbox accepts a case under a proposal, to illustrate it.")

    steps.page.step("Under which proposal can the tribunal only send a placement back, and what is unknown about it?")
    proposal = _that_sends_back(steps.asks(PUBLIC, "GET", "/v1/law/regimes", None, 200)["regimes"])
    steps.page.say(f"{proposal['title']}. {proposal['source']}")
    steps.page.say(f"Unknown: {', '.join(proposal['unknown'])}")

    steps.page.step("A family disputes the placement in a plan. As today, it needs no certificate for that.")
    decision: Json = {"kind": "plan_content", "notice_sent_on": sent.isoformat(), "sections": ["I"]}
    case = steps.opens(f"DEMO-{steps.number}-11", decision, "Ash Example", regime=proposal["id"])
    steps.records(TRIBUNAL, case, "register-appeal", "appeal", basis="placement_only", occurred_on=received)

    steps.page.step("The tribunal finds for the family. Can the tribunal name the setting? Not under this proposal.")
    named = [{"order_kind": "name_setting", "sections": ["I"]}]
    end = {"occurred_on": decided, "outcome": "upheld"}
    steps.is_refused(TRIBUNAL, case, "record-appeal-outcome", "tribunal-decides", orders=named, **end)

    steps.page.step("The tribunal sends the decision back. The authority chooses again. By which day, is not known.")
    sent_back = [{"order_kind": "reconsider", "sections": ["I"]}]
    steps.records(TRIBUNAL, case, "record-appeal-outcome", "order", orders=sent_back, **end)
    notes = steps.asks(LA, "GET", f"{case}/deadlines", None, 200)["notes"]
    unknown = [note for note in notes if "does not say how long" in note]
    if not unknown:
        raise Unexpected("The time for reconsidering is unknown under this proposal, and no note says so.")
    steps.page.say(unknown[0])


def _that_sends_back(regimes: list[Json]) -> Json:
    """Return the first proposal under which the tribunal only sends some matter back."""
    for one in regimes:
        if one["illustrative"] and any(matter["tribunal_power"] == "review_and_remit" for matter in one["matters"]):
            return one
    raise Unexpected("No proposal lets the tribunal only send a decision back.")
