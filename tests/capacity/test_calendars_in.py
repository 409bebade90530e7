"""Calendars that come in: what blocks time and what opens it, and nothing else of what a calendar says."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.calendars import Imported, NotACalendar, proportion, read_calendar, reading, rules, uid_of
from app.adapters.calendars.proportion import DEEPEST
from app.domain.capacity.mediator import Span
from app.domain.law.deadlines import LONDON

FIRST, LAST = date(2026, 3, 1), date(2026, 11, 30)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
SECRET = "Dr Private, on the matter of X"


def ics(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str, uid: str = "1") -> tuple[str, ...]:
    return ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{SECRET}", *lines, "END:VEVENT")


def read(*lines: str, from_on: date = FIRST, to_on: date = LAST) -> Imported:
    return read_calendar(ics(*lines), from_on, to_on)


def shown(spans: tuple[Span, ...]) -> list[str]:
    """Stretches of time as London's clocks show them."""
    return [
        f"{span.starts_at.astimezone(LONDON):%d %b %H:%M} to {span.ends_at.astimezone(LONDON):%d %b %H:%M}"
        for span in spans
    ]


def busy(*lines: str) -> list[str]:
    imported = read(*lines)
    assert imported.skipped == ()
    assert imported.windows == ()
    assert all(span.starts_at.tzinfo is UTC and span.ends_at.tzinfo is UTC for span in imported.busy)
    return shown(imported.busy)


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


def test_a_frame_within_a_frame_speaks_for_itself() -> None:
    hours = ("BEGIN:AVAILABLE", "UID:a", JUNE, AN_HOUR, "END:AVAILABLE")
    frame = ("BEGIN:VAVAILABILITY", "DTSTART:20270101T000000Z", *hours, "END:VAVAILABILITY")
    assert read("BEGIN:VAVAILABILITY", *frame, "END:VAVAILABILITY").windows == ()


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


def test_a_period_that_cannot_be_read_is_left_out_with_a_reason() -> None:
    imported = read(*free_busy("FREEBUSY;TZID=Mars/Phobos:20260601T090000/PT1H", "FREEBUSY:20260602T090000Z/PT1H"))
    assert imported.skipped == (NO_ZONE,)
    assert shown(imported.busy) == ["02 Jun 10:00 to 02 Jun 11:00"]


@pytest.mark.usefixtures("small")
def test_periods_are_counted() -> None:
    many = ",".join(["20260601T090000Z/PT1H"] * 31)
    with pytest.raises(NotACalendar, match="more busy times"):
        read(*free_busy(f"FREEBUSY:{many}"))


def test_our_own_events_are_passed_over_and_no_others() -> None:
    ours = event(JUNE, AN_HOUR, uid=uid_of(UUID(int=7)))
    for strange in ("someone@mediation", f"{UUID(int=7)}@mediation.example", str(UUID(int=7))):
        assert busy(*ours, *event("DTSTART:20260701T090000Z", AN_HOUR, uid=strange)) == ["01 Jul 10:00 to 01 Jul 11:00"]


