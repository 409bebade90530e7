"""A copy of this process that does one thing and says one word, within its time."""

import os
import resource
import signal
from collections.abc import Callable

MEMORY = 4 << 30
WALL = 50
"""How many times its processor time a copy may take by the clock: it may wait for others, and never for ever."""


def allow(seconds: float | None) -> None:
    """Let this copy use so much more processor time; past it, the kernel ends the copy. None lifts the limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds or 0)
    signal.alarm(int(seconds * WALL) + 1 if seconds else 0)


def in_a_copy(do: Callable[[], str]) -> str | None:
    """Return what `do` says in a copy of this process; None where a signal ended the copy.

    Raises:
        RuntimeError: the copy failed by a fault of this tool.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            with os.fdopen(writing, "w") as telling:
                telling.write(do())
        except BaseException:  # noqa: BLE001 - whatever it is, the copy must end here
            os._exit(1)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as hearing:
        said = hearing.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    if os.WEXITSTATUS(status):
        raise RuntimeError("a copy failed without the tests' doing")
    return said


def silent(*, memory: bool = True) -> None:
    """Show nothing of what a copy's tests print, and bound what it may hold."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
