"""The exhaustive check of the pathway, in a process of its own that can be ended.

The check takes up to half a minute of processor time and hundreds of megabytes, and anybody may ask for it. So each
worker runs one check at a time, after all other work, and stores the answer. A caller never waits long. A check ends
with its worker.

Called as `python -m app.cases.assuring REGIME`. It writes the answer to standard output as JSON.
"""

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import Final

from app.cases.domain.assurance import assure, searched_as
from app.cases.domain.findings import findings, findings_of_presets
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.schemas.machine import AssuranceAnswer, FindingAnswer
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.holidays import england
from app.platform.http.problems import Unavailable

PATIENCE: Final = 20.0
"""Seconds that a caller waits. The check goes on, and a later caller gets its answer."""
COME_BACK: Final = 15
SECONDS: Final = 600.0
"""Seconds after which a check counts as hung and is ended."""

_ROOT: Final = str(Path(__file__).parents[2])
_COMMAND: Final = (sys.executable, "-P", "-m", "app.cases.assuring")


class AssuranceDesk:
    """The checks of one worker, by regime."""

    def __init__(self, command: tuple[str, ...] = _COMMAND, *, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._checks: dict[RegimeId, asyncio.Task[AssuranceAnswer]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def answer(self, regime: RegimeId) -> AssuranceAnswer:
        """Return what the check of a regime found. The check goes on if this caller hangs up.

        Two regimes of which the search asks the same share one check.

        Raises:
            Unavailable: it is not done yet, or could not be run.
        """
        alike = searched_as(REGIMES[regime], REGIMES)
        if (check := self._checks.get(alike)) is None:
            check = self._checks[alike] = asyncio.create_task(self._check(alike))
            check.add_done_callback(_looked_at)
        done, _ = await asyncio.wait([check], timeout=self._patience)
        if not done:
            raise Unavailable(
                "The check of the pathway is running. The check takes a minute or two.", retry_after=COME_BACK
            )
        return told(check.result(), regime)

    async def _check(self, regime: RegimeId) -> AssuranceAnswer:
        try:
            async with self._one_at_a_time:
                return await self._worked_out(regime)
        except BaseException:
            del self._checks[regime]  # the next caller has it tried again
            raise

    async def _worked_out(self, regime: RegimeId) -> AssuranceAnswer:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                regime,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd="/" if sys.platform != "win32" else None,
                env={"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8"},
            )
        except OSError as fault:
            raise Unavailable("The check of the pathway could not be run just now.") from fault
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            async with asyncio.timeout(SECONDS):
                said = await process.stdout.read()  # its input stays open: by that it knows that the worker lives
                await process.wait()
        except TimeoutError:
            raise Unavailable("The check of the pathway took too long, so we stopped the check.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            raise Unavailable("The check of the pathway could not be run just now.")
        return AssuranceAnswer.model_validate_json(said)


def search(regime: RegimeId) -> AssuranceAnswer:
    """Search every reachable state of the published machine. The findings are those of all regimes that share it."""
    law = Law(england())
    alike = [one for one, value in REGIMES.items() if searched_as(value, REGIMES) is regime]
    found = [FindingAnswer.of(one, finding) for one in alike for finding in findings(law, one)]
    of_presets = [FindingAnswer.of(one, finding) for one in alike for finding in findings_of_presets(law, one)]
    return AssuranceAnswer.of(regime, assure(Pathway(law), regime)).model_copy(
        update={"findings": found, "findings_of_presets": of_presets}
    )


def told(answer: AssuranceAnswer, regime: RegimeId) -> AssuranceAnswer:
    """Return the answer about one of the regimes that share a check, with its own findings."""
    own = [one for one in answer.findings if one.regime is regime]
    of_presets = [one for one in answer.findings_of_presets if one.regime is regime]
    return answer.model_copy(update={"regime": regime, "findings": own, "findings_of_presets": of_presets})


def end_with_worker() -> None:
    """End this process when the worker that asked for it has gone: the worker's end of the pipe is then closed."""

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _looked_at(check: "asyncio.Task[AssuranceAnswer]") -> None:
    """Read a failure that no caller waited for, so that it is not reported as forgotten."""
    if not check.cancelled():
        check.exception()


if __name__ == "__main__":
    end_with_worker()
    if sys.platform != "win32":
        os.nice(10)
    sys.stdout.write(search(RegimeId(sys.argv[1])).model_dump_json())
