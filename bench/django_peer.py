"""Setting the peer up: its virtual environment, its tables with the same number of rows, and gunicorn."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from uuid import UUID, uuid4

import asyncpg

from bench.load import HOST
from bench.machine import Cores
from bench.service import ROOT, Running, free_port, running

VENV = ROOT / "var" / "bench-venv"
LOCK = ROOT / "bench" / "requirements.txt"
SETTINGS = ((1, 16), (2, 8), (4, 4))
"""Workers and threads of gunicorn that are tried; the best one stands for the peer."""

_CASES = """
INSERT INTO peer_case (id, la_id, la_code, provider_id, la_reference, appellant_reference, regime, kind, notice_sent_on,
    state, placement_only, facts, sealed, version, head, opened_at, updated_at)
SELECT md5($1::text || n)::uuid, CASE WHEN $3 THEN $4 ELSE md5('authority' || (1 + n % 152))::uuid END, '991', $5,
    'EHC-' || n, 'P-' || n, 'cfa-2014', 'refusal_to_assess', date '2026-02-02' - n % 365,
    CASE WHEN $3 THEN 'notified' ELSE 'mediation_concluded' END, false, $6::jsonb, $7, CASE WHEN $3 THEN 1 ELSE 5 END,
    repeat('0', 64), now(), now() - ($2 - n) * (interval '3 years' / $2)
FROM generate_series(1, $2::int) n
"""
_EVENTS = """
INSERT INTO peer_event (case_id, seq, la_id, provider_id, type, action, by_kind, organisation_id, client_id,
    occurred_on, recorded_at, changes, previous, hash)
SELECT c.id, seq, la_id, provider_id, 'adviser-contacted', 'contact-adviser', 'mediation_provider', provider_id,
    'sandbox-provider-a', date '2026-02-09', now(), '{"contacted_on": "2026-02-09", "stage": "adviser_contacted"}',
    repeat('0', 64), repeat('0', 64)
FROM peer_case c, generate_series(1, version) seq WHERE NOT EXISTS (SELECT FROM peer_event e WHERE e.case_id = c.id)
"""
_DUTIES = """
INSERT INTO peer_duty (id, case_id, la_id, provider_id, owner_id, code, owed_by, counted_from, due_on, rule, opened_on,
    stands, met_on, ended_on, ended_by, ended_as, version)
SELECT gen_random_uuid(), c.id, c.la_id, c.provider_id, d.owner_id, code, owed_by, counted_from - n % 365,
    due_on - n % 365, rule, opened_on - n % 365, stands, met_on, ended_on, ended_by, ended_as, d.version
FROM (SELECT c.*, row_number() OVER ()::int AS n FROM peer_case c WHERE NOT EXISTS (
    SELECT FROM peer_duty e WHERE e.case_id = c.id
)) c, jsonb_populate_recordset(NULL::peer_duty, $1::jsonb) d
"""


def ensure_venv() -> Path:
    """Make the peer's virtual environment unless this lock's is there; return its Python."""
    python, mark = VENV / "bin" / "python", VENV / "lock"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--requirement", str(LOCK)]
        subprocess.run([str(python), "-m", "pip", *install], check=True)
        mark.write_text(wanted)
    return python


def environment(database: dict[str, object], issuer: Running) -> dict[str, str]:
    """Return what the peer is told: where its database is, and whose tokens it takes."""
    url = f"http://{HOST}:{issuer.port}"
    with urlopen(f"{url}/.well-known/jwks.json", timeout=5) as answer:  # noqa: S310 - the loopback
        key = next(key for key in json.load(answer)["keys"] if key["kty"] == "RSA")
    return {
        "DJANGO_SETTINGS_MODULE": "bench.peer.settings",
        "PEER_DATABASE_HOST": str(database["host"]),
        "PEER_DATABASE_PORT": str(database["port"]),
        "PEER_DATABASE_NAME": str(database["database"]),
        "PEER_ISSUER": url,
        "PEER_ISSUER_KEY": json.dumps(key),
    }


def make_tables(python: Path, told: dict[str, str]) -> None:
    """Make the peer's tables."""
    command = [str(python), "-m", "django", "migrate", "--run-syncdb", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, check=True)


async def fill(
    connection: asyncpg.Connection, like: asyncpg.Record, authority: UUID, provider: UUID, count: int, *, fresh: bool
) -> list[UUID]:
    """Insert cases with their events and duties, as many and as large as the service's; return the fresh ones."""
    mark = str(uuid4())
    values = (authority, provider, like["facts"], like["sealed"])
    await connection.execute(_CASES, mark, count, fresh, *values)
    await connection.execute(_EVENTS)
    await connection.execute(_DUTIES, like["duties"])
    await connection.execute("VACUUM (ANALYZE)")
    found = await connection.fetch("SELECT id FROM peer_case WHERE state = 'notified' ORDER BY md5(id::text)")
    return [row["id"] for row in found]


@contextmanager
def running_peer(
    python: Path, told: dict[str, str], folder: Path, cores: Cores, workers: int, threads: int
) -> Iterator[Running]:
    """Serve the peer with gunicorn's threaded workers, one access line a request into a file."""
    port = free_port()
    command = [
        str(python), "-m", "gunicorn", "bench.peer.wsgi", "--worker-class", "gthread", "--workers", str(workers),
        "--threads", str(threads), "--bind", f"{HOST}:{port}", "--keep-alive", "75", "--access-logfile", "-",
    ]  # fmt: skip
    with running(command, folder, told, cores, port, "/health/live") as server:
        yield server
