"""One machine decides for all: by whom, when, from where, and through which gates, always in that order."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from app.kernel.diagram import arrows, mermaid
from app.kernel.errors import GateClosed, NotNow, NotYours, OutOfOrder, Refusal
from app.kernel.machine import Happened, apply, changed, fold
from app.kernel.moves import Command, gates_in
from tests.kernel import toy
from tests.kernel.toy import (
    BOOK,
    LIBRARY,
    MOVES,
    READER,
    STRANGER,
    Action,
    Book,
    Books,
    Burn,
    Lend,
    Renew,
    Return,
    Rules,
    Shelf,
    StrikeOff,
    may,
)  # fmt: skip

BOOKS = Books()
LENT = replace(BOOK, shelf=Shelf.OUT, lent_on=may(5), due_on=may(15))


def refused(book: Book, command: Command, today: int = 20, books: Books = BOOKS) -> Refusal:
    with pytest.raises(Refusal) as found:
        books.decide(book, command, may(today))
    return found.value


def test_a_move_changes_what_it_says_and_where_the_record_stands() -> None:
    happened = BOOKS.decide(BOOK, Lend(by=LIBRARY, occurred_on=may(5)), may(20))
    assert (happened.type, happened.action, happened.by, happened.occurred_on) == (
        "book-lent", Action.LEND, LIBRARY, may(5),
    )  # fmt: skip
    assert happened.changes == {
        "lent_on": may(5), "due_on": may(15), "renewed": 0, "back_on": None, "shelf": Shelf.OUT,
    }  # fmt: skip
    assert apply(BOOK, happened) == LENT
    assert BOOK.shelf is Shelf.IN, "facts are never changed in place"


def test_changed_facts_are_facts_like_all_others() -> None:
    after = changed(BOOK, {"shelf": Shelf.OUT, "lent_on": may(5), "due_on": may(15)})
    assert (type(after), after, hash(after)) == (Book, LENT, hash(LENT))
    with pytest.raises(FrozenInstanceError):
        after.shelf = Shelf.IN  # type: ignore[misc] # what is tried
    with pytest.raises(AttributeError):
        changed(BOOK, {"lent_at": may(5)})


def test_a_move_without_a_target_stays() -> None:
    assert "shelf" not in BOOKS.decide(LENT, Renew(by=READER, occurred_on=may(6)), may(20)).changes


def test_facts_are_their_events_in_order() -> None:
    events: list[Happened] = []
    for command in (Lend(by=LIBRARY, occurred_on=may(5)), Renew(by=READER, occurred_on=may(6)),
                    Return(by=READER, occurred_on=may(7)), StrikeOff(by=LIBRARY, occurred_on=may(8))):  # fmt: skip
        events.append(BOOKS.decide(fold(BOOK, events), command, may(20)))
    assert fold(BOOK, events) == Book(may(1), Shelf.GONE, may(5), may(15), 1, may(7))
    assert [fold(BOOK, events[:n]).state for n in range(5)] == ["in", "out", "out", "in", "gone"]


def test_another_party_is_told_who_records_it_and_nothing_of_the_record() -> None:
    """Whatever the state, the day, and the gates."""
    for book in (BOOK, LENT):
        no = refused(book, Renew(by=STRANGER, occurred_on=may(30)))
        assert isinstance(no, NotYours)
        assert no.reason == "renew is recorded by: advice service or local authority."
        assert no.rule_id == "renewals"


def test_questions_about_who_records_come_before_every_other() -> None:
    others = Books(rules=Rules(renewals=0, by_its_reader=False))
    for book, day in ((BOOK, 6), (LENT, 6), (LENT, 30), (LENT, 2)):
        no = refused(book, Renew(by=READER, occurred_on=may(day)), books=others)
        assert (type(no), no.reason, no.rule_id) == (NotYours, "Somebody else has it.", "its-reader")
    assert isinstance(refused(LENT, Renew(by=LIBRARY, occurred_on=may(6)), books=others), GateClosed)


def test_an_action_that_no_move_takes_is_nobodys() -> None:
    no = refused(BOOK, Burn(by=LIBRARY, occurred_on=may(5)))
    assert (type(no), no.reason, no.rule_id) == (NotYours, "burn is recorded by: nobody.", "no-such-thing")


@pytest.mark.parametrize(
    ("day", "today", "says"),
    [
        (6, 5, "2026-05-06 is in the future. Today is 2026-05-05."),
        (1, 20, None),
        (5, 5, None),
    ],
)
def test_nothing_is_recorded_ahead_of_its_day(day: int, today: int, says: str | None) -> None:
    command = Lend(by=LIBRARY, occurred_on=may(day))
    if says is None:
        assert BOOKS.decide(BOOK, command, may(today))
        return
    no = refused(BOOK, command, today)
    assert (type(no), no.reason) == (OutOfOrder, says)


def test_nothing_comes_before_the_record_began() -> None:
    late = replace(BOOK, bought_on=may(5))
    no = refused(late, Lend(by=LIBRARY, occurred_on=may(4)))
    assert (type(no), no.reason) == (OutOfOrder, "2026-05-04 is before the book was bought, on 2026-05-05.")
    assert BOOKS.decide(late, Lend(by=LIBRARY, occurred_on=may(5)), may(20))


def test_where_no_move_leads_on_is_said_with_where_one_would() -> None:
    no = refused(BOOK, Return(by=READER, occurred_on=may(6)))
    assert (type(no), no.rule_id) == (NotNow, "loan")
    assert no.reason == "return is possible only in these states: out, overdue. The present state is: in."


def test_nothing_comes_before_what_it_follows() -> None:
    no = refused(LENT, Return(by=READER, occurred_on=may(4)))
    assert (type(no), no.rule_id) == (OutOfOrder, "loan")
    assert no.reason == "return cannot have happened on 2026-05-04. It can only happen after this: lent on 2026-05-05."
    assert BOOKS.decide(LENT, Return(by=READER, occurred_on=may(5)), may(20))


def test_a_shut_gate_says_why_by_its_own_rule_and_kind() -> None:
    no = refused(replace(LENT, renewed=1), Renew(by=READER, occurred_on=may(6)))
    assert (type(no), no.reason, no.rule_id) == (GateClosed, "It was renewed as often as may be.", "renewals")
    no = refused(BOOK, Lend(by=LIBRARY, occurred_on=may(5), days=40))
    assert (type(no), no.reason, no.rule_id) == (OutOfOrder, "40 days are too many before 2026-05-31.", "loan")


def test_what_nobody_can_know_yet_is_a_shut_gate_with_the_rule_of_the_limit() -> None:
    early = Books(rules=Rules(horizon=may(2)))
    no = refused(BOOK, Lend(by=LIBRARY, occurred_on=may(3)), books=early)
    assert (type(no), no.reason, no.rule_id) == (GateClosed, "Nobody knows that year.", "horizon")


def test_the_same_question_may_be_asked_by_another_rule() -> None:
    other = toy.renewable.under("kindness")
    assert (other.rule, toy.renewable.rule) == ("kindness", "renewals")
    assert other.is_open is toy.renewable.is_open
    faulty = Books([replace(move, gates=(other,)) if move.command is Renew else move for move in MOVES])
    assert refused(replace(LENT, renewed=1), Renew(by=READER, occurred_on=may(6)), books=faulty).rule_id == "kindness"


def test_what_comes_first_is_part_of_the_event_and_the_move_sees_it() -> None:
    overdue = replace(LENT, renewed=1)
    happened = BOOKS.decide(overdue, Return(by=READER, occurred_on=may(16)), may(20))
    assert happened.changes == {"renewed": 0, "back_on": may(16), "shelf": Shelf.IN}
    in_time = BOOKS.decide(overdue, Return(by=READER, occurred_on=may(15)), may(20))
    assert "renewed" not in in_time.changes
    seen = Books([replace(move, becomes=lambda book, *_: {"back_on": may(book.renewed + 1)}) if move.command is Return
                  else move for move in MOVES])  # fmt: skip
    assert seen.decide(overdue, Return(by=READER, occurred_on=may(16)), may(20)).changes["back_on"] == may(1)


def test_the_moves_of_an_action_are_those_of_the_table() -> None:
    assert [move.event for move in BOOKS.moves_of(Action.RENEW)] == ["loan-renewed"]
    assert BOOKS.moves_of(Action.BURN) == ()
    twice = Books([*MOVES, *MOVES])
    assert len(twice.claiming(BOOK, Lend(by=LIBRARY, occurred_on=may(5)))) == 2


def test_gates_are_found_by_the_names_of_their_questions() -> None:
    assert gates_in(vars(toy)) == {
        "its_reader": toy.its_reader, "renewable": toy.renewable, "some_days": toy.some_days,
    }  # fmt: skip


def test_every_fact_survives_an_event() -> None:
    """`apply` copies every field, also one that has a default."""
    full = Book(may(1), Shelf.OUT, may(5), may(15), 1, may(2))
    event = BOOKS.decide(full, Return(by=READER, occurred_on=may(6)), may(20))
    after = apply(full, event)
    assert {one.name for one in fields(Book) if getattr(after, one.name) != getattr(full, one.name)} == {
        "shelf", "back_on",
    }  # fmt: skip


def test_the_diagram_shows_each_move_that_leads_somewhere() -> None:
    drawn = mermaid(Shelf.IN, arrows(MOVES, Shelf), [Shelf.GONE], "note right of gone: sold")
    assert drawn.splitlines() == [
        "stateDiagram-v2",
        "    [*] --> in",
        "    in --> out: lend",
        "    out --> in: return",
        "    overdue --> in: return",
        "    in --> gone: strike-off",
        "    overdue --> gone: strike-off",
        "    gone --> [*]",
        "    note right of gone: sold",
    ]
    beside = mermaid("a", [("a", "b", "x"), ("b", "c", "y"), ("a", "b", "z")], [])
    assert beside.splitlines()[2:] == ["    a --> b: x, z", "    b --> c: y"]
