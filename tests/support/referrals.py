"""Referrals made over HTTP: a test says only what matters to it. The notice is of 2 February 2026."""

from typing import Any

import httpx2

from tests.support.parties import Party

CONSENTED_ON = "2026-02-09"
REFERRED_ON = "2026-02-10"
HELPED_ON = "2026-02-12"
NAME = "Peregrine Lapwing-Ashdown"
TELEPHONE = "01632 960417"
WORDS = "the bassoon lessons stopped in May"
SECRETS = (NAME, TELEPHONE, WORDS)
"""What no organisation but the service may ever read."""

EVERYTHING = ("contact", "case_dates", "decision", "mediation", "tell_authority")
UNTOLD = ("contact", "case_dates", "decision", "mediation")


def hides(answer: str) -> bool:
    """Whether no secret stands in an answer."""
    return not any(secret in answer for secret in SECRETS)


def a_referral(
    case: str | None, *covers: str, person: str = "parent", given_on: str = CONSENTED_ON, **said: Any
) -> dict[str, Any]:
    """The body that refers somebody, with the person's own consent; to be contacted and no more unless it says so."""
    return {
        "case_id": case,
        "person": person,
        "consent": {"given_by": person, "given_on": given_on, "covers": list(covers or ("contact",))},
        "contact": {"name": NAME, "telephone": TELEPHONE, "best_time": "after six"},
        "occurred_on": REFERRED_ON,
        **said,
    }


async def refers(party: Party, case: str | None, *covers: str, **said: Any) -> str:
    """Refer somebody and return the referral's id."""
    made: str = (await party.posts("/v1/referrals", a_referral(case, *covers, **said)))["id"]
    return made


async def tries(party: Party, referral: str, action: str, **body: Any) -> httpx2.Response:
    body = {"occurred_on": HELPED_ON, **body}
    return await party.sends("POST", f"/v1/referrals/{referral}/actions/{action}", json=body)


async def does(party: Party, referral: str, *actions: str, **body: Any) -> Any:
    """Record one thing after another and return the referral after the last, of which the body speaks."""
    shown: Any = None
    for action in actions:
        answer = await tries(party, referral, action, **(body if action == actions[-1] else {}))
        assert answer.is_success, f"{action}: {answer.status_code} {answer.text}"
        shown = answer.json()
    return shown


async def helps(service: Party, referral: str) -> None:
    """Take somebody on, with a note, and begin."""
    await does(service, referral, "open", note=WORDS)
    await does(service, referral, "accept", "start")


async def reads(party: Party, referral: str) -> Any:
    return await party.gets(f"/v1/referrals/{referral}")
