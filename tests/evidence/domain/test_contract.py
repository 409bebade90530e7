"""What a provider did under its contract: by the quarter in which a thing began, with time that still runs left out."""

from collections.abc import Sequence
from datetime import date

import pytest

from app.evidence.domain.burden import Side
from app.evidence.domain.contract import BY_SIDE, DEFINED, Counted, Measure, Occurrence, contract_return
from app.kernel.terms import CertificateGround, SessionOutcome
from app.law.domain.quarters import Quarter
from app.law.holidays import england

QUARTER = Quarter(2026, 1)
LATER = date(2026, 6, 1)
ENGLAND = england()
M = Measure


def at(kind: str, day: str, **said: object) -> Occurrence:
    return Occurrence(kind, date.fromisoformat(f"2026-{day}"), **said)  # type: ignore[arg-type]


OPENED = at("case-opened", "01-05", first=True)


def counted(*happened: Occurrence, today: date = LATER, quarter: Quarter = QUARTER) -> dict[str, Counted]:
    found = contract_return([[OPENED, *happened]], quarter, today, ENGLAND)
    return {
        measure if side is None else f"{measure} {side}": one
        for (measure, side), one in found.items()
        if one != Counted()
    }


def test_every_measure_is_defined_and_there_without_cases() -> None:
    assert DEFINED.keys() == set(Measure)
    found = contract_return([], QUARTER, LATER, ENGLAND)
    assert len(found) == len(Measure) - len(BY_SIDE) + len(BY_SIDE) * len(Side)
    assert set(found.values()) == {Counted()}


@pytest.mark.parametrize(("reached", "done"), [("02-07", 1), ("02-08", 0)])
def test_contact_is_counted_from_the_day_the_wish_was_known(reached: str, done: int) -> None:
    found = counted(at("mediation-requested", "02-02"), at("adviser-contacted", reached))
    assert found[M.CONTACT_IN_5_DAYS] == Counted(done, 1)


def test_a_family_that_nobody_rang_counts_when_its_time_is_over() -> None:
    asked = at("mediation-requested", "02-02")
    assert counted(asked)[M.CONTACT_IN_5_DAYS] == Counted(0, 1)
    assert counted(asked, today=date(2026, 2, 7))[M.CONTACT_IN_5_DAYS] == Counted(running=1)
    for ends in ("dispute-withdrawn", "provider-replaced"):
        assert M.CONTACT_IN_5_DAYS not in counted(asked, at(ends, "02-06"))
    assert counted(asked, at("case-closed", "02-09"))[M.CONTACT_IN_5_DAYS] == Counted(0, 1)


@pytest.mark.parametrize(
    ("base", "ground"),
    [
        (at("mediation-declined", "02-05"), CertificateGround.DECLINED),
        (at("session-held", "02-05", outcome=SessionOutcome.NO_AGREEMENT), CertificateGround.TOOK_PART),
        (at("cannot-arrange-reported", "02-05"), CertificateGround.NOT_ARRANGED),
        (at("exemption-decided", "02-05"), CertificateGround.EXEMPT),
    ],
    ids=lambda one: getattr(one, "kind", one),
)
@pytest.mark.parametrize(
    ("issued", "two", "three"), [("02-05", 1, 1), ("02-09", 1, 1), ("02-10", 0, 1), ("02-11", 0, 0)]
)
def test_a_certificate_is_counted_in_working_days(
    base: Occurrence, ground: CertificateGround, issued: str, two: int, three: int
) -> None:
    found = counted(base, at("certificate-issued", issued, ground=ground))
    assert found[M.CERTIFICATE_IN_2_DAYS] == Counted(two, 1)
    assert found[M.CERTIFICATE_IN_3_DAYS] == Counted(three, 1)


def test_thirty_days_of_silence_make_a_certificate_due() -> None:
    asked = at("mediation-requested", "01-06")
    issued = at("certificate-issued", "02-09", ground=CertificateGround.NOT_ARRANGED)
    assert counted(asked, issued)[M.CERTIFICATE_IN_2_DAYS] == Counted(1, 1), "day 30 is 5 February"


