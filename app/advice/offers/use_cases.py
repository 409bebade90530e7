"""The use cases of offers of independent help: list the offers on a case, make an offer, and record an answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.advice.bench import Bench
from app.advice.domain.gates import holds_the_right
from app.advice.domain.words import OfferAnswer, OfferDeclineReason, ReferredPerson
from app.advice.offers.recording import (
    OfferSaid,
    OfferTold,
    answer_offer,
    make_offer,
    offer_due,
    offers_missed,
    offers_to_come,
)
from app.advice.refusals import OfferRefuses
from app.advice.services.use_cases import OF_THE_SERVICE, Turn, turn_to
from app.cases.domain.offers import OfferDue
from app.cases.domain.words import OfferMoment
from app.cases.ports import Unit, UnitOfCases, UnitOnCase, any_version
from app.cases.records import Staged, StoredCase
from app.cases.refusals import WrongInput

NOT_DUE = (
    "This offer of help is not due. Perhaps the stage of the case has not come or has passed. Perhaps the offer "
    "was already made, the family has answered, or the case is over."
)
"""One refusal for every cause, so that the refusal does not show whether the family said yes or no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Record that a due offer was made, or what the family answered. Without a day: today."""

    moment: OfferMoment | None = None
    made_on: date | None = None
    answer: OfferAnswer = OfferAnswer.NO_ANSWER
    reason: OfferDeclineReason | None = None
    answered_by: ReferredPerson | None = None
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class OffersOnCase:
    """The offer due to a family, later offers, missed moments, offers made, and the advice service to name."""

    due: OfferDue | None
    to_come: Sequence[OfferDue]
    missed: Sequence[OfferDue]
    made: Sequence[OfferTold]
    turn: Turn | None


async def offers_on(work: Unit, bench: Bench, case: StoredCase) -> OffersOnCase:
    """Return the offers on a case today, as the caller may see them."""
    law, made = bench.desk.pathway.law, await bench.offers.made(case.id)
    first = bench.directory.partner(case.la_id, OF_THE_SERVICE, None)
    return OffersOnCase(
        due=offer_due(law, case.facts, work.today, made),
        to_come=offers_to_come(law, case.facts, work.today, made),
        missed=offers_missed(law, case.facts, work.today, made),
        made=made,
        turn=await turn_to(bench, first, case.la_id) if first else None,
    )


async def offer(work: UnitOnCase, bench: Bench, command: Offer) -> StoredCase:
    """Record an offer or an answer on the case of the work, and return the case after it.

    If a yes is corrected to a no, the case stays the same: no other organisation may see that anything changed.

    Raises:
        WrongInput: the day lies ahead, or before the notice.
        OfferRefuses: no such offer is due, or the answer is not of the holder of the right to appeal.
    """
    case = work.case
    command.must_be_version(case.version)
    said = OfferSaid(command.made_on or work.today, command.answer, command.reason, command.moment)
    _must_be_possible_on(said.on, work, case)
    _must_be_the_holders(case, command, said.on)
    if said.answer is OfferAnswer.DECLINED and await bench.offers.correct(case.id, said.moment, said.reason):
        return case
    kept = await keep_offer(work, bench, case, said)
    if kept is None:
        raise OfferRefuses(case, NOT_DUE)
    return kept


def _must_be_possible_on(day: date, work: Unit, case: StoredCase) -> None:
    if day > work.today:
        raise WrongInput("#/made_on", f"The day of the offer is in the future. Today is {work.today}", "future")
    if day < (notice := case.facts.notice_sent_on):
        raise WrongInput(
            "#/made_on", f"An offer cannot be earlier than the notice. The notice was sent on {notice}", "notice"
        )


def _must_be_the_holders(case: StoredCase, command: Offer, on: date) -> None:
    """Refuse an answer from any person except the holder of the right to appeal.

    A parent cannot answer for a young person: the answer would end the offers to a person who was never asked.
    """
    if command.answer is OfferAnswer.NO_ANSWER:
        return
    holder, passed_on = case.facts.appellant_kind, case.facts.right_passed_on
    if command.answered_by is not None and not holds_the_right(command.answered_by, holder):
        says = f"Only the holder of the right to appeal ({holder}) can answer the offer. You named another person."
        raise OfferRefuses(case, says)
    if passed_on is not None and on < passed_on:
        says = (
            f"The right to appeal passed to another person on {passed_on}. Before that day, only the earlier "
            "holder could answer an offer. Record the earlier offer without its answer."
        )
        raise OfferRefuses(case, says)


async def keep_offer(work: UnitOfCases, bench: Bench, case: StoredCase, said: OfferSaid) -> StoredCase | None:
    """Store the offer that was due on a day, with its answer, or the answer to the last offer that waits for one.

    If no offer waits, store an answer without an offer: a family may say what it wants at any time, and a referral
    counts as a yes.

    Returns:
        The case after it. None if there is nothing to store: no such offer was due and none waits, or the holder of the
            right has answered before.
    """
    made = await bench.offers.made(case.id)
    if any(one.answered for one in made):
        return None
    staged = await _offered(work, bench, case, said, made) or await _answered(work, bench, case, said, made)
    if staged is None:
        return None
    work.put(staged)
    return staged.case


async def _offered(
    work: UnitOfCases, bench: Bench, case: StoredCase, said: OfferSaid, made: Sequence[OfferTold]
) -> Staged | None:
    """Store the offer that was due on the day. None if it belongs to another moment, or if no offer was due."""
    due = offer_due(bench.desk.pathway.law, case.facts, said.on, made)
    if due is None or said.moment not in (None, due.moment):
        return None
    await bench.offers.make(case, due.moment, due.due_on, said, work.recorded)
    return make_offer(bench.desk, case, due, said.on, work.recorded)


async def _answered(
    work: UnitOfCases, bench: Bench, case: StoredCase, said: OfferSaid, made: Sequence[OfferTold]
) -> Staged | None:
    """Store an answer to an offer that waits for it, or without an offer. None if there is no answer to store."""
    if said.answer is OfferAnswer.NO_ANSWER:
        return None
    answered = await bench.offers.answer(case.id, said)
    if answered is None and said.moment is None:
        answered = OfferMoment.UNASKED
        if any((one.moment, one.due_on) == (answered, said.on) for one in made):
            return None  # somebody who held the right until that day had said so on it
        await bench.offers.make(case, answered, said.on, said, work.recorded)
    return answer_offer(bench.desk, case, answered, said.on, work.recorded) if answered else None
