"""The feed as a caller reads it: all of it, and not before it has come as far as what the test did."""

from functools import partial
from typing import Any

from tests.support.parties import Party
from tests.support.waiting import until

Heard = tuple[list[dict[str, Any]], str | None]
"""Events of the feed, and where it goes on."""


async def feed(party: Party, after: str | None = None, limit: int = 200) -> Heard:
    """Everything that there is to hear, stretch by stretch: the first alone is no proof of what is not in it."""
    found: list[dict[str, Any]] = []
    while True:
        said = {"limit": limit} if after is None else {"limit": limit, "after": after}
        stretch = await party.gets("/v1/events", **said)
        found += stretch["events"]
        after = stretch["after"]
        if len(stretch["events"]) < limit:
            return found, after


async def feed_up_to(party: Party, record: str) -> Heard:
    """The feed once it has come as far as a record that was just opened, and so past all that was before it."""
    return await until(lambda told: record in [one["record_id"] for one in told[0]], partial(feed, party))


async def feed_by_now(party: Party, la: Party) -> list[dict[str, Any]]:
    """All that a party hears of what was done until now, to the last: a case that an authority opens to mark the place.

    For comparing: what is only held back for a moment is heard by then, and what is not there will not come.
    """
    mark = await la.opens()
    told, _ = await feed_up_to(party, mark)
    assert told[-1]["record_id"] == mark
    return told
