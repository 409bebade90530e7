"""The tribunal's procedure rules about what happens besides the lodging of an appeal, and after it.

First-tier Tribunal (HESC Chamber) Rules 2008 (SI 2008/2699): staff decisions (r.4), strike-out (r.8), withdrawal
(r.17), leave (r.19), the response (r.21), the hearing (rr.5, 23, 25), consent orders (r.29). Besides: judicial
alternative dispute resolution, and the practice direction on hearing bundles.
"""

from app.kernel.terms import Party
from app.law.domain.kinds import Code
from app.law.domain.model import LAST_CHECKED, Calendar, Clock, Fact, Kind, Period, Rule, Unit, Verified

_RULES = "https://www.legislation.gov.uk/uksi/2008/2699/article/"
_PRACTICE = "https://www.gov.uk/courts-tribunals/first-tier-tribunal-special-educational-needs-and-disability"
_FAMILY, _LA = Party.FAMILY, Party.LOCAL_AUTHORITY

RULES: tuple[Rule, ...] = (
    Rule(
        "apply-for-leave",
        "A family without a certificate, and without a right to a certificate, applies to the tribunal for leave to "
        "appeal. The application gives full reasons. The application reaches the tribunal within the time for an "
        "appeal: two months after the notice was sent. We read rule 19 as it was made in 2008. We did not read its "
        "paragraph of 2014 on special educational needs. So apply early, and ask for more time if the day has passed.",
        "rr.19(2), 20(1)-(4) HESC Rules 2008", _RULES + "19/made", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(
            Code.APPLY_FOR_LEAVE, Fact.NOTICE_SENT, Period(2, Unit.MONTHS), "leave_needed",
            applies_if="the family has no certificate and no right to one: it did not contact an adviser in time",
        ),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "fresh-consideration",
        "If tribunal staff made a decision instead of a judge, a party may ask for a judge to consider the decision "
        "afresh. The party asks within 14 days after the decision was sent.",
        "r.4(3) HESC Rules 2008", _RULES + "4", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_ACTING,
        Clock(Code.FRESH_CONSIDERATION, Fact.STAFF_DECISION_SENT, Period(14, Unit.DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "la-response",
        "The authority's response is due 30 working days after it received the appeal.",
        "r.21 HESC Rules 2008", _RULES + "21", Kind.DUTY, _LA, Calendar.TRIBUNAL_ACTING,
        Clock(Code.LA_RESPONSE, Fact.APPEAL_RECEIVED, Period(30, Unit.WORKING_DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "copy-response",
        "The authority sends the family a copy of its response at the same time as it sends the response to the "
        "tribunal.",
        "r.21(5) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA, Calendar.DAYS,
        Clock(Code.COPY_RESPONSE, Fact.RESPONSE_SENT, Period(0, Unit.DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "explain-late-response",
        "An authority whose response is late asks for more time, and says why the response is late.",
        "r.21(4) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA,
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "response-gives-childs-views",
        "The authority's response gives the child's views about the appeal, or says why the authority has not "
        "learned these views.",
        "r.21(2)(e) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA,
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "strike-out",
        "The tribunal strikes out a case, or part of a case, that is outside its jurisdiction. The tribunal may also "
        "strike out a case for non-compliance, or because the case has no prospect of success.",
        "r.8 HESC Rules 2008", _RULES + "8", Kind.GATE, Party.TRIBUNAL,
        verified=Verified.INFERRED,
    ),
    Rule(
        "withdrawal",
        "A party may withdraw its case, or a part of it, in writing before the hearing or orally at the hearing. The "
        "withdrawal of an appeal has no effect unless the tribunal consents: no party ends a registered appeal alone.",
        "r.17(1)-(2) HESC Rules 2008", _RULES + "17", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "reinstatement",
        "A party that withdrew its case may apply for the case to be reinstated. The application reaches the tribunal "
        "within 28 days after the tribunal received the notice of withdrawal, or after the hearing at which the party "
        "gave the notice.",
        "r.17(4)-(5) HESC Rules 2008", _RULES + "17", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_ACTING,
        Clock(Code.APPLY_FOR_REINSTATEMENT, Fact.WITHDRAWAL_RECEIVED, Period(28, Unit.DAYS), "appealable"),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "hearing",
        "The tribunal holds a hearing before it decides, unless every party agrees to a decision without a "
        "hearing and the tribunal can decide in this way. The tribunal tells the parties the day, and may put the "
        "hearing off.",
        "rr.5(3)(h), 23, 25 HESC Rules 2008", _RULES + "23", Kind.GATE, Party.TRIBUNAL,
        verified=Verified.INFERRED, checked_on=LAST_CHECKED,
    ),
    Rule(
        "judicial-adr",
        "If only the placement (Section I) is disputed, a judge may help the parties to agree before the hearing. "
        "This judicial alternative dispute resolution is voluntary and confidential. Another judge hears the appeal. "
        "An agreement becomes a consent order.",
        "Practice of the SEND Tribunal; r.3 HESC Rules 2008", _RULES + "3", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "hearing-bundle",
        "The authority prepares the hearing bundle, and sends it at least 10 working days before the hearing unless "
        "the tribunal directs another date. Each part of the bundle has a limit of pages. The tribunal may give leave "
        "for more pages. The tribunal may reject a bundle that is too long.",
        "Practice Direction 1 of 2025, First-tier Tribunal (SEND)", _PRACTICE, Kind.DUTY, _LA,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "consent-order",
        "At the request of the parties, and if the tribunal considers it right, the tribunal ends an appeal by a "
        "consent order. The order needs neither a hearing nor reasons.",
        "r.29 HESC Rules 2008", _RULES + "29", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
)  # fmt: skip
