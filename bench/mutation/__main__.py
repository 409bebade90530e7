"""The command line: `python -m bench.mutation law` (or kernel, capacity, advice, pathway); `--count` runs none."""

import argparse
import random
import sys
from collections import defaultdict

from bench.mutation.equivalents import equivalents, out_of_date
from bench.mutation.mutants import sources
from bench.mutation.results import Results
from bench.mutation.running import explore, run
from bench.mutation.wings import WINGS


def main() -> None:
    """Run the mutants that have not been run, then say what became of all."""
    sys.dont_write_bytecode = False
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description="Measure the tests of the domain")
    parser.add_argument("wing", choices=WINGS)
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--sample", type=int, help="run no more than so many, chosen by chance")
    parser.add_argument("--count", action="store_true", help="run nothing; report what is known")
    arguments = parser.parse_args()
    wing, results = WINGS[arguments.wing], Results(arguments.wing)
    every = [mutant for source in sources(wing.folder) for mutant in source.mutants()]
    listed = [one for one in equivalents() if one.file.startswith(f"{wing.folder}/")]
    if gone := out_of_date(listed, every):
        sys.exit("\n".join(["These equivalents are no mutants any more:", *gone]))
    mutants = [mutant for mutant in every if arguments.only in mutant.path]
    if (left := [mutant for mutant in mutants if results.by(mutant) is None]) and not arguments.count:
        print(f"{arguments.wing}: {len(left)} of {len(mutants)} mutants to run", flush=True)
        if arguments.sample and arguments.sample < len(left):
            left = random.sample(left, arguments.sample)
        run(wing, explore(wing, results), left, results)
        results.read()
    excused = {mutant: one for mutant in mutants for one in listed if one.is_of(mutant)}
    survivors = [mutant for mutant in mutants if results.by(mutant) == "" and mutant not in excused]
    unrun = sum(results.by(mutant) is None for mutant in mutants)
    tried = len(mutants) - unrun - len(excused)
    for mutant in survivors:
        print(mutant.name)
    by_file: dict[str, int] = defaultdict(int)
    for mutant in survivors:
        by_file[mutant.path] += 1
    for path, number in by_file.items():
        print(f"  {path}: {number} survive")
    share = 100 * (tried - len(survivors)) / tried if tried else 0
    print(
        f"{arguments.wing}: {tried - len(survivors)} of {tried} mutants killed ({share:.1f} %), "
        f"{len(survivors)} survive, {len(excused)} are equivalent, {unrun} were not run"
    )
    if killed := [mutant.name for mutant in excused if results.by(mutant)]:
        sys.exit("\n".join(["These are listed as equivalent, yet a test kills them:", *killed]))


main()
