"""Calendars over HTTP: a mediator's own comes in and says nothing of its life, the booked sessions go out."""

from asyncio import Event, ensure_future, sleep
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from icalendar import Calendar
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.mediators import calendar_desk as taking_in
from app.capacity.mediators.calendars import Imported, apart
from app.kernel.london import LONDON
from tests.support.capacity import (
    TODAY,
    books,
    every_day,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tables_that_say,
    wants_mediation,
)
from tests.support.parties import Party

PRIVATE = "Oncology clinic, Ward 7"


def busy(day: int, starts: str = "100000", ends: str = "110000", *more: str) -> str:
    """An event so many days from today, with a title, a place and a guest that are nobody's business."""
    on = (TODAY + timedelta(days=day)).strftime("%Y%m%d")
    return "\r\n".join(
        [
            "BEGIN:VEVENT", f"UID:{day}-{starts}@example", "DTSTAMP:20260105T090000Z",
            f"DTSTART;TZID=Europe/London:{on}T{starts}", f"DTEND;TZID=Europe/London:{on}T{ends}",
            f"SUMMARY:{PRIVATE}", f"LOCATION:{PRIVATE}", f"ATTENDEE;CN={PRIVATE.split(',')[0]}:mailto:x@example", *more,
            "END:VEVENT",
        ]
    )  # fmt: skip


def calendar(*parts: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//EN", *parts, "END:VCALENDAR", ""]).encode()


async def sends_in(party: Party, mediator: str, sent: bytes) -> httpx2.Response:
    path = f"/v1/mediators/{mediator}/calendar"
    return await party.sends("PUT", path, content=sent, headers={"Content-Type": "text/calendar"})


async def days_open(party: Party, case: str, mediator: str) -> set[str]:
    return {slot["day"] for slot in await slots_for(party, case, mediator)}


async def test_busy_times_close_slots_until_the_next_calendar(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    everything = await days_open(la, case, mediator)
    answer = await sends_in(provider, mediator, calendar(busy(3), busy(3, "103000", "120000"), busy(5)))
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert (read["busy_times"], read["windows"], read["skipped"]) == (2, 0, [])  # two that meet are one
    assert everything - await days_open(la, case, mediator) == {in_days(3), in_days(5)}
    free = busy(7, "100000", "110000", "TRANSP:TRANSPARENT")
    after = (await sends_in(provider, mediator, calendar(busy(4, "123000", "130000"), busy(6), free))).json()
    assert everything - await days_open(la, case, mediator) == {in_days(6)}  # the slot ends at 12:30
    assert after["availability"]["weekly"]  # what was said by hand stays
    said = await puts(provider, f"/v1/mediators/{mediator}/availability", every_day(gap_minutes=0))
    assert said["busy_times"] == 2  # and the other way round
    assert everything - await days_open(la, case, mediator) == {in_days(6)}


async def test_available_times_open_slots(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, {"weekly": []})
    case = await wants_mediation(la, provider)
    on = (TODAY + timedelta(days=4)).strftime("%Y%m%d")
    hours = [
        "BEGIN:VAVAILABILITY", "UID:a@example", "DTSTAMP:20260105T090000Z", "BEGIN:AVAILABLE", "UID:b@example",
        "DTSTAMP:20260105T090000Z", f"DTSTART;TZID=Europe/London:{on}T140000", f"DTEND;TZID=Europe/London:{on}T170000",
        "END:AVAILABLE", "END:VAVAILABILITY",
    ]  # fmt: skip
    assert (await sends_in(provider, mediator, calendar(*hours))).json()["windows"] == 1
    [slot] = await slots_for(la, case, mediator)
    two = datetime.combine(TODAY + timedelta(days=4), time(14), LONDON)
    assert datetime.fromisoformat(slot["starts_at"]) == two.astimezone(UTC)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00\xff\xfe",
        PRIVATE.encode(),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + PRIVATE.encode(),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b'{"weekly": []}',
        calendar("CALSCALE:HEBREW"),
        calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 100_001),
        calendar("BEGIN:VEVENT", "DTSTART:20270112T100000Z"),
    ],
    ids=["empty", "bytes", "text", "broken off", "bare", "json", "another calendar", "too many", "not ended"],
)
async def test_what_cannot_be_taken_in_changes_nothing(provider: Party, sent: bytes) -> None:
    mediator = await mediates(provider)
    answer = await sends_in(provider, mediator, sent)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["code"] == "calendar"
    assert PRIVATE not in answer.text
    assert (await provider.gets(f"/v1/mediators/{mediator}"))["version"] == 2


