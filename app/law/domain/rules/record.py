"""The record itself: who may correct it, and what is not erased yet. We did not read the instrument: the rows follow
accounts that quote it."""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified

RULES: tuple[Rule, ...] = (
    Rule(
        "record-is-kept-accurate",
        "Each party keeps what it records accurate, and corrects at once what is wrong. A party corrects what it "
        "recorded itself. An authority corrects what it recorded for another party only if that party agrees.",
        "arts 5(1)(d) and 16 UK GDPR",
        "https://www.legislation.gov.uk/eur/2016/679/article/5",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "name-is-kept-for-the-appeal",
        "A name is not erased while the law or a legal claim needs it: while the dispute goes on, while an appeal or "
        "the time to appeal is running, and while the authority holds the case for a claim.",
        "art 17(3)(b) and (e) UK GDPR",
        "https://www.legislation.gov.uk/eur/2016/679/article/17",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
)
