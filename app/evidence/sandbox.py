"""The reviews and settings of the sandbox: panels with and without parents, and settings on and off the list.

There are too few for figures: `GET /v1/evidence/panels` leaves small numbers out.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cases.desk import Desk
from app.cases.domain import commands
from app.cases.domain.panels import Followed, PanelAnswer, PanelMembers, PanelRole, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.cases.sandbox import open_story
from app.cases.stories import CONTACTED, LA, Story, certified
from app.cases.tables import cases
from app.kernel.terms import DecisionKind, PlanSection
from app.platform.db.work import Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_I = frozenset({PlanSection.F, PlanSection.I})
_REVIEWED_ON, _ANSWERED_ON = date(2026, 2, 23), date(2026, 3, 2)


def _reviewed(
    *roles: PanelRole, wants: Recommendation = Recommendation.CHANGE, followed_law: Followed = Followed.YES
) -> commands.Command:
    members = tuple(PanelMembers(role, 1) for role in roles)
    return commands.RecordPanelReview(
        by=LA, occurred_on=_REVIEWED_ON, members=members, recommendation=wants, followed_law=followed_law,
        met_standards=Followed.IN_PART,
    )  # fmt: skip


def _answered(answer: PanelAnswer) -> commands.Command:
    return commands.AnswerPanelReview(by=LA, occurred_on=_ANSWERED_ON, authority_answer=answer)


STORIES: Sequence[Story] = (
    Story(
        "panel-with-parents",
        steps=(
            *CONTACTED,
            _reviewed(PanelRole.PARENT, PanelRole.SCHOOL, PanelRole.AUTHORITY),
            _answered(PanelAnswer.ACCEPTED),
            commands.Concede(by=LA, occurred_on=_ANSWERED_ON),
        ),
    ),
    Story(
        "panel-without-parents",
        steps=(
            *certified("MC-QGHS-2E8A-YFKP-SMYT"),
            _reviewed(PanelRole.HEALTH, PanelRole.AUTHORITY, followed_law=Followed.IN_PART),
            _answered(PanelAnswer.REJECTED),
        ),
    ),
    Story(
        "panel-upholds",
        steps=(*CONTACTED, _reviewed(PanelRole.PARENT, PanelRole.INDEPENDENT, wants=Recommendation.UPHOLD)),
    ),
    Story(
        "setting-on-list", DecisionKind.PLAN_CONTENT, _I, setting=Setting(OnList.YES, RefusedBecause.FULL),
    ),
    Story(
        "setting-off-list", DecisionKind.PLAN_CONTENT, _I, setting=Setting(OnList.NO, RefusedBecause.NOT_ON_LIST),
    ),
)  # fmt: skip


async def all_there(engine: "AsyncEngine") -> bool:
    """Whether an earlier start opened every case. Asked by the database's owner, who sees them all."""
    told = {story.case_id: 1 + len(story.steps) for story in STORIES}
    async with engine.connect() as connection:
        rows = await connection.execute(select(cases.c.id, cases.c.version).where(cases.c.id.in_(told)))
        versions = {row.id: row.version for row in rows}
    return all(versions.get(case_id, 0) >= version for case_id, version in told.items())


async def open_reviewed(database: Database, desk: Desk) -> None:
    """Open the cases in a sandbox's database, where they are not open yet."""
    for story in STORIES:
        await open_story(database, desk, story)
