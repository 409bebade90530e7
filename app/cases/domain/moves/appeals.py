"""Registering an appeal and adding sections to it: what each changes, and the moves."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import OPEN_AGAIN, held_by
from app.cases.domain.duties import still_done
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.gates import is_permission, needs_no_permission
from app.cases.domain.law import Law
from app.cases.domain.moves.row import (
    LA,
    OPEN,
    PROVIDER,
    TRIBUNAL,
    UNRESOLVED,
    CaseMove,
    S,
    asks_no_certificate,
)
from app.kernel.moves import Changed, Gate
from app.kernel.readers import AND_THE_TRIBUNAL
from app.kernel.terms import AppealBasis
from app.law.domain.kinds import OwedAgainFor


def appeal_registered(facts: CaseFacts, command: commands.RegisterAppeal, law: Law) -> Changed:
    """The appeal, marked late where it is: the tribunal alone decides what lateness means."""
    window = law.appeal_window(facts, command.occurred_on)
    late = False
    if window is not None and window.due_at is not None:
        after_five = command.received_at is not None and command.received_at > window.due_at
        late = command.occurred_on > window.due_on or after_five
    permitted = command.basis is AppealBasis.PERMISSION
    return {
        "appeal": Appeal(
            command.basis,
            command.occurred_on,
            late,
            permission_granted_on=command.occurred_on if permitted else None,
            tribunal_reference=command.tribunal_reference,
            permission_reference=command.permission_reference if permitted else None,
            number=facts.appeal.number + 1 if facts.appeal else 1,
            phase_transfer=command.phase_transfer,
        ),
        **_of_an_earlier_appeal(facts),
        **held_by(facts, command.appellant_kind or facts.appellant_kind, command.occurred_on),
        **_owed_again(facts),
        "resolved_on": None,
        **OPEN_AGAIN,  # whoever closed the case: the right is the family's, and it has used it
    }


def _of_an_earlier_appeal(facts: CaseFacts) -> Changed:
    """What is no longer known of the case, for it belonged to an earlier appeal; nothing where there was none."""
    if facts.appeal is None:
        return {}
    forgotten: dict[str, Any] = {}
    if facts.proceedings is not None:
        forgotten["proceedings"] = None
    if facts.staff_decision_sent_on is not None:
        forgotten["staff_decision_sent_on"] = None
    if facts.directed:
        forgotten["directed"] = ()
    return forgotten


def _owed_again(facts: CaseFacts) -> Changed:
    """The duties done, without those of an earlier appeal; nothing where there was none."""
    return {"completed": still_done(facts, OwedAgainFor.APPEAL)} if facts.appeal else {}


def grounds_widened(facts: CaseFacts, command: commands.WidenGrounds, law: Law) -> Changed:
    """The sections now disputed; an appeal that needs the tribunal's permission for them now stands on it."""
    sections = facts.sections | command.sections
    if facts.appeal is None or needs_no_permission(facts, sections, law) or not is_permission(command):
        return {"sections": sections}
    on = command.occurred_on
    return {
        "sections": sections,
        "appeal": replace(
            facts.appeal,
            basis=AppealBasis.PERMISSION,
            permission_granted_on=on,
            permission_reference=command.permission_reference,
        ),
    }


def _appeal(
    basis: AppealBasis, says: str, rule: str, *more: Gate[CaseFacts, commands.RegisterAppeal, Law], **options: Any
) -> CaseMove[commands.RegisterAppeal]:
    return CaseMove(
        commands.RegisterAppeal,
        "appeal-registered",
        says,
        rule,
        frozenset({LA, TRIBUNAL}),
        OPEN | {S.RESOLVED, S.CLOSED},
        None,
        appeal_registered,
        (gates.unappealed, gates.appealable, gates.issued_in_time, *more, gates.right_stays),
        which=lambda command, *_: command.basis is basis,
        variant=basis,
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
        **options,
    )


MOVES = (
    _appeal(
        AppealBasis.CERTIFICATE, "The tribunal receives an appeal with the mediation certificate for this decision.",
        "certificate-before-appeal", gates.certified, gates.certificate_is_the_appellants, not_before=("certificate",),
    ),
    _appeal(
        AppealBasis.PLACEMENT_ONLY, "The tribunal receives an appeal about the placement alone, which needs no "
            "mediation certificate.",
        "placement-only-exempt", gates.placement_only,
    ),
    _appeal(
        AppealBasis.PERMISSION, "The tribunal gives permission to appeal without a certificate.",
        "permission-without-certificate", gates.permitted,
    ),
    _appeal(
        AppealBasis.NOT_REQUIRED, "The tribunal receives an appeal under a set of rules (a regime) that asks for no "
            "mediation certificate.",
        "certificate-before-appeal", exists=asks_no_certificate,
    ),
    CaseMove(
        commands.WidenGrounds, "grounds-widened",
        "The family disputes further sections of the plan, in addition to the sections that the case shows.",
        "placement-only-exempt", frozenset({LA, PROVIDER, TRIBUNAL}),
        UNRESOLVED, None, grounds_widened,
        (gates.about_plan_content, gates.tribunal_widens_an_appeal, gates.widening_is_covered),
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
