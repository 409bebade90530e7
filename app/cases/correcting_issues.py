"""Corrections of the issues of a request: replaces the issues of one step, and works out the issues of all steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.cases.corrected import Made
from app.cases.domain.commands import RequestMediation
from app.cases.domain.corrections import Entry, Fallen, Folded, History
from app.cases.issue_steps import ISSUES, IssuesNow, Words, steps_of
from app.cases.recording import ADDED_TO_A_REQUEST
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.cases.use_cases import Bench
from app.kernel.errors import GateClosed

ISSUES_CHANGED = (
    "The issues of this mediation were recorded in several steps, before the service stored each step separately. So "
    "this correction is not possible. Record `drop-issues` and `add-issues` instead"
)
UNKNOWN_WORDS: Mapping[str, Any] = {"issues": ["not known"]}
"""Stands in a body for the words of a step that is older than the steps. The words stay as they are sealed."""


def words_of_step(bench: Bench, case: StoredCase, history: History, entry: Entry) -> Mapping[str, Any] | None:
    """Return the sealed words that were recorded with a step of a request. None: they were not kept apart."""
    if not isinstance(entry.command, ISSUES):
        return {}
    kept = bench.desk.sealing.open(case.sealed, str(case.id))
    if (words := steps_of(kept).get(entry.seq)) is not None:
        return words
    if not isinstance(entry.command, RequestMediation) or entry.kind in ADDED_TO_A_REQUEST:
        return None
    if any(isinstance(one.command, ISSUES) and one.seq > entry.seq and not one.voided for one in history.entries):
        return None
    return {name: kept[name] for name in ("issues", "health_provision_wanted") if kept.get(name) is not None}


def steps_after(steps: Mapping[int, Words], made: Sequence[Made], history: History) -> Mapping[int, Words]:
    """Return the steps of the requests as they are corrected."""
    again = {
        one.seq: one.private
        for one in made
        if "issues" in one.private and isinstance(getattr(history.at(one.seq), "command", None), ISSUES)
    }
    return {**steps, **again}


def must_be_whole(made: Sequence[Made], folded: Folded) -> None:
    """Refuse other issues for one step, where the other steps are not known."""
    for one in made:
        if "issues" in one.private and one.seq in folded.types:
            raise WrongInput(f"{one.pointer}/replace/issues", ISSUES_CHANGED, "issues")


def with_drops(made: Sequence[Made], told: IssuesNow) -> list[Made]:
    """Return what is corrected, with the steps that say something else of health now."""
    own = [replace(one, becomes=told.drops.get(one.seq, one.becomes)) for one in made]
    seqs = {one.seq for one in made}
    return [*own, *(Made(seq, "#", drop) for seq, drop in told.drops.items() if seq not in seqs)]


DROPS_NOTHING = (
    "After this correction, the family's request for mediation would lack the issue that a later step names, would "
    "have no issue left, or would have too many issues."
)


def without_refused_steps(folded: Folded, history: History, told: IssuesNow) -> Folded:
    """Return what a history comes to, which refuses also the steps that its issues do not allow."""
    entries = [history.at(seq) for seq in told.refused]
    refusal = GateClosed(DROPS_NOTHING, "tell-authority-what-to-mediate")
    refused = [Fallen(entry, refusal) for entry in entries if entry is not None]
    fallen = sorted([*folded.fallen, *refused], key=lambda one: one.entry.seq)
    return replace(folded, fallen=tuple(fallen))
