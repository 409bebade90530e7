"""The use cases of families' experience: make a link, take a family's answers, count a quarter, publish it."""

import secrets
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from app.cases.domain.words import State
from app.cases.ports import Unit
from app.cases.records import LoggedEvent, StoredCase
from app.evidence.burden.telling import way_told
from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Answer, Asked, Cells, Stage, counted
from app.evidence.domain.experience_figures import ExperienceFigures, experience_figures
from app.evidence.use_cases import must_be_authority
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import Quarter

MOST_LINKS: Final = 2
"""How many links one stage of a case may have, one after the other: the family may have lost the first."""
_ENDS = frozenset({State.RESOLVED, State.CLOSED})


class NotYoursToAsk(Exception):
    """Another organisation is in touch with the family at this stage."""


class NoLinkNow(Exception):
    """No link can be made. The message says why."""


@dataclass(frozen=True, slots=True)
class Link:
    """What the link says that a family holds: whose figures its answer counts in, and until when it can be sent.

    `once` is drawn at random and is kept nowhere until the family answers. So nothing that is kept leads from a case to
    the link, or from an answer to its case.
    """

    la_id: UUID
    stage: Stage
    way: Way | None
    ends_on: date
    once: str


@dataclass(frozen=True, slots=True)
class CountedExperience:
    """Figures of a quarter, and when they were counted."""

    figures: ExperienceFigures
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """What an authority made public of a quarter."""

    la_code: str
    name: str
    counted: CountedExperience
    published_at: datetime


class LinksKept(Protocol):
    """For which stages of a case a link was made. Whether a link was used is not kept with it."""

    async def made(self, case_id: UUID, stage: Stage) -> tuple[date, int] | None:
        """Return the last day of the latest link, and how many there were. None if there was none."""

    async def keep(self, case_id: UUID, stage: Stage, ends_on: date) -> None:
        """Store that a link was made."""


class ExperienceKept(Protocol):
    """The counts of the asking authority's families, and what it published of them."""

    async def counted(self, quarter: Quarter) -> CountedExperience | None:
        """Return the figures of a quarter. None if the quarter was not counted."""

    async def keep(self, quarter: Quarter, counted: CountedExperience) -> None:
        """Store figures. If two callers ask first at the same moment, the second count is dropped."""

    async def cells(self, quarter: Quarter) -> Cells:
        """Return the counts of a quarter."""

    async def publish(self, quarter: Quarter, at: datetime) -> datetime:
        """Publish the figures of a quarter, and return since when they are public."""


class AnswersKept(Protocol):
    """Where families' answers are counted."""

    async def count(self, link: Link, quarter: Quarter, counts: Sequence[int]) -> None:
        """Add a family's answers to the counts, unless the link was used before. Nothing says which of the two."""


async def make_link(work: Unit, kept: LinksKept, case: StoredCase, events: Sequence[LoggedEvent], stage: Stage) -> Link:
    """Make a link for a family, which its caller passes on to the family.

    Raises:
        NotYoursToAsk: another organisation is in touch with the family at this stage.
        NoLinkNow: the stage was not reached, or a link is open, or there were two.
        Unreadable: an event was changed past the service.
    """
    own = OrganisationKind.LOCAL_AUTHORITY if stage is Stage.AFTER_END else OrganisationKind.MEDIATION_PROVIDER
    if work.actor.kind is not own:
        raise NotYoursToAsk
    way = way_told(case.facts, events)
    _must_be_reached(stage, case, way)
    before = await kept.made(case.id, stage)
    if before is not None and before[0] >= work.today:
        raise NoLinkNow(f"The family can use an earlier link for this stage until {before[0]}. Pass that link on.")
    if before is not None and before[1] >= MOST_LINKS:
        raise NoLinkNow("There were already two links for this stage, and there can be no third link.")
    ends_on = last_day(work.today)
    await kept.keep(case.id, stage, ends_on)
    told = way if stage is Stage.AFTER_END else None
    return Link(case.la_id, stage, told, ends_on, secrets.token_urlsafe(16))


def last_day(today: date) -> date:
    """Return the last day of a link: the end of the next month. All links of one month end together."""
    year, month = today.year + today.month // 12, today.month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


async def take_answers(kept: AnswersKept, link: Link, answers: Mapping[Asked, Answer], today: date) -> None:
    """Count a family's answers in the quarter of the day. A link that was used before counts nothing more."""
    await kept.count(link, Quarter.of(today), counted(link.stage, answers))


async def figures_of_experience(work: Unit, kept: ExperienceKept, quarter: Quarter) -> CountedExperience:
    """Return the figures of a quarter. On the first request, count and store them.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    found = await kept.counted(quarter)
    if found is None:
        await kept.keep(quarter, CountedExperience(experience_figures(await kept.cells(quarter)), work.now))
        found = await kept.counted(quarter)
    assert found is not None  # noqa: S101 - it was kept above, by this request or by another
    return found


async def publish_experience(work: Unit, kept: ExperienceKept, quarter: Quarter) -> datetime:
    """Publish the figures of a quarter for everybody, and return since when they are public.

    Raises:
        NotCounted: the caller is no authority.
    """
    await figures_of_experience(work, kept, quarter)
    return await kept.publish(quarter, work.now)


def _must_be_reached(stage: Stage, case: StoredCase, way: Way) -> None:
    facts = case.facts
    if stage is Stage.AFTER_CONTACT and facts.first_contact_on is None:
        raise NoLinkNow("The family has not spoken to the mediation adviser yet.")
    if stage is Stage.AFTER_SESSION and way is not Way.MEDIATED:
        raise NoLinkNow("No session has been held in this case.")
    if stage is Stage.AFTER_END and facts.state not in _ENDS:
        raise NoLinkNow("The dispute in this case has not ended yet.")
