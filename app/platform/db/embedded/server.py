"""One embedded server: it starts, creates databases, and stops."""

import asyncio
import re
import signal
import subprocess
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import asyncpg

from app.platform.db.embedded.account import account_for, data_argument, within_reach
from app.platform.db.embedded.binaries import find_binaries
from app.platform.db.embedded.child import spawn
from app.platform.db.embedded.cluster import Cluster, opened
from app.platform.db.embedded.errors import EmbeddedPostgresError
from app.platform.db.embedded.folder import run_folder, share_owner, sole_use

SECONDS_TO_START = 60.0
"""Includes recovery after a crash."""
SECONDS_TO_STOP = 30.0
PORT = 5432
"""Names the socket only: nothing listens on TCP."""
SETTINGS = ("listen_addresses=", f"port={PORT}", "timezone=UTC", "log_timezone=UTC", "jit=off")
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
"""Safe only because the database of a run without a data folder is deleted with the run."""


class EmbeddedPostgres:
    """A PostgreSQL server of this process: reached over a Unix socket that only this account can open."""

    def __init__(self, data: Path | None = None) -> None:
        """``data`` is the folder of the database. None: a throw-away database in a temporary folder."""
        self._data = data.absolute() if data else None
        self._socket = Path()
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Create the database if there is none, start the server and wait until it answers. Blocks.

        Call it from the main thread: Linux ends the server when the *thread* that started it ends.

        Raises EmbeddedPostgresError if the server cannot start.
        """
        if threading.current_thread() is not threading.main_thread():
            raise EmbeddedPostgresError("Start the embedded server from the main thread: it ends with its thread.")
        binaries = find_binaries()
        account = account_for(self._data)
        with ExitStack() as undo:
            run, run_lock = undo.enter_context(run_folder())
            data = self._data or run / "data"
            lock = undo.enter_context(sole_use(data.with_name(f"{data.name}.lock"), data))
            log = data.with_name(f"{data.name}.log")
            log.write_bytes(b"")
            share_owner(log)
            socket = run / "socket"
            socket.mkdir(mode=0o700)
            if account is not None:
                run.chmod(0o711)
                account.give(socket)
            binaries = within_reach(binaries, account, run)
            cluster = Cluster(data, binaries, account, log, durable=self._data is not None)
            cluster.ensure(lock)
            cluster.forget_dead_server()

            descriptor = undo.enter_context(opened(data))
            command = [str(binaries / "postgres"), "-D", data_argument(data, descriptor, account), "-k", str(socket)]
            for setting in SETTINGS if cluster.durable else SETTINGS + THROW_AWAY:
                command += ["-c", setting]
            with log.open("ab") as output:
                server = spawn(command, account, output, [run_lock, lock, descriptor])
            undo.callback(_end, server)
            _wait_until_ready(server, cluster)
            self._socket = socket
            self._running = undo.pop_all()

    def stop(self) -> None:
        """End the server cleanly and remove the temporary folder. Does nothing if no server is running."""
        self._running.close()

    def url(self, database: str = "postgres") -> str:
        """Return the SQLAlchemy URL of one database. It names the port, because PGPORT in the environment could replace
        it.
        """
        return f"postgresql+asyncpg://postgres@/{quote(database)}?host={quote(str(self._socket))}&port={PORT}"

    def database_exists(self, name: str) -> bool:
        """Whether the server holds a database of this name."""
        exists = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
        return bool(self._ask(lambda connection: connection.fetchval(exists, name)))

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database, as a copy of ``template`` if given. Nothing may be connected to the template meanwhile."""
        copied = f' TEMPLATE "{_plain(template)}" STRATEGY file_copy' if template else ""
        self._ask(lambda connection: connection.execute(f'CREATE DATABASE "{_plain(name)}"{copied}'))

    def _ask(self, question: Callable[[Any], Awaitable[Any]]) -> Any:
        async def ask() -> Any:
            connection = await asyncpg.connect(host=str(self._socket), port=PORT, user="postgres", database="postgres")
            try:
                return await question(connection)
            finally:
                await connection.close()

        # A thread of its own: the caller may already be inside an event loop.
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(asyncio.run, ask()).result()


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
        raise ValueError(f"not a plain database name: {name!r}")
    return name


def _wait_until_ready(server: "subprocess.Popen[bytes]", cluster: Cluster) -> None:
    """Return when the eighth line of its postmaster.pid says that it takes connections, where pg_ctl looks as well."""
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None:
        try:
            lines = (cluster.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() in ("ready", "standby"):
            return
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"PostgreSQL was not ready in {SECONDS_TO_START:.0f} s.\n{cluster.log_tail()}")
        time.sleep(0.01)
    raise EmbeddedPostgresError(f"PostgreSQL did not start (exit status {server.returncode}).\n{cluster.log_tail()}")


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Ask for a fast shutdown, then for an immediate one (the next start recovers), then kill the server."""
    for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(request)
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            continue
        return
