"""Looking ahead: what counts as the same case, and the shortest lawful way to an action."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest

from app.cases.domain.assurance import DISPUTES, NOTICE
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.menu import is_exceptional, named, variants
from app.cases.domain.search import ENDS, NOT_ADVISED, TOLD_ONCE, allowed_now, shortest_way, way_recorded_late
from app.cases.domain.view import next_day_of_interest, view
from app.cases.domain.words import Action, NoticeStatus, State
from app.kernel.machine import Happened, apply
from app.kernel.terms import AppellantKind, OrganisationKind
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.assured import SEARCHED, after, menu
from tests.cases.domain.builders import GREEN, LAW, PATHWAY, TRIBUNAL, Story, a_case, a_command

SEED = 55


# --- equal views, equal futures -------------------------------------------------------------------------------------


def random_cases(regime: RegimeId, number: int) -> Iterator[tuple[CaseFacts, date]]:
    """Walk at random, backdating as recordings are, and yield every case on the way with its day."""
    chance = random.Random(SEED)  # noqa: S311 - the same walks every time, not secrets
    for _ in range(number):
        kind, sections = chance.choice(DISPUTES)
        facts, today = CaseFacts(regime, kind, NOTICE, AppellantKind.PARENT, sections), NOTICE
        for _ in range(14):
            today += timedelta(days=chance.choice([0, 0, 0, 10, 31, 62]))
            late = timedelta(days=chance.choice([0, 0, 1, 10]))
            possible = [case for command in menu(today - late) if (case := after(facts, command, today))]
            open_still = [case for case in possible if not case.closed_on]
            facts = chance.choice(open_still or [facts])
            yield facts, today


@pytest.mark.parametrize("regime", SEARCHED)
def test_cases_with_equal_views_have_equal_futures(regime: RegimeId) -> None:
    """The view is all that the search compares: were it too coarse, the search would miss states."""
    alike: dict[tuple[object, ...], set[CaseFacts]] = defaultdict(set)
    for facts, today in random_cases(regime, 120):
        alike[today, *view(facts, today, PATHWAY)].add(facts)
    pairs = [
        (one, other, today)
        for (today, *_), cases in alike.items()
        for one, other in list(combinations(sorted(cases, key=repr), 2))[:4]
        if isinstance(today, date)
    ]
    assert len(pairs) > 200, "too few different cases look alike to prove anything"
    for one, other, today in pairs:
        days = {next_day_of_interest(case, today, REGIMES[regime]) for case in (one, other)}
        assert len(days) == 1
        for command in menu(today):
            if command.action in TOLD_ONCE:
                continue  # what bars its own repetition alone: see the next test
            case, its_like = after(one, command, today), after(other, command, today)
            assert (case is None) is (its_like is None), f"{named(command)} tells them apart: {one} {other}"
            if case and its_like:
                assert view(case, today, PATHWAY) == view(its_like, today, PATHWAY)


@pytest.mark.parametrize("name", ["conceded_on"])
def test_what_is_told_once_changes_no_other_answer(name: str) -> None:
    for regime in RegimeId:
        for facts, today in random_cases(regime, 20):
            day = None if getattr(facts, name) else facts.notice_sent_on
            told = apply(facts, Happened("told", None, OrganisationKind.LOCAL_AUTHORITY, today, {name: day}))
            for command in menu(today):
                if command.action not in TOLD_ONCE:
                    assert (after(facts, command, today) is None) is (after(told, command, today) is None)


# --- the shortest way -------------------------------------------------------------------------------------------------


def test_an_action_is_allowed_now_if_some_party_may_record_some_form_of_it() -> None:
    case = a_case().then("contact-adviser", "2026-02-10")
    allowed = allowed_now(PATHWAY, case.facts, date(2026, 2, 11))
    assert {Action.REQUEST_MEDIATION, Action.DECLINE_MEDIATION, Action.CLOSE} <= set(allowed)
    assert not {Action.CONTACT_ADVISER, Action.ARRANGE_MEDIATION, Action.REISSUE_CERTIFICATE} & set(allowed)
    assert allowed == [action for action in Action if action in allowed], "in the order of the actions"


def test_from_the_notice_to_the_tribunal() -> None:
    way = shortest_way(PATHWAY, a_case().facts, a_command("register-appeal", "2026-02-10"), date(2026, 2, 10))
    assert way == [Action.CONTACT_ADVISER, Action.DECLINE_MEDIATION, Action.ISSUE_CERTIFICATE]


ON, TODAY = "2026-03-20", date(2026, 3, 20)
STARTS: dict[str, Story] = {
    "notified": a_case(),
    "notified, placement": a_case(sections="I"),
    "notified, health": a_case(sections="G"),
    "notified too long ago": a_case("2026-01-12"),
    "notified, proposal": a_case(regime=GREEN),
    "heard": a_case().then("contact-adviser", "2026-02-09"),
    "requested": a_case().then("request-mediation", "2026-03-10"),
    "silent": a_case(regime=GREEN).then("contact-adviser", "2026-02-09").then("request-mediation", "2026-02-10"),
    "arranged": a_case().then("request-mediation", "2026-03-10").then("arrange-mediation", "2026-03-11"),
    "concluded": (
        a_case()
        .then("request-mediation", "2026-03-10")
        .then("arrange-mediation", "2026-03-11")
        .then("record-session-outcome", "2026-03-16", outcome="full_agreement")
    ),
    "appealed": a_case(sections="I").then("register-appeal", "2026-03-02", basis="placement_only"),
    "closed": a_case().then("withdraw", "2026-03-02"),
    "requested and closed": a_case().then("request-mediation", "2026-03-10").then("withdraw", "2026-03-12"),
    "settled and closed": (
        a_case(sections="I")
        .then("register-appeal", "2026-03-02", basis="placement_only")
        .then("concede", "2026-03-03")
        .then("close", "2026-03-04")
    ),
    "withdrawn": (
        a_case(sections="I")
        .then("register-appeal", "2026-03-02", basis="placement_only")
        .then("withdraw", "2026-03-03", by=TRIBUNAL)
    ),
}
GOALS = [
    a_command("register-appeal", ON),
    a_command("issue-certificate", ON, ground="took_part"),
    a_command("record-session-outcome", ON),
    a_command("record-agreement", ON),
    a_command("record-appeal-outcome", ON),
    a_command("widen-grounds", ON),
    a_command("notify-commissioning-body", ON),
    a_command("decide-exemption", ON),
    a_command("close", ON, family_confirmed=False),
    a_command("withdraw", ON, family_confirmed=False),
    a_command("reinstate-appeal", ON),
]


def ways(facts: CaseFacts, depth: int) -> Iterator[tuple[list[Action], CaseFacts]]:
    """Yield every case that so many actions can bring about, with the fewest that do, and without any cleverness."""
    layer, seen = [(list[Action](), facts)], {facts}
    for _ in range(depth + 1):
        yield from layer
        onward = []
        for way, before in layer:
            for command in MENU:
                case = after(before, command, TODAY)
                if case is not None and case not in seen:
                    seen.add(case)
                    onward.append(([*way, command.action], case))
        layer = onward


MENU = [one for one in menu(TODAY) if one.action not in NOT_ADVISED and not is_exceptional(one)]
DEPTH = 3


@pytest.mark.parametrize("start", STARTS)
def test_the_way_shown_is_lawful_and_none_is_shorter(start: str) -> None:
    """Against every sequence of up to three actions."""
    facts = STARTS[start].facts
    tried = list(ways(facts, DEPTH))
    for goal in GOALS:
        shown = shortest_way(PATHWAY, facts, goal, TODAY)
        apart = [(way, case) for way, case in tried if goal.action not in way]  # to act is no way of being allowed to
        fewest = next((len(way) for way, case in apart if after(case, goal, TODAY)), None)
        others = [other for other in variants(goal.action, TODAY, PATHWAY) if not is_exceptional(other)]
        at_once = [goal.action] if any(after(facts, other, TODAY) for other in others) else None
        if goal.action in ENDS and facts.state is State.CLOSED:
            assert shown is None, "what is over is not taken up again to be ended again"
        elif fewest == 0:
            assert shown == [], f"{named(goal)} is allowed"
        elif at_once:
            assert shown == at_once, "the action itself, said otherwise, is the shortest way"
        else:
            if fewest is None and (shown is None or len(shown) <= DEPTH):  # another variant of the action, then
                fewest = next((len(way) for way, case in apart if any(after(case, o, TODAY) for o in others)), None)
            assert fewest == (len(shown) if shown is not None and len(shown) <= DEPTH else None), (
                f"{named(goal)}: {shown}"
            )
        assert shown in (None, at_once) or _leads(facts, shown, goal), f"{named(goal)}: {shown} leads elsewhere"


def _leads(facts: CaseFacts, way: list[Action], goal: Command) -> bool:
    """Whether some variants of these actions, taken one after the other, allow the goal's action."""
    cases = {facts}
    for action in way:
        taken = [command for command in MENU if command.action is action]
        cases = {case for before in cases for command in taken if (case := after(before, command, TODAY))}
    return any(after(case, last, TODAY) for case in cases for last in (goal, *variants(goal.action, TODAY, PATHWAY)))


