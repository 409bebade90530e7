"""The process of one comparison: reads what is asked from its first line, and writes how far it is and what came of it.

The process ends when the service that started it does. It yields the processor to every request.
"""

import json
import os
import signal
import sys
import threading
from typing import Any

NICE = 10


def main() -> None:
    """Work one comparison out."""
    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    os.nice(NICE)
    from app.evidence.domain.comparison.order import Order
    from app.evidence.simulation.charts import charts_of
    from app.evidence.simulation.comparing import compared

    result = compared(Order.of_json(asked["order"]), lambda part: _say({"progress": part}), asked.get("cluster"))
    _say({"result": result, "charts": charts_of(result)})


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
