"""Work that the processes of one run of the tests share."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def share(number: int, workers: int) -> list[str]:
    """Return the files of tests that a worker imports first, as modules. Together the workers import each once."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files[number::workers]]


def import_a_share(config: pytest.Config) -> None:
    """Import every third file first, where three workers are about to import all of them.

    The first import of a file rewrites its asserts, which takes most of the time, and keeps what it wrote. In the same
    order every worker would rewrite every file. A file that cannot be imported is collected again, and says why.
    """
    worker = getattr(config, "workerinput", None)
    if worker is None or not any(Path(argument).resolve() == ROOT / "tests" for argument in config.args):
        return
    for name in share(int(worker["workerid"].removeprefix("gw")), worker["workercount"]):
        with suppress(Exception, pytest.skip.Exception):
            import_module(name)
