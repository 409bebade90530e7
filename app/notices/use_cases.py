"""The use cases of notices: say how families reach an organisation, and write the letter of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.cases.desk import Directory
from app.cases.domain.certificate import days_said
from app.cases.domain.law import Law
from app.cases.ports import Unit, any_version
from app.cases.records import StoredCase
from app.cases.sight import is_notice_told
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.notices.domain.contact import ContactPoint
from app.notices.domain.letter import About, Letter, Organisation, write
from app.notices.records import KnownContact
from app.platform.actor import Actor

NAMED_IN_LETTERS = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER})
"""The kinds of organisation whose contact details a letter gives."""


class NotNamedInLetters(Exception):
    """No letter gives the contact details of an organisation of this kind."""


class ContactPoints(Protocol):
    """How families reach organisations."""

    async def of(self, organisation_id: UUID) -> KnownContact | None:
        """Return how families reach an organisation; None while nobody has said it, or where the caller may not see."""

    async def lock(self, organisation_id: UUID) -> int:
        """Return the version of the caller's own details, 0 for none. They stay as they are until the work ends."""

    async def keep(self, actor: Actor, point: ContactPoint, now: datetime) -> KnownContact:
        """Store how families reach the caller's organisation, and return what is stored."""


@dataclass(frozen=True, slots=True)
class KeepContactPoint:
    """Say how families reach the caller's organisation. This replaces what was said before."""

    point: ContactPoint
    must_be_version: Callable[[int], None] = any_version


async def keep_contact_point(work: Unit, points: ContactPoints, command: KeepContactPoint) -> KnownContact:
    """Say how families reach the caller's organisation, and return what is stored.

    Raises:
        NotNamedInLetters: letters name organisations of other kinds only.
    """
    if work.actor.kind not in NAMED_IN_LETTERS:
        raise NotNamedInLetters
    command.must_be_version(await points.lock(work.actor.organisation_id))
    return await points.keep(work.actor, command.point, work.now)


async def letter_of(
    case: StoredCase, contents: Mapping[str, bool | None], points: ContactPoints, directory: Directory, law: Law
) -> Letter:
    """Return the letter of a case, as it is sent with the notice: no later event changes it."""
    facts = case.facts
    sent_on, _ = days_said(facts)
    authority, adviser = await points.of(case.la_id), await points.of(case.provider_id)
    about = About(
        kind=facts.kind,
        sections=facts.sections,
        holder=facts.appellant_kind,
        counts_from=facts.notice_sent_on,
        sent_on=sent_on,
        printed_on=facts.notice_printed_on,
        la_reference=case.la_reference,
        authority=Organisation(name=directory.name(case.la_id), contact=authority.point if authority else None),
        adviser=Organisation(name=directory.name(case.provider_id), contact=adviser.point if adviser else None),
        contents=contents,
    )
    return write(about, law.england, law.readings)


def must_be_told(case: StoredCase, reads: Actor) -> None:
    """Check that a reader may have the letter of a case.

    Raises:
        Unseen: the reader is neither the authority nor the provider that it instructs.
    """
    if not is_notice_told(case, reads):
        raise Unseen
