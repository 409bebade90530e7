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
        "A family that has no certificate, and has no right to one, must ask the tribunal for permission (leave) "
        "to appeal. The family must give full reasons. The application must reach the tribunal within the time "
        "for an appeal: two months after the notice was sent. We have read rule 19 as it was made in 2008, but "
        "not the paragraph on special educational needs that was added in 2014. So apply early, and ask for more "
        "time if the two months are over.",
        "rr.19(2), 20(1)-(4) HESC Rules 2008", _RULES + "19/made", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_STARTING,
        Clock(
            Code.APPLY_FOR_LEAVE, Fact.NOTICE_SENT, Period(2, Unit.MONTHS), "leave_needed",
            applies_if="the family has no certificate and no right to one: it did not contact an adviser in time",
        ),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "fresh-consideration",
        "If staff of the tribunal made a decision in place of a judge, the family or the authority may ask a "
        "judge to consider the matter again. They must ask within 14 days after the decision was sent.",
        "r.4(3) HESC Rules 2008", _RULES + "4", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_ACTING,
        Clock(Code.FRESH_CONSIDERATION, Fact.STAFF_DECISION_SENT, Period(14, Unit.DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "la-response",
        "The authority must respond to the appeal within 30 working days after it received the appeal.",
        "r.21 HESC Rules 2008", _RULES + "21", Kind.DUTY, _LA, Calendar.TRIBUNAL_ACTING,
        Clock(Code.LA_RESPONSE, Fact.APPEAL_RECEIVED, Period(30, Unit.WORKING_DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "copy-response",
        "When the authority sends its response to the tribunal, it must send a copy to the family at the same time.",
        "r.21(5) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA, Calendar.DAYS,
        Clock(Code.COPY_RESPONSE, Fact.RESPONSE_SENT, Period(0, Unit.DAYS), "appealable"),
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "explain-late-response",
        "If the authority's response is late, the authority must ask for more time, and say why the response is late.",
        "r.21(4) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA,
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "response-gives-childs-views",
        "In its response, the authority must give the child's views about the appeal, or say why it does not know "
        "them.",
        "r.21(2)(e) HESC Rules 2008", _RULES + "21/made", Kind.DUTY, _LA,
        verified=Verified.PRIMARY, checked_on=LAST_CHECKED,
    ),
    Rule(
        "strike-out",
        "The tribunal must strike out (end) a case, or a part of a case, that it has no power to decide. The "
        "tribunal may also strike out a case because somebody did not follow its directions, or because the case "
        "cannot succeed.",
        "r.8 HESC Rules 2008", _RULES + "8", Kind.GATE, Party.TRIBUNAL,
        verified=Verified.INFERRED,
    ),
    Rule(
        "withdrawal",
        "The family or the authority may withdraw its case, or a part of its case: in writing before the hearing, "
        "or orally at the hearing. The withdrawal of an appeal takes effect only if the tribunal agrees.",
        "r.17(1)-(2) HESC Rules 2008", _RULES + "17", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "reinstatement",
        "After a withdrawal, the family or the authority that withdrew its case may ask the tribunal to reopen "
        "(reinstate) the case. The application must reach the tribunal within 28 days. The 28 days count from the "
        "day on which the tribunal received the notice of withdrawal, or from the hearing at which the case was "
        "withdrawn.",
        "r.17(4)-(5) HESC Rules 2008", _RULES + "17", Kind.CLOCK, _FAMILY, Calendar.TRIBUNAL_ACTING,
        Clock(Code.APPLY_FOR_REINSTATEMENT, Fact.WITHDRAWAL_RECEIVED, Period(28, Unit.DAYS), "appealable"),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "hearing",
        "The tribunal holds a hearing before it decides. If family and authority agree, and the tribunal can "
        "decide without a hearing, no hearing is needed. The tribunal tells family and authority the day of the "
        "hearing. It may postpone (adjourn) the hearing.",
        "rr.5(3)(h), 23, 25 HESC Rules 2008", _RULES + "23", Kind.GATE, Party.TRIBUNAL,
        verified=Verified.INFERRED, checked_on=LAST_CHECKED,
    ),
    Rule(
        "judicial-adr",
        "If only the placement (Section I) is disputed, a judge may help the family and the authority to agree "
        "before the hearing. This is called judicial alternative dispute resolution. It is voluntary and "
        "confidential. If they agree, the tribunal makes a consent order. If not, another judge hears the appeal.",
        "Practice of the SEND Tribunal; r.3 HESC Rules 2008", _RULES + "3", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "hearing-bundle",
        "The authority prepares the documents for the hearing (the bundle). It must send the bundle at least 10 "
        "working days before the hearing, or by another date that the tribunal sets. The practice direction limits the "
        "number of pages in each part of the bundle. The tribunal may allow more pages, and may reject a bundle that "
        "is too long.",
        "Practice Direction 1 of 2025, First-tier Tribunal (SEND)", _PRACTICE, Kind.DUTY, _LA,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "consent-order",
        "If the family and the authority ask for it, and the tribunal considers it right, the tribunal ends an "
        "appeal by a consent order: an order on which both agree. The order needs no hearing and no reasons.",
        "r.29 HESC Rules 2008", _RULES + "29", Kind.GATE, Party.TRIBUNAL,
        checked_on=LAST_CHECKED,
    ),
)  # fmt: skip