def test_every_step_of_the_family_leads_out_of_a_case_that_it_closed() -> None:
    facts = STARTS["closed"].facts
    assert [goal.action for goal in menu(TODAY) if after(facts, goal, TODAY)] == [
        Action.CONTACT_ADVISER, Action.REQUEST_MEDIATION, Action.REQUEST_MEDIATION, Action.REGISTER_APPEAL,
        Action.PASS_RIGHT, Action.PASS_RIGHT,
    ]  # fmt: skip
    assert shortest_way(PATHWAY, facts, a_command("withdraw", ON), TODAY) is None


def test_a_wish_to_add_health_to_a_request_is_not_told_to_decline() -> None:
    asked = a_case(sections="F G").then("request-mediation", "2026-03-10")
    assert after(asked.facts, a_command("request-mediation", ON, health_raised=True), TODAY)
    again = a_command("request-mediation", ON)
    assert shortest_way(PATHWAY, asked.facts, again, TODAY) is None or Action.DECLINE_MEDIATION not in (
        shortest_way(PATHWAY, asked.facts, again, TODAY) or []
    )


def test_the_days_of_interest_come_when_an_answer_changes() -> None:
    facts = a_case("2026-02-02").facts  # contact closes on 2 April
    law = REGIMES[RegimeId.CFA_2014]
    assert next_day_of_interest(facts, date(2026, 2, 10), law) == date(2026, 3, 13)
    assert next_day_of_interest(facts, date(2026, 3, 13), law) == date(2026, 4, 3)
    assert next_day_of_interest(facts, date(2026, 4, 3), law) == date(2026, 5, 4)


