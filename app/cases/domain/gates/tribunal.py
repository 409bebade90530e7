"""The gates on what only the tribunal decides about an appeal: its end, its withdrawal, its reinstatement."""

from app.cases.domain.commands import (
    ChangeAppealIssues,
    Command,
    RecordAppealOutcome,
    RecordDirections,
    ReinstateAppeal,
    Withdraw,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.proceedings import Ordered
from app.cases.domain.recommending import NO_RECOMMENDATIONS, may_recommend
from app.cases.domain.words import AppealOutcome
from app.kernel.errors import GateClosed
from app.kernel.moves import gate
from app.kernel.terms import OrganisationKind, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.rulebook import RULEBOOK


@gate(
    "Does the tribunal record the end of the appeal, or do you give the reference of the tribunal's decision?",
    "tribunal-decides",
    "Only the tribunal can end an appeal. Either the tribunal records its decision, or you give the reference of the "
    "tribunal's decision (`decision_reference`).",
)
def tribunal_decided(_: CaseFacts, command: RecordAppealOutcome, __: Law) -> bool:
    """Section 51(4): a party to the appeal cannot end it."""
    return by_the_tribunal(command)


@gate(
    "Does each directed date belong to a step of the order, and is each date on or after the day of the order?",
    "directed-date",
    "Each directed date must belong to one step of the order. A directed date cannot be before the day of the order, "
    "or after the last day for which bank holidays are published.",
)
def directed_dates_follow(_: CaseFacts, command: RecordAppealOutcome, law: Law) -> bool:
    """Reg 44(1); a date that the calculator cannot read would silence every other."""
    orders = ordered_by(command)
    if command.directed and not command.order_kind:
        return False
    each = [(one, date) for one in orders for date in one.directed]
    steps = [date.step for _, date in each]
    known = all(date.step in STEPS_OF_ORDERS[one.order_kind] for one, date in each) and len(set(steps)) == len(steps)
    return known and all(command.occurred_on <= date.due_on <= law.england.horizon for _, date in each)


def ordered_by(command: RecordAppealOutcome) -> tuple[Ordered, ...]:
    """Return the orders of a decision, however they were told."""
    if command.order_kind is None or command.orders:
        return command.orders
    return (Ordered(command.order_kind, directed=command.directed),)


def _out_of_power(facts: CaseFacts, command: RecordAppealOutcome, law: Law) -> list[TermKind]:
    """Return the orders that the tribunal cannot make in this appeal."""
    can = {one.order for one in law.powers(facts, by_consent=command.outcome is AppealOutcome.CONSENT_ORDER)}
    return [one.order_kind for one in ordered_by(command) if one.order_kind not in can]


def _what_it_can_order(facts: CaseFacts, command: RecordAppealOutcome, law: Law) -> str:
    """Name the orders that the tribunal cannot make here, and those that it can make, each with its source."""
    wrong, by_consent = _out_of_power(facts, command, law), command.outcome is AppealOutcome.CONSENT_ORDER
    can = [f"{one.order} ({RULEBOOK.rule(one.rule).citation})" for one in law.powers(facts, by_consent=by_consent)]
    says = (
        f"In an appeal about {facts.kind} ({facts.kind.paragraph}), the tribunal cannot order {', '.join(wrong)}. The "
        f"tribunal can order: {'; '.join(can)}."
    )
    consent = TermKind.OTHER_ACTION in wrong
    return f"{says} If the parties agree on `other_action`, send the outcome `consent_order`." if consent else says


@gate(
    "Does the law let the tribunal make these orders in an appeal about this decision?",
    "tribunal-decides",
    "At least one order is not possible in an appeal about this decision. The refusal names the orders that the "
    "tribunal can make.",
    GateClosed,
    _what_it_can_order,
)
def orders_are_in_power(facts: CaseFacts, command: RecordAppealOutcome, law: Law) -> bool:
    """Reg 43(2), and r.29 for what the parties agree: `app.law.domain.powers`. A regime may let the tribunal only send
    a placement back."""
    return not _out_of_power(facts, command, law)


@gate(
    "If the tribunal names a school or other setting, do the rules let the tribunal name this setting?",
    "tribunal-decides",
    "Under the rules of this case (its regime), the tribunal can name only a school or other setting that the "
    "authority listed. If the authority listed the setting, send `setting_on_list` with the order `name_setting`.",
)
def setting_may_be_named(facts: CaseFacts, command: RecordAppealOutcome, law: Law) -> bool:
    """Reg 43(2), unless a regime binds the tribunal to the authority's list. The order says whether it keeps to it."""
    off_list = any(one.order_kind is TermKind.NAME_SETTING and not one.setting_on_list for one in ordered_by(command))
    return not off_list or law.regime(facts).may_name_unlisted is not False


_WITH_ORDERS = frozenset({AppealOutcome.UPHELD, AppealOutcome.UPHELD_IN_PART, AppealOutcome.CONSENT_ORDER})


@gate(
    "Do the orders fit the outcome of the appeal?",
    "tribunal-decides",
    "The orders that you sent do not fit the outcome of the appeal. An appeal that is upheld, in full or in part, "
    "needs at least one order. A consent order also needs at least one order. An appeal that is dismissed can only "
    "have an order to cease the plan. An appeal that is upheld cannot have an order to cease the plan. An appeal that "
    "is struck out has no order, no directed date and no recommendation. Name each kind of order only once.",
)
def orders_fit_outcome(_: CaseFacts, command: RecordAppealOutcome, __: Law) -> bool:
    """Section 51(5), reg 43(2), r.29. A recording without an outcome says nothing that an order could contradict."""
    kinds = [one.order_kind for one in ordered_by(command)]
    if len(set(kinds)) != len(kinds) or (command.orders and command.order_kind):
        return False
    match command.outcome:
        case None:
            return True
        case AppealOutcome.STRUCK_OUT:
            return not (kinds or command.directed or command.recommends_health or command.recommends_care)
        case AppealOutcome.DISMISSED:
            return set(kinds) <= {TermKind.CEASE_PLAN}
        case AppealOutcome.UPHELD | AppealOutcome.UPHELD_IN_PART if TermKind.CEASE_PLAN in kinds:
            return False
    return command.outcome in _WITH_ORDERS and bool(kinds)


@gate(
    "May the tribunal make recommendations on health or social care in this appeal?",
    NO_RECOMMENDATIONS,
    "The tribunal makes no recommendations on health or social care in an appeal about a refusal to assess, or about a "
    "decision sent before 3 April 2018.",
)
def recommendations_exist(facts: CaseFacts, command: RecordAppealOutcome, _: Law) -> bool:
    """SI 2017/1306."""
    return not (command.recommends_health or command.recommends_care) or may_recommend(facts)


STEPS_OF_ORDERS: dict[TermKind | None, frozenset[Step]] = {
    kind: frozenset(
        row.clock.step
        for row in RULEBOOK.rows
        if row.clock and row.clock.step and row.clock.term is kind and row.clock.code is Code.COMPLY_WITH_ORDER
    )
    for kind in TermKind
}
"""The steps that each kind of order has in regulation 44."""


@gate(
    "Does the tribunal consent to the withdrawal of the appeal?",
    "withdrawal",
    "The tribunal has not ended the appeal yet, so the family can withdraw the appeal only if the tribunal consents. "
    "Either the tribunal records the withdrawal, or you give the reference of the tribunal's decision "
    "(`decision_reference`).",
)
def tribunal_consents(_: CaseFacts, command: Withdraw, __: Law) -> bool:
    """Rule 17(2): the authority, against which the appeal is brought, cannot end it."""
    return by_the_tribunal(command)


@gate(
    "Did the tribunal receive the notice of withdrawal between the day of the appeal and the day on which the "
    "withdrawal took effect?",
    "withdrawal",
    "The tribunal must receive the notice of withdrawal on or after the day of the appeal. The day of receipt cannot "
    "be after the day on which the withdrawal takes effect.",
)
def withdrawal_follows_the_appeal(facts: CaseFacts, command: Withdraw, _: Law) -> bool:
    """The time for reinstatement runs from the receipt."""
    received = command.notice_received_on or command.occurred_on
    return facts.appeal is not None and facts.appeal.registered_on <= received <= command.occurred_on


@gate(
    "Did the appeal end without an order, or does the tribunal itself take the appeal up again?",
    "reinstatement",
    "No appeal on this case ended without an order. If an appeal was decided, or was not opposed, only the tribunal "
    "itself can record that the appeal continues.",
)
def appeal_can_go_on(facts: CaseFacts, command: Command, _: Law) -> bool:
    """Rules 8 and 17(4). Only the tribunal can undo a decision that was set aside or never made."""
    ended = facts.appeal is not None and facts.resolved_on is not None
    return ended and (command.by is OrganisationKind.TRIBUNAL or not facts.decided)


@gate(
    "Is it the tribunal that reinstates the appeal?",
    "reinstatement",
    "Only the tribunal can reinstate an appeal. Either the tribunal records the reinstatement, or you give the "
    "reference of the tribunal's decision (`decision_reference`).",
)
def tribunal_reinstates(_: CaseFacts, command: ReinstateAppeal, __: Law) -> bool:
    """Rule 17(4): the family applies, the tribunal decides."""
    return by_the_tribunal(command)


@gate(
    "Did the application to reinstate the appeal arrive within 28 days, or did the tribunal allow more time?",
    "reinstatement",
    "The application to reinstate the appeal must reach the tribunal within 28 days after the tribunal received the "
    "withdrawal. If the tribunal allowed more time, send `time_extended`.",
)
def applied_in_time(facts: CaseFacts, command: ReinstateAppeal, law: Law) -> bool:
    """Rule 17(5); rule 5(3)(a) lets the tribunal extend the time. An appeal that was not withdrawn has no such time."""
    applied = command.applied_on or command.occurred_on
    withdrawn_on = facts.appeal.withdrawal_received_on if facts.appeal else None
    ended = withdrawn_on or facts.resolved_on
    if ended is None or not ended <= applied <= command.occurred_on:
        return False
    if command.time_extended or not withdrawn_on:
        return True
    window = law.reinstatement_window(facts)
    return window is None or applied <= window.due_on


def by_the_tribunal(
    command: RecordAppealOutcome | Withdraw | ReinstateAppeal | RecordDirections | ChangeAppealIssues,
) -> bool:
    """Whether a recording is the tribunal's own, or names the tribunal's decision."""
    return command.by is OrganisationKind.TRIBUNAL or bool(command.decision_reference)


@gate(
    "Is this the authority's first concession of this appeal?",
    "consent-order",
    "The authority has already given way on this appeal. The day of the first concession counts. The tribunal's order "
    "ends the appeal.",
)
def appeal_unconceded(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A concession is recorded once."""
    return facts.appeal is not None and facts.appeal.conceded_on is None
