"""The terms of the field, as closed sets. Every layer of the service uses these terms and no others."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """A decision of the authority that can be appealed. Section 51(2) of the Children and Families Act 2014 lists these
    decisions."""

    REFUSAL_TO_ASSESS = "refusal_to_assess"
    REFUSAL_TO_ISSUE_PLAN = "refusal_to_issue_plan"
    PLAN_CONTENT = "plan_content"
    REFUSAL_TO_REASSESS = "refusal_to_reassess"
    REFUSAL_TO_AMEND = "refusal_to_amend"
    CEASE_TO_MAINTAIN = "cease_to_maintain"

    @property
    def paragraph(self) -> str:
        """The paragraph of section 51(2) that makes this matter appealable."""
        return f"s.51(2)({'abcdef'[list(DecisionKind).index(self)]})"


class PlanSection(StrEnum):
    """A section of an education, health and care plan. Regulation 12 of the SEND Regulations 2014 lists them."""

    B = "B"  # special educational needs
    C = "C"  # health needs
    D = "D"  # social care needs
    F = "F"  # special educational provision
    G = "G"  # health provision
    H1 = "H1"  # social care provision under the 1970 Act
    H2 = "H2"  # other social care provision
    I = "I"  # noqa: E741 - the plan's own name for the placement section


EDUCATION_SECTIONS = frozenset({PlanSection.B, PlanSection.F, PlanSection.I})
HEALTH_SECTIONS = frozenset({PlanSection.C, PlanSection.G})


class AppellantKind(StrEnum):
    """The kind of person who holds the right to appeal."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    ALTERNATIVE_PERSON = "alternative_person"  # acts for somebody without capacity (section 80)


class RightPasses(StrEnum):
    """The reason why a new person now holds the right to appeal."""

    SCHOOL_AGE_ENDED = "school_age_ended"  # the young person appeals in their own name (section 83)
    CAPACITY_LOST = "capacity_lost"  # another person acts (section 80)
    CAPACITY_REGAINED = "capacity_regained"
    REPRESENTATIVE_CHANGED = "representative_changed"  # another person acts than before


class OrganisationKind(StrEnum):
    """A kind of organisation that can use this service."""

    LOCAL_AUTHORITY = "local_authority"
    MEDIATION_PROVIDER = "mediation_provider"
    ADVICE_SERVICE = "advice_service"
    COMMISSIONING_BODY = "commissioning_body"
    TRIBUNAL = "tribunal"
    OPERATOR = "operator"


class Party(StrEnum):
    """A person or organisation that has a duty, or that a time limit applies to."""

    FAMILY = "family"
    LOCAL_AUTHORITY = "local_authority"
    MEDIATION_ADVISER = "mediation_adviser"
    MEDIATOR = "mediator"
    COMMISSIONING_BODY = "commissioning_body"
    TRIBUNAL = "tribunal"


class CertificateGround(StrEnum):
    """The reason for which a mediation certificate may be issued."""

    DECLINED = "declined"  # section 55(4)
    TOOK_PART = "took_part"  # section 55(5)
    NOT_ARRANGED = "not_arranged"  # regulation 39: the thirty days failed
    EXEMPT = "exempt"  # only under a regime that compels attendance


class ExemptionGround(StrEnum):
    """The reason that a family gives for not attending mediation. This applies only under a set of rules (regime) that
    makes attendance compulsory."""

    DOMESTIC_ABUSE = "domestic_abuse"
    CHILD_PROTECTION = "child_protection"
    SAFEGUARDING = "safeguarding"  # any other concern for somebody's safety
    URGENCY = "urgency"  # waiting risks harm, injustice or significant hardship
    EARLIER_MEDIATION = "earlier_mediation"  # the family mediated this dispute within the last four months
    ACCESS = "access"  # disability, language or distance, and no session that the family can use
    NO_PROVIDER = "no_provider"  # the providers asked have no mediator in time
    PHASE_TRANSFER = "phase_transfer"  # the child changes school before the dispute could be settled
    CHILD_OUT_OF_SCHOOL = "child_out_of_school"
    OTHER = "other"  # another ground, or none was named


class SessionOutcome(StrEnum):
    """How a mediation session ended. Nobody ever records what was said in the session."""

    FULL_AGREEMENT = "full_agreement"
    PARTIAL_AGREEMENT = "partial_agreement"
    NO_AGREEMENT = "no_agreement"
    ADJOURNED = "adjourned"
    FAMILY_DID_NOT_ATTEND = "family_did_not_attend"
    AUTHORITY_DID_NOT_ATTEND = "authority_did_not_attend"
    AUTHORITY_WITHOUT_POWER_TO_DECIDE = "authority_without_power_to_decide"


class AppealBasis(StrEnum):
    """The reason why the tribunal can register the appeal."""

    CERTIFICATE = "certificate"  # section 55(3)
    PLACEMENT_ONLY = "placement_only"  # section 55(2)
    PERMISSION = "permission"  # the tribunal's leave to appeal without a certificate
    NOT_REQUIRED = "not_required"  # the regime of the case asks for no certificate


class TermKind(StrEnum):
    """Something that must be done under a mediation agreement (regulation 42) or a tribunal order (regulation 44)."""

    ASSESS = "assess"
    MAKE_PLAN = "make_plan"
    AMEND_PLAN = "amend_plan"
    NAME_SETTING = "name_setting"
    CONTINUE_PLAN = "continue_plan"
    CEASE_PLAN = "cease_plan"
    RECONSIDER = "reconsider"
    OTHER_ACTION = "other_action"


class Claim(StrEnum):
    """Whether the family brings an appeal or a claim of disability discrimination to the tribunal."""

    APPEAL = "appeal"
    DISABILITY_DISCRIMINATION = "disability_discrimination"
