"""The service compares the secrets of clients and reads the hash of none.

Revision: 0021, after 0020
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# How a client's secret is hashed: its stored hash with the digest blanked. NULL where it has no secret here.
FORM = r"""
CREATE FUNCTION app_secret_form(p_client_id text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT substring(c.secret_hash FROM '^(.*[$])[^$]*$')
        || repeat('A', length(substring(c.secret_hash FROM '[$]([^$]*)$')))
    FROM clients c WHERE c.client_id = p_client_id AND c.secret_hash LIKE '$argon2id$%'
$$
"""
# Whoever has hashed a secret in that form learns whether it is the client's. It takes one hash, and returns none.
PROVES = """
CREATE FUNCTION app_proves(p_client_id text, p_hash text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM clients c WHERE c.client_id = p_client_id AND NOT c.disabled
        AND c.secret_hash LIKE '$argon2id$%' AND c.secret_hash = p_hash)
$$
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    for statement in (FORM, PROVES):
        op.execute(statement)
    for function in ("app_secret_form", "app_proves"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")
    op.execute("REVOKE SELECT ON clients FROM mediation_app")
    op.execute("GRANT SELECT (client_id, organisation_id, scopes, disabled) ON clients TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("REVOKE SELECT (client_id, organisation_id, scopes, disabled) ON clients FROM mediation_app")
    op.execute("GRANT SELECT ON clients TO mediation_app")
    op.execute("DROP FUNCTION app_proves")
    op.execute("DROP FUNCTION app_secret_form")
