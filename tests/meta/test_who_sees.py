"""The table of who sees what is complete, and closed: what has no row in it is told to nobody."""

import ast
from dataclasses import MISSING, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from random import Random
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

import app
from app.capacity.domain.session_moves import EVENTS as OF_SESSIONS
from app.cases.domain.commands import CompleteDuty
from app.cases.domain.conceded import Conceded, Promise, Promised
from app.cases.domain.corrections import CORRECTIONS
from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.menu import owed, variants
from app.cases.domain.moved import Reorganised, Transfer
from app.cases.domain.moves import MOVES
from app.cases.domain.offered import Offered
from app.cases.domain.panels import PanelReview
from app.cases.domain.proceedings import Ordered, Proceedings, Response
from app.cases.domain.setting import OnList, Setting
from app.cases.domain.words import Action, NoticeStatus, OfferMoment, State
from app.cases.records import facts_to_json
from app.cases.who_sees import (
    ACTIONS,
    DATES,
    EVENTS,
    FACTS,
    IN_OTHER_WORDS,
    NothingTold,
    actions_told,
    changes_told,
    date_told,
    event_told,
    facts_told,
)
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.readers import ADVISED, EVERY_READER, PARTIES, TO_THE_APPEAL, Reader
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    TermKind,
)
from app.law.domain.chronology import Directed, Term
from app.law.domain.kinds import Code, Part
from app.law.domain.model import Step
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import PATHWAY
from tests.support.walks import a_beginning, next_step

DAY = date(2026, 3, 3)
NOTIFIED = CaseFacts(RegimeId.CFA_2014, DecisionKind.PLAN_CONTENT, DAY, AppellantKind.PARENT)
OF_MEDIATION = {
    "session_outcome", "agreement_made_on", "agreement_terms", "session_on", "arranged_on", "concluded_on", "missed_on",
    "conceded_on", "promises", "panels", "cannot_arrange_reported_on", "offers",
}  # fmt: skip
EVENTS_OF_MEDIATION = {
    "session-held", "session-not-held", "session-ended", "session-attendance-recorded", "session-cancelled",
    "agreement-recorded", "decision-conceded", "issues-conceded", "promise-kept", "panel-answered",
    "cannot-arrange-reported", "advice-offered", "advice-answered",
}  # fmt: skip
OF_THE_FAMILY = {"contact-changed", "contact-erased", "details-changed", "name-erased"}
"""How to reach a family, and how its authority groups its cases, is nothing to a commissioning body."""
OF_THE_APPEAL = {
    "proceedings", "appeal-response-sent", "appeal-directions-given", "appeal-hearing-listed",
    "appeal-hearing-adjourned", "appeal-bundle-sent", "appeal-issues-changed", "staff_decision_sent_on",
    "appeal-conceded", "appeal-conceded-in-part",
    "respond-to-appeal", "record-directions", "list-hearing", "send-bundle", "change-appeal-issues",
    *(code for code in Code if code.kind.part_of is Part.APPEAL),
}  # fmt: skip
"""How an appeal is prepared and heard is between the authority, the family and the tribunal."""
DUTIES_OF_MEDIATION = {Code.CARRY_OUT_AGREEMENT, Code.REPORT_AGREEMENT, Code.NOTIFY_SESSION}


def events_in_code() -> set[str]:
    """Every type of event that the service can log on a case."""
    return {move.event for move in MOVES} | {*OF_SESSIONS.values()} | CORRECTIONS | _noted()


def _noted() -> set[str]:
    """Types that stand in the code itself: `Note("...")` and `Happened("...")`."""
    found = set()
    for path in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            place = {"Note": 0, "Happened": 0}.get(getattr(node.func, "id", ""))
            said = node.args[place] if place is not None else None
            if isinstance(said, ast.Constant):
                found.add(str(said.value))
    return found


def a_full_case() -> CaseFacts:
    """A case of which every fact is known."""
    kinds = get_type_hints(CaseFacts)
    days = {name: DAY for name, kind in kinds.items() if kind == date | None}
    answers = {name: True for name, kind in kinds.items() if kind in (bool, bool | None)}
    numbers = {name: 1 for name, kind in kinds.items() if kind == int | None}
    words = {name: first for name, kind in kinds.items() if (first := _first_word(kind)) is not None}
    said: dict[str, Any] = {**days, **answers, **numbers, **words}
    return replace(
        NOTIFIED,
        **said,
        sections=frozenset({PlanSection.F}),
        stage=State.MEDIATION_CONCLUDED,
        certificate=Certificate("MC-1", CertificateGround.TOOK_PART, DAY, AppellantKind.PARENT),
        appeal=Appeal(AppealBasis.PERMISSION, DAY, late=True, permission_granted_on=DAY),
        notice_status=NoticeStatus.DISPUTED,
        notice_reference="EHC-1",
        agreement_terms=(Term(TermKind.OTHER_ACTION),),
        conceded=(Conceded(None, DAY, DAY),),
        promises=(Promise(Promised(TermKind.AMEND_PLAN, DAY), DAY),),
        directed=(Directed(Step.NOTIFY, DAY),),
        completed=tuple(CompletedDuty(code, DAY) for code in Code),
        offers=(Offered(OfferMoment.NOTICE, DAY, DAY),),
        panels=(PanelReview(DAY),),
        setting=Setting(OnList.NO),
        transferred=Transfer("991", "992", "991", DAY, DAY, DAY, "EHC-1"),
        reorganised=Reorganised("992", "993", "991", DAY, "EHC-1"),
        own_reference="N-1",
        orders=(Ordered(TermKind.AMEND_PLAN, (PlanSection.F,)),),
        proceedings=Proceedings(response=Response(DAY)),
    )


