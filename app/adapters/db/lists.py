"""Lists, page by page: keyset over an index, newest first, never an offset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, text, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from app.adapters.db.tables import BEFORE_THE_TRIBUNAL, cases
from app.domain.terms import OrganisationKind
from app.services.records import Actor

_LINE = select(
    cases.c.id, cases.c.la_code, cases.c.la_reference, cases.c.regime, cases.c.state, cases.c.version, cases.c.kind,
    cases.c.notice_sent_on, cases.c.placement_only, cases.c.updated_at,
)  # fmt: skip

CasePosition = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases may be narrowed by. Each is served by an index."""

    state: str | None = None
    la_reference: str | None = None


async def list_cases(
    connection: AsyncConnection, actor: Actor, chosen: CaseFilter, after: CasePosition | None, limit: int
) -> list[Row[Any]]:
    """Return up to `limit` cases that the actor may see, most recently changed first."""
    query = _own(actor)
    if chosen.state is not None:
        query = query.where(cases.c.state == chosen.state)
    if chosen.la_reference is not None:
        query = query.where(cases.c.la_reference == chosen.la_reference)
    if after is not None:
        query = query.where(tuple_(cases.c.updated_at, cases.c.id) < tuple_(*after))
    query = query.order_by(cases.c.updated_at.desc(), cases.c.id.desc()).limit(limit)
    return list((await connection.execute(query)).all())


def _own(actor: Actor) -> Select[Any]:
    """Say again what row-level security demands, in a form that an index serves."""
    match actor.kind:
        case OrganisationKind.LOCAL_AUTHORITY:
            return _LINE.where(cases.c.la_id == actor.organisation_id)
        case OrganisationKind.MEDIATION_PROVIDER:
            return _LINE.where(cases.c.provider_id == actor.organisation_id)
        case OrganisationKind.COMMISSIONING_BODY:
            return _LINE.where(cases.c.body_id == actor.organisation_id)
        case OrganisationKind.TRIBUNAL:
            return _LINE.where(text(BEFORE_THE_TRIBUNAL))
        case _:
            return _LINE
