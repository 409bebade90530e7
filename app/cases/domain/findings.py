"""What a regime does to families: the shortest way to where it shuts a family out, delays it, or leaves it without a
remedy.

A finding is no fault of the machine. The machine obeys the regime, and the regime has this effect. The search is small:
the steps between the notice and the appeal, in one kind of dispute. The check of every state (`assurance`) is separate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any

from app.cases.domain import commands
from app.cases.domain.assurance import CaseNode, CaseSearch, Dispute, opened
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.questions import QUESTIONS, Question
from app.cases.domain.words import Action
from app.kernel.search import Node, Way
from app.kernel.terms import OrganisationKind
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_values import ClockEffect, MayEnd, Undecided

OF_THE_GATE = frozenset(
    {
        Action.CONTACT_ADVISER,
        Action.DECLINE_MEDIATION,
        Action.REQUEST_MEDIATION,
        Action.ARRANGE_MEDIATION,
        Action.RECORD_SESSION_OUTCOME,
        Action.CLAIM_EXEMPTION,
        Action.DECIDE_EXEMPTION,
        Action.ISSUE_CERTIFICATE,
        Action.REGISTER_APPEAL,
    }
)
"""The steps between the notice and the appeal."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a regime does not do for families what it should, and the shortest way to it.

    `changed`: the parameters that were changed to find it. Empty: the regime as it is published.
    `preset`: the preset that was applied to find it. Its parameters are then those that were changed.
    """

    question: Question
    way: Way
    changed: Mapping[str, Any]
    preset: PresetName | None = None


class GateSearch(CaseSearch):
    """The steps of the gate alone, without health."""

    def _is_theirs(self, command: commands.Command) -> bool:
        health = getattr(command, "health_raised", False)
        return command.action in OF_THE_GATE and not health and super()._is_theirs(command)


def variations(regime: Regime) -> Iterator[Mapping[str, Any]]:
    """Yield changes of one parameter each that people propose, or forget to settle."""
    if regime.exemptions is not None:
        for silence in (Undecided.REFUSED, Undecided.WAITS):
            yield {"exemptions": replace(regime.exemptions, if_undecided=silence)}
        yield {"exemptions": replace(regime.exemptions, decided_by=OrganisationKind.LOCAL_AUTHORITY)}
    yield {"absent_other_side_frees": False}
    yield {"clock_effect": ClockEffect.NONE}
    yield {"may_end_mediation": MayEnd.NEITHER}
    yield {"certificate_required": False}
    yield {"may_name_unlisted": False}


def findings_as_published(law: Law, regime: RegimeId) -> tuple[Finding, ...]:
    """Return what is found of a regime as it is."""
    return tuple(_of(law, law.regimes[regime], {}))


def findings(law: Law, regime: RegimeId) -> tuple[Finding, ...]:
    """Return what is found of a regime as it is, and then what each change of one parameter adds.

    Each finding has the shortest way to it. A way begins with the notice.
    """
    published = law.regimes[regime]
    found = [*findings_as_published(law, regime)]
    known = {one.question.name for one in found}
    for change in variations(published):
        found += (one for one in _of(law, replace(published, **change), change) if one.question.name not in known)
    return tuple(found)


def findings_of_presets(law: Law, regime: RegimeId) -> tuple[Finding, ...]:
    """Return what is found of a regime with the parameters of each preset in place of its own."""
    published = law.regimes[regime]
    return tuple(
        replace(one, preset=preset.name)
        for preset in PRESETS.values()
        for one in _of(law, preset.on(published), preset.changes)
    )


def _of(law: Law, regime: Regime, change: Mapping[str, Any]) -> Iterator[Finding]:
    pathway = Pathway(replace(law, regimes={**law.regimes, regime.id: regime}))
    search = lru_cache(lambda dispute: _nodes(pathway, regime.id, dispute))
    for question in QUESTIONS:
        ways = (
            (*node.way, *more)
            for node in search(question.dispute)
            if (more := question.broken_at(pathway, node)) is not None
        )
        if shortest := min(ways, key=len, default=None):
            yield Finding(question, shortest, change)


def _nodes(pathway: Pathway, regime: RegimeId, dispute: Dispute) -> tuple[CaseNode, ...]:
    """Return every state of the gate, the nearest first."""
    start = opened(regime, dispute)
    first = Node(start, start.notice_sent_on + timedelta(days=10))
    return tuple(GateSearch(pathway).explore(first, lambda *_: ()).nodes.values())
