"""How long a caseload takes to come in, by what the same cases take with one call for each notice and each step.

The caseload is invented: 1,500 open cases, two thirds of them with a position. One service with one worker serves on
all cores, beside its database, as in a small deployment. While the file is worked through, another caller reads a case
again and again: the slowest of its reads says what the work costs other callers.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter
from typing import Any

import httpx2

from bench.database import Database
from bench.load import HOST
from bench.machine import cores_shared
from bench.report import table
from bench.service import running_service

ROWS = 1_500
CLIENT, PROVIDER = "sandbox-la-991", "sandbox-provider-a"
SENT = date(2026, 2, 2)
SINGLE = 100
"""Cases that are recorded with single calls; the rest would take as long, one by one."""
STEPS = (("contacted_on", 7, "contact-adviser"), ("declined_on", 8, "decline-mediation"))


@dataclass(frozen=True, slots=True)
class Imported:
    """What was found."""

    rows: int
    taking_in: float
    """Seconds until the answer to the file."""
    seconds: float
    """Seconds until each row had its verdict."""
    single: float
    """Seconds that the same cases would take with single calls."""
    slowest_read: float
    """Milliseconds of the 99th percentile of another caller's reads meanwhile."""


def rows(many: int, prefix: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a caseload: two of three with a position."""
    for number in range(many):
        sent = SENT + timedelta(days=number % 100)
        row = {
            "la_reference": f"{prefix}-{number:05}", "decision_kind": "refusal_to_assess",
            "notice_sent_on": sent.strftime("%d/%m/%Y"), "appellant_kind": "parent", "appellant_name": "Sam Example",
        }  # fmt: skip
        if number % 3:
            row |= {name: (sent + timedelta(days=days)).strftime("%d/%m/%Y") for name, days, _ in STEPS}
            issued = (sent + timedelta(days=9)).strftime("%d/%m/%Y")
            row |= {
                "certificate_issued_on": issued,
                "certificate_ground": "declined",
                "certificate_number": f"{number}",
            }
        yield row


def as_csv(many: int, prefix: str) -> bytes:
    """Return the caseload as a spreadsheet writes it."""
    told = list(rows(many, prefix))
    columns = list(told[1])
    lines = [";".join(columns), *(";".join(row.get(name, "") for name in columns) for row in told)]
    return "\r\n".join(lines).encode("utf-8-sig")


async def imports(database: Database, many: int = ROWS) -> Imported:
    """Bring a caseload in, and record a part of it with single calls."""
    cores = cores_shared()
    database.place(cores)
    url = await database.create("imports")
    with running_service(url, database.folder / "imports", cores, 1) as service:
        address = f"http://{HOST}:{service.port}"
        async with httpx2.AsyncClient(base_url=address, timeout=600) as http:
            la, provider = await _token(http, CLIENT), await _token(http, PROVIDER)
            single = await _single(http, la, provider, min(many, SINGLE))
            taking_in, seconds, slowest = await _brought_in(http, la, many)
    return Imported(many, taking_in, seconds, single * many, slowest)


async def _token(http: Any, client: str) -> dict[str, str]:
    form = {"grant_type": "client_credentials"}
    answer = await http.post("/oauth/token", data=form, auth=(client, f"{client}-secret"))
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def _single(http: Any, la: dict[str, str], provider: dict[str, str], many: int) -> float:
    """Return the seconds of one case with single calls, one after the other."""
    began = perf_counter()
    for number, row in enumerate(rows(many, "SINGLE")):
        sent = SENT + timedelta(days=number % 100)
        decision = {"kind": row["decision_kind"], "notice_sent_on": sent.isoformat()}
        notice = {
            "la_reference": row["la_reference"], "decision": decision,
            "appellant": {"kind": "parent", "name": "Sam Example"},
        }  # fmt: skip
        case = (await _made(http, "/v1/cases", notice, la))["id"]
        if not number % 3:
            continue
        for _, days, action in STEPS:
            body = {"occurred_on": (sent + timedelta(days=days)).isoformat()}
            await _made(http, f"/v1/cases/{case}/actions/{action}", body, provider)
        issued = {"occurred_on": (sent + timedelta(days=9)).isoformat(), "ground": "declined"}
        await _made(http, f"/v1/cases/{case}/actions/issue-certificate", issued, provider)
    return (perf_counter() - began) / many


async def _made(http: Any, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    answer = await http.post(path, json=body, headers=headers)
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _brought_in(http: Any, la: dict[str, str], many: int) -> tuple[float, float, float]:
    case = (await http.get("/v1/cases?limit=1", headers=la)).json()["items"][0]["id"]
    began, reads = perf_counter(), list[float]()
    sent = await http.post("/v1/imports", content=as_csv(many, "FILE"), headers={**la, "Content-Type": "text/csv"})
    assert sent.status_code == 202, sent.text
    taken = perf_counter() - began
    path = f"/v1/imports/{sent.json()['id']}?limit=1"
    while True:
        for _ in range(10):
            asked = perf_counter()
            await http.get(f"/v1/cases/{case}", headers=la)
            reads.append(1000 * (perf_counter() - asked))
            await asyncio.sleep(0.005)
        told = (await http.get(path, headers=la)).json()
        if told["status"] in ("done", "failed"):
            break
    assert told["verdicts"]["imported"] == many, told
    reads.sort()
    return taken, perf_counter() - began, reads[int(0.99 * (len(reads) - 1))]


def text(found: Imported) -> str:
    """Show what was found."""
    lines = [
        ("one file with all cases", f"{found.taking_in:.2f}", f"{found.seconds:.1f}", f"{found.slowest_read:.0f}"),
        ("one request for each case, one after the other", "", f"{found.single:.1f}", ""),
    ]
    columns = (
        "", "first answer after, s", "all cases recorded after, s",
        "99 of 100 reads of another caller take at most (p99), ms",
    )  # fmt: skip
    return f"### Imports: {found.rows:,} cases, two thirds of them with earlier steps\n\n" + table(columns, lines)
