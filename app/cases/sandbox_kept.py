"""The examples that a start of the sandbox does not make again: another version made them, or users changed them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from app.cases.domain.commands import Command
from app.cases.records import LoggedEvent
from app.platform.db.outages import Away

_log = structlog.get_logger("sandbox")
_WHAT = "the example is left as it is"


@contextmanager
def left_as_it_is(example: str) -> Iterator[None]:
    """Leave an example as it is where it cannot be made, and say so in one line: no example stops a start.

    An example that another version began may stand elsewhere than this version expects. The refusal of its next step
    can then be any of any wing.
    """
    try:
        yield
    except Away:
        raise
    except Exception as refused:  # noqa: BLE001 - see above; the next example has a unit of work of its own
        _log.warning(_WHAT, example=example, why=type(refused).__name__)


def goes_on(example: str, trail: Sequence[LoggedEvent], steps: Sequence[Command]) -> bool:
    """Whether a start may go on with an example: its trail holds the first of its steps and no other; else say so."""
    recorded = [(one.action, one.by, one.occurred_on) for one in trail[1:]]
    told = [(one.action, one.by, one.occurred_on) for one in steps[: len(recorded)]]
    if recorded != told:
        _log.warning(_WHAT, example=example, why="its trail differs from its steps")
    return recorded == told
