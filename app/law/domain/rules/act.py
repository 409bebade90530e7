"""Children and Families Act 2014, Part 3: who may appeal, what may be appealed, and the certificate."""

from datetime import date

from app.kernel.terms import Party
from app.law.domain.model import LAST_CHECKED, Kind, Rule, Verified

_ACT = "https://www.legislation.gov.uk/ukpga/2014/6/section/"
_RECOMMENDATIONS = "https://www.legislation.gov.uk/uksi/2017/1306/note"
_SCHOOL_AGE = "https://www.legislation.gov.uk/ukpga/1996/56/section/8"

RULES: tuple[Rule, ...] = (
    Rule(
        "appealable-matters",
        "An appeal may be made about six matters and no others: a refusal to assess, a refusal to issue a plan, the "
        "content of a plan, a refusal to re-assess, a refusal to amend or replace a plan, and a decision to cease to "
        "maintain a plan.",
        "s.51(2) Children and Families Act 2014",
        _ACT + "51",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "education-sections-only",
        "The health and social care sections of a plan (C, D, G, H1, H2) cannot be appealed on their own. Mediation "
        "about these sections is available.",
        "s.51(2)(c) Children and Families Act 2014; SI 2017/1306",
        _RECOMMENDATIONS,
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "no-recommendations-on-refusal-to-assess",
        "The tribunal may recommend health or social care provision in an appeal under section 51(2)(b) to (f). The "
        "tribunal may not recommend such provision in an appeal about a refusal to assess.",
        "SI 2017/1306",
        _RECOMMENDATIONS,
        Kind.GATE,
        Party.TRIBUNAL,
        in_force_from=date(2018, 4, 3),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "reply-to-recommendation",
        "A body that receives the tribunal's recommendation replies in writing within 5 weeks, with reasons for "
        "anything it will not do, unless the tribunal directs otherwise.",
        "SI 2017/1306, reg 6",
        _RECOMMENDATIONS,
        Kind.DUTY,
        Party.COMMISSIONING_BODY,
        in_force_from=date(2018, 4, 3),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tribunal-decides",
        "The tribunal decides the appeal. The tribunal may dismiss the appeal, or order what the regulations allow: an "
        "assessment, a plan, a change to a plan, or that the authority consider the matter again.",
        "s.51(4)-(5) Children and Families Act 2014; reg 43(2) SEND Regulations 2014",
        _ACT + "51",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tell-family-of-mediation",
        "With every appealable decision, and whenever a plan is made, amended or replaced, the authority tells "
        "the family of its right to mediation.",
        "s.52(1) Children and Families Act 2014; Explanatory Notes para 264",
        _ACT + "52",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tell-authority-what-to-mediate",
        "A family that wants mediation tells the authority so. The family also names the mediation issues, and any "
        "health provision that it wants.",
        "s.52(3) Children and Families Act 2014",
        _ACT + "52",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "health-mediation",
        "If the issues are only about health care, the commissioning body arranges the mediation and takes part in it.",
        "s.53 Children and Families Act 2014",
        _ACT + "53",
        Kind.DUTY,
        Party.COMMISSIONING_BODY,
    ),
    Rule(
        "mediation-on-request",
        "If a family asks for mediation about an appealable decision or any part of a plan, the mediation is "
        "arranged. The authority can neither refuse mediation nor ask for another meeting first.",
        "s.54 Children and Families Act 2014",
        _ACT + "54",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "authority-takes-part",
        "The authority takes part in the mediation that it arranges. The authority cannot stay away because the family "
        "brings a lawyer.",
        "s.54 Children and Families Act 2014; Kumar v Hillingdon LBC [2020] EWHC 3326 (Admin)",
        _ACT + "54",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "plan-stays-in-force",
        "A plan that the authority means to end stays in force while the decision can still be appealed. If the "
        "decision is appealed, the plan stays in force until the appeal has ended.",
        "s.45(4) Children and Families Act 2014; Explanatory Notes para 247",
        _ACT + "45",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "independent-mediator",
        "A mediator must not be employed by a local authority in England. For health issues, the mediator must not be "
        "employed by an integrated care board or NHS England either.",
        "ss.53-54 Children and Families Act 2014; Explanatory Notes paras 264-266",
        _ACT + "54",
        Kind.GATE,
        Party.MEDIATOR,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "certificate-before-appeal",
        "An appeal may be made only if a mediation adviser has issued a certificate.",
        "s.55(1), (3) Children and Families Act 2014",
        _ACT + "55",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "certificate-to-the-appellant",
        "The certificate must have been issued to the person who appeals, about the decision appealed.",
        "s.55(3) Children and Families Act 2014",
        _ACT + "55",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "placement-only-exempt",
        "No certificate is needed for an appeal that concerns only the school or other institution that the plan "
        "names, the type of school or institution that it specifies, or the fact that it names none. Mediation is "
        "still offered.",
        "s.55(2) Children and Families Act 2014",
        _ACT + "55",
        Kind.GATE,
        Party.FAMILY,
    ),
    Rule(
        "certificate-after-declining",
        "A certificate is issued to a family that has had information and advice from a mediation adviser and "
        "has told the adviser that it does not wish to pursue mediation.",
        "s.55(4) Children and Families Act 2014; Explanatory Notes para 266",
        _ACT + "55",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "certificate-after-taking-part",
        "A certificate is issued to a family that has had information and advice from a mediation adviser and has "
        "taken part in mediation, whatever its result.",
        "s.55(5) Children and Families Act 2014; Explanatory Notes para 266",
        _ACT + "55",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "independent-adviser",
        "A mediation adviser is independent: not employed by a local authority in England, an integrated care board "
        "or NHS England. These bodies cannot issue a certificate.",
        "s.56(2)-(3) Children and Families Act 2014",
        _ACT + "56",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "disagreement-resolution",
        "Disagreement resolution is a separate, voluntary service that the authority arranges. Disagreement "
        "resolution leads to no certificate and stops no time limit.",
        "s.57 Children and Families Act 2014",
        _ACT + "57",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
    ),
    Rule(
        "advice-and-information",
        "The authority arranges for impartial advice and information for parents, children and young people.",
        "s.32 Children and Families Act 2014",
        _ACT + "32",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "young-person-holds-the-right",
        "A young person who is over compulsory school age and under 25 appeals in their own name. Before that age the "
        "parent appeals. An alternative person appeals for somebody who lacks capacity.",
        "ss.51, 80, 83(2) Children and Families Act 2014",
        _ACT + "83",
        Kind.GATE,
        Party.FAMILY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "alternative-person-acts",
        "If a parent or a young person lacks capacity at the relevant time, their representative acts in their place. "
        "If a young person has no representative, the parent of the young person acts.",
        "s.80 Children and Families Act 2014; regs 63-65 SEND Regulations 2014",
        _ACT + "80",
        Kind.GATE,
        Party.FAMILY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "school-age-ends",
        "Compulsory school age ends on the last Friday in June of the school year in which the child reaches 16.",
        "s.8 Education Act 1996; School Leaving Date Order 1997",
        _SCHOOL_AGE,
        Kind.CLOCK,
        Party.FAMILY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "family-ends-it",
        "The family has the right to appeal. While the family may still appeal, only the family can decide that the "
        "case ends. Once an appeal is registered, the tribunal ends it.",
        "s.51(1) Children and Families Act 2014; r.17(2) HESC Rules 2008",
        _ACT + "51",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "duty-of-its-party",
        "The party that owes a duty under the Act or the Regulations carries the duty out. A duty is carried out "
        "only once.",
        "Part 3 Children and Families Act 2014; SEND Regulations 2014",
        _ACT + "54",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "panel-review",
        "An authority may ask a panel to review its decision. The Act does not require such a review and gives it no "
        "effect: the family's right to appeal and each time limit stay as they are.",
        "s.51 Children and Families Act 2014, which names no panel",
        _ACT + "51",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "detained-persons",
        "Detained children and young people have a separate scheme, with a home authority. This service does not "
        "cover that scheme: a person must handle the case.",
        "s.73 Children and Families Act 2014; SI 2015/62 reg 18",
        "https://www.legislation.gov.uk/uksi/2015/62/regulation/18/made",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
    ),
)
