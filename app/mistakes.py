"""Explains mistakes at the command line in one sentence each: a setting, an address, a password.

Any other exception is a fault in the program and keeps its traceback.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Unfit(RuntimeError):
    """The service must not start like this. The message says why, in one sentence, and what to do."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """End the program with one sentence if the person at the command line can mend the cause."""
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
    """Return what to say about this fault, or None if nobody at the command line can mend it."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from app.platform.http.tracing import TracingUnavailable

    if isinstance(fault, ValidationError):
        return "\n".join(_of_setting(error["loc"], error["msg"]) for error in fault.errors(include_input=False))
    if isinstance(fault, SettingsError):  # a list or an object that is not JSON
        named = re.search(r'field "(\w+)"', str(fault))
        name = named[1].upper() if named else "A setting"
        return f'{name} cannot be read. Lists and objects are written as JSON, such as ["one", "two"].'
    if isinstance(fault, TracingUnavailable | Unfit):
        return str(fault)
    if isinstance(fault, OSError) and fault.filename is not None:
        return f"{fault.filename} cannot be used: {(fault.strerror or 'it does not work').lower()}."
    return _of_database(fault)


def refusal_of_database(fault: BaseException) -> str | None:
    """Return what to say if the database rejects the caller. None if the database is away or busy."""
    import asyncpg

    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
            return "The database does not accept the user or the password in DATABASE_URL."
        if isinstance(seen, asyncpg.InvalidCatalogNameError):
            return "The database that DATABASE_URL names does not exist on its server. Create it first."
        seen = seen.__cause__ or seen.__context__
    return None


def _of_setting(location: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ")
    if not location:
        return f"The settings do not fit together: {said}. For the sandbox, set ENVIRONMENT=sandbox."
    name = ".".join([str(location[0]).upper(), *map(str, location[1:])])
    if said == "Field required":
        return f"{name} is not set. The sandbox sets it itself: `make run`."
    said = said if said.startswith(name) else f"{name}: {said[:1].lower()}{said[1:]}"
    return f"{said}."


def _of_database(fault: BaseException) -> str | None:
    from socket import gaierror
    from ssl import SSLError

    import asyncpg
    from alembic.util import CommandError
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    if refused := refusal_of_database(fault):
        return refused
    seen: BaseException | None = fault
    while seen is not None:
        if isinstance(seen, ArgumentError | NoSuchModuleError):
            return "DATABASE_URL is not a database's address. Its form is postgresql://user:password@host/database."
        if isinstance(seen, asyncpg.InsufficientPrivilegeError) and "set role" in str(seen):
            return (
                "The user in DATABASE_URL is not a member of the role mediation_app: see docs/operations.md on roles."
            )
        if isinstance(seen, asyncpg.InsufficientPrivilegeError):
            return "The user in DATABASE_URL may not do that. Run migrations and upkeep as the database's owner."
        if isinstance(seen, asyncpg.UndefinedTableError) or _no_role(seen):
            return "The database is not prepared for this version. Run `python -m app migrate` first."
        if isinstance(seen, asyncpg.LockNotAvailableError):
            return "Another program is using what this command needs, so the command stopped. Run the command again."
        if isinstance(seen, CommandError) and "locate revision" in str(seen):
            return "A newer version of this program migrated the database. Use that version."
        if isinstance(seen, SSLError | asyncpg.exceptions.ClientConfigurationError):
            return f"The connection to the database cannot be made as DATABASE_URL asks ({_first_line(seen)})."
        if isinstance(seen, ConnectionError | TimeoutError | gaierror | FileNotFoundError):
            return f"Nothing answers at the address in DATABASE_URL ({_first_line(seen)})."
        if isinstance(seen, asyncpg.CannotConnectNowError | asyncpg.InsufficientResourcesError):
            return f"The database accepts no connection at the moment ({_first_line(seen)}). Try again."
        seen = seen.__cause__ or seen.__context__
    return None


def _no_role(fault: BaseException) -> bool:
    return '"mediation_app" does not exist' in str(fault)  # PostgreSQL has no code of its own for it


def _first_line(fault: BaseException) -> str:
    return str(fault).splitlines()[0] if str(fault) else type(fault).__name__
