"""What the tribunal learns of a pair: two histories that differ only in what mediation came to read alike to it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.cases.domain import commands
from app.cases.domain.assurance import CaseNode
from app.cases.domain.facts import CaseFacts
from app.cases.records import facts_to_json
from app.cases.who_sees import changes_told, event_told, facts_told
from app.kernel.assure import EachStep, Property
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind
from tests.appeals.domain.pairs import Apart, PairStep

Told = Callable[[CaseFacts, Reader], CaseFacts]
Events = Callable[[Mapping[str, Any], Reader, str], dict[str, Any]]


def shown(step: PairStep) -> bool:
    """Whether the tribunal is told of the event of a step."""
    duty = step.command.code if isinstance(step.command, commands.CompleteDuty) else None
    return step.move is not None and event_told(step.move.event, duty, Reader.TRIBUNAL)


def of_the_event(step: PairStep, after: CaseFacts, told: Events) -> dict[str, Any]:
    """Return what the tribunal is told that an event changed."""
    assert step.move is not None
    assert step.command is not None
    assert step.machine is not None
    changes: Any = step.machine.changes_if_open(step.move, step.origin.facts, step.command)
    written = facts_to_json(after)
    return told({name: written[name] for name in changes}, Reader.TRIBUNAL, step.move.event)


class Seen:
    """What the tribunal is told of each pair, remembered for one search."""

    def __init__(self, told: Told, events: Events) -> None:
        self._told = told
        self._events = events
        self._of: dict[int, tuple[CaseFacts, int]] = {}
        self._known: dict[tuple[date, CaseFacts], int] = {}
        self._after: dict[tuple[int, str], object] = {}

    def of(self, node: CaseNode) -> tuple[CaseFacts, int]:
        """Return what the tribunal is told of a pair, and a number that all pairs have which read alike on a day."""
        found = self._of.get(id(node))
        if found is None:
            told = self._told(node.facts, Reader.TRIBUNAL)
            found = self._of[id(node)] = told, self._known.setdefault((node.when, told), len(self._known))
        return found

    def hides(self, step: PairStep, after: CaseFacts) -> bool:
        """Whether a step that the tribunal is not told of changes nothing that it is told."""
        return shown(step) or self.of(step.origin)[0] == self._told(after, Reader.TRIBUNAL)

    def tells_alike(self, step: PairStep, after: CaseFacts) -> bool:
        """Whether a step that it is told of reads as the same step did from every pair that read alike."""
        if not shown(step):
            return True
        now = (self._told(after, Reader.TRIBUNAL), of_the_event(step, after, self._events))
        return self._after.setdefault((self.of(step.origin)[1], step.said), now) == now


def unseen(told: Told = facts_told, events: Events = changes_told) -> tuple[Property, ...]:
    """Return what keeps mediation from the tribunal, for one search."""
    seen = Seen(told, events)
    return (
        EachStep("a-hidden-step-shows-nothing", "A step that is withheld changes nothing that is told.", seen.hides),
        EachStep("a-told-step-reads-alike", "A step that is told reads alike after pairs that read alike.",
                 seen.tells_alike),
        Apart(
            "the-tribunals-answers-are-alike", "What the tribunal may record hangs on what it is told alone.",
            lambda step: step.command is not None and step.command.by is OrganisationKind.TRIBUNAL,
            lambda node: seen.of(node)[1],
        ),
    )  # fmt: skip
