"""Everything that can happen to an appeal: every step, by every organisation that may record any.

The cases to begin with are about every kind of dispute that a gate of appeals tells apart. They stand where mediation
has not begun, is arranged, or has come to an agreement. No gate of an appeal asks for more of mediation, and no step of
an appeal changes it: the check proves the second, and the check of the pathway searches mediation beside an appeal.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.cases.domain import commands
from app.cases.domain.appealed import appeal_state
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow, Ordered
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import (
    AppealOutcome,
    DirectedFor,
    HearingFormat,
    HearingKind,
    IssueStatus,
    State,
)
from app.kernel.search import Attempt, Node, Search, attempt
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.bundles import BundlePartKind
from app.law.domain.chronology import Directed, Term
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.regime import IN_FORCE

NOTICE = date(2026, 3, 2)
REGISTERED, TODAY = NOTICE + timedelta(days=30), NOTICE + timedelta(days=60)
"""The days of the search. The properties depend on none of them."""

P = PlanSection
DISPUTES: tuple[tuple[DecisionKind, frozenset[PlanSection], AppealBasis], ...] = (
    (DecisionKind.REFUSAL_TO_ASSESS, frozenset(), AppealBasis.PERMISSION),
    (DecisionKind.PLAN_CONTENT, frozenset({P.F, P.I}), AppealBasis.PERMISSION),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I}), AppealBasis.PLACEMENT_ONLY),
)
"""The disputes that the gates of an appeal tell apart. The other decisions differ only in which orders are possible."""

CHANGED = ("I", "1")
"""The issues that the search changes: one that the appeal began with, and one that is added."""

RECORDERS = (
    OrganisationKind.LOCAL_AUTHORITY,
    OrganisationKind.MEDIATION_PROVIDER,
    OrganisationKind.COMMISSIONING_BODY,
    OrganisationKind.TRIBUNAL,
)
TRIBUNAL, LA = OrganisationKind.TRIBUNAL, OrganisationKind.LOCAL_AUTHORITY
REFERENCE = "of the tribunal's decision"

AppealNode = Node[CaseFacts, date]
Tried = Attempt[AnyMove, CaseFacts, commands.Command]


def begun() -> Iterator[CaseFacts]:
    """Yield each case whose appeal has just been registered: every dispute, before and in mediation."""
    for kind, sections, basis in DISPUTES:
        case = CaseFacts(IN_FORCE, kind, NOTICE, AppellantKind.PARENT, sections)
        permitted = REGISTERED if basis is AppealBasis.PERMISSION else None
        appeal = Appeal(basis, REGISTERED, late=False, permission_granted_on=permitted)
        several = kind is DecisionKind.PLAN_CONTENT and len(sections) > 1
        for stage in (State.NOTIFIED, State.MEDIATION_ARRANGED) if several else (State.NOTIFIED,):
            yield replace(case, stage=stage, under_way=stage is not State.NOTIFIED, appeal=appeal)
    agreed = CaseFacts(IN_FORCE, DecisionKind.PLAN_CONTENT, NOTICE, AppellantKind.PARENT, frozenset({P.F, P.I}))
    yield replace(
        agreed,
        stage=State.MEDIATION_CONCLUDED,
        session_outcome=SessionOutcome.FULL_AGREEMENT,
        agreement_made_on=REGISTERED,
        agreement_terms=(Term(TermKind.AMEND_PLAN),),
        appeal=Appeal(AppealBasis.PERMISSION, REGISTERED, late=False, permission_granted_on=REGISTERED),
    )


def told(start: CaseFacts) -> str:
    """Name a case as a counter-example does."""
    sections = "".join(sorted(start.sections))
    agreed = ", agreed" if start.agreement_made_on else ""
    return f"an appeal about {start.kind}{f' {sections}' if sections else ''}, {start.stage}{agreed}"


def steps(by: OrganisationKind, on: date) -> Iterator[commands.Command]:
    """Yield every step of an appeal that could make a difference, as one organisation records it."""
    who: dict[str, Any] = {"by": by, "occurred_on": on}
    yield commands.RegisterAppeal(**who, basis=AppealBasis.PERMISSION, permission_reference=REFERENCE)
    yield commands.RespondToAppeal(**who)
    yield commands.RespondToAppeal(**who, copied=True, asks_for_time=True)
    yield commands.CompleteDuty(**who, code=Code.LA_RESPONSE)
    yield commands.ListHearing(**who, listed_on=on, format=HearingFormat.PAPER)
    yield commands.ListHearing(**who, listed_on=on, adjourned=True)
    yield commands.ListHearing(**who, adjourned=True)
    yield commands.ListHearing(**who, listed_on=on, format=HearingFormat.VIDEO, kind=HearingKind.JUDICIAL_ADR)
    yield commands.SendBundle(**who, parts=(BundlePart(BundlePartKind.CORE, 101),))
    yield commands.SendBundle(**who)
    yield commands.Concede(**who)
    yield commands.WidenGrounds(**who, sections=frozenset({P.B}), permission_reference=REFERENCE)
    for status in IssueStatus:
        yield commands.ChangeAppealIssues(**who, changes=(IssueNow("I", P.I, status),))
    yield commands.ChangeAppealIssues(**who, changes=(IssueNow("1", P.G, IssueStatus.LIVE),))
    yield commands.ChangeAppealIssues(**who, changes=(IssueNow("I", P.F, IssueStatus.LIVE),))
    agreed = (IssueNow("I", P.I, IssueStatus.AGREED),)
    yield commands.ChangeAppealIssues(**who, changes=agreed, family_confirmed=True)
    yield commands.Close(**who, family_confirmed=True)
    for reference in (None, REFERENCE):
        named: dict[str, Any] = {"decision_reference": reference}
        yield commands.RecordDirections(**who, **named, directions=(Dated(DirectedFor.RESPONSE, on),))
        yield commands.ChangeAppealIssues(**who, **named, changes=(IssueNow("I", P.I, IssueStatus.WITHDRAWN),))
        yield commands.Withdraw(**who, **named, family_confirmed=reference is None)
        yield commands.ReinstateAppeal(**who, **named, time_extended=True)
        yield commands.RecordAppealOutcome(**who, **named)
        yield from _outcomes(who, named)


def _outcomes(who: dict[str, Any], named: dict[str, Any]) -> Iterator[commands.Command]:
    cease, amend, assess = (Ordered(one) for one in (TermKind.CEASE_PLAN, TermKind.AMEND_PLAN, TermKind.ASSESS))
    dated = Ordered(TermKind.NAME_SETTING, (P.I,), (Directed(Step.NAME_SETTING, who["occurred_on"]),))
    for outcome, orders in (
        (AppealOutcome.UPHELD, (amend, dated)),
        (AppealOutcome.UPHELD, (assess,)),
        (AppealOutcome.UPHELD_IN_PART, ()),
        (AppealOutcome.CONSENT_ORDER, (amend,)),
        (AppealOutcome.DISMISSED, ()),
        (AppealOutcome.DISMISSED, (cease,)),
        (AppealOutcome.STRUCK_OUT, ()),
        (AppealOutcome.STRUCK_OUT, (amend,)),
        (AppealOutcome.WITHDRAWN, ()),
    ):
        yield commands.RecordAppealOutcome(**who, **named, outcome=outcome, orders=orders)
    yield commands.RecordAppealOutcome(
        **who, **named, outcome=AppealOutcome.UPHELD, orders=(amend,), recommends_care=True
    )


class AppealSearch(Search[AnyMove, CaseFacts, commands.Command, date]):
    """Every step of an appeal, by every organisation."""

    def __init__(self, law: Law, moves: Sequence[AnyMove] = MOVES) -> None:
        self._pathway = Pathway(law, moves)
        self._menu = cache(self._worth_trying)

    def menu(self, node: AppealNode) -> Sequence[Tried]:
        """Return every step worth trying. What claims it hangs on where case and appeal stand."""
        facts = node.facts
        return self._menu(
            replace(
                CaseFacts(facts.regime, facts.kind, NOTICE, AppellantKind.PARENT, facts.sections),
                stage=facts.stage,
                under_way=facts.under_way,
                appeal=facts.appeal and replace(facts.appeal, number=1),
                resolved_on=facts.resolved_on,
                closed_on=facts.closed_on,
                unopposed_notified_on=facts.unopposed_notified_on,
                order_made_on=facts.order_made_on,
                completed=tuple(one for one in facts.completed if one.code is Code.LA_RESPONSE),
            )
        )

    def _worth_trying(self, facts: CaseFacts) -> list[Tried]:
        tried = (attempt(self._pathway, facts, step, said) for step, said in _all_steps())
        return [one for one in tried if one.claiming]

    def mark(self, facts: CaseFacts, when: date) -> Hashable:
        """Return all that a gate could ask of an appeal. The words of a step, and its day, no gate asks."""
        hearing = facts.proceedings.hearing if facts.proceedings else None
        appeal = facts.appeal
        return (
            when,
            facts.kind,
            facts.sections,
            facts.stage,
            facts.agreement_made_on,
            appeal_state(facts),
            facts.state,
            facts.decided,
            facts.response_sent_on is not None,
            hearing is not None,
            appeal and (appeal.conceded_on is not None, appeal.number > 1),
            tuple(one.status for one in issues_of(facts) if one.id in CHANGED),
        )


@cache
def _all_steps() -> tuple[tuple[commands.Command, str], ...]:
    """Return every step of every organisation with its name: every menu chooses among them."""
    return tuple((step, _named(step)) for by in RECORDERS for step in steps(by, TODAY))


def _named(command: commands.Command) -> str:
    """Name what is recorded, and by whom."""
    members = "outcome orders basis adjourned asks_for_time changes decision_reference family_confirmed"
    said = (getattr(command, name, None) for name in members.split())
    words = ", ".join(_word(value) for value in said if value)
    return f"{command.action}{f' ({words})' if words else ''} by {command.by}"


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(
            f"{one.id} {one.status}" if isinstance(one, IssueNow) else str(getattr(one, "order_kind", one))
            for one in value
        )
    return "yes" if value is True else str(value)
