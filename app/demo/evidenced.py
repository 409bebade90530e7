"""The evidence: what the record says of one family, of the families of a quarter, and of a change of the rules."""

from collections.abc import Sequence

from app.demo.caller import LA, PUBLIC
from app.demo.steps import Json, Steps

STRICTER = {"readings": {"session_fixed_in_thirty_days_is_enough": False}}


def the_evidence(steps: Steps, case: str) -> None:
    """The burden of one case, the figures and costs of a quarter, a change of the law, and a what-if."""
    steps.page.heading("The evidence")
    steps.page.say("The authority asks what mediation does. Each answer comes out of the record of the cases.")

    steps.page.step("How much time and effort did the first family need for its certificate?")
    for sentence in steps.asks(LA, "GET", f"{case}/burden", None, 200, "way", "contacts")["words"]:
        steps.page.say(sentence)

    steps.page.step("And all families of a quarter? Numbers that could identify a family are left out.")
    found = steps.asks(LA, "GET", "/v1/evidence/burden", None, 200, "quarter", "families")
    _groups(steps, found)
    for asked in found["questions"]:
        said = ", ".join(f"{_words(one['answer'])}: {one['families']}" for one in asked["answers"])
        steps.page.say(f"{_words([asked['question']])}. {said}.")

    steps.page.step("What did mediation and the appeals of these families cost? The service claims no saving.")
    costs = steps.asks(LA, "GET", "/v1/evidence/costs", None, 200, "quarter", "families")
    for one in costs["money"]:
        steps.page.say(f"{_words([one['item']])}, paid by {one['pays']}: {one['low']:,} to {one['high']:,} pounds.")
    for sentence in costs["words"]:
        steps.page.say(sentence)

    steps.page.step("What does each column mean, if you publish these figures as CSV? Anyone may read that.")
    described = steps.asks(PUBLIC, "GET", "/v1/evidence/costs/metadata.json", None, 200, "dc:title")
    steps.page.say(", ".join(column["name"] for column in described["tableSchema"]["columns"]))
    _if_the_law_changed(steps)
    _if_more_mediated(steps)


def _groups(steps: Steps, found: Json) -> None:
    if not found["groups"]:
        steps.page.say("This quarter has too few families. A year of families appears soon after the first `make run`.")
    for group in found["groups"]:
        steps.page.say(f"{_words(group['ways'])}: {group['families']} families.")


def _words(names: Sequence[str]) -> str:
    """Write names of answers as words."""
    return " or ".join(names).replace("_", " ")


def _if_the_law_changed(steps: Steps) -> None:
    steps.page.step("If a session had to be held in the 30 days, which dates of open cases would change?")
    changed = steps.asks(LA, "POST", "/v1/law/changes", STRICTER, 200, "as_of", "law_version")
    for sentence in (*changed["changes"], *changed["totals"]["words"]):
        steps.page.say(sentence)


def _if_more_mediated(steps: Steps) -> None:
    steps.page.step("If every family mediated, for how many would the 30 days end without a session?")
    asked: Json = {"weeks": 8, "changes": {"take_up": 1.0}}
    for sentence in steps.asks(LA, "POST", "/v1/capacity/what-if", asked, 200, "as_of", "runs")["words"]:
        steps.page.say(sentence)
