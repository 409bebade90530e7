"""The questions of the tribunal's appeal form that a case can answer, with the names of the tribunal's own fields.

The names and words are those of the tribunal's digital form SEND35, read in its published source of July 2026. That
form is a prototype. A refusal to assess goes on the form SEND35A, whose fields we did not see: its answers use the
names of SEND35. The digital form does not ask for the number or the ground of a certificate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.terms import AppellantKind, DecisionKind, PlanSection


class Form(StrEnum):
    """An appeal form of the tribunal."""

    SEND35 = "SEND35"
    SEND35A = "SEND35A"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form: the tribunal's field, the section of the form, and what is asked, in our words."""

    field: str
    section: int
    asks: str


WHO = Question("appellantWhoIsAppealing", 2, "Who appeals?")
ABOUT = Question("appealAppealAbout", 8, "What is the appeal about?")
AFTER_REVIEW = Question("appealFollowingAnnualReview", 8, "Does the appeal follow an annual review of the plan?")
SECTIONS = Question("appealPlanSections", 8, "Which sections of the plan does the family dispute?")
RECOMMENDS = Question("hscWantRecommendation", 11, "Does the family want a recommendation about health or social care?")
RECOMMENDS_ON = Question("hscRecommendationTypes", 11, "What should the recommendation be about?")
CERTIFIED = Question("medHasCertificate", 12, "Does the family have a mediation certificate?")
WHY_NONE = Question("medNoCertificateReason", 12, "Why does the family have no mediation certificate?")
EXPLAINS_NONE = Question(
    "medNoCertificateExplanation", 12, "What explanation does the family give for having no certificate?"
)
LETTER_DATE = Question("timeDecisionLetterDate", 13, "Which date is printed on the decision letter?")
CERTIFICATE_DATE = Question("timeMediationCertificateDate", 13, "Which date is printed on the certificate?")
EXPLAINS_LATE = Question("timeLateAppealExplanation", 13, "Why is the appeal late?")

QUESTIONS = (
    WHO, ABOUT, AFTER_REVIEW, SECTIONS, RECOMMENDS, RECOMMENDS_ON, CERTIFIED, WHY_NONE, EXPLAINS_NONE, LETTER_DATE,
    CERTIFICATE_DATE, EXPLAINS_LATE,
)  # fmt: skip

YES, NO = "Yes", "No"
SECTION_I_ONLY, OTHER_REASON = "sectionIOnly", "otherReason"

APPEALS: Mapping[AppellantKind, str] = {
    AppellantKind.PARENT: "parentOrCarer",
    AppellantKind.YOUNG_PERSON: "youngPerson",
    AppellantKind.ALTERNATIVE_PERSON: "alternativePerson",
}

KINDS: Mapping[DecisionKind, str] = {
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: "refusedToMakePlan",
    DecisionKind.PLAN_CONTENT: "planContent",
    DecisionKind.REFUSAL_TO_REASSESS: "refusedReassessment",
    DecisionKind.REFUSAL_TO_AMEND: "planContent",  # the form has no other word, and asks about the review instead
    DecisionKind.CEASE_TO_MAINTAIN: "planNoLongerNecessary",
}
"""What the appeal is about. A refusal to assess has a form of its own, which asks nothing of this."""

PARTS: Mapping[PlanSection, str] = {
    PlanSection.B: "sectionB",
    PlanSection.F: "sectionF",
    PlanSection.I: "sectionI",
}
"""The sections that can be appealed. Health and social care are recommendations, and are asked for apart."""

RECOMMENDATIONS: Mapping[str, frozenset[PlanSection]] = {
    "health": frozenset({PlanSection.C, PlanSection.G}),
    "socialCare": frozenset({PlanSection.D, PlanSection.H1, PlanSection.H2}),
}

MEANS: Mapping[str, str] = {
    "parentOrCarer": "A parent or carer",
    "youngPerson": "The young person",
    "alternativePerson": "An alternative person for the young person",
    "refusedToMakePlan": "The authority refused to make a plan",
    "refusedReassessment": "The authority refused to re-assess",
    "planContent": "The content of the plan",
    "planNoLongerNecessary": "The authority decided that the plan is no longer necessary",
    "sectionB": "B",
    "sectionF": "F",
    "sectionI": "I",
    "health": "Health",
    "socialCare": "Social care",
    SECTION_I_ONLY: "The appeal is about Section I alone",
    OTHER_REASON: "Another reason",
}
"""The words of the form in plain English, for paper."""

BY_THE_FAMILY: Mapping[int, str] = {
    1: "The child or young person: name, date of birth, gender",
    2: "The person who appeals: name, relationship, address, telephone, e-mail",
    3: "Another parent or carer",
    4: "A representative",
    5: "An advocate",
    6: "Communication during the appeal",
    7: "Anyone else with parental responsibility",
    9: "The school, college or other provider",
    10: "The reasons for the appeal",
    14: "Other cases about the child",
    15: "Other cases of the family",
    16: "The hearing",
    17: "Support during the appeal",
}
"""The sections of the form that the family fills in itself. This service does not hold what they ask, or seals it."""
