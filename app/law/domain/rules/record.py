"""The record itself: who may correct it. We did not read the instrument: the row follows accounts that quote it."""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified

RULES: tuple[Rule, ...] = (
    Rule(
        "record-is-kept-accurate",
        "Each party keeps what it records accurate, and corrects at once what is wrong. A party corrects what it "
        "recorded itself. What an authority recorded for another party, it corrects with that party's agreement.",
        "arts 5(1)(d) and 16 UK GDPR",
        "https://www.legislation.gov.uk/eur/2016/679/article/5",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
)
