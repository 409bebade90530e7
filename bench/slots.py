"""Finding a slot among a year of them: the service beside two naive searches, with 10 to 1,000 mediators.

The mediators are invented. Of forty areas each serves four, so that at every size one in ten serves the asking
authority's; of those some speak other languages, hold sessions in some formats only, have a conflict, or an
accreditation that has ended or soon will. All work two days a week, written out by the service as it writes out
anybody's; a tenth of the next weeks is taken.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.capacity.domain.availability import Availability, Weekly
from app.capacity.domain.mediator import Conflict, Independence, Mediator
from app.capacity.domain.words import ConflictWith, Format, Register
from app.capacity.mediators.layout import slot_id, slots_of
from app.capacity.mediators.recording import available, registered
from app.capacity.mediators.store import Mediators
from app.capacity.records import StoredMediator
from app.cases.sandbox import actor
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind
from app.law.holidays import england
from app.platform.db.work import Database as Store
from app.platform.db.work import Work
from bench import records
from bench.contenders import Measured, Web, ratio
from bench.database import Database
from bench.load import ask, request
from bench.machine import Cores, cores_apart
from bench.report import APP, DATABASE, MEDIAN, cpu, latency, table
from bench.service import Running, free_port, running

SERVICE, EXPANDED, LOADED = "service", "slots worked out on each request", "all slots of the year read first"
WAYS: Mapping[str, tuple[str, ...]] = {
    SERVICE: ("app",), EXPANDED: ("bench.naive", "expanded"), LOADED: ("bench.naive", "loaded"),
}  # fmt: skip
"""By name: the module that serves, and what it is told first."""
REQUESTS = 40
"""In a round, of the service."""
MOST = 1_000
NAIVE_REQUESTS = {10: 40, 100: 20, MOST: 4}
"""In a round, of a naive search, by the number of mediators. All are multiples of the number of questions."""

AREAS = [str(code) for code in range(991, 951, -1)]
"""Forty, the asking authority's first."""
SERVED = (0, 3, 8, 21)
"""Which of them a mediator serves, counted from its own number: no two mediators in a row serve the same four."""
LANGUAGES = ("pl", "ur", "bfi")
OFFERED = (frozenset(Format), frozenset({Format.VIDEO, Format.PHONE}), frozenset({Format.IN_PERSON}))
NEEDS: tuple[dict[str, Any], ...] = (
    {},
    {"languages": ["pl"]},
    {"formats": ["in_person"], "school_reference": "URN-100200"},
)
"""What the cases need; a fourth family cannot come in one of the weeks."""
WEEKS_TAKEN, TAKEN = timedelta(weeks=8), 0.1
SLOT = ("id", "mediator_id", "provider_id", "person", "starts_at", "ends_at", "counted")
ENGAGEMENT = ("id", "slot_id", "mediator_id", "provider_id", "person", "during", "expires_at", "gap_minutes")


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found. The names of the rounds end with the number of mediators."""

    slots: Mapping[int, int]
    """By the number of mediators: how many slots were written out."""
    rounds: Mapping[str, list[Measured]]


async def slots(database: Database, rounds: int, most: int = MOST) -> Searched:
    """Ask the same questions in every way and at every size, in turn, once all have given the same answers."""
    cores = cores_apart()
    database.place(cores)
    written: dict[int, int] = {}
    contenders: dict[str, tuple[Web, int]] = {}
    with ExitStack() as servers:
        for count, naive in NAIVE_REQUESTS.items():
            if count > most:
                continue
            url = await database.create(f"slots_{count}")
            written[count] = await _fill(database, f"slots_{count}", count)
            webs = await _ways(database, servers, url, count, cores)
            contenders |= {
                f"{way} | {count}": (web, REQUESTS if way == SERVICE else naive) for way, web in webs.items()
            }
        found: dict[str, list[Measured]] = {name: [] for name in contenders}
        for web, requests_each in contenders.values():
            await web.run(requests_each)  # a first turn, which does not count
        for _ in range(rounds):
            for name, (web, requests_each) in contenders.items():
                found[name].append(await web.run(requests_each))
    return Searched(written, found)


def text(found: Searched) -> str:
    """Show what each way costs at each size, and what the naive ones cost by the service."""
    rows = []
    for name, measured in found.rounds.items():
        way, _, count = name.partition(" | ")
        one, service = Measured.middle(measured), f"{SERVICE} | {count}"
        costs = f"{one.app_us / 1e3:.1f}", f"{one.postgres_us / 1e3:.1f}", f"{one.p50_ms:.1f}"
        slower, dearer = (f"{ratio(found.rounds, name, service, of):.1f}" for of in (latency, cpu))
        rows.append((way, f"{int(count):,}", *costs, slower, dearer))
    columns = (
        "", "mediators", f"{APP}, ms", f"{DATABASE}, ms", f"{MEDIAN}, ms",
        f"{MEDIAN}, divided by the service's", "CPU time, divided by the service's",
    )  # fmt: skip
    least, most = min(found.slots), max(found.slots)
    grows = {way: ratio(found.rounds, f"{way} | {most}", f"{way} | {least}", latency) for way in WAYS}
    growth = " ".join(
        f"For *{way}*, the {MEDIAN} of a search with {most:,} mediators is {times:.1f} times as long as with {least:,} "
        "mediators."
        for way, times in grows.items()
    )
    written = "; ".join(f"{count:,} mediators have {number:,} slots" for count, number in found.slots.items())
    return "\n\n".join(
        (
            "### Search for free slots: `GET /v1/slots?case_id=` in a year of slots, one request at a time",
            table(columns, rows),
            f"{growth} In the year of the search, {written}.",
        )
    )


async def _ways(database: Database, servers: ExitStack, url: str, count: int, cores: Cores) -> dict[str, Web]:
    """Start a server of each kind on one database, and see that all answer alike."""
    webs, answers, cases = {}, [], list[UUID]()
    for number, (way, command) in enumerate(WAYS.items()):
        folder = database.folder / f"slots_{count}_{number}"
        server = servers.enter_context(_serving(command, url, folder, cores))
        cases = cases or await _ask_for_mediation(server.port)
        bearer = await records.token(server.port, records.AUTHORITY)
        asked = [request("GET", f"/v1/slots?case_id={case}", bearer) for case in cases]
        answers.append([{**await ask(server.port, one), "as_of": None} for one in asked])
        webs[way] = Web(server.pid, server.port, database.pid, _turns(asked), connections=1)
    assert all(answer == answers[0] for answer in answers), "two ways of searching found different slots"
    assert any(answer["items"] for answer in answers[0]), "no question has an answer"
    return webs


def _turns(asked: Sequence[bytes]) -> Callable[[int], list[bytes]]:
    """Ask the same questions again and again."""
    again = cycle(asked)
    return lambda count: list(islice(again, count))


@contextmanager
def _serving(command: Sequence[str], url: str, folder: Path, cores: Cores) -> Iterator[Running]:
    port = free_port()
    told = [sys.executable, "-m", *command, "serve", "--port", str(port)]
    environment = {"ENVIRONMENT": "sandbox", "REQUESTS_PER_MINUTE": "1000000000", "DATABASE_URL": url}
    with running(told, folder, environment, cores, port, "/health/live") as server:
        yield server


async def _ask_for_mediation(port: int) -> list[UUID]:
    """Open a case for each kind of need; its family asked for mediation three days ago."""
    authority, provider = [await records.token(port, who) for who in (records.AUTHORITY, records.PROVIDER)]
    today = datetime.now(LONDON).date()
    sent_on, asked_on = str(today - timedelta(days=14)), str(today - timedelta(days=3))
    away = [
        {"starts_at": f"{today + timedelta(days=5)}T00:00:00Z", "ends_at": f"{today + timedelta(days=12)}T00:00:00Z"}
    ]
    opened = []
    for needs in (*NEEDS, {"unavailable": away}):
        notice = records.NOTICE | {"decision": {"kind": "refusal_to_assess", "notice_sent_on": sent_on}}
        notice["la_reference"] = f"EHC-{uuid4()}"
        case = (await ask(port, request("POST", "/v1/cases", authority, notice, Idempotency_Key=str(uuid4()))))["id"]
        wish = ("request-mediation", {"issues": ["F"], "occurred_on": asked_on})
        await ask(port, records.action(case, wish, provider))
        await ask(port, request("PUT", f"/v1/cases/{case}/mediation-needs", provider, needs))
        opened.append(UUID(case))
    return opened


async def _fill(database: Database, name: str, count: int) -> int:
    """Register so many mediators, write their year out, take a tenth of the next weeks; return how many slots.

    The service registers them and lays their slots out; copied in, they need no statement for each mediator.
    """
    chance = Random(1)  # noqa: S311 - the same in every run
    store = Store(database.server.url(name), 1)
    await store.open()
    async with store.work(actor(OrganisationKind.MEDIATION_PROVIDER)) as work:
        everybody = [await _register(work, number, chance) for number in range(count)]
        await work.connection.commit()
    await store.close()
    slots, taken, known = [], [], england()
    for one in everybody:
        whose = one.id, one.provider_id, one.person
        for slot in slots_of(one, work.today, known):
            starts_at, ends_at = slot.span.starts_at, slot.span.ends_at
            known_as = slot_id(one.id, slot.span)
            slots.append((known_as, *whose, starts_at, ends_at, slot.counted))
            if starts_at < work.now + WEEKS_TAKEN and chance.random() < TAKEN:
                held_until = chance.choice((None, None, None, work.now + timedelta(days=1)))
                taken.append((uuid4(), known_as, *whose, asyncpg.Range(starts_at, ends_at), held_until, 0))
    owner = await database.connect(name)
    await owner.execute("ANALYZE")
    await owner.copy_records_to_table("slots", records=slots, columns=SLOT)
    await owner.execute("SET session_replication_role = replica")  # what is booked here is of no session
    await owner.copy_records_to_table("engagements", records=taken, columns=ENGAGEMENT)
    await owner.execute("VACUUM (ANALYZE)")
    await owner.close()
    return len(slots)


async def _register(work: Work, number: int, chance: Random) -> StoredMediator:
    mediator = _mediator(number, chance, work.today)
    made, entry = registered(uuid4(), f"Mediator {number:04}", mediator, work.recorded)
    mediators = Mediators(work.connection)
    await mediators.insert(made, entry)
    offering, entry = available(made, _availability(number, work.today), work.recorded)
    await mediators.update(offering, entry)
    return offering


def _mediator(number: int, chance: Random, today: date) -> Mediator:
    """Invent a mediator; one in ten has a conflict with the asking authority, as many an accreditation that ends."""
    ends_on = chance.choice([today + timedelta(days=days) for days in (-30, 12, *[900] * 18)])
    conflict = Conflict(ConflictWith.LOCAL_AUTHORITY, AREAS[0])
    return Mediator(
        Register.CIVIL_MEDIATION_COUNCIL,
        f"SEND-{number}",
        ends_on,
        frozenset({"en", chance.choice(LANGUAGES)} if chance.random() < 0.2 else {"en"}),
        chance.choice(OFFERED),
        frozenset(AREAS[(number - offset) % len(AREAS)] for offset in SERVED),
        Independence(today),
        (conflict,) if chance.random() < 0.1 else (),
    )


def _availability(number: int, today: date) -> Availability:
    """Two days a week, two sessions a day: the mediator's own days, from its number."""
    days = number % 5, (number + 2) % 5
    return Availability(tuple(Weekly(day, time(9, 30), time(16, 30), today) for day in days))