def _first_word(kind: Any) -> StrEnum | None:
    """Return the first word of an enumeration that a fact may be of, where nothing is known of it at first."""
    words = [one for one in get_args(kind) if isinstance(one, type) and issubclass(one, StrEnum)]
    return next(iter(words[0])) if words and NoneType in get_args(kind) else None


def test_every_fact_has_a_row() -> None:
    assert FACTS.keys() == {one.name for one in fields(CaseFacts)}


def test_every_deadline_has_a_row() -> None:
    assert DATES.keys() == set(Code)


def test_every_type_of_event_has_a_row() -> None:
    assert {"slot-held", "advice-offered", "session-told", "notice-recorded"} <= events_in_code()
    assert EVENTS.keys() == events_in_code()


def test_every_move_says_who_is_told_of_its_event() -> None:
    """And the moves that log one type of event say the same of it."""
    assert all(move.shown_to for move in MOVES)
    assert len({(move.event, move.shown_to) for move in MOVES}) == len({move.event for move in MOVES})


def test_every_action_has_a_row() -> None:
    assert ACTIONS.keys() == set(Action)


def test_the_parties_are_told_of_everything() -> None:
    for table in (FACTS, DATES, EVENTS, ACTIONS):
        for row, readers in table.items():
            assert readers >= PARTIES or row in OF_THE_FAMILY | OF_THE_APPEAL, row
            assert (readers - ADVISED == TO_THE_APPEAL) is (row in OF_THE_APPEAL), row


def test_what_no_case_is_without_every_reader_of_a_case_is_told() -> None:
    for one in fields(CaseFacts):
        if one.default is MISSING:
            assert FACTS[one.name] == EVERY_READER, one.name


@pytest.mark.parametrize("reader", sorted(EVERY_READER))
def test_each_fact_is_told_as_its_row_says(reader: Reader) -> None:
    full = a_full_case()
    told = facts_told(full, reader)
    for one in fields(CaseFacts):
        known = getattr(full, one.name)
        assert one.default is MISSING or known != one.default, f"{one.name} is not known in this case"
        if one.name in IN_OTHER_WORDS.get(reader, {}):
            continue
        expected = known if reader in FACTS[one.name] else one.default
        assert getattr(told, one.name) == expected, one.name
    assert {done.code for done in told.completed} == {code for code in Code if reader in DATES[code]}


@pytest.mark.parametrize("reader", sorted(set(Reader) - EVERY_READER))
def test_other_readers_are_told_nothing(reader: Reader) -> None:
    with pytest.raises(NothingTold):
        facts_told(a_full_case(), reader)
    assert not actions_told(reader)
    assert not any(date_told(code, reader) for code in Code)
    assert not any(event_told(kind, None, reader) for kind in EVENTS)
    assert changes_told(facts_to_json(a_full_case()), reader) == {}


def test_what_has_no_row_is_told_to_nobody() -> None:
    for reader in Reader:
        assert not event_told("something-new", None, reader)
        assert changes_told({"something_new": 1}, reader) == {}


@pytest.mark.parametrize("reader", [Reader.TRIBUNAL, Reader.ADVICE_WITH_DATES])
def test_what_mediation_came_to_is_not_told_beyond_it(reader: Reader) -> None:
    told = facts_told(a_full_case(), reader)
    for name in OF_MEDIATION:
        assert getattr(told, name) in (None, ()), name
    assert told.stage is State.MEDIATION_REQUESTED
    assert not DUTIES_OF_MEDIATION & {done.code for done in told.completed}
    assert not any(date_told(code, reader) for code in DUTIES_OF_MEDIATION)
    assert not any(event_told(kind, None, reader) for kind in EVENTS_OF_MEDIATION)
    assert not any(event_told("duty-completed", code, reader) for code in DUTIES_OF_MEDIATION)
    changes = changes_told(facts_to_json(a_full_case()), reader)
    assert not OF_MEDIATION & changes.keys()
    assert not DUTIES_OF_MEDIATION & {done["code"] for done in changes["completed"]}


WITH_A_SESSION: dict[str, Any] = {
    "closed_on": None,
    "stage": "mediation_requested",
    "completed": [],
    "session_on": None,
}
"""What changes when a family takes up a closed case again in which a session was fixed."""


