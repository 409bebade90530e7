"""Who sees an event asks for its case in one place. Written once for each kind of reader, the same look at the case was set
up three times with every event that was written, and took as long as writing it.

Revision: 0026, after 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KIND, OWN = "(SELECT app_kind())", "(SELECT app_organisation())"
CASE_SEEN = "EXISTS (SELECT FROM cases c WHERE c.id = events.case_id)"
THREE_TIMES = f"""CASE {KIND}
    WHEN 'local_authority' THEN la_id = {OWN}
    WHEN 'mediation_provider' THEN provider_id = {OWN} OR {CASE_SEEN}
    WHEN 'commissioning_body' THEN {CASE_SEEN}
    WHEN 'tribunal' THEN {CASE_SEEN}
    ELSE false
END"""
ONCE = f"""CASE
    WHEN {KIND} = 'local_authority' THEN la_id = {OWN}
    WHEN {KIND} IN ('mediation_provider', 'commissioning_body', 'tribunal')
    THEN {KIND} = 'mediation_provider' AND provider_id = {OWN} OR {CASE_SEEN}
    ELSE false
END"""
BY_ITSELF = f"organisation_id = {OWN} AND by_kind = {KIND}"


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(f"ALTER POLICY parties ON events USING ({ONCE}) WITH CHECK ({ONCE} AND {BY_ITSELF})")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(f"ALTER POLICY parties ON events USING ({THREE_TIMES}) WITH CHECK ({THREE_TIMES} AND {BY_ITSELF})")
