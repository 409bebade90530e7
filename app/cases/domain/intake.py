"""How a case begins: who may record a notice of decision, and what is known of the notice then."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.cases.domain.words import NoticeStatus
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.chronology import NoticeDay

RECORDED_AS: Final[Mapping[OrganisationKind, NoticeStatus]] = {
    OrganisationKind.LOCAL_AUTHORITY: NoticeStatus.CONFIRMED,
    OrganisationKind.MEDIATION_PROVIDER: NoticeStatus.PROVISIONAL,
}
"""Who records a notice, and how it stands then. An authority answers for its own notice. An adviser has the family's
word and its letter. So a family needs no authority to begin, which the assurance proves."""

WITHOUT_PLAN: Final = frozenset({DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.REFUSAL_TO_ISSUE_PLAN})
"""The decisions after which there is no plan."""

SETTING_NEEDS_I: Final = "Give the choice of a school or other setting only if Section I of the plan is in dispute"


SENT_WITHIN: Final = 7
"""How many days after its printed date a letter may be sent. A week passes over each weekend and bank holiday. Notices
whose days are further apart are two notices. `app_sent_within` says the same to the database."""


def only_day(sent_on: date | None, printed_on: date | None) -> NoticeDay | None:
    """Return which day of a notice is known, where only one is."""
    if sent_on is None:
        return NoticeDay.PRINTED
    return NoticeDay.SENT if printed_on is None else None
