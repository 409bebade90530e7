"""What becomes true of a case when the child's plan is transferred to another authority (reg 15)."""

from dataclasses import replace
from datetime import date

from app.cases.domain.facts import CaseFacts
from app.cases.domain.intake import WITHOUT_PLAN
from app.cases.domain.law import Law
from app.cases.domain.moved import Transfer
from app.kernel.errors import Refusal
from app.kernel.moves import Changed
from app.law.domain.kinds import Code

TRANSFERS = "plan-transfers"
"""The rule that a transfer rests on."""
TRANSFERRED = "case-transferred"
"""The type of the last event that the old authority reads."""
RECEIVED = "case-received"
"""The type of the event with which a new authority has the case."""


class NothingToTransfer(Refusal):
    """The decision of this case made no plan. Another authority decides on a request of its own."""


def must_have_plan(facts: CaseFacts) -> None:
    """Check that there is a plan that can be transferred.

    Raises:
        NothingToTransfer: the authority refused to assess, or to issue a plan.
    """
    if facts.kind in WITHOUT_PLAN:
        raise NothingToTransfer(
            "There is no plan to transfer, because the decision of this case is a refusal. The decision stays with "
            "your authority, and so does an appeal against the decision. The family can make a new request to the new "
            "authority.",
            TRANSFERS,
        )


def not_before(facts: CaseFacts, moved_on: date) -> date:
    """Return the first day on which the plan can have been transferred."""
    before = facts.transferred.transferred_on if facts.transferred else facts.notice_sent_on
    return max(before, moved_on)


def transferred(facts: CaseFacts, transfer: Transfer, *, body_stays: bool) -> Changed:
    """Return the facts that change with a transfer. No time limit of the family changes.

    A commissioning body with which the new authority does not work no longer counts as notified while mediation is
    under way: the new authority notifies its own.
    """
    changed: dict[str, object] = {"transferred": transfer, "reorganised": None, "own_reference": None}
    if not body_stays and facts.body_notified_on is not None and facts.under_way:
        changed["body_notified_on"] = None
    return changed


def sender_of_notice(facts: CaseFacts, la_code: str) -> str:
    """Return the code of the authority that sent the notice. `la_code` is the code of the authority of the case now."""
    return facts.moved.notice_la_code if facts.moved else la_code


def another_sent_notice(facts: CaseFacts) -> bool:
    """Whether another authority than the authority of the case now sent the notice."""
    return facts.moved is not None and facts.moved.notice_la_code != facts.moved.to_la_code


def senders_reference(facts: CaseFacts, la_reference: str | None) -> str | None:
    """Return the reference of the authority that sent the notice. `la_reference` is the reference of the case now."""
    return facts.moved.notice_reference if facts.moved and facts.own_reference is not None else la_reference


def reference_now(facts: CaseFacts, senders: str | None) -> str | None:
    """Return the reference of the case. `senders` is the reference that the notice was recorded or sent with."""
    return facts.own_reference or facts.notice_reference or senders


def with_own_reference(facts: CaseFacts, la_reference: str | None, own: str | None) -> Changed:
    """Return the facts that change if the authority of the case gives its own reference, or clears it.

    The reference of the authority that sent the notice is kept with the code of that authority, for the certificate.
    """
    return {"own_reference": own, **with_senders_reference(facts, senders_reference(facts, la_reference))}


def with_senders_reference(facts: CaseFacts, senders: str | None) -> Changed:
    """Return the facts that change if the reference of the authority that sent the notice is this one."""
    if facts.reorganised is not None:
        return {"reorganised": replace(facts.reorganised, notice_reference=senders)}
    return {"transferred": replace(facts.transferred, notice_reference=senders)} if facts.transferred else {}


def due_on(facts: CaseFacts, code: Code, law: Law) -> date | None:
    """Return the last day of a duty of the transfer. None where the bank holidays are not published yet."""
    return next((one.due_on for one in law.deadlines(facts) if one.code is code), None)
