"""The question that is put to the optimiser."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from app.capacity.allocations.question import Asked, question
from app.capacity.domain.availability import Availability
from app.capacity.domain.mediator import Independence, Mediator
from app.capacity.domain.words import Format, Register
from app.capacity.records import StoredMediator

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = NOW.date()


def registered(mediator_id: UUID) -> StoredMediator:
    """One person, as a provider of its own registered her."""
    person = Mediator(
        Register.CIVIL_MEDIATION_COUNCIL, "BOTH-1", date(2029, 8, 31), frozenset({"en"}), frozenset(Format),
        frozenset({"991"}), Independence(date(2026, 1, 12)),
    )  # fmt: skip
    return StoredMediator(mediator_id, uuid4(), "Ada Mwangi", person, Availability(), None, None, 1, "", NOW, NOW)


def test_a_person_carries_her_sessions_once_by_however_many_she_is_registered() -> None:
    first, second = sorted((uuid4(), uuid4()))
    other = uuid4()
    mediators = {
        first: registered(first),
        second: registered(second),
        other: replace(registered(other), mediator=replace(registered(other).mediator, registration_number="X-2")),
    }
    put = question([], {}, [], mediators, {first: 2, second: 2, other: 1}, Asked(TODAY, TODAY, NOW, TODAY, {}))
    assert put.load == {first: 2, other: 1}