@pytest.mark.parametrize(
    ("kind", "more", "told"),
    [
        ("adviser-contacted", {}, {"closed_on"}),
        ("mediation-requested", {}, {"closed_on", "stage"}),
        ("appeal-registered", {"appeal": {"number": 1}}, {"closed_on", "appeal"}),
        ("appeal-registered", {"appeal": {"number": 2}}, {"closed_on", "appeal", "completed"}),
        ("appeal-reinstated", {}, {"closed_on"}),
        ("appeal-reinstated", {"order_made_on": None}, {"closed_on", "order_made_on", "completed"}),
        ("appeal-response-sent", {}, {"closed_on", "completed"}),
        ("event-corrected", {"resolved_on": None}, {"closed_on", "stage", "completed"}),
        ("appeal-withdrawn", {"resolved_on": "2026-03-03", "appeal": {}}, {"closed_on", "appeal", "resolved_on"}),
    ],
)
def test_an_event_does_not_tell_the_tribunal_of_a_session_or_of_an_agreement(
    kind: str, more: dict[str, Any], told: set[str]
) -> None:
    changes = {**WITH_A_SESSION, **more}
    assert changes_told(changes, Reader.TRIBUNAL, kind).keys() == told
    assert changes_told(changes, Reader.LOCAL_AUTHORITY, kind) == changes


def test_what_was_conceded_is_told_in_the_order_of_the_sections() -> None:
    """Else the order would say which section the authority conceded before the appeal."""
    parts = [Conceded(one, DAY, told_tribunal_on=DAY) for one in (PlanSection.I, PlanSection.B, PlanSection.F)]
    told = facts_told(replace(NOTIFIED, conceded=tuple(parts)), Reader.TRIBUNAL)
    assert [one.section for one in told.conceded] == ["B", "F", "I"]


def test_only_an_appeals_end_resolves_a_dispute_for_the_tribunal() -> None:
    agreed = replace(NOTIFIED, resolved_on=DAY, agreement_made_on=DAY, stage=State.CERTIFIED)
    assert facts_told(agreed, Reader.TRIBUNAL).state is State.CERTIFIED
    assert facts_told(a_full_case(), Reader.TRIBUNAL).resolved_on == DAY


def test_the_tribunal_is_told_of_the_actions_that_it_may_record() -> None:
    own = {move.action for move in MOVES if OrganisationKind.TRIBUNAL in move.who}
    assert set(actions_told(Reader.TRIBUNAL)) == own


def test_what_the_tribunal_is_told_it_may_record_it_may() -> None:
    """Along random walks: its own actions are judged alike by what it is told and by what is true."""
    tried = 0
    for seed in range(60):
        lot = Random(seed)  # noqa: S311 - draws test cases
        facts = a_beginning(lot)
        day = facts.notice_sent_on
        for _ in range(20):
            command = next_step(PATHWAY, facts, day, date(2026, 11, 20), lot)
            if command is None:
                break
            facts = apply(facts, PATHWAY.decide(facts, command, date(2026, 11, 20)))
            day = max(day, command.occurred_on)
            if facts.resolved_on and not facts.appeal:
                continue  # an agreement resolved it, which is what is not told: see the test over HTTP
            for one in _of_the_tribunal(facts, day):
                assert _may(facts, one, day) == _may(facts_told(facts, Reader.TRIBUNAL), one, day), (seed, one)
                tried += 1
    assert tried > 1000


def _of_the_tribunal(facts: CaseFacts, day: date) -> list[Any]:
    commands = [one for action in actions_told(Reader.TRIBUNAL) for one in variants(action, day, PATHWAY)]
    due = [one for one in owed(PATHWAY, facts, day) if isinstance(one, CompleteDuty)]
    due = [one for one in due if date_told(one.code, Reader.TRIBUNAL)]
    return [one for one in (*commands, *due) if one.by is OrganisationKind.TRIBUNAL]


def _may(facts: CaseFacts, command: Any, day: date) -> bool:
    try:
        PATHWAY.decide(facts, command, day)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("reader", [Reader.MEDIATION_PROVIDER, Reader.COMMISSIONING_BODY])
def test_a_party_to_mediation_alone_is_told_nothing_of_how_an_appeal_is_prepared(reader: Reader) -> None:
    within = {code for code in Code if code.kind.part_of is Part.APPEAL}
    full = replace(a_full_case(), directed=(Directed(None, DAY, Code.LA_RESPONSE), Directed(Step.NOTIFY, DAY)))
    told = facts_told(full, reader)
    assert not within & {done.code for done in told.completed}
    assert told.directed == (Directed(Step.NOTIFY, DAY),)
    assert told.response_sent_on is None
    assert not {Action.RESPOND_TO_APPEAL, Action.SEND_BUNDLE, Action.RECORD_DIRECTIONS} & {*actions_told(reader)}
    for code in within:
        assert not date_told(code, reader)
        for kind in ("duty-completed", "duty-cause-given", "duty-contested"):
            assert not event_told(kind, code, reader)
    changes = changes_told(facts_to_json(full), reader)
    assert not within & {done["code"] for done in changes["completed"]}
    assert [one.get("step") for one in changes["directed"]] == ["notify"]
