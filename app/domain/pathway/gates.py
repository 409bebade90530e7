"""The gates: one question each, tagged with the rule that asks it. A gate is open when its question answers yes."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.law.dispute import is_placement_only
from app.domain.pathway.commands import (
    ArrangeMediation,
    ClaimExemption,
    Close,
    Command,
    CompleteDuty,
    IssueCertificate,
    RecordAgreement,
    RegisterAppeal,
    ReissueCertificate,
    ReportCannotArrange,
    RequestMediation,
    WidenGrounds,
)
from app.domain.pathway.duties import ACTIONS_OF_THEIR_OWN, is_owed
from app.domain.pathway.facts import CaseFacts
from app.domain.pathway.law import Law, missed_contact
from app.domain.terms import (
    AppealBasis,
    AppellantKind,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
)

Question = Callable[[CaseFacts, Command, Law], bool]


@dataclass(frozen=True, slots=True)
class Gate:
    """A question, the rule that asks it, and what to say when the answer is no."""

    name: str
    asks: str
    rule: str
    shut: str
    is_open: Question


GATES: dict[str, Gate] = {}


def _gate(asks: str, rule: str, shut: str) -> Callable[[Question], Gate]:
    def register(question: Question) -> Gate:
        gate = Gate(question.__name__, asks, rule, shut, question)
        GATES[gate.name] = gate
        return gate

    return register


@_gate(
    "Has an adviser given information and advice?",
    "certificate-after-taking-part",
    "No mediation adviser has given this family information and advice yet.",
)
def advised(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Both kinds of certificate want the information first (s.55(4), (5))."""
    return facts.contacted_on is not None and facts.contacted_on <= command.occurred_on


