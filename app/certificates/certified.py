"""What a certificate says by its signed text: the text is sealed, so that nobody at the database can change it."""

from app.cases.domain.certificate import CertificateStatement
from app.cases.verification import KeptCertificate
from app.certificates.signing import statement_in
from app.platform.db.connections import Row
from app.platform.sealing import CannotOpen, Seal


def signed_text(seal: Seal, sealed_token: bytes, number: str) -> str | None:
    """Return a certificate's signed text; None where it was altered, or is another's."""
    try:
        text: str = seal.open(sealed_token, number)["token"]
    except CannotOpen:
        return None
    return text


def statement_of(seal: Seal, sealed_token: bytes, number: str) -> CertificateStatement | None:
    """Return what a certificate says; None where its signed text was altered, or is another's."""
    text = signed_text(seal, sealed_token, number)
    return statement_in(text) if text is not None else None


def kept_certificate(seal: Seal, row: Row) -> KeptCertificate:
    """Read a certificate's row back, with what its signed text says."""
    return KeptCertificate(
        row.number, row.issuer_id, row.ground, row.holder_kind, row.issued_on, row.status,
        statement_of(seal, row.sealed_token, row.number),
    )  # fmt: skip
