"""Calendars that go out: what is written is a calendar, in London time, and reads back the same."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars import Entry, Imported, read_calendar, write_calendar
from app.kernel.london import LONDON

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
NINE = Span(datetime(2026, 6, 1, 8, tzinfo=UTC), datetime(2026, 6, 1, 11, tzinfo=UTC))
SESSION = Entry("a@example.org", NINE, "Mediation session", busy=True, updated_at=NOW)
AWKWARD = 'Zoë, Anaïs; "Łukasz" \\n ' + "ü" * 80


def unfolded(text: bytes) -> list[str]:
    return text.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_calendar_says_what_it_is() -> None:
    lines = unfolded(write_calendar("Sessions", [SESSION], at=NOW))
    assert {
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "NAME:Sessions",
        "X-WR-CALNAME:Sessions",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "DTSTAMP:20260105T120000Z",
        "LAST-MODIFIED:20260105T120000Z",
        "DTSTART;TZID=Europe/London:20260601T090000",
        "DTEND;TZID=Europe/London:20260601T120000",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
    } <= set(lines)


def test_a_calendar_without_entries_is_a_calendar() -> None:
    assert read_calendar(BytesIO(write_calendar("Sessions", [], at=NOW)), FIRST, LAST) == Imported((), (), ())


def test_names_are_escaped_and_long_lines_are_folded() -> None:
    entry = Entry(AWKWARD, NINE, AWKWARD, busy=False, updated_at=NOW, sequence=2)
    text = write_calendar(AWKWARD, [entry], at=NOW)
    assert max(map(len, text.split(b"\r\n"))) <= 75
    escaped = AWKWARD.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert {f"{name}:{escaped}" for name in ("NAME", "X-WR-CALNAME", "SUMMARY", "UID")} <= set(unfolded(text))
    [read_back] = Calendar.from_ical(text).events
    assert str(read_back["SUMMARY"]) == AWKWARD


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\0"])
def test_no_name_can_begin_a_line_of_its_own(end: str) -> None:
    attack = f"Session{end}END:VEVENT{end}BEGIN:VEVENT"
    text = write_calendar(attack, [Entry(attack, NINE, attack, busy=True, updated_at=NOW)], at=NOW)
    assert end.encode() not in text.replace(b"\r\n", b"")
    assert text.count(b"\r\nBEGIN:VEVENT\r\n") == 1


INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
CHANGE = st.integers(-180, 180).map(lambda n: datetime(2026, 10, 25, 1, tzinfo=UTC) + timedelta(minutes=n))


@given(INSTANTS | CHANGE, st.integers(1, 720))
def test_what_is_written_reads_back_the_same(starts_at: datetime, minutes: int) -> None:
    span = Span(starts_at, starts_at + timedelta(minutes=minutes))
    entries = [
        Entry("busy", span, "Session", busy=True, updated_at=NOW),
        Entry("free", Span(span.ends_at, span.ends_at + timedelta(hours=1)), "Free", busy=False, updated_at=NOW),
        Entry("off", Span(span.ends_at, span.ends_at + timedelta(hours=1)), "Off", True, NOW, 3, cancelled=True),
    ]
    imported = read_calendar(BytesIO(write_calendar("Sessions", entries, at=NOW)), date(2024, 12, 1), date(2028, 2, 1))
    assert imported == Imported((), (span,), ())


def test_the_clock_that_is_written_is_londons() -> None:
    text = write_calendar("Sessions", [SESSION], at=NOW)
    [written] = Calendar.from_ical(text).timezones
    clock = written.to_tz(lookup_tzid=False)
    for day in range(0, 12 * 365, 5):
        noon = datetime.combine(date(2025, 1, 1) + timedelta(days=day), time(12))
        assert clock.utcoffset(noon) == LONDON.utcoffset(noon), noon
