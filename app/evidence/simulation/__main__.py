"""The process of one comparison: reads what is asked from its first line, and writes how far it is, then the result.

The process ends when the service that started it does. If it is asked to `yield`, it computes only while a processor
has nothing else to do. Otherwise it takes a small share of a processor that is busy.
"""

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

NICE = 10


def main() -> None:
    """Work one comparison out."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    os.nice(NICE)
    if asked.get("yield"):
        _yield_the_processor()
    from app.evidence.domain.comparison.order import Order
    from app.evidence.simulation.charts import charts_of
    from app.evidence.simulation.comparing import compared

    result = compared(Order.of_json(asked["order"]), lambda part: _say({"progress": part}), asked.get("cluster"))
    _say({"result": result, "charts": charts_of(result)})


def _yield_the_processor() -> None:
    """Compute only on a processor that is free. A request that arrives then never waits for the end of a time slice.

    The processes that this process starts do the same. Where the system knows no such policy, `NICE` must do.
    """
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201 - the service reads it


def _end_with_the_service() -> None:
    """End this process and those that it started, once the service has closed its end."""
    sys.stdin.read()
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
