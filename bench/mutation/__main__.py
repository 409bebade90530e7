"""The command line: `python -m bench.mutation law` (see `--help` for the other wings); `--count` runs none."""

import argparse
import hashlib
import sys

from bench.mutation.equivalents import equivalents, out_of_date
from bench.mutation.mutants import Mutant, sources
from bench.mutation.reach import explore
from bench.mutation.report import Report
from bench.mutation.results import Results
from bench.mutation.running import run
from bench.mutation.wings import WINGS


def main() -> None:
    """Run the mutants that have not been run, then say what became of all."""
    sys.dont_write_bytecode = False
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description="Measure the tests of the domain")
    parser.add_argument("wing", choices=WINGS)
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--sample", type=int, help="take so many of them, by chance, and the same each time")
    parser.add_argument("--seed", default="", help="take another sample")
    parser.add_argument("--tests", nargs="+", help="run these tests alone, and keep what they kill")
    parser.add_argument("--count", action="store_true", help="run nothing; report what is known")
    arguments = parser.parse_args()
    wing, results = WINGS[arguments.wing], Results(arguments.wing)
    every = [mutant for source in sources(wing.folder) for mutant in source.mutants()]
    listed = [one for one in equivalents() if one.file.startswith(f"{wing.folder}/")]
    if gone := out_of_date(listed, every):
        sys.exit("\n".join(["These equivalents are no mutants any more:", *gone]))
    wanted = [mutant for mutant in every if arguments.only in mutant.path]
    mutants = by_chance(wanted, arguments.seed)[: arguments.sample]
    if (left := [mutant for mutant in mutants if results.by(mutant) is None]) and not arguments.count:
        print(f"{arguments.wing}: {len(left)} of {len(mutants)} mutants to run", flush=True)
        if arguments.tests:
            wing, results.keeps = wing._replace(tests=tuple(arguments.tests)), "killed"
        run(wing, explore(wing, results, mutants), left, results)
        results.read()
    said = Report(mutants, results, listed)
    print(said.text(arguments.wing, len(wanted)))
    if killed := [mutant.name for mutant in said.excused if results.by(mutant)]:
        sys.exit("\n".join(["These are listed as equivalent, yet a test kills them:", *killed]))


def by_chance(mutants: list[Mutant], seed: str) -> list[Mutant]:
    """Shuffle mutants, for a seed each time in the same way: a longer sample holds the shorter one."""

    def place(mutant: Mutant) -> bytes:
        return hashlib.sha256(f"{seed}{mutant.path} {mutant.number}".encode()).digest()

    return sorted(mutants, key=place)


main()
