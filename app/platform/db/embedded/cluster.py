"""The data folder: created completely or not at all, and checked before each start."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.platform.db.embedded.account import Account, data_argument
from app.platform.db.embedded.binaries import major_version
from app.platform.db.embedded.child import spawn
from app.platform.db.embedded.errors import EmbeddedPostgresError


@dataclass(frozen=True)
class Cluster:
    """A cluster, as PostgreSQL calls it: one data folder, with its programs, its account and its log."""

    data: Path
    binaries: Path
    account: Account | None
    log: Path
    durable: bool
    """False for a throw-away database, which need not survive a crash of the machine."""

    def ensure(self, lock: int) -> None:
        """Create the data folder if it is missing. Refuse a folder that this account or these programs cannot use."""
        exists = self.data.exists()
        if exists and self.account is None and not self._is_ours():
            raise EmbeddedPostgresError(
                f"The database in {self.data} belongs to another account (uid {self.data.stat().st_uid}). "
                "Start as that account or as root, or delete the folder to begin with an empty database."
            )
        if not exists or not any(self.data.iterdir()):
            self._create(lock)
            return
        self._check_version()
        if self.account is not None and not self._is_ours():
            self.account.give(self.data)

    def forget_dead_server(self) -> None:
        """Remove the postmaster.pid of a killed server if its number now belongs to another process.

        PostgreSQL itself removes a stale file unless a process with that number exists: a zombie, or another program,
        as after the restart of a container. Under the lock it cannot be one of our servers. A server that was started
        in another way is left for PostgreSQL to refuse.
        """
        mark = self.data / "postmaster.pid"
        if not mark.exists() or not Path("/proc/self").exists():
            return
        number = mark.read_text().partition("\n")[0]
        try:
            program = Path(f"/proc/{number}/cmdline").read_bytes().partition(b"\0")[0]
        except OSError:  # no such process, or one that this account may not look at
            return
        if not program.endswith((b"postgres", b"postmaster")):
            mark.unlink()

    def _is_ours(self) -> bool:
        return self.data.stat().st_uid == (self.account.uid if self.account else os.geteuid())

    def _check_version(self) -> None:
        mark = self.data / "PG_VERSION"
        if not mark.is_file():
            raise EmbeddedPostgresError(
                f"{self.data} holds something that is not a database. Move it away and start again."
            )
        made_by, found = mark.read_text().strip(), major_version(self.binaries)
        if made_by != str(found):
            raise EmbeddedPostgresError(
                f"The database in {self.data} was made by PostgreSQL {made_by}, but {self.binaries} holds version "
                f"{found}. Set PG_BIN_DIR to a PostgreSQL {made_by}, or delete the folder to begin with an "
                "empty database."
            )

    def _create(self, lock: int) -> None:
        """Build the folder beside its final place and move it there when it is complete. An interruption leaves nothing
        half made.
        """
        building = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        if self.account is not None:
            self.account.give(building)
        with opened(building) as descriptor, self.log.open("ab") as output:
            command = [
                str(self.binaries / "initdb"),
                f"--pgdata={data_argument(building, descriptor, self.account)}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
                *_locale(major_version(self.binaries) or 0),
                *([] if self.durable else ["--no-sync"]),
            ]
            failed = spawn(command, self.account, output, [lock, descriptor]).wait()
        if failed:
            raise EmbeddedPostgresError(f"PostgreSQL could not make a database in {self.data}.\n{self.log_tail()}")
        building.replace(self.data)

    def log_tail(self) -> str:
        """The last lines of the server's log, for an error message."""
        lines = self.log.read_text(errors="replace").splitlines()[-20:]
        return "\n".join([f"The end of {self.log}:", *(f"  {line}" for line in lines)])


def _locale(version: int) -> list[str]:
    """Code-point order and Unicode letters: from version 17 the server's own, before that the system's."""
    if version >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    """A descriptor of the folder, for a server that may not walk the path to it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
