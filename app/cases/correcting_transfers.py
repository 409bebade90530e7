"""Corrections of the days of a transfer to another authority. The deadlines of regulation 15 follow."""

from dataclasses import asdict
from datetime import date

from app.cases.corrected import Asked, Made
from app.cases.domain.corrections import Entry, History
from app.cases.domain.facts import CaseFacts
from app.cases.domain.moved import TransferDays
from app.cases.domain.transfer import TRANSFERRED, not_before
from app.cases.records import LoggedEvent
from app.cases.refusals import CannotCorrect, WrongInput
from app.kernel.machine import changed
from app.kernel.terms import Party
from app.law.domain.model import COMMENCEMENT
from app.platform.actor import Actor

TRANSFER_BACK = (
    "You cannot void a transfer. If the case does not belong to your authority, transfer the case back: POST "
    "/v1/cases/{case_id}/transfer"
)
TRANSFERRED_SINCE = (
    "You can correct only the last transfer of a case. This case was transferred again after the transfer that you "
    "want to correct."
)
NOT_YOUR_DAYS = (
    "Another authority recorded this transfer. If that authority agrees to the correction, send `agreed_by`: "
    "`local_authority`"
)


def transfer_made(actor: Actor, today: date, history: History, event: LoggedEvent, asked: Asked) -> Made:
    """Return what becomes of a transfer whose days were wrong.

    The old authority no longer sees the case, so the new one corrects. The old one knows when it learned of the move,
    so it must agree.
    """
    entry = history.last_transfer()
    if asked.redate is None:
        raise CannotCorrect(asked.seq, TRANSFER_BACK)
    if entry is None or entry.seq != asked.seq:
        raise CannotCorrect(asked.seq, TRANSFERRED_SINCE)
    if event.organisation_id != actor.organisation_id and asked.agreed_by is not Party.LOCAL_AUTHORITY:
        raise WrongInput(f"{asked.pointer}/agreed_by", NOT_YOUR_DAYS, "agreed_by")
    days = asked.redate(TransferDays.of(entry.becomes["transferred"]))
    must_be_possible(days, _before(history, entry), today, f"{asked.pointer}/replace")
    return Made(asked.seq, asked.pointer, days, agreed_by=asked.agreed_by)


def _before(history: History, last: Entry) -> CaseFacts:
    """Return what tells when the plan can have been transferred: the notice, and the transfer before."""
    before = [one for one in history.entries if one.kind == TRANSFERRED and one.seq < last.seq]
    return changed(history.opening, {"transferred": before[-1].becomes["transferred"]}) if before else history.opening


def must_be_possible(days: TransferDays, before: CaseFacts, today: date, pointer: str) -> None:
    """Check the days of a transfer. `before` are the facts before the transfer.

    Raises:
        WrongInput: a day is in the future or before the Act, or the plan cannot have been transferred so early.
    """
    for name, day in asdict(days).items():
        if day > today:
            raise WrongInput(f"{pointer}/{name}", f"This day cannot be in the future: today is {today}", "future")
        if day < COMMENCEMENT:
            raise WrongInput(
                f"{pointer}/{name}",
                "This day is too early: Part 3 of the Children and Families Act 2014 came into force on "
                f"{COMMENCEMENT}",
                "before",
            )
    if days.transferred_on < (first := not_before(before, days.moved_on)):
        says = f"The earliest possible day of this transfer is {first}"
        raise WrongInput(f"{pointer}/transferred_on", says, "before")