async def test_a_calendar_that_opens_too_much_is_refused(provider: Party) -> None:
    mediator = await mediates(provider, {"session_minutes": 15, "starts_every_minutes": 5})
    on = TODAY.strftime("%Y%m%d")
    hours = [
        "BEGIN:VAVAILABILITY", "UID:a@example", "DTSTAMP:20260105T090000Z", "BEGIN:AVAILABLE", "UID:b@example",
        "DTSTAMP:20260105T090000Z", f"DTSTART;TZID=Europe/London:{on}T000000",
        f"DTEND;TZID=Europe/London:{on}T235900", "RRULE:FREQ=DAILY", "END:AVAILABLE", "END:VAVAILABILITY",
    ]  # fmt: skip
    answer = await sends_in(provider, mediator, calendar(*hours))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#")
    assert (await provider.gets(f"/v1/mediators/{mediator}/availability"))["calendar_windows"] == 0


async def test_a_broken_entry_is_skipped_without_a_word_of_it(provider: Party) -> None:
    mediator = await mediates(provider)
    often = busy(4, "100000", "100100", "RRULE:FREQ=SECONDLY")
    nowhere = busy(5).replace("Europe/London", "Mars/Olympus Mons")
    startless = busy(7).replace("DTSTART", "X-START")
    read = (await sends_in(provider, mediator, calendar(often, nowhere, startless, busy(6)))).json()
    assert (read["busy_times"], len(read["skipped"])) == (3, 3)
    assert [named.partition(" (")[0].partition(": ")[0] for named in read["skipped"]] == [
        "The VEVENT at line 4", "The VEVENT at line 14", "The VEVENT at line 23",
    ]  # fmt: skip
    assert "Oncology" not in str(read)
    assert "Olympus" not in str(read)


async def test_nobody_has_the_calendar_of_anothers_mediator_parsed(provider: Party, other_provider: Party) -> None:
    mediator = await mediates(provider)
    assert (await sends_in(other_provider, mediator, b"not a calendar")).status_code == 404
    path, stale = f"/v1/mediators/{mediator}/calendar", {"Content-Type": "text/calendar", "If-Match": '"1"'}
    assert (await provider.sends("PUT", path, content=b"not a calendar", headers=stale)).status_code == 412


async def test_a_calendar_is_brought_in_by_the_mediators_provider(
    la: Party, provider: Party, other_provider: Party
) -> None:
    mediator = await mediates(provider)
    assert (await sends_in(other_provider, mediator, calendar(busy(3)))).status_code == 404
    assert (await sends_in(la, mediator, calendar(busy(3)))).status_code == 403
    path = f"/v1/mediators/{mediator}/calendar"
    assert (await provider.http.put(path, content=calendar())).status_code == 401
    assert (await other_provider.sends("POST", f"{path}/subscription")).status_code == 404
    assert (await provider.gets(f"/v1/mediators/{mediator}"))["version"] == 2


async def test_what_a_calendar_is_about_is_nowhere(provider: Party, la: Party, owner: AsyncEngine) -> None:
    mediator = await mediates(provider, name="Kept Here")
    brought = await sends_in(provider, mediator, calendar(busy(3), busy(4)))
    path = f"/v1/mediators/{mediator}"
    read = [brought.text, *[str(await provider.gets(f"{path}{part}")) for part in ("", "/availability", "/events")]]
    read.append(str(await la.gets(path)))
    assert sorted(await tables_that_say(owner, "Kept Here")) == ["journal", "mediators"]
    for word in ("Oncology", "Ward 7", "mailto"):
        assert await tables_that_say(owner, word) == []
        assert not any(word in one for one in read)
    trail = await provider.gets(f"{path}/events")
    assert trail["items"][-1]["changes"]["busy"] == 2  # how many, never when


async def subscribes(party: Party, mediator: str, **headers: str) -> str:
    """Ask for the address of a mediator's calendar, and return its path."""
    made = await party.posts(f"/v1/mediators/{mediator}/calendar/subscription", None, **headers)
    path: str = urlsplit(made["url"]).path
    return path


async def events_at(public: httpx2.AsyncClient, path: str) -> list[Any]:
    answer = await public.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert "no-store" in answer.headers["cache-control"]
    return [*Calendar.from_ical(answer.content).events]


