"""The command line: `python -m app serve | migrate | seed | demo | openapi | draft | reseal | restored | tidy | slots`,
`retain`, `dates`, `import`, `keys` and `law`. The commands of administration are in
`app/administration/command_line.py`."""

import signal

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loading: no traceback

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, NoReturn, TypeVar

from app.administration.command_line import add_commands, administer
from app.listening import CannotListen, listen
from app.mistakes import told_plainly

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from app.platform.wing import Seed

T = TypeVar("T")

DATA = Path("var/pg")
DATABASE = "mediation"

BANNER = """
  Mediation before tribunal - the sandbox, with fictional organisations only

    Swagger       {url}/docs        (press Authorize, then Authorize again: it is filled in)
    A token       curl -su sandbox-la-991:sandbox-la-991-secret -d grant_type=client_credentials {url}/oauth/token
    Authorities   sandbox-la-991, sandbox-la-992, sandbox-la-993
    Providers     sandbox-provider-a, sandbox-provider-b
    Advice        sandbox-advice-991, sandbox-advice-992, sandbox-advice-993
    Others        sandbox-icb, sandbox-tribunal, sandbox-operator
    Secrets       each client's is its own name followed by -secret
    The main job  make demo           (in another terminal)
    Stop          Ctrl-C
"""


class CommandLine(argparse.ArgumentParser):
    """A command line whose mistakes are told in one line."""

    def error(self, message: str) -> NoReturn:
        """End the program. The page of usage is one `--help` away."""
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help\n")


def main() -> None:
    """Read the command and run it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parser = CommandLine(prog="python -m app", description="Mediation before tribunal")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_whole(0, 65_535), default=8000)
    serve.add_argument("--workers", type=_whole(1, 1000), default=1)
    serve.add_argument("--migrate", action="store_true", help="bring the database up to date first")
    serve.add_argument("--seed", action="store_true", help="register the sandbox's organisations first")
    commands.add_parser("migrate", help="bring the database of DATABASE_URL up to date")
    commands.add_parser("restored", help="after a restore: bring the database up to date and begin the feed again")
    commands.add_parser("seed", help="register the sandbox's organisations in the database of DATABASE_URL")
    demo = commands.add_parser("demo", help="walk five families' cases through a running sandbox")
    demo.add_argument("--url", default="http://127.0.0.1:8000")
    openapi = commands.add_parser("openapi", help="write what is generated from the running code")
    openapi.add_argument("--to", type=Path, default=Path())
    draft = commands.add_parser("draft", help="write the migration that brings a change of the tables or of the SQL")
    draft.add_argument("says", help="what changes, in one line")
    commands.add_parser("reseal", help="seal every name again with the newest of SEALING_KEYS")
    commands.add_parser("tidy", help="forget old keys, people whom no service may reach, and time that has gone by")
    retain = commands.add_parser("retain", help="remove cases that were kept long enough, and do what tidy does")
    retain.add_argument("--dry-run", action="store_true", help="print what would go, and remove nothing")
    retain.add_argument("--most", type=_whole(1, 1_000_000), default=10_000, help="the most cases of this run")
    commands.add_parser("slots", help="write mediators' slots a year ahead, and store the next date of each case")
    commands.add_parser("dates", help="work out the dates of every case again, after a change of READINGS")
    bring_in = commands.add_parser("import", help="bring in an authority's caseload from a CSV or NDJSON file")
    bring_in.add_argument("file", type=Path)
    bring_in.add_argument("--authority", required=True, help="its three-digit code, or its short name here")
    bring_in.add_argument("--dry-run", action="store_true", help="judge each row, and import nothing")
    commands.add_parser("keys", help="print new keys for a live deployment")
    law = commands.add_parser("law", help="print the rules in force on a day")
    law.add_argument("on", type=_day, help="a date, such as 2026-09-01")
    authorities = commands.add_parser("authorities", help="print the codes of the authorities in England")
    authorities.add_argument("--on", type=_day, help="the codes of this day; today if left out")
    authorities.set_defaults(what=None)
    what = authorities.add_subparsers(dest="what", metavar="what", required=False)
    follow = what.add_parser("follow", help="carry an ended authority's cases and partners over to its successor")
    follow.add_argument("ended", help="its three-digit code, or its short name here")
    follow.add_argument("successor", help="likewise")
    follow.add_argument("--cases", type=Path, help="a file with the id of one case a line, if the area was divided")
    follow.add_argument("--dry-run", action="store_true", help="check, count, and change nothing")
    add_commands(commands, _day)
    arguments = parser.parse_args()
    with told_plainly():
        if hasattr(arguments, "administer"):
            run_administration(arguments)
            return
        getattr(sys.modules[__name__], f"run_{arguments.command}")(arguments)


def _whole(least: int, most: int) -> Callable[[str], int]:
    """What reads a whole number between two."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} to {most}")
        return int(text)

    return read


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2026-09-01") from None


