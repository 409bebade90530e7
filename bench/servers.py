"""A primary and its standbys, each a program that can be killed, stopped and promoted by itself."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.embedded.account import account_for, within_reach
from app.platform.db.embedded.binaries import find_binaries
from app.platform.db.embedded.child import spawn
from bench.load import HOST
from bench.machine import family
from bench.service import free_port

SECONDS_TO_START = 30


@dataclass(slots=True)
class Server:
    """One server, durable, on a port of the loopback."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    _program: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        data = self.folder / self.name
        account = account_for(data)
        settings = {
            "port": self.port, "listen_addresses": HOST, "cluster_name": self.name, "unix_socket_directories": "",
            "hot_standby": "on", "wal_receiver_status_interval": "1", "shared_buffers": "64MB",
        }  # fmt: skip
        command: list[str | Path] = [within_reach(find_binaries(), account, self.folder) / "postgres", "-D", str(data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self._program = spawn(command, account, log, [])
        began = time.monotonic()
        while subprocess.run(
            [find_binaries() / "pg_isready", "-q", "-h", HOST, "-p", str(self.port)], check=False
        ).returncode:
            if self._program.poll() is not None or time.monotonic() - began > SECONDS_TO_START:
                raise RuntimeError((self.folder / f"{self.name}.log").read_text()[-2000:])
            time.sleep(0.02)

    def copy_of(self, primary: "Server") -> None:
        """Become a standby of a running primary."""
        data = self.folder / self.name
        options = ["-h", HOST, "-p", str(primary.port), "-U", "postgres", "--write-recovery-conf", "--checkpoint=fast"]
        subprocess.run([find_binaries() / "pg_basebackup", "-D", data, *options], check=True, timeout=60)
        account = account_for(primary.folder / primary.name)
        if account is not None:
            account.give(data)
        self.start()

    def send(self, what: signal.Signals) -> None:
        """Send a signal to all its processes, as when its machine is lost or hangs. Each has a group of its own."""
        for process in family(self._program.pid) if self._program is not None else ():
            with suppress(ProcessLookupError):
                os.kill(process, what)

    def end(self) -> None:
        """End it for good."""
        self.send(signal.SIGKILL)
        if self._program is not None:
            self._program.wait(SECONDS_TO_START)
            self._program = None

    async def ask(self, statement: str, database: str = "postgres") -> list[Any]:
        """Ask it as its superuser, and return the rows."""
        connection = await asyncpg.connect(
            host=HOST, port=self.port, user="postgres", database=database, timeout=5, command_timeout=20
        )
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()


@contextmanager
def three_servers() -> Iterator[tuple[Server, Server, Server]]:
    """Start a primary and two standbys, in a folder that is deleted at the end."""
    with TemporaryDirectory(prefix="bench-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        primary, *standbys = [Server(name, folder) for name in ("primary", "north", "south")]
        with EmbeddedPostgres(folder / primary.name):
            pass
        try:
            primary.start()
            for standby in standbys:
                standby.copy_of(primary)
            yield primary, standbys[0], standbys[1]
        finally:
            for server in (primary, *standbys):
                server.end()
