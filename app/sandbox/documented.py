"""Answers about the sandbox's clock for the OpenAPI document."""

from typing import Any

from app.cases.documented import WHEN
from app.platform.http.examples import Examples
from app.sandbox.routes import Clock, advance_clock, read_clock

EXAMPLES: Examples[Any] = Examples()


@EXAMPLES.of(read_clock)
@EXAMPLES.of(advance_clock)
def _clock(_: Any) -> Clock:
    return Clock(now=WHEN, today=WHEN.date())