def _end(_: int, __: object) -> None:
    sys.exit(0)


def run_serve(arguments: argparse.Namespace) -> None:
    """Serve, on an embedded PostgreSQL where DATABASE_URL names none."""
    signal.signal(signal.SIGTERM, _end)  # in order, also while starting: nothing is left running
    gc.disable()  # what starting makes is kept: looking through it for garbage took a fifth of the start
    from app.platform.http.logging import configure
    from app.settings import Settings
    from app.trying import try_out

    try:
        bound = listen(arguments.host, arguments.port)
    except CannotListen as fault:
        sys.exit(str(fault))
    url = f"http://{arguments.host}:{bound.getsockname()[1]}"
    settings = Settings()  # first: what a `.env` file says holds, and is not replaced by what this command would choose
    if "public_url" not in settings.model_fields_set:
        os.environ["PUBLIC_URL"] = url
    with ExitStack() as stack:
        if settings.sandbox and not settings.database_url:
            from app.platform.db.embedded import EmbeddedPostgres, EmbeddedPostgresError

            try:
                server = stack.enter_context(EmbeddedPostgres(DATA))
                if not server.database_exists(DATABASE):
                    server.create_database(DATABASE)
            except EmbeddedPostgresError as error:
                sys.exit(str(error))
            os.environ["DATABASE_URL"] = server.url(DATABASE)
        settings = Settings()
        _prepare_beside(settings.database_url, migrating=arguments.migrate, seeding=arguments.seed)
        try_out(settings)
        configure()
        if settings.sandbox:
            print(BANNER.format(url=url), flush=True)
        _answer_on(bound, workers=arguments.workers, proxies=settings.forwarded_allow_ips)


def _answer_on(bound: socket, *, workers: int, proxies: str) -> None:
    """Serve until a signal ends it. One worker is this process; more are children that share the socket."""
    from uvicorn import Config

    from app.platform.http.patience import PatientProtocol
    from app.serving import CannotStart, serve

    config = Config(
        "app.main:from_environment",
        factory=True,
        workers=workers,
        access_log=False,
        log_config=None,
        server_header=False,
        http=PatientProtocol,
        ws="none",
        proxy_headers=bool(proxies),  # uvicorn by itself would believe whoever calls from this machine
        forwarded_allow_ips=proxies,
    )
    try:
        serve(config, bound)
    except CannotStart:
        sys.exit("The service could not start: the log above says why.")


def _prepare_beside(url: str, *, migrating: bool, seeding: bool) -> None:
    """Prepare the database in a process of its own while this one loads the service.

    The start is shorter for it, and what only preparing needs does not stay in the server's memory.
    """
    steps = [name for name, wanted in (("migrate", migrating), ("seed", seeding)) if wanted]
    if not steps:
        return
    script = f"from app.__main__ import prepare; prepare({steps!r})"
    # A group of its own: Ctrl-C reaches this process alone, which ends the child before the database.
    child = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", script], env={**os.environ, "DATABASE_URL": url}, process_group=0
    )
    try:
        import app.main  # noqa: F401 - loaded now, used by uvicorn by its name

        if child.wait() != 0:
            sys.exit("The database could not be prepared: the line above says why.")
    finally:
        child.kill()  # in vain where it has ended; each of its steps is one transaction
        child.wait()


def prepare(steps: list[str]) -> None:
    """Migrate and seed the database of DATABASE_URL; a sandbox that is seeded gets its example cases, too."""
    from app.settings import DatabaseAddress

    with told_plainly():
        address = DatabaseAddress()
    if "seed" in steps and address.environment != "sandbox":
        sys.exit("Only a sandbox is seeded (ENVIRONMENT=sandbox): the secrets of what it seeds are published.")
    with told_plainly():
        asyncio.run(_prepare(address.database_url, migrating="migrate" in steps, seeding="seed" in steps))


