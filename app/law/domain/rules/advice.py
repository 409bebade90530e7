"""The advice service: its independence, and the consent that every referral needs.

A referral is made in the present, whenever its notice was sent. So the rows about consent apply to every case from the
Act's commencement, though the UK GDPR is younger than the Act. We did not read either instrument. We read article 7(3)
and paragraph 2.8 of the Code in accounts that quote them.
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
        "A person can be referred to the advice service only with their own consent. They must give the consent "
        "before the referral, for purposes that it names. A young person must consent for themselves: a parent "
        "cannot consent for the young person. If the person who consents holds the right to appeal, the advice "
        "service may see the parts of the case that the consent names. Any other person can consent only to "
        "contact.",
        "arts 6(1)(a), 7 and 9(2)(a) UK GDPR",
        _GDPR + "9",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.INFERRED,
    ),
    Rule(
        "consent-can-be-withdrawn",
        "A person can withdraw consent at any time, as easily as they gave it. What was done with the consent "
        "before the withdrawal stays lawful. After the withdrawal, nothing more may be done with it.",
        "art 7(3) UK GDPR",
        _GDPR + "7",
        Kind.GATE,
        Party.FAMILY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "advice-service-at-arms-length",
        "The advice service is impartial, and independent of the authority that arranges the advice. Only the "
        "advice service records whom it helps, when and how.",
        "SEND Code of Practice (2015) para 2.8; s.32 Children and Families Act 2014",
        _CODE,
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
)
