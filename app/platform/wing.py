"""What a wing hands to the service: one value, with everything that the service asks of a wing.

Each part is a function that imports what it needs when it is called. So a migration loads no routes, a start loads no
examples, and an import of a wing's domain loads neither.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Column, Delete, Executable, Select, Table
    from sqlalchemy.ext.asyncio import AsyncEngine

    from app.platform.db.work import Database
    from app.platform.http.examples import Examples
    from app.platform.http.problem_bodies import ProblemBody
    from app.platform.http.router import Router


def _nothing() -> tuple[()]:
    return ()


def _no_jobs(_: Any) -> tuple[()]:
    return ()


def _none_explained() -> Mapping[type[BaseException], Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column with encrypted values, and the key that identifies each row."""

    key: "Column[Any]"
    column: "Column[Any]"


@dataclass(frozen=True, slots=True)
class Forgets:
    """Rows that the upkeep deletes once they have served."""

    what: str
    """The name of the rows, in the plural: `12 slots that have gone by`."""
    rows: "Delete"
    periods: Mapping[str, int] = field(default_factory=dict)
    """The settings, in days, that the statement names as its parameters. Each has its default here."""


@dataclass(frozen=True, slots=True)
class Removes:
    """What goes with a case that is removed. The statement takes the parameter `case`."""

    rows: "Executable"
    what: str | None = None
    """The name of the rows in the receipt, in the plural. None: the receipt is silent about them."""
    counted: "Select[Any] | None" = None
    """Counts the rows that the statement removes, before it does."""


@dataclass(frozen=True, slots=True)
class Renews:
    """Records that are extended as days go by: every day, and whenever the sandbox's clock moves."""

    what: str
    """The name of what is extended, in the plural."""
    renew: Callable[["Database"], Awaitable[int]]
    """Returns how many were."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that goes on behind the requests, a small piece at a time."""

    what: str
    """What it does, as the log names it."""
    waits: Callable[["Database"], Awaitable[bool]]
    """Whether there is something to do. It is asked until there is, and loads nothing of what does the work."""
    begin: Callable[[], "Working"]
    """Loads what does the work."""


class Working(Protocol):
    """Does the work of a job."""

    async def go_on(self, service: Any) -> bool:
        """Do one piece with the service, and return whether more is waiting."""

    async def end(self) -> None:
        """End what was started and not waited for."""


@dataclass(frozen=True, slots=True)
class Seed:
    """The records with which a sandbox starts."""

    opened: Callable[["AsyncEngine"], Awaitable[bool]]
    """Whether an earlier start made all of it. Asked by the database's owner, who sees every row."""
    open: Callable[["Database", Any], Awaitable[None]]
    """Makes what is not there yet, with the desk of the cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wing:
    """One capability, as the service sees it."""

    name: str
    """Its folder's name."""
    tags: Sequence[tuple[str, str]] = ()
    """The headings of its operations on the Swagger page, each with a sentence about it."""
    routers: Callable[[], "Sequence[Router]"] = _nothing
    """All its routers. The service serves them by the list of routes, and loads one when one of its routes is used."""
    explanations: Callable[[], Mapping[type[BaseException], Any]] = _none_explained
    """The problem for each type of refusal of the wing. A refusal is explained by the wing that defines it."""
    problems: Callable[[], "Sequence[ModuleType]"] = _nothing
    """The modules that define its types of problems."""
    problem_bodies: Callable[[], "Sequence[type[ProblemBody]]"] = _nothing
    """Its problem documents that have members of their own."""
    examples: Callable[[], "Sequence[Examples[Any]]"] = _nothing
    """The examples of its routes, folder by folder."""
    tables: Callable[[], "Sequence[Table]"] = _nothing
    """Every table of the wing. A table comes before the tables that refer to it."""
    sealed: Callable[[], Sequence[Sealed]] = _nothing
    """Every column that must be sealed again when a key changes."""
    forgets: Callable[[], Sequence[Forgets]] = _nothing
    removes: Callable[[], Sequence[Removes]] = _nothing
    """All that the wing keeps of a case, in the order of its removal. The wings above remove theirs first."""
    renews: Callable[[], Sequence[Renews]] = _nothing
    seeds: Callable[[], Sequence[Seed]] = _nothing
    jobs: Callable[[Any], Sequence[Job]] = _no_jobs
    """Its work behind the requests, by the settings of the deployment."""
