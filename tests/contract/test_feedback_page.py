"""A family answers in a real browser: without scripts, by the keyboard, on a small telephone and at 400 %."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.evidence.domain.experience import SCALE, Answer, Asked, Stage, asked_at
from app.evidence.experience.sandbox import PUBLISHED, open_answers
from tests.contract.serving import serving
from tests.contract.test_tools import BROWSER, NODE, TOOLS, run, with_browser, with_node
from tests.support.feedback import SESSION, a_link, mediated
from tests.support.parties import Party


@pytest.fixture(autouse=True)
def silent_log() -> Iterator[None]:
    with capture_logs():
        yield


@with_node
@with_browser
async def test_a_family_answers_without_scripts_and_by_the_keyboard(app: FastAPI, la: Party, provider: Party) -> None:
    path = await a_link(provider, await mediated(la, provider), SESSION)
    await open_answers(app.state.service.database, app.state.service.desk)
    async with serving(app) as address:
        pages = f"{address}{path}", f"{address}/feedback/ended", f"{address}/evidence/experience/991/{PUBLISHED}"
        said = await asyncio.to_thread(run, str(NODE), TOOLS / "feedback.mjs", str(BROWSER), *pages)
    found: dict[str, Any] = json.loads(said)
    _each_page_reads_well(found["met"])
    asked = asked_at(Stage.AFTER_SESSION)
    assert found["groups"] == found["legends"] == len(asked) == 12
    assert found["labelled"] == len(asked) * len(SCALE)
    sent = dict(parse_qsl(found["form"]))
    assert sent == {one: Answer.STRONGLY_AGREE if one is Asked.INFORMED else Answer.AGREE for one in asked}
    assert (found["thanked"], found["thankedAgain"]) == ("Thank you", "Thank you"), "to send twice is harmless"
    assert found["backAgain"] == "How was it for you?"


def _each_page_reads_well(met: list[dict[str, Any]]) -> None:
    assert len(met) == 8
    for page in met:
        assert page["violations"] == [], page["name"]
        assert page["width"] <= page["window"], f"{page['name']} is wider than {page['window']} px"
        assert page["lang"] == "en-GB"
        assert page["smallest"] is None or page["smallest"] >= 44, "a finger needs 44 px"
    told = {(page["name"], page["status"], page["title"].partition(" – ")[0]) for page in met}
    assert told == {
        ("questions", 200, "How was it for you?"),
        ("ended", 404, "This link does not work any more"),
        ("figures", 200, "What families said: Eastmere Council, January to March 2026"),
        ("error", 422, "Error: How was it for you?"),
    }
    assert {page["focus"] for page in met if page["name"] == "error"} == {"errors"}, "an error has the focus"
