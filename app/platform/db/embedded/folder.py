"""Folders, and the locks that say which server uses them.

A lock is an flock held by the launcher and inherited by the server. So it ends when both have ended, however they end.
Unlike a file with a process id, it cannot be stale, and cannot mistake another process for the server.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.platform.db.embedded.errors import EmbeddedPostgresError

PREFIX = "mediation-pg-"
LONGEST_SOCKET_PATH = 100
"""Bytes. The systems allow 104 to 108 for the whole path of a socket."""
SECONDS_FOR_AN_ORPHAN = 30.0
"""How long a server whose launcher was killed is given to finish its shutdown."""


@contextmanager
def sole_use(path: Path, of: Path) -> Iterator[int]:
    """Hold the lock at ``path`` over the folder ``of``; the descriptor is for the server to inherit."""
    try:
        for parent in reversed([each for each in path.parents if not each.exists()]):
            parent.mkdir()
            share_owner(parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        share_owner(path)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The database folder {of} cannot be used by this account: {error.strerror} ({path}). "
            "It may have been made by root: start as root again, or delete it to begin with an empty database."
        ) from error
    try:
        _wait_for(descriptor, of)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        try:
            yield descriptor
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def share_owner(path: Path) -> None:
    """Give what root creates in another account's checkout to that account, so that it can run without root later."""
    if os.geteuid() == 0:
        above = path.parent.stat()
        os.chown(path, above.st_uid, above.st_gid)


def _wait_for(descriptor: int, folder: Path) -> None:
    """Refuse at once while the launcher that holds the lock lives; wait for what it left behind when it does not."""
    deadline = time.monotonic() + SECONDS_FOR_AN_ORPHAN
    while not _locks(descriptor):
        holder = os.pread(descriptor, 20, 0).decode()
        if holder and _lives(int(holder)):
            raise EmbeddedPostgresError(
                f"The database in {folder} is already in use by process {holder}. "
                "Stop that one first, or set DATABASE_URL to use another database."
            )
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"The process that started the database in {folder} is gone, but its server still runs: "
                f"end the one named in the first line of {folder / 'postmaster.pid'} with `kill -INT`."
            )
        time.sleep(0.02)


def _locks(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def run_folder() -> Iterator[tuple[Path, int]]:
    """A temporary folder for one run (the socket, and a throw-away database), with its lock.

    It is removed at the end. A run that was killed could not remove its folder, so each run also removes folders
    without a lock.
    """
    place = _place()
    _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    try:
        with sole_use(folder / "lock", folder) as lock:
            yield folder, lock
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    """Return a short path, because sockets need one. Under root, a lent account can reach it too."""
    chosen = Path(tempfile.gettempdir()).resolve()
    example = chosen / f"{PREFIX}12345678" / "socket" / ".s.PGSQL.5432"
    if os.geteuid() == 0 or len(os.fsencode(example)) > LONGEST_SOCKET_PATH:
        return Path("/tmp")  # noqa: S108 - the one short folder open to all; ours in it is made by mkdtemp
    return chosen


def _sweep(place: Path) -> None:
    """Remove the run folders of this account that no run has locked, except folders younger than a minute."""
    for folder in place.glob(f"{PREFIX}*"):
        try:
            status = folder.lstat()
            if status.st_uid != os.geteuid() or time.time() - status.st_mtime < 60:
                continue
            descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
        except OSError:
            continue
        try:
            if _locks(descriptor):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(descriptor)