OUT_OF_PROPORTION = "1 left out: it repeats by a rule out of all proportion"
TOO_OFTEN = "1 left out: it repeats more often than daily"
BROKEN = "1 left out: it is broken"
NO_ZONE = "1 left out: its time zone is not known"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([JUNE, AN_HOUR, "RRULE:FREQ=SECONDLY"], TOO_OFTEN),
        ([JUNE, AN_HOUR, "RRULE:FREQ=MINUTELY;INTERVAL=1000"], TOO_OFTEN),
        ([JUNE, AN_HOUR, "RRULE:FREQ=HOURLY;COUNT=1"], TOO_OFTEN),
        ([JUNE, AN_HOUR, "RRULE:FREQ=DAILY;BYSECOND=0,1"], TOO_OFTEN),
        ([JUNE, AN_HOUR, "RRULE:FREQ=DAILY;INTERVAL=0"], OUT_OF_PROPORTION),
        ([JUNE, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=-1"], OUT_OF_PROPORTION),
        ([JUNE, AN_HOUR, "RRULE:FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 200)))], OUT_OF_PROPORTION),
        (
            [JUNE, AN_HOUR, *(f"RRULE:FREQ=DAILY;INTERVAL={n}" for n in range(1, 20))],
            "1 left out: it repeats by too many rules",
        ),
        ([JUNE, AN_HOUR, "RRULE:COUNT=2"], BROKEN),
        ([AN_HOUR], BROKEN),
        (["DTSTART:20260230T090000Z", AN_HOUR], BROKEN),
        ([JUNE, "DURATION:P999999999D"], BROKEN),
        (["DTSTART;TZID=Mars/Phobos:20260601T090000", AN_HOUR], NO_ZONE),
        (["DTSTART;TZID=../../etc/passwd:20260601T090000", AN_HOUR], NO_ZONE),
        (["DTSTART;TZID=Europe:20260601T090000", AN_HOUR], NO_ZONE),
        (["DTSTART;TZID=" + "/a" * 9999 + ":20260601T090000", AN_HOUR], NO_ZONE),
    ],
)
def test_what_cannot_be_used_is_left_out_with_a_reason_and_the_rest_is_read(lines: list[str], why: str) -> None:
    sound = event("DTSTART:20260701T090000Z", AN_HOUR, uid="2")
    imported = read(*event(*lines), *sound)
    assert imported.skipped == (why,)
    assert shown(imported.busy) == ["01 Jul 10:00 to 01 Jul 11:00"]


def test_a_zone_that_a_file_defines_is_not_believed_nor_kept_for_the_next() -> None:
    zone = (
        *("BEGIN:VTIMEZONE", "TZID:{}", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:+0000"),
        *("TZOFFSETTO:+0500", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE"),
    )
    ours = event("DTSTART;TZID=Customized Time Zone:20260601T090000", AN_HOUR)
    assert read(*(line.format("Customized Time Zone") for line in zone), *ours).skipped == (NO_ZONE,)
    assert read(*ours).skipped == (NO_ZONE,)
    paris = event("DTSTART;TZID=Europe/Paris:20260601T090000", AN_HOUR)
    assert busy(*(line.format("Europe/Paris") for line in zone), *paris) == ["01 Jun 08:00 to 01 Jun 09:00"]


LONG_AGO = "DTSTART:20160101T090000Z"
MONTHLY = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"


@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
def test_a_rule_that_never_comes_round_cannot_run_to_the_end_of_time(frequency: str) -> None:
    never = (JUNE, AN_HOUR, f"RRULE:FREQ={frequency};BYMONTH=2;BYMONTHDAY=30")
    with pytest.raises(NotACalendar, match="more often than can be taken in"):
        read(*event(*never), *event(*never, uid="2"))


@pytest.mark.parametrize(
    "begin",
    ["BEGIN:VEVENT", "begin:VEVENT", "BEGIN;X=1:VEVENT", "BEGIN ;X=1:VEVENT", "BE\r\n GIN:VEVENT", "BEG\u0131N:VEVENT"],
)
def test_components_that_stand_in_each_other_are_refused_before_the_library_sees_them(
    begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time grows by the square of how deep they stand: a hundred kilobytes take it eighteen seconds."""
    inside = [begin] * DEEPEST + ["END:VEVENT"] * DEEPEST
    assert read(*inside[1:-1]).busy == ()
    monkeypatch.setattr(reading, "Calendar", None)
    with pytest.raises(NotACalendar, match="deep"):
        read(*inside)


def test_no_more_components_than_can_be_taken_in_reach_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proportion, "MOST_COMPONENTS", 30)
    alarms = ["BEGIN:VALARM", "END:VALARM"]
    assert read(*event(JUNE, AN_HOUR, *alarms * 28)).busy
    monkeypatch.setattr(reading, "Calendar", None)
    with pytest.raises(NotACalendar, match="more than 30 components"):
        read(*event(JUNE, AN_HOUR, *alarms * 29))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, within reach of a quick test."""
    monkeypatch.setattr(rules, "MOST_STEPS", 5_000)
    monkeypatch.setattr(reading, "MOST_STEPS", 5_000)
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
                with pytest.raises(NotACalendar, match="more"):
                    read(*lines)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "lines",
    [
        [line for n in range(8) for line in event(LONG_AGO, AN_HOUR, MONTHLY, uid=str(n))],
        # a change of one date, to which the library would walk
        (*event(JUNE, "RRULE:FREQ=DAILY"), *event("RECURRENCE-ID;RANGE=THISANDFUTURE:20500101T090000Z", JUNE)),
        # changes of single dates for each of which the library would walk again
        (
            *event(JUNE, "SEQUENCE:1", "RRULE:FREQ=DAILY"),
            *(
                line
                for n in range(1, 29)
                for line in event(f"RECURRENCE-ID:202606{n:02}T090000Z", JUNE, "EXDATE:20250101")
            ),
        ),
    ],
    ids=["series", "far", "again"],
)
def test_what_makes_the_library_walk_too_far_is_refused(lines: list[str]) -> None:
    with pytest.raises(NotACalendar, match="more often than can be taken in"):
        read(*lines)


@pytest.mark.usefixtures("small")
def test_a_series_that_ended_costs_only_what_it_ran() -> None:
    ended = [
        line for n in range(8) for line in event(LONG_AGO, AN_HOUR, MONTHLY + ";UNTIL=20170101T000000Z", uid=str(n))
    ]
    assert read(*ended) == Imported((), (), ())


def test_a_busy_person_is_not_out_of_proportion() -> None:
    weekdays = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    series = [line for n in range(15) for line in event(LONG_AGO, AN_HOUR, weekdays, uid=str(n))]
    birthday = event("DTSTART;VALUE=DATE:19520229", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", uid="birthday")
    imported = read(*series, *birthday, *event(LONG_AGO, AN_HOUR, MONTHLY, uid="last"))
    assert imported.skipped == ()
    assert len(imported.busy) == 196  # the weekdays from March to November


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0" * 100,
        b"BEGIN:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"<html>" + SECRET.encode(),
        ics("nonsense " + SECRET),
        ics("CALSCALE:JULIAN"),
        ics("BEGIN:VEVENT\n" * 4),
    ],
)
def test_what_is_no_calendar_is_refused_in_a_plain_sentence_that_quotes_nothing(text: bytes) -> None:
    with pytest.raises(NotACalendar, match="not a calendar that can be read") as refusal:
        read_calendar(text, FIRST, LAST)
    assert refusal.value.__context__ is None
    assert refusal.value.__cause__ is None


def test_nothing_private_is_kept() -> None:
    imported = read(*event(JUNE, AN_HOUR), *event("DTSTART:broken", uid=SECRET), *event(f"TZID:{SECRET}", uid="3"))
    assert SECRET not in repr(imported)
    assert len(imported.busy) == 1


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
        imported = read_calendar(WHOLE[:at] + damage + WHOLE[at + length :], FIRST, LAST)
    except NotACalendar:
        return
    assert all(span.starts_at < span.ends_at for span in imported.busy)
