"""Lets a sandbox count the quarters of its year again, if somebody asked for figures before the year was there."""

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, false, text

from app.advice.tables import advice_figures
from app.evidence.tables import evidence_figures
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter
from app.platform.db.sandbox_seed import refuse_live_database
from app.platform.sandbox_organisations import ORGANISATIONS

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_COUNT: Final = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL})
_INVENTED: Final = [one.id for one in ORGANISATIONS if one.kind in _COUNT]
_KEPT: Final = "experience"
"""Its answers are counted when the sandbox starts, and the authority has published a quarter of them."""


async def count_again(engine: "AsyncEngine", since: Quarter) -> None:
    """Forget what was counted of a quarter and later quarters. The next request counts them.

    Figures never change once they are counted, and the database refuses to change them. In a sandbox alone families
    appear in past quarters. So its owner suspends the refusal here, for the invented organisations. The table is locked
    meanwhile: no other transaction works without the refusal.

    Raises:
        Unfit: the database is not a sandbox's.
    """
    async with engine.begin() as connection:
        await refuse_live_database(connection)
        for table in (evidence_figures, advice_figures):
            early = table.c.la_id.in_(_INVENTED) & (table.c.first_day >= since.first_day)
            kept = table.c.kind == _KEPT if "kind" in table.c else false()
            await connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER append_only"))
            await connection.execute(delete(table).where(early, ~kept))
            await connection.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER append_only"))
