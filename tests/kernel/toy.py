"""A machine that is no wing's: the loan of a book. It has a move of every kind, and knows nothing of the law."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from app.kernel.errors import BeyondHorizon, NotYours, OutOfOrder
from app.kernel.machine import Machine
from app.kernel.moves import Changed, Command, Move, gate
from app.kernel.search import Attempt, Node, Search, attempt
from app.kernel.terms import OrganisationKind

LIBRARY, READER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.ADVICE_SERVICE
STRANGER = OrganisationKind.TRIBUNAL


def may(day: int) -> date:
    """Return a day of May 2026."""
    return date(2026, 5, day)


class Action(StrEnum):
    """What is done with a book."""

    LEND = "lend"
    RENEW = "renew"
    RETURN = "return"
    STRIKE_OFF = "strike-off"
    BURN = "burn"


class Shelf(StrEnum):
    """Where a book is."""

    IN = "in"
    OUT = "out"
    OVERDUE = "overdue"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Book:
    """A book. `shelf` is what a move's target is written to; an overdue one is out, seen on a later day."""

    bought_on: date
    shelf: Shelf = Shelf.IN
    lent_on: date | None = None
    due_on: date | None = None
    renewed: int = 0
    back_on: date | None = None

    @property
    def state(self) -> Shelf:
        return self.shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend(Command):
    action: ClassVar = Action.LEND
    days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew(Command):
    action: ClassVar = Action.RENEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Command):
    action: ClassVar = Action.RETURN
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOff(Command):
    action: ClassVar = Action.STRIKE_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn(Command):
    """An action that no move takes."""

    action: ClassVar = Action.BURN


@dataclass(frozen=True, slots=True)
class Rules:
    """What a decision needs beside the book: how often it may be renewed, and until when the calendar is known."""

    renewals: int = 1
    horizon: date = date(2026, 5, 31)
    by_its_reader: bool = True


@gate("Is it the reader who has it?", "its-reader", "Somebody else has it.", NotYours)
def its_reader(_: Book, command: Command, rules: Rules) -> bool:
    return command.by is LIBRARY or rules.by_its_reader


@gate("May it be renewed once more?", "renewals", "It was renewed as often as may be.")
def renewable(book: Book, _: Renew, rules: Rules) -> bool:
    return book.renewed < rules.renewals


def _ends_unknown(_: Book, command: Lend, rules: Rules) -> str:
    return f"{command.days} days are too many before {rules.horizon}."


@gate("Is it a loan of some days?", "loan", "A loan has days.", OutOfOrder, _ends_unknown)
def some_days(_: Book, command: Lend, rules: Rules) -> bool:
    if command.occurred_on > rules.horizon:
        raise BeyondHorizon("Nobody knows that year.", "horizon")
    return command.occurred_on + timedelta(days=command.days) <= rules.horizon


def lent(_: Book, command: Lend, __: object) -> Changed:
    on = command.occurred_on
    return {"lent_on": on, "due_on": on + timedelta(days=command.days), "renewed": 0, "back_on": None}


def renewed(book: Book, _: Command, __: object) -> Changed:
    return {"renewed": book.renewed + 1}


def back(_: Book, command: Return, __: object) -> Changed:
    return {"back_on": command.occurred_on}


def gone(_: Book, __: Command, ___: object) -> Changed:
    return {}


_TABLE = (
    Move(
        Lend, "book-lent", "It is lent.", "loan", frozenset({LIBRARY}), frozenset({Shelf.IN}), Shelf.OUT, lent,
        (some_days,), not_before=("back_on",),
    ),
    Move(
        Renew, "loan-renewed", "It is kept longer.", "renewals", frozenset({LIBRARY, READER}),
        frozenset({Shelf.OUT, Shelf.OVERDUE}), None, renewed, (renewable,), (its_reader,), not_before=("lent_on",),
    ),
    Move(
        Return, "book-returned", "It is back.", "loan", frozenset({LIBRARY, READER}),
        frozenset({Shelf.OUT, Shelf.OVERDUE}), Shelf.IN, back, not_before=("lent_on",),
    ),
    Move(
        StrikeOff, "book-struck-off", "It is no longer kept.", "loan", frozenset({LIBRARY}),
        frozenset({Shelf.IN, Shelf.OVERDUE}), Shelf.GONE, gone, variant="for good",
    ),
)  # fmt: skip
BookMove = Move[Book, Any, Rules]
MOVES: tuple[BookMove, ...] = _TABLE
BOOK = Book(may(1))


class Books(Machine[BookMove, Book, Command, Rules]):
    """The machine of a book."""

    stage = "shelf"
    nobodys = "no-such-thing"

    def __init__(self, moves: Sequence[BookMove] = MOVES, rules: Rules = Rules()) -> None:
        super().__init__(moves, rules)

    def began(self, facts: Book) -> tuple[date, str]:
        return facts.bought_on, "the book was bought, on"

    def first(self, move: BookMove, facts: Book, command: Command) -> Changed:
        """A book that comes back overdue counts as not renewed."""
        overdue = facts.due_on is not None and command.occurred_on > facts.due_on
        return {"renewed": 0} if overdue and move.action is Action.RETURN else {}


def usual(on: date) -> list[Command]:
    """Return the plainest command of each action, by each party that may."""
    return [
        Lend(by=LIBRARY, occurred_on=on), Renew(by=READER, occurred_on=on), Return(by=READER, occurred_on=on),
        StrikeOff(by=LIBRARY, occurred_on=on), Return(by=STRANGER, occurred_on=on),
    ]  # fmt: skip


class BookSearch(Search[BookMove, Book, Command, date]):
    """Everything that can become of a book on the first days of May."""

    LAST = may(4)

    def __init__(self, books: Books) -> None:
        self.books = books

    def menu(self, node: Node[Book, date]) -> Iterator[Attempt[BookMove, Book, Command]]:
        return (attempt(self.books, node.facts, one, f"{one.action} by {one.by}") for one in usual(node.when))

    def later(self, node: Node[Book, date]) -> date | None:
        return node.when + timedelta(days=1) if node.when < self.LAST else None

    def mark(self, facts: Book, when: date) -> Hashable:
        return facts, when
