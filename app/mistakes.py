"""The command line's mistakes in one sentence each: a setting, an address, a password. Anything else is a fault of ours
and keeps its traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def told_plainly() -> Iterator[None]:
    """End the program with one sentence where the person at the command line can mend the cause."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as fault:
        sentence = sentence_for(fault)
        if sentence is None:
            raise
        sys.exit(sentence)


def sentence_for(fault: BaseException) -> str | None:
    """Return what to tell about this fault, or None where nobody at the command line could mend it."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from app.adapters.http.tracing import TracingUnavailable

    if isinstance(fault, ValidationError):
        return "\n".join(_of_setting(error["loc"], error["msg"]) for error in fault.errors(include_input=False))
    if isinstance(fault, SettingsError):  # a list or an object that is not JSON
        return f"A setting cannot be read: {fault}. Lists and objects are written as JSON."
    if isinstance(fault, TracingUnavailable):
        return str(fault)
    return _of_database(fault)


def _of_setting(location: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    if not location:
        return f"The settings do not fit together: {said}. For the sandbox, set ENVIRONMENT=sandbox."
    name = ".".join(str(step) for step in location).upper()
    if said == "Field required":
        return f"{name} is not set. The sandbox sets it itself: `make run`."
    return f"{name}: {said[0].lower()}{said[1:]}."


def _of_database(fault: BaseException) -> str | None:
    import asyncpg
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, ArgumentError | NoSuchModuleError):
            return "DATABASE_URL is not a database's address. Its form is postgresql://user:password@host/database."
        if isinstance(seen, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
            return "The database does not accept the user or the password in DATABASE_URL."
        if isinstance(seen, asyncpg.InvalidCatalogNameError):
            return "The database that DATABASE_URL names does not exist on its server. Create it first."
        if isinstance(seen, asyncpg.InsufficientPrivilegeError):
            return "The user in DATABASE_URL may not do that. Migrations and upkeep run as the database's owner."
        if isinstance(seen, asyncpg.UndefinedTableError):
            return "The database is not prepared for this version. Run `python -m app migrate` first."
        if isinstance(seen, ConnectionError | TimeoutError | _unresolved()):
            return f"Nothing answers at the address in DATABASE_URL ({_first_line(seen)})."
        seen = seen.__cause__ or seen.__context__
    return None


def _unresolved() -> type[OSError]:
    import socket

    return socket.gaierror


def _first_line(fault: BaseException) -> str:
    return str(fault).splitlines()[0] if str(fault) else type(fault).__name__
