"""The exhaustive check is asked for by anybody: it keeps nobody waiting for long, and ends with who runs it."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from app.cases.assuring import AssuranceDesk, search, told
from app.cases.domain import assurance
from app.cases.schemas.machine import AssuranceAnswer
from app.law.domain.presets import PresetName
from app.law.domain.regimes import RegimeId
from app.platform.http.problems import Unavailable
from tests.support.waiting import PATIENCE, until

LAW, PROPOSAL, REFORM = RegimeId.CFA_2014, RegimeId.GREEN_PAPER_2022, RegimeId.SEND_REFORM_2026


@pytest.fixture(scope="module")
def answer() -> AssuranceAnswer:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assurance.assure, "__defaults__", (assurance.NOTICE, assurance.DISPUTES[1:2]))
        return search(LAW)


def saying(folder: Path, text: str, code: str = "pass") -> tuple[str, ...]:
    """Return a command that notes that it ran, and its process, and says something."""
    (folder / "said").write_text(text)
    noted = f"open({str(folder / 'ran')!r}, 'a').write(f'{{os.getpid()}}\\n')"
    return sys.executable, "-c", f"import os, sys, time; {noted}; {code}; print(open({str(folder / 'said')!r}).read())"


def ran(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "ran").read_text().split()] if (folder / "ran").exists() else []


async def test_what_was_found_comes_back_whole_and_is_kept(answer: AssuranceAnswer, tmp_path: Path) -> None:
    desk = AssuranceDesk(saying(tmp_path, answer.model_dump_json()))
    assert await asyncio.gather(*(desk.answer(LAW) for _ in range(5))) == [told(answer, LAW)] * 5
    assert await desk.answer(LAW) == told(answer, LAW)
    assert len(ran(tmp_path)) == 1


async def test_regimes_alike_share_one_check_and_have_their_own_findings(
    answer: AssuranceAnswer, tmp_path: Path
) -> None:
    desk = AssuranceDesk(saying(tmp_path, answer.model_dump_json()))
    law, reform = await desk.answer(LAW), await desk.answer(REFORM)
    assert len(ran(tmp_path)) == 1
    assert (law.regime, reform.regime) == (LAW, REFORM)
    assert (law.properties, law.states_examined) == (reform.properties, reform.states_examined)
    assert "a-won-appeal-decides" in {one.name for one in reform.findings}
    assert "a-won-appeal-decides" not in {one.name for one in law.findings}
    assert {one.regime for one in law.findings} == {LAW}
    assert {one.regime for one in reform.findings_of_presets} == {REFORM}
    assert {one.preset for one in reform.findings_of_presets} == {*PresetName}
    assert all(one.preset is None for one in law.findings)


async def test_who_asks_meanwhile_is_told_to_come_back(answer: AssuranceAnswer, tmp_path: Path) -> None:
    held = f"[time.sleep(0.05) for _ in iter(lambda: os.path.exists({str(tmp_path / 'go')!r}), True)]"
    desk = AssuranceDesk(saying(tmp_path, answer.model_dump_json(), held), patience=0.2)
    for regime in (LAW, PROPOSAL, LAW):
        with pytest.raises(Unavailable, match="The check of the pathway is running"):
            await desk.answer(regime)
    assert len(ran(tmp_path)) <= 1, "one at a time"
    (tmp_path / "go").touch()

    async def answered() -> bool:
        try:
            return await desk.answer(LAW) == told(answer, LAW)
        except Unavailable:
            return False

    assert await until(bool, answered)
    await asyncio.gather(*desk._checks.values())
    assert len(ran(tmp_path)) == 2, "each was worked out once"


async def test_a_check_that_failed_is_tried_again(answer: AssuranceAnswer, tmp_path: Path) -> None:
    once = f"len(open({str(tmp_path / 'ran')!r}).readlines()) > 1 or sys.exit(1)"
    desk = AssuranceDesk(saying(tmp_path, answer.model_dump_json(), once))
    with pytest.raises(Unavailable):
        await desk.answer(LAW)
    assert await desk.answer(LAW) == told(answer, LAW)


async def test_a_check_ends_with_its_worker(tmp_path: Path) -> None:
    desk = AssuranceDesk(saying(tmp_path, "", "time.sleep(600)"), patience=0.1)
    with pytest.raises(Unavailable):
        await desk.answer(LAW)

    async def runs() -> bool:
        return bool(ran(tmp_path))

    assert await until(bool, runs)
    [check] = desk._checks.values()
    check.cancel()  # as the end of the loop does
    await asyncio.wait([check])
    with pytest.raises(ProcessLookupError):
        os.kill(ran(tmp_path)[0], 0)


async def test_the_process_ends_when_nobody_is_there_to_read_it() -> None:
    """A worker that is killed takes nothing with it by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cases.assuring", PROPOSAL, stdin=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 1
