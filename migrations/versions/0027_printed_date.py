"""The printed date is among the facts that the advice service reads

Revision: 0027, after 0026
"""

from alembic import op
from textwrap import dedent

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE
    AS $function$
        SELECT app_facts_seen_before(p_facts, p_state, p_mediation)
            || jsonb_build_object(
                'notice_printed_on', p_facts->'notice_printed_on',
                'directed', coalesce(p_facts->'directed', '[]'::jsonb),
                'resolved_on', CASE WHEN p_state IN ('resolved', 'closed') AND jsonb_typeof(p_facts->'appeal') = 'object'
                    THEN p_facts->'notice_sent_on' END)
            || CASE WHEN p_mediation THEN jsonb_build_object('health_raised_on', p_facts->'health_raised_on')
                ELSE '{}'::jsonb END
    $function$
    """))


def downgrade() -> None:
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE
    AS $function$
        SELECT app_facts_seen_before(p_facts, p_state, p_mediation)
            || jsonb_build_object(
                'directed', coalesce(p_facts->'directed', '[]'::jsonb),
                'resolved_on', CASE WHEN p_state IN ('resolved', 'closed') AND jsonb_typeof(p_facts->'appeal') = 'object'
                    THEN p_facts->'notice_sent_on' END)
            || CASE WHEN p_mediation THEN jsonb_build_object('health_raised_on', p_facts->'health_raised_on')
                ELSE '{}'::jsonb END
    $function$
    """))
