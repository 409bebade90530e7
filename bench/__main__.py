"""The command line: `python -m bench [all | compare | growth | duties | start | slots | ...] [--quick]`.

`python -m bench --help` names every part.

`all` without --quick writes its tables into docs/benchmarks.md and every round into bench/results.json.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import uvloop

from bench import report
from bench import slots as slot_search
from bench.allocation import allocation
from bench.allocation import text as allocation_text
from bench.compare import Size, compare
from bench.comparisons import SIZES as POPULATIONS
from bench.comparisons import comparisons
from bench.comparisons import text as comparisons_text
from bench.database import running_database
from bench.duties import SIZES, duties
from bench.duties import text as duties_text
from bench.growth import LARGE, growth
from bench.imports import ROWS, imports
from bench.imports import text as imports_text
from bench.service import ROOT
from bench.startup import startup
from bench.startup import text as start_text

PAGE = ROOT / "docs" / "benchmarks.md"
RESULTS = ROOT / "bench" / "results.json"
PARTS = ("compare", "growth", "duties", "start", "slots", "imports", "comparisons", "allocation")
BETWEEN = re.compile(r"(?<=<!-- figures: written by python -m bench -->\n).*(?=<!-- end of figures -->)", re.DOTALL)


def main() -> None:
    """Run what was asked for and print its tables."""
    if sys.platform != "linux":
        sys.exit("The bench reads CPU times from /proc and binds programs to cores: it runs on Linux only.")
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what the README quotes")
    parser.add_argument("part", nargs="?", default="all", choices=("all", *PARTS))
    parser.add_argument("--quick", action="store_true", help="a minute or two: fewer rounds, fewer rows")
    arguments = parser.parse_args()
    size, large = (Size(3, 200), LARGE // 20) if arguments.quick else (Size(5, 1000), LARGE)
    print(report.conditions(), flush=True)
    with running_database() as database:
        parts = {}
        if arguments.part in ("all", "start"):
            started = uvloop.run(startup(database, size.rounds))
            parts["start"] = start_text(started)
            print("\n" + parts["start"], flush=True)
        if arguments.part in ("all", "compare"):
            compared = uvloop.run(compare(database, size))
            parts["compare"] = report.comparison_text(compared)
            print("\n" + parts["compare"], flush=True)
        if arguments.part in ("all", "growth"):
            grown, sizes = uvloop.run(growth(database, size.rounds, size.requests // 2, large))
            parts["growth"] = report.growth_text(grown, sizes)
            print("\n" + parts["growth"], flush=True)
        if arguments.part in ("all", "duties"):
            volume = uvloop.run(
                duties(database, size.rounds, size.requests // 10, SIZES[:2] if arguments.quick else SIZES)
            )
            parts["duties"] = duties_text(volume)
            print("\n" + parts["duties"], flush=True)
        if arguments.part in ("all", "slots"):
            most = slot_search.MOST // 10 if arguments.quick else slot_search.MOST
            searched = uvloop.run(slot_search.slots(database, size.rounds, most))
            parts["slots"] = slot_search.text(searched)
            print("\n" + parts["slots"], flush=True)
        if arguments.part in ("all", "imports"):
            brought_in = uvloop.run(imports(database, ROWS // 5 if arguments.quick else ROWS))
            parts["imports"] = imports_text(brought_in)
            print("\n" + parts["imports"], flush=True)
        if arguments.part in ("all", "comparisons"):
            worked_out = uvloop.run(comparisons(database, POPULATIONS[:2] if arguments.quick else POPULATIONS))
            parts["comparisons"] = comparisons_text(worked_out)
            print("\n" + parts["comparisons"], flush=True)
    if arguments.part in ("all", "allocation"):
        allocated = allocation(100 if arguments.quick else 500)
        parts["allocation"] = allocation_text(allocated)
        print("\n" + parts["allocation"], flush=True)
    if arguments.part != "all":
        return
    aims = report.aims_text(compared, grown, sizes, started)
    print("\n" + aims)
    if not arguments.quick:
        rounds: dict[str, report.Rounds] = {
            "actions": compared.actions,
            "reads": compared.reads,
            "workers": compared.workers,
            "growth": grown,
            "duties": volume.rounds,
            "slots": searched.rounds,
        }
        plain = {name: report.plain(found) for name, found in rounds.items()}
        plain["allocation"] = {name: [round(spent, 3) for spent in way.seconds] for name, way in allocated.ways.items()}
        RESULTS.write_text(json.dumps(plain, indent=1) + "\n")
        _publish(PAGE, "\n\n".join((aims, report.conditions(), *parts.values())))


def _publish(page: Path, figures: str) -> None:
    """Put the tables between the page's marks."""
    page.write_text(BETWEEN.sub(lambda _: f"\n{figures}\n\n", page.read_text()))


if __name__ == "__main__":
    main()
