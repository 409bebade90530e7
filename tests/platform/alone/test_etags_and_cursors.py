"""If-Match (RFC 9110 section 13.1.1) and pages by keyset."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from app.platform.http.cursors import Cursors, SealedCursors
from app.platform.http.etags import check_if_match, etag
from app.platform.http.problems import InvalidInput, StaleVersion
from app.platform.sealing import Seal

CASES: Cursors[tuple[datetime, UUID]] = Cursors("cases", tuple[datetime, UUID])
HERE = (datetime(2026, 3, 1, 12, tzinfo=UTC), UUID(int=7))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "*",
        " * ",
        '"7"',
        '"6", "7"',
        '"6","7","8"',
        'W/"6" ,\t"7"',
        '"a,b", "7"',
        '"", "7"',
        '"7",',
        '"6", , "7"',
        ',, "7" ,\t,',
    ],
)
def test_the_version_that_was_meant(header: str | None) -> None:
    check_if_match(header, 7)


@pytest.mark.parametrize("header", ['"6"', '"6", "8"', 'W/"7"', '"77"', '""', '"7 "'.replace(" ", "!")])
def test_another_version(header: str) -> None:
    with pytest.raises(StaleVersion) as stale:
        check_if_match(header, 7)
    assert stale.value.headers == {"ETag": '"7"'}


@pytest.mark.parametrize(
    "header", ["7", "", "7, 8", '"7', '7"', '"7" "8"', ",", "\n", '"7"\n', '*, "7"', "w/7", '"7 8"']
)
def test_no_entity_tag_at_all(header: str) -> None:
    with pytest.raises(InvalidInput):
        check_if_match(header, 7)


@given(st.text(max_size=40), st.integers(min_value=1))
def test_no_header_gets_by_unless_it_names_the_version(header: str, version: int) -> None:
    try:
        check_if_match(header, version)
    except (StaleVersion, InvalidInput):
        return
    assert header.strip() == "*" or etag(version) in header


async def test_over_http(client: httpx2.AsyncClient) -> None:
    fresh = await client.put("/v1/records/1", headers={"If-Match": '"7"'})
    assert (fresh.status_code, fresh.headers["etag"]) == (200, '"8"')
    stale = await client.put("/v1/records/1", headers={"If-Match": '"6"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    assert stale.headers["etag"] == '"7"'
    odd = await client.put("/v1/records/1", headers={"If-Match": "7"})
    assert odd.json()["errors"][0]["pointer"] == "#/If-Match"


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_leads_back(at: datetime, case_id: UUID) -> None:
    assert CASES.decode(CASES.encode((at, case_id))) == (at, case_id)


def test_no_cursor_is_the_first_page() -> None:
    assert CASES.decode(None) is None


def test_a_cursor_is_fit_for_a_url() -> None:
    assert set(CASES.encode(HERE)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "AAAA",
        CASES.encode(HERE)[:-3],
        Cursors[Any]("events", tuple[datetime, UUID]).encode(HERE),
        encoded([2, "cases", ["2026-03-01T12:00:00Z", str(UUID(int=7))]]),
        encoded([1, "cases", ["2026-03-01T12:00:00Z"]]),
        encoded([1, "cases", ["yesterday", str(UUID(int=7))]]),
        encoded([1, "cases", [0, str(UUID(int=7))]]),
        encoded([1, "cases", None]),
        encoded([1, "cases"]),
        encoded({"cases": 1}),
        encoded(1),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_what_this_list_did_not_give(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        CASES.decode(cursor)
    assert refused.value.members["errors"][0]["pointer"] == "#/cursor"  # type: ignore[index] # a list of faults


@given(st.text())
def test_no_garbage_does_more_than_be_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        CASES.decode(cursor)


OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
OURS, THEIRS = UUID(int=1), UUID(int=2)
FEED: SealedCursors[tuple[int, int]] = SealedCursors("feed", tuple[int, int], "after")


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_sealed_cursor_leads_back_and_says_nothing(number: int, place: int) -> None:
    seal = Seal([NEW])
    cursor = FEED.encode((number, place), seal, OURS)
    assert FEED.decode(cursor, seal, OURS) == (number, place)
    assert len(cursor) == len(FEED.encode((0, 0), seal, OURS)) <= 500, "not even how large the numbers are"
    assert cursor != FEED.encode((number, place), seal, OURS), "nor whether two are the same place"


def test_a_sealed_cursor_outlives_a_change_of_keys_until_its_own_is_retired() -> None:
    cursor = FEED.encode((7, 8), Seal([OLD]), OURS)
    assert FEED.decode(cursor, Seal([NEW, OLD]), OURS) == (7, 8)
    with pytest.raises(InvalidInput):
        FEED.decode(cursor, Seal([NEW]), OURS)


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "é", "\ud800",
        Cursors[Any]("feed", tuple[int, int]).encode((7, 8)),
        SealedCursors[Any]("lookups", tuple[int, int]).encode((7, 8), Seal([NEW]), OURS),
        FEED.encode((7, 8), Seal([NEW]), THEIRS),
        FEED.encode((7, 8), Seal([NEW]), OURS)[:-5] + "AAAA=",
        Seal([NEW]).seal({"cursor": "garbage"}, f"{OURS}/feed").decode(),
    ],
)  # fmt: skip
def test_no_sealed_cursor_of_this_reader_and_this_list(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        FEED.decode(cursor, Seal([NEW]), OURS)
    assert refused.value.members["errors"][0]["pointer"] == "#/after"  # type: ignore[index] # a list of faults


async def test_pages_lead_to_the_end(client: httpx2.AsyncClient, bearer: Callable[..., dict[str, str]]) -> None:
    address, seen = "/v1/cases?limit=2&state=a%26b&state=c", []
    while address:
        answer = await client.get(address, headers=bearer("la"))
        assert answer.status_code == 200
        seen.append(answer.json()["items"])
        address = answer.json()["next"]
        if address:
            assert answer.headers["link"] == f'<{address}>; rel="next"'
            assert "limit=2&state=a%26b&state=c&cursor=" in address
        else:
            assert "link" not in answer.headers
    assert seen == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=" + "A" * 501])
async def test_a_page_that_cannot_be(
    client: httpx2.AsyncClient, bearer: Callable[..., dict[str, str]], query: str
) -> None:
    answer = await client.get(f"/v1/cases?{query}", headers=bearer("la"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
