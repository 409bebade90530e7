"""The second form of an event's hash: with a salt, and with who may read the case. What a check of a certificate reads.

An event keeps the form in which it was written: one without a salt has the first.

Revision: 0018, after 0017
"""

from alembic import op
import sqlalchemy as sa

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# The public may ask whether a certificate stands. The answer is the signed text's, which is sealed: nobody at the database
# can change it. A certificate is in force while its case names it.
VERIFY = """
CREATE FUNCTION app_verify_certificate(p_number text, p_asked_by text, p_at timestamptz)
RETURNS TABLE (
    status varchar, {columns}
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)
    SELECT c.number, c.status, p_asked_by, p_at FROM certificates c WHERE c.number = p_number;
    RETURN QUERY
    SELECT c.status, {values}
    FROM certificates c JOIN cases k ON k.id = c.case_id WHERE c.number = p_number;
END $$
"""
BY_THE_TEXT = {
    "columns": "sealed_token bytea, in_force boolean",
    "values": "c.sealed_token, coalesce(k.facts->'certificate'->>'number' = c.number, false)",
}
BY_THE_ROW = {
    "columns": "ground varchar, issued_on date, la_code varchar, kind varchar, notice_sent_on date, regime varchar",
    "values": "c.ground, c.issued_on, k.la_code, k.kind, k.notice_sent_on, k.regime",
}

# For verifying a case's trail, to whoever sees the case: the verdict must not depend on whose certificates a reader sees.
CERTIFICATES = """
CREATE FUNCTION app_certificates_of(p_case uuid) RETURNS TABLE (
    number varchar, issuer_id uuid, ground varchar, holder_kind varchar, issued_on date, status varchar,
    sealed_token bytea
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.number, t.issuer_id, t.ground, t.holder_kind, t.issued_on, t.status, t.sealed_token
    FROM certificates t JOIN cases c ON c.id = t.case_id
    WHERE t.case_id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        WHEN 'commissioning_body' THEN c.body_id = app_organisation()
        WHEN 'tribunal' THEN true
        ELSE false
    END
$$
"""


def _verify(words: dict[str, str]) -> None:
    op.execute("DROP FUNCTION app_verify_certificate")  # what it returns is part of what it is
    op.execute(VERIFY.format(**words))
    _for_the_service("app_verify_certificate")


def _for_the_service(function: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column('events', sa.Column('salt', sa.String(length=32), nullable=True))
    op.add_column('events', sa.Column('body_id', sa.UUID(), nullable=True))
    _verify(BY_THE_TEXT)
    op.execute(CERTIFICATES)
    _for_the_service("app_certificates_of")


def downgrade() -> None:
    # The service of the version before cannot recalculate what was hashed with a salt: it calls those trails broken.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP FUNCTION app_certificates_of")
    _verify(BY_THE_ROW)
    op.drop_column('events', 'body_id')
    op.drop_column('events', 'salt')
