"""The hash chain: whatever is changed, dropped, slipped in or reordered, somebody who recomputes it sees where."""

import hashlib
from typing import Any

import pytest

from app.kernel.chain import GENESIS, canonical, link, verify

Link = tuple[dict[str, Any], str, str]


def a_chain(length: int = 4) -> tuple[list[Link], str]:
    previous, links = GENESIS, []
    for seq in range(1, length + 1):
        event = {"seq": seq, "type": "adviser-contacted", "changes": {"contacted_on": f"2026-02-0{seq}"}}
        own = link(previous, event)
        links.append((event, previous, own))
        previous = own
    return links, previous


def test_a_whole_chain_is_whole() -> None:
    for length in (0, 1, 4):
        links, head = a_chain(length)
        verdict = verify(links, head)
        assert (verdict.intact, verdict.length, verdict.broken_at) == (True, length, None)


def test_one_member_changed_is_found_where_it_stands() -> None:
    for at in range(4):
        links, head = a_chain()
        event, before, own = links[at]
        links[at] = ({**event, "type": "dispute-withdrawn"}, before, own)
        assert verify(links, head).broken_at == at + 1


def test_changing_an_event_with_its_hash_is_found_at_the_next() -> None:
    links, head = a_chain()
    event, before, _ = links[1]
    forged = {**event, "changes": {}}
    links[1] = (forged, before, link(before, forged))
    assert verify(links, head).broken_at == 3


def test_rewriting_everything_after_is_found_at_the_head() -> None:
    """The head stands on the case: a rewritten tail does not lead to it."""
    links, head = a_chain()
    event, before, _ = links[3]
    forged = {**event, "changes": {}}
    links[3] = (forged, before, link(before, forged))
    verdict = verify(links, head)
    assert (verdict.intact, verdict.broken_at) == (False, 4)


@pytest.mark.parametrize(
    ("tamper", "at"),
    [
        (lambda links: links.pop(1), 2),
        (lambda links: links.insert(1, links[0]), 2),
        (lambda links: links.reverse(), 1),
        (lambda links: links.pop(), 3),  # the tail is cut off: the head does not follow
    ],
    ids=["dropped", "slipped in", "reordered", "cut off"],
)
def test_events_dropped_added_or_moved_are_found(tamper: Any, at: int) -> None:
    links, head = a_chain()
    tamper(links)
    verdict = verify(links, head)
    assert (verdict.intact, verdict.broken_at) == (False, at)


def test_anybody_can_recompute_it() -> None:
    """The published recipe: SHA-256 over the hash before, a line feed, and JSON with sorted keys and no spaces."""
    event = {"b": [1, "é"], "a": None}
    assert canonical(event) == '{"a":null,"b":[1,"é"]}'
    recipe = hashlib.sha256((GENESIS + "\n" + '{"a":null,"b":[1,"é"]}').encode("utf-8")).hexdigest()
    assert link(GENESIS, event) == recipe
    assert link(GENESIS, {"a": None, "b": [1, "é"]}) == recipe, "the order of members is no difference"
