"""The answers of the sandbox: invented families of authority 991, and one quarter that the authority published."""

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.cases.desk import Desk
from app.evidence.experience.invented import families
from app.evidence.experience.store import KIND, CountsOfAnswers, ExperienceOfAuthority
from app.evidence.experience.use_cases import Link, publish_experience, take_answers
from app.evidence.tables import evidence_publications as public
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter, latest
from app.platform.actor import Actor
from app.platform.db.work import Database
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

PUBLISHED: Final = Quarter(2026, 1)
"""The quarter that everybody can read in the sandbox."""
_AUTHORITY: Final = BY_SLUG["sandbox-la-991"]


async def all_answered(engine: "AsyncEngine") -> bool:
    """Whether an earlier start published the quarter, which is done last."""
    ours = public.c.la_id == _AUTHORITY.id, public.c.kind == KIND, public.c.first_day == PUBLISHED.first_day
    async with engine.connect() as connection:
        return (await connection.execute(select(public.c.la_id).where(*ours))).first() is not None


async def open_answers(database: Database, _: Desk) -> None:
    """Count the invented answers, in the quarter that is published and in the latest that may be counted.

    An answer that an earlier start counted is not counted again.
    """
    actor = Actor(_AUTHORITY.id, OrganisationKind.LOCAL_AUTHORITY, _AUTHORITY.slug, None)
    async with database.work(actor) as work:
        kept = CountsOfAnswers(work.connection)
        for quarter in {PUBLISHED, latest(work.today)}:
            for number, (stage, way, told) in enumerate(families()):
                once = hashlib.sha256(f"sandbox {quarter} {number}".encode()).hexdigest()
                link = Link(_AUTHORITY.id, stage, way, date(2099, 12, 31), once)
                await take_answers(kept, link, told, quarter.last_day)
        if latest(work.today) >= PUBLISHED:
            await publish_experience(work, ExperienceOfAuthority(work.connection, _AUTHORITY.id), PUBLISHED)
        await work.commit()
