"""The moves of an agreement, a concession, and an appeal from its registration to its end."""

from typing import Any

from app.cases.domain import changes as becomes
from app.cases.domain import commands, gates
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import ARRANGERS, LA, OPEN, PROVIDER, TRIBUNAL, UNRESOLVED, CaseMove, S
from app.kernel.moves import Gate
from app.kernel.terms import AppealBasis


def _before_response(facts: CaseFacts, command: commands.Concede) -> bool:
    """Whether the authority has not submitted its response to the appeal by the day before (reg 45(1))."""
    return facts.response_sent_on is None or command.occurred_on < facts.response_sent_on


def _appeal(
    basis: AppealBasis, says: str, rule: str, *more: Gate[CaseFacts, commands.RegisterAppeal, Law], **options: Any
) -> CaseMove[commands.RegisterAppeal]:
    return CaseMove(
        commands.RegisterAppeal, "appeal-registered", says, rule, frozenset({LA, TRIBUNAL}),
        OPEN | {S.RESOLVED, S.CLOSED}, None, becomes.appeal_registered,
        (gates.unappealed, gates.appealable, *more, gates.right_stays),
        which=lambda command, _: command.basis is basis, variant=basis, reopens=True, **options,
    )  # fmt: skip


MOVES = (
    CaseMove(
        commands.RecordAgreement, "agreement-recorded",
        "What was agreed in mediation is recorded in writing; its clocks begin.",
        "agreement-needs-mediation", ARRANGERS,
        UNRESOLVED, None, becomes.agreement_recorded,
        (gates.agreed_in_mediation, gates.agreement_unrecorded, gates.agreed_dates_follow),
        not_before=("concluded_on",),
    ),
    CaseMove(
        commands.Concede, "decision-conceded",
        "The authority gives way outside a session. No agreement clock starts; the family's own clocks run on.",
        "agreement-needs-mediation", frozenset({LA}),
        OPEN, None, becomes.decision_conceded, (gates.unconceded,),
    ),
    CaseMove(
        commands.Concede, "appeal-unopposed",
        "Before its response, the authority tells the tribunal that it will not oppose the appeal.",
        "unopposed-before-response", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, becomes.appeal_unopposed,
        not_before=("appeal",), variant="after appeal", when=_before_response,
    ),
    CaseMove(
        commands.Concede, "appeal-conceded",
        "After its response, the authority gives way. The appeal goes on until the tribunal makes an order by consent.",
        "consent-order", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, becomes.appeal_conceded, (gates.appeal_unconceded,),
        not_before=("appeal",), variant="after response",
        when=lambda facts, command: not _before_response(facts, command),
    ),
    _appeal(
        AppealBasis.CERTIFICATE, "The tribunal receives an appeal with the certificate for this decision.",
        "certificate-before-appeal", gates.certified, gates.certificate_is_the_appellants, not_before=("certificate",),
    ),
    _appeal(
        AppealBasis.PLACEMENT_ONLY, "The tribunal receives an appeal about the placement alone.",
        "placement-only-exempt", gates.placement_only,
    ),
    _appeal(
        AppealBasis.PERMISSION, "The tribunal gives permission to appeal without a certificate.",
        "permission-without-certificate", gates.permitted,
    ),
    CaseMove(
        commands.WidenGrounds, "grounds-widened",
        "The family disputes further sections of the plan.",
        "placement-only-exempt", frozenset({LA, PROVIDER, TRIBUNAL}),
        UNRESOLVED, None, becomes.grounds_widened, (gates.about_plan_content, gates.widening_is_covered),
        reopens=True,
    ),
    CaseMove(
        commands.RecordAppealOutcome, "appeal-decided",
        "The tribunal ends the appeal, with an order or without.",
        "tribunal-decides", frozenset({LA, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, becomes.appeal_decided,
        (gates.tribunal_decided, gates.directed_dates_follow),
        not_before=("appeal",),
    ),
    CaseMove(
        commands.ReinstateAppeal, "appeal-reinstated",
        "The tribunal takes up an appeal again: one that was withdrawn or struck out, or whose decision it set aside "
        "or never made. The appeal goes on as it stood.",
        "reinstatement", frozenset({LA, TRIBUNAL}),
        frozenset({S.RESOLVED, S.CLOSED}), None, becomes.appeal_reinstated,
        (gates.appeal_can_go_on, gates.tribunal_reinstates, gates.applied_in_time),
        not_before=("resolved_on",), reopens=True,
    ),
)  # fmt: skip
