"""The service as its own processes, on a port of the loopback."""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
LOOPBACK = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody, for nothing here is spoken over TLS. Each client made without it would read a hundred authorities."""


class Running:
    """The service's processes, and what they answer."""

    def __init__(self, folder: Path, *command: str, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        told = {"PYTHONPATH": str(ROOT), "STATEMENT_TIMEOUT_SECONDS": "1"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - the project's own command line
                [sys.executable, "-m", *command, "--port", str(port)],
                cwd=folder, env={**kept, **told, **environment}, stdout=log, stderr=log,
            )  # fmt: skip

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    async def answers(self, path: str) -> int | None:
        try:
            async with httpx2.AsyncClient(base_url=self.url, timeout=PATIENCE, verify=LOOPBACK) as http:
                return (await http.get(path)).status_code
        except httpx2.TransportError:
            return None

    async def until(self, path: str, status: int) -> None:
        assert await until(lambda answer: answer == status, lambda: self.answers(path)) == status, self.log.read_text()

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, PATIENCE)
