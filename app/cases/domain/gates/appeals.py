"""The gates on registering an appeal, and on the sections that it may be about."""

from app.cases.domain.commands import Command, RegisterAppeal, WidenGrounds
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates.certificates import may_hold
from app.cases.domain.law import Law
from app.kernel.moves import gate
from app.kernel.terms import AppealBasis, DecisionKind, OrganisationKind, PlanSection


@gate(
    "Is no appeal pending or decided?",
    "appealable-matters",
    "An appeal about this decision was already registered. Another appeal is possible only if that appeal ended "
    "without an order.",
)
def unappealed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """One appeal at a time. After an appeal was withdrawn or struck out, only the tribunal says whether another is
    heard."""
    return facts.appeal is None or (facts.resolved_on is not None and not facts.decided)


@gate(
    "Can this decision be appealed?",
    "education-sections-only",
    "Only health or social care sections are disputed. These sections cannot be appealed on their own. Mediation is "
    "available.",
)
def appealable(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Section 51(2), or what the regime names in its place."""
    return law.appealable(facts)


@gate(
    "Is the certificate the appellant's own?",
    "certificate-to-the-appellant",
    "The certificate was issued to another person. The adviser can reissue it, with the same date, to the person who "
    "now holds the right to appeal.",
)
def certificate_is_the_appellants(facts: CaseFacts, command: RegisterAppeal, _: Law) -> bool:
    """Section 55(3): issued to him or her."""
    appellant = command.appellant_kind or facts.appellant_kind
    return facts.certificate is not None and facts.certificate.holder_kind is appellant


@gate(
    "Does the right to appeal stay with the young person?",
    "young-person-holds-the-right",
    "The young person holds the right to appeal. This right never passes to a parent, directly or through a person "
    "who acts for the young person.",
)
def right_stays(facts: CaseFacts, command: RegisterAppeal, _: Law) -> bool:
    """Sections 51, 80, 83: naming another person does not move the right to appeal."""
    return may_hold(facts, command.appellant_kind or facts.appellant_kind)


@gate(
    "Is only the placement disputed?",
    "placement-only-exempt",
    "The dispute is not about the placement alone, so a certificate is needed.",
)
def placement_only(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Section 55(2)."""
    return law.regime(facts).frees_placement and facts.placement_only(law.readings)


@gate(
    "Do proceedings begin while the regime of the case is in force?",
    "appealable-matters",
    "Under the regime of this case, the day on which proceedings begin decides whether the regime applies. On this day "
    "the regime is not in force.",
)
def issued_in_time(facts: CaseFacts, command: RegisterAppeal, law: Law) -> bool:
    """Only a regime that asks for the day of issue can say no: the notice answers the other tests of commencement."""
    regime = law.regime(facts)
    return regime.issued_within is None or regime.applies_on(command.occurred_on)


@gate(
    "Is the tribunal's permission on record?",
    "permission-without-certificate",
    "The tribunal's permission must be recorded. The tribunal records its permission itself, or you give the "
    "reference of its decision.",
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
    "Only two disputes have sections: about the content of a plan, and about a refusal to amend a plan if the "
    "sections were named.",
)
def about_plan_content(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 51(2)(c) alone has limbs; a refusal to amend is about sections where the notice's record says which."""
    amends = facts.kind is DecisionKind.REFUSAL_TO_AMEND and bool(facts.sections)
    return amends or facts.kind is DecisionKind.PLAN_CONTENT


@gate(
    "If the tribunal adds the sections, is an appeal registered?",
    "appealable-matters",
    "No appeal is registered on this case. The tribunal can only add sections to an appeal. Before an appeal, the "
    "authority or the provider records which sections the family disputes.",
)
def tribunal_widens_an_appeal(facts: CaseFacts, command: WidenGrounds, _: Law) -> bool:
    """Before an appeal, an agreement in full bars the step. The tribunal would learn of the agreement by trying."""
    return command.by is not OrganisationKind.TRIBUNAL or facts.appeal is not None


@gate(
    "Would the appeal still be possible with the additional sections?",
    "certificate-before-appeal",
    "The appeal was registered without a certificate because it was about the placement alone. More sections need a "
    "certificate first, or the tribunal's permission. The tribunal records its permission itself, or you give the "
    "reference of its decision.",
)
def widening_is_covered(facts: CaseFacts, command: WidenGrounds, law: Law) -> bool:
    """Widening a placement-only appeal re-opens the gate for the added grounds; the tribunal may let them pass."""
    return is_permission(command) or needs_no_permission(facts, facts.sections | command.sections, law)
