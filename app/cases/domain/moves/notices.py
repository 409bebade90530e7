"""The authority's answer to a notice that a mediation adviser recorded: what each answer changes, and the moves."""

from dataclasses import replace
from datetime import date

from app.cases.domain import commands, gates
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, CaseMove
from app.cases.domain.transfer import another_sent_notice
from app.cases.domain.words import NoticeStatus, OfferMoment, State
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL


def notice_confirmed(facts: CaseFacts, command: commands.ConfirmNotice, law: Law) -> Changed:
    """The authority's reference, and the day of sending, from which every time limit is counted again.

    After a transfer the reference is not the reference of the authority that sent the notice.
    """
    sent_on = command.notice_sent_on or facts.notice_sent_on
    printed_on = facts.notice_printed_on or command.notice_printed_on
    whose = "own_reference" if another_sent_notice(facts) else "notice_reference"
    changes = {
        "notice_status": NoticeStatus.CONFIRMED,
        whose: command.la_reference,
        "notice_answered_on": command.occurred_on,
        "notice_disputed_as": None,
        "notice_sent_on": sent_on,
        "notice_printed_on": None if printed_on == sent_on else printed_on,
        "only_day_known": None,
        "offers": tuple(
            replace(offer, due_on=sent_on) if offer.moment is OfferMoment.NOTICE else offer for offer in facts.offers
        ),
    }
    return {**changes, "appeal": _in_time_after_all(facts, sent_on, law)} if facts.appeal else changes


def _in_time_after_all(facts: CaseFacts, sent_on: date, law: Law) -> Appeal | None:
    """Return the appeal. It is no longer late if the confirmed day gives the family time that it had not been told of.

    An appeal of the last day stays as it was marked: the hour at which it arrived is not kept.
    """
    window = law.appeal_window(replace(facts, notice_sent_on=sent_on))
    if facts.appeal is None or not facts.appeal.late or window is None or facts.appeal.registered_on >= window.due_on:
        return facts.appeal
    return replace(facts.appeal, late=False)


def notice_disputed(_: CaseFacts, command: commands.DisputeNotice, __: Law) -> Changed:
    """The reason. Every time limit goes on, and so does every step of the family."""
    return {
        "notice_status": NoticeStatus.DISPUTED,
        "notice_answered_on": command.occurred_on,
        "notice_disputed_as": command.reason,
    }


MOVES = (
    CaseMove(
        commands.ConfirmNotice, "notice-confirmed",
        "The authority confirms a notice that a mediation adviser recorded. After the confirmation, every deadline is "
        "counted again from the day on which the notice was sent.",
        "notice-contents", frozenset({LA}),
        frozenset(State), None, notice_confirmed,
        (gates.unconfirmed, gates.sent_before_it_was_answered, gates.no_time_is_lost, gates.letter_agrees),
        not_before=("notice_told_on",),
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.DisputeNotice, "notice-disputed",
        "The authority disputes a notice that a mediation adviser recorded. The family can still take every step.",
        "notice-contents", frozenset({LA}),
        frozenset(State), None, notice_disputed, (gates.unanswered,),
        not_before=("notice_told_on",),
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
