"""Which tests answer for which part of the domain. They need no database, so that a copied process can run them."""

from typing import NamedTuple


class Wing(NamedTuple):
    """A folder of the domain, and the tests that are to notice a change in it, but for some."""

    folder: str
    tests: tuple[str, ...]
    without: tuple[str, ...]
    """Tests of other folders, and tests that take minutes: names of tests that begin so do not run."""


MACHINES = "tests/meta/test_machines.py"
TEXTS = f"{MACHINES}::test_no_wing_writes_its_own_machine"
TABLES = "tests/advice/domain/test_disclosure.py::test_of_no_table_that_there_could_be_is_anything_learned"
DIGEST = "tests/law/domain/test_versions.py::test_the_law_in_the_code_is_the_latest_version"
"""It notices every change of a rule, and cannot say which is right."""
LARGE = ("three stages", "settled", "ending", "one ending", "some whom it referred, ")

WINGS = {
    "law": Wing(
        "app/law/domain",
        (
            "tests/law",
            "tests/meta/test_law.py",
            "tests/meta/test_deadline_kinds.py",
            "tests/cases/domain/test_reform.py",
            "tests/cases/domain/test_regime_values.py",
            "tests/appeals/domain/test_law_of_appeals.py",
            "tests/notices/domain",
        ),
        without=(
            "tests/law/http",
            "tests/law/domain/test_against_oracle.py",
            DIGEST,
            "tests/meta/test_deadline_kinds.py::test_no_other_place_sorts_codes",
        ),
    ),
    "kernel": Wing(
        "app/kernel",
        (
            "tests/kernel",
            "tests/law/domain/test_authorities.py",
            "tests/law/domain/test_dispute.py",
            MACHINES,
            "tests/cases/domain",
        ),
        without=(TEXTS, "tests/cases/domain/test_assurance.py", "tests/cases/domain/test_faults_found.py"),
    ),
    "capacity": Wing(
        "app/capacity/domain",
        (
            "tests/capacity/domain",
            "tests/capacity/use_cases/test_question.py",
            "tests/capacity/use_cases/test_recording.py",
            "tests/capacity/use_cases/test_roster.py",
            MACHINES,
        ),
        without=(
            TEXTS,
            "tests/capacity/domain/test_calendar",
            "tests/capacity/domain/test_recurrence.py",
            "tests/capacity/domain/test_optimiser.py",
        ),
    ),
    "advice": Wing(
        "app/advice/domain",
        ("tests/advice/domain", "tests/advice/use_cases/test_correcting_referrals.py", MACHINES),
        without=(
            TEXTS,
            "tests/advice/domain/test_disclosure.py::test_nor_with_five_in_earnest",
            *(f"{TABLES}[{of}" for of in LARGE),
        ),
    ),
    "appeals": Wing("app/appeals/domain", ("tests/appeals/domain",), without=("tests/appeals/domain/test_pairs.py",)),
    "administration": Wing("app/administration/domain", ("tests/administration/domain",), without=()),
    "duties": Wing("app/duties/domain", ("tests/duties/domain", "tests/duties/use_cases"), without=()),
    "imports": Wing("app/imports/domain", ("tests/imports/domain",), without=()),
    "amendments": Wing("app/amendments/domain", ("tests/amendments/domain",), without=()),
    "evidence": Wing("app/evidence/domain", ("tests/evidence/domain",), without=()),
    "handoff": Wing("app/handoff/domain", ("tests/handoff/domain",), without=()),
    "keeping": Wing("app/keeping/domain", ("tests/keeping/domain",), without=()),
    "notices": Wing("app/notices/domain", ("tests/notices/domain",), without=()),
    "pathway": Wing(
        "app/cases/domain",
        (
            "tests/cases/domain",
            "tests/cases/use_cases/test_correcting.py",
            "tests/cases/use_cases/test_correcting_issues.py",
            "tests/cases/use_cases/test_recording.py",
            "tests/cases/use_cases/test_use_cases.py",
            "tests/advice/domain/test_offers.py",
            "tests/appeals/domain",
            "tests/duties/domain",
            "tests/duties/use_cases/test_keeping.py",
            "tests/meta/test_pathway.py",
            MACHINES,
        ),
        without=(
            TEXTS,
            "tests/cases/domain/test_assurance.py",
            "tests/cases/domain/test_faults_found.py",
            "tests/cases/domain/test_asked.py::test_the_search_reads",
            "tests/cases/domain/test_search.py::test_cases_with_equal_views",
            "tests/cases/domain/test_totality.py::test_what_an_ordinary_command",
            "tests/cases/domain/test_view.py::test_cases_that_look_alike",
            "tests/cases/domain/test_walks.py::TestAnyCase",
            "tests/appeals/domain/test_pairs.py",
            "tests/appeals/domain/test_appeal_assurance.py",
        ),
    ),
}
