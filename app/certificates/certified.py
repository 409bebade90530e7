"""The statement of a certificate, read from its signed text, which is encrypted against changes in the database."""

from dataclasses import dataclass
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement
from app.cases.verification import KeptCertificate
from app.certificates.signing import statement_in
from app.certificates.statements import CERTIFICATES_OF_CASE
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.sealing import CannotOpen, Seal


def signed_text(seal: Seal, sealed_token: bytes, number: str) -> str | None:
    """Return a certificate's signed text. None if it was altered, or is another's."""
    try:
        text: str = seal.open(sealed_token, number)["token"]
    except CannotOpen:
        return None
    return text


def statement_of(seal: Seal, sealed_token: bytes, number: str) -> CertificateStatement | None:
    """Return what a certificate says. None if its signed text was altered, or is another's."""
    text = signed_text(seal, sealed_token, number)
    return statement_in(text) if text is not None else None


def kept_certificate(seal: Seal, row: Row) -> KeptCertificate:
    """Read a certificate's row back, with what its signed text says."""
    return KeptCertificate(
        row.number,
        row.issuer_id,
        row.ground,
        row.holder_kind,
        row.issued_on,
        row.status,
        statement_of(seal, row.sealed_token, row.number),
    )


@dataclass(frozen=True, slots=True)
class CertificatesKept:
    """Tells the pathway which certificates a case has."""

    seal: Seal

    async def of_case(self, work: Work, case_id: UUID) -> list[KeptCertificate]:
        """Return a case's certificates, each with what its signed text says."""
        rows = await work.connection.run(CERTIFICATES_OF_CASE, {"case_id": case_id})
        return [kept_certificate(self.seal, row) for row in rows]
