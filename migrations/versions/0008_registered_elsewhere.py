"""What other registrations of the same mediator say that bars it in every one.

Revision: 0008, after 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# A person may be registered by several providers, and each sees its own registration alone. Employment that makes a
# mediator dependent, an accreditation that has ended and a conflict are the person's, whoever wrote them down. Of
# conflicts only those come back whose reference the caller names: nobody reads what another provider's mediator
# declared about other families. A registration that its mediator has left is not kept up: its accreditation counts no
# more. By whom any of it was written down is not told.
ELSEWHERE = """
CREATE FUNCTION app_elsewhere(p_mediators uuid[], p_references text[], p_on date) RETURNS TABLE (
    mediator_id uuid, employed boolean, accredited_until date, conflicts text[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH seen AS MATERIALIZED (
        SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
    SELECT m.id,
        bool_or(coalesce((o.facts->'independence'->>'employed_by_local_authority')::boolean
            OR (o.facts->'independence'->>'employed_by_integrated_care_board')::boolean
            OR (o.facts->'independence'->>'employed_by_nhs_england')::boolean, false)),
        min(o.accredited_until) FILTER (WHERE o.left_on IS NULL OR o.left_on > p_on),
        array_remove(array_agg(DISTINCT c.said->>'party' || ' ' || btrim(c.said->>'reference')), NULL)
    FROM mediators m JOIN seen ON seen.id = m.provider_id
    JOIN mediators o ON o.person = m.person AND o.id <> m.id
    LEFT JOIN LATERAL jsonb_array_elements(o.facts->'conflicts') c (said)
        ON btrim(c.said->>'reference') = ANY(p_references) OR lower(btrim(c.said->>'reference')) = ANY(p_references)
    WHERE m.id = ANY(p_mediators) GROUP BY m.id
$$
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(ELSEWHERE)
    op.execute("REVOKE ALL ON FUNCTION app_elsewhere FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app_elsewhere TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP FUNCTION app_elsewhere")
