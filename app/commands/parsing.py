"""What `python -m app` understands: each command, each of its arguments in a sentence, and an example."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from app.administration.command_line import add_commands

NAME_OR_CODE = "The authority's three-digit code, such as 202, or its short name here, such as camden."


class CommandLine(argparse.ArgumentParser):
    """A command line whose mistakes are told in one line, and whose help keeps the lines of its examples."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**{"formatter_class": argparse.RawDescriptionHelpFormatter, **said})

    def error(self, message: str) -> NoReturn:
        """End the program. The page of usage is one `--help` away."""
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help\n")


def parser() -> CommandLine:
    """Return the parser of all commands."""
    line = CommandLine(
        prog="python -m app",
        description="Mediation before tribunal: serve the API, and look after its database.",
        epilog="Each command has its own help, with an example: python -m app retain --help\n"
        "Commands that need a database read its address from DATABASE_URL.",
    )
    commands = line.add_subparsers(dest="command", metavar="command", required=True)
    _add_serving(commands)
    _add_upkeep(commands)
    _add_import(commands)
    _add_compare(commands)
    _add_for_developers(commands)
    _add_law(commands)
    add_commands(commands, day)
    return line


def added(commands: Any, name: str, run: str, says: str, example: str = "") -> argparse.ArgumentParser:
    """Add a command. `run` is the module in this folder, and the function in it, that runs the command."""
    shown = f"Example:\n  python -m app {example or name}"
    made: argparse.ArgumentParser = commands.add_parser(name, help=says[0].lower() + says[1:], description=f"{says}.")
    made.epilog = shown
    made.set_defaults(run=run)
    return made


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number between two."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {least} to {most}")
        return int(text)

    return read


def day(text: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2026-09-01") from None


def _add_serving(commands: Any) -> None:
    serve = added(commands, "serve", "serving.serve", "Serve the API", "serve --migrate --port 8000")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="The address to listen on. The usual address, 127.0.0.1, answers only this machine. 0.0.0.0 answers "
        "every network of the machine.",
    )
    serve.add_argument("--port", type=whole(0, 65_535), default=8000, help="The port to listen on. Usually 8000.")
    serve.add_argument(
        "--workers",
        type=whole(1, 1000),
        default=1,
        help="How many processes answer requests. Usually 1. Start about one for each processor.",
    )
    serve.add_argument("--migrate", action="store_true", help="Bring the database up to date before serving.")
    serve.add_argument("--seed", action="store_true", help="Fill a sandbox with its invented organisations first.")
    serve.add_argument(
        "--year",
        action="store_true",
        help="Also fill a seeded sandbox with a year of an invented authority, while the service answers already.",
    )
    added(commands, "migrate", "preparing.run_migrate", "Bring the database up to date")
    added(
        commands,
        "restored",
        "preparing.run_restored",
        "Bring a restored database up to date, and begin the feed of events again",
    )
    seed = added(
        commands,
        "seed",
        "preparing.run_seed",
        "Fill a sandbox with its invented organisations and cases",
        "seed --year",
    )
    seed.add_argument("--year", action="store_true", help="Also fill it with a year of an invented authority.")
    added(commands, "keys", "starting.run_keys", "Print new keys for a live service", "keys")


def _add_upkeep(commands: Any) -> None:
    added(commands, "reseal", "upkeep.run_reseal", "Seal every name again with the newest of SEALING_KEYS")
    added(
        commands,
        "tidy",
        "upkeep.run_tidy",
        "Delete what is not needed any more: old keys, contact details whose time is over, and slots that have gone by",
    )
    retain = added(
        commands,
        "retain",
        "upkeep.run_retain",
        "Remove what was kept long enough, and do what tidy does",
        "retain --dry-run",
    )
    retain.add_argument(
        "--dry-run",
        action="store_true",
        help="Print each retention period with its source, and all that would be removed. Remove nothing.",
    )
    retain.add_argument(
        "--most",
        type=whole(1, 1_000_000),
        default=10_000,
        help="The largest number of cases that this run removes, such as 500. Usually 10000. The next run goes on.",
    )
    added(
        commands,
        "slots",
        "upkeep.run_slots",
        "Write the mediators' slots a year ahead, and store the next date of each case",
    )
    added(
        commands,
        "dates",
        "upkeep.run_dates",
        "Work out the dates of every case again, after a change of READINGS or of the bank holidays",
    )

    duties = added(
        commands,
        "duties",
        "upkeep.run_duties",
        "Tell the ledger of duties of every case again, after a change of READINGS or of the bank holidays",
        "duties --verify",
    )
    duties.add_argument(
        "--verify",
        action="store_true",
        help="Compare the ledger of every case with its audit trail. Change nothing. The exit status is 1 if a case "
        "differs.",
    )


