"""Starts a program of PostgreSQL so that it never outlives this process."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from app.platform.db.embedded.account import Account

PR_SET_PDEATHSIG = 1
"""linux/prctl.h: the signal that the kernel sends to the child when its parent dies."""


def spawn(
    command: Sequence[str | Path], account: Account | None, output: BinaryIO, descriptors: Sequence[int]
) -> "subprocess.Popen[bytes]":
    """Start ``command`` as a direct child in its own process group, as ``account`` if root lends one.

    It has its own group because Ctrl-C reaches every process of the terminal's group, and the service must finish its
    requests before its database ends. It is a direct child because nothing would end a server that pg_ctl started, if
    this process is killed.
    """
    return subprocess.Popen(  # noqa: S603 - the binaries that find_binaries chose
        command,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=descriptors,
        process_group=0,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=_end_with(os.getpid()),
    )


def _end_with(parent: int) -> Callable[[], None] | None:
    """Runs in the child between fork and exec: asks for SIGINT (a fast, clean shutdown) when the parent dies.

    It runs after the change of account, which would clear the request. The library is loaded before the fork, so that
    the child touches no lock that another thread might have held.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def request() -> None:
        prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the request was made
            os._exit(1)

    return request
