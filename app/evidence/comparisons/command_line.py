"""Works a comparison out at the command line: the same order as over HTTP, in a process of its own, with no server.

The folder then holds the result as JSON, each table as CSV with its metadata, each chart as SVG, and the report.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.evidence.comparisons.columns import TableName, described
from app.evidence.comparisons.process import COMMAND, HOME, environment
from app.evidence.comparisons.report import report
from app.evidence.comparisons.schemas import ComparisonAsked, NotComparable
from app.evidence.comparisons.views import table
from app.evidence.domain.comparison.order import Order
from app.platform.body_files import NotRead, read_body
from app.platform.http.body_limits import pointer_to

LARGEST_FILE = 1024 * 1024
WIDTH = 40
WRITTEN, NOT_COMPARED = 0, 2


class NotCompared(Exception):
    """The comparison cannot be worked out. The message says why, in one sentence."""


def compare(file: Path, folder: Path, cluster: str | None) -> int:
    """Work out what a file asks, write the result into a folder, and return the exit status: 0, or 2 if nothing was
    written."""
    try:
        order = _order(file)
        _must_be_empty(folder)
        told = _worked_out(order, cluster)
        _write(folder, told)
    except (NotCompared, NotRead) as reason:
        print(reason, file=sys.stderr)
        return NOT_COMPARED
    print(f"{len(list(folder.iterdir()))} files in {folder}. Begin with report.pdf.")
    return WRITTEN


def _order(file: Path) -> Order:
    """Read what is asked: the body of `POST /v1/evidence/comparisons`."""
    try:
        order = read_body(file, ComparisonAsked, LARGEST_FILE).order()
    except NotComparable as wrong:
        raise NotRead(file, f"{pointer_to(wrong.steps)}: {wrong.reason}.") from None
    if order.own is not None:
        raise NotRead(file, "Only the service can replay own_cases, because it holds them. Ask for synthetic.")
    return order


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotCompared(f"{folder} is in use already. Name another folder with --to.")


def _worked_out(order: Order, cluster: str | None) -> Mapping[str, Any]:
    """Start the process, show how far it is, and return the result and the charts."""
    asked = json.dumps({"order": order.as_json(), "cluster": cluster})
    with subprocess.Popen(  # noqa: S603 - ourselves
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=HOME,
        env=environment(),
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdin is not None  # noqa: S101 - it was piped
            assert process.stdout is not None  # noqa: S101 - it was piped
            with suppress(BrokenPipeError):  # it died: it has said why
                process.stdin.write(asked + "\n")
                process.stdin.flush()
            for line in process.stdout:
                told: Mapping[str, Any] = json.loads(line)
                if "result" in told:
                    _bar(1.0)
                    return told
                _bar(told["progress"])
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    raise NotCompared("The comparison could not be worked out.")


def _bar(part: float) -> None:
    """Show how far the comparison is, where somebody watches."""
    if sys.stderr.isatty():
        filled = round(part * WIDTH)
        end = "\n" if part >= 1 else ""
        print(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {part:4.0%}", end=end, file=sys.stderr, flush=True)


def _write(folder: Path, told: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    result, charts = told["result"], told["charts"]
    texts = {
        "result.json": json.dumps(result, indent=1, ensure_ascii=False) + "\n",
        "csv-metadata.json": json.dumps(described(), indent=1, ensure_ascii=False) + "\n",
        **{f"{name}.csv": table(result, name) for name in TableName},
        **{f"{name}.svg": drawn for name, drawn in charts.items()},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    (folder / "report.pdf").write_bytes(report(result, charts))
