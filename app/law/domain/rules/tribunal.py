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
    "Under the Equality Act, the six months start with the day of the treatment itself. So the last safe day may "
    "be one day earlier than the day that we show. It is also uncertain whether rule 12 (how time limits end) can "
    "extend a time limit in an Act. Send the claim early."
)

_TWO_MONTHS, _ONE_MONTH, _SIX_MONTHS = (Period(n, Unit.MONTHS) for n in (2, 1, 6))
_THIRTY_WORKING_DAYS = Period(30, Unit.WORKING_DAYS)


def _claim(calendar: Calendar, since: date, until: date | None, shutdown: str) -> tuple[Rule, Rule]:
    """Two rules about discrimination claims in one of their two versions."""
    return (
        Rule(
            "lodge-claim",
            "A claim of disability discrimination must reach the tribunal within six months. A claim needs no "
            f"mediation certificate. {shutdown}",
            _CLAIM, _CLAIM_URL, Kind.CLOCK, Party.FAMILY,
            Calendar.TRIBUNAL_STARTING if calendar is Calendar.TRIBUNAL_ACTING else calendar,
            Clock(Code.LODGE_APPEAL, Fact.NOTICE_SENT, _SIX_MONTHS, "discrimination_claim"),
            since, until, Verified.INFERRED, caution=_LODGE_CLAIMS_EARLY,
        ),
        Rule(
            "respond-to-claim",
            "The response to a discrimination claim must be sent within 30 working days after the claim is "
            f"received. {shutdown}",
            "rr.12, 21 HESC Rules 2008", _RULES + "21", Kind.DUTY, Party.LOCAL_AUTHORITY, calendar,
            Clock(Code.LA_RESPONSE, Fact.APPEAL_RECEIVED, _THIRTY_WORKING_DAYS, "discrimination_claim"),
            since, until, Verified.SECONDARY,
        ),
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Rule(
        "lodge-within-two-months",
        "The appeal must reach the tribunal within two months after the written notice of the decision was sent.",
        "r.20(1)(c)(i) HESC Rules 2008", _RULES + "20", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(Code.LODGE_APPEAL, Fact.NOTICE_SENT, _TWO_MONTHS, "appealable"),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "lodge-within-one-month-of-certificate",
        "The family has at least one month after the mediation certificate was issued. If that month ends later "
        "than two months after the notice, the appeal must reach the tribunal by the later day.",
        "r.20(1)(c)(ii) HESC Rules 2008", _RULES + "20", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(Code.LODGE_APPEAL, Fact.CERTIFICATE_ISSUED, _ONE_MONTH, "appealable"),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "five-o-clock",
        "If something must be done by a certain day, it must be done by 5pm on that day.",
        "r.12(1) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_ORDINARY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "end-on-a-non-working-day",
        "If a time limit ends on a day that is not a working day, it is enough to act on the next working day.",
        "r.12(2) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_ORDINARY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "shutdown-moves-the-end",
        "If the time for starting an appeal ends in August, the appeal is in time if it arrives on the first "
        "working day after 31 August. If the time ends from 25 December to 1 January, the appeal is in time if it "
        "arrives on the first working day after 1 January.",
        "r.12(3)(a) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.FAMILY, Calendar.TRIBUNAL_STARTING,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "shutdown-days-not-counted",
        "For every other step in an appeal, the days in August and from 25 December to 1 January do not count. "
        "This does not apply if the tribunal has set a date for the step.",
        "r.12(3)(b), (4) HESC Rules 2008", _RULES + "12", Kind.CLOCK, Party.LOCAL_AUTHORITY,
        Calendar.TRIBUNAL_ACTING,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "explain-late-appeal",
        "A family that appeals late must ask for more time, and say why the appeal is late. A judge decides "
        "whether to accept the appeal. An appeal is never excluded only because it is late.",
        "rr.5(3)(a), 20(4)-(5) HESC Rules 2008", _RULES + "20", Kind.DUTY, Party.FAMILY,
        verified=Verified.SECONDARY,
    ),
    *_claim(
        Calendar.TRIBUNAL_ACTING, date(2014, 9, 1), _LAST_DAY_FOR_CLAIMS,
        "For notices up to 20 July 2020, the days in August and from 25 December to 1 January are treated as they "
        "are for appeals.",
    ),
    *_claim(
        Calendar.TRIBUNAL_ORDINARY, date(2020, 7, 21), None,
        "The days in August and from 25 December to 1 January count like other days.",
    ),
)  # fmt: skip
