"""What the advice service is told is said twice, in the domain and in SQL: both say the same."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.domain.facts import CaseFacts, CompletedDuty
from app.cases.domain.words import STAGES, State
from app.cases.records import facts_from_json, facts_to_json
from app.cases.who_sees import facts_told, state_told
from app.kernel.readers import advice
from app.law.domain.kinds import Code
from app.platform.json import as_json
from tests.meta.test_who_sees import DAY, NOTIFIED, a_full_case

SEEN = text("SELECT app_facts_seen(CAST(:facts AS jsonb), :state, :mediation)")
STAGE_SEEN = text("SELECT app_stage_seen(:state, :mediation)")


async def seen(owner: AsyncEngine, facts: CaseFacts, *, mediation: bool) -> CaseFacts:
    values = {"facts": as_json(facts_to_json(facts)), "state": facts.state, "mediation": mediation}
    async with owner.connect() as connection:
        return facts_from_json(json.dumps((await connection.execute(SEEN, values)).scalar_one()))


@pytest.mark.parametrize("mediation", [False, True])
async def test_a_full_case(owner: AsyncEngine, *, mediation: bool) -> None:
    full = a_full_case()
    assert await seen(owner, full, mediation=mediation) == facts_told(full, advice(mediation=mediation))


@pytest.mark.parametrize("mediation", [False, True])
@pytest.mark.parametrize("code", Code)
async def test_every_deadline(owner: AsyncEngine, code: Code, *, mediation: bool) -> None:
    done = CaseFacts(
        NOTIFIED.regime, NOTIFIED.kind, DAY, NOTIFIED.appellant_kind, completed=(CompletedDuty(code, DAY),)
    )
    assert await seen(owner, done, mediation=mediation) == facts_told(done, advice(mediation=mediation))


@pytest.mark.parametrize("mediation", [False, True])
@pytest.mark.parametrize("stage", STAGES)
async def test_every_stage(owner: AsyncEngine, stage: State, *, mediation: bool) -> None:
    case = CaseFacts(NOTIFIED.regime, NOTIFIED.kind, DAY, NOTIFIED.appellant_kind, stage=stage)
    assert await seen(owner, case, mediation=mediation) == facts_told(case, advice(mediation=mediation))


@pytest.mark.parametrize("mediation", [False, True])
@pytest.mark.parametrize("state", State)
async def test_every_state(owner: AsyncEngine, state: State, *, mediation: bool) -> None:
    async with owner.connect() as connection:
        said = (await connection.execute(STAGE_SEEN, {"state": state, "mediation": mediation})).scalar_one()
    assert said == state_told(state, advice(mediation=mediation))
