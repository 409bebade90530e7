"""Which tests answer for which part of the domain. They need no database, so that a copied process can run them."""

from typing import NamedTuple


class Wing(NamedTuple):
    """A folder of the domain, and the tests that are to notice a change in it."""

    folder: str
    tests: tuple[str, ...]


WINGS = {
    "law": Wing("app/law/domain", ("tests/law", "tests/meta/test_law.py", "tests/meta/test_deadline_kinds.py")),
    "kernel": Wing(
        "app/kernel",
        (
            "tests/kernel",
            "tests/law/domain/test_authorities.py",
            "tests/law/domain/test_dispute.py",
            "tests/meta/test_machines.py",
            "tests/cases/domain",
        ),
    ),
    "capacity": Wing(
        "app/capacity/domain",
        (
            "tests/capacity/domain",
            "tests/capacity/use_cases/test_question.py",
            "tests/capacity/use_cases/test_recording.py",
            "tests/capacity/use_cases/test_roster.py",
            "tests/meta/test_machines.py",
        ),
    ),
    "advice": Wing("app/advice/domain", ("tests/advice/domain", "tests/meta/test_machines.py")),
    "pathway": Wing(
        "app/cases/domain",
        (
            "tests/cases/domain",
            "tests/cases/use_cases/test_recording.py",
            "tests/meta/test_pathway.py",
            "tests/meta/test_machines.py",
        ),
    ),
}