async def test_whoever_has_the_address_reads_when_and_nothing_about_whom(
    la: Party, provider: Party, public: httpx2.AsyncClient
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider, la_reference="CAL-REF-77")
    path = await subscribes(provider, mediator)
    assert await events_at(public, path) == []
    early, late = (await slots_for(la, case, mediator))[:2]
    session = await books(la, case, early["id"], place="12 Private Road")
    [shown] = await events_at(public, path)
    assert shown.start.astimezone(UTC) == datetime.fromisoformat(early["starts_at"])
    assert shown.end.astimezone(UTC) == datetime.fromisoformat(early["ends_at"])
    told = (await public.get(path)).text
    for word in (case, "CAL-REF-77", "Sam Example", "Eastmere", "Private Road", "ommon Ground"):
        assert word not in told, word
    assert "991" not in "".join(line for line in told.splitlines() if not line.startswith("UID:")), "the authority's"

    held = await holds(la, late["id"], case)
    moving = {"hold_id": held["id"], "moved_by": "mediator", "why": "illness"}
    await la.posts(f"/v1/sessions/{session['id']}/reschedule", moving)
    [moved] = await events_at(public, path)
    assert moved["UID"] == shown["UID"]
    assert moved["SEQUENCE"] > shown["SEQUENCE"]
    assert moved.start.astimezone(UTC) == datetime.fromisoformat(late["starts_at"])
    await provider.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"})
    assert await events_at(public, path) == []


async def test_our_own_events_and_free_busy_times_come_in(
    la: Party, provider: Party, public: httpx2.AsyncClient
) -> None:
    """A calendar that subscribes to a mediator's sessions is that mediator's own: it holds them when it is sent in."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    path = await subscribes(provider, mediator)
    slot = (await slots_for(la, case, mediator))[0]
    session = await books(la, case, slot["id"])
    sent = (await public.get(path)).content
    answer = await sends_in(provider, mediator, sent)
    assert (answer.status_code, answer.json()["busy_times"], answer.json()["skipped"]) == (200, 0, [])
    await provider.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"})
    assert slot["day"] in await days_open(la, case, mediator)
    on = datetime.fromisoformat(slot["starts_at"]).astimezone(UTC)
    period = f"FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:{on:%Y%m%dT%H%M%SZ}/PT1H"
    answer = await sends_in(provider, mediator, calendar("BEGIN:VFREEBUSY", "UID:1", period, "END:VFREEBUSY"))
    assert answer.json()["busy_times"] == 1
    assert slot["day"] not in await days_open(la, case, mediator)


async def test_a_calendar_that_is_too_large_is_refused_as_documented(provider: Party) -> None:
    mediator = await mediates(provider)
    answer = await sends_in(provider, mediator, calendar(*["X-FILL:" + "x" * 70] * 220_000))
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/content-too-large")
    document = await provider.gets("/openapi.json")
    operations = document["paths"]["/v1/mediators/{mediator_id}/calendar"]
    assert "413" in operations["put"]["responses"]
    proposing = document["paths"]["/v1/capacity/allocations"]["post"]["responses"]
    assert "404" not in proposing
    assert "AllocationStale" not in str(proposing)


async def test_an_address_is_shown_once_and_ends_with_the_next(
    provider: Party, public: httpx2.AsyncClient, owner: AsyncEngine
) -> None:
    mediator = await mediates(provider)
    key = {"Idempotency-Key": f"subscribe to {mediator}"}
    first = await subscribes(provider, mediator, **key)
    assert await subscribes(provider, mediator, **key) == first
    secret = first.removeprefix("/v1/calendars/").removesuffix(".ics")
    assert await tables_that_say(owner, secret) == []  # though a repeated key is answered alike
    read = [await provider.gets(f"/v1/mediators/{mediator}{part}") for part in ("", "/availability", "/events")]
    assert secret not in str(read)
    second = await subscribes(provider, mediator)
    trail = (await provider.gets(f"/v1/mediators/{mediator}/events"))["items"]
    assert [(entry["type"], entry["changes"]) for entry in trail[-2:]] == [("calendar-address-made", {})] * 2
    assert (trail[-1]["seq"], trail[-1]["previous"]) == (4, trail[-2]["hash"])
    assert await events_at(public, second) == []
    for gone in (first, f"/v1/calendars/{'x' * 43}.ics"):
        answer = await public.get(gone)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), gone


async def test_a_diary_of_many_years_comes_in(provider: Party) -> None:
    mediator = await mediates(provider)
    filling = [f"DESCRIPTION:{'x' * 900}", *[f"X-ALT-DESC:{'y' * 900}"] * 2]
    years = [busy(day % 300 + 1, "100000", "110000", *filling) for day in range(5_500)]
    sent = calendar(*years)
    assert 16_000_000 < len(sent) < 16_777_216
    answer = await sends_in(provider, mediator, sent)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["busy_times"], answer.json()["skipped"]) == (300, [])


async def test_a_session_of_another_deployment_takes_its_time(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    everything = await days_open(la, case, mediator)
    theirs = busy(3).replace("UID:3-100000@example", "UID:0b6f4c7e-6a55-4b1e-9f0e-3d3c1a2b4c5d@mediation")
    read = (await sends_in(provider, mediator, calendar(theirs))).json()
    assert (read["busy_times"], read["skipped"]) == (1, [])
    assert everything - await days_open(la, case, mediator) == {in_days(3)}


async def test_a_session_of_a_colleague_takes_the_time_of_whoever_has_it_in_the_diary(
    la: Party, provider: Party
) -> None:
    """A mediator who sits in on another's session is busy, though the session is of this deployment."""
    mediator, colleague = await mediates(provider), await mediates(provider)
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, case, colleague))[0]
    session = await books(la, case, slot["id"])
    everything = await days_open(la, another, mediator)
    on = datetime.fromisoformat(slot["starts_at"]).astimezone(UTC)
    sits_in = calendar(
        "BEGIN:VEVENT", f"UID:{session['id']}@mediation", f"DTSTART:{on:%Y%m%dT%H%M%SZ}", "DURATION:PT3H", "END:VEVENT"
    )
    assert (await sends_in(provider, colleague, sits_in)).json()["busy_times"] == 0
    assert (await sends_in(provider, mediator, sits_in)).json()["busy_times"] == 1
    assert everything - await days_open(la, another, mediator) == {slot["day"]}