TOLD: dict[str, tuple[Story, str]] = {
    "a concession": (a_case().then("concede", "2026-03-02"), "concede"),
    "a concession after the response": (
        a_case()
        .certified("2026-02-09")
        .then("register-appeal", "2026-02-16")
        .then("complete-duty", "2026-02-23", code="la-response")
        .then("concede", "2026-03-02"),
        "concede",
    ),
    "an answer to a panel": (a_case(), "answer-panel-review"),
}


@pytest.mark.parametrize("told", TOLD)
def test_no_way_is_shown_to_tell_the_same_again(told: str) -> None:
    """It led through the family's appeal: an authority was advised that the family should appeal first."""
    story, action = TOLD[told]
    assert shortest_way(PATHWAY, story.facts, a_command(action, ON), TODAY) is None


PROVISIONAL = replace(a_case().facts, notice_status=NoticeStatus.PROVISIONAL, notice_told_on=date(2026, 2, 9))


@pytest.mark.parametrize(
    ("facts", "goal", "is_a_way"),
    [
        (PROVISIONAL, "confirm-notice", True),
        (PROVISIONAL, "dispute-notice", True),
        (replace(PROVISIONAL, notice_status=NoticeStatus.DISPUTED), "confirm-notice", True),
        (replace(PROVISIONAL, notice_status=NoticeStatus.DISPUTED), "dispute-notice", False),
        (a_case().facts, "confirm-notice", False),
        (a_case().facts, "dispute-notice", False),
    ],
)
def test_a_notice_is_answered_for_once(facts: CaseFacts, goal: str, *, is_a_way: bool) -> None:
    assert shortest_way(PATHWAY, facts, a_command(goal, ON), TODAY) == ([] if is_a_way else None)


def test_a_way_recorded_late_is_as_of_the_end_of_the_contact_period() -> None:
    """A contact made in time may not be on record yet. Then the steps are dated by its last day, 2 April."""
    facts, goal = a_case().facts, a_command("issue-certificate", "2026-04-20")
    way = way_recorded_late(PATHWAY, facts, goal, date(2026, 4, 20))
    assert way is not None
    assert [(step.action, str(step.occurred_on)) for step in way] == [
        (Action.CONTACT_ADVISER, "2026-04-02"), (Action.DECLINE_MEDIATION, "2026-04-02"),
    ]  # fmt: skip
    assert way_recorded_late(PATHWAY, a_case().facts, a_command("contact-adviser", ON), TODAY) == ()
    arranging = way_recorded_late(PATHWAY, a_case().facts, a_command("record-session-outcome", ON), TODAY)
    assert arranging is not None
    assert {getattr(step, "session_on", TODAY) for step in arranging} == {TODAY}


def test_a_certificate_of_another_person_is_issued_again_before_the_appeal() -> None:
    """The right passed to the young person: the way names the certificate that is theirs."""
    passed = a_case().certified("2026-02-09").then("pass-right", "2026-02-16")
    reads = replace(LAW.readings, certificate_follows_the_right=False)
    pathway = Pathway(Law(LAW.england, reads))
    goal = a_command("register-appeal", ON, appellant_kind="young_person")
    assert shortest_way(pathway, passed.facts, goal, TODAY) == [Action.REISSUE_CERTIFICATE]
