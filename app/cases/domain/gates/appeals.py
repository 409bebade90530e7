"""The gates on registering an appeal, and on the sections that it may be about."""

from app.cases.domain.commands import Command, RegisterAppeal, WidenGrounds
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates.certificates import may_hold
from app.cases.domain.law import Law
from app.kernel.moves import gate
from app.kernel.terms import AppealBasis, DecisionKind, OrganisationKind, PlanSection


@gate(
    "Is the decision without an appeal, or did the earlier appeal end without an order?",
    "appealable-matters",
    "An appeal about this decision was already registered. You can register another appeal about a decision only if "
    "the first appeal ended without an order.",
)
def unappealed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """One appeal at a time. After an appeal was withdrawn or struck out, only the tribunal says whether another is
    heard."""
    return facts.appeal is None or (facts.resolved_on is not None and not facts.decided)


@gate(
    "Can the family appeal against this decision?",
    "education-sections-only",
    "The family disputes only health or social care sections of the plan. A family cannot appeal about health or "
    "social care sections alone. The family can still ask for mediation.",
)
def appealable(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Section 51(2), or what the regime names in its place."""
    return law.appealable(facts)


@gate(
    "Was the certificate issued to the person who appeals?",
    "certificate-to-the-appellant",
    "The mediation certificate was issued to another person than the person who appeals. The adviser can reissue the "
    "certificate, with the same date, to the person who now holds the right to appeal.",
)
def certificate_is_the_appellants(facts: CaseFacts, command: RegisterAppeal, _: Law) -> bool:
    """Section 55(3): issued to him or her."""
    appellant = command.appellant_kind or facts.appellant_kind
    return facts.certificate is not None and facts.certificate.holder_kind is appellant


@gate(
    "If the young person holds the right to appeal, does the right stay with the young person?",
    "young-person-holds-the-right",
    "The young person holds the right to appeal. A young person's right never passes to a parent, directly or through "
    "a person who acts for the young person.",
)
def right_stays(facts: CaseFacts, command: RegisterAppeal, _: Law) -> bool:
    """Sections 51, 80, 83: naming another person does not move the right to appeal."""
    return may_hold(facts, command.appellant_kind or facts.appellant_kind)


@gate(
    "Does the family dispute only the placement (Section I of the plan)?",
    "placement-only-exempt",
    "The dispute is not about the placement alone, so the appeal needs a mediation certificate.",
)
def placement_only(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Section 55(2)."""
    return law.regime(facts).frees_placement and facts.placement_only(law.readings)


@gate(
    "Does the appeal begin while the case's set of rules (its regime) is in force?",
    "appealable-matters",
    "The set of rules for this case (its regime) applies only to appeals that begin while these rules are in force. On "
    "the day of this appeal, the set of rules is not in force.",
)
def issued_in_time(facts: CaseFacts, command: RegisterAppeal, law: Law) -> bool:
    """Only a regime that asks for the day of issue can say no: the notice answers the other tests of commencement."""
    regime = law.regime(facts)
    return regime.issued_within is None or regime.applies_on(command.occurred_on)


@gate(
    "Is it recorded that the tribunal gives permission to appeal?",
    "permission-without-certificate",
    "An appeal without a certificate needs the tribunal's permission. Either the tribunal records its permission, or "
    "you give the reference of the tribunal's decision.",
)
def permitted(_: CaseFacts, command: RegisterAppeal, __: Law) -> bool:
    """Permission to appeal without a certificate needs a source: the tribunal itself, or the reference of its
    decision."""
    return is_permission(command)


def is_permission(command: RegisterAppeal | WidenGrounds) -> bool:
    """Whether a recording carries the tribunal's permission: it is its own, or has the reference of its decision."""
    return command.by is OrganisationKind.TRIBUNAL or bool(command.permission_reference)


def needs_no_permission(facts: CaseFacts, sections: frozenset[PlanSection], law: Law) -> bool:
    """Whether an appeal may go on about these sections as it stands."""
    if facts.appeal is None or facts.appeal.basis is not AppealBasis.PLACEMENT_ONLY or facts.certificate is not None:
        return True
    return not law.needs_certificate(facts, sections)


@gate(
    "Is the dispute about the content of a plan, or about named sections that the authority refused to amend?",
    "appealable-matters",
    "This dispute is not about sections of a plan. Only a dispute about the content of a plan has sections, or a "
    "dispute about a refusal to amend named sections of a plan.",
)
def about_plan_content(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 51(2)(c) alone has limbs; a refusal to amend is about sections where the notice's record says which."""
    amends = facts.kind is DecisionKind.REFUSAL_TO_AMEND and bool(facts.sections)
    return amends or facts.kind is DecisionKind.PLAN_CONTENT


@gate(
    "If the tribunal adds sections to the dispute, is an appeal registered?",
    "appealable-matters",
    "No appeal is registered on this case. The tribunal can add sections only to a registered appeal. Before an "
    "appeal, the authority or the mediation provider records which sections the family disputes.",
)
def tribunal_widens_an_appeal(facts: CaseFacts, command: WidenGrounds, _: Law) -> bool:
    """Before an appeal, an agreement in full bars the step. The tribunal would learn of the agreement by trying."""
    return command.by is not OrganisationKind.TRIBUNAL or facts.appeal is not None


@gate(
    "Would the rules allow the appeal with the added sections too?",
    "certificate-before-appeal",
    "The appeal was registered without a mediation certificate because the appeal was about the placement alone. To "
    "add more sections, the family first needs a certificate or the tribunal's permission. Either the tribunal records "
    "its permission, or you give the reference of the tribunal's decision.",
)
def widening_is_covered(facts: CaseFacts, command: WidenGrounds, law: Law) -> bool:
    """Widening a placement-only appeal re-opens the gate for the added grounds; the tribunal may let them pass."""
    return is_permission(command) or needs_no_permission(facts, facts.sections | command.sections, law)