def _add_import(commands: Any) -> None:
    bring_in = added(
        commands,
        "import",
        "caseload.run_import",
        "Bring in an authority's open cases from a file",
        "import open-cases.csv --authority 202 --dry-run",
    )
    bring_in.add_argument(
        "file",
        type=Path,
        help="The file: CSV as the template names its columns (GET /v1/imports/template.csv), or one JSON object on "
        "each line. For example open-cases.csv.",
    )
    bring_in.add_argument("--authority", required=True, help=f"Whose cases these are. {NAME_OR_CODE}")
    bring_in.add_argument(
        "--dry-run",
        action="store_true",
        help="Check each row and say what would become of it. Import nothing. Do this first.",
    )
    bring_in.epilog = (
        f"{bring_in.epilog}\n\nThe exit status is 0 if every row is well, 1 if a row needs a look, and 2 if "
        "nothing was taken in.\nYou can send a mended file again: a case is never made twice."
    )


def _add_compare(commands: Any) -> None:
    compare = added(
        commands,
        "compare",
        "comparing.run_compare",
        "Compare regimes on invented families, and write tables, charts and a report into a folder",
        "compare asked.json --to found",
    )
    compare.add_argument(
        "file",
        type=Path,
        help="What to compare, as JSON: the same members as in POST /v1/evidence/comparisons. For example asked.json.",
    )
    compare.add_argument(
        "--to",
        type=Path,
        default=Path("comparison"),
        help="The folder to write to, which must be empty or new. Usually comparison.",
    )
    compare.add_argument(
        "--cluster",
        help="The address of a Dask scheduler that does the work, such as tcp://scheduler:8786. Usually this machine.",
    )
    compare.epilog = (
        f"{compare.epilog}\n\nA small file: "
        '{"population": {"synthetic": {"authority": "936", "decisions": 1000}}, "samples": 16}\n'
        "The exit status is 0 if the folder was written, and 2 if nothing was. No database is needed."
    )


def _add_for_developers(commands: Any) -> None:
    demo = added(
        commands,
        "demo",
        "starting.run_demo",
        "Walk invented families' cases through a running sandbox",
        "demo --url http://127.0.0.1:8000",
    )
    demo.add_argument(
        "--url", default="http://127.0.0.1:8000", help="Where the sandbox answers. Usually http://127.0.0.1:8000."
    )
    openapi = added(
        commands,
        "openapi",
        "starting.run_openapi",
        "Write the documents that are generated from the code",
        "openapi --to /srv/documents",
    )
    openapi.add_argument("--to", type=Path, default=Path(), help="The folder to write to. Usually the present folder.")
    draft = added(
        commands,
        "draft",
        "starting.run_draft",
        "Draft the migration of a changed table or SQL file",
        'draft "Cases have a colour"',
    )
    draft.add_argument("says", help='What changes, in one line, such as "Cases have a colour".')


def _add_law(commands: Any) -> None:
    touched = added(
        commands,
        "touched",
        "amending.run_touched",
        "Count the open cases whose dates a change of the law would move",
        "touched change.json",
    )
    touched.add_argument(
        "file",
        type=Path,
        help="The change, as JSON: the same members as in POST /v1/law/changes. For example change.json.",
    )
    touched.epilog = (
        f"{touched.epilog}\n\nA small file: "
        '{"rules": {"lodge-within-two-months": {"period": {"amount": 1, "unit": "months"}}}}\n'
        "The command prints numbers to the nearest five, and names no case and no organisation. It changes nothing."
    )
    law = added(commands, "law", "starting.run_law", "Print the rules in force on a day", "law 2026-09-01")
    law.add_argument("on", type=day, help="The day, such as 2026-09-01.")
    authorities = added(
        commands,
        "authorities",
        "caseload.run_authorities",
        "Print the codes of England's authorities, or carry an ended authority's cases over",
        "authorities --on 2023-04-01",
    )
    authorities.add_argument(
        "--on", type=day, help="Print the codes of this day, such as 2023-04-01. Left out: the codes of today."
    )
    authorities.set_defaults(what=None)
    what = authorities.add_subparsers(dest="what", metavar="what", required=False)
    follow = added(
        what,
        "follow",
        "caseload.run_authorities",
        "Carry an ended authority's cases and partners over to its successor",
        "authorities follow 909 942 --dry-run",
    )
    follow.add_argument("ended", help="The authority that ended: its three-digit code, such as 909, or its short name.")
    follow.add_argument("successor", help="The authority that follows it: its code, such as 942, or its short name.")
    follow.add_argument(
        "--cases",
        type=Path,
        help="If the area was divided: a file with the id of one case on each line. Only these cases are carried over.",
    )
    follow.add_argument("--dry-run", action="store_true", help="Check and count the cases. Change nothing.")
