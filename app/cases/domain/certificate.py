"""The statement of a mediation certificate: who, which decision, which ground, when. Nothing of what was discussed."""

from dataclasses import dataclass
from datetime import date

from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind


@dataclass(frozen=True, slots=True)
class CertificateStatement:
    """The whole content of a certificate under section 55, Children and Families Act 2014."""

    number: str
    issued_to: str  # the holder's name; empty when the authority gave none
    holder_kind: AppellantKind
    decision_kind: DecisionKind
    notice_sent_on: date
    la_code: str
    la_name: str
    la_reference: str
    ground: CertificateGround
    issued_on: date  # a reissue keeps the first date: the appeal window runs from it
    issuer: str  # the mediation adviser's organisation
    regime: str
