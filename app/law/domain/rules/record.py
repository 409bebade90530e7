"""The record itself: who may correct it, and what is not erased yet. We did not read the instrument: the rows follow
accounts that quote it."""

from app.kernel.terms import Party
from app.law.domain.model import Kind, Rule, Verified

RULES: tuple[Rule, ...] = (
    Rule(
        "record-is-kept-accurate",
        "Each organisation must keep its records accurate, and correct mistakes immediately. An organisation "
        "corrects what it recorded itself. If an authority recorded something for another organisation, the "
        "authority may correct this only if the other organisation agrees.",
        "arts 5(1)(d) and 16 UK GDPR",
        "https://www.legislation.gov.uk/eur/2016/679/article/5",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
    Rule(
        "name-is-kept-for-the-appeal",
        "A name is not erased as long as the law or a legal claim needs it. That is so during the dispute, during "
        "an appeal and the time to appeal, and while the authority keeps the case because of a legal claim (legal "
        "hold).",
        "art 17(3)(b) and (e) UK GDPR",
        "https://www.legislation.gov.uk/eur/2016/679/article/17",
        Kind.GATE,
        Party.LOCAL_AUTHORITY,
        verified=Verified.SECONDARY,
    ),
)
