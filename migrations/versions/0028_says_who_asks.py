"""A statement may say who asks by itself, and an event costs less to write.

Revision: 0028, after 0027
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LOCK_KEY = """
CREATE FUNCTION app_lock_key(p_organisation uuid, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_organisation::text || p_key, 0));
    RETURN true;
END $$
"""
BIND = """
CREATE FUNCTION app_bind(p_organisation uuid, p_kind text, p_key text, p_id uuid) RETURNS uuid LANGUAGE sql AS $$
    SELECT CASE WHEN set_config('app.organisation', p_organisation::text, true) IS NOT NULL
        AND set_config('app.kind', p_kind, true) IS NOT NULL
        AND (p_key IS NULL OR app_lock_key(p_organisation, p_key)) THEN p_id END
$$
"""
# As in 0023, with the table's schema or a path.
OF_ITS_CASE = """
CREATE OR REPLACE FUNCTION app_must_be_of_its_case() RETURNS trigger LANGUAGE plpgsql {path}AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM {cases} c WHERE c.id = NEW.case_id AND c.provider_id = NEW.provider_id
            AND c.body_id IS NOT DISTINCT FROM NEW.body_id
            AND c.mediating_provider_id IS NOT DISTINCT FROM NEW.mediating_provider_id
    ) THEN
        RAISE EXCEPTION 'an event belongs to a case that its writer sees, and to that case''s parties'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""
KIND, OWN = "(SELECT app_kind())", "(SELECT app_organisation())"
SEEN = f"""CASE
    WHEN {KIND} = 'local_authority' THEN la_id = {OWN}
    WHEN {KIND} IN ('mediation_provider', 'commissioning_body', 'tribunal')
    THEN {KIND} = 'mediation_provider' AND provider_id = {OWN}
        OR EXISTS (SELECT FROM cases c WHERE c.id = events.case_id)
    ELSE false
END"""
BY_ITSELF = f"organisation_id = {OWN} AND by_kind = {KIND}"


def upgrade() -> None:
    op.execute(LOCK_KEY)
    op.execute(BIND)
    op.execute(OF_ITS_CASE.format(path="", cases="public.cases"))
    # Whether its writer sees the case is for the trigger, which looks at the case anyway.
    op.execute(f"ALTER POLICY parties ON events WITH CHECK ({BY_ITSELF})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY parties ON events WITH CHECK ({SEEN} AND {BY_ITSELF})")
    op.execute(OF_ITS_CASE.format(path="SET search_path = public, pg_temp ", cases="cases"))
    op.execute("DROP FUNCTION app_bind")
    op.execute("DROP FUNCTION app_lock_key")
