"""Cases told as stories: each test states what matters to it, and nothing else.

    a_case(notice_sent_on="2026-02-02").then("contact-adviser", "2026-02-10").refusal("issue-certificate", ...)

What happened is recorded by an organisation that may, on the day it happened, unless the test says otherwise.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, get_args, get_type_hints

import pytest

from app.cases.domain import commands
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.proceedings import Dated, IssueNow
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus, deadlines_on
from app.cases.domain.words import Action, DirectedFor, IssueStatus, State
from app.kernel.errors import Refusal
from app.kernel.machine import Happened, fold
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.readings import Readings
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.holidays import england

LAW = Law(england())
PATHWAY = Pathway(LAW)
COMMANDS: dict[Action, type[Command]] = {
    kind.action: kind
    for kind in vars(commands).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
BODY, TRIBUNAL = OrganisationKind.COMMISSIONING_BODY, OrganisationKind.TRIBUNAL
GREEN = RegimeId.GREEN_PAPER_2022


def under(regime: RegimeId, readings: Readings = LAW.readings, **changed: Any) -> Pathway:
    """Return a machine in which one regime has other values."""
    return Pathway(Law(LAW.england, readings, {**REGIMES, regime: replace(REGIMES[regime], **changed)}))


USUAL: dict[Action, dict[str, Any]] = {
    Action.ISSUE_CERTIFICATE: {"ground": CertificateGround.DECLINED, "number": "first"},
    Action.REISSUE_CERTIFICATE: {"number": "second"},
    Action.REPORT_CANNOT_ARRANGE: {"by": LA},
    Action.RECORD_AGREEMENT: {"terms": ()},
    Action.REGISTER_APPEAL: {"basis": "certificate", "by": TRIBUNAL},
    Action.RECORD_SESSION_OUTCOME: {"outcome": "no_agreement"},
    Action.WIDEN_GROUNDS: {"sections": frozenset({PlanSection.F})},
    Action.COMPLETE_DUTY: {"code": "la-response", "by": LA},
    Action.DECIDE_EXEMPTION: {"granted": True},
    Action.RECORD_APPEAL_OUTCOME: {"by": TRIBUNAL},
    Action.REINSTATE_APPEAL: {"by": TRIBUNAL},
    Action.WITHDRAW: {"family_confirmed": True},
    Action.CLOSE: {"family_confirmed": True},
    Action.CONFIRM_NOTICE: {"la_reference": "SEN-1"},
    Action.ANSWER_PANEL_REVIEW: {"authority_answer": "accepted"},
    Action.DISPUTE_NOTICE: {"reason": "not_ours"},
    Action.RESPOND_TO_APPEAL: {"asks_for_time": True},
    Action.RECORD_DIRECTIONS: {"by": TRIBUNAL, "directions": (Dated(DirectedFor.BUNDLE, date(2026, 9, 1)),)},
    Action.LIST_HEARING: {"by": TRIBUNAL, "listed_on": "2026-10-01", "format": "video"},
    Action.CHANGE_APPEAL_ISSUES: {"by": TRIBUNAL, "changes": (IssueNow("1", None, IssueStatus.LIVE),)},
    Action.PASS_RIGHT: {"to": "young_person", "because": "school_age_ended"},
}
"""What an action says when the test does not."""


def a_command(action: str, on: str, pathway: Pathway = PATHWAY, **says: Any) -> Command:
    """Make a command from plain words: dates and enum members as text."""
    kind = COMMANDS[Action(action)]
    values: dict[str, Any] = {"by": min(pathway.moves_of(kind.action)[0].who), "occurred_on": date.fromisoformat(on)}
    values |= USUAL.get(kind.action, {}) | says
    hints = get_type_hints(kind)
    return kind(**{name: _read(value, hints[name]) for name, value in values.items()})


def _read(value: Any, hint: Any) -> Any:
    """Read a plain word as what the command wants there."""
    if isinstance(value, str):
        for wanted in get_args(hint) or (hint,):
            if wanted is date:
                return date.fromisoformat(value)
            if issubclass(wanted, StrEnum):
                return wanted(value)
    return value


@dataclass(frozen=True)
class Story:
    """A case and how it came about."""

    opened: CaseFacts
    events: tuple[Happened, ...] = ()
    pathway: Pathway = PATHWAY

    @cached_property
    def facts(self) -> CaseFacts:
        """What is known of the case by now."""
        return fold(self.opened, self.events)

    def then(self, action: str, on: str, *, recorded_on: str | None = None, **says: Any) -> "Story":
        """Record what happened on a day; the recording may be later."""
        event = self.pathway.decide(
            self.facts, a_command(action, on, self.pathway, **says), date.fromisoformat(recorded_on or on)
        )
        return replace(self, events=(*self.events, event))

    def refusal(self, action: str, on: str, *, recorded_on: str | None = None, **says: Any) -> Refusal:
        """Return the refusal that a recording meets."""
        with pytest.raises(Refusal) as refused:
            self.then(action, on, recorded_on=recorded_on, **says)
        return refused.value

    def certified(self, on: str, **says: Any) -> "Story":
        """Let the family hear an adviser, decline, and have its certificate, all on one day."""
        return self.then("contact-adviser", on).then("decline-mediation", on).then("issue-certificate", on, **says)

    @property
    def state(self) -> State:
        """Where the case stands."""
        return self.facts.state

    def due(self, code: str, **which: Any) -> str:
        """Return the one date due under a code."""
        (found,) = [d for d in self.pathway.law.deadlines(self.facts) if d.code == code and _is(d, which)]
        return str(found.due_on)

    def codes(self) -> set[str]:
        """Return the codes of everything due."""
        return {d.code for d in self.pathway.law.deadlines(self.facts)}

    def on(self, today: str) -> list[DeadlineOnDay]:
        """Return how every deadline stands on a day."""
        return deadlines_on(self.facts, date.fromisoformat(today), self.pathway.law)

    def standing(self, code: str, today: str, **which: Any) -> DeadlineStatus:
        """Return how the one deadline of a code stands on a day."""
        (found,) = [s for s in self.on(today) if s.deadline.code == code and _is(s.deadline, which)]
        return found.status


def _is(deadline: Any, which: dict[str, Any]) -> bool:
    clock = deadline.rule.clock
    return all(getattr(clock, name) == value for name, value in which.items())


def a_case(
    notice_sent_on: str = "2026-02-02",
    sections: str | None = None,
    kind: str | None = None,
    regime: RegimeId = RegimeId.CFA_2014,
    appellant: str = "parent",
    readings: Readings | None = None,
) -> Story:
    """Open a case: a refusal to assess, or, where sections are named ("BF", "C H1"), a plan's content."""
    about = "plan_content" if sections else "refusal_to_assess"
    opened = CaseFacts(
        regime,
        DecisionKind(kind or about),
        date.fromisoformat(notice_sent_on),
        AppellantKind(appellant),
        some_sections(sections or ""),
    )
    return Story(opened, pathway=Pathway(Law(LAW.england, readings)) if readings else PATHWAY)


def some_sections(letters: str) -> frozenset[PlanSection]:
    """Read plan sections from a string: letters stand for themselves, "H1" and "H2" are words of their own."""
    names = [name for word in letters.split() for name in ([word] if word.startswith("H") else word)]
    return frozenset(PlanSection(name) for name in names)
