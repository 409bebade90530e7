"""A stored case as the JSON that parties read."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.domain.law import Law
from app.cases.families.records import FamilySeen
from app.cases.families.schemas import FollowedCaseOut, LinkedCaseOut
from app.cases.records import StoredCase
from app.cases.schemas.cases import Case
from app.cases.schemas.events import Event
from app.cases.schemas.shared import Organisation
from app.cases.sight import ToldEvent
from app.cases.who_sees import FAMILY, LINKED_CASES
from app.kernel.readers import Reader
from app.kernel.terms import OrganisationKind
from app.law.domain.authorities import AUTHORITIES, ENDED
from app.platform.db.directory import Organisations


def case(
    stored: StoredCase,
    law: Law,
    organisations: Organisations,
    today: date,
    private: Mapping[str, Any] | None = None,
) -> Case:
    """Show a case as its reader may see it (`case_told`). `private` holds the sealed words that the reader may read."""
    mediating = stored.mediating_provider_id
    mediates = organisation(mediating, organisations) if mediating else None
    return Case.of(stored, law, today, private or {}, (organisation(stored.provider_id, organisations), mediates))


def with_family(shown: Case, seen: FamilySeen, kind: OrganisationKind) -> Case:
    """Add the family behind a case as far as a kind of organisation is told of it."""
    reader = Reader(kind)
    told: dict[str, Any] = {name: getattr(seen.family, name) for name in FAMILY if reader in FAMILY[name]}
    if reader in LINKED_CASES and seen.linked is not None:
        told["linked_cases"] = [LinkedCaseOut.model_validate(one) for one in seen.linked]
        told["follows"] = FollowedCaseOut.model_validate(seen.follows) if seen.follows else None
        told["followed_by"] = [FollowedCaseOut.model_validate(one) for one in seen.followed_by] or None
    return shown.model_copy(update=told)


def with_letter(shown: Case, la_code: str | None) -> Case:
    """Add that the letter names an authority which has ended, if it does."""
    if la_code not in ENDED:
        return shown
    (name, last_day), now = ENDED[la_code], shown.la_code
    note = (
        f"The letter names {name} ({la_code}), which ended on {last_day}. The case now belongs to the authority that "
    )
    note += f"took its place, {AUTHORITIES[now]} ({now})."
    return shown.model_copy(update={"la_code_note": note})


def organisation(organisation_id: UUID, organisations: Organisations) -> Organisation:
    """Show an organisation by its names."""
    found = organisations.by_id(organisation_id)
    return Organisation(id=found.id, slug=found.slug, name=found.name)


def event(told: ToldEvent) -> Event:
    """Show an event as its reader may see it."""
    return Event.model_validate(told)
