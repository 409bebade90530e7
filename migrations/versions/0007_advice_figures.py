"""What may be known of an advice service's effect: counted a quarter at a time, published once, and never again.

Revision: 0007, after 0006
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# An authority counts its own area; a service each area that it serves.
COUNTS = """
owner_id = (SELECT app_organisation()) AND owner_kind = (SELECT app_kind())
AND (owner_id = la_id OR EXISTS (
    SELECT FROM partnerships p WHERE p.la_id = advice_figures.la_id AND p.partner_id = owner_id))
"""
WALLS = (
    "ALTER TABLE advice_figures ENABLE ROW LEVEL SECURITY",
    "GRANT SELECT, INSERT ON advice_figures TO mediation_app",
    "CREATE POLICY own ON advice_figures FOR SELECT TO mediation_app USING (owner_id = (SELECT app_organisation()))",
    f"CREATE POLICY own_area ON advice_figures FOR INSERT TO mediation_app WITH CHECK ({COUNTS})",
    "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advice_figures"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)

# The families whose notice was sent in some days, without an id. What may be published of them is chosen before anybody
# sees it. An authority counts its area; a service those of the area's families that were referred to it and let it know
# their case, each at the stage that it may know. `known` are those of whom the authority knows more than their case: it referred them, they answered it,
# or it may know that help is given. Who declined to its face counts as having declined, whatever it did since: else the
# authority could choose of whom it is told, by writing a refusal down.
EFFECT = """
CREATE FUNCTION app_advice_effect(p_area uuid, p_first date, p_last date) RETURNS TABLE (
    stage text, offered boolean, reached text, days integer, settled boolean, known boolean, families bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH referred AS (
        SELECT r.case_id, bool_or(r.state = 'waiting') AS waits,
            bool_or(r.facts->>'accepted_on' IS NOT NULL AND r.state <> 'waiting') AS taken_on, min(contact.days) AS days,
            bool_or(app_organisation() = r.source_organisation_id) AS own,
            bool_or('tell_authority' = ANY(r.consent_covers)) AS told, bool_or(app_opens(r, 'mediation')) AS mediation
        FROM referrals r LEFT JOIN LATERAL (
            SELECT min((one->>'on')::date) - (r.facts->>'referred_on')::date AS days
            FROM jsonb_array_elements(r.facts->'contacts') one
        ) contact ON true
        WHERE r.la_id = p_area AND r.case_id IS NOT NULL
            AND (app_kind() = 'local_authority' OR (r.service_id = app_organisation()
                AND app_opens(r, 'case_dates')))
        GROUP BY r.case_id
    ), asked AS (
        SELECT o.case_id, bool_or(o.moment <> 'unasked') AS offered,
            coalesce(bool_or(o.answered_to = app_organisation()), false) AS answered,
            coalesce(bool_or(o.answered_to = app_organisation() AND o.answer = 'declined'), false) AS declined
        FROM advice_offers o WHERE o.la_id = p_area GROUP BY o.case_id
    ), families AS (
        SELECT CASE WHEN app_kind() = 'local_authority' THEN c.facts->>'stage'
                ELSE app_stage_seen(c.facts->>'stage', r.mediation) END AS stage, coalesce(a.offered, false) AS offered,
            CASE WHEN a.declined AND NOT coalesce(r.own, false) THEN NULL WHEN r.taken_on THEN 'accepted'
                WHEN r.waits THEN 'waiting' WHEN r.case_id IS NOT NULL THEN 'consented' END AS reached,
            CASE WHEN a.declined AND NOT coalesce(r.own, false) THEN NULL ELSE r.days END AS days,
            CASE WHEN app_kind() = 'local_authority'
                AND (c.facts->>'resolved_on' IS NOT NULL OR c.facts->>'closed_on' IS NOT NULL) THEN
                coalesce(c.facts->>'agreement_made_on', c.facts->>'conceded_on', c.facts->>'unopposed_notified_on')
                IS NOT NULL END AS settled,
            app_kind() = 'local_authority' AND (coalesce(r.own OR r.told, false) OR coalesce(a.answered, false)) AS known
        FROM cases c LEFT JOIN referred r ON r.case_id = c.id LEFT JOIN asked a ON a.case_id = c.id
        WHERE c.la_id = p_area AND c.notice_sent_on BETWEEN p_first AND p_last AND CASE app_kind()
            WHEN 'local_authority' THEN p_area = app_organisation()
            WHEN 'advice_service' THEN r.case_id IS NOT NULL
            ELSE false
        END
    )
    SELECT f.stage, f.offered, f.reached, f.days, f.settled, f.known, count(*) FROM families f GROUP BY 1, 2, 3, 4, 5, 6
$$
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table('advice_figures',
    sa.Column('owner_id', sa.UUID(), nullable=False),
    sa.Column('owner_kind', sa.String(length=40), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('la_kind', sa.String(length=40), server_default='local_authority', nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('published', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(counted_at AT TIME ZONE 'Europe/London') >= (first_day + '6 months'::interval)", name=op.f('advice_figures_not_too_early_check')),
    sa.CheckConstraint("first_day = date_trunc('quarter', first_day::timestamp) AND first_day >= '2014-07-01'::date", name=op.f('advice_figures_quarter_check')),
    sa.CheckConstraint("la_kind = 'local_authority'", name=op.f('advice_figures_la_kind_check')),
    sa.CheckConstraint("owner_kind = 'advice_service' OR (owner_kind = 'local_authority' AND owner_id = la_id)", name=op.f('advice_figures_owner_check')),
    sa.ForeignKeyConstraint(['la_id', 'la_kind'], ['organisations.id', 'organisations.kind'], name=op.f('advice_figures_la_id_fkey')),
    sa.ForeignKeyConstraint(['owner_id', 'owner_kind'], ['organisations.id', 'organisations.kind'], name=op.f('advice_figures_owner_id_fkey')),
    sa.PrimaryKeyConstraint('owner_id', 'la_id', 'first_day', name=op.f('advice_figures_pkey')),
    comment="What was published of a quarter's families, once: never what was counted, and never counted again."
    )
    for statement in (*WALLS, EFFECT):
        op.execute(statement)
    op.execute("REVOKE ALL ON FUNCTION app_advice_effect FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app_advice_effect TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP FUNCTION app_advice_effect")
    op.drop_table('advice_figures')
