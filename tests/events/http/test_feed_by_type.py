"""The feed, narrowed to some types of event: the same events in the same order, and the same cursor."""

from typing import Any

from app.cases.who_sees import EVENTS, WITHHELD
from tests.cases.http.test_what_the_tribunal_reads import agreed
from tests.support.feed import feed_up_to
from tests.support.parties import Party


async def narrowed(party: Party, *types: str, limit: int = 2) -> tuple[list[dict[str, Any]], str | None]:
    """Follow the links of a feed of some types to its end."""
    found: list[dict[str, Any]] = []
    query = "&".join(f"type={one}" for one in types)
    path: str | None = f"/v1/events?limit={limit}&{query}"
    after = None
    while path:
        answer = await party.sends("GET", path)
        assert answer.status_code == 200, answer.text
        found += answer.json()["events"]
        after = answer.json()["after"]
        path = answer.links["next"]["url"] if "next" in answer.links else None
    return found, after


async def test_a_type_narrows_the_feed_to_what_each_party_is_shown(
    la: Party, provider: Party, tribunal: Party, advice: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await agreed(la, provider, case, "full_agreement")
    mark = await la.opens(kind="plan_content", sections=("I",))
    for party in (la, provider, tribunal):
        everything, _ = await feed_up_to(party, mark)
        shown = {one["type"] for one in everything}
        assert len(shown) > 1
        for kind in shown | {"agreement-recorded", "slot-held"}:
            told, after = await narrowed(party, kind)
            assert told == [one for one in everything if one["type"] == kind]
            assert (await party.gets("/v1/events", after=after))["events"] == []
        both = sorted(shown)[:2]
        assert (await narrowed(party, *both))[0] == [one for one in everything if one["type"] in both]
    withheld, _ = await narrowed(tribunal, WITHHELD)
    assert case in {one["case_id"] for one in withheld}
    assert (await narrowed(tribunal, "agreement-recorded"))[0] == []
    assert (await narrowed(advice, *sorted(EVENTS)))[0] == []


async def test_a_cursor_goes_on_past_what_was_left_out_and_serves_other_types_too(la: Party, provider: Party) -> None:
    case = await la.opens()
    await feed_up_to(la, case)
    told, after = await narrowed(la, "appeal-reinstated")
    assert after is not None
    await provider.records(case, "contact-adviser")
    mark = await la.opens()
    await feed_up_to(la, mark)
    since = await la.gets("/v1/events", after=after)
    assert [one["type"] for one in since["events"]] == ["adviser-contacted", "notice-recorded"]
    only = await la.gets("/v1/events", after=after, type="notice-recorded")
    assert [one["record_id"] for one in only["events"]] == [mark]
    assert await la.gets("/v1/events", after=only["after"], type="adviser-contacted") == {
        "events": [], "after": only["after"],
    }  # fmt: skip
    assert told == []
