"""The tests stand where the house stands: each wing's tests under the wing's name, and beside them the whole's."""

from pathlib import Path

import pytest

from app.wings import NAMES

TESTS = Path(__file__).parents[1]
APP = TESTS.parent / "app"

WINGS = {*NAMES, "documentation", "kernel", "platform", "sandbox"}

WHOLE = {
    "command_line": "what an operator types",
    "concurrency": "requests at the same moment",
    "contract": "what partners' programs rely on",
    "faults": "a database, a network or a key that fails",
    "hard_cases": "situations of families that are easy to get wrong, each through the API",
    "meta": "the house itself, its tables and its documents",
    "migrations": "databases of earlier versions",
    "restore": "a backup, restored",
    "support": "what tests share; no tests",
}
"""The folders that hold properties of the whole service."""

KINDS = {
    "domain": "rules alone, as in the wing's own folder of that name",
    "use_cases": "use cases with no request",
    "http": "requests to the whole service, on a database",
    "sql": "what the database itself shows and refuses",
    "alone": "the platform, in an application with nothing else",
}
"""The folders that the tests of a wing may be divided into."""


def folders(place: Path) -> set[str]:
    return {one.parent.name for one in place.glob("*/__init__.py")}


def test_a_folder_of_tests_is_a_wing_or_a_property_of_the_whole() -> None:
    assert folders(TESTS) == WINGS | set(WHOLE)
    assert folders(APP) >= WINGS
    assert not list(TESTS.glob("test_*.py"))


@pytest.mark.parametrize("wing", sorted(WINGS))
def test_a_wing_divides_its_tests_as_every_wing_does(wing: str) -> None:
    assert folders(TESTS / wing) <= set(KINDS)
    assert list((TESTS / wing).rglob("test_*.py"))
    assert ("domain" in folders(TESTS / wing)) == ("domain" in folders(APP / wing))
