"""What the check of the pathway proves: what is never broken, and what can always be reached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.cases.domain.appealed import appeal_state
from app.cases.domain.commands import AddIssues, Command, Concede, ConfirmNotice, DropIssues
from app.cases.domain.exempting import is_exempt
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law, missed_contact
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import AnyMove
from app.cases.domain.words import Action, AppealState, NoticeStatus
from app.kernel.assure import Always, Begun, Covered, Each, EachStep, InReach, NoClash, Property
from app.kernel.search import Explored, Node, Step
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId

TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER


def _gate_was_open(facts: CaseFacts, law: Law) -> bool:
    if facts.appeal is None or not facts.appeal.basis_stands:
        return True
    match facts.appeal.basis:
        case AppealBasis.CERTIFICATE:
            return facts.certificate is not None
        case AppealBasis.PLACEMENT_ONLY:
            free = law.regime(facts).frees_placement and facts.placement_only(law.readings)
            return facts.certificate is not None or free
        case AppealBasis.NOT_REQUIRED:
            return not law.regime(facts).asks_certificate
        case AppealBasis.PERMISSION:
            return facts.appeal.permission_granted_on is not None


def _certificate_was_earned(facts: CaseFacts, law: Law) -> bool:
    if facts.certificate is None:
        return True
    if facts.contacted_on is None:
        return False
    regime = law.regime(facts)
    match facts.certificate.ground:
        case CertificateGround.DECLINED:
            return not regime.declining_bars
        case CertificateGround.EXEMPT:
            return regime.attendance_required and is_exempt(facts, facts.certificate.issued_on, regime.exemptions)
        case CertificateGround.TOOK_PART | CertificateGround.NOT_ARRANGED:
            return facts.requested_on is not None


INVARIANTS: Mapping[str, Callable[[CaseFacts, Law], bool]] = {
    "gate-before-tribunal": _gate_was_open,
    "certificate-is-earned": _certificate_was_earned,
    "no-appeal-without-right": lambda facts, law: (
        facts.appeal is None or law.appealable(facts) or not facts.appeal.basis_stands
    ),
}
"""A registered appeal stays, though the record is corrected beneath it (`basis_stands`). No action leads to that."""


def _only_the_tribunal_ended_it(before: CaseFacts, command: Command, after: CaseFacts, _: Law) -> bool:
    """Whether an appeal goes on, the tribunal ended it, or the authority never answered it (reg 45(1)-(2))."""
    if not before.appeal_pending or after.appeal_pending:
        return True
    if isinstance(command, Concede):
        return before.response_sent_on is None or command.occurred_on < before.response_sent_on
    return command.by is TRIBUNAL or bool(getattr(command, "decision_reference", None))


def _the_family_ended_it(before: CaseFacts, command: Command, after: CaseFacts, law: Law) -> bool:
    """Whether a case goes on, the family's right was used up or never was, or the family said that it is over."""
    if after.over_on is None or before.over_on is not None or after.appeal is not None:
        return True
    used_up = before.resolved_on is not None and not law.appealable(before)
    return used_up or (after.closed_by_family and bool(getattr(command, "family_confirmed", None)))


def _the_family_keeps_its_time(before: CaseFacts, command: Command, after: CaseFacts, _: Law) -> bool:
    """Whether the authority's answer to a notice leaves the family at least the time that it was told of."""
    return not isinstance(command, ConfirmNotice) or after.contact_closes_on >= before.contact_closes_on


def _right_stays_with_the_young_person(before: CaseFacts, _: Command, after: CaseFacts, __: Law) -> bool:
    """Whether a right that is a young person's own has not passed to a parent."""
    return not before.young_persons or after.appellant_kind is not AppellantKind.PARENT


def _days_go_on(before: CaseFacts, command: Command, after: CaseFacts, _: Law) -> bool:
    """Whether a request whose issues change keeps its days, and its session."""
    if not isinstance(command, AddIssues | DropIssues):
        return True
    days = ("requested_on", "arranged_on", "session_on", "missed_on", "cannot_arrange_reported_on")
    return all(getattr(before, name) == getattr(after, name) for name in days)


