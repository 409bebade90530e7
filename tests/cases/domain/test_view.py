"""What the view leaves out changes no answer, now or later: so the search of all states misses none."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date

import pytest

from app.cases.domain.assurance import CaseExplored as Explored
from app.cases.domain.assurance import CaseSearch, Dispute, Mark, beginnings, opened
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.view import view
from app.kernel.search import growing
from app.law.domain.regimes import RegimeId
from tests.cases.domain.assured import CONTENTS, HEALTH_AND_PLACEMENT, REFUSAL
from tests.cases.domain.builders import GREEN, PATHWAY

BESIDE = 11
"""How many things the closer view adds."""


def closer_view(facts: CaseFacts, today: date, pathway: Pathway) -> Mark:
    """The view, and beside it what the view leaves out or puts together."""
    return (
        *view(facts, today, pathway),
        facts.stage,
        facts.session_arranged,
        facts.session_outcome,
        facts.agreement_recorded,
        facts.requested_on is None,
        facts.declined_on is None,
        facts.health_raised,
        facts.health_only,
        facts.cannot_arrange_reported_on is None,
        facts.exemption_claimed_on is None,
        facts.exemption_granted,
    )


def coarser(mark: Hashable) -> Mark:
    """Return the mark that the check takes of a case, without what the closer view adds."""
    assert isinstance(mark, tuple)
    return mark[:-BESIDE]


def onward(found: Explored) -> dict[Mark, list[set[tuple[object, ...]]]]:
    """Return, for each view, where each of the cases that look alike in it may lead, and by which move."""
    marks = {node: coarser(mark) for mark, node in found.nodes.items()}
    leads: dict[object, set[tuple[object, ...]]] = {node: set() for node in marks}
    for node, its_mark in marks.items():
        for step in node.arrivals:
            leads[step.origin].add((step.said if step.move else "time", step.move, its_mark))
    alike: dict[Mark, list[set[tuple[object, ...]]]] = defaultdict(list)
    for node, its_mark in marks.items():
        alike[its_mark].append(leads[node])
    return alike


@pytest.mark.parametrize(
    ("regime", "dispute"),
    [(RegimeId.CFA_2014, HEALTH_AND_PLACEMENT), (RegimeId.CFA_2014, REFUSAL), (GREEN, CONTENTS)],
    ids=["health and placement", "whose right it is and who recorded the notice", "exemptions"],
)
def test_cases_that_look_alike_may_take_the_same_steps_to_cases_that_look_alike(
    regime: RegimeId, dispute: Dispute
) -> None:
    """In every state that a search with a closer view reaches: the coarser view is a bisimulation of the finer."""
    first, *more = beginnings(opened(regime, dispute))
    found = CaseSearch(PATHWAY, closer_view).explore(first, lambda *_: (), *more)
    usual = CaseSearch(PATHWAY)
    assert all(coarser(mark) == usual.mark(node.facts, node.when) for mark, node in list(found.nodes.items())[::97])
    with growing():
        alike = onward(found)
    assert len(found.nodes) > 2 * len(alike), "too few different cases look alike to prove anything"
    assert [cases for cases in alike.values() if any(leads != cases[0] for leads in cases)] == []
