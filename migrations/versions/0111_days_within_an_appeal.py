"""Days within an appeal are for its parties

Revision: 0111, after 0124
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0111'
down_revision = '0124'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # `migrate` works out `mediation_due_dates` of the cases that are there.
    op.add_column('cases', sa.Column('mediation_due_on', sa.Date(), server_default=sa.text("'infinity'"), nullable=False))
    op.add_column('cases', sa.Column('mediation_due_dates', postgresql.ARRAY(sa.Date()), nullable=True))
    op.drop_index(op.f('cases_provider_due_idx'), table_name='cases')
    op.create_index('cases_provider_due_idx', 'cases', ['provider_id', 'mediation_due_on', 'id'], unique=False)
    op.add_column('duties', sa.Column('mediation_told', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute("UPDATE duties SET mediation_told = false WHERE code IN ('la-response', 'copy-response-to-family', 'fresh-consideration')")
    op.alter_column('duties', 'mediation_told', server_default=None)
    op.execute('DROP POLICY parties ON duties')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_store_duties(p_case uuid, p_rows jsonb, p_retold boolean)
     RETURNS integer
     LANGUAGE plpgsql
    AS $function$
    DECLARE
        written integer;
    BEGIN
        INSERT INTO public.duties AS d (
            id, case_id, la_id, provider_id, mediating_provider_id, body_id, before_tribunal, tribunal_told, mediation_told,
            owner_id, code, term, term_index, step, owed_by, counted_from, due_on, rule, opened_on, stands, met_on,
            ended_on, ended_by, ended_as, version
        )
        SELECT r.id, c.id, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id,
            c.before_tribunal OR c.placement_only OR c.exemption_claimed OR c.certificate_number IS NOT NULL
                OR c.appeal_basis IS NOT NULL,
            r.tribunal_told, r.mediation_told,
            public.app_owes(r.owed_by, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id), r.code, r.term,
            r.term_index, r.step, r.owed_by, r.counted_from, r.due_on, r.rule, r.opened_on, r.stands, r.met_on, r.ended_on,
            r.ended_by, r.ended_as, c.version
        FROM public.cases c, jsonb_to_recordset(p_rows) AS r (
            id uuid, tribunal_told boolean, mediation_told boolean, code text, term text, term_index integer,
            step text, owed_by text, counted_from date, due_on date, rule text, opened_on date, stands text, met_on date,
            ended_on date, ended_by integer, ended_as text
        )
        WHERE c.id = p_case
        ON CONFLICT (id) DO UPDATE SET
            tribunal_told = excluded.tribunal_told, mediation_told = excluded.mediation_told, rule = excluded.rule,
            stands = excluded.stands, met_on = excluded.met_on, ended_on = excluded.ended_on, ended_by = excluded.ended_by,
            ended_as = excluded.ended_as, version = excluded.version,
            opened_on = CASE WHEN p_retold THEN excluded.opened_on ELSE d.opened_on END,
            owner_id = CASE WHEN excluded.stands = 'owed' THEN excluded.owner_id ELSE d.owner_id END
        WHERE d.case_id = excluded.case_id;
        GET DIAGNOSTICS written = ROW_COUNT;
        RETURN written;
    END $function$
    """))
    op.execute("ALTER TABLE duties ADD CONSTRAINT duties_appeal_is_its_parties_check CHECK (NOT mediation_told OR code NOT IN ('la-response', 'copy-response-to-family', 'fresh-consideration'))")
    op.execute(dedent(r"""
    CREATE POLICY parties ON duties AS PERMISSIVE FOR SELECT TO mediation_app USING (
    CASE ( SELECT app_kind() AS app_kind)
        WHEN 'local_authority'::text THEN (la_id = ( SELECT app_organisation() AS app_organisation))
        WHEN 'mediation_provider'::text THEN (mediation_told AND ((( SELECT app_organisation() AS app_organisation) = provider_id) OR (( SELECT app_organisation() AS app_organisation) = mediating_provider_id)))
        WHEN 'commissioning_body'::text THEN (mediation_told AND (body_id = ( SELECT app_organisation() AS app_organisation)))
        WHEN 'tribunal'::text THEN (tribunal_told AND before_tribunal)
        ELSE false
    END)
    """))


def downgrade() -> None:
    op.execute('DROP POLICY parties ON duties')
    op.execute('ALTER TABLE duties DROP CONSTRAINT duties_appeal_is_its_parties_check')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_store_duties(p_case uuid, p_rows jsonb, p_retold boolean)
     RETURNS integer
     LANGUAGE plpgsql
    AS $function$
    DECLARE
        written integer;
    BEGIN
        INSERT INTO public.duties AS d (
            id, case_id, la_id, provider_id, mediating_provider_id, body_id, before_tribunal, tribunal_told, owner_id, code,
            term, term_index, step, owed_by, counted_from, due_on, rule, opened_on, stands, met_on, ended_on, ended_by,
            ended_as, version
        )
        SELECT r.id, c.id, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id,
            c.before_tribunal OR c.placement_only OR c.exemption_claimed OR c.certificate_number IS NOT NULL
                OR c.appeal_basis IS NOT NULL,
            r.tribunal_told, public.app_owes(r.owed_by, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id), r.code,
            r.term, r.term_index, r.step, r.owed_by, r.counted_from, r.due_on, r.rule, r.opened_on, r.stands, r.met_on,
            r.ended_on, r.ended_by, r.ended_as, c.version
        FROM public.cases c, jsonb_to_recordset(p_rows) AS r (
            id uuid, tribunal_told boolean, code text, term text, term_index integer, step text, owed_by text,
            counted_from date, due_on date, rule text, opened_on date, stands text, met_on date, ended_on date,
            ended_by integer, ended_as text
        )
        WHERE c.id = p_case
        ON CONFLICT (id) DO UPDATE SET
            tribunal_told = excluded.tribunal_told, rule = excluded.rule, stands = excluded.stands,
            met_on = excluded.met_on, ended_on = excluded.ended_on, ended_by = excluded.ended_by,
            ended_as = excluded.ended_as, version = excluded.version,
            opened_on = CASE WHEN p_retold THEN excluded.opened_on ELSE d.opened_on END,
            owner_id = CASE WHEN excluded.stands = 'owed' THEN excluded.owner_id ELSE d.owner_id END
        WHERE d.case_id = excluded.case_id;
        GET DIAGNOSTICS written = ROW_COUNT;
        RETURN written;
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE POLICY parties ON duties AS PERMISSIVE FOR SELECT TO mediation_app USING (
    CASE ( SELECT app_kind() AS app_kind)
        WHEN 'local_authority'::text THEN (la_id = ( SELECT app_organisation() AS app_organisation))
        WHEN 'mediation_provider'::text THEN ((( SELECT app_organisation() AS app_organisation) = provider_id) OR (( SELECT app_organisation() AS app_organisation) = mediating_provider_id))
        WHEN 'commissioning_body'::text THEN (body_id = ( SELECT app_organisation() AS app_organisation))
        WHEN 'tribunal'::text THEN (tribunal_told AND before_tribunal)
        ELSE false
    END)
    """))
    op.drop_column('duties', 'mediation_told')
    op.drop_index('cases_provider_due_idx', table_name='cases')
    op.create_index(op.f('cases_provider_due_idx'), 'cases', ['provider_id', 'due_on', 'id'], unique=False)
    op.drop_column('cases', 'mediation_due_dates')
    op.drop_column('cases', 'mediation_due_on')
