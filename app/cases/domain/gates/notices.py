"""The gates on the authority's answer to a notice that a mediation adviser recorded."""

from app.cases.domain.commands import Command, ConfirmNotice
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.words import NoticeStatus
from app.kernel.errors import GateClosed, OutOfOrder
from app.kernel.moves import gate


@gate(
    "Is the notice still not confirmed by the authority?",
    "notice-contents",
    "The authority has confirmed this notice, or recorded the notice itself.",
)
def unconfirmed(facts: CaseFacts, _: Command, __: Law) -> bool:
    """A dispute may still end with a confirmation."""
    return facts.notice_status is not NoticeStatus.CONFIRMED


@gate(
    "Has the authority neither confirmed nor disputed the notice?",
    "notice-contents",
    "The authority has already confirmed or disputed this notice, or recorded the notice itself.",
)
def unanswered(facts: CaseFacts, _: Command, __: Law) -> bool:
    """What the authority confirmed, it does not dispute afterwards."""
    return facts.notice_status is NoticeStatus.PROVISIONAL


def _no_later_than(facts: CaseFacts, _: ConfirmNotice, __: Law) -> str:
    return (
        f"The authority cannot have sent the notice after {facts.sent_by}: by that day, the family had answered the "
        "notice, or had read the notice to the adviser."
    )


@gate(
    "Was the notice sent on or before the day on which the family answered the notice?",
    "lodge-within-two-months",
    "The day of sending cannot be after the day on which the family answered the notice.",
    OutOfOrder,
    _no_later_than,
)
def sent_before_it_was_answered(facts: CaseFacts, command: ConfirmNotice, _: Law) -> bool:
    """Nothing on the pathway happens before the notice."""
    sent_on, sent_by = command.notice_sent_on, facts.sent_by
    return sent_on is None or sent_by is None or sent_on <= sent_by


def _no_earlier_than(facts: CaseFacts, _: ConfirmNotice, __: Law) -> str:
    return (
        f"The time limits count from {facts.notice_sent_on}, the day that the family gave. The authority alone cannot "
        "make the time limits begin earlier, because the family would lose time. The adviser who recorded the notice "
        "can correct the day."
    )


@gate(
    "Does the family keep at least the time that it was first given?",
    "lodge-within-two-months",
    "The authority's confirmation of a notice must not shorten the family's time to appeal.",
    OutOfOrder,
    _no_earlier_than,
)
def no_time_is_lost(facts: CaseFacts, command: ConfirmNotice, _: Law) -> bool:
    """The authority's word gives the family more time, and never less."""
    return command.notice_sent_on is None or command.notice_sent_on >= facts.notice_sent_on


def _on_the_letter(facts: CaseFacts, _: ConfirmNotice, __: Law) -> str:
    return (
        f"The family read the date {facts.notice_printed_on} on its letter. Leave the printed date out of your "
        "request. If the family misread the date, the adviser who recorded the notice can correct the date."
    )


@gate(
    "Is this the date that the family read from its letter?",
    "notice-contents",
    "The family's letter has another date. Leave the printed date out of your request.",
    GateClosed,
    _on_the_letter,
)
def letter_agrees(facts: CaseFacts, command: ConfirmNotice, _: Law) -> bool:
    """The family has the letter in its hand."""
    return facts.notice_printed_on in (None, command.notice_printed_on) or command.notice_printed_on is None
