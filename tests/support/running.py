"""The service as its own processes, on a port of the loopback."""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
STARTS, ENDS = 60.0, 40.0
"""Seconds. They guard against a hang and measure nothing."""
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
            async with httpx2.AsyncClient(base_url=self.url, timeout=20, verify=LOOPBACK) as http:
                return (await http.get(path)).status_code
        except httpx2.TransportError:
            return None

    async def until(self, path: str, status: int) -> None:
        ends_at = time.monotonic() + STARTS
        while await self.answers(path) != status:
            assert time.monotonic() < ends_at, self.log.read_text()
            await asyncio.sleep(0.1)

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, ENDS)
