"""Lists and the feed: page by page, each of one's own once, newest first or as it was committed."""

from base64 import urlsafe_b64decode
from functools import partial
from typing import Any

import pytest

from tests.support.feed import Heard, feed, feed_up_to
from tests.support.parties import Party
from tests.support.waiting import until


async def test_every_case_once_newest_change_first(other_la: Party, provider: Party) -> None:
    opened = [await other_la.opens(la_reference="LIST-1") for _ in range(5)]
    await provider.records(opened[1], "contact-adviser", occurred_on="2026-02-09")
    listed = await other_la.lists("/v1/cases", la_reference="LIST-1", limit=2)
    assert [line["id"] for line in listed] == [opened[i] for i in (1, 4, 3, 2, 0)]
    changed = [line["updated_at"] for line in await other_la.lists("/v1/cases", limit=7)]
    assert changed == sorted(changed, reverse=True)


async def test_a_line_says_what_the_case_says(other_la: Party) -> None:
    case = await other_la.opens(la_reference="LIST-2")
    [line] = await other_la.lists("/v1/cases", la_reference="LIST-2")
    shown = await other_la.sees(case)
    for member in ("id", "la_code", "la_reference", "regime", "state", "version", "placement_only", "updated_at"):
        assert line[member] == shown[member]
    assert (line["kind"], line["notice_sent_on"]) == (shown["decision"]["kind"], shown["decision"]["notice_sent_on"])


async def test_filters_narrow(other_la: Party, provider: Party) -> None:
    first, second = [await other_la.opens(la_reference="LIST-3") for _ in range(2)]
    await provider.records(first, "contact-adviser", occurred_on="2026-02-09")
    narrowed = await other_la.lists("/v1/cases", la_reference="LIST-3", state="notified")
    assert [line["id"] for line in narrowed] == [second]
    assert await other_la.lists("/v1/cases", la_reference="LIST-none") == []


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/cases/{case}/events", "/v1/events"])
@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"limit": "ten"}, {"cursor": "garbage!", "after": "garbage!"}]
)
async def test_bad_pages_are_explained(other_la: Party, path: str, query: dict[str, Any]) -> None:
    case = await other_la.opens()
    answer = await other_la.sends("GET", path.format(case=case), params=query)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert answer.json()["errors"][0]["where"] == "query"


async def test_one_lists_cursor_opens_no_other(other_la: Party) -> None:
    case, _ = [await other_la.opens() for _ in range(2)]
    cursor = (await other_la.gets("/v1/cases", limit=1))["next"].partition("cursor=")[2]
    answer = await other_la.sends("GET", f"/v1/cases/{case}/events", params={"cursor": cursor})
    assert answer.status_code == 422


async def test_the_next_page_keeps_the_filter(other_la: Party) -> None:
    for _ in range(2):
        await other_la.opens(la_reference="LIST-4")
    answer = await other_la.sends("GET", "/v1/cases", params={"la_reference": "LIST-4", "limit": 1})
    following = answer.json()["next"]
    assert "la_reference=LIST-4" in following
    assert answer.headers["link"] == f'<{following}>; rel="next"'


async def test_the_feed_tells_everything_once_in_order(la: Party, provider: Party) -> None:
    _, after = await feed_up_to(provider, await la.opens())
    first, second = [await la.opens() for _ in range(2)]
    for case, day in ((second, "2026-02-09"), (first, "2026-02-10")):
        await provider.records(case, "contact-adviser", occurred_on=day)
    expected = [
        (first, 1, "notice-recorded"),
        (second, 1, "notice-recorded"),
        (second, 2, "adviser-contacted"),
        (first, 2, "adviser-contacted"),
    ]
    for limit in (1, 3, 200):
        told, _ = await until(lambda heard: len(heard[0]) == 4, partial(feed, provider, after, limit))
        assert [(event["case_id"], event["seq"], event["type"]) for event in told] == expected


async def test_a_feed_at_its_end_keeps_its_place(la: Party) -> None:
    _, after = await feed_up_to(la, await la.opens())
    told, still = await feed(la, after)
    assert (told, still) == ([], after)


async def test_each_hears_of_its_own_cases_only(la: Party, other_la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")

    def of_it(told: Heard) -> list[int]:
        return [event["seq"] for event in told[0] if event["case_id"] == case]

    assert of_it(await until(lambda told: len(of_it(told)) == 2, partial(feed, la, None))) == [1, 2]
    assert of_it(await feed(other_la, None)) == []


async def test_the_feeds_place_says_nothing_of_what_others_do(la: Party, other_la: Party) -> None:
    """Neither by what stands in it, nor by changing while nothing is new to the reader."""
    _, before = await feed_up_to(la, await la.opens())
    for _ in range(3):
        await other_la.opens()
    assert await feed(la, before) == ([], before)
    await la.opens()
    _, after = await until(lambda told: bool(told[0]), partial(feed, la, before))
    assert before is not None
    assert after is not None
    assert len(before) == len(after)
    for cursor in (before, after):
        inside = urlsafe_b64decode(cursor)[9:]  # behind Fernet's version and the hour of the reader's own request
        assert b"feed" not in inside
        assert len(set(inside)) > 64, "as good as random"
    assert before[20:60] != after[20:60]


@pytest.mark.parametrize("cursor", ["x", "WzEsImZlZWQiLFs3NDIsMTgzXV0"])
async def test_a_place_in_the_feed_that_was_never_given(la: Party, cursor: str) -> None:
    """The second is one as it was before cursors were sealed."""
    answer = await la.sends("GET", "/v1/events", params={"after": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/after")


async def test_anothers_place_in_the_feed_is_none(la: Party, other_la: Party) -> None:
    await la.opens()
    _, place = await until(lambda told: told[1] is not None, partial(feed, la, None))
    answer = await other_la.sends("GET", "/v1/events", params={"after": place})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/after")
