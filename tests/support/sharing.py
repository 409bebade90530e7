"""Work that the processes of one run of the tests share."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def import_a_share(config: pytest.Config) -> None:
    """Import every third file first, where three workers are about to import all of them.

    The first import of a file rewrites its asserts, which takes most of the time, and keeps what it wrote. In the same
    order every worker would rewrite every file. A file that cannot be imported is collected again, and says why.
    """
    worker = getattr(config, "workerinput", None)
    if worker is None or not any(Path(argument).resolve() == ROOT / "tests" for argument in config.args):
        return
    number, workers = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    for file in sorted((ROOT / "tests").rglob("test_*.py"))[number % workers :: workers]:
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
