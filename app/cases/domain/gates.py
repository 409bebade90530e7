"""The gates: one question each, tagged with the rule that asks it. A gate is open when its question answers yes."""

from collections.abc import Callable
from dataclasses import dataclass

from app.cases.domain.commands import (
    ArrangeMediation,
    ClaimExemption,
    Close,
    Command,
    CompleteDuty,
    IssueCertificate,
    RecordAgreement,
    RecordAppealOutcome,
    RegisterAppeal,
    ReinstateAppeal,
    ReissueCertificate,
    ReportCannotArrange,
    RequestMediation,
    WidenGrounds,
    Withdraw,
)
from app.cases.domain.duties import ACTIONS_OF_THEIR_OWN, is_owed
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law, missed_contact
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.dispute import is_placement_only
from app.law.domain.model import Code, Step
from app.law.domain.rulebook import RULEBOOK

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


@_gate(
    "Does the tribunal say so, or somebody who names its decision?",
    "tribunal-decides",
    "The tribunal ends an appeal. It records its decision itself, or you give its reference (decision_reference).",
)
def tribunal_decided(_: CaseFacts, command: Command, __: Law) -> bool:
    """Section 51(4): a party to the appeal cannot end it."""
    assert isinstance(command, RecordAppealOutcome)  # noqa: S101 - the table puts this gate on that record alone
    return _by_the_tribunal(command)


@_gate(
    "Are the directed dates those of steps of the order, on or after its day?",
    "directed-date",
    "Each directed date belongs to one step of the order. It lies on or after the day of the order, in a year whose "
    "bank holidays are known.",
)
def directed_dates_follow(_: CaseFacts, command: Command, law: Law) -> bool:
    """Reg 44(1); a date that the calculator cannot read would silence every other."""
    assert isinstance(command, RecordAppealOutcome)  # noqa: S101 - the table puts this gate on that record alone
    steps = [one.step for one in command.directed]
    known = len(set(steps)) == len(steps) and set(steps) <= STEPS_OF_ORDERS.get(command.order_kind, frozenset())
    return known and all(command.occurred_on <= one.due_on <= law.england.horizon for one in command.directed)


@_gate(
    "Does the tribunal consent to the withdrawal?",
    "withdrawal",
    "An appeal is before the tribunal: its withdrawal takes no effect unless the tribunal consents. The tribunal "
    "records it, or you give the reference of its decision (decision_reference).",
)
def tribunal_consents(_: CaseFacts, command: Command, __: Law) -> bool:
    """Rule 17(2): the one against whom the appeal is brought cannot end it."""
    assert isinstance(command, Withdraw)  # noqa: S101 - the table puts this gate on withdraw alone
    return _by_the_tribunal(command)


@_gate(
    "Did the tribunal receive the withdrawal after the appeal, and before it took effect?",
    "withdrawal",
    "The tribunal receives the notice of withdrawal on or after the day of the appeal, and on or before the day on "
    "which the withdrawal takes effect.",
)
def withdrawal_follows_the_appeal(facts: CaseFacts, command: Command, _: Law) -> bool:
    """The time for reinstatement runs from the receipt."""
    assert isinstance(command, Withdraw)  # noqa: S101 - the table puts this gate on withdraw alone
    received = command.notice_received_on or command.occurred_on
    return facts.appeal is not None and facts.appeal.registered_on <= received <= command.occurred_on


