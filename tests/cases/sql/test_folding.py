"""What stands on a case's row is what its events add up to, however the case went."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.recording import Notice, Said, stage_action, stage_notice
from app.cases.records import facts_from_json
from app.cases.store import on_case, on_cases
from app.cases.unit import Service
from app.cases.use_cases import may_open_unseen
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor, Recorded
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.walks import a_beginning, a_lot, next_step

TODAY = date(2026, 11, 20)
PARTIES = {
    BY_SLUG[slug].kind: Actor(BY_SLUG[slug].id, BY_SLUG[slug].kind, slug)
    for slug in ("sandbox-la-991", "sandbox-provider-a", "sandbox-icb", "sandbox-tribunal")
}
FEWEST, MOST = 40, 120
"""How many walks there are: most actions are taken dozens of times by the fewest."""
SEVERAL = 3
"""How often each action is taken at least: the walks go on until it is."""


class Walk:
    """One case, taken along the pathway in the database; every step a transaction of its own."""

    def __init__(self, service: Service, lot: Random) -> None:
        self.service, self.lot, self.id = service, lot, uuid4()

    async def begin(self) -> CaseFacts:
        facts = a_beginning(self.lot, letters=True)
        by_adviser = facts.notice_told_on is not None
        by = PARTIES[OrganisationKind.MEDIATION_PROVIDER if by_adviser else OrganisationKind.LOCAL_AUTHORITY]
        la_id, reference = BY_SLUG["sandbox-la-991"].id, None if by_adviser else f"WALK {self.id}"
        provider = BY_SLUG["sandbox-provider-a"].id
        said: dict[str, Any] = {"private": {"name": "Sam Example"}, "not_a_duplicate": True}
        notice = Notice(self.id, la_id, "991", provider, reference, None, None, facts, **said)
        async with on_cases(self.service.database, by) as work:
            work.put(stage_notice(self.service.desk, notice, work.recorded))
            await work.commit()
        return facts

    async def go(self, steps: int, taken: Counter[Action]) -> None:
        facts = await self.begin()
        day = facts.notice_sent_on
        for _ in range(steps):
            command = next_step(self.service.pathway, facts, day, TODAY, self.lot, taken)
            if command is None:
                return
            actor = PARTIES[command.by]
            unseen = may_open_unseen(command.by, command.action)
            try:
                async with on_case(self.service.database, actor, self.id, lock=True, acts=unseen) as work:
                    assert work.case.facts == facts
                    body = PARTIES[OrganisationKind.COMMISSIONING_BODY].organisation_id
                    recorded = Recorded(actor, TODAY, datetime.now(UTC))
                    said = Said({"said": "x"}, body_id=body)
                    staged = stage_action(self.service.desk, work.case, command, recorded, said)
                    work.put(staged)
                    await work.commit()
            except Unseen:
                continue  # a commissioning body that was not notified: the wall is right
            facts, day = staged.case.facts, max(day, command.occurred_on)
            taken[command.action] += 1


async def test_every_case_is_the_sum_of_its_events(app: FastAPI, owner: AsyncEngine) -> None:
    walks: list[Walk] = []
    taken: Counter[Action] = Counter()
    seldom = set(Action)
    while len(walks) < FEWEST or (seldom and len(walks) < MOST):
        walks.append(Walk(app.state.service, a_lot(len(walks))))
        await walks[-1].go(26, taken)
        seldom = {action for action in Action if taken[action] < SEVERAL}
    assert not seldom, f"the walks hardly took {seldom}"

    async with owner.connect() as connection:
        cases = (
            await connection.execute(
                text(
                    "SELECT id, facts, state, version, head, placement_only, certificate_number, appeal_basis"
                    " FROM cases WHERE id = ANY(:walked)"
                ),
                {"walked": [walk.id for walk in walks]},
            )
        ).all()
        assert len(cases) == len(walks)
        for case in cases:
            events = (
                await connection.execute(
                    text("SELECT seq, changes, hash FROM events WHERE case_id = :id ORDER BY seq"), {"id": case.id}
                )
            ).all()
            folded: dict[str, object] = {}
            for event in events:
                folded |= event.changes
            facts = facts_from_json(json.dumps(case.facts))
            assert folded == case.facts
            assert case.state == facts.state
            assert case.version == len(events) == events[-1].seq
            assert case.head == events[-1].hash
            assert case.certificate_number == (facts.certificate.number if facts.certificate else None)
            assert case.appeal_basis == (facts.appeal.basis if facts.appeal else None)
            assert case.placement_only == facts.placement_only(app.state.service.pathway.law.readings)
