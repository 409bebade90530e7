"""Brings a file in from the command line: the same use cases, with a progress bar and the verdicts at its end."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from app.cases.store import on_cases
from app.cases.unit import Service
from app.imports import store
from app.imports.domain.reading import NotACaseload
from app.imports.domain.words import ImportStatus, RowVerdict
from app.imports.intake import PIECE, take_in
from app.imports.schemas import RowOut
from app.imports.unit import Ground, Worker
from app.imports.views import row_out
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor

CLIENT = "command-line"
"""The client that the events name: an operator at the command line, for the authority."""
WIDTH = 40
ATTENTION = (RowVerdict.REFUSED, RowVerdict.DIFFERS)
"""Verdicts that somebody must look at."""
ALL_WELL, LOOK_AT_ROWS, NOT_TAKEN_IN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class BringIn:
    """Bring a file in for an authority, which is named by its code or its short name."""

    file: Path
    authority: str
    dry_run: bool = False


async def bring_in(service: Service, told: BringIn) -> int:
    """Bring a file in, and return the exit status: 0 if no row needs a look, 1 if one does, 2 if nothing was taken."""
    await service.organisations.refresh()
    actor = _authority(service, told.authority)
    if actor is None:
        return _refuse(f"No authority has the code or short name {told.authority}.")
    try:
        taken = await take_in(_pieces(told.file), service.seal)
    except NotACaseload as reason:
        return _refuse(f"{told.file}: {reason.reason}.")
    except OSError as fault:
        return _refuse(f"{told.file}: {fault.strerror}.")
    import_id = uuid4()
    async with on_cases(service.database, actor) as work:
        await store.take_in(work, import_id, told.dry_run, taken.caseload, taken.parts.sealed)
        await work.commit()
    print(f"Read {taken.caseload.rows} rows as {taken.caseload.form}, {taken.caseload.encoding}.")
    return await _worked_through(service, actor, import_id)


def _authority(service: Service, named: str) -> Actor | None:
    kind = OrganisationKind.LOCAL_AUTHORITY
    found = (one for one in service.organisations.all if one.kind is kind and named in (one.slug, one.la_code))
    return next((Actor(one.id, kind, CLIENT) for one in found), None)


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            yield piece


async def _worked_through(service: Service, actor: Actor, import_id: UUID) -> int:
    worker, ground = Worker(), Ground.of(service)
    while True:
        more = await worker.one_part(ground, actor, import_id)
        async with on_cases(service.database, actor) as work:
            found = await store.find(work.connection, import_id)
        assert found is not None  # noqa: S101 - it was just taken in
        row, counts = found
        _progress(row.worked, row.rows)
        status = ImportStatus(row.status)
        if status.over:
            break
        if not more:  # another worker has it, or another import of this authority comes first
            await asyncio.sleep(0.2)
    print(file=sys.stderr)
    await _tell(service, actor, import_id, counts)
    if status is ImportStatus.FAILED:
        return _refuse(row.failure)
    if status is ImportStatus.CANCELLED:
        return _refuse(f"The import was cancelled. {row.rows - row.worked} rows were not checked.")
    return LOOK_AT_ROWS if any(counts.get(verdict) for verdict in ATTENTION) else ALL_WELL


def _progress(worked: int, rows: int) -> None:
    """Draw the bar again, on its line."""
    done = WIDTH * worked // rows
    print(f"\r[{'#' * done}{'.' * (WIDTH - done)}] {worked} of {rows}", end="", file=sys.stderr, flush=True)


async def _tell(service: Service, actor: Actor, import_id: UUID, counts: Mapping[str, int]) -> None:
    """Print each row that needs a look, and how many rows have each verdict."""
    after = 0
    while True:
        async with on_cases(service.database, actor) as work:
            rows = await store.list_rows(work.connection, import_id, after, 1000, ATTENTION)
        for row in rows:
            _print_row(row_out(row))
        if not rows:
            break
        after = rows[-1].row
    for verdict in RowVerdict:
        if counts.get(verdict):
            print(f"{counts[verdict]:6} {verdict}")


def _print_row(row: RowOut) -> None:
    print(f"row {row.row} {row.verdict}: {row.says}")
    for fault in row.faults if row.verdict is RowVerdict.DIFFERS else ():
        print(f"    {fault.column}: {fault.reason}")


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return NOT_TAKEN_IN
