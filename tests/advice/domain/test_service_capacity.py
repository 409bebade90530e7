"""A full service, and who else has room."""

from datetime import UTC, datetime

import pytest

from app.advice.domain.capacity import AdviceService, ServiceCapacity, alternative

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_service(name: str, available: int | None, *areas: str) -> AdviceService:
    room = None if available is None else ServiceCapacity("families", available, 40, NOW)
    return AdviceService(name, frozenset(areas), room)


FULL, ROOMY, SILENT = a_service("full", 0, "991"), a_service("roomy", 1, "991", "992"), a_service("silent", None, "991")


@pytest.mark.parametrize(("available", "full"), [(-1, True), (0, True), (1, False)])
def test_a_service_is_full_when_nothing_is_available(available: int, full: bool) -> None:
    assert ServiceCapacity("families", available, None, NOW).full is full


def test_the_first_other_service_of_the_area_with_room_is_named() -> None:
    later = a_service("later", 9, "991")
    assert alternative([FULL, SILENT, ROOMY, later], "991") == ROOMY
    assert alternative([FULL, ROOMY, later], "991", other_than="roomy") == later
    assert alternative([FULL, ROOMY], "991", other_than="roomy") is None
    assert alternative([FULL, ROOMY], "993") is None


def test_room_that_nobody_tells_of_is_not_promised() -> None:
    assert not SILENT.has_room
    assert alternative([SILENT], "991") is None
