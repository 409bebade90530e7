"""What `python -m app retain` says: the periods, each case that goes, what else goes, and what stays."""

from collections.abc import AsyncIterator, Mapping

from sqlalchemy.ext.asyncio import create_async_engine

from app.keeping.domain.periods import CHECKED_ON, PERIODS
from app.referral_retention import OverReferral, referrals_that_are_over, remove_referrals
from app.retention import AlreadyRunning, Over, cases_that_are_over, remove_cases, what_stays
from app.upkeep import tidy, would_tidy

__all__ = ["AlreadyRunning", "retain"]


async def retain(url: str, days: Mapping[str, int], most: int, *, dry_run: bool) -> AsyncIterator[str]:
    """Remove what was kept long enough, and yield what is done, line by line. A dry run removes nothing.

    Raises AlreadyRunning.
    """
    engine, count = create_async_engine(url), 0
    try:
        for line in periods(days):
            yield line
        going = cases_that_are_over(engine, days) if dry_run else remove_cases(engine, days, most)
        async for one in going:
            count += 1
            yield _told(one, dry_run=dry_run)
        yield f"{_counted(count)} {'would be removed' if dry_run else 'removed'}"
        count = 0
        gone = referrals_that_are_over(engine, days) if dry_run else remove_referrals(engine, days)
        async for referral in gone:
            count += 1
            yield _told_referral(referral, dry_run=dry_run)
        yield f"{_counted(count, 'referral')} {'would be removed' if dry_run else 'removed'}"
        for what, rows in (await (would_tidy if dry_run else tidy)(url, days)).items():
            yield f"{rows} {what}: {'would be deleted' if dry_run else 'deleted'}"
        stays = await what_stays(engine, days)
        yield f"{_counted(stays.held)} held back by a legal hold"
        for authority, cases in stays.left_open:
            yield f"{authority}: {_counted(cases)} without an end, and without any event for the whole period"
    finally:
        await engine.dispose()


def periods(days: Mapping[str, int]) -> list[str]:
    """Say each period with its setting and its source."""
    return [
        f"{one.name.upper()}={days[one.name]}: {one.keeps}, counted from {one.counts_from}. "
        f"{one.citation} [{one.verified}, {CHECKED_ON}]"
        for one in PERIODS.values()
    ]


def _told(one: Over, *, dry_run: bool) -> str:
    went = ", ".join(f"{what} {count}" for what, count in sorted(one.removed.items()))
    return (
        f"{one.la_name} ({one.la_code}) {one.la_reference or 'without a reference'}: case {one.case_id}, kept until "
        f"{one.kept_until}: {'would go' if dry_run else 'gone'}: {went}"
    )


def _told_referral(one: OverReferral, *, dry_run: bool) -> str:
    went = ", ".join(f"{what} {count}" for what, count in sorted(one.removed.items()))
    return (
        f"{one.service}: referral {one.referral_id}, kept until {one.kept_until}: "
        f"{'would go' if dry_run else 'gone'}: {went}"
    )


def _counted(count: int, what: str = "case") -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
