"""The command that serves the API: `python -m app serve`."""

import argparse
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import socket

from app.listening import CannotListen, listen

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
{figures}    Stop          Ctrl-C
"""

FIGURES = "    Figures       authority 991 gets a year of invented families. It is complete when a line below says so\n"


def _end(_: int, __: object) -> None:
    sys.exit(0)


def serve(arguments: argparse.Namespace) -> None:
    """Serve, on an embedded PostgreSQL where DATABASE_URL names none."""
    signal.signal(signal.SIGTERM, _end)  # in order, also while starting: nothing is left running
    gc.disable()  # what starting makes is kept: looking through it for garbage took a fifth of the start
    from app.platform.http.logging import configure
    from app.platform.memory import give_back
    from app.settings import Settings
    from app.trying import try_out

    give_back()
    try:
        bound = listen(arguments.host, arguments.port)
    except CannotListen as fault:
        sys.exit(str(fault))
    url = f"http://{arguments.host}:{bound.getsockname()[1]}"
    settings = Settings()  # first: what a `.env` file says holds, and is not replaced by what this command would choose
    if arguments.year and not settings.sandbox:
        sys.exit("Only a sandbox gets a year of invented families (ENVIRONMENT=sandbox).")
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
        steps = [name for name in ("migrate", "seed", "year") if getattr(arguments, name)]
        _prepare_beside(settings.database_url, steps)
        try_out(settings)
        configure()
        if settings.sandbox:
            print(BANNER.format(url=url, figures=FIGURES if arguments.year else ""), flush=True)
        if arguments.year:
            stack.enter_context(_year_behind(settings.database_url))
        answer_on(bound, workers=arguments.workers, proxies=settings.forwarded_allow_ips)


def answer_on(bound: socket, *, workers: int, proxies: str) -> None:
    """Serve until a signal ends it. One worker is this process; more are children that share the socket."""
    from uvicorn import Config

    from app import serving
    from app.platform.http.patience import PatientProtocol

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
        serving.serve(config, bound)
    except serving.CannotStart:
        sys.exit("The service could not start: the log above says why.")


def _prepare_beside(url: str, steps: list[str]) -> None:
    """Prepare the database in a process of its own while this one loads the service.

    The start is shorter for it, and what only preparing needs does not stay in the server's memory.
    """
    if not steps:
        return
    child = _beside(url, f"prepare({steps!r})")
    try:
        import app.main  # noqa: F401 - loaded now, used by uvicorn by its name

        if child.wait() != 0:
            sys.exit("The database could not be prepared: the line above says why.")
    finally:
        _end_child(child)


@contextmanager
def _year_behind(url: str) -> Iterator[None]:
    """Tell the sandbox's year in a process of its own while this one answers. The next start goes on."""
    child = _beside(url, "tell_year()")
    try:
        yield
    finally:
        _end_child(child)


def _beside(url: str, call: str) -> "subprocess.Popen[bytes]":
    """Call something that prepares the database in a process of its own.

    It has a group of its own: Ctrl-C reaches this process alone, which ends the child before the database.
    """
    script = f"from app.commands.preparing import prepare, tell_year; {call}"
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", script], env={**os.environ, "DATABASE_URL": url}, process_group=0
    )


def _end_child(child: "subprocess.Popen[bytes]") -> None:
    child.kill()  # in vain where it has ended; each of its steps is one transaction
    child.wait()
