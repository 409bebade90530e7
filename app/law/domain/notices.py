"""What a notice of decision must say about mediation (regulation 32), in plain words, with its source and its dates.

The wording is ours: regulation 32 fixes what a notice says, and not how. We read regulations 32 and 33 in the
instrument, on legislation.gov.uk, where no later amendment of them was noted.

A text in braces is filled in for each case. `{adviser}` and `{authority}` are names, `{adviser_contact}` and
`{authority_contact}` are how to reach them. `{contact_by}` is the last day to contact the adviser, and `{counted_from}`
says from which day it is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.terms import DecisionKind
from app.law.domain.model import COMMENCEMENT, LAST_CHECKED, Verified

_REG_32 = "https://www.legislation.gov.uk/uksi/2014/1530/regulation/32"


class NoticePart(StrEnum):
    """One of the six things that a notice of decision must say (regulation 32, SEND Regulations 2014)."""

    RIGHT_TO_MEDIATION = "right_to_mediation"
    CERTIFICATE_REQUIREMENT = "certificate_requirement"
    ADVISER_CONTACT = "adviser_contact"
    TIMESCALES = "timescales"
    WHAT_TO_TELL_THE_AUTHORITY = "what_to_tell_the_authority"
    AUTHORITY_CONTACT = "authority_contact"


WITH_A_PLAN = frozenset(
    {DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_REASSESS, DecisionKind.REFUSAL_TO_AMEND}
    | {DecisionKind.CEASE_TO_MAINTAIN}
)
"""Decisions about a child or young person who has a plan."""
ABOUT_CONTENT = frozenset({DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_AMEND})
"""Decisions that may be disputed about the placement alone."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text, for the decisions that it fits. None: for every decision."""

    text: str
    kinds: frozenset[DecisionKind] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """One thing that a notice must say, in one version.

    `requires` says what the law asks for. `sentences` say it to the family. `risk` says what a family cannot know whose
    notice leaves it out, and `rests_on` is the rule behind that.
    """

    part: NoticePart
    paragraph: str
    heading: str
    requires: str
    sentences: Sequence[Sentence]
    risk: str
    rests_on: str
    url: str = _REG_32
    in_force_from: date = COMMENCEMENT
    in_force_to: date | None = None
    verified: Verified = Verified.PRIMARY
    checked_on: date = LAST_CHECKED

    @property
    def citation(self) -> str:
        """The paragraph of the regulation."""
        return f"reg 32{self.paragraph} SEND Regulations 2014"

    def in_force(self, on: date) -> bool:
        """Whether this version is the law on that day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def says(self, kind: DecisionKind) -> list[str]:
        """Return the sentences for a kind of decision."""
        return [one.text for one in self.sentences if one.kinds is None or kind in one.kinds]


REQUIRED: tuple[Required, ...] = (
    Required(
        part=NoticePart.RIGHT_TO_MEDIATION,
        paragraph="(a)",
        heading="You can ask for mediation",
        requires="The right of the child's parent or the young person to request mediation under section 53 or 54.",
        sentences=(
            Sentence(
                "If you disagree with this decision, you can ask for mediation (sections 53 and 54, Children and "
                "Families Act 2014)."
            ),
            Sentence(
                "In mediation, an independent mediator helps you and the local authority to reach an agreement. You do "
                "not have to mediate, and mediation does not take away your right to appeal."
            ),
            Sentence(
                "You can also ask for mediation about the health care or social care in the plan.",
                WITH_A_PLAN,
            ),
        ),
        risk="The family may not know that it can ask for mediation.",
        rests_on="mediation-on-request",
    ),
    Required(
        part=NoticePart.CERTIFICATE_REQUIREMENT,
        paragraph="(b)",
        heading="You need a certificate before you appeal",
        requires="The requirement to obtain a mediation certificate under section 55(4) or (5) before an appeal can be "
        "made to the First-tier Tribunal.",
        sentences=(
            Sentence(
                "Before you can appeal to the First-tier Tribunal, a mediation adviser must give you a mediation "
                "certificate (section 55(4) or (5), Children and Families Act 2014). You get a certificate if you "
                "tell the adviser that you do not wish to mediate, and also after you have taken part in mediation."
            ),
            Sentence(
                "You need no certificate if you appeal only about the school or other institution that the plan "
                "names, about its type, or because the plan names none (section 55(2)).",
                ABOUT_CONTENT,
            ),
        ),
        risk="The tribunal registers an appeal only with a certificate. There are two exceptions: the dispute is "
        "only about the placement, or the tribunal gives permission.",
        rests_on="certificate-before-appeal",
    ),
    Required(
        part=NoticePart.ADVISER_CONTACT,
        paragraph="(c)",
        heading="Whom to contact for a certificate",
        requires="Contact details for the mediation adviser that the child's parent or the young person should contact "
        "to obtain the certificate.",
        sentences=(Sentence("To get a certificate, contact the mediation adviser, {adviser}: {adviser_contact}"),),
        risk="The family may not know where to get a certificate, although the two months for contacting an adviser "
        "have already begun.",
        rests_on="contact-adviser",
    ),
    Required(
        part=NoticePart.TIMESCALES,
        paragraph="(d)",
        heading="How long you have",
        requires="The timescales for requesting mediation.",
        sentences=(
            Sentence(
                "Contact the mediation adviser by {contact_by}. That is two months after {counted_from}. The day "
                "does not move, even if it is a weekend or a bank holiday (regulation 33, SEND Regulations 2014)."
            ),
            Sentence(
                "By that day, tell the adviser that you wish to appeal, and whether you wish to mediate. If you ask "
                "for mediation, it is arranged within 30 days after you have told the local authority."
            ),
        ),
        risk="The family may contact the adviser too late. The family then has no right to a certificate, and needs "
        "the tribunal's permission to appeal.",
        rests_on="permission-without-certificate",
    ),
    Required(
        part=NoticePart.WHAT_TO_TELL_THE_AUTHORITY,
        paragraph="(e)",
        heading="What to tell the local authority",
        requires="The requirement to inform the authority whether mediation is wanted, of the mediation issues and, "
        "where the issues include that the plan specifies no health care provision or none of a particular kind, of "
        "the health care provision that is wanted.",
        sentences=(
            Sentence("If you wish to mediate, tell the local authority that, and what you wish to mediate about."),
            Sentence(
                "If you disagree because the plan specifies no health care provision, or none of a particular kind, "
                "also say which health care provision you want the plan to specify.",
                WITH_A_PLAN,
            ),
        ),
        risk="The authority must arrange mediation only after the family has told it. A family that does not know "
        "this may wait in vain.",
        rests_on="authority-arranges",
    ),
    Required(
        part=NoticePart.AUTHORITY_CONTACT,
        paragraph="(f)",
        heading="Whom to contact at the local authority",
        requires="Contact details for any person acting on behalf of the authority whom the child's parent or the "
        "young person should contact if they wish to pursue mediation.",
        sentences=(Sentence("At the local authority, {authority}, contact: {authority_contact}"),),
        risk="The family may not know whom to tell that it wishes to mediate.",
        rests_on="authority-arranges",
    ),
)
"""What the law requires of a notice, in the order of the regulation."""

HOW_TO_CURE = (
    "Send the family this paragraph in writing now. Keep the letter, and record in the case, as a document, where "
    "the letter is."
)
"""What to do about a notice that leaves something out: send it. The regulation asks for no more, and for no less."""

TIME_STILL_RUNS = (
    "The time limits still count from the day on which the first notice was sent. We know no rule that starts the "
    "time limits again if a notice left something out. This is our reading of the law."
)
"""Why a cure is urgent. Its rules are in `STILL_RUN`."""
STILL_RUN = ("contact-adviser", "lodge-within-two-months", "explain-late-appeal")
"""The rules about the time of a family whose notice left something out, and about a late appeal."""


def required_on(day: date) -> list[Required]:
    """Return what the law required of a notice that was sent on a day."""
    return [one for one in REQUIRED if one.in_force(day)]
