"""A certificate that says something ordinary, of which a test changes only what matters to it."""

from datetime import date
from typing import Any

from app.cases.domain.certificate import CertificateStatement
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind


def a_statement(**changes: Any) -> CertificateStatement:
    said: dict[str, Any] = {
        "number": "MC-4QY7-F7VQ-XD7R-HRYC",
        "issued_to": "Grace Okonkwo-Whitfield",
        "holder_kind": AppellantKind.PARENT,
        "decision_kind": DecisionKind.REFUSAL_TO_ASSESS,
        "notice_sent_on": date(2026, 2, 2),
        "la_code": "991",
        "la_name": "Fernshire County Council",
        "la_reference": "EHC/2026/00417",
        "ground": CertificateGround.DECLINED,
        "issued_on": date(2026, 2, 13),
        "issuer": "Harbour Mediation",
        "regime": "cfa-2014",
    }
    return CertificateStatement(**said | changes)
