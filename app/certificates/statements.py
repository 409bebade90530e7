"""The SQL of certificates, built once."""

from app.platform.db.connections import Statement

CERTIFICATE = Statement(
    "SELECT c.number, c.case_id, c.issuer_id, c.ground, c.holder_kind, c.issued_on, n.status, n.revoked_because,"
    " c.replaces, c.sealed_token, c.recorded_at"
    " FROM certificates c, app_certificate_now(c.number) n WHERE c.number = :number"
)
VERIFY = Statement("SELECT * FROM app_verify_certificate(:number, :asked_by, :at)")
LOOKUPS = Statement(
    "SELECT id, answer, asked_by, recorded_at, times, COALESCE(last_at, recorded_at) AS last_at"
    " FROM certificate_lookups"
    " WHERE number = :number AND id > :after ORDER BY id LIMIT :limit"
)
TRACE = Statement(
    "INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at) VALUES (:number, :answer, :asked_by, :at)"
)

CERTIFICATES_OF_CASE = Statement(
    "SELECT number, issuer_id, ground, holder_kind, issued_on, status, sealed_token FROM app_certificates_of(:case_id)"
)