STEPS: Mapping[str, Callable[[CaseFacts, Command, CaseFacts, Law], bool]] = {
    "the-tribunal-alone-ends-an-appeal": _only_the_tribunal_ended_it,
    "the-family-alone-gives-up": _the_family_ended_it,
    "the-authority-shortens-no-time": _the_family_keeps_its_time,
    "the-right-stays-with-the-young-person": _right_stays_with_the_young_person,
    "issues-move-no-day": _days_go_on,
}
"""What holds of every step: of a case, of what was recorded, and of the case after it."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that stays in reach of every case that it concerns, by the moves on which it may rely and no others."""

    name: str
    kept: Callable[[CaseFacts], bool]
    concerns: Callable[[CaseFacts, date, Law], bool]
    may_rely_on: Callable[[AnyMove], bool]


def _has_a_right_to_appeal(facts: CaseFacts, _: date, law: Law) -> bool:
    return law.appealable(facts)


def _has_a_right_to_a_certificate(facts: CaseFacts, day: date, law: Law) -> bool:
    return law.appealable(facts) and facts.appeal is None and not missed_contact(facts, day, law)


def _tribunal_alone(move: AnyMove) -> bool:
    return TRIBUNAL in move.who


def _authority_stays_silent(move: AnyMove) -> bool:
    """Whether a move is made without the authority. Arranging is its duty, whoever records it.

    To appeal is no way to a certificate: a family that may not appeal without one must not have to.
    """
    return bool(move.who & {TRIBUNAL, PROVIDER}) and move.action not in (
        Action.ARRANGE_MEDIATION,
        Action.REPORT_CANNOT_ARRANGE,
        Action.REGISTER_APPEAL,
    )


def _without_the_authority(move: AnyMove) -> bool:
    """Whether a move is made without the authority, and without the tribunal's leave to pass without a certificate."""
    permitted = move.action is Action.REGISTER_APPEAL and move.variant == AppealBasis.PERMISSION
    return bool(move.who & {TRIBUNAL, PROVIDER}) and not permitted


UNRECORDED = "no-authority-can-shut-a-family-out"
"""The name of what holds of a notice that the authority never recorded."""


def _unconfirmed(facts: CaseFacts, day: date, law: Law) -> bool:
    """Whether the authority never recorded a notice, nor confirmed it, and the family contacts an adviser in time."""
    return facts.notice_status is not NoticeStatus.CONFIRMED and _has_a_right_to_a_certificate(facts, day, law)


NEVER_RECORDED: tuple[Ahead, ...] = (
    Ahead(UNRECORDED, lambda facts: facts.certificate is not None, _unconfirmed, _authority_stays_silent),
    Ahead(
        UNRECORDED,
        lambda facts: facts.appeal is not None and facts.certificate is not None,
        _unconfirmed,
        may_rely_on=_without_the_authority,
    ),
)
"""What stays in reach of a case that an adviser recorded, while the authority leaves everything undone."""

AHEAD: tuple[Ahead, ...] = (
    Ahead(
        "the-family-can-end-it",
        lambda facts: facts.over_on is not None,
        lambda *_: True,
        may_rely_on=lambda move: move.action is Action.WITHDRAW,
    ),
    Ahead(
        "the-tribunal-is-in-reach",
        lambda facts: facts.appeal is not None,
        _has_a_right_to_appeal,
        may_rely_on=_tribunal_alone,
    ),
    Ahead(
        "a-decision-is-in-reach",
        lambda facts: appeal_state(facts) in (AppealState.DECIDED, AppealState.UNOPPOSED),
        _has_a_right_to_appeal,
        may_rely_on=_tribunal_alone,
    ),
    Ahead(
        "the-tribunal-takes-an-end-back",
        lambda facts: facts.appeal_pending,
        lambda facts, *_: facts.appeal is not None,
        may_rely_on=_tribunal_alone,
    ),
    Ahead(
        "the-certificate-is-in-reach",
        lambda facts: facts.certificate is not None,
        _has_a_right_to_a_certificate,
        may_rely_on=_authority_stays_silent,
    ),
)

