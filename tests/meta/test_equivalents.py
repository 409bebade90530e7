"""The list of equivalent mutants names mutants that exist, and the wings of the mutator cover the whole domain."""

from pathlib import Path

import app
from bench.mutation.equivalents import equivalents, out_of_date
from bench.mutation.mutants import sources
from bench.mutation.wings import WINGS

ROOT = Path(app.__path__[0]).parent


def test_each_listed_equivalent_is_still_a_mutant() -> None:
    listed = equivalents()
    files = {one.file for one in listed}
    known = [mutant for file in sorted(files) for source in sources(file) for mutant in source.mutants()]
    assert out_of_date(listed, known) == []
    assert all(one.reason.endswith(".") for one in listed)


def test_every_folder_of_the_domain_has_its_wing() -> None:
    folders = {str(path.relative_to(ROOT)) for path in (ROOT / "app").glob("*/domain") if any(path.glob("*.py"))}
    assert {wing.folder for wing in WINGS.values()} == folders | {"app/kernel"}
    assert [test for wing in WINGS.values() for test in wing.tests if not (ROOT / test).exists()] == []
