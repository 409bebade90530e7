"""Time zones of calendars that come in: the file's own, then those known by name; else the time is read as London's."""

import pytest

from tests.support.calendars import busy, event, read, shown

AN_HOUR = "DURATION:PT1H"
JULY, DECEMBER = "20260715T100000", "20261115T100000"
HOURS = ",".join(map(str, range(24)))
UNKNOWN = "we do not know its time zone: we read its time as London time"


def zone(name: str, *parts: str) -> tuple[str, ...]:
    return ("BEGIN:VTIMEZONE", f"TZID:{name}", *parts, "END:VTIMEZONE")


def part(kind: str, starts: str, before: str, after: str, *more: str) -> tuple[str, ...]:
    return (f"BEGIN:{kind}", f"DTSTART:{starts}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", *more, f"END:{kind}")


LONDONS = (
    *part("STANDARD", "16010101T020000", "+0100", "+0000", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10"),
    *part("DAYLIGHT", "16010101T010000", "+0000", "+0100", "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3"),
)
PLUS_FIVE = part("STANDARD", "19700101T000000", "+0500", "+0500")


def at(name: str, *before: str) -> list[str]:
    """When an hour at ten is busy, in summer and in winter, by London's clocks."""
    quoted = f'"{name}"' if set(name) & set(":;,") else name
    summer = event(f"DTSTART;TZID={quoted}:{JULY}", AN_HOUR, uid="s")
    winter = event(f"DTSTART;TZID={quoted}:{DECEMBER}", AN_HOUR, uid="w")
    return [one[7:12] for one in busy(*before, *summer, *winter)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("GMT Standard Time 1", "GMT Standard Time 1"),
        ("tzone://Microsoft/Custom", "tzone://Microsoft/Custom"),
        ("(UTC+00:00) Dublin\\, Edinburgh\\, Lisbon\\, London", "(UTC+00:00) Dublin, Edinburgh, Lisbon, London"),
        ("Customized Time Zone", "customized time zone"),
        ("Meine Zeit", "MEINE ZEIT"),
        ("Europe/London", "Europe/London"),
    ],
)
def test_a_zone_is_as_the_file_describes_it(said: str, meant: str) -> None:
    assert at(meant, *zone(said, *LONDONS)) == ["10:00", "10:00"]
    assert at(meant, *zone(said, *PLUS_FIVE)) == ["06:00", "05:00"]


def test_the_files_own_zone_counts_before_its_name() -> None:
    assert at("Europe/Paris") == ["09:00", "09:00"]
    assert at("Europe/Paris", *zone("Europe/Paris", *PLUS_FIVE)) == ["06:00", "05:00"]
    assert at("Europe/Paris") == ["09:00", "09:00"]  # the next file is not read by the last one's zones


def test_a_zone_may_be_described_after_its_appointments_and_for_its_own_calendar_alone() -> None:
    ours = event(f"DTSTART;TZID=Mine:{DECEMBER}", AN_HOUR)
    assert busy(*ours, *zone("Mine", *PLUS_FIVE)) == ["15 Nov 05:00 to 15 Nov 06:00"]
    other = ("END:VCALENDAR", "BEGIN:VCALENDAR", *event(f"DTSTART;TZID=Mine:{DECEMBER}", AN_HOUR, uid="2"))
    imported = read(*ours, *zone("Mine", *PLUS_FIVE), *other)
    assert shown(imported.busy) == ["15 Nov 05:00 to 15 Nov 06:00", "15 Nov 10:00 to 15 Nov 11:00"]
    assert len(imported.skipped) == 1


def test_changes_that_are_listed_or_ended_are_followed() -> None:
    listed = (
        *part("DAYLIGHT", "20250330T010000", "+0000", "+0100", "RDATE:20260329T010000"),
        *part("STANDARD", "20251026T020000", "+0100", "+0000", "RDATE:20261025T020000"),
    )
    assert at("Listed", *zone("Listed", *listed)) == ["10:00", "10:00"]
    ended = (
        *part("STANDARD", "19700101T000000", "+0000", "+0300", "RRULE:FREQ=YEARLY;UNTIL=19990101T000000Z"),
        *part("STANDARD", "20000101T000000", "+0300", "+0200"),
    )
    assert at("Ended", *zone("Ended", *ended)) == ["09:00", "08:00"]


