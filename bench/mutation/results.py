"""What became of each mutant, kept in var/, so that a run goes on where the last one stopped.

A killed mutant stays killed while its own file stays the same. One that survived is tried again when any test or any
file of the service has changed.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from bench.mutation.edits import ROOT
from bench.mutation.mutants import Mutant


class Results:
    """One line of JSON for each mutant that was run, in one file for each wing."""

    def __init__(self, wing: str) -> None:
        self._path = ROOT / "var" / "mutation" / f"{wing}.jsonl"
        self._explored = self._path.with_suffix(".reach.json")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._all = _digest((ROOT / "tests").rglob("*.py")) + _digest((ROOT / "app").rglob("*.py"))
        self._own: dict[str, str] = {}
        self.keeps: Literal["all", "killed"] = "all"
        """Where only some tests run, a survivor might be killed by the others, and so is not kept."""
        self.known: dict[str, dict[str, Any]] = {}
        self.read()

    def read(self) -> None:
        """Read what this process and its copies have kept."""
        if self._path.exists():
            for line in self._path.read_text("utf-8").splitlines():
                one = json.loads(line)
                self.known[one["mutant"]] = one

    def by(self, mutant: Mutant) -> str | None:
        """Return what killed a mutant, "" where it survived, and None where it has to be run."""
        one = self.known.get(_name(mutant))
        if one is None or one["own"] != self._digest_of(mutant.path):
            return None
        return str(one["by"]) if one["by"] or one["all"] == self._all else None

    def keep(self, mutant: Mutant, by: str) -> None:
        """Keep what killed a mutant, or "" where nothing did."""
        if not by and self.keeps == "killed":
            return
        one = {"mutant": _name(mutant), "by": by, "own": self._digest_of(mutant.path), "all": self._all}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")

    def explored(self) -> dict[str, Any] | None:
        """Return what the tests did unchanged, if neither they nor the service have changed since."""
        if self.keeps == "killed" or not self._explored.exists():
            return None
        kept = json.loads(self._explored.read_text("utf-8"))
        return dict(kept) if kept["all"] == self._all else None

    def keep_explored(self, said: dict[str, Any]) -> None:
        """Keep what the tests did."""
        if self.keeps == "all":
            self._explored.write_text(json.dumps({**said, "all": self._all}), "utf-8")

    def _digest_of(self, path: str) -> str:
        return self._own.setdefault(path, _digest([ROOT / path]))


def _name(mutant: Mutant) -> str:
    return f"{mutant.path} {mutant.number}: {mutant.change}"


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:16]
