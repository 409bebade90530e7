"""What the assurance promises of the machine: what is never broken, and what always stays in reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.pathway.facts import CaseFacts
from app.domain.pathway.law import Law, missed_contact
from app.domain.pathway.moves import Move
from app.domain.pathway.words import Action
from app.domain.terms import AppealBasis, CertificateGround, OrganisationKind

TRIBUNAL, PROVIDER = OrganisationKind.TRIBUNAL, OrganisationKind.MEDIATION_PROVIDER


def _gate_was_open(facts: CaseFacts, law: Law) -> bool:
    if facts.appeal is None:
        return True
    match facts.appeal.basis:
        case AppealBasis.CERTIFICATE:
            return facts.certificate is not None
        case AppealBasis.PLACEMENT_ONLY:
            return facts.certificate is not None or facts.placement_only(law.readings)
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
            return regime.attendance_required and facts.exempt_on(facts.certificate.issued_on, regime.exemptions)
        case CertificateGround.TOOK_PART | CertificateGround.NOT_ARRANGED:
            return facts.requested_on is not None


INVARIANTS: Mapping[str, Callable[[CaseFacts, Law], bool]] = {
    "gate-before-tribunal": _gate_was_open,
    "certificate-is-earned": _certificate_was_earned,
    "no-appeal-without-right": lambda facts, _: facts.appeal is None or facts.appealable,
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that stays in reach of every case that it concerns, by the moves on which it may rely and no others."""

    name: str
    kept: Callable[[CaseFacts], bool]
    concerns: Callable[[CaseFacts, date, Law], bool]
    may_rely_on: Callable[[Move], bool]


def _has_a_right_to_appeal(facts: CaseFacts, _: date, __: Law) -> bool:
    return facts.appealable


def _has_a_right_to_a_certificate(facts: CaseFacts, day: date, law: Law) -> bool:
    return facts.appealable and not facts.closed_on and facts.appeal is None and not missed_contact(facts, day, law)


def _tribunal_alone(move: Move) -> bool:
    return TRIBUNAL in move.who


def _authority_stays_silent(move: Move) -> bool:
    """Whether a move is made without the authority. Arranging is its duty, whoever records it."""
    return bool(move.who & {TRIBUNAL, PROVIDER}) and move.action not in (
        Action.ARRANGE_MEDIATION,
        Action.REPORT_CANNOT_ARRANGE,
    )


AHEAD: tuple[Ahead, ...] = (
    Ahead(
        "the-family-can-end-it",
        lambda facts: facts.closed_on is not None,
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
        "the-certificate-is-in-reach",
        lambda facts: facts.certificate is not None,
        _has_a_right_to_a_certificate,
        may_rely_on=_authority_stays_silent,
    ),
)

SAYS: Mapping[str, str] = {
    "gate-before-tribunal": "No appeal is registered without a certificate, a dispute about the placement alone, or "
    "the tribunal's permission.",
    "certificate-is-earned": "No certificate exists but after an adviser's information, on a ground that its regime "
    "knows, after what that ground requires.",
    "no-appeal-without-right": "No appeal is registered about health or social care alone.",
    "the-family-can-end-it": "From every state the family can end the case.",
    "the-tribunal-is-in-reach": "From every state of an appealable dispute, even a closed one, the tribunal can be "
    "reached, whatever the authority and the provider do or leave undone.",
    "the-certificate-is-in-reach": "A family that made contact in time, or still can, can have its certificate, "
    "whatever the authority and the commissioning body leave undone.",
    "every-action-is-reachable": "Every action that the regime knows can be taken in some state.",
    "no-two-moves-claim-one-case": "At most one move claims a command on a case.",
}
