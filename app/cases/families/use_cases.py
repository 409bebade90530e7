"""The use case of the family behind a case: the authority changes its pseudonyms, the end of school age, or a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.cases.certifying import named
from app.cases.desk import Desk
from app.cases.domain.disputed import conceded_by
from app.cases.domain.facts import CaseFacts
from app.cases.domain.transfer import another_sent_notice, senders_reference, with_own_reference
from app.cases.domain.words import FollowsBecause
from app.cases.families.records import Family, Follows, OwnReference
from app.cases.one_notice import must_stay_one, sought_of
from app.cases.ports import Notices, UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.kernel.terms import OrganisationKind


class FamilyNotYours(Exception):
    """Only the authority of the case changes how it groups its cases."""


class Families(Protocol):
    """The families behind cases."""

    async def of(self, case_id: UUID) -> Family:
        """Return what is known of the family behind a case."""

    async def keep(self, case: StoredCase, family: Family) -> None:
        """Store what is known of the family behind a case."""

    async def earlier(self, case_id: UUID) -> CaseFacts | None:
        """Return the facts of another case of the caller. None if the caller sees no such case."""


@dataclass(frozen=True, slots=True)
class FamilyDesk:
    """What this use case works with in one unit of work."""

    desk: Desk
    families: Families
    notices: Notices


@dataclass(frozen=True, slots=True)
class ChangeFamily:
    """Change what is said, and keep the rest. `changes` are members of `Family`; None clears a member.

    `appellant_name` is the new name of the person who holds the right to appeal, for the certificate. `own_reference`
    is the reference of the authority of the case, if another authority sent the notice.
    """

    changes: Mapping[str, Any]
    appellant_name: str | None = None
    own_reference: OwnReference | None = None
    must_be_version: Callable[[int], None] = any_version


async def must_follow(families: Families, case: StoredCase, follows: Follows | None) -> None:
    """Refuse a link to an earlier case that does not exist, or that gives no ground for this decision.

    Raises:
        WrongInput: the caller has no such earlier case, or nothing in it leads to this decision.
    """
    if follows is None:
        return
    earlier = None if follows.case_id == case.id else await families.earlier(follows.case_id)
    if earlier is None:
        raise WrongInput("#/follows/case_id", "Your authority has no case with this id", "follows")
    if not led_to(earlier, follows.because, case.facts.notice_sent_on):
        says = f"The earlier case has no `{follows.because}` on or before the day of this notice"
        raise WrongInput("#/follows/because", says, "follows")


def led_to(earlier: CaseFacts, because: FollowsBecause, sent_on: date) -> bool:
    """Whether something in an earlier case gives a ground for a decision whose notice was sent on a day."""
    ground = _GROUNDS[because](earlier)
    return ground is not None and ground <= sent_on


_GROUNDS: Mapping[FollowsBecause, Callable[[CaseFacts], date | None]] = {
    FollowsBecause.AGREEMENT: lambda facts: facts.agreement_made_on,
    FollowsBecause.ORDER: lambda facts: facts.order_made_on or facts.unopposed_notified_on,
    FollowsBecause.CONCESSION: lambda facts: min((one.conceded_on for one in conceded_by(facts)), default=None),
}
"""The day in the earlier case from which a new decision may follow."""


async def change_family(work: UnitOnCase, at: FamilyDesk, command: ChangeFamily) -> tuple[StoredCase, Family]:
    """Change the family behind the case of the work. Return the case after it, and the family.

    The event names what changed, and holds no value. Where nothing changes there is no event.

    Raises:
        FamilyNotYours: the caller is not the authority of the case.
        NoticeKnown: another case of the authority has this reference, kind and day.
        WrongInput: the earlier case does not fit, or the authority gives its own reference for a notice that it sent.
    """
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise FamilyNotYours
    command.must_be_version(work.case.version)
    case = await _with_own_reference(work, at, command.own_reference)
    before = await at.families.of(case.id)
    after = replace(before, **command.changes)
    changed = [name for name in sorted(command.changes) if getattr(before, name) != getattr(after, name)]
    if after.follows != before.follows:
        await must_follow(at.families, case, after.follows)
    if after != before:
        await at.families.keep(case, after)
    private = named(command.appellant_name, case.facts.appellant_kind) if command.appellant_name else None
    if private:
        changed.append("appellant_name")
    if not changed:
        return case, after
    note = Note("details-changed", {"record": "details", "changed": changed}, work.today, private=private)
    staged = stage_note(at.desk, case, note, work.recorded)
    work.put(staged)
    return staged.case, after


OWN_NOTICE = (
    "Your authority sent the notice of this case. To change your reference, correct the first event of the case (POST "
    "/v1/cases/{case_id}/corrections)"
)


async def _with_own_reference(work: UnitOnCase, at: FamilyDesk, own: OwnReference | None) -> StoredCase:
    """Return the case with the reference of its authority, if another authority sent the notice.

    The sender's own reference can always come back, although another case has it: two authorities that one authority
    followed may have used the same reference, and each sent a notice of its own.
    """
    case = work.case
    if own is None or own.reference in (case.facts.own_reference, case.la_reference):
        return case
    if not another_sent_notice(case.facts):
        raise WrongInput("#/la_reference", OWN_NOTICE, "authority")
    becomes = with_own_reference(case.facts, case.la_reference, own.reference)
    note = Note("reference-changed", {"record": "reference"}, work.today, becomes)
    staged = stage_note(at.desk, case, note, work.recorded)
    another = own.not_a_duplicate
    if own.reference in (None, senders_reference(case.facts, case.la_reference)):
        another = another or await at.notices.same(sought_of(staged.case)) is not None
    elif not another:
        await must_stay_one(at.notices, case, staged.case)
    work.put(replace(staged, not_a_duplicate=another))
    return staged.case
