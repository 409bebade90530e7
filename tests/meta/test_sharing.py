"""The workers share the importing of the files of tests: together they import each file, under pytest's name for it."""

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.sharing import ROOT, share


@pytest.mark.parametrize("workers", [1, 3])
def test_each_file_is_in_one_share(workers: int) -> None:
    names = Counter(name for number in range(workers) for name in share(number, workers))
    found = {Path(spec.origin) for name in names if (spec := find_spec(name)) is not None and spec.origin is not None}
    assert found == {*(ROOT / "tests").rglob("test_*.py")}
    assert set(names.values()) == {1}


def test_this_file_is_known_by_the_name_that_pytest_gave_it() -> None:
    assert __name__ in share(0, 1)