def test_an_hour_that_the_clocks_skip_or_repeat_is_read_as_by_name() -> None:
    for day, hour in (("20260329", "013000"), ("20261025", "013000"), ("20261025", "003000"), ("20261025", "020000")):
        one = event(f"DTSTART;TZID=Europe/London:{day}T{hour}", "DURATION:PT10M")
        assert busy(*zone("Europe/London", *LONDONS), *one) == busy(*one), (day, hour)


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("europe/london", ["10:00", "10:00"]),
        ("EUROPE/PARIS", ["09:00", "09:00"]),
        ("gmt standard time", ["10:00", "10:00"]),
        ("GMT Daylight Time", ["10:00", "10:00"]),
        ("W. Europe Standard Time 2", ["09:00", "09:00"]),
        ("Dublin, Edinburgh, Lisbon, London", ["10:00", "10:00"]),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", ["10:00", "10:00"]),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", ["09:00", "09:00"]),
        ("(GMT-05:00) Eastern Time (US & Canada)", ["15:00", "15:00"]),
        ("Coordinated Universal Time", ["11:00", "10:00"]),
        ("tzone://Microsoft/Utc", ["11:00", "10:00"]),
        ("/vendor.example/20260101_1/America/Argentina/Buenos_Aires", ["14:00", "13:00"]),
        ("UTC", ["11:00", "10:00"]),
        ("UTC+01:00", ["10:00", "09:00"]),
        ("GMT-3", ["14:00", "13:00"]),
        ("+0530", ["05:30", "04:30"]),
    ],
)
def test_zones_are_known_by_many_names(name: str, times: list[str]) -> None:
    assert at(name) == times


@pytest.mark.parametrize(
    "name", ["Mars/Phobos", "../../etc/passwd", "Europe", "/a" * 9999, "tzone://Microsoft/Custom", "+99:00", "UTC+9:99"]
)
def test_what_cannot_be_placed_blocks_londons_time_and_is_named(name: str) -> None:
    imported = read(*event(f'DTSTART;TZID="{name}":{JULY}', AN_HOUR))
    assert shown(imported.busy) == ["15 Jul 10:00 to 15 Jul 11:00"]
    assert imported.skipped == (f"The VEVENT at line 4 (15 July 2026, 10:00): {UNKNOWN}.",)


@pytest.mark.parametrize(
    "broken",
    [
        (),
        part("STANDARD", "19700101T000000", "", "+0500"),
        part("STANDARD", "nonsense", "+0500", "+0500"),
        part("STANDARD", "19700101T000000", "+0500", "+9900"),
        part("STANDARD", "19700101T000000", "+0000", "+0500", "RRULE:FREQ=SECONDLY"),
        part("STANDARD", "19700101T000000", "+0000", "+0500", "RRULE:FREQ=HOURLY"),
        part("STANDARD", "19700101T000000", "+0000", "+0500", "RRULE:FREQ=YEARLY;UNTIL="),
        part(
            "STANDARD",
            "19700101T000000",
            "+0000",
            "+0500",
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYHOUR=" + HOURS,
        ),
    ],
)
def test_a_zone_that_is_described_in_vain_is_known_by_its_name_or_not_at_all(broken: tuple[str, ...]) -> None:
    assert at("Europe/Paris", *zone("Europe/Paris", *broken)) == ["09:00", "09:00"]
    imported = read(*zone("Mine", *broken), *event(f"DTSTART;TZID=Mine:{JULY}", AN_HOUR))
    assert shown(imported.busy) == ["15 Jul 10:00 to 15 Jul 11:00"]
    assert len(imported.skipped) == 1


def test_what_is_in_utc_stays_so_whatever_zone_is_named_beside_it() -> None:
    one = event("DTSTART;TZID=America/New_York:20260715T090000Z", "DTEND;TZID=America/New_York:20260715T100000Z")
    assert busy(*one) == ["15 Jul 10:00 to 15 Jul 11:00"]
    series = event(
        "DTSTART;TZID=Europe/London:20260713T090000Z", AN_HOUR, "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE;TZID=Europe/London:20260714T090000Z", "RDATE;TZID=Europe/Paris:20260720T090000Z",
    )  # fmt: skip
    assert [one[:12] for one in busy(*series)] == ["13 Jul 10:00", "15 Jul 10:00", "20 Jul 10:00"]


def test_what_cannot_be_placed_opens_no_time() -> None:
    hours = ("BEGIN:AVAILABLE", "UID:a", f"DTSTART;TZID=Mars/Phobos:{JULY}", AN_HOUR, "END:AVAILABLE")
    imported = read("BEGIN:VAVAILABILITY", *hours, "END:VAVAILABILITY")
    assert imported.windows == ()
    assert imported.skipped == (
        "The AVAILABLE at line 5 (15 July 2026, 10:00): we do not know its time zone: it opens no time.",
    )