async def _prepare(url: str, *, migrating: bool, seeding: bool) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.platform.db.eras import begin_era
    from app.platform.db.migrate import migrate
    from app.platform.sandbox_organisations import seed

    engine = create_async_engine(url)
    if migrating:
        await migrate(engine)
        if await begin_era(engine, only_where_needed=True):
            print("This database was restored, or moved to another server: the feed of events begins again.")
        await _work_out_dates(engine)
    if seeding:
        from app.wings import WINGS

        await seed(engine)
        seeds = [one for wing in WINGS for one in wing.seeds()]
        missing = [one for one in seeds if not await one.opened(engine)]
        if missing:
            await _open_examples(missing)
    await engine.dispose()


async def _work_out_dates(engine: "AsyncEngine", *, every_case: bool = False) -> int:
    """Work out the dates of the cases that have none stored, or of every case."""
    from app.cases.domain.law import Law
    from app.cases.reckoning import work_out_dates
    from app.law.holidays import england
    from app.settings import DatabaseAddress

    return await work_out_dates(engine, Law(england(), DatabaseAddress().readings), every_case=every_case)


async def _open_examples(seeds: "Sequence[Seed]") -> None:
    """Tell the examples as the service would, with its keys. Once: loading it takes a second."""
    from app.main import create_app
    from app.settings import Settings

    service = create_app(Settings()).state.service
    await service.database.open()
    await service.organisations.refresh()
    for one in seeds:
        await one.open(service.database, service.desk)
    await service.database.close()


def run_migrate(_: argparse.Namespace) -> None:
    """Bring the database of DATABASE_URL up to date."""
    prepare(["migrate"])


def run_restored(_: argparse.Namespace) -> None:
    """Bring a restored database up to date and begin its feed again: partners are told once how to go on."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.platform.db.eras import begin_era
    from app.platform.db.migrate import migrate
    from app.settings import DatabaseAddress

    async def begin() -> int | None:
        engine = create_async_engine(DatabaseAddress().database_url)
        try:
            await migrate(engine)
            await _work_out_dates(engine)
            return await begin_era(engine, only_where_needed=False)
        finally:
            await engine.dispose()

    with told_plainly():
        print(f"The feed begins again: era {asyncio.run(begin())}")


def run_seed(_: argparse.Namespace) -> None:
    """Register the sandbox's organisations."""
    prepare(["seed"])


def run_reseal(_: argparse.Namespace) -> None:
    """Seal every name again, so that an old key can be thrown away."""
    from app.platform.sealing import Seal
    from app.settings import Settings
    from app.upkeep import reseal

    settings = Settings()
    seal = Seal([key.get_secret_value() for key in settings.sealing_keys])
    done = asyncio.run(_kept_up(settings.database_url, "reseal", reseal(settings.database_url, seal)))
    print(f"{done} names sealed again")


def run_tidy(_: argparse.Namespace) -> None:
    """Forget what has served."""
    from app.settings import Periods
    from app.upkeep import tidy

    settings = Periods()
    url = settings.database_url
    gone = asyncio.run(_kept_up(url, "tidy", tidy(url, settings.days())))
    for what, count in gone.items():
        print(f"{count} {what}: deleted")


def run_retain(arguments: argparse.Namespace) -> None:
    """Remove cases that were kept long enough, and everything else whose period is over."""
    from app.retaining import AlreadyRunning, retain
    from app.settings import Periods

    settings = Periods()

    async def told() -> None:
        async for line in retain(settings.database_url, settings.days(), arguments.most, dry_run=arguments.dry_run):
            print(line, flush=True)

    try:
        if arguments.dry_run:
            asyncio.run(told())
        else:
            asyncio.run(_kept_up(settings.database_url, "retain", told()))
    except AlreadyRunning:
        sys.exit("Another process is removing cases from this database: nothing was removed here.")


