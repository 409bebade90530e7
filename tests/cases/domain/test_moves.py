"""The table of moves, held against a second one: where each action may be taken, by whom, and nowhere else.

The second table is written out here by hand. Where it differs from the machine, one of the two is wrong, and the law
says which.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.changes import NotKnown
from app.cases.domain.conceded import Promise, Promised
from app.cases.domain.facts import Appeal, CaseFacts, Certificate
from app.cases.domain.moves import MOVES
from app.cases.domain.panels import PanelReview, Recommendation
from app.cases.domain.words import STAGES, Action, NoticeStatus, State
from app.kernel.errors import GateClosed, NotNow, NotYours, Refusal
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.regimes import RegimeId
from tests.cases.domain.builders import GREEN, LA, PATHWAY, a_case, a_command

DAY, TODAY = date(2026, 2, 9), date(2026, 4, 1)  # every fact is of the 9th; the contact period ends on 2 April
WAITING = PanelReview(DAY, recommendation=Recommendation.CHANGE)
LATER = "2026-04-01"  # more than 30 days after it
S = State

# A letter for each stage: notified, heard (adviser contacted), declined, requested, arranged, concluded, failed (not
# arranged), certified. A word for each ending beside it.
LETTERS = dict(zip("nhdracfz", STAGES, strict=True))
ENDINGS: dict[str, dict[str, Any]] = {
    "open": {},
    "appealed": {"appeal": Appeal(AppealBasis.PERMISSION, DAY, late=False, permission_granted_on=DAY)},
    "agreed": {"resolved_on": DAY, "session_outcome": SessionOutcome.FULL_AGREEMENT},
    "dismissed": {
        "resolved_on": DAY,
        "appeal": Appeal(AppealBasis.PERMISSION, DAY, late=False, permission_granted_on=DAY),
    },
    "unopposed": {
        "resolved_on": DAY,
        "unopposed_notified_on": DAY,
        "appeal": Appeal(AppealBasis.PERMISSION, DAY, late=False, permission_granted_on=DAY),
    },
    "withdrawn": {
        "resolved_on": DAY,
        "closed_on": DAY,
        "appeal": Appeal(AppealBasis.PERMISSION, DAY, False, DAY, withdrawn_on=DAY, withdrawal_received_on=DAY),
    },
    "closed": {"closed_on": DAY, "closed_by_family": True},
    "settled": {
        "resolved_on": DAY,
        "closed_on": DAY,
        "unopposed_notified_on": DAY,
        "appeal": Appeal(AppealBasis.PERMISSION, DAY, late=False, permission_granted_on=DAY),
    },
}
AT_AN_END = ("agreed", "dismissed", "unopposed", "withdrawn", "closed")
"""Endings after which a certificate that is owed can still be had."""

AFTER_AN_APPEAL = ("dismissed", "unopposed", "withdrawn", "settled")
"""Endings of an appeal."""

ALL = "nhdracfz"
MATRIX: list[tuple[str, dict[str, Any], RegimeId, dict[str, Any], dict[str, str]]] = [
    # action, what it says, regime, facts that it needs beside the stage's own, where it is allowed
    ("contact-adviser", {}, RegimeId.CFA_2014, {"contacted_on": None},
     {"open": "nracf", "appealed": "nracf", "agreed": "racf", "dismissed": "racf", "unopposed": "racf",
      "withdrawn": "racf", "closed": "nracf"}),
    ("decline-mediation", {}, RegimeId.CFA_2014, {"under_way": True},
     {"open": "hrafz", "appealed": "hrafz", "closed": "hrafz"}),
    ("request-mediation", {}, RegimeId.CFA_2014, {"under_way": False},
     {"open": "nhdz", "appealed": "nhdz", "closed": "nhdrafz"}),
    ("request-mediation", {"health_raised": True}, RegimeId.CFA_2014, {"under_way": True},
     {"open": "nhdrafz", "appealed": "nhdrafz", "closed": "nhdrafz"}),
    ("notify-commissioning-body", {}, RegimeId.CFA_2014, {"health_raised": True}, {"open": ALL, "appealed": ALL}),
    ("arrange-mediation", {}, RegimeId.CFA_2014, {"under_way": True}, {"open": "rafz", "appealed": "rafz"}),
    ("cancel-session", {}, RegimeId.CFA_2014, {"under_way": True, "arranged_on": DAY, "session_outcome": None},
     {"open": "az", "appealed": "az"}),
    ("report-cannot-arrange", {}, RegimeId.CFA_2014, {}, {"open": "ra", "appealed": "ra"}),
    ("record-session-outcome", {"outcome": "no_agreement"}, RegimeId.CFA_2014,
     {"under_way": True, "arranged_on": DAY, "session_outcome": None}, {"open": "az", "appealed": "az"}),
    ("record-session-outcome", {"outcome": "adjourned"}, RegimeId.CFA_2014,
     {"under_way": True, "arranged_on": DAY, "session_outcome": None}, {"open": "az", "appealed": "az"}),
    ("issue-certificate", {"ground": "declined"}, RegimeId.CFA_2014, {"certificate": None},
     dict.fromkeys(("open", "appealed", *AT_AN_END), "d")),
    ("issue-certificate", {"ground": "declined"}, GREEN, {"certificate": None}, {}),
    ("issue-certificate", {"ground": "took_part"}, GREEN, {"certificate": None},
     dict.fromkeys(("open", "appealed", *AT_AN_END), "c")),
    ("issue-certificate", {"ground": "not_arranged"}, GREEN, {"certificate": None, "cannot_arrange_reported_on": DAY},
     dict.fromkeys(("open", "appealed", *AT_AN_END), "raf")),
    ("issue-certificate", {"ground": "exempt"}, GREEN, {"certificate": None, "exemption_granted": True},
     dict.fromkeys(("open", "appealed", *AT_AN_END), "nhdracf")),
    ("issue-certificate", {"ground": "exempt"}, RegimeId.CFA_2014, {"exemption_granted": True}, {}),
    ("reissue-certificate", {}, RegimeId.CFA_2014, {},
     dict.fromkeys(("open", "appealed", *AT_AN_END), "z")),
    ("record-agreement", {}, RegimeId.CFA_2014, {"session_outcome": SessionOutcome.PARTIAL_AGREEMENT},
     {"open": ALL, "appealed": ALL}),
    ("concede", {}, RegimeId.CFA_2014, {}, {"open": ALL, "appealed": ALL}),
    ("concede", {"sections": frozenset({PlanSection.F})}, RegimeId.CFA_2014, {}, {"open": ALL, "appealed": ALL}),
    ("concede", {"sections": frozenset({PlanSection.G})}, RegimeId.CFA_2014, {}, {}),
    ("keep-promise", {}, RegimeId.CFA_2014, {"promises": (Promise(Promised(TermKind.AMEND_PLAN, DAY), DAY),)},
     dict.fromkeys(ENDINGS, ALL)),
    ("keep-promise", {}, RegimeId.CFA_2014, {"promises": (Promise(Promised(TermKind.AMEND_PLAN, DAY), DAY, DAY),)}, {}),
    ("register-appeal", {"basis": "certificate"}, RegimeId.CFA_2014, {},
     {"open": "z", "agreed": "z", "dismissed": "z", "withdrawn": "z", "closed": "z"}),
    ("register-appeal", {"basis": "placement_only"}, RegimeId.CFA_2014, {"sections": frozenset({PlanSection.I})},
     dict.fromkeys(("open", "agreed", "dismissed", "withdrawn", "closed"), ALL)),
    ("register-appeal", {"basis": "permission"}, RegimeId.CFA_2014, {},
     dict.fromkeys(("open", "agreed", "dismissed", "withdrawn", "closed"), ALL)),
    ("register-appeal", {"basis": "not_required"}, RegimeId.CFA_2014, {}, {}),
    ("widen-grounds", {}, RegimeId.CFA_2014, {}, {"open": ALL, "appealed": ALL, "closed": ALL}),
    ("record-appeal-outcome", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("record-appeal-outcome", {"by": LA}, RegimeId.CFA_2014, {}, {}),
    ("record-appeal-outcome", {"by": LA, "decision_reference": "12/26"}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("reinstate-appeal", {}, RegimeId.CFA_2014, {}, dict.fromkeys(("dismissed", "unopposed", "settled"), ALL)),
    ("reinstate-appeal", {"applied_on": "2026-03-09"}, RegimeId.CFA_2014, {}, dict.fromkeys(AFTER_AN_APPEAL, ALL)),
    ("reinstate-appeal", {"applied_on": "2026-03-10"}, RegimeId.CFA_2014, {},
     dict.fromkeys(("dismissed", "unopposed", "settled"), ALL)),
    ("reinstate-appeal", {"time_extended": True}, RegimeId.CFA_2014, {}, dict.fromkeys(AFTER_AN_APPEAL, ALL)),
    ("reinstate-appeal", {"time_extended": True, "by": LA, "decision_reference": "12/26"}, RegimeId.CFA_2014, {},
     dict.fromkeys(("dismissed", "withdrawn"), ALL)),
    ("reinstate-appeal", {"time_extended": True, "by": LA}, RegimeId.CFA_2014, {}, {}),
    ("complete-duty", {"code": "transfer-plan"}, RegimeId.CFA_2014, {}, {}),
    ("complete-duty", {"code": "la-response"}, RegimeId.CFA_2014, {},
     dict.fromkeys(("appealed", "dismissed", "withdrawn"), ALL)),
    ("claim-exemption", {}, GREEN, {}, {"open": "nhdracf", "closed": "nhdracf"}),
    ("claim-exemption", {}, RegimeId.CFA_2014, {}, {}),
    ("decide-exemption", {}, GREEN, {"exemption_claimed_on": date(2026, 3, 20)}, {"open": "nhdracf"}),
    ("decide-exemption", {}, RegimeId.CFA_2014, {"exemption_claimed_on": DAY}, {}),
    ("record-panel-review", {}, GREEN, {}, {"open": ALL}),
    ("record-panel-review", {}, RegimeId.CFA_2014, {}, {"open": ALL}),
    ("answer-panel-review", {}, RegimeId.CFA_2014, {"panels": (WAITING,)}, dict.fromkeys(ENDINGS, ALL)),
    ("answer-panel-review", {}, RegimeId.CFA_2014, {}, {}),
    ("withdraw", {"family_confirmed": True}, RegimeId.CFA_2014, {},
     dict.fromkeys(("open", "agreed", "dismissed", "unopposed"), ALL)),
    ("withdraw", {"family_confirmed": True, "by": "mediation_provider"}, RegimeId.CFA_2014, {},
     dict.fromkeys(("open", "agreed", "dismissed", "unopposed"), ALL)),
    ("withdraw", {"family_confirmed": False}, RegimeId.CFA_2014, {}, {}),
    ("withdraw", {"family_confirmed": False, "by": "tribunal"}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("withdraw", {"family_confirmed": False, "decision_reference": "12/26"}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("close", {"family_confirmed": True}, RegimeId.CFA_2014, {},
     dict.fromkeys(("open", "agreed", "dismissed", "unopposed"), ALL)),
    ("close", {"family_confirmed": False}, RegimeId.CFA_2014, {},
     dict.fromkeys(("dismissed", "unopposed"), ALL)),
    ("confirm-notice", {}, RegimeId.CFA_2014, {"notice_status": NoticeStatus.PROVISIONAL}, dict.fromkeys(ENDINGS, ALL)),
    ("confirm-notice", {}, RegimeId.CFA_2014, {"notice_status": NoticeStatus.DISPUTED}, dict.fromkeys(ENDINGS, ALL)),
    ("confirm-notice", {}, RegimeId.CFA_2014, {}, {}),
    ("confirm-notice", {"notice_sent_on": "2026-02-01"}, RegimeId.CFA_2014,
     {"notice_status": NoticeStatus.PROVISIONAL}, {}),
    ("dispute-notice", {}, RegimeId.CFA_2014, {"notice_status": NoticeStatus.PROVISIONAL}, dict.fromkeys(ENDINGS, ALL)),
    ("dispute-notice", {}, RegimeId.CFA_2014, {"notice_status": NoticeStatus.DISPUTED}, {}),
    ("dispute-notice", {}, RegimeId.CFA_2014, {}, {}),
    ("pass-right", {}, RegimeId.CFA_2014, {}, dict.fromkeys(ENDINGS, ALL)),
    ("pass-right", {}, RegimeId.CFA_2014, {"appellant_kind": AppellantKind.YOUNG_PERSON}, {}),
    ("pass-right", {"to": "alternative_person", "because": "capacity_lost"}, RegimeId.CFA_2014, {},
     dict.fromkeys(ENDINGS, ALL)),
    ("pass-right", {"to": "parent", "because": "capacity_regained"}, RegimeId.CFA_2014, {}, {}),
    ("pass-right", {"to": "parent", "because": "capacity_regained"}, RegimeId.CFA_2014,
     {"appellant_kind": AppellantKind.ALTERNATIVE_PERSON}, dict.fromkeys(ENDINGS, ALL)),
    ("add-issues", {}, RegimeId.CFA_2014, {"under_way": True}, {"open": "rafz", "appealed": "rafz"}),
    ("add-issues", {}, RegimeId.CFA_2014, {"under_way": False}, {}),
    ("drop-issues", {}, RegimeId.CFA_2014, {"under_way": True}, {"open": "rafz", "appealed": "rafz"}),
    ("drop-issues", {}, RegimeId.CFA_2014, {"under_way": False}, {}),
    ("respond-to-appeal", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("respond-to-appeal", {"asks_for_time": False}, RegimeId.CFA_2014, {}, {}),  # the time for it is over
    ("record-directions", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("record-directions", {"by": LA}, RegimeId.CFA_2014, {}, {}),
    ("record-directions", {"by": LA, "decision_reference": "12/26"}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("list-hearing", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("list-hearing", {"listed_on": None, "adjourned": True}, RegimeId.CFA_2014, {}, {}),
    ("send-bundle", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("change-appeal-issues", {}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("record-appeal-outcome", {"outcome": "struck_out"}, RegimeId.CFA_2014, {}, {"appealed": ALL}),
    ("record-appeal-outcome", {"outcome": "struck_out", "by": LA}, RegimeId.CFA_2014, {}, {}),
    ("record-appeal-outcome", {"outcome": "upheld"}, RegimeId.CFA_2014, {}, {}),
]  # fmt: skip

PARTIES = {
    "contact-adviser": "mediation_provider",
    "decline-mediation": "mediation_provider",
    "request-mediation": "mediation_provider local_authority",
    "notify-commissioning-body": "local_authority",
    "arrange-mediation": "local_authority mediation_provider commissioning_body",
    "cancel-session": "local_authority mediation_provider commissioning_body",
    "report-cannot-arrange": "local_authority commissioning_body",
    "record-session-outcome": "mediation_provider",
    "issue-certificate": "mediation_provider",
    "reissue-certificate": "mediation_provider",
    "record-agreement": "local_authority mediation_provider commissioning_body",
    "concede": "local_authority",
    "keep-promise": "local_authority",
    "register-appeal": "local_authority tribunal",
    "widen-grounds": "local_authority mediation_provider tribunal",
    "record-appeal-outcome": "local_authority tribunal",
    "reinstate-appeal": "local_authority tribunal",
    "complete-duty": "local_authority mediation_provider commissioning_body tribunal",
    "claim-exemption": "local_authority mediation_provider",
    "decide-exemption": "tribunal",
    "record-panel-review": "local_authority",
    "answer-panel-review": "local_authority",
    "withdraw": "local_authority mediation_provider tribunal",
    "close": "local_authority",
    "confirm-notice": "local_authority",
    "dispute-notice": "local_authority",
    "pass-right": "local_authority mediation_provider",
    "add-issues": "local_authority mediation_provider",
    "drop-issues": "local_authority mediation_provider",
    "respond-to-appeal": "local_authority tribunal",
    "record-directions": "local_authority tribunal",
    "list-hearing": "local_authority tribunal",
    "send-bundle": "local_authority tribunal",
    "change-appeal-issues": "local_authority tribunal",
}


def standing_at(stage: State, ending: str, regime: RegimeId, **needed: Any) -> CaseFacts:
    """Return a case at a stage, with everything behind it that such a case has."""
    asked = stage not in (S.NOTIFIED, S.ADVISER_CONTACTED)
    facts = replace(
        a_case(sections="B F I", regime=regime).opened,
        stage=stage,
        contacted_on=DAY,
        first_contact_on=DAY,
        requested_on=DAY if asked else None,
        under_way=stage in (S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED),
        declined_on=DAY if stage is S.MEDIATION_DECLINED else None,
        arranged_on=DAY if stage is S.MEDIATION_ARRANGED else None,
        concluded_on=DAY if stage is S.MEDIATION_CONCLUDED else None,
        certificate=Certificate("first", CertificateGround.DECLINED, DAY, AppellantKind.PARENT)
        if stage is S.CERTIFIED
        else None,
    )
    return replace(facts, **(ENDINGS[ending] | needed))


@pytest.mark.parametrize(
    ("action", "says", "regime", "needed", "allowed"),
    MATRIX,
    ids=[" ".join([row[0], *map(str, row[1].values()), row[2]]) for row in MATRIX],
)
def test_an_action_is_possible_where_the_law_has_it_and_nowhere_else(
    action: str, says: dict[str, Any], regime: RegimeId, needed: dict[str, Any], allowed: dict[str, str]
) -> None:
    command = a_command(action, LATER, **says)
    wrong = []
    for ending in ENDINGS:
        for letter, stage in LETTERS.items():
            facts = standing_at(stage, ending, regime, **needed)
            if stage is not S.CERTIFIED and "certificate" in needed:
                facts = replace(facts, certificate=None)
            try:
                PATHWAY.decide(facts, command, TODAY)
                possible = True
            except Refusal:
                possible = False
            if possible is not (letter in allowed.get(ending, "")):
                wrong.append(f"{ending}, {stage}: {'allowed' if possible else 'refused'}")
    assert not wrong


def test_the_second_table_speaks_of_every_move() -> None:
    assert {row[0] for row in MATRIX} == {move.action for move in MOVES} == set(Action)
    assert {(row[0], str(value)) for row in MATRIX for value in row[1].values()} >= {
        (move.action, move.variant)
        for move in MOVES
        if move.action in (Action.ISSUE_CERTIFICATE, Action.REGISTER_APPEAL)
    }


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("party", OrganisationKind)
def test_every_action_belongs_to_its_parties(action: Action, party: OrganisationKind) -> None:
    """Whether it is possible now or not: another party's action is refused as such, and by the same rule."""
    ours = party in PARTIES[action].split()
    command = a_command(action, LATER, by=party)
    for stage in STAGES:
        try:
            PATHWAY.decide(standing_at(stage, "open", GREEN), command, TODAY)
            refused: Refusal | None = None
        except Refusal as no:
            refused = no
        assert isinstance(refused, NotYours) is not ours
        assert ours or (refused and "is recorded by: " in refused.reason)


