"""A search finds everything that can become of a record; a property that is broken comes with the way to where."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from app.kernel.assure import Always, Covered, EachStep, InReach, NoClash, Property, assure
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.search import Node, after_command, ways
from tests.kernel.toy import (
    BOOK,
    LIBRARY,
    MOVES,
    READER,
    Action,
    Book,
    BookMove,
    Books,
    BookSearch,
    Lend,
    Rules,
    Shelf,
    may,
    usual,
)  # fmt: skip

REACHED = [Shelf.IN, Shelf.OUT, Shelf.GONE]


def _states(found: Any) -> list[str]:
    return [node.facts.state for node in found.nodes.values()]


PROPERTIES: tuple[Property, ...] = (
    Always("a-loan-has-an-end", "A book that is out has a day to come back.",
           lambda book: book.state is not Shelf.OUT or book.due_on is not None),
    EachStep("gone-is-gone", "Nothing becomes of a book that is gone.",
             lambda step, _: step.origin.facts.state is not Shelf.GONE),
    InReach("it-can-come-back", "Every book that is out can come back by its reader.",
            lambda book: book.state is Shelf.IN, lambda node: node.facts.state is Shelf.OUT,
            lambda step: step.command is not None and step.command.by is READER),
    Covered("every-state", "Every state is reached.", REACHED, _states),
    NoClash("one-move", "At most one move claims a command."),
)  # fmt: skip


def verdict(books: Books) -> dict[str, tuple[str, ...] | None]:
    found = assure(BookSearch(books), [Node(BOOK, may(1), told="a new book")], PROPERTIES)
    assert found.holds is all(p.holds for p in found.properties)
    return {p.name: p.counter_example for p in found.properties if not p.holds}


def test_every_oneis_kept_and_counted() -> None:
    found = assure(BookSearch(Books()), [Node(BOOK, may(1))], PROPERTIES)
    assert [p.name for p in found.properties] == [p.name for p in PROPERTIES]
    assert [p.says for p in found.properties] == [p.says for p in PROPERTIES]
    assert verdict(Books()) == {}
    assert found.moves_made == set(MOVES)
    assert found.steps_examined > found.states_examined


def test_nothing_that_can_be_reached_is_left_out() -> None:
    """Held against a walk without any cleverness: every sequence of up to four things, over the days."""
    found = BookSearch(Books()).explore(Node(BOOK, may(1)), lambda *_: ())
    known = {(node.facts, node.when) for node in found.nodes.values()}
    for length in range(5):
        for sequence in product(range(-1, 5), repeat=length):
            book, day = BOOK, 1
            for choice in sequence:
                if choice < 0:
                    day += 1
                    continue
                try:
                    book = apply(book, Books().decide(book, usual(may(day))[choice], may(day)))
                except Refusal:
                    break
            if day <= 4:
                assert (book, may(day)) in known


def test_the_way_to_a_record_can_be_gone_step_by_step() -> None:
    found = BookSearch(Books()).explore(Node(BOOK, may(1), told="a new book"), lambda *_: ())
    for node in found.nodes.values():
        begun, *steps = node.way
        assert begun == "a new book"
        book, day = BOOK, may(1)
        for step in steps:
            if step.startswith("until "):
                day = day.fromisoformat(step.removeprefix("until "))
            else:
                (command,) = (one for one in usual(day) if f"{one.action} by {one.by}" == step)
                book = apply(book, Books().decide(book, command, day))
        assert (book, day) == (node.facts, node.when)


Change = Callable[[BookMove], list[BookMove]]


def only(action: Action, **says: Any) -> Change:
    return lambda move: [replace(move, **says)] if move.action is action else [move]


@pytest.mark.parametrize(
    ("change", "notices", "way"),
    [
        (only(Action.LEND, becomes=lambda *_: {}), "a-loan-has-an-end", ("a new book", "lend by local_authority")),
        (
            only(Action.LEND, states=frozenset({Shelf.IN, Shelf.GONE})), "gone-is-gone",
            ("a new book", "strike-off by local_authority", "lend by local_authority"),
        ),
        (
            only(Action.RETURN, who=frozenset({LIBRARY})), "it-can-come-back",
            ("a new book", "lend by local_authority"),
        ),
        (only(Action.STRIKE_OFF, target=None), "every-state", ("gone",)),
        (
            lambda move: [move, move] if move.action is Action.LEND else [move], "one-move",
            ("a new book", "lend by local_authority"),
        ),
    ],
)  # fmt: skip
def test_a_fault_is_found_with_the_shortest_way_to_it(change: Change, notices: str, way: tuple[str, ...]) -> None:
    assert verdict(Books([changed for move in MOVES for changed in change(move)]))[notices] == way


def test_time_alone_breaks_no_step() -> None:
    broken: EachStep[Any, Any, Any, Any] = EachStep("never", "No step is taken.", lambda *_: False)
    found = assure(BookSearch(Books([])), [Node(BOOK, may(1))], [broken])
    assert (found.holds, found.states_examined, found.steps_examined) == (True, 4, 3)


def test_the_shortest_ways_come_first_and_are_lawful() -> None:
    books = Books(rules=Rules(renewals=2))
    found = list(ways(books, BOOK, may(5), usual(may(5)), lambda book: book, lambda book: book.state))
    assert [len(way) for _, way, _ in found] == sorted(len(way) for _, way, _ in found)
    for facts, way, command in found:
        book: Book | None = BOOK
        for step in way:
            assert book is not None
            book = after_command(books, book, step, may(5))
        assert book == facts
        assert after_command(books, facts, command, may(5)) is not None
    assert next(len(way) for _, way, command in found if command.action is Action.RENEW) == 1


def test_no_way_goes_on_over_what_does_not_lead_on() -> None:
    books = Books()
    found = list(
        ways(
            books,
            BOOK,
            may(5),
            usual(may(5)),
            lambda book: book,
            lambda book: book.state,
            lambda one: not isinstance(one, Lend),
        )
    )
    assert {command.action for _, _, command in found} == {Action.LEND, Action.STRIKE_OFF}