@_gate(
    "Did the appeal end without an order, or does the tribunal itself take it up again?",
    "reinstatement",
    "No appeal of this case ended without an order. An appeal that was decided, or not opposed, goes on only if the "
    "tribunal itself records it.",
)
def appeal_can_go_on(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Rules 8 and 17(4); a decision that was set aside, or never made, the tribunal alone takes back."""
    ended = facts.appeal is not None and facts.resolved_on is not None
    return ended and (command.by is OrganisationKind.TRIBUNAL or not facts.decided)


@_gate(
    "Does the tribunal reinstate it?",
    "reinstatement",
    "The tribunal reinstates an appeal. It records this itself, or you give its reference (decision_reference).",
)
def tribunal_reinstates(_: CaseFacts, command: Command, __: Law) -> bool:
    """Rule 17(4): the family applies, the tribunal decides."""
    assert isinstance(command, ReinstateAppeal)  # noqa: S101 - the table puts this gate on reinstate-appeal alone
    return _by_the_tribunal(command)


@_gate(
    "Was reinstatement applied for within 28 days, or was the time extended?",
    "reinstatement",
    "The application reaches the tribunal within 28 days after the tribunal received the withdrawal. Say so where the "
    "tribunal extended that time (time_extended).",
)
def applied_in_time(facts: CaseFacts, command: Command, law: Law) -> bool:
    """Rule 17(5); rule 5(3)(a) lets the tribunal extend the time. An appeal that was not withdrawn has no such time."""
    assert isinstance(command, ReinstateAppeal)  # noqa: S101 - the table puts this gate on reinstate-appeal alone
    applied = command.applied_on or command.occurred_on
    withdrawn_on = facts.appeal.withdrawal_received_on if facts.appeal else None
    ended = withdrawn_on or facts.resolved_on
    if ended is None or not ended <= applied <= command.occurred_on:
        return False
    window = law.reinstatement_window(facts) if withdrawn_on else None
    return command.time_extended or window is None or applied <= window.due_on


def _by_the_tribunal(command: RecordAppealOutcome | Withdraw | ReinstateAppeal) -> bool:
    """Whether a recording is the tribunal's own, or names the tribunal's decision."""
    return command.by is OrganisationKind.TRIBUNAL or bool(command.decision_reference)


STEPS_OF_ORDERS: dict[TermKind | None, frozenset[Step]] = {
    kind: frozenset(
        row.clock.step
        for row in RULEBOOK.rows
        if row.clock and row.clock.step and row.clock.term is kind and row.clock.code is Code.COMPLY_WITH_ORDER
    )
    for kind in TermKind
}
"""The steps that each kind of order has in regulation 44."""


@_gate(
    "Has the authority not conceded yet?",
    "agreement-needs-mediation",
    "The authority has conceded already: the first day stands.",
)
def unconceded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A concession is told once."""
    return facts.conceded_on is None


@_gate(
    "Has the authority not conceded this appeal yet?",
    "consent-order",
    "The authority has conceded this appeal already: the first day stands. The tribunal's order ends the appeal.",
)
def appeal_unconceded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A concession is told once."""
    return facts.appeal is not None and facts.appeal.conceded_on is None


@_gate("Has no panel reviewed the decision yet?", "panel-review", "A panel has reviewed the decision already.")
def unreviewed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A review is told once: the first day stands."""
    return facts.panel_reviewed_on is None


@_gate(
    "Is this the first agreement since the session?",
    "agreement-needs-mediation",
    "The agreement reached in this mediation is on record already: its day and its terms stand.",
)
def agreement_unrecorded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A second recording would move the clocks of the first; a later session may bring another agreement."""
    return not facts.agreement_recorded


@_gate(
    "Does the right stay with the young person?",
    "young-person-holds-the-right",
    "The right to appeal is a young person's. It never passes from a young person to a parent, nor by way of "
    "somebody who acts for the young person.",
)
def right_stays(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Sections 51, 80, 83: whoever appeals does not change by being named."""
    assert isinstance(command, RegisterAppeal)  # noqa: S101 - the table puts this gate on register-appeal alone
    return _may_hold(facts, command.appellant_kind or facts.appellant_kind)


def _may_hold(facts: CaseFacts, holder: AppellantKind) -> bool:
    """Whether the right may pass to a holder: from a young person to a parent it never does, by whatever steps."""
    return holder is not AppellantKind.PARENT or not facts.young_persons


@_gate(
    "Is health new among the issues?",
    "notify-commissioning-body",
    "Health is among the issues of this mediation already.",
)
def health_unraised(facts: CaseFacts, _: Command, __: Law) -> bool:
    """What is asked for already is not added."""
    return not facts.health_raised


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
    "A certificate is reissued to its own holder, or to the person to whom the right has passed. It never passes back "
    "from a young person to a parent, nor by way of somebody who acts for the young person.",
)
def reissue_follows_the_right(facts: CaseFacts, command: Command, law: Law) -> bool:
    """From parent to young person; to somebody acting for one, and back when capacity returns (s.80)."""
    assert isinstance(command, ReissueCertificate)  # noqa: S101 - the table puts this gate on reissue-certificate alone
    if facts.certificate is None or command.holder_kind in (None, facts.certificate.holder_kind):
        return True
    return law.readings.certificate_follows_the_right and _may_hold(facts, command.holder_kind)


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
    """A second request adds nothing while a first is open; a family that gave the case up asks again."""
    assert isinstance(command, RequestMediation)  # noqa: S101 - the table puts this gate on request-mediation alone
    given_up_by_then = facts.over_on is not None and command.occurred_on >= facts.over_on
    return not facts.under_way or given_up_by_then


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
    "Does the party that reports arrange this mediation?",
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


@_gate(
    "Does the family say that it gives the dispute up?",
    "family-ends-it",
    "Only the family gives its dispute up: say that it confirms (family_confirmed).",
)
def family_gives_up(_: CaseFacts, command: Command, __: Law) -> bool:
    """Whoever records it passes on the family's word, and says so."""
    assert isinstance(command, Withdraw)  # noqa: S101 - the table puts this gate on withdraw alone
    return command.family_confirmed


@_gate(
    "Is no appeal before the tribunal?",
    "withdrawal",
    "An appeal is before the tribunal, and the tribunal alone ends it: record its decision (record-appeal-outcome), or "
    "the withdrawal to which it consents (withdraw).",
)
def no_appeal_pending(facts: CaseFacts, _: Command, __: Law) -> bool:
    """The end of a file must not end an appeal, whatever the family says of it."""
    return not facts.appeal_pending


@_gate("Is the adviser independent?", "independent-adviser", "None but an independent mediation adviser may issue it.")
def adviser_is_independent(_: CaseFacts, command: Command, __: Law) -> bool:
    """Section 56(3): not an authority, an integrated care board or NHS England."""
    assert isinstance(command, IssueCertificate | ReissueCertificate)  # noqa: S101 - on certificates alone
    return command.by is OrganisationKind.MEDIATION_PROVIDER
