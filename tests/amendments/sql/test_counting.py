"""What an operator is told of a change of the law: numbers of all cases, to the nearest five, and no case."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.amendments import counting
from app.amendments.counting import count_touched, lines, read_change
from app.amendments.domain.totals import Totals
from app.amendments.domain.touched import Stake
from app.cases.domain.law import Law
from app.kernel.terms import Party as Side
from app.platform.body_files import NotRead
from tests.support.loaded import Loaded, loaded
from tests.support.parties import Party

SHORTER = {"rules": {"lodge-within-two-months": {"period": {"amount": 1, "unit": "months"}}}}


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    with loaded(tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture
def law(app: FastAPI) -> Law:
    found: Law = app.state.service.pathway.law
    return found


def written(folder: Path, change: Any) -> Path:
    file = folder / "change.json"
    file.write_text(change if isinstance(change, str) else json.dumps(change))
    return file


async def test_the_cases_of_every_authority_are_counted_once(
    owner: AsyncEngine, law: Law, la: Party, other_la: Party, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = read_change(written(tmp_path, SHORTER), law)
    before = await count_touched(owner, law, change)
    for authority, cases in ((la, 3), (other_la, 2)):
        for _ in range(cases):
            await authority.opens(notice_sent_on="2026-02-02")
    after = await count_touched(owner, law, change)
    assert (after.examined - before.examined, after.cases - before.cases) == (5, 5)
    assert after.worse_for[Side.FAMILY] - before.worse_for[Side.FAMILY] == 5
    monkeypatch.setattr(counting, "BATCH", 2)
    assert await count_touched(owner, law, change) == after, "in other batches too"


def test_no_number_tells_of_fewer_than_five_cases() -> None:
    few = Totals(examined=7, cases=4, becoming_late=1, worse_for=Counter({Side.FAMILY: 12}))
    said = list(lines(few))
    assert said[1:4] == [
        "We looked at about 5 open cases.",
        "Fewer than 5 of these cases have a date that would change.",
        "Fewer than 5 dates would count as late or over because of the change.",
    ]
    assert "The change is worse for the family on about 10 cases." in said
    assert len(said) == len(list(lines(Totals()))) == 5 + len(Side) + len(Stake), "a missing line would say: none"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("no JSON", "Invalid JSON"),
        ({}, "#: Name at least one rule"),
        ({"rules": {"nothing": {"period": {"amount": 1, "unit": "days"}}}}, "#/rules/nothing: There is no rule"),
        ({"readings": {"session_fixed_in_thirty_days_is_enough": 1}}, "#/readings/session_fixed"),
        (" " * 70_000, "larger than 65,536 bytes"),
    ],
)
def test_what_cannot_be_asked_is_named(law: Law, tmp_path: Path, change: Any, told: str) -> None:
    with pytest.raises(NotRead, match=told):
        read_change(written(tmp_path, change), law)


def test_the_command_prints_the_lines(say: Loaded, database_url: str, tmp_path: Path) -> None:
    answer = say("touched", str(written(tmp_path, SHORTER)), DATABASE_URL=database_url)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert len(answer.stdout.splitlines()) == len(list(lines(Totals())))
    wrong = say("touched", str(written(tmp_path, {})), DATABASE_URL=database_url)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith(f"{tmp_path / 'change.json'}: #: Name at least one rule")
