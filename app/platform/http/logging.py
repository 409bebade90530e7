"""Log lines: one JSON object each, on standard output. A line never holds a name, a body, a query or a record's id."""

import logging
import sys
import traceback
from contextvars import ContextVar
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request being served, so that each line logged on its behalf carries it. One variable of our own
costs a tenth of structlog's general store."""

logger = structlog.get_logger
"""Returns the log of a part, by its name."""

trace_id: ContextVar[str | None] = ContextVar("trace_id", default=None)
"""The id of the caller's trace, if it sent one."""


def configure(stream: TextIO = sys.stdout, *, level: int = logging.INFO) -> None:
    """Sets up structlog and the standard library's logging for the whole program. Call it once, before serving."""
    shared: list[Processor] = [
        _with_ids,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    lines = logging.StreamHandler(stream)
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_exception_text,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    logging.getLogger("uvicorn").setLevel(level)


def traced(failure: BaseException, *, with_message: bool) -> dict[str, Any]:
    """Return a failure as log fields: its kind and where it arose, with its causes.

    The message is included only on request: a message of the database quotes the row, and the row may name a child.
    """
    frames = traceback.extract_tb(failure.__traceback__)
    fields: dict[str, Any] = {
        "kind": f"{type(failure).__module__}.{type(failure).__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if with_message:
        fields["message"] = str(failure)
    cause = failure.__cause__ or failure.__context__
    if cause is not None:
        fields["because"] = traced(cause, with_message=with_message)
    return fields


def _with_ids(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if (serving := request_id.get()) is not None:
        event["request_id"] = serving
    if (trace := trace_id.get()) is not None:
        event["trace_id"] = trace
    return event


def _without_exception_text(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Another library's logged exception, reduced as our own are."""
    exc_info = event.pop("exc_info", None)
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        event["failure"] = traced(exc_info[1], with_message=False)
    return event
