"""Calendars that come in: what blocks time and what opens it, and nothing else of what a calendar says."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capacity.mediators.calendars import Imported, NotACalendar, reading, uid_of
from app.capacity.mediators.calendars.components import DEEPEST
from tests.support.calendars import SECRET, busy, event, ics, read, read_bytes, shown

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


JUNE = "DTSTART:20260601T090000Z"
AN_HOUR = "DURATION:PT1H"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([JUNE, "DTEND:20260601T100000Z"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        ([JUNE, AN_HOUR], ["01 Jun 10:00 to 01 Jun 11:00"]),
        ([JUNE], []),  # takes no time
        ([JUNE, AN_HOUR, "TRANSP:OPAQUE", "STATUS:TENTATIVE"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        ([JUNE, AN_HOUR, "TRANSP:TRANSPARENT"], []),
        ([JUNE, AN_HOUR, "STATUS:CANCELLED"], []),
        (["DTSTART:20260601T090000", AN_HOUR], ["01 Jun 09:00 to 01 Jun 10:00"]),  # floating
        (["DTSTART;TZID=Europe/Paris:20260601T090000", AN_HOUR], ["01 Jun 08:00 to 01 Jun 09:00"]),
        (["DTSTART;TZID=GMT Standard Time:20260601T090000", AN_HOUR], ["01 Jun 09:00 to 01 Jun 10:00"]),
        (["DTSTART;TZID=/example.org/2026/Europe/Paris:20260601T090000", AN_HOUR], ["01 Jun 08:00 to 01 Jun 09:00"]),
        (["DTSTART;VALUE=DATE:20260601"], ["01 Jun 00:00 to 02 Jun 00:00"]),
        (["DTSTART;VALUE=DATE:20261024", "DTEND;VALUE=DATE:20261027"], ["24 Oct 00:00 to 27 Oct 00:00"]),
    ],
)
def test_what_blocks_time_and_when(lines: list[str], expected: list[str]) -> None:
    assert busy(*event(*lines)) == expected


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    weekly = event("DTSTART;TZID=Europe/London:20261018T090000", AN_HOUR, "RRULE:FREQ=WEEKLY;COUNT=2")
    assert [span.starts_at.hour for span in read(*weekly).busy] == [8, 9]


def test_a_series_with_its_exceptions() -> None:
    series = event(
        "DTSTART;TZID=Europe/London:20260601T090000",
        AN_HOUR,
        "RRULE:FREQ=WEEKLY;UNTIL=20260629T080000Z",
        "EXDATE;TZID=Europe/London:20260608T090000",
        "RDATE;TZID=Europe/London:20260610T120000",
    )
    moved = event("RECURRENCE-ID;TZID=Europe/London:20260615T090000", "DTSTART:20260616T130000Z", AN_HOUR)
    gone = event("RECURRENCE-ID:20260622T080000Z", "DTSTART:20260622T080000Z", AN_HOUR, "STATUS:CANCELLED")
    assert busy(*series, *moved, *gone) == [
        "01 Jun 09:00 to 01 Jun 10:00",
        "10 Jun 12:00 to 10 Jun 13:00",
        "16 Jun 14:00 to 16 Jun 15:00",
        "29 Jun 09:00 to 29 Jun 10:00",
    ]


def test_all_later_dates_of_a_series_may_move() -> None:
    series = event("DTSTART:20260601T090000Z", AN_HOUR, "RRULE:FREQ=DAILY;COUNT=3")
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260602T090000Z", "DTSTART:20260602T110000Z", AN_HOUR)
    assert [span.starts_at.hour for span in read(*series, *later).busy] == [9, 11, 11]


def test_only_the_days_asked_for_are_told() -> None:
    long = event("DTSTART:20260531T120000Z", "DTEND:20260604T120000Z")
    assert shown(read(*long, from_on=date(2026, 6, 2), to_on=date(2026, 6, 3)).busy) == ["02 Jun 00:00 to 04 Jun 00:00"]
    for day, told in ((1, 0), (2, 1), (3, 0)):
        one = event("DTSTART:20260602T225900Z", "DURATION:PT1M")  # the last minute of 2 June in London
        assert len(read(*one, from_on=date(2026, 6, day), to_on=date(2026, 6, day)).busy) == told


def test_appointments_that_meet_are_told_as_one() -> None:
    first, second = (event(f"DTSTART:20260601T{hour}0000Z", AN_HOUR, uid=hour) for hour in ("09", "10"))
    assert busy(*second, *first) == ["01 Jun 10:00 to 01 Jun 12:00"]


def test_a_calendar_may_name_its_own_zone() -> None:
    series = event("DTSTART:20261018T080000Z", AN_HOUR, "RRULE:FREQ=WEEKLY;COUNT=2")
    assert [span.starts_at.hour for span in read("X-WR-TIMEZONE:Europe/London", *series).busy] == [8, 9]
    assert [span.starts_at.hour for span in read("X-WR-TIMEZONE:Mars/Phobos", *series).busy] == [8, 8]


def test_availability_opens_time_within_its_frame() -> None:
    imported = read(
        "BEGIN:VAVAILABILITY",
        "UID:frame",
        "DTSTART;TZID=Europe/London:20261019T000000",
        "DTEND;TZID=Europe/London:20261102T000000",
        "BEGIN:AVAILABLE",
        "UID:mondays",
        f"SUMMARY:{SECRET}",
        "DTSTART;TZID=Europe/London:20260105T090000",
        "DTEND;TZID=Europe/London:20260105T170000",
        "RRULE:FREQ=WEEKLY",
        "END:AVAILABLE",
        "END:VAVAILABILITY",
    )
    assert shown(imported.windows) == ["19 Oct 09:00 to 19 Oct 17:00", "26 Oct 09:00 to 26 Oct 17:00"]
    assert [span.starts_at.hour for span in imported.windows] == [8, 9]
    assert imported.busy == ()


def test_a_frame_without_ends_is_open_and_one_elsewhere_opens_nothing() -> None:
    hours = ("BEGIN:AVAILABLE", "UID:a", "DTSTART:20260601T090000Z", AN_HOUR, "END:AVAILABLE", "END:VAVAILABILITY")
    assert shown(read("BEGIN:VAVAILABILITY", *hours).windows) == ["01 Jun 10:00 to 01 Jun 11:00"]
    for frame in (("DTSTART:20260601T093000Z", "DURATION:P1D"), ("DTEND:20260601T093000Z",)):
        [window] = read("BEGIN:VAVAILABILITY", *frame, *hours).windows
        assert window.ends_at - window.starts_at == timedelta(minutes=30)
    past = ("DTSTART:20250101T000000Z", "DTEND:20250201T000000Z")
    assert read("BEGIN:VAVAILABILITY", *past, *hours) == Imported((), (), ())


def free_busy(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VFREEBUSY", "UID:f", "DTSTART:20260601T000000Z", "DTEND:20260701T000000Z", *lines, "END:VFREEBUSY")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["FREEBUSY:20260601T090000Z/PT1H"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        (["FREEBUSY;FBTYPE=BUSY:20260601T090000Z/20260601T100000Z"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        (["FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260601T090000Z/PT1H"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        (["FREEBUSY;FBTYPE=X-TRAVEL:20260601T090000Z/PT1H"], ["01 Jun 10:00 to 01 Jun 11:00"]),
        (["FREEBUSY;FBTYPE=free:20260601T090000Z/PT1H"], []),
        (["FREEBUSY:20260601T090000/PT1H"], ["01 Jun 09:00 to 01 Jun 10:00"]),  # floating
        (["FREEBUSY;TZID=Europe/Paris:20260601T090000/PT1H"], ["01 Jun 08:00 to 01 Jun 09:00"]),
        (["FREEBUSY:20250601T090000Z/PT1H"], []),  # not asked about
        ([], []),
        (
            ["FREEBUSY:20260601T090000Z/PT1H,20260602T090000Z/PT1H", "FREEBUSY:20260603T090000Z/PT1H"],
            [f"0{day} Jun 10:00 to 0{day} Jun 11:00" for day in (1, 2, 3)],
        ),
    ],
)
def test_what_is_not_free_is_busy(lines: list[str], expected: list[str]) -> None:
    assert busy(*free_busy(*lines)) == expected


def test_a_period_whose_end_cannot_be_read_blocks_the_rest_of_the_day_and_is_named() -> None:
    imported = read(*free_busy("FREEBUSY:20260601T090000Z/nonsense,20260602T090000Z/PT1H"))
    assert imported.skipped == (
        "The VFREEBUSY at line 4: line 8 has a time whose end cannot be read: the whole day counts as busy.",
    )
    assert shown(imported.busy) == ["01 Jun 10:00 to 02 Jun 01:00", "02 Jun 10:00 to 02 Jun 11:00"]


def test_a_period_that_cannot_be_read_is_left_out_and_named_and_the_others_are_read() -> None:
    imported = read(*free_busy("FREEBUSY:nonsense/PT1H,20260602T090000Z/PT1H"))
    assert imported.skipped == (
        "The VFREEBUSY at line 4: line 8 has a date or time that cannot be read: that time is left out.",
    )
    assert shown(imported.busy) == ["02 Jun 10:00 to 02 Jun 11:00"]


@pytest.mark.usefixtures("small")
def test_periods_are_counted() -> None:
    many = ",".join(["20260601T090000Z/PT1H"] * 31)
    with pytest.raises(NotACalendar, match="too often for us to read"):
        read(*free_busy(f"FREEBUSY:{many}"))


def test_an_event_that_may_be_a_session_of_ours_is_told_apart_and_no_other() -> None:
    ours = event(JUNE, AN_HOUR, uid=uid_of(UUID(int=7)))
    for strange in ("someone@mediation", f"{UUID(int=7)}@mediation.example", str(UUID(int=7))):
        imported = read(*ours, *event("DTSTART:20260701T090000Z", AN_HOUR, uid=strange))
        assert shown(imported.busy) == ["01 Jul 10:00 to 01 Jul 11:00"]
        assert {one: shown(spans) for one, spans in imported.sessions.items()} == {
            UUID(int=7): ["01 Jun 10:00 to 01 Jun 11:00"]
        }


LONG_AGO = "DTSTART:20160101T090000Z"
MONTHLY = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


@pytest.mark.parametrize("begin", ["BEGIN:X-A", "begin:X-A", "BEGIN;X=1:X-A", "BEGIN ;X=1:X-A", "BE\r\n GIN:X-A"])
def test_components_that_stand_in_each_other_too_deep_are_refused(begin: str) -> None:
    assert read(*[begin] * (DEEPEST - 1), *["END:X-A"] * (DEEPEST - 1)).busy == ()
    with pytest.raises(NotACalendar, match="this calendar has more than 8 components inside each other"):
        read(*[begin] * DEEPEST)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, within reach of a quick test."""
    monkeypatch.setattr(reading, "MOST_OCCURRENCES", 30)
    monkeypatch.setattr(reading, "MOST_ENTRIES", 30)


