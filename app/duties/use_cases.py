"""The use cases of duties: the party that owes a duty gives a cause, and the other side disputes what was said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.cases.desk import Desk
from app.cases.ports import UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.duties.domain.words import Cause, Disputed, DutyStatus
from app.duties.records import Known, Said
from app.duties.refusals import NothingToDispute, NothingToExplain, NotYoursToSay
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind, Party

EXPLAINED = frozenset({DutyStatus.RUNNING, DutyStatus.BREACHED, DutyStatus.MET_LATE})
"""The statuses in which the party that owes a duty says why it is late, or will be."""
DONE = frozenset({DutyStatus.MET, DutyStatus.MET_LATE})
SIDES = frozenset(
    {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.COMMISSIONING_BODY}
)
"""Who disputes what another party says. The provider speaks for the family."""


class Duties(Protocol):
    """The duties of the case of a unit of work."""

    async def find(self, duty_id: UUID) -> Known | None:
        """Return a duty. None if there is none that the caller sees."""

    async def say(self, duty: Known, said: Said) -> None:
        """Keep what a party says of a duty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCause:
    """Say why a duty is late, or will be. `explanation` is sealed."""

    duty_id: UUID
    cause: Cause
    explanation: str | None = None
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Dispute the cause of a delay, or that a duty was done. `explanation` is sealed."""

    duty_id: UUID
    disputes: Disputed
    explanation: str | None = None
    must_be_version: Callable[[int], None] = any_version


async def give_cause(work: UnitOnCase, desk: Desk, duties: Duties, told: GiveCause) -> None:
    """Record the cause that the party gives which owes the duty.

    Raises:
        Unseen: there is no such duty, or none that the caller sees.
        NotYoursToSay: another party owes the duty.
        NothingToExplain: the duty was met in time, or is owed no more.
    """
    duty = await _found(work, duties, told)
    if duty.owner_id != work.actor.organisation_id:
        raise NotYoursToSay("Only the organisation that has the duty can give the cause of a delay.")
    if duty.status(work.today) not in EXPLAINED:
        raise NothingToExplain
    note = Note("duty-cause-given", _spoken(duty, "cause", told.cause), work.today)
    await _say(work, desk, duties, duty, _Words(note, "cause", told.cause, told.explanation))


async def contest(work: UnitOnCase, desk: Desk, duties: Duties, told: Contest) -> None:
    """Record that the other side disputes a cause, or that a duty was done. Both statements stay.

    Raises:
        Unseen: there is no such duty, or none that the caller sees.
        NotYoursToSay: the caller owes the duty itself, or is no party to the mediation.
        NothingToDispute: no cause was given, or nothing was recorded as done.
    """
    duty = await _found(work, duties, told)
    own = duty.owner_id == work.actor.organisation_id
    if own or work.actor.kind not in SIDES or duty.owed_by is Party.FAMILY:
        raise NotYoursToSay(
            "A party cannot dispute its own statement about its duty. Only another party to the mediation can dispute "
            "the statement."
        )
    stated = duty.explained if told.disputes is Disputed.CAUSE else duty.status(work.today) in DONE
    if not stated:
        raise NothingToDispute
    note = Note("duty-contested", _spoken(duty, "disputes", told.disputes), work.today)
    await _say(work, desk, duties, duty, _Words(note, "contest", told.disputes, told.explanation))


async def _found(work: UnitOnCase, duties: Duties, told: GiveCause | Contest) -> Known:
    duty = await duties.find(told.duty_id)
    if duty is None or duty.case_id != work.case.id:
        raise Unseen
    told.must_be_version(duty.version)
    return duty


@dataclass(frozen=True, slots=True)
class _Words:
    """What a party says of a duty. The event does not hold the explanation."""

    note: Note
    about: str
    says: str
    explanation: str | None


def _spoken(duty: Known, name: str, says: str) -> dict[str, Any]:
    return {"record": "duty", "duty_id": str(duty.id), "duty": duty.code, name: str(says)}


async def _say(work: UnitOnCase, desk: Desk, duties: Duties, duty: Known, words: _Words) -> None:
    """Write an event of the case, and keep what was said with the duty."""
    staged = stage_note(desk, work.case, words.note, work.recorded)
    work.put(staged)
    actor, seq = work.actor, staged.case.version
    said = Said(actor.organisation_id, actor.kind, words.about, words.says, words.explanation, seq, work.now)
    await duties.say(duty, said)
