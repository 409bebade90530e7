"""The advice service: its independence, and the consent without which nobody is referred to it.

A referral is made in the present, whenever its notice was sent. So the rows about consent stand for every case from
the Act's commencement, though the UK GDPR is younger than the Act. Neither instrument was read here: article 7(3) and
paragraph 2.8 of the Code were read in accounts that quote them.
"""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified

_GDPR = "https://www.legislation.gov.uk/eur/2016/679/article/"
_CODE = "https://www.gov.uk/government/publications/send-code-of-practice-0-to-25"

GROUND_OF_OFFERS = "advice-and-information"
"""The row of section 32, in `act`: what an offer of the advice service rests on."""

RULES: tuple[Rule, ...] = (
    Rule(
        "referral-needs-consent",
        "Nobody is referred to the advice service without their own consent, given beforehand for named purposes. A "
        "young person's is their own: a parent's does not stand in for it. Of a case it opens what it names where the "
        "person holds the right to appeal; of anybody else it is a consent to be contacted, and no more.",
        "arts 6(1)(a), 7 and 9(2)(a) UK GDPR",
        _GDPR + "9",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "consent-can-be-withdrawn",
        "Consent can be taken back at any time, as easily as it was given. What was done under it before stays "
        "lawful; nothing more is done.",
        "art 7(3) UK GDPR",
        _GDPR + "7",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "advice-service-at-arms-length",
        "The advice service is impartial and at arm's length from the authority that arranges it: the service alone "
        "records whom it helps, when and how.",
        "SEND Code of Practice (2015) para 2.8; s.32 Children and Families Act 2014",
        _CODE,
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
)
