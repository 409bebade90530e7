"""Calendars as other programs write them: one part that cannot be read costs that part, and never the appointment."""

import pytest

from app.capacity.mediators.calendars import NotACalendar
from tests.support.calendars import SECRET, busy, event, ics, read, read_bytes, shown

JUNE, AN_HOUR = "DTSTART:20260601T090000Z", "DURATION:PT1H"
FIRST_TIME = "01 Jun 10:00 to 01 Jun 11:00"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;UNTIL=", "FREQ=WEEKLY;UNTIL=tomorrow", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=", "FREQ=DAILY;INTERVAL=0", "FREQ=FORTNIGHTLY", "COUNT=2", "nonsense", "FREQ=DAILY;BYDAY=X",
        "FREQ=DAILY;BYHOUR=25", "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO", "FREQ=SECONDLY", "FREQ=MINUTELY",
        "FREQ=WEEKLY;FREQ=DAILY", "FREQ=YEARLY;RSCALE=HEBREW", "FREQ=DAILY;X-OWN=1",
        "FREQ=DAILY;BYMONTHDAY=" + "1," * 2000,
    ],
)  # fmt: skip
def test_an_appointment_whose_rule_cannot_be_read_blocks_its_own_first_time_and_is_named(rule: str) -> None:
    other = event("DTSTART:20260701T090000Z", AN_HOUR, uid="2")
    imported = read(*event(JUNE, AN_HOUR, f"RRULE:{rule}"), *other)
    assert shown(imported.busy) == [FIRST_TIME, "01 Jul 10:00 to 01 Jul 11:00"]
    [named] = imported.skipped
    assert named.startswith("The VEVENT at line 4 (1 June 2026, 09:00): it has ")
    assert named.endswith("we read only its first time.")


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("EXDATE:", False), ("EXDATE;VALUE=DATE:", False), ("RDATE:", False), ("RRULE:", False), ("DTEND:", False),
        ("EXDATE:nonsense", True), ("EXDATE:20260608T090000Z,nonsense", True), ("RDATE:nonsense", True),
        ("RDATE;VALUE=PERIOD:nonsense/PT1H", True), ("EXRULE:FREQ=DAILY", True),
        ("RECURRENCE-ID:nonsense", True), ("SEQUENCE:first", False), ("DTSTART:20260602T090000Z", True),
        ("STATUS:", False), ("TRANSP:", False), ("TRIGGER:", False),
    ],
)  # fmt: skip
def test_a_side_part_that_cannot_be_read_costs_no_appointment(part: str, named: bool) -> None:
    imported = read(*event(JUNE, AN_HOUR, part))
    assert shown(imported.busy) == [FIRST_TIME]
    assert len(imported.skipped) == named


@pytest.mark.parametrize(
    ("further", "taken", "named"),
    [
        ("RDATE;VALUE=PERIOD:20260608T090000Z/nonsense", "08 Jun 10:00 to 09 Jun 01:00", True),
        ("RDATE;VALUE=PERIOD:20260608T090000Z/", "08 Jun 10:00 to 09 Jun 01:00", True),
        ("RDATE;VALUE=DATE:20260608", "08 Jun 00:00 to 09 Jun 00:00", False),  # at which time is not said
        ("RDATE:20260608", "08 Jun 00:00 to 09 Jun 00:00", False),
        ("RDATE:20260608T090000+0000", "08 Jun 10:00 to 08 Jun 11:00", False),
    ],
)
def test_a_further_date_of_another_form_takes_its_day(further: str, taken: str, named: bool) -> None:
    imported = read(*event("DTSTART;TZID=Europe/London:20260601T100000", AN_HOUR, further))
    assert shown(imported.busy) == [FIRST_TIME, taken]
    assert len(imported.skipped) == named


@pytest.mark.parametrize(
    "start",
    [
        ":2026-06-01T09:00:00Z", ":20260601T0900Z", ":2026-06-01T10:00:00+01:00", ":20260601T100000+0100",
        ":2026-06-01 10:00", ":20260601T100000.000", ";TZID=Asia/Tokyo:20260601T050000-0400",
    ],
)  # fmt: skip
def test_a_start_in_another_form_of_iso_8601_is_read(start: str) -> None:
    assert busy(*event(f"DTSTART{start}", AN_HOUR)) == [FIRST_TIME]
    assert busy(*event(JUNE, AN_HOUR, "RRULE:FREQ=WEEKLY;COUNT=2", f"EXDATE{start}")) == [
        "08 Jun 10:00 to 08 Jun 11:00"
    ]


@pytest.mark.parametrize("start", ["2026-0601T090000Z", "20260601T", "20260601T09", "2026-06", "20260601T090000+1"])
def test_a_start_in_no_form_is_named(start: str) -> None:
    assert len(read(*event(f"DTSTART:{start}", AN_HOUR)).skipped) == 1


