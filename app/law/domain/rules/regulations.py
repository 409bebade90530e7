"""The SEND Regulations 2014 (SI 2014/1530): notices, mediation and certificates (regs 32 to 42), and moves (reg 15).

`verified` says how far we checked each row. A row without it follows an account of the regulation, and its number is
from general knowledge.
"""

from datetime import date

from app.kernel.terms import CertificateGround, Party
from app.law.domain.kinds import Code
from app.law.domain.model import (
    LAST_CHECKED,
    Calendar,
    Clock,
    Direction,
    Fact,
    Kind,
    Period,
    Rule,
    Unit,
    Verified,
)

_REGS = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/"
_THREE_WORKING_DAYS = Period(3, Unit.WORKING_DAYS)
_THIRTY_DAYS = Period(30, Unit.DAYS)
_FAMILY, _LA = Party.FAMILY, Party.LOCAL_AUTHORITY
_ADVISER, _BODY = Party.MEDIATION_ADVISER, Party.COMMISSIONING_BODY


def _certificate(rule_id: str, says: str, number: str, fact: Fact, ground: CertificateGround) -> Rule:
    return Rule(
        rule_id,
        says,
        f"reg {number} SEND Regulations 2014",
        _REGS + number[:2],
        Kind.DUTY,
        _ADVISER,
        Calendar.SEND_WORKING_DAYS,
        Clock(Code.ISSUE_CERTIFICATE, fact, _THREE_WORKING_DAYS, "appealable", ground=ground),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "working-day",
        "A working day is a day from Monday to Friday that is not Christmas Day, Good Friday or a bank holiday in "
        "England. The Regulations do not define a working day. This is our reading of the law.",
        "reg 2(1) SEND Regulations 2014 (by its silence)",
        _REGS + "2",
        Kind.CLOCK,
        _LA,
        Calendar.SEND_WORKING_DAYS,
        verified=Verified.INFERRED,
    ),
    Rule(
        "notice-contents",
        "The notice of decision must tell the family six things: that it has a right to mediation; that it needs "
        "a certificate before an appeal; how to reach a mediation adviser; the time limits; what to tell the "
        "authority if it wants to mediate; and whom to tell there.",
        "reg 32 SEND Regulations 2014",
        _REGS + "32",
        Kind.DUTY,
        _LA,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "contact-adviser",
        "The family must contact a mediation adviser within two months after the notice was sent. It must tell "
        "the adviser that it wishes to appeal, and whether it wishes to mediate. The last day does not move if it "
        "is a weekend or a holiday.",
        "reg 33 SEND Regulations 2014",
        _REGS + "33",
        Kind.CLOCK,
        _FAMILY,
        Calendar.DAYS,
        Clock(Code.CONTACT_ADVISER, Fact.NOTICE_SENT, Period(2, Unit.MONTHS), "certificate_needed"),
        verified=Verified.PRIMARY,
    ),
    _certificate(
        "issue-certificate-declined",
        "If the family tells the adviser that it does not wish to mediate, the adviser must issue the certificate "
        "within 3 working days.",
        "34(1)",
        Fact.MEDIATION_DECLINED,
        CertificateGround.DECLINED,
    ),
    Rule(
        "permission-without-certificate",
        "A family that did not contact an adviser in time has no right to a certificate. The family may ask the "
        "tribunal for permission to appeal without a certificate.",
        "reg 34(2) SEND Regulations 2014; rr.19-20 HESC Rules 2008",
        _REGS + "34",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "notify-commissioning-body",
        "If the family wants to mediate about health provision, the authority must tell each commissioning body "
        "concerned within 3 working days. The authority must say what the family wants to mediate about, and "
        "which provision the family wants.",
        "reg 35 SEND Regulations 2014",
        _REGS + "35",
        Kind.DUTY,
        _LA,
        Calendar.SEND_WORKING_DAYS,
        Clock(Code.NOTIFY_COMMISSIONING_BODY, Fact.HEALTH_ISSUES_RAISED, _THREE_WORKING_DAYS, "appeal"),
    ),
    Rule(
        "commissioning-body-arranges",
        "If the family wants to mediate only about health, the commissioning body must arrange mediation. It must "
        "do so within 30 days after the authority told it.",
        "reg 35 SEND Regulations 2014",
        _REGS + "35",
        Kind.DUTY,
        _BODY,
        Calendar.DAYS,
        Clock(
            Code.COMMISSIONING_BODY_ARRANGE_MEDIATION,
            Fact.COMMISSIONING_BODY_NOTIFIED,
            _THIRTY_DAYS,
            "may_be_health_only",
            applies_if="the mediation issues are only about health provision",
        ),
    ),
    Rule(
        "authority-arranges",
        "The authority must arrange mediation within 30 days after the family says that it wants mediation. If "
        "health is one of several issues, the authority must do so together with each commissioning body.",
        "reg 36 SEND Regulations 2014",
        _REGS + "36",
        Kind.DUTY,
        _LA,
        Calendar.DAYS,
        Clock(Code.ARRANGE_MEDIATION, Fact.MEDIATION_REQUESTED, _THIRTY_DAYS, "may_not_be_health_only"),
    ),
    Rule(
        "notify-session",
        "The organisation that arranges the session must tell the family its date and place at least 5 working "
        "days before. The family may agree to shorter notice. This service counts the day on which the family is "
        "told, but not the day of the session.",
        "reg 36 SEND Regulations 2014",
        _REGS + "36",
        Kind.DUTY,
        _LA,
        Calendar.SEND_WORKING_DAYS,
        Clock(
            Code.NOTIFY_SESSION,
            Fact.SESSION,
            Period(5, Unit.WORKING_DAYS, Direction.BEFORE),
            "appeal",
            applies_if="the family has not agreed to shorter notice",
        ),
    ),
    Rule(
        "authority-to-resolve",
        "The authority, and the commissioning body if it takes part, must send somebody who has the power to "
        "resolve the mediation issues.",
        "reg 37 SEND Regulations 2014",
        _REGS + "37",
        Kind.DUTY,
        _LA,
    ),
    Rule(
        "who-attends",
        "The family, the young person and the organisations in the dispute may attend mediation, and also any "
        "advocate or supporter that the family chooses. The child may attend if the parent and the mediator "
        "agree. Other people may attend if everybody agrees or the mediator allows it.",
        "reg 38(1) SEND Regulations 2014",
        _REGS + "38",
        Kind.DUTY,
        Party.MEDIATOR,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "supporter-of-choice",
        "The family chooses its own advocate or supporter for mediation. The supporter may be a lawyer. The "
        "authority can neither refuse the supporter nor stay away because of the supporter.",
        "reg 38(1)(b) SEND Regulations 2014; Kumar v Hillingdon LBC [2020] EWHC 3326 (Admin)",
        _REGS + "38",
        Kind.DUTY,
        _LA,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "childs-views",
        "If the parent takes part in mediation, the mediator must take reasonable steps to learn the child's views.",
        "reg 38 SEND Regulations 2014; s.56(1)(e) Children and Families Act 2014",
        _REGS + "38",
        Kind.DUTY,
        Party.MEDIATOR,
    ),
    _certificate(
        "issue-certificate-took-part",
        "After mediation has ended, the adviser must issue the certificate within 3 working days.",
        "39",
        Fact.MEDIATION_CONCLUDED,
        CertificateGround.TOOK_PART,
    ),
    Rule(
        "report-cannot-arrange",
        "If the authority cannot arrange mediation within 30 days, it must tell the adviser as soon as it "
        "realises this.",
        "reg 39 SEND Regulations 2014",
        _REGS + "39",
        Kind.DUTY,
        _LA,
    ),
    _certificate(
        "issue-certificate-not-arranged",
        "If the adviser is told that mediation cannot be arranged within 30 days, the adviser must issue the "
        "certificate within 3 working days. The family may then appeal, or wait for a session.",
        "39",
        Fact.CANNOT_ARRANGE_REPORTED,
        CertificateGround.NOT_ARRANGED,
    ),
    Rule(
        "mediator-knowledge",
        "A mediator must know enough about the law on special educational needs, health and social care.",
        "reg 40 SEND Regulations 2014",
        _REGS + "40",
        Kind.DUTY,
        Party.MEDIATOR,
        verified=Verified.INFERRED,
    ),
    Rule(
        "expenses",
        "The organisation that arranges mediation must pay the family's reasonable travel expenses. It must also "
        "pay the other expenses of attending that the Regulations list.",
        "reg 41 SEND Regulations 2014",
        _REGS + "41",
        Kind.DUTY,
        _LA,
        verified=Verified.INFERRED,
    ),
    Rule(
        "agreement-needs-mediation",
        "The time limits for carrying out an agreement start only if mediation took place, the agreement was "
        "reached in that mediation, and the agreement is recorded in writing. If the authority gives way outside "
        "a session (a concession), these time limits do not start.",
        "reg 42(1) SEND Regulations 2014",
        _REGS + "42",
        Kind.GATE,
        _LA,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "report-agreement",
        "If the authority did not take part in the mediation, the commissioning body must tell the authority "
        "about the agreement within 1 week.",
        "reg 42(4) SEND Regulations 2014",
        _REGS + "42",
        Kind.DUTY,
        _BODY,
        Calendar.DAYS,
        Clock(
            Code.REPORT_AGREEMENT,
            Fact.AGREEMENT_MADE,
            Period(1, Unit.WEEKS),
            "appeal",
            applies_if="the local authority was not a party to the mediation",
        ),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "agreed-timescale",
        "Those who made an agreement may agree another time limit in writing for any step. The time limit for "
        "telling the authority about an agreement cannot be changed in this way.",
        "reg 42(5) SEND Regulations 2014",
        _REGS + "42",
        Kind.CLOCK,
        _LA,
        Calendar.DAYS,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "plan-transfers",
        "If a child moves to another authority's area, the plan is transferred to the new authority on the day of "
        "the move. If the old authority had less than 15 working days' notice, it has 15 working days to transfer "
        "the plan. The first of these days is the day on which the old authority learned of the move.",
        "reg 15(2) SEND Regulations 2014",
        _REGS + "15",
        Kind.DUTY,
        _LA,
        Calendar.SEND_WORKING_DAYS,
        Clock(
            Code.TRANSFER_PLAN,
            Fact.MOVE_KNOWN,
            Period(15, Unit.WORKING_DAYS, Direction.BEGINNING_WITH),
            "appeal",
            applies_if="the authority had less than 15 working days' notice; otherwise the plan moves on the day",
        ),
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "plan-transfers-on-the-move",
        "If the old authority had at least 15 working days' notice, the plan is transferred on the day of the "
        "move. This service counts the day on which the old authority learned of the move, but not the day of the "
        "move.",
        "reg 15(2) SEND Regulations 2014",
        _REGS + "15",
        Kind.DUTY,
        _LA,
        Calendar.DAYS,
        Clock(Code.TRANSFER_PLAN, Fact.MOVES, Period(0, Unit.DAYS), "move_known"),
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "new-authority-answers",
        "After the transfer, the plan counts as if the new authority had made it on the day on which the old "
        "authority made it. So the new authority must respond to an appeal about the plan. The time to appeal "
        "does not begin again.",
        "reg 15(3)(a) SEND Regulations 2014",
        _REGS + "15",
        Kind.DUTY,
        _LA,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "new-authority-writes",
        "Within 6 weeks after the transfer, the new authority must tell the family three things: that the plan "
        "has been transferred, whether the new authority will assess the child, and when it will review the plan.",
        "reg 15(4) SEND Regulations 2014",
        _REGS + "15",
        Kind.DUTY,
        _LA,
        Calendar.DAYS,
        Clock(Code.EXPLAIN_TRANSFERRED_PLAN, Fact.PLAN_TRANSFERRED, Period(6, Unit.WEEKS), "appeal"),
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "coronavirus-relaxation",
        "From 1 May to 25 September 2020, coronavirus made some time limits of these Regulations impractical. In "
        "place of such a time limit, there was a duty to act as soon as reasonably practicable.",
        "reg 2A SEND Regulations 2014, inserted by SI 2020/471",
        _REGS + "2A",
        Kind.CLOCK,
        _LA,
        in_force_from=date(2020, 5, 1),
        in_force_to=date(2020, 9, 25),
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
)