async def test_calendars_of_one_provider_are_read_one_after_another(
    provider: Party, other_provider: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    mediator, another = await mediates(provider), await mediates(provider)
    theirs = await mediates(other_provider)
    reading, go_on = Event(), Event()

    async def slowly(*_: Any) -> Imported:
        reading.set()
        await go_on.wait()
        return Imported((), (), ())

    with monkeypatch.context() as patched:
        patched.setattr(taking_in, "read_apart", slowly)
        first = ensure_future(sends_in(provider, mediator, calendar()))
        await reading.wait()
        second = await sends_in(provider, another, calendar())
        assert (second.status_code, second.json()["type"]) == (429, "/problems/too-many-requests")
        assert int(second.headers["retry-after"]) > 0
        other = ensure_future(sends_in(other_provider, theirs, calendar()))
        go_on.set()
        assert (await first).status_code == (await other).status_code == 200
    assert (await sends_in(provider, another, calendar())).status_code == 200


async def test_a_file_that_takes_too_long_is_refused_while_others_are_answered(
    provider: Party, public: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that reads it is ended by the kernel. What was brought in before stays."""
    mediator = await mediates(provider)
    assert (await sends_in(provider, mediator, calendar(busy(3)))).status_code == 200
    monkeypatch.setattr(apart, "SECONDS", 1)
    never = "RRULE:FREQ=MINUTELY;INTERVAL=7;BYHOUR=0;BYMONTH=2;BYMONTHDAY=30"
    sent = ensure_future(sends_in(provider, mediator, calendar(*[busy(4, "100000", "110000", never)] * 2_000)))
    while not sent.done():
        assert (await public.get("/health/live")).status_code == 200
        await sleep(0.05)
    answer = await sent
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "calendar")
    assert "more than 1 seconds to read" in answer.text
    assert (await provider.gets(f"/v1/mediators/{mediator}/availability"))["busy_times"] == 1


@pytest.mark.parametrize(
    "filling", ["\r\n" * 500_000, "\r\n" * 500_000 + " x", "X-A:\r\n" + " \r\n" * 500_000, " " * 10**6]
)
async def test_blank_lines_and_folds_cost_no_more_than_others(provider: Party, filling: str) -> None:
    mediator = await mediates(provider)
    answer = await sends_in(provider, mediator, calendar(f"X-TEXT:a\r\n{filling}", busy(3)))
    assert (answer.status_code, answer.json()["busy_times"]) == (200, 1)
