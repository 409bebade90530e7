"""The exhaustive check of the pathway: it searches every reachable state, and says what holds in all of them.

A case begins when the authority records its notice, or when a mediation adviser records it in the authority's place.
The search uses only the days on which time alone changes an answer. Cases that no gate can tell apart count as one
state. What no gate asks together is searched in one kind of dispute each (decision 114). Within that, nothing is
sampled.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.cases.domain import commands
from app.cases.domain.facts import CaseFacts
from app.cases.domain.intake import RECORDED_AS, only_day
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import attempts, named, variants
from app.cases.domain.moves import AnyMove
from app.cases.domain.properties import properties
from app.cases.domain.view import next_day_of_interest, place, view
from app.cases.domain.words import Action, NoticeStatus, State
from app.kernel import assure as kernel
from app.kernel.assure import Assurance, watching
from app.kernel.search import Attempt, Explored, Node, Search
from app.kernel.terms import HEALTH_SECTIONS, AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.powers import powers_on
from app.law.domain.regime import Regime, RegimeId

NOTICE = date(2026, 3, 2)
"""An ordinary Monday. The properties do not depend on it: a test repeats the search from other days."""
EARLY = timedelta(days=10)
"""The family's first step may come soon after the notice, or never."""

P = PlanSection
Dispute = tuple[DecisionKind, frozenset[PlanSection]]
DISPUTES: tuple[Dispute, ...] = (
    (DecisionKind.REFUSAL_TO_ASSESS, frozenset()),
    (DecisionKind.PLAN_CONTENT, frozenset({P.B, P.F, P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.G})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I, P.G})),
)
"""The kinds of dispute that the gates tell apart: decisions without sections are alike to them."""

OF_ONE_DISPUTE = frozenset(
    {Action.RECORD_PANEL_REVIEW, Action.ANSWER_PANEL_REVIEW, Action.CLAIM_EXEMPTION, Action.DECIDE_EXEMPTION}
)
"""Actions that are tried in one kind of dispute, about sections B, F and I. No gate asks about a panel or an exemption
and also for the sections, for health, for who holds the right, or for who recorded the notice: a test shows it."""


def asked(regime: Regime, disputes: Sequence[Dispute] = DISPUTES) -> tuple[object, ...]:
    """Return all that the search asks a regime, of some kinds of dispute. Equal values: one search is enough.

    Which order the tribunal makes changes no gate, only what the authority owes after it. So of the tribunal's powers
    the search asks only whether there is an order. A test proves that the search reads nothing else of a regime.
    """
    return (
        regime.attendance_required,
        regime.declining_bars,
        regime.exemptions,
        regime.arrangement_days,
        regime.absence_renews_days,
        regime.renewed_days,
        regime.session_window_days,
        regime.asks_certificate,
        regime.frees_placement,
        regime.family_may_end,
        regime.authority_may_end,
        regime.issued_within,
        regime.absence_frees(as_read=True),
        regime.absence_frees(as_read=False),
        regime.prior_attendance_months if regime.exemptions else None,
        regime.providers_to_contact if regime.exemptions else None,
        regime.clock_effect,
        tuple((regime.hears(*one), bool(powers_on(one[0], remits=regime.remits(*one)))) for one in disputes),
    )


def searched_as(regime: Regime, regimes: Mapping[RegimeId, Regime]) -> RegimeId:
    """Return the first regime of which the search asks the same: what is found of it is found of both."""
    return next(name for name, other in regimes.items() if asked(other) == asked(regime))


Mark = tuple[object, ...]
View = Callable[[CaseFacts, date, Pathway], Mark]
Tried = Attempt[AnyMove, CaseFacts, commands.Command]
CaseNode = Node[CaseFacts, date]
CaseExplored = Explored[AnyMove, CaseFacts, date]


