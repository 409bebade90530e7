"""From every pair of a case and its appeal the family comes to a decision or ends it, and no party ends it alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from app.cases.domain.assurance import NOTICE, CaseNode, beginnings, opened
from app.cases.domain.facts import CaseFacts, Certificate
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import STAGES, Action, State
from app.cases.who_sees import changes_told, facts_told
from app.kernel.assure import counter_example, watching
from app.kernel.moves import Gate, gate
from app.kernel.readers import Reader
from app.kernel.search import Explored, Node
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, OrganisationKind
from app.law.domain.regimes import RegimeId
from tests.appeals.domain.pairs import CONTENTS, PairSearch, properties
from tests.appeals.domain.unseen import unseen
from tests.cases.domain.builders import LAW, PATHWAY

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
Change = Callable[[AnyMove], Sequence[AnyMove]]
Found = Explored[AnyMove, CaseFacts, Any]


@cache
def notified() -> CaseNode:
    """The case of which nothing is recorded but its notice."""
    return beginnings(opened(RegimeId.CFA_2014, CONTENTS))[0]


def certified() -> CaseNode:
    """The same case with its certificate: all that can become of an appeal, and little of mediation."""
    start = notified()
    held = Certificate("MC-1", CertificateGround.DECLINED, NOTICE, AppellantKind.PARENT)
    days: dict[str, Any] = {"contacted_on": NOTICE, "first_contact_on": NOTICE, "declined_on": NOTICE}
    return Node(replace(start.facts, stage=State.CERTIFIED, certificate=held, **days), start.when, told="certified")


@cache
def explored() -> tuple[Found, Mapping[str, object]]:
    """Search every pair once: what was found, and the way to each property that is broken."""
    search = PairSearch(PATHWAY)
    wanted = properties(search)
    found = search.explore(notified(), watching(wanted))
    return found, {one.name: way for one in wanted if (way := one.broken([found])) is not None}


def test_everything_holds_of_every_pair() -> None:
    found, broken = explored()
    assert broken == {}
    assert len(found.nodes) > 10_000
    assert {str(node.facts.stage) for node in found.nodes.values() if node.facts.appeal_pending} == set(STAGES)


def test_the_tribunal_learns_nothing_of_mediation_from_any_pair() -> None:
    """Where an appeal stands, the tribunal knows. So the pairs are told apart by the case alone."""
    search, wanted = PairSearch(PATHWAY, lambda _: ()), unseen()
    found = search.explore(notified(), watching(wanted))
    assert {one.name: way for one in wanted if (way := one.broken([found])) is not None} == {}
    told = {facts_told(node.facts, Reader.TRIBUNAL) for node in found.nodes.values()}
    assert len(told) < len(found.nodes), "some pairs read alike, or nothing was proved"


def without(event: str, *gates: str) -> Change:
    """Leave gates of a move out."""

    def change(move: AnyMove) -> Sequence[AnyMove]:
        if move.event != event:
            return [move]
        kept = tuple(one for one in move.gates if one.name not in gates)
        assert len(kept) == len(move.gates) - len(gates)
        return [replace(move, gates=kept)]

    return change


def of_the_authority(action: Action) -> Change:
    """Let the authority alone record an action."""
    return lambda move: [replace(move, who=frozenset({LA}))] if move.action is action else [move]


def besides(event: str, **becomes: Any) -> Change:
    """Have a move change more than it should."""

    def change(move: AnyMove) -> Sequence[AnyMove]:
        if move.event != event:
            return [move]
        return [replace(move, becomes=lambda *given: {**move.becomes(*given), **becomes})]

    return change


def asking(event: str, question: Callable[[CaseFacts], bool]) -> Change:
    """Have a move ask a question more."""
    more: Gate[Any, Any, Any] = gate("Is it so?", "hearing", "It is not so.")(
        lambda facts, _command, _law: question(facts)
    )
    return lambda move: [replace(move, gates=(*move.gates, more))] if move.event == event else [move]


def closing_ends_the_appeal(move: AnyMove) -> Sequence[AnyMove]:
    if move.event != "case-closed":
        return [move]
    [ending] = besides("case-closed", resolved_on=NOTICE)(move)
    return without("case-closed", "no_appeal_pending", "family_confirms")(ending)


def unopposed_too_late(move: AnyMove) -> Sequence[AnyMove]:
    if move.event == "appeal-conceded":
        return []
    return [replace(move, when=lambda *_: True)] if move.event == "appeal-unopposed" else [move]


def no_appeal_with_a_certificate(move: AnyMove) -> Sequence[AnyMove]:
    return [] if move.variant == AppealBasis.CERTIFICATE else [move]


FAULTS: dict[str, tuple[Change, str]] = {
    "a party withdraws": (without("appeal-withdrawn", "tribunal_consents"), "an-appeal-goes-on"),
    "a party decides": (without("appeal-decided", "tribunal_decided"), "an-appeal-goes-on"),
    "a party strikes out": (without("appeal-struck-out", "tribunal_decided"), "an-appeal-goes-on"),
    "closing ends the appeal": (closing_ends_the_appeal, "an-appeal-goes-on"),
    "unopposed after the response": (unopposed_too_late, "an-appeal-goes-on"),
    "a part that is conceded empties the appeal": (
        besides("appeal-conceded-in-part", resolved_on=NOTICE), "an-appeal-goes-on",
    ),
    "a concession uses up the right": (besides("decision-conceded", order_made_on=NOTICE), "the-right-to-appeal-stays"),
    "the authority closes": (without("case-closed", "family_confirms"), "the-case-stays-open"),
    "a request takes the certificate": (besides("mediation-requested", certificate=None), "the-certificate-stays"),
    "what is conceded leaves the dispute": (
        besides("issues-conceded", sections=frozenset()), "nothing-leaves-the-dispute",
    ),
    "the authority ends mediation": (besides("session-cancelled", under_way=False), "mediation-stays"),
    "a session takes the hearing away": (besides("session-held", proceedings=None), "mediation-leaves-the-appeal"),
    "a response ends mediation": (besides("appeal-response-sent", under_way=False), "the-appeal-leaves-mediation"),
    "a party ends an issue": (without("appeal-issues-changed", "tribunal_ends_issues"), "no-issue-ends-alone"),
    "a party says that an issue is agreed": (
        without("appeal-issues-changed", "both_sides_agree"), "no-issue-ends-alone",
    ),
    "the tribunal cannot decide": (of_the_authority(Action.RECORD_APPEAL_OUTCOME), "a-decision-is-in-reach"),
    "the certificate opens nothing": (no_appeal_with_a_certificate, "no-leave-is-needed"),
    "the tribunal cannot consent": (of_the_authority(Action.WITHDRAW), "the-family-can-end-it"),
    "the tribunal cannot take it up again": (of_the_authority(Action.REINSTATE_APPEAL), "an-end-can-be-undone"),
    "no mediation beside a hearing": (
        asking("mediation-requested", lambda facts: facts.proceedings is None),
        "mediation-asks-nothing-of-an-appeals-course",
    ),
    "no hearing beside mediation": (
        asking("appeal-hearing-listed", lambda facts: not facts.under_way), "an-appeal-asks-nothing-of-mediation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_caught(fault: str) -> None:
    """In what can become of a case with its certificate: the first pair with the fault ends the search."""
    change, name = FAULTS[fault]
    search = PairSearch(Pathway(LAW, [one for move in MOVES for one in change(move)]))
    [wanted] = [one for one in properties(search) if one.name == name]
    assert counter_example(search, [certified()], wanted) is not None, f"nobody noticed: {fault}"


@pytest.mark.parametrize("lost", [{"appeal": None}, {"certificate": None}, {"resolved_on": NOTICE}], ids=str)
def test_a_transfer_that_takes_something_away_is_caught(monkeypatch: pytest.MonkeyPatch, lost: dict[str, Any]) -> None:
    monkeypatch.setattr("tests.appeals.domain.pairs.transferred", lambda *_, **__: lost)
    search = PairSearch(PATHWAY)
    [wanted] = [one for one in properties(search) if one.name == "another-authority-changes-nothing"]
    assert wanted.broken([explored()[0]]) is not None


def arranged() -> CaseNode:
    """The same case on the day of its session."""
    start = notified()
    day = start.when
    days: dict[str, Any] = {
        "contacted_on": day,
        "first_contact_on": day,
        "requested_on": day,
        "arranged_on": day,
        "session_on": day,
    }
    return Node(replace(start.facts, stage=State.MEDIATION_ARRANGED, under_way=True, **days), day, told="arranged")


def showing(*names: str) -> Callable[[CaseFacts, Reader], CaseFacts]:
    """Tell the tribunal some facts as they are."""
    return lambda facts, reader: replace(facts_told(facts, reader), **{name: getattr(facts, name) for name in names})


HIDDEN, ALIKE = "a-hidden-step-shows-nothing", "a-told-step-reads-alike"


@pytest.mark.parametrize("name", ["stage", "resolved_on", "conceded", "agreement_terms", "session_outcome"])
def test_a_fact_that_is_told_as_it_is_is_caught(name: str) -> None:
    [wanted] = [one for one in unseen(told=showing(name)) if one.name == HIDDEN]
    assert counter_example(PairSearch(PATHWAY, lambda _: ()), [arranged()], wanted) is not None


def test_an_event_that_tells_of_the_session_is_caught() -> None:
    """A family that gave up and takes its case up again: the trail showed whether a session had been fixed."""
    [wanted] = [
        one for one in unseen(events=lambda changes, reader, _: changes_told(changes, reader)) if one.name == ALIKE
    ]
    assert counter_example(PairSearch(PATHWAY, lambda _: ()), [arranged()], wanted) is not None


def test_a_step_that_an_agreement_bars_is_caught() -> None:
    """The tribunal could try to widen the grounds: only an agreement in full barred it."""
    change = without("grounds-widened", "tribunal_widens_an_appeal")
    search = PairSearch(Pathway(LAW, [one for move in MOVES for one in change(move)]), lambda _: ())
    [wanted] = [one for one in unseen() if one.name == "the-tribunals-answers-are-alike"]
    assert counter_example(search, [arranged()], wanted) is not None
