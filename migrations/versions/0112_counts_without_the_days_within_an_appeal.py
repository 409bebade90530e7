"""Counts without the days within an appeal

Revision: 0112, after 0111
"""

from alembic import op
import sqlalchemy as sa
from textwrap import dedent

revision = '0112'
down_revision = '0111'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('duties_provider_counts_idx', table_name='duties')
    op.create_index('duties_provider_counts_idx', 'duties', ['provider_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False, postgresql_where=sa.text('mediation_told'))
    op.drop_index('duties_mediating_provider_counts_idx', table_name='duties')
    op.create_index('duties_mediating_provider_counts_idx', 'duties', ['mediating_provider_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL AND mediation_told'))
    op.drop_index('duties_body_counts_idx', table_name='duties')
    op.create_index('duties_body_counts_idx', 'duties', ['body_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL AND mediation_told'))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_count_duties(p_today date, p_stands text[], p_from date, p_to date, p_owner uuid)
     RETURNS TABLE(code text, owed_by text, stands text, week date, past boolean, duties bigint)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        WITH own AS (
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'mediation_provider' AND mediation_told
                AND provider_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'mediation_provider' AND mediation_told
                AND mediating_provider_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'commissioning_body' AND mediation_told
                AND body_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'tribunal' AND tribunal_told AND before_tribunal
        )
        SELECT code, owed_by, stands, due_on - (due_on - DATE '2001-01-01') % 7, due_on < p_today, count(*)
        FROM own
        WHERE stands = ANY (p_stands) AND due_on BETWEEN p_from AND p_to AND (p_owner IS NULL OR owner_id = p_owner)
        GROUP BY 1, 2, 3, 4, 5
    $function$
    """))


def downgrade() -> None:
    op.drop_index('duties_provider_counts_idx', table_name='duties')
    op.create_index('duties_provider_counts_idx', 'duties', ['provider_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False)
    op.drop_index('duties_mediating_provider_counts_idx', table_name='duties')
    op.create_index('duties_mediating_provider_counts_idx', 'duties', ['mediating_provider_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.drop_index('duties_body_counts_idx', table_name='duties')
    op.create_index('duties_body_counts_idx', 'duties', ['body_id', 'stands', 'due_on', 'code', 'owed_by', 'owner_id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL'))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_count_duties(p_today date, p_stands text[], p_from date, p_to date, p_owner uuid)
     RETURNS TABLE(code text, owed_by text, stands text, week date, past boolean, duties bigint)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        WITH own AS (
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'mediation_provider' AND mediating_provider_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'commissioning_body' AND body_id = (SELECT app_organisation())
            UNION ALL
            SELECT owner_id, code, owed_by, stands, due_on FROM duties
            WHERE (SELECT app_kind()) = 'tribunal' AND tribunal_told AND before_tribunal
        )
        SELECT code, owed_by, stands, due_on - (due_on - DATE '2001-01-01') % 7, due_on < p_today, count(*)
        FROM own
        WHERE stands = ANY (p_stands) AND due_on BETWEEN p_from AND p_to AND (p_owner IS NULL OR owner_id = p_owner)
        GROUP BY 1, 2, 3, 4, 5
    $function$
    """))
