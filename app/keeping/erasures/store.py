"""The certificates and the holds of one case, as an erasure finds and changes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.cases.desk import Desk
from app.cases.domain.certificate import CertificateStatement
from app.cases.store import CaseWork
from app.certificates.signing import statement_in
from app.kernel.unreadable import Unreadable
from app.platform.db.connections import Statement
from app.platform.sealing import CannotOpen

_CERTIFICATES = Statement(
    "SELECT number, sealed_token FROM certificates WHERE case_id = :case_id ORDER BY recorded_at, number"
)
_WITHOUT_NAME = Statement(
    "SELECT app_erase_names(CAST(:case_id AS uuid), CAST(:numbers AS text[]), CAST(:tokens AS bytea[])) AS written"
)
_HELD = Statement("SELECT EXISTS (SELECT FROM legal_holds WHERE case_id = :case_id AND lifted_at IS NULL) AS held")


@dataclass(frozen=True, slots=True)
class CertificatesOfCase:
    """The certificates of the case of one unit of work."""

    work: CaseWork
    desk: Desk

    async def named(self) -> Sequence[CertificateStatement]:
        """Return what each certificate says that bears a name. Raises Unreadable."""
        rows = await self.work.connection.run(_CERTIFICATES, {"case_id": self.work.case.id})
        try:
            texts = [self.desk.sealing.open(row.sealed_token, row.number)["token"] for row in rows]
        except CannotOpen:
            raise Unreadable("the signed text of a certificate") from None
        return [one for one in map(statement_in, texts) if one.issued_to]

    async def write_without_name(self, statements: Sequence[CertificateStatement]) -> None:
        """Sign these certificates again without a name, and store them in place of the old signed texts."""
        tokens = [self.desk.signing.sign(replace(one, issued_to="")) for one in statements]
        numbers = [one.number for one in statements]
        sealed = [self.desk.sealing.seal({"token": text}, number) for text, number in zip(tokens, numbers, strict=True)]
        values = {"case_id": self.work.case.id, "numbers": numbers, "tokens": sealed}
        [row] = await self.work.connection.run(_WITHOUT_NAME, values)
        if row.written != len(statements):
            raise RuntimeError(f"the names on the certificates of case {self.work.case.id} were not erased")


@dataclass(frozen=True, slots=True)
class HoldsOfCase:
    """What holds the case of one unit of work back."""

    work: CaseWork

    async def in_force(self) -> bool:
        """Whether a legal hold is in force."""
        [row] = await self.work.connection.run(_HELD, {"case_id": self.work.case.id})
        return bool(row.held)
