"""The mutants that change nothing anybody can notice, each with its reason, in equivalent.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from bench.mutation.edits import ROOT
from bench.mutation.mutants import Mutant

LIST = ROOT / "bench" / "mutation" / "equivalent.toml"


@dataclass(frozen=True)
class Equivalent:
    """One of them: its file, its line without indentation, the change as a report shows it, and why it is none."""

    file: str
    line: str
    change: str
    reason: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether it is this mutant."""
        return (self.file, self.line, self.change) == (mutant.path, mutant.text, mutant.change)


def equivalents() -> list[Equivalent]:
    """Read the list."""
    return [Equivalent(**one) for one in tomllib.loads(LIST.read_text("utf-8")).get("equivalent", [])]


def out_of_date(listed: Iterable[Equivalent], mutants: Iterable[Mutant]) -> list[str]:
    """Name each that is no mutant of its file any more."""
    known = {(mutant.path, mutant.text, mutant.change) for mutant in mutants}
    return [f"{one.file}: {one.change}" for one in listed if (one.file, one.line, one.change) not in known]