@_gate(
    "Did the family make contact within two months of the notice?",
    "permission-without-certificate",
    "The family first made contact more than two months after the notice was sent, so no certificate is issued as "
    "of right. The tribunal can give permission to appeal without one, and the advice service can help to ask.",
)
def contacted_in_time(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Reg 34(2); the earlier of the contact with an adviser and the request to the authority counts."""
    return not missed_contact(facts, command.occurred_on, law)


@_gate(
    "May declining lead to a certificate under this regime?",
    "attendance-compulsory",
    "Under this proposal mediation must be attended: declining it leads to no certificate.",
)
def declining_suffices(facts: CaseFacts, _: Command, law: Law) -> bool:
    """The one difference that the green paper would have made; a parameter of the regime says what absence does."""
    return not law.regime(facts).declining_bars


@_gate(
    "Has the arrangement of mediation failed?",
    "issue-certificate-not-arranged",
    "Mediation can still be arranged in time: nobody has reported that it cannot, and its days are not over.",
)
def arrangement_failed(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A report that it cannot be arranged, or silence past the days allowed (reg 39), by the day of issue."""
    silent = law.readings.silence_after_thirty_days_counts_as_failure and facts.arrangement_overdue(
        command.occurred_on, law.regime(facts).arrangement_days, law.readings
    )
    reported = facts.cannot_arrange_reported_on
    return silent or (reported is not None and reported <= command.occurred_on)


@_gate("Has no adviser advised yet?", "contact-adviser", "An adviser has already given information and advice.")
def unadvised(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A first contact is recorded once."""
    return facts.contacted_on is None


@_gate(
    "Was an exemption granted, or left undecided past its last day?",
    "exemption-frees",
    "No exemption has been granted, and none has been left undecided past its last day.",
)
def exempted(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Only under a regime that compels attendance."""
    return facts.exempt_on(command.occurred_on, law.regime(facts).exemptions)


@_gate(
    "Is an exemption claimed and undecided?",
    "exemption-frees",
    "No exemption is waiting to be decided: none was claimed, it was decided, or its last day has passed and it counts "
    "as granted.",
)
def exemption_waits(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A claim comes before its decision; a decision does not come after its last day has freed the family."""
    waits = facts.exemption_claimed_on is not None and facts.exemption_granted is None
    return waits and not facts.exempt_on(command.occurred_on, law.regime(facts).exemptions)


@_gate(
    "Does the regime know the ground that is claimed?",
    "exemption-frees",
    "This regime does not exempt a family on that ground.",
)
def ground_exempts(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A regime lists its grounds."""
    assert isinstance(command, ClaimExemption)  # noqa: S101 - the table puts this gate on claim-exemption alone
    exemptions = law.regime(facts).exemptions
    return exemptions is not None and command.ground in exemptions.grounds


@_gate("Is there no exemption claimed yet?", "exemption-frees", "An exemption was already claimed.")
def exemption_unclaimed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """One claim a case."""
    return facts.exemption_claimed_on is None


@_gate(
    "Is there no certificate yet?",
    "certificate-before-appeal",
    "A certificate for this decision was already issued; it can be reissued with its first date.",
)
def uncertified(facts: CaseFacts, _: Command, __: Law) -> bool:
    """One certificate a decision."""
    return facts.certificate is None


@_gate("Has a certificate been issued?", "certificate-before-appeal", "No certificate has been issued for this case.")
def certified(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 55(3): the certificate itself."""
    return facts.certificate is not None


@_gate(
    "Is no appeal pending or decided?",
    "appealable-matters",
    "An appeal about this decision was already registered. Another may follow one that ended without an order.",
)
def unappealed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """One appeal at a time; after one withdrawn or struck out, the tribunal alone says whether another is heard."""
    return facts.appeal is None or (facts.resolved_on is not None and not facts.decided)


@_gate("Is an appeal before the tribunal?", "tribunal-decides", "No appeal waits to be decided.")
def appeal_undecided(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A decision re-opens a case that was closed over the tribunal's head."""
    return facts.appeal is not None and facts.resolved_on is None


@_gate(
    "Is the certificate the appellant's own?",
    "certificate-to-the-appellant",
    "The certificate was issued to somebody else. The adviser can reissue it, with its first date, to the person to "
    "whom the right has passed.",
)
def certificate_is_the_appellants(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Section 55(3): issued to him or her."""
    assert isinstance(command, RegisterAppeal)  # noqa: S101 - the table puts this gate on register-appeal alone
    appellant = command.appellant_kind or facts.appellant_kind
    return facts.certificate is not None and facts.certificate.holder_kind is appellant


@_gate(
    "Has the right passed to the new holder?",
    "certificate-to-the-appellant",
    "A certificate is reissued to its own holder, or to whom the right has passed. It never passes back from a young "
    "person to a parent.",
)
def reissue_follows_the_right(facts: CaseFacts, command: Command, law: Law) -> bool:
    """From parent to young person; to somebody acting for one, and back when capacity returns (s.80)."""
    assert isinstance(command, ReissueCertificate)  # noqa: S101 - the table puts this gate on reissue-certificate alone
    if facts.certificate is None or command.holder_kind in (None, facts.certificate.holder_kind):
        return True
    back = (AppellantKind.YOUNG_PERSON, AppellantKind.PARENT)
    return law.readings.certificate_follows_the_right and (facts.certificate.holder_kind, command.holder_kind) != back


@_gate(
    "Can this decision be appealed?",
    "education-sections-only",
    "Only health or social care sections are disputed. They carry no appeal of their own; mediation is available.",
)
def appealable(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 51(2)."""
    return facts.appealable


@_gate(
    "Is only the placement disputed?",
    "placement-only-exempt",
    "The dispute is not about the placement alone, so a certificate is needed.",
)
def placement_only(facts: CaseFacts, _: Command, law: Law) -> bool:
    """Section 55(2)."""
    return facts.placement_only(law.readings)


@_gate(
    "Is the tribunal's permission on record?",
    "permission-without-certificate",
    "The tribunal's permission must be recorded: by the tribunal itself, or with the reference of its decision.",
)
def permitted(_: CaseFacts, command: Command, __: Law) -> bool:
    """Leave to appeal without a certificate is a fact with a source, never a flag."""
    assert isinstance(command, RegisterAppeal)  # noqa: S101 - the table puts this gate on register-appeal alone
    return is_permission(command)


def is_permission(command: RegisterAppeal | WidenGrounds) -> bool:
    """Whether a recording carries the tribunal's permission: it is its own, or has the reference of its decision."""
    return command.by is OrganisationKind.TRIBUNAL or bool(command.permission_reference)


def needs_no_permission(facts: CaseFacts, sections: frozenset[PlanSection], law: Law) -> bool:
    """Whether an appeal may go on about these sections as it stands."""
    if facts.appeal is None or facts.appeal.basis is not AppealBasis.PLACEMENT_ONLY or facts.certificate is not None:
        return True
    return is_placement_only(facts.kind, sections, law.readings)


@_gate(
    "Would the widened dispute keep its way through the gate?",
    "certificate-before-appeal",
    "The appeal was registered without a certificate because it was about the placement alone. Further grounds need "
    "a certificate first, or the tribunal's permission: recorded by the tribunal itself, or with its reference.",
)
def widening_is_covered(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Widening a placement-only appeal re-opens the gate for the added grounds; the tribunal may let them pass."""
    assert isinstance(command, WidenGrounds)  # noqa: S101 - the table puts this gate on widen-grounds alone
    return is_permission(command) or needs_no_permission(facts, facts.sections | command.sections, law)


@_gate(
    "Is a plan's content disputed?",
    "appealable-matters",
    "Only a dispute about a plan's content has sections, and a refusal to amend a plan whose sections were named.",
)
def about_plan_content(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Section 51(2)(c) alone has limbs; a refusal to amend is about sections where the notice's record says which."""
    amends = facts.kind is DecisionKind.REFUSAL_TO_AMEND and bool(facts.sections)
    return amends or facts.kind is DecisionKind.PLAN_CONTENT


@_gate(
    "Did mediation take place and reach an agreement?",
    "agreement-needs-mediation",
    "No mediation session ended in agreement. A concession made outside a session is recorded with concede.",
)
def agreed_in_mediation(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Reg 42(1) wants a mediation that took place and an agreement reached in it."""
    return facts.session_outcome in (SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT)


@_gate(
    "Do the dates agreed in writing follow the agreement?",
    "agreed-timescale",
    "A date agreed in writing lies on or after the day of the agreement, in a year whose bank holidays are known.",
)
def agreed_dates_follow(_: CaseFacts, command: Command, law: Law) -> bool:
    """Reg 42(5); a date that the calculator cannot read would silence every other."""
    assert isinstance(command, RecordAgreement)  # noqa: S101 - the table puts this gate on record-agreement alone
    dates = [term.agreed_by for term in command.terms if term.agreed_by]
    return all(command.occurred_on <= day <= law.england.horizon for day in dates)


@_gate(
    "Are there health issues of which the commissioning body has not been told?",
    "notify-commissioning-body",
    "No health issue waits to be told to a commissioning body.",
)
def health_waits(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Reg 35."""
    return facts.health_raised and facts.body_notified_on is None


@_gate("Is no mediation under way?", "tell-authority-what-to-mediate", "Mediation is already under way.")
def nothing_under_way(facts: CaseFacts, command: Command, _: Law) -> bool:
    """A second request adds nothing while a first is open."""
    assert isinstance(command, RequestMediation)  # noqa: S101 - the table puts this gate on request-mediation alone
    return not facts.under_way


@_gate("Is mediation under way?", "mediation-on-request", "The family has not asked for mediation.")
def under_way(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Arranging and concluding want a request first."""
    return facts.under_way


@_gate(
    "Does the session lie ahead?",
    "notify-session",
    "A session is fixed for its own day or a later one, not a past one, in a year whose bank holidays are known.",
)
def session_ahead(_: CaseFacts, command: Command, law: Law) -> bool:
    """What is arranged is yet to come, and can be counted back from."""
    assert isinstance(command, ArrangeMediation)  # noqa: S101 - the table puts this gate on arrange-mediation alone
    return command.session_on is None or command.occurred_on <= command.session_on <= law.england.horizon


@_gate("Is a session arranged?", "mediation-on-request", "No session has been arranged.")
def session_arranged(facts: CaseFacts, _: Command, __: Law) -> bool:
    """An outcome wants a session."""
    return facts.session_arranged


@_gate(
    "Does whoever reports arrange this mediation?",
    "commissioning-body-arranges",
    "This mediation is not about health alone: the authority arranges it, and reports where it cannot.",
)
def arranged_by_whoever_reports(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Section 53: a commissioning body arranges what is about health alone; all else is the authority's (s.54)."""
    assert isinstance(command, ReportCannotArrange)  # noqa: S101 - the table puts this gate on that report alone
    return command.by is not OrganisationKind.COMMISSIONING_BODY or facts.health_only


@_gate(
    "Does that organisation owe that duty now?",
    "duty-of-its-party",
    "You owe no such duty on this case now, or it has an action of its own, or several steps: name its term and step.",
)
def duty_is_owed(facts: CaseFacts, command: Command, law: Law) -> bool:
    """A duty is completed by the party that owes it, once, and not before it is owed."""
    assert isinstance(command, CompleteDuty)  # noqa: S101 - the table puts this gate on complete-duty alone
    return command.code not in ACTIONS_OF_THEIR_OWN and is_owed(facts, command, law.deadlines(facts))


@_gate(
    "Does the family confirm, or is the dispute over?",
    "family-ends-it",
    "While the family may still appeal, only the family can end the case: say that it confirms (family_confirmed).",
)
def family_confirms(facts: CaseFacts, command: Command, _: Law) -> bool:
    """A case with a living right is closed only on the family's word; an agreement alone does not use the right up."""
    assert isinstance(command, Close)  # noqa: S101 - the table puts this gate on close alone
    right_used_up = facts.appeal is not None or not facts.appealable
    return command.family_confirmed or (facts.resolved_on is not None and right_used_up)


@_gate("Is the adviser independent?", "independent-adviser", "None but an independent mediation adviser may issue it.")
def adviser_is_independent(_: CaseFacts, command: Command, __: Law) -> bool:
    """Section 56(3): not an authority, an integrated care board or NHS England."""
    assert isinstance(command, IssueCertificate | ReissueCertificate)  # noqa: S101 - on certificates alone
    return command.by is OrganisationKind.MEDIATION_PROVIDER