def run_dates(_: argparse.Namespace) -> None:
    """Work out the dates of every case again, after a change of READINGS or of the bank holidays."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.settings import DatabaseAddress

    async def again() -> int:
        engine = create_async_engine(DatabaseAddress().database_url)
        try:
            return await _work_out_dates(engine, every_case=True)
        finally:
            await engine.dispose()

    print(f"The dates of {asyncio.run(again())} cases were worked out")


def run_slots(_: argparse.Namespace) -> None:
    """Write mediators' availability out as slots, a year ahead of today."""
    from app.platform.db.work import Database
    from app.settings import DatabaseAddress
    from app.wings import WINGS

    async def renew() -> dict[str, int]:
        database = Database(url, pool_size=1, statement_seconds=60)
        await database.open()
        try:
            return {one.what: await one.renew(database) for wing in WINGS for one in wing.renews()}
        finally:
            await database.close()

    url = DatabaseAddress().database_url
    for what, count in asyncio.run(_kept_up(url, "slots", renew())).items():
        print(f"{count} {what} written further")


async def _kept_up(url: str, command: str, work: Coroutine[object, object, T]) -> T:
    """Do a piece of upkeep and note that it is done; return what it came to."""
    from app.upkeep import note_done

    done = await work
    await note_done(url, command)
    return done


def run_demo(arguments: argparse.Namespace) -> None:
    """Walk five families' cases through a running sandbox."""
    from app.demo import walk

    sys.exit(walk(arguments.url))


def run_openapi(arguments: argparse.Namespace) -> None:
    """Write everything that is generated from the running code."""
    from app.generate import write

    for path in write(arguments.to):
        print(path)


def run_draft(arguments: argparse.Namespace) -> None:
    """Write the migration that brings a change of the tables or of the SQL."""
    from app.drafting import draft

    print(draft(arguments.says) or "Nothing is missing: the migrations make what the tables and the SQL files say.")


def run_import(arguments: argparse.Namespace) -> None:
    """Bring in an authority's caseload. The exit status says whether rows need a look."""
    from app.imports.command_line import BringIn, bring_in
    from app.main import create_app
    from app.settings import Settings

    async def bring() -> int:
        service = create_app(Settings()).state.service
        await service.database.open()
        try:
            return await bring_in(service, BringIn(arguments.file, arguments.authority, arguments.dry_run))
        finally:
            await service.database.close()

    sys.exit(asyncio.run(bring()))


def run_keys(_: argparse.Namespace) -> None:
    """Print new keys as the lines of an environment file, one for each secret that a live deployment needs."""
    from cryptography.fernet import Fernet

    from app.platform.keys import new_signing_key, new_token_key

    print(f'SEALING_KEYS=["{Fernet.generate_key().decode()}"]')
    print(f"SIGNING_KEYS=[{json.dumps(new_signing_key())}]")
    print(f"TOKEN_KEYS=[{json.dumps(new_token_key())}]")


def run_administration(arguments: argparse.Namespace) -> None:
    """Administer the organisations, clients and partnerships in the database of DATABASE_URL."""
    from app.settings import DatabaseAddress

    address = DatabaseAddress()
    for line in administer(arguments, address.database_url, sandbox=address.environment == "sandbox"):
        print(line)


def run_authorities(arguments: argparse.Namespace) -> None:
    """Print the codes of the authorities that are in being on a day, or carry cases over to a successor."""
    if arguments.what == "follow":
        _follow(arguments)
        return
    from datetime import UTC, datetime

    from app.kernel.london import london_day
    from app.law.domain.authorities import codes_on

    for code, name in codes_on(arguments.on or london_day(datetime.now(UTC))).items():
        print(f"{code}\t{name}")


def _follow(arguments: argparse.Namespace) -> None:
    """Carry the cases and partners of an authority that has ended over to its successor."""
    from app.administration.command_line import follow_authority
    from app.main import create_app
    from app.settings import Settings

    async def follow() -> Sequence[str]:
        service = create_app(Settings()).state.service
        await service.database.open()
        try:
            return await follow_authority(service, arguments)
        finally:
            await service.database.close()

    for line in asyncio.run(follow()):
        print(line)


def run_law(arguments: argparse.Namespace) -> None:
    """Print the rules in force on a day."""
    from app.law.domain.rulebook import RULEBOOK

    rules = RULEBOOK.in_force(arguments.on)
    if not rules:
        sys.exit(f"This service knows no rule that was in force on {arguments.on}: its law begins on 1 September 2014.")
    for rule in rules:
        print(f"{rule.id}\n    {rule.says}\n    {rule.citation} [{rule.kind}, {rule.verified}]")


if __name__ == "__main__":
    main()
