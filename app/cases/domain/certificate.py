"""The statement of a mediation certificate: who, which decision, which ground, when. Nothing of what was discussed."""

from dataclasses import dataclass
from datetime import date

from app.cases.domain.facts import CaseFacts
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind
from app.law.domain.chronology import NoticeDay


@dataclass(frozen=True, slots=True)
class CertificateStatement:
    """The whole content of a certificate under section 55, Children and Families Act 2014."""

    number: str
    issued_to: str  # the holder's name; empty when the authority gave none
    holder_kind: AppellantKind
    decision_kind: DecisionKind
    notice_sent_on: date | None  # None where only the printed date is known
    la_code: str
    la_name: str
    la_reference: str | None  # None where neither the letter nor the authority has told it
    ground: CertificateGround
    issued_on: date  # a reissue keeps the first date: the appeal window runs from it
    issuer: str  # the mediation adviser's organisation
    regime: str
    notice_printed_on: date | None = None  # only where the day of sending is not known


def days_said(facts: CaseFacts) -> tuple[date | None, date | None]:
    """Return the day of sending; or none and the date printed on the letter, where only that one is known."""
    if facts.only_day_known is NoticeDay.PRINTED:
        return None, facts.notice_printed_on
    return facts.notice_sent_on, None