@pytest.mark.usefixtures("small")
def test_entries_and_occurrences_are_counted() -> None:
    for number, taken in ((30, True), (31, False)):
        singles = [line for n in range(number) for line in event(JUNE, AN_HOUR, uid=str(n))]
        dates = event(JUNE, AN_HOUR, "RDATE:" + ",".join(f"202607{n + 1:02}T090000Z" for n in range(number - 1)))
        daily = event(JUNE, AN_HOUR, f"RRULE:FREQ=DAILY;COUNT={number}")
        halves = (
            event(JUNE, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=15"),
            (JUNE, AN_HOUR, f"RRULE:FREQ=DAILY;COUNT={number - 15}"),
        )
        for lines in (singles, dates, daily, (*halves[0], *event(*halves[1], uid="2"))):
            if taken:
                assert read(*lines).busy
            else:
                with pytest.raises(NotACalendar, match=r"more|too often"):
                    read(*lines)


def test_a_busy_person_is_not_out_of_proportion() -> None:
    weekdays = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    series = [line for n in range(15) for line in event(LONG_AGO, AN_HOUR, weekdays, uid=str(n))]
    birthday = event("DTSTART;VALUE=DATE:19520229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", uid="birthday")
    imported = read(*series, *birthday, *event(LONG_AGO, AN_HOUR, MONTHLY, uid="last"))
    assert imported.skipped == ()
    assert len(imported.busy) == 196  # the weekdays from March to November


def test_nothing_private_is_kept() -> None:
    hidden = event(f"DTSTART;TZID={SECRET}:20260602T090000", AN_HOUR, f"RRULE:{SECRET}", f"EXDATE:{SECRET}", uid="4")
    broken = (*event("DTSTART:broken", uid=SECRET), *event(f"TZID:{SECRET}", uid="3"))
    imported = read(*event(JUNE, AN_HOUR), *broken, *hidden)
    assert len(imported.skipped) == 5
    assert SECRET not in repr(imported)
    assert len(imported.busy) == 2


WHOLE = ics(
    *event(
        "DTSTART;TZID=Europe/London:20260601T090000", AN_HOUR, "RRULE:FREQ=WEEKLY;COUNT=9", "EXDATE:20260608T080000Z"
    )
)


@given(
    st.integers(0, len(WHOLE)),
    st.integers(0, 30),
    st.binary(max_size=12) | st.sampled_from([b";", b":", b"\r\n", b"9" * 9, b"VALUE=DATE"]),
)
def test_damage_is_read_or_refused_and_nothing_else(at: int, length: int, damage: bytes) -> None:
    try:
        imported = read_bytes(WHOLE[:at] + damage + WHOLE[at + length :])
    except NotACalendar:
        return
    assert all(span.starts_at < span.ends_at for span in imported.busy)
