"""What the hard cases share: a case up to its certificate or its session, and the dates that it shows."""

from typing import Any

from tests.support.parties import Party


async def due(party: Party, case: str, code: str) -> Any:
    """The last day of a deadline, or of each of its steps."""
    listed = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    found = {one["step"]: one["due_on"] for one in listed if one["code"] == code}
    return found[None] if set(found) == {None} else found


async def status(party: Party, case: str, code: str) -> Any:
    """How a deadline of one step stands, and the day on which it was met."""
    listed = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    [found] = [one for one in listed if one["code"] == code]
    return found["status"], found["done_on"]


async def certified(la: Party, provider: Party, sent: str, issued: str, **said: Any) -> str:
    """A case whose family declined mediation and got its certificate on one day."""
    case = await la.opens(notice_sent_on=sent, **said)
    await declined(provider, case, issued)
    await provider.records(case, "issue-certificate", ground="declined", occurred_on=issued)
    return case


async def declined(provider: Party, case: str, on: str) -> None:
    await provider.records(case, "contact-adviser", occurred_on=on)
    await provider.records(case, "decline-mediation", occurred_on=on)


async def mediated(la: Party, provider: Party, held: str, outcome: str, **said: Any) -> str:
    """A case whose family came to a session. The letter is of 12 January 2026."""
    case = await la.opens(notice_sent_on="2026-01-12", **said)
    await provider.records(case, "contact-adviser", occurred_on="2026-01-20")
    await provider.records(case, "request-mediation", issues=["other"], occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", session_on=held, occurred_on="2026-02-12")
    await provider.records(case, "record-session-outcome", outcome=outcome, occurred_on=held)
    return case