class CaseSearch(Search[AnyMove, CaseFacts, commands.Command, date]):
    """Every command worth trying, and every wait that may change an answer. `seen` says what tells two cases apart."""

    def __init__(self, pathway: Pathway, seen: View = view) -> None:
        self._pathway = pathway
        self._seen = seen
        self._menus: dict[tuple[object, ...], list[Tried]] = {}
        self._said: dict[date, list[tuple[commands.Command, str]]] = {}

    def menu(self, node: CaseNode) -> list[Tried]:
        """Return every command worth trying on a day. What claims it hangs on a case's place and dispute alone."""
        facts = node.facts
        told = facts.notice_told_on is not None
        where = (node.when, facts.regime, bool(facts.sections & HEALTH_SECTIONS), told, *place(facts))
        menu = self._menus.get(where)
        if menu is None:
            menu = self._menus[where] = list(self._worth_trying(facts, node.when))
        return menu

    def _worth_trying(self, facts: CaseFacts, day: date) -> Iterator[Tried]:
        """Yield what some move claims. Health is raised only where a health section is disputed."""
        health = bool(facts.sections & HEALTH_SECTIONS)
        for command, said in self._said_on(day):
            if isinstance(command, commands.CompleteDuty) and not facts.appeal_pending:
                continue  # a response matters to an appeal alone
            if isinstance(command, commands.PassRight) and (facts.sections or facts.notice_told_on):
                continue  # no gate asks who holds the right and also for the sections, or for who recorded the notice
            if command.action in OF_ONE_DISPUTE and facts.sections != DISPUTES[1][1]:
                continue
            if _concedes_in_part(command) and PlanSection.B not in facts.sections:
                continue  # no gate asks what was conceded and also who holds the right, or for health
            raises_health = getattr(command, "health_raised", False) or getattr(command, "health_dropped", False)
            if (health or not raises_health) and (claiming := self._pathway.claiming(facts, command)):
                yield Attempt(self._pathway, command, claiming, said)

    def _said_on(self, day: date) -> list[tuple[commands.Command, str]]:
        """Return every command of a day with its name: the cases of one day share them."""
        said = self._said.get(day)
        if said is None:
            usual = (command for action in Action for command in variants(action, day, self._pathway))
            tried = (one for one in (*usual, *attempts(day, self._pathway)) if self._is_theirs(one))
            said = self._said[day] = [(command, named(command)) for command in tried]
        return said

    def _is_theirs(self, command: commands.Command) -> bool:
        """Whether the organisation that records a command may record its action."""
        return any(command.by in move.who for move in self._pathway.moves_of(command.action))

    def later(self, node: CaseNode) -> date | None:
        """Return the next day of interest. Once certified, waiting changes nothing of the properties."""
        if node.facts.certificate:
            return None
        return next_day_of_interest(node.facts, node.when, self._pathway.law.regime(node.facts))

    def mark(self, facts: CaseFacts, when: date) -> Mark:
        """Return what two cases with one future have in common.

        After the contact period a day is like any other: what time still changes stands in the view. A panel's question
        and a promise bar no step but their own answer. So they are followed until the family's first step, and then
        forgotten: else every later state would be searched once for each of them.
        """
        closes_on = facts.contact_closes_on
        day = None if facts.certificate else min(when, closes_on + timedelta(days=1))
        waits = (facts.panel_waits, *_promised(facts)) if facts.stage is State.NOTIFIED else None
        return (day, waits, *_answered(facts, when, closes_on), *self._seen(facts, when, self._pathway))


def _concedes_in_part(command: commands.Command) -> bool:
    return isinstance(command, commands.KeepPromise) or (
        isinstance(command, commands.Concede) and bool(command.sections)
    )


def _promised(facts: CaseFacts) -> Mark:
    """Return whether a promise waits and, where one does, whether the tribunal knows of its concession."""
    waits = any(one.kept_on is None for one in facts.promises)
    return waits, waits and any(one.told_tribunal_on for one in facts.conceded)


def _answered(facts: CaseFacts, when: date, closes_on: date) -> Mark:
    """Return whether the authority has answered for the notice, and how it may answer still.

    A confirmed notice has the future of one that the authority recorded. The confirmed day alone makes a difference.
    """
    sent_by = None if facts.notice_status is NoticeStatus.CONFIRMED else facts.sent_by
    may_be_later = sent_by is not None and when <= sent_by
    return facts.notice_status, may_be_later, None if facts.certificate else closes_on


def opened(regime: RegimeId, dispute: Dispute, notice_sent_on: date = NOTICE) -> CaseFacts:
    """Return a case about a kind of dispute, on which nothing is recorded but its notice."""
    kind, sections = dispute
    return CaseFacts(regime, kind, notice_sent_on, AppellantKind.PARENT, sections)


def told(case: CaseFacts, by: OrganisationKind) -> CaseFacts:
    """Return the same case as an organisation records it from the family's letter, in the authority's place."""
    printed_on = case.notice_sent_on
    return replace(
        case,
        notice_printed_on=printed_on,
        only_day_known=only_day(None, printed_on),
        notice_status=RECORDED_AS[by],
        notice_told_on=printed_on + EARLY,
    )


def beginnings(start: CaseFacts) -> list[CaseNode]:
    """Return how a case may begin: as the authority records it, and as others record it in its place.

    The authority answers for every kind of decision alike. So this is searched for one: a refusal to assess.
    """
    others = sorted(RECORDED_AS.keys() - {OrganisationKind.LOCAL_AUTHORITY})
    if (start.kind, start.sections) != DISPUTES[0]:
        others = []
    when = start.notice_sent_on + EARLY
    return [Node(start, when), *(Node(told(start, by), when, told=f"recorded by {by}") for by in others)]


def explore(pathway: Pathway, start: CaseFacts, seen: View = view) -> CaseExplored:
    """Search every reachable state from a notice, whoever records it, and try every property after every step."""
    first, *more = beginnings(start)
    return CaseSearch(pathway, seen).explore(first, watching(properties(pathway, start.regime)), *more)


def assure(
    pathway: Pathway, regime: RegimeId, notice_sent_on: date = NOTICE, disputes: Sequence[Dispute] = DISPUTES
) -> Assurance[AnyMove]:
    """Search every kind of dispute under a regime, and say what holds."""
    return verdict(pathway, regime, [explore(pathway, opened(regime, one, notice_sent_on)) for one in disputes])


def verdict(pathway: Pathway, regime: RegimeId, explored: Sequence[CaseExplored]) -> Assurance[AnyMove]:
    """Say what holds in all that was searched under a regime."""
    return kernel.verdict(explored, properties(pathway, regime))