def test_a_certificate_that_never_came_counts() -> None:
    declined = at("mediation-declined", "02-05")
    assert counted(declined)[M.CERTIFICATE_IN_3_DAYS] == Counted(0, 1)
    running = counted(declined, today=date(2026, 2, 10))
    assert running[M.CERTIFICATE_IN_2_DAYS] == Counted(0, 1)
    assert running[M.CERTIFICATE_IN_3_DAYS] == Counted(running=1)
    assert M.CERTIFICATE_IN_3_DAYS not in counted(declined, at("mediation-requested", "02-06"))
    agreed = at("session-held", "02-05", outcome=SessionOutcome.FULL_AGREEMENT)
    assert M.CERTIFICATE_IN_3_DAYS not in counted(agreed)


def test_a_certificate_that_became_due_with_another_provider_is_not_counted() -> None:
    issued = at("certificate-issued", "02-20", ground=CertificateGround.DECLINED)
    assert counted(at("mediation-declined", "02-05"), at("provider-replaced", "02-06"), issued) == {}


@pytest.mark.parametrize(("fixed", "done"), [("03-04", 1), ("03-05", 0)])
def test_a_session_is_arranged_within_thirty_days(fixed: str, done: int) -> None:
    found = counted(at("mediation-requested", "02-02"), at("mediation-arranged", fixed, session_on=date(2026, 3, 20)))
    assert found[M.ARRANGED_IN_30_DAYS] == Counted(done, 1)


def test_a_request_that_was_taken_back_or_handed_over_in_time_is_not_counted() -> None:
    asked = at("mediation-requested", "02-02")
    for ends in ("mediation-declined", "provider-replaced", "case-transferred"):
        assert M.ARRANGED_IN_30_DAYS not in counted(asked, at(ends, "02-10"))
        assert counted(asked, at(ends, "03-10"))[M.ARRANGED_IN_30_DAYS] == Counted(0, 1)


SESSION = date(2026, 3, 16)


@pytest.mark.parametrize(("on", "short"), [("03-09", 0), ("03-10", 1)])
def test_short_notice_is_fewer_than_five_working_days(on: str, short: int) -> None:
    fixed = at("mediation-arranged", "02-10", session_on=SESSION)
    cancelled = at("session-cancelled", on, side=Side.LOCAL_AUTHORITY)
    moved = at("mediation-arranged", on, session_on=date(2026, 3, 30), side=Side.FAMILY)
    assert counted(fixed, cancelled) == {f"{M.CANCELLED_AT_SHORT_NOTICE} local_authority": Counted(short, 1)}
    assert counted(fixed, moved) == {f"{M.MOVED_AT_SHORT_NOTICE} family": Counted(short, 1)}


def test_sessions_are_counted_on_their_day() -> None:
    held = at("session-held", "03-16", outcome=SessionOutcome.FULL_AGREEMENT)
    missed = at("session-not-held", "03-02", outcome=SessionOutcome.FAMILY_DID_NOT_ATTEND)
    assert counted(missed, held)[M.SESSIONS_HELD] == Counted(1, 2)
    assert counted(missed, held, quarter=Quarter(2026, 2)) == {}


def test_each_provider_answers_for_its_own_time() -> None:
    asked, fixed = at("mediation-requested", "02-02"), at("mediation-arranged", "02-20", session_on=SESSION)
    held = at("session-held", "03-16", outcome=SessionOutcome.FULL_AGREEMENT)
    old: Sequence[Occurrence] = [OPENED, asked, at("provider-replaced", "02-10")]
    new: Sequence[Occurrence] = [at("provider-changed", "02-10"), fixed, held]
    assert contract_return([old], QUARTER, LATER, ENGLAND)[M.ARRANGED_IN_30_DAYS, None] == Counted()
    of_new = contract_return([new], QUARTER, LATER, ENGLAND)
    assert of_new[M.SESSIONS_HELD, None] == Counted(1, 1)
    assert of_new[M.CONTACT_IN_5_DAYS, None] == Counted()
