"""The last story: help is offered with the notice and accepted with consent. The authority cannot see what follows."""

from datetime import timedelta

from app.demo.caller import LA, Unexpected
from app.demo.steps import Steps

ADVICE = "sandbox-advice-991"


def fifth_family(steps: Steps) -> None:
    """An offer, a referral and help, and how little of this the authority that pays for the service may see."""
    sent = steps.today - timedelta(days=10)
    steps.page.heading("The fifth family")
    steps.page.say("A family wants to know its position. The advice service can tell it, and is independent.")

    steps.page.step("The authority offers help with the notice. The offer was due, and the authority records it.")
    decision = {"kind": "refusal_to_assess", "notice_sent_on": sent.isoformat()}
    case = steps.opens(f"DEMO-{steps.number}-5", decision, "Jamie Example")
    offers = steps.asks(LA, "GET", f"{case}/advice-offers", None, 200)
    for one in offers["due"]:
        steps.page.say(f"Due since {one['due_on']}, {one['moment']}: {one['because']}")
    steps.asks(LA, "POST", f"{case}/advice-offers", {"moment": "notice", "made_on": sent.isoformat()}, 201)

    steps.page.step(
        "The parent consents to two things: to being contacted, and that the authority may know that help is given."
    )
    agreed = sent + timedelta(days=2)
    consent = {"given_by": "parent", "given_on": agreed.isoformat(), "covers": ["contact", "tell_authority"]}
    body = {
        "case_id": case.rpartition("/")[2],
        "person": "parent",
        "consent": consent,
        "contact": {"name": "Jamie Example", "telephone": "01632 960014"},
        "occurred_on": agreed.isoformat(),
    }
    referral = steps.asks(LA, "POST", "/v1/referrals", body, 201, "source", "referred_on", "full")

    steps.page.step(
        "The service accepts the referral and contacts the parent. The service sees only what the consent covers."
    )
    path = f"/v1/referrals/{referral['id']}"
    for action, said in (("open", {}), ("accept", {}), ("start", {}), ("record-contact", {"means": "phone"})):
        steps.asks(ADVICE, "POST", f"{path}/actions/{action}", said, 200, "state")
    seen = steps.asks(ADVICE, "GET", path, None, 200, "consent")
    if seen["case"] and seen["case"]["decision"]:
        raise Unexpected("The consent does not cover the decision, and the service was shown it.")

    steps.page.step("The authority sees only that it referred the parent and, with consent, that help is given.")
    receipt = steps.asks(LA, "GET", path, None, 200, "referred_on", "help_is_given")
    if "state" in receipt or receipt["help_is_given"] is not True:
        raise Unexpected("The authority's receipt says more, or less, than the family agreed to.")

    steps.page.step(
        "The parent withdraws the consent. No reason is asked for. The service no longer sees anything of the case."
    )
    steps.asks(ADVICE, "POST", f"{path}/actions/withdraw-consent", {}, 200, "state")
    if steps.asks(ADVICE, "GET", path, None, 200, "state")["contact"] is not None:
        raise Unexpected("The service still sees how to reach somebody who has withdrawn the consent.")