def test_the_dates_around_an_exception_that_cannot_be_read_stay() -> None:
    series = event(JUNE, AN_HOUR, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:", "EXDATE;TZID=Europe/London:")
    assert busy(*series) == [FIRST_TIME, "08 Jun 10:00 to 08 Jun 11:00"]


@pytest.mark.parametrize(
    "ends",
    [
        "DTEND:nonsense",
        "DTEND:20260601T080000Z",
        "DURATION:-PT1H",
        "DURATION:P",
        "DTEND;TZID=Asia/Tokyo:20260601T100000",
    ],
)
def test_an_end_that_cannot_be_read_blocks_the_rest_of_the_day_and_is_named(ends: str) -> None:
    imported = read(*event("DTSTART;TZID=Europe/London:20260601T100000", ends))
    assert shown(imported.busy) == ["01 Jun 10:00 to 02 Jun 00:00"]
    assert len(imported.skipped) == 1


def test_what_has_no_start_is_left_out_and_named_by_its_line() -> None:
    imported = read(*event(AN_HOUR), *event("DTSTART:20260230T090000Z", AN_HOUR), *event(JUNE, AN_HOUR, uid="3"))
    assert shown(imported.busy) == [FIRST_TIME]
    assert imported.skipped == (
        "The VEVENT at line 4: it has no start that can be read: it is left out.",
        "The VEVENT at line 9: it has a date or time that does not exist: it is left out.",
    )


def test_no_more_than_fifty_are_named() -> None:
    imported = read(*event() * 60)
    assert len(imported.skipped) == 51
    assert imported.skipped[-1] == "There are 10 more entries that we could not read in full."


def test_several_times_a_day_are_read() -> None:
    twice = event(
        "DTSTART;TZID=Europe/London:20260601T090000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3;BYHOUR=9,14"
    )
    assert [one[:12] for one in busy(*twice)] == ["01 Jun 09:00", "01 Jun 14:00", "02 Jun 09:00"]
    hourly = event(
        "DTSTART;TZID=Europe/London:20260601T090000", "DURATION:PT30M", "RRULE:FREQ=HOURLY;INTERVAL=6;COUNT=4"
    )
    assert [one[:12] for one in busy(*hourly)] == ["01 Jun 09:00", "01 Jun 15:00", "01 Jun 21:00", "02 Jun 03:00"]
    minutely = event(
        "DTSTART:20260601T080000Z", "DURATION:PT5M", "RRULE:FREQ=MINUTELY;INTERVAL=240;UNTIL=20260601T150000Z"
    )
    assert [one[:12] for one in busy(*minutely)] == ["01 Jun 09:00", "01 Jun 13:00"]
    minutes = event(JUNE, "DURATION:PT5M", "RRULE:FREQ=DAILY;COUNT=2;BYMINUTE=0,30")
    assert [one[:12] for one in busy(*minutes)] == ["01 Jun 10:00", "01 Jun 10:30"]


ON_1_JUNE = ["01 Jun 00:00 to 02 Jun 00:00"]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260601"),
        ("DTSTART:20260601", "DTEND:20260601"),
        ("DTSTART;VALUE=DATE:20260601",),
        ("DTSTART;VALUE=DATE:20260601", "DURATION:PT0S"),
        ("DTSTART;VALUE=DATE:20260601", "DURATION:P0D"),
        ("DTSTART;VALUE=DATE:20260601", "DTEND:20260601T000000"),
        ("DTSTART;VALUE=DATE-TIME:20260601T000000", "DTEND:20260601T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"),
        ("DTSTART;TZID=Europe/Paris;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260602"),
    ],
)
def test_an_entry_of_a_whole_day_takes_that_day_however_its_end_is_written(lines: tuple[str, ...]) -> None:
    assert busy(*event(*lines)) == ON_1_JUNE


def test_a_day_that_ends_before_it_begins_is_taken_and_named() -> None:
    imported = read(*event("DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260531"))
    assert shown(imported.busy) == ON_1_JUNE
    assert len(imported.skipped) == 1


