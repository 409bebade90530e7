"""The example duties of the sandbox: on cases of their own, each with the id that the documents name."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.cases.desk import Desk
from app.cases.domain import commands
from app.cases.sandbox import actor, not_before, open_story
from app.cases.sandbox_kept import left_as_it_is
from app.cases.store import on_case
from app.cases.stories import LA, REQUESTED, Story
from app.duties.domain.ledger import Owed
from app.duties.domain.words import Cause
from app.duties.recording import duty_id
from app.duties.store import DutiesOfCase
from app.duties.tables import duties, duty_statements
from app.duties.use_cases import GiveCause, give_cause
from app.kernel.terms import Party
from app.law.domain.kinds import Code
from app.platform.db.work import Database
from app.platform.sealing import Seal

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

ARRANGED_ON, SAID_ON = date(2026, 3, 20), date(2026, 3, 23)
OWED = Owed(
    code=Code.ARRANGE_MEDIATION,
    rule="authority-arranges",
    term=None,
    term_index=None,
    step=None,
    owed_by=Party.LOCAL_AUTHORITY,
    counted_from=date(2026, 2, 10),
    due_on=date(2026, 3, 12),
)
"""The duty to arrange mediation, as every example case has it."""
LATE = (*REQUESTED, commands.ArrangeMediation(by=LA, occurred_on=ARRANGED_ON, session_on=date(2026, 4, 9)))


@dataclass(frozen=True, slots=True)
class Example:
    """A case on which the authority arranged mediation eight days late. `explained`: it has said why."""

    story: Story
    explained: bool = False

    @property
    def duty_id(self) -> UUID:
        """Always the same id of the late duty, in every sandbox."""
        return duty_id(self.story.case_id, OWED)


TO_READ = Example(Story("late-duty", steps=LATE), explained=True)
TO_EXPLAIN = Example(Story("give-cause", steps=LATE))
TO_CONTEST = Example(Story("contest-duty", steps=LATE), explained=True)
EXAMPLES = (TO_READ, TO_EXPLAIN, TO_CONTEST)
CAUSE = Cause.NO_MEDIATOR_FREE
BECAUSE = "The mediator fell ill, and the next free day was a week later."


async def all_open(engine: "AsyncEngine") -> bool:
    """Whether an earlier start made every example. Asked by the database's owner."""
    told = {one.story.case_id for one in EXAMPLES if one.explained}
    cases = select(func.count(func.distinct(duties.c.case_id))).where(
        duties.c.case_id.in_([one.story.case_id for one in EXAMPLES])
    )
    causes = select(func.count()).where(duty_statements.c.case_id.in_(told), duty_statements.c.about == "cause")
    async with engine.connect() as connection:
        found = (await connection.execute(cases)).scalar_one(), (await connection.execute(causes)).scalar_one()
    return found[0] == len(EXAMPLES) and found[1] >= len(told)


async def open_examples(database: Database, desk: Desk) -> None:
    """Open the example cases, and give the causes, where an earlier start did not."""
    for one in EXAMPLES:
        await open_story(database, desk, one.story)
        if one.explained:
            with left_as_it_is(one.story.name):
                await _explain(database, desk, one)


async def _explain(database: Database, desk: Desk, one: Example) -> None:
    seal = desk.sealing
    assert isinstance(seal, Seal)  # noqa: S101 - the service's own desk has no other
    async with on_case(database, actor(LA), one.story.case_id, lock=True) as work:
        if work.case.version > 1 + len(one.story.steps):
            return
        not_before(work, SAID_ON)
        told = GiveCause(duty_id=one.duty_id, cause=CAUSE, explanation=BECAUSE)
        await give_cause(work, desk, DutiesOfCase(work.connection, seal, work.actor), told)
        await work.commit()
