"""The tribunal's procedure rules: First-tier Tribunal (HESC Chamber) Rules 2008 (SI 2008/2699)."""

from datetime import date

from app.kernel.terms import Party
from app.law.domain.kinds import Code
from app.law.domain.model import Calendar, Clock, Fact, Kind, Period, Rule, Unit, Verified

_RULES = "https://www.legislation.gov.uk/uksi/2008/2699/article/"
_CLAIM = "Sch 17 para 4 Equality Act 2010; r.12 HESC Rules 2008"
_CLAIM_URL = "https://www.legislation.gov.uk/ukpga/2010/15/schedule/17"
_LAST_DAY_FOR_CLAIMS = date(2020, 7, 20)
"""The Tribunal Procedure (Amendment) Rules 2020 took discrimination claims out of r.12(3) from 21 July 2020."""

_LODGE_CLAIMS_EARLY = (
    "The Equality Act speaks of six months starting with the day of the act, so the last safe day may be one day "
    "earlier than the day given here. Besides, r.12 may not be able to extend a limit that a statute sets. Lodge "
    "early."
)

_TWO_MONTHS, _ONE_MONTH, _SIX_MONTHS = (Period(n, Unit.MONTHS) for n in (2, 1, 6))
_THIRTY_WORKING_DAYS = Period(30, Unit.WORKING_DAYS)


def _claim(calendar: Calendar, since: date, until: date | None, shutdown: str) -> tuple[Rule, Rule]:
    """Two rules about discrimination claims in one of their two versions."""
    return (
        Rule(
            "lodge-claim",
            "A disability discrimination claim reaches the tribunal within six months. A claim needs no "
            f"mediation certificate. {shutdown}",
            _CLAIM, _CLAIM_URL, Kind.CLOCK, Party.FAMILY,
            Calendar.TRIBUNAL_STARTING if calendar is Calendar.TRIBUNAL_ACTING else calendar,
            Clock(Code.LODGE_APPEAL, Fact.NOTICE_SENT, _SIX_MONTHS, "discrimination_claim"),
            since, until, Verified.INFERRED, caution=_LODGE_CLAIMS_EARLY,
        ),
        Rule(
            "respond-to-claim",
            f"The response to a discrimination claim is due 30 working days after the claim is received. {shutdown}",
            "rr.12, 21 HESC Rules 2008", _RULES + "21", Kind.DUTY, Party.LOCAL_AUTHORITY, calendar,
            Clock(Code.LA_RESPONSE, Fact.APPEAL_RECEIVED, _THIRTY_WORKING_DAYS, "discrimination_claim"),
            since, until, Verified.SECONDARY,
        ),
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Rule(
        "lodge-within-two-months",
        "The appeal reaches the tribunal within two months after written notice of the decision was sent.",
        "r.20(1)(c)(i) HESC Rules 2008", _RULES + "20", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(Code.LODGE_APPEAL, Fact.NOTICE_SENT, _TWO_MONTHS, "appealable"),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "lodge-within-one-month-of-certificate",
        "The appeal reaches the tribunal within one month from the date of issue of the mediation certificate, if "
        "that day is later than two months after the notice.",
        "r.20(1)(c)(ii) HESC Rules 2008", _RULES + "20", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(Code.LODGE_APPEAL, Fact.CERTIFICATE_ISSUED, _ONE_MONTH, "appealable"),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "five-o-clock",
        "A step that is due on a day must be done by 5pm on that day.",
        "r.12(1) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_ORDINARY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "end-on-a-non-working-day",
        "If a time limit ends on a day other than a working day, the step is in time if it is done on the next "
        "working day.",
        "r.12(2) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_ORDINARY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "shutdown-moves-the-end",
        "If a time limit for starting an appeal ends in August or from 25 December to 1 January, the appeal is in "
        "time if it arrives on the first working day after 31 August or after 1 January.",
        "r.12(3)(a) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "shutdown-days-not-counted",
        "For every other step in an appeal, days in August and from 25 December to 1 January are not counted, unless "
        "the tribunal has directed a date.",
        "r.12(3)(b), (4) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.LOCAL_AUTHORITY,
        Calendar.TRIBUNAL_ACTING,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "explain-late-appeal",
        "A family that appeals late asks for an extension and says why the appeal is late. A judge decides whether "
        "to admit the appeal. Lateness alone never rules an appeal out.",
        "rr.5(3)(a), 20(4)-(5) HESC Rules 2008", _RULES + "20", Kind.DUTY, Party.FAMILY,
        verified=Verified.SECONDARY,
    ),
    *_claim(
        Calendar.TRIBUNAL_ACTING, date(2014, 9, 1), _LAST_DAY_FOR_CLAIMS,
        "For notices up to 20 July 2020, August and Christmas week are treated as they are for appeals.",
    ),
    *_claim(
        Calendar.TRIBUNAL_ORDINARY, date(2020, 7, 21), None,
        "August and Christmas week do not change the time limit.",
    ),
)  # fmt: skip
