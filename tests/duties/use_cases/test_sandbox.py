"""The example duties of a sandbox: what another version made of a case stops no start."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.cases.sandbox import open_story
from app.cases.stories import REQUESTED
from app.cases.unit import Service
from app.duties.sandbox import TO_CONTEST, TO_READ, open_examples
from tests.support.parties import Party


async def test_a_case_without_its_late_duty_is_left_as_it_is(
    app: FastAPI, la: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No cause is given on it, and the next example has its own."""
    service: Service = app.state.service
    other = replace(TO_READ, story=replace(TO_READ.story, steps=REQUESTED[:1]))
    await open_story(service.database, service.desk, other.story)
    monkeypatch.setattr("app.duties.sandbox.EXAMPLES", (other, TO_CONTEST))
    with capture_logs() as lines:
        await open_examples(service.database, service.desk)
    assert [line["example"] for line in lines if "left as it is" in line["event"]] == [other.story.name]
    cause = (await la.gets(f"/v1/duties/{TO_CONTEST.duty_id}"))["cause"]
    assert cause["cause"] == "no_mediator_free"
