"""Answers a what-if in a process of its own, so that no other request waits for it.

The process loads the libraries of simulation and optimisation. This one does not.
"""

import asyncio
import sys
from pathlib import Path
from typing import Final

import structlog

from app.capacity.twin.question import ANSWER, QUESTION, Question, WhatIf
from app.platform.http.problems import Unavailable

SECONDS: Final = 60
"""The seconds of processor time that one answer may take. 5,000 families in a run take about 5."""
PATIENCE: Final = 90.0
"""The seconds that an answer may take in all, on a busy machine, with the wait for its turn."""
MEMORY: Final = 2 * 1024 * 1024 * 1024
"""In bytes, of addresses: the solver reserves more than it uses."""
IN_LINE: Final = 4
"""How many questions may be in the queue: one is being answered, and the others wait."""
COME_BACK: Final = 20

_ROOT: Final = str(Path(__file__).parents[3])
_COMMAND: Final = (sys.executable, "-P", "-m", "app.capacity.twin.child", str(SECONDS), str(MEMORY))
_log = structlog.get_logger("what-if")


class TwinDesk:
    """Answers one question at a time. Each worker has a desk."""

    def __init__(self, command: tuple[str, ...] = _COMMAND, *, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._turn = asyncio.Lock()
        self._asked = 0

    async def answer(self, question: Question) -> WhatIf:
        """Return the answer. If the request is cancelled, the process ends.

        Raises:
            Unavailable: the queue is full, or the answer takes too long.
        """
        if self._asked >= IN_LINE:
            raise Unavailable(
                "The service is answering other questions just now. Try again in a moment.", retry_after=COME_BACK
            )
        self._asked += 1
        try:
            async with asyncio.timeout(self._patience), self._turn:
                return await self._worked_out(question)
        except TimeoutError:
            raise Unavailable(
                "The service needs too long for this answer. Ask for fewer weeks.", retry_after=COME_BACK
            ) from None
        finally:
            self._asked -= 1

    async def _worked_out(self, question: Question) -> WhatIf:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/" if sys.platform != "win32" else None,
            env={"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            said, _ = await process.communicate(QUESTION.dump_json(question))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            _log.error("a what-if could not be answered", exit_code=process.returncode)
            raise Unavailable("The service needs too long for this answer. Ask for fewer weeks.", retry_after=COME_BACK)
        return ANSWER.validate_json(said)
