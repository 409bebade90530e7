"""The issues of a request for mediation, step by step. Each step's issues are sealed apart, to be corrected apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.cases.domain.commands import AddIssues, Command, DropIssues, RequestMediation
from app.cases.domain.corrections import History
from app.cases.domain.issues import MOST_ISSUES, Asked

STEPS: Final = "issue_steps"
"""The name under which the steps are sealed with a case: no organisation reads them there."""
MOST_STEPS = 60
"""How many steps of a case are kept. The issues themselves are kept whatever became of the steps."""
ISSUES = (RequestMediation, AddIssues, DropIssues)
"""The commands that say which issues the family wants to mediate about."""
NEW_REQUEST = "mediation-requested"
"""The event that begins the issues again."""

Words = Mapping[str, Any]
"""What a step said: `issues`, and perhaps `health_provision_wanted`."""


def steps_of(kept: Mapping[str, Any]) -> dict[int, Words]:
    """Return the steps that are sealed with a case, each at its place in the audit trail."""
    return {int(seq): words for seq, words in (kept.get(STEPS) or {}).items()}


def sealed_steps(steps: Mapping[int, Words]) -> dict[str, Words]:
    """Return steps as they are sealed: the latest of them."""
    return {str(seq): steps[seq] for seq in sorted(steps)[-MOST_STEPS:]}


def said(words: Words) -> Asked:
    """Return what a step said."""
    return Asked(tuple(words["issues"]), words.get("health_provision_wanted"))


@dataclass(slots=True)
class IssuesNow:
    """What the steps of a history come to. `asked` is None if a step is not known.

    `drops` are the steps that say something else of health now. `refused` are those that cannot be in this history.
    """

    asked: Asked | None = None
    drops: dict[int, DropIssues] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)


def retold(history: History, types: Mapping[int, str], steps: Mapping[int, Words]) -> IssuesNow:
    """Tell the issues again, step by step. `types` are the events of the steps that the history allows."""
    told = IssuesNow()
    for entry in history.entries:
        command, words = entry.command, steps.get(entry.seq)
        if entry.seq not in types or not isinstance(command, ISSUES):
            continue
        if types[entry.seq] == NEW_REQUEST:
            told.asked = said(words) if words is not None else None
        elif words is None or told.asked is None:
            told.asked = None
        elif isinstance(command, DropIssues):
            _drop(told, entry.seq, command, words["issues"])
        else:
            _add(told, entry.seq, command, said(words))
    return told


def _add(told: IssuesNow, seq: int, command: Command, more: Asked) -> None:
    assert told.asked is not None  # noqa: S101 - the caller has looked
    after = told.asked.added(more)
    if isinstance(command, RequestMediation):
        after = replace(after, provision=more.provision)
    if len(after.issues) > MOST_ISSUES:
        told.refused.append(seq)
    told.asked = after


def _drop(told: IssuesNow, seq: int, command: DropIssues, gone: Sequence[str]) -> None:
    assert told.asked is not None  # noqa: S101 - the caller has looked
    after = told.asked.dropped(gone)
    if told.asked.unknown(gone) is not None or not after.left.issues:
        told.refused.append(seq)
        return
    told.asked = after.left
    again = replace(command, health_dropped=after.health, health_only=after.health_only)
    if again != command:
        told.drops[seq] = again