def test_days_that_repeat_are_whole_each_time() -> None:
    weekly = event("DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260601", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert busy(*weekly) == [*ON_1_JUNE, "08 Jun 00:00 to 09 Jun 00:00"]


@pytest.mark.parametrize(
    ("start", "until"),
    [
        ("DTSTART;TZID=Europe/London:20260601T100000", "20260608"),
        ("DTSTART;TZID=Europe/London:20260601T100000", "20260608T100000"),
        ("DTSTART;TZID=Europe/London:20260601T100000", "20260608T090000Z"),
        ("DTSTART;TZID=America/Los_Angeles:20260601T220000", "20260608"),
        ("DTSTART:20260601T090000Z", "20260608"),
        ("DTSTART:20260601T235900Z", "20260608"),
        ("DTSTART;VALUE=DATE:20260601", "20260608"),
        ("DTSTART;VALUE=DATE:20260601", "20260608T000000Z"),
        ("DTSTART;VALUE=DATE:20260601", "20260607T230000Z"),
    ],
)
def test_the_last_day_of_a_rule_is_included(start: str, until: str) -> None:
    assert len(busy(*event(start, AN_HOUR, f"RRULE:FREQ=WEEKLY;UNTIL={until}"))) == 2
    assert len(busy(*event(start, AN_HOUR, "RRULE:FREQ=WEEKLY;UNTIL=20260607"))) == 1


def test_appointments_of_one_name_are_all_there() -> None:
    days = [f"DTSTART:202606{day:02}T090000Z" for day in (1, 8, 15)]
    same = [line for day in days for line in event(day, AN_HOUR, uid="same")]
    assert len(busy(*same)) == 3
    nameless = [line for day in days for line in ("BEGIN:VEVENT", day, AN_HOUR, "END:VEVENT")]
    assert len(busy(*nameless)) == 3
    series = [line for day in days for line in event(day, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=2", uid="same")]
    assert len(busy(*series)) == 6
    assert (
        len(busy(*same, "END:VCALENDAR", "BEGIN:VCALENDAR", *event("DTSTART:20260622T090000Z", AN_HOUR, uid="same")))
        == 4
    )


def test_a_higher_sequence_replaces_a_lower() -> None:
    old, new = event(JUNE, AN_HOUR), event("DTSTART:20260602T090000Z", AN_HOUR, "SEQUENCE:1")
    for both in ((*old, *new), (*new, *old)):
        assert busy(*both) == ["02 Jun 10:00 to 02 Jun 11:00"]
    away = event("DTSTART:20200101T090000Z", AN_HOUR, "SEQUENCE:1")
    assert busy(*old, *away) == []


def test_a_moved_date_replaces_one_of_its_series_and_no_other_appointment() -> None:
    moved = event("RECURRENCE-ID:20260602T090000Z", "DTSTART:20260602T120000Z", AN_HOUR)
    series = event(JUNE, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=2")
    other = event("DTSTART:20260602T150000Z", AN_HOUR)
    assert [one[:12] for one in busy(*moved, *series, *other)] == ["01 Jun 10:00", "02 Jun 13:00", "02 Jun 16:00"]
    again = event("RECURRENCE-ID:20260602T090000Z", "DTSTART:20260602T130000Z", AN_HOUR, "SEQUENCE:1")
    assert [one[:12] for one in busy(*again, *moved, *series)] == ["01 Jun 10:00", "02 Jun 14:00"]
    by_day = event("RECURRENCE-ID;VALUE=DATE:20260602", "DTSTART:20260602T120000Z", AN_HOUR)
    assert [one[:12] for one in busy(*by_day, *series)] == ["01 Jun 10:00", "02 Jun 13:00"]
    alone = event("RECURRENCE-ID:20260602T090000Z", "DTSTART:20260602T120000Z", AN_HOUR, uid="someone else's series")
    assert [one[:12] for one in busy(*alone)] == ["02 Jun 13:00"]


def test_all_later_dates_may_be_called_off_or_last_longer() -> None:
    series = event(JUNE, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=3")
    onward = ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260602T090000Z", "DTSTART:20260602T090000Z")
    assert busy(*series, *event(*onward, AN_HOUR, "STATUS:CANCELLED")) == [FIRST_TIME]
    longer = busy(*series, *event(*onward, "DURATION:PT2H"))
    assert longer == [FIRST_TIME, "02 Jun 10:00 to 02 Jun 12:00", "03 Jun 10:00 to 03 Jun 12:00"]


CANCELLING = ("END:VCALENDAR", "BEGIN:VCALENDAR", "METHOD:CANCEL")


def test_a_cancellation_blocks_nothing() -> None:
    cancelled = event(JUNE, AN_HOUR, "SEQUENCE:3")
    assert busy("METHOD:CANCEL", *cancelled) == []
    assert busy(*cancelled, "METHOD:CANCEL") == []
    assert busy("METHOD:REQUEST", *cancelled) == [FIRST_TIME]
    assert busy(*event(JUNE, AN_HOUR, "SEQUENCE:2"), *CANCELLING, *cancelled) == []
    assert busy(*event(JUNE, AN_HOUR, "SEQUENCE:4"), *CANCELLING, *cancelled) == [FIRST_TIME]
    assert busy(*event(JUNE, AN_HOUR, uid="another"), *CANCELLING, *cancelled) == [FIRST_TIME]
    assert busy(*event(JUNE, AN_HOUR), *event(JUNE, AN_HOUR, "STATUS:CANCELLED", "SEQUENCE:1")) == []
    assert busy("METHOD:CANCEL", "BEGIN:VFREEBUSY", "FREEBUSY:20260601T090000Z/PT1H", "END:VFREEBUSY") == []


def test_one_date_of_a_series_may_be_cancelled() -> None:
    series = event(JUNE, AN_HOUR, "RRULE:FREQ=DAILY;COUNT=2")
    gone = event("RECURRENCE-ID:20260602T090000Z", "DTSTART:20260602T090000Z", AN_HOUR)
    assert busy(*series, *CANCELLING, *gone) == [FIRST_TIME]
    assert busy(*series, *gone, *CANCELLING, *gone) == [FIRST_TIME]


@pytest.mark.parametrize(
    "lines",
    [
        ("X-WR-CALDESC:one", "a second line of it", *event(JUNE, AN_HOUR)),
        event(
            JUNE, AN_HOUR, "DESCRIPTION:one", "two", "", "https://example.org/meeting", "Status: cancelled", "Begin: 9"
        ),
        event(JUNE, AN_HOUR, "BEGIN:VALARM", "DESCRIPTION:one", "two", "TRIGGER:", "DURATION:P9D", "END:VALARM"),
        event(JUNE, AN_HOUR, "BEGIN:VALARM", "TRIGGER:-PT5M"),
        event(JUNE, AN_HOUR, "BEGIN:X-OWN", "BEGIN:X-OTHER", "DTSTART:nonsense", "END:X-OTHER"),
        ("BEGIN:VTIMEZONE", "TZID:Mine", "a bare line", "END:VTIMEZONE", *event(JUNE, AN_HOUR)),
        ("BEGIN:VTODO", "DTSTART:nonsense", "a bare line", "END:VTODO", *event(JUNE, AN_HOUR)),
        ("END:X-NEVER-BEGUN", *event(JUNE, AN_HOUR)),
        ("\u00fc: a name that is none", ":", ";", '"', *event(JUNE, AN_HOUR)),
    ],
)
def test_lines_that_no_time_hangs_on_cost_nothing(lines: tuple[str, ...]) -> None:
    assert busy(*lines) == [FIRST_TIME]


def test_a_bare_line_after_a_time_is_named_and_the_time_is_kept() -> None:
    imported = read(*event(JUNE, "and more", AN_HOUR))
    assert shown(imported.busy) == [FIRST_TIME]
    assert imported.skipped == (
        "The VEVENT at line 4 (1 June 2026, 09:00): line 8 is not a line of a calendar: check the entry's time.",
    )


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (("BEGIN:VEVENT", JUNE), "Line 6 of this calendar ends VCALENDAR inside the VEVENT that begins at line 4."),
        (("BEGIN:VEVENT", *event()), "Line 5 of this calendar begins VEVENT inside the VEVENT that begins at line 4."),
        (("END:VEVENT",), "Line 4 of this calendar ends VEVENT inside the VCALENDAR that begins at line 1."),
        (("END:VCALENDAR", *event(JUNE)), "Line 5 of this calendar begins VEVENT outside a VCALENDAR."),
        (("BEGIN:AVAILABLE",), "Line 4 of this calendar begins AVAILABLE inside the VCALENDAR that begins at line 1."),
        (("CALSCALE:HEBREW",), "Line 4 of this calendar has a CALSCALE other than GREGORIAN."),
    ],
)  # fmt: skip
def test_a_file_that_must_be_refused_is_told_the_line(lines: tuple[str, ...], named: str) -> None:
    with pytest.raises(NotACalendar) as refusal:
        read(*lines)
    assert str(refusal.value) == named


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0" * 100,
        b"<html>" + SECRET.encode(),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR",
        ics(*event(JUNE, AN_HOUR))[:-40],
        ics("BEGIN:VEVENT\n" * 4),
    ],
)
def test_what_is_no_calendar_is_refused_in_a_plain_sentence_that_quotes_nothing(text: bytes) -> None:
    with pytest.raises(NotACalendar, match="calendar") as refusal:
        read_bytes(text)
    assert SECRET not in str(refusal.value)


def test_a_mark_before_the_first_line_and_other_line_ends_are_taken() -> None:
    text = ics(*event(JUNE, AN_HOUR))
    for written in (b"\xef\xbb\xbf" + text, text.replace(b"\r\n", b"\n"), text.replace(b"\r\n", b"\r"), b"\n\n" + text):
        assert shown(read_bytes(written).busy) == [FIRST_TIME]
