"""What a failure of the database means for the caller: nothing was written, or the outcome is unknown.

Away                 not reached, no free connection, silent for too long, or gone in the middle
├── Busy             another request holds the record, or the statement took too long and was ended
│   └── Deadlock     two requests waited for each other, and this one gave way
├── NoWrites         the database answers but accepts no changes: read-only, or its disk is full
└── Misplaced        a pooler is in between, and the settings do not say so
Unsure               COMMIT was sent and no answer came: it may be written now, or later
"""

from typing import ClassVar

import asyncpg


class Away(Exception):
    """The work could not be done. Nothing was written: it is safe to send it again."""

    says: ClassVar[str] = "The database does not answer at the moment. Nothing was recorded. Send the request again."


class Busy(Away):
    """The work took too long, or waited too long for other work."""

    says = (
        "Another request is using the same record, or your request took too long. Nothing was recorded. Send the "
        "request again."
    )


class Deadlock(Busy):
    """Two requests waited for each other, and the database ended this one."""


class NoWrites(Away):
    """The database answers, and takes no changes."""

    says = "The database accepts no changes at the moment. Nothing was recorded. Send the request again later."


class Misplaced(Away):
    """A pooler is in between, and `DATABASE_POOLER` does not say so."""

    why: ClassVar[str] = "A pooler stands before the database. Set DATABASE_POOLER to its mode: transaction or session."


class Unsure(Exception):
    """COMMIT was sent and no answer came. The work may be written, may not be, or may yet be."""


_BY_STATE: dict[str, type[Away]] = {
    "40P01": Deadlock,
    "40001": Busy,  # could not serialise
    "55P03": Busy,  # lock_timeout
    "57014": Busy,  # statement_timeout, or somebody cancelled it
    "25P03": Busy,  # idle_in_transaction_session_timeout
    "25P04": Busy,  # transaction_timeout
    "53200": Busy,  # out of memory
    "25006": NoWrites,  # a standby, or default_transaction_read_only
    "53100": NoWrites,  # disk full
    "53300": Away,  # too many connections
    "26000": Misplaced,  # the prepared statement is another session's
    "42P05": Misplaced,  # likewise
}
_BY_CLASS: dict[str, type[Away]] = {
    "08": Away,  # connection
    "53": Busy,  # resources
    "57": Away,  # shutdown, recovery, a dropped database
    "58": NoWrites,  # input and output errors of the server
}
_UNDECIDED = "40003"
"""SQLSTATE statement_completion_unknown."""


def outage(error: BaseException, *, gone: bool) -> type[Away] | None:
    """Return what an error of the driver means where nothing was committed. None if it is a fault of ours.

    `gone` says that the connection has ended. An error of any kind is then a consequence of that.
    """
    if isinstance(error, asyncpg.PostgresError):
        if isinstance(error, asyncpg.InvalidCachedStatementError):
            return Busy  # a migration changed a table while this connection held a plan for it
        state = error.sqlstate or ""
        known = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
        return known or (Away if gone or _fatal(error) else None)
    if isinstance(error, OSError | asyncpg.InternalClientError):  # a time-out of the driver is an OSError too
        return Away
    return Away if gone else None


def undone(error: BaseException, *, gone: bool) -> bool:
    """Return whether an error in answer to COMMIT proves that nothing was stored.

    Only the server's own ERROR proves it, on a connection that stays alive. A FATAL may follow a commit that already
    happened, for example when the server shuts down while it waits for its standby.
    """
    if gone or not isinstance(error, asyncpg.PostgresError):
        return False
    return not _fatal(error) and error.sqlstate != _UNDECIDED


def _fatal(error: asyncpg.PostgresError) -> bool:
    return (getattr(error, "severity_en", None) or getattr(error, "severity", None)) in ("FATAL", "PANIC")
