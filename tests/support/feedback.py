"""Families' links and answers, as tests make them."""

from typing import Any

import httpx2

from app.evidence.domain.experience import Answer, Stage, asked_at
from tests.support.parties import Party

CONTACT, SESSION, END = Stage


async def a_link(party: Party, case: str, stage: Stage) -> str:
    """Make a link, and return its path."""
    made: dict[str, Any] = await party.posts(f"/v1/cases/{case}/feedback-links", {"stage": stage})
    path: str = made["url"][made["url"].index("/feedback/") :]
    return path


async def answers(family: httpx2.AsyncClient, path: str, answer: Answer = Answer.AGREE, **said: str) -> httpx2.Response:
    """Send a family's answers: the same answer to every statement, unless the test says otherwise."""
    form = {one.value: answer.value for one in asked_at(CONTACT)} | said
    return await family.post(path, data=form)


async def contacted(la: Party, provider: Party, **said: Any) -> str:
    """Return a case whose family has spoken to the adviser."""
    case = await la.opens(**said)
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    return case


async def mediated(la: Party, provider: Party) -> str:
    """Return a case that was settled in a session."""
    case = await contacted(la, provider)
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", occurred_on="2026-02-16", session_on="2026-03-03")
    outcome = {"outcome": "full_agreement", "occurred_on": "2026-03-03"}
    await provider.records(case, "record-session-outcome", **outcome)
    await la.records(case, "record-agreement", terms=[{"kind": "other_action"}], occurred_on="2026-03-03")
    return case
