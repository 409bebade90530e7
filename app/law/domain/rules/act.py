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
        "A family can appeal about six matters only: a refusal to assess, a refusal to issue a plan, the content "
        "of a plan, a refusal to re-assess, a refusal to amend or replace a plan, and a decision to cease to "
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
        "In an appeal, the tribunal may also recommend health or social care provision. In an appeal about a "
        "refusal to assess, the tribunal may not do so.",
        "SI 2017/1306",
        _RECOMMENDATIONS,
        Kind.GATE,
        Party.TRIBUNAL,
        in_force_from=date(2018, 4, 3),
        verified=Verified.PRIMARY,
    ),
    Rule(
        "reply-to-recommendation",
        "An organisation that receives a recommendation of the tribunal must reply in writing within 5 weeks. It "
        "must give its reasons for anything that it will not do. The tribunal may set another time.",
        "SI 2017/1306, reg 6",
        _RECOMMENDATIONS,
        Kind.DUTY,
        Party.COMMISSIONING_BODY,
        in_force_from=date(2018, 4, 3),
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tribunal-decides",
        "The tribunal decides the appeal. The tribunal may dismiss the appeal. It may also order what the "
        "Regulations allow: an assessment, a plan, a change to a plan, or that the authority must consider the "
        "matter again.",
        "s.51(4)-(5) Children and Families Act 2014; reg 43(2) SEND Regulations 2014",
        _ACT + "51",
        Kind.GATE,
        Party.TRIBUNAL,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tell-family-of-mediation",
        "The authority must tell the family about its right to mediation. The authority does so with every "
        "decision that can be appealed, and whenever it makes, amends or replaces a plan.",
        "s.52(1) Children and Families Act 2014; Explanatory Notes para 264",
        _ACT + "52",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "tell-authority-what-to-mediate",
        "A family that wants mediation must tell the authority. The family must also say what it wants to mediate "
        "about (the mediation issues), and which health provision it wants, if any.",
        "s.52(3) Children and Families Act 2014",
        _ACT + "52",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "health-mediation",
        "If the family wants to mediate only about health care, the commissioning body must arrange the mediation "
        "and take part in it.",
        "s.53 Children and Families Act 2014",
        _ACT + "53",
        Kind.DUTY,
        Party.COMMISSIONING_BODY,
    ),
    Rule(
        "mediation-on-request",
        "If a family asks for mediation about a decision that can be appealed, or about any part of a plan, "
        "mediation must be arranged. The authority cannot refuse mediation. It cannot ask for another meeting "
        "first.",
        "s.54 Children and Families Act 2014",
        _ACT + "54",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "authority-takes-part",
        "The authority must take part in the mediation that it arranges. The authority cannot stay away because "
        "the family brings a lawyer.",
        "s.54 Children and Families Act 2014; Kumar v Hillingdon LBC [2020] EWHC 3326 (Admin)",
        _ACT + "54",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "plan-stays-in-force",
        "If the authority decides to end a plan, the plan stays in force while the family can still appeal. If "
        "the family appeals, the plan stays in force until the appeal has ended.",
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
        "The certificate must have been issued to the person who appeals, and must be about the decision that the "
        "person appeals.",
        "s.55(3) Children and Families Act 2014",
        _ACT + "55",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "placement-only-exempt",
        "No certificate is needed for an appeal that is only about the placement. The placement is the school or "
        "other institution that the plan names, its type, or the fact that the plan names none. The authority "
        "must still offer mediation.",
        "s.55(2) Children and Families Act 2014",
        _ACT + "55",
        Kind.GATE,
        Party.FAMILY,
    ),
    Rule(
        "certificate-after-declining",
        "The mediation adviser issues a certificate to a family that declines mediation. Before that, the adviser "
        "must have given the family information and advice.",
        "s.55(4) Children and Families Act 2014; Explanatory Notes para 266",
        _ACT + "55",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "certificate-after-taking-part",
        "The mediation adviser issues a certificate to a family that has taken part in mediation, whatever the "
        "result. Before that, the adviser must have given the family information and advice.",
        "s.55(5) Children and Families Act 2014; Explanatory Notes para 266",
        _ACT + "55",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "independent-adviser",
        "A mediation adviser must be independent. A local authority in England, an integrated care board or NHS "
        "England must not employ the adviser. These organisations cannot issue a certificate.",
        "s.56(2)-(3) Children and Families Act 2014",
        _ACT + "56",
        Kind.GATE,
        Party.MEDIATION_ADVISER,
        verified=Verified.PRIMARY,
    ),
    Rule(
        "disagreement-resolution",
        "Disagreement resolution is a separate service that the authority must arrange. It is voluntary. A family "
        "gets no certificate from it, and no time limit stops because of it.",
        "s.57 Children and Families Act 2014",
        _ACT + "57",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
    ),
    Rule(
        "advice-and-information",
        "The authority must arrange impartial advice and information for parents, children and young people.",
        "s.32 Children and Families Act 2014",
        _ACT + "32",
        Kind.DUTY,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "young-person-holds-the-right",
        "A young person who is over compulsory school age and under 25 appeals in their own name. Until the young "
        "person reaches that age, the parent appeals. If the person who may appeal lacks mental capacity, an "
        "alternative person appeals for them.",
        "ss.51, 80, 83(2) Children and Families Act 2014",
        _ACT + "83",
        Kind.GATE,
        Party.FAMILY,
        checked_on=LAST_CHECKED,
    ),
    Rule(
        "alternative-person-acts",
        "If a parent or a young person lacks mental capacity at the relevant time, their representative acts for "
        "them. If a young person has no representative, the young person's parent acts.",
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
        "The family has the right to appeal. As long as the family may still appeal, only the family can end the "
        "case. After an appeal is registered, only the tribunal can end the appeal.",
        "s.51(1) Children and Families Act 2014; r.17(2) HESC Rules 2008",
        _ACT + "51",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "duty-of-its-party",
        "A person or organisation that has a duty under the Act or the Regulations must carry it out. A duty can "
        "be carried out only once.",
        "Part 3 Children and Families Act 2014; SEND Regulations 2014",
        _ACT + "54",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "panel-review",
        "An authority may ask a review panel to look at its decision again. The Act does not require such a "
        "review. The review changes neither the family's right to appeal nor any time limit.",
        "s.51 Children and Families Act 2014, which names no panel",
        _ACT + "51",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "detained-persons",
        "Other rules apply to children and young people in detention: an authority that the law calls the home "
        "authority is responsible for them. This service does not cover these rules, so a person must handle the "
        "case.",
        "s.73 Children and Families Act 2014; SI 2015/62 reg 18",
        "https://www.legislation.gov.uk/uksi/2015/62/regulation/18/made",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.PRIMARY,
    ),
)