@pytest.mark.parametrize("party", [k for k in OrganisationKind if k is not OrganisationKind.MEDIATION_PROVIDER])
@pytest.mark.parametrize("action", ["issue-certificate", "reissue-certificate"])
def test_none_but_an_independent_adviser_certifies(party: OrganisationKind, action: str) -> None:
    """Section 56(3): not an authority, not an integrated care board, not NHS England."""
    refused = a_case().certified("2026-02-09").refusal(action, "2026-02-10", by=party)
    assert isinstance(refused, NotYours)
    assert refused.rule_id == "independent-adviser"


def test_a_refusal_says_what_is_amiss() -> None:
    case = a_case()
    notyet = case.refusal("issue-certificate", "2026-02-10")
    assert isinstance(notyet, NotNow)
    assert "mediation declined" in notyet.reason
    assert "The stage of this case is: notified" in notyet.reason
    over = case.then("withdraw", "2026-02-10").refusal("concede", "2026-02-11")
    assert "after a case is closed" in over.reason
    elsewhere = case.refusal("claim-exemption", "2026-02-10")
    assert "The rules are: Mediation must be considered" in elsewhere.reason
    shut = case.refusal("register-appeal", "2026-02-10")
    assert isinstance(shut, GateClosed)
    assert shut.reason == "No certificate has been issued for this case."


@pytest.mark.parametrize("action", [Action.REISSUE_CERTIFICATE, Action.WITHDRAW, Action.REINSTATE_APPEAL])
def test_a_change_past_its_gates_is_no_change(action: Action) -> None:
    """A certificate or an appeal that is not there cannot be changed: the move fails, whatever its gates said."""
    facts, command = a_case().facts, a_command(action, "2026-02-10")
    move = PATHWAY.moves_of(action)[-1]
    with pytest.raises(NotKnown):
        move.becomes(facts, command, PATHWAY.law)