SAYS: Mapping[str, str] = {
    "gate-before-tribunal": (
        "Each registered appeal has a mediation certificate, is about the placement alone, or has the tribunal's "
        "permission. The only exception is a set of rules (a regime) that asks for no certificate."
    ),
    "certificate-is-earned": (
        "A mediation certificate is issued only after an adviser gave information and advice. The set of rules (the "
        "regime) must know the ground of the certificate, and the conditions of this ground must be met."
    ),
    "no-appeal-without-right": "No appeal is registered about health or social care sections alone.",
    "the-tribunal-alone-ends-an-appeal": (
        "An appeal ends in one of three ways. The tribunal decides the appeal, the tribunal consents to a withdrawal, "
        "or the authority says before its response that it does not oppose the appeal."
    ),
    "the-family-alone-gives-up": "While the family may still appeal, a case ends only if the family says so.",
    "the-authority-shortens-no-time": (
        "If a mediation adviser recorded the notice, the authority's answer to the notice leaves the family at least "
        "as much time as before."
    ),
    "the-right-stays-with-the-young-person": (
        "A young person's right to appeal never passes to a parent, whichever steps are taken."
    ),
    "issues-move-no-day": (
        "If the family adds issues to a request for mediation, or drops issues from a request, no date of the "
        "mediation changes."
    ),
    "the-family-can-end-it": (
        "The family can end the case, whatever state the case is in. After an appeal is registered, the family needs "
        "the tribunal's consent to end the case."
    ),
    "the-tribunal-is-in-reach": (
        "If the decision can be appealed, the family can bring an appeal, whatever state the case is in, even after "
        "the case is closed. The authority and the mediation provider cannot prevent the appeal, whatever they do or "
        "fail to do."
    ),
    "a-decision-is-in-reach": (
        "If the decision can be appealed, the tribunal can still come to decide the dispute, whatever state the case "
        "is in. The tribunal can still decide the dispute even after an appeal ended without a decision. The authority "
        "and the mediation provider cannot prevent the tribunal's decision, whatever they do or fail to do."
    ),
    "the-tribunal-takes-an-end-back": (
        "Only the tribunal can take up an appeal again that has ended, whichever party recorded the end of the appeal."
    ),
    "the-certificate-is-in-reach": (
        "A family that contacted an adviser in time, or can still do so, can get its mediation certificate, even after "
        "the case is closed. The authority and the commissioning body cannot prevent the certificate by failing to "
        "act."
    ),
    UNRECORDED: (
        "A family can begin its case without the authority: a mediation adviser may record the notice. The family can "
        "then get its certificate and appeal, even if the authority never records or confirms the notice, or disputes "
        "the notice."
    ),
    "every-action-is-reachable": "Every action of the set of rules (the regime) is possible in at least one state.",
    "no-two-moves-claim-one-case": "For each recorded action, the rules define exactly one change of the case.",
}

_BEGUN: Begun[CaseFacts] = Begun(
    UNRECORDED,
    SAYS[UNRECORDED],
    concerns=lambda facts: facts.kind is DecisionKind.REFUSAL_TO_ASSESS,
    so=lambda facts: facts.notice_told_on is not None,
    otherwise="the authority records no notice, and no other organisation may record one",
)

CaseStep = Step[AnyMove, CaseFacts, Command, date]


def properties(pathway: Pathway, regime: RegimeId) -> tuple[Property, ...]:
    """Return the properties of a machine under a regime, in the order in which they are published."""
    law = pathway.law
    actions = sorted({move.action for move in pathway.moves if move.exists(law.regimes[regime])})
    return (
        *(_always(name, law) for name in INVARIANTS),
        *(_each_step(name, law) for name in STEPS),
        *(_in_reach(ahead, law) for ahead in AHEAD),
        Each(UNRECORDED, SAYS[UNRECORDED], (_BEGUN, *(_in_reach(ahead, law) for ahead in NEVER_RECORDED))),
        Covered("every-action-is-reachable", SAYS["every-action-is-reachable"], actions, _taken),
        NoClash("no-two-moves-claim-one-case", SAYS["no-two-moves-claim-one-case"]),
    )


def _always(name: str, law: Law) -> Always[CaseFacts]:
    holds = INVARIANTS[name]
    return Always(name, SAYS[name], lambda facts: holds(facts, law))


def _each_step(name: str, law: Law) -> EachStep[AnyMove, CaseFacts, Command, date]:
    holds = STEPS[name]

    def step_holds(step: CaseStep, after: CaseFacts) -> bool:
        return step.command is None or holds(step.origin.facts, step.command, after, law)

    return EachStep(name, SAYS[name], step_holds)


def _in_reach(ahead: Ahead, law: Law) -> InReach[AnyMove, CaseFacts, Command, date]:
    def concerns(node: Node[CaseFacts, date]) -> bool:
        return ahead.concerns(node.facts, node.when, law)

    def may_rely_on(step: CaseStep) -> bool:
        return step.move is not None and ahead.may_rely_on(step.move)

    return InReach(ahead.name, SAYS[ahead.name], ahead.kept, concerns, may_rely_on)


def _taken(found: Explored[AnyMove, CaseFacts, date]) -> set[str]:
    return {move.action for move in found.moves}
