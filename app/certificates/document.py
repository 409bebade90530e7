"""A certificate on paper: A4 in black and white. The same certificate always gives the same bytes.

The page is in `certificate.typ`. Typst writes it as PDF/UA-1. It refuses to write a file that a screen reader could not
read, and shapes every script that the fonts hold.
"""

from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno

from app.cases.domain.certificate import CertificateStatement
from app.certificates import wording
from app.certificates.letters import NOTE, breakable, has_numbers, printable, runs
from app.certificates.press import pressed
from app.certificates.signing import signed_in_sandbox
from app.certificates.typeface import FIRST

_PAGE: Final = Path(__file__).with_name("certificate.typ")


def render(statement: CertificateStatement, token: str, verification_url: str, status: str = "active") -> bytes:
    """Return the certificate as a tagged PDF.

    `token` is the certificate in signed form: it travels in the file's keywords, so that the file alone can be checked
    offline. `verification_url` is what the QR code says. Raises ValueError if it does not contain the number. A
    certificate whose `status` is not active says so at its head.
    """
    if statement.number not in verification_url:
        raise ValueError("the verification address must contain the certificate's number")
    said = _said(statement, token, verification_url, status)
    return pressed(_PAGE, said, datetime.combine(statement.issued_on, time(), UTC))


def _said(statement: CertificateStatement, token: str, url: str, status: str) -> dict[str, Any]:
    sandbox = signed_in_sandbox(token)
    warnings = list(wording.warnings(statement, sandbox, status))
    particulars = [(label, value, printable(value)) for label, value in wording.particulars(statement)]
    address = printable(url)
    return {
        "font": FIRST,
        "title": " · ".join([*(word for word, _ in warnings), wording.title(statement)]),
        "author": printable(statement.issuer),
        "token": token,
        "issued_on": [statement.issued_on.year, statement.issued_on.month, statement.issued_on.day],
        "warnings": [f"{word}: {warning}" for word, warning in warnings],
        "basis": wording.basis(statement),
        "number": statement.number,
        "code": _qr(url),
        "code_alt": f"QR code of {address}",
        "particulars": [(label, runs(breakable(shown))) for label, _, shown in particulars],
        "note": NOTE if any(has_numbers(value, shown) for _, value, shown in particulars) else None,
        "meaning": list(wording.meaning(statement)),
        "check": wording.CHECK,
        "address": runs(address),
        "offline": wording.OFFLINE,
    }


def _qr(url: str) -> str:
    """Return the QR code as a picture. The paper around it is its quiet zone."""
    picture = BytesIO()
    segno.make(url, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
