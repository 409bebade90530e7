"""An application that is loaded in no time, served as the service is.

Called as `python -m tests.support.small --app NAME --port NUMBER`.
"""

import argparse
import sys
from typing import Any

from uvicorn import Config

from app.listening import listen
from app.serving import CannotStart, end_with_supervisor, serve


def answering() -> Any:
    """Make an application that answers 200 to everything."""
    end_with_supervisor()
    return _answer


def failing() -> Any:
    """Make one that can never start."""
    raise RuntimeError("this can never start")


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--app", choices=["answering", "failing"])
    parser.add_argument("--port", type=int)
    told = parser.parse_args()
    try:
        serve(Config(f"tests.support.small:{told.app}", factory=True, workers=2), listen("127.0.0.1", told.port))
    except CannotStart:
        sys.exit(1)
