"""The ledger of duties

Revision: 0084, after 0076
"""

from alembic import op
import sqlalchemy as sa
from textwrap import dedent

revision = '0084'
down_revision = '0076'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('duties',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('mediating_provider_id', sa.UUID(), nullable=True),
    sa.Column('body_id', sa.UUID(), nullable=True),
    sa.Column('before_tribunal', sa.Boolean(), nullable=False),
    sa.Column('tribunal_told', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.UUID(), nullable=True),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('term', sa.String(length=40), nullable=True),
    sa.Column('term_index', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(length=40), nullable=True),
    sa.Column('owed_by', sa.String(length=40), nullable=False),
    sa.Column('counted_from', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('rule', sa.String(length=80), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('stands', sa.String(length=20), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.Column('ended_as', sa.String(length=60), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(ended_on IS NOT NULL) = (stands IN ('lapsed', 'missed', 'superseded')) AND (ended_on IS NULL) = (ended_by IS NULL) AND (ended_on IS NULL) = (ended_as IS NULL)", name=op.f('duties_ended_check')),
    sa.CheckConstraint("(met_on IS NOT NULL) = (stands IN ('met', 'late'))", name=op.f('duties_met_check')),
    sa.CheckConstraint("(stands <> 'lapsed' OR ended_on <= due_on) AND (stands <> 'missed' OR ended_on > due_on)", name=op.f('duties_breach_stays_check')),
    sa.CheckConstraint("NOT tribunal_told OR code NOT IN ('carry-out-agreement', 'report-agreement-to-authority')", name=op.f('duties_agreement_is_the_parties_check')),
    sa.CheckConstraint("code IN ('contact-adviser', 'lodge-appeal', 'apply-for-leave', 'issue-certificate', 'notify-commissioning-body', 'arrange-mediation', 'commissioning-body-arrange-mediation', 'notify-session', 'report-agreement-to-authority', 'carry-out-agreement', 'la-response', 'copy-response-to-family', 'fresh-consideration', 'comply-with-order', 'comply-unopposed', 'apply-for-reinstatement', 'transfer-plan', 'explain-transferred-plan', 'decide-exemption')", name=op.f('duties_code_check')),
    sa.CheckConstraint("owed_by IN ('family', 'local_authority', 'mediation_adviser', 'mediator', 'commissioning_body', 'tribunal')", name=op.f('duties_owed_by_check')),
    sa.CheckConstraint("stands IN ('owed', 'met', 'late', 'lapsed', 'missed', 'superseded')", name=op.f('duties_stands_check')),
    sa.CheckConstraint("step IN ('notify', 'refuse_with_reasons', 'draft_plan', 'final_plan', 'amended_plan', 'name_setting', 'continue', 'cease', 'draft_or_notice', 'do')", name=op.f('duties_step_check')),
    sa.CheckConstraint("term IN ('assess', 'make_plan', 'amend_plan', 'name_setting', 'continue_plan', 'cease_plan', 'reconsider', 'other_action')", name=op.f('duties_term_check')),
    sa.CheckConstraint('version > 0', name=op.f('duties_version_check')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('duties_case_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('duties_pkey')),
    comment='The ledger: one row for each duty that a party ever owed on a case. Written with each event of the case.'
    )
    op.create_index('duties_body_idx', 'duties', ['body_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL'))
    op.create_index('duties_case_idx', 'duties', ['case_id', 'due_on', 'id'], unique=False)
    op.create_index('duties_la_idx', 'duties', ['la_id', 'due_on', 'id'], unique=False)
    op.create_index('duties_la_owed_idx', 'duties', ['la_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.create_index('duties_mediating_provider_idx', 'duties', ['mediating_provider_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.create_index('duties_owner_owed_idx', 'duties', ['owner_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.create_index('duties_provider_idx', 'duties', ['provider_id', 'due_on', 'id'], unique=False)
    op.create_index('duties_provider_owed_idx', 'duties', ['provider_id', 'due_on', 'id'], unique=False, postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.create_index('duties_tribunal_idx', 'duties', ['due_on', 'id'], unique=False, postgresql_where=sa.text('tribunal_told AND before_tribunal'))
    op.create_table('duty_statements',
    sa.Column('duty_id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('about', sa.String(length=20), nullable=False),
    sa.Column('by_kind', sa.String(length=40), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('says', sa.String(length=40), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("about IN ('cause', 'contest')", name=op.f('duty_statements_about_check')),
    sa.CheckConstraint("by_kind NOT IN ('tribunal', 'operator', 'advice_service')", name=op.f('duty_statements_by_kind_check')),
    sa.CheckConstraint("says IN ('no_mediator_free', 'authority_cancelled', 'provider_cancelled', 'family_asked', 'family_absent', 'directed_by_tribunal', 'exceptional_circumstances', 'other', 'cause', 'completion')", name=op.f('duty_statements_says_check')),
    sa.CheckConstraint('seq > 0', name=op.f('duty_statements_seq_check')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('duty_statements_case_id_fkey')),
    sa.ForeignKeyConstraint(['duty_id'], ['duties.id'], name=op.f('duty_statements_duty_id_fkey')),
    sa.ForeignKeyConstraint(['organisation_id', 'by_kind'], ['organisations.id', 'organisations.kind'], name=op.f('duty_statements_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('duty_id', 'organisation_id', 'about', name=op.f('duty_statements_pkey')),
    comment='What a party says of a duty: why it was late, or what it disputes. Explanations are sealed.'
    )
    op.create_index('duty_statements_case_idx', 'duty_statements', ['case_id'], unique=False)
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_owes(p_party text, p_la uuid, p_provider uuid, p_mediating uuid, p_body uuid)
     RETURNS uuid
     LANGUAGE sql
     IMMUTABLE PARALLEL SAFE
    AS $function$
        SELECT CASE p_party
            WHEN 'local_authority' THEN p_la
            WHEN 'mediation_adviser' THEN p_provider
            WHEN 'mediator' THEN coalesce(p_mediating, p_provider)
            WHEN 'commissioning_body' THEN p_body
        END
    $function$
    """))
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
    CREATE OR REPLACE FUNCTION public.app_keep_duties(p_case uuid, p_version integer, p_rows jsonb, p_retold boolean)
     RETURNS integer
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM public.cases c WHERE c.id = p_case AND c.version = p_version AND CASE app_kind()
                WHEN 'local_authority' THEN c.la_id = app_organisation()
                WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
                WHEN 'commissioning_body' THEN c.body_id = app_organisation()
                ELSE app_kind() = 'tribunal'
            END
        ) THEN
            RAISE EXCEPTION 'a duty is written with an event of its case' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN app_store_duties(p_case, p_rows, p_retold);
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_duties_follow()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    BEGIN
        UPDATE duties SET la_id = NEW.la_id, provider_id = NEW.provider_id,
            mediating_provider_id = NEW.mediating_provider_id, body_id = NEW.body_id,
            before_tribunal = NEW.before_tribunal OR NEW.placement_only OR NEW.exemption_claimed
                OR NEW.certificate_number IS NOT NULL OR NEW.appeal_basis IS NOT NULL,
            owner_id = CASE WHEN stands = 'owed'
                THEN app_owes(owed_by, NEW.la_id, NEW.provider_id, NEW.mediating_provider_id, NEW.body_id)
                ELSE owner_id END
        WHERE case_id = NEW.id;
        RETURN NULL;
    END $function$
    """))
    op.execute('REVOKE ALL ON FUNCTION app_duties_follow() FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_keep_duties(uuid,integer,jsonb,boolean) FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_owes(text,uuid,uuid,uuid,uuid) FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_store_duties(uuid,jsonb,boolean) FROM PUBLIC')
    op.execute('GRANT EXECUTE ON FUNCTION app_keep_duties(uuid,integer,jsonb,boolean) TO mediation_app')
    op.execute('ALTER TABLE duties ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE duty_statements ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT SELECT ON TABLE duties TO mediation_app')
    op.execute('GRANT INSERT ON TABLE duty_statements TO mediation_app')
    op.execute('GRANT SELECT ON TABLE duty_statements TO mediation_app')
    op.execute('GRANT UPDATE (says) ON duty_statements TO mediation_app')
    op.execute('GRANT UPDATE (sealed) ON duty_statements TO mediation_app')
    op.execute('GRANT UPDATE (seq) ON duty_statements TO mediation_app')
    op.execute('GRANT UPDATE (recorded_at) ON duty_statements TO mediation_app')
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
    op.execute(dedent(r"""
    CREATE POLICY of_a_duty ON duty_statements AS PERMISSIVE FOR SELECT TO mediation_app USING ((EXISTS ( SELECT
       FROM duties d
      WHERE (d.id = duty_statements.duty_id))))
    """))
    op.execute(dedent(r"""
    CREATE POLICY said ON duty_statements AS PERMISSIVE FOR INSERT TO mediation_app WITH CHECK (((organisation_id = ( SELECT app_organisation() AS app_organisation)) AND ((by_kind)::text = ( SELECT app_kind() AS app_kind)) AND (EXISTS ( SELECT
       FROM duties d
      WHERE ((d.id = duty_statements.duty_id) AND (d.case_id = duty_statements.case_id) AND ((d.owed_by)::text <> 'family'::text) AND (((duty_statements.about)::text = 'cause'::text) = (NOT (d.owner_id IS DISTINCT FROM ( SELECT app_organisation() AS app_organisation)))))))))
    """))
    op.execute('CREATE POLICY said_again ON duty_statements AS PERMISSIVE FOR UPDATE TO mediation_app USING ((organisation_id = ( SELECT app_organisation() AS app_organisation)))')
    op.execute('CREATE TRIGGER goes_with_its_case BEFORE DELETE ON public.duties FOR EACH ROW EXECUTE FUNCTION app_must_have_a_receipt()')
    op.execute('CREATE TRIGGER duties_follow AFTER UPDATE ON public.cases FOR EACH ROW WHEN (((old.la_id <> new.la_id) OR (old.provider_id <> new.provider_id) OR (old.mediating_provider_id IS DISTINCT FROM new.mediating_provider_id) OR (old.body_id IS DISTINCT FROM new.body_id) OR ((old.before_tribunal OR old.placement_only OR old.exemption_claimed OR (old.certificate_number IS NOT NULL) OR (old.appeal_basis IS NOT NULL)) IS DISTINCT FROM (new.before_tribunal OR new.placement_only OR new.exemption_claimed OR (new.certificate_number IS NOT NULL) OR (new.appeal_basis IS NOT NULL))))) EXECUTE FUNCTION app_duties_follow()')


def downgrade() -> None:
    op.execute('DROP TRIGGER goes_with_its_case ON duties')
    op.execute('DROP TRIGGER duties_follow ON cases')
    op.execute('DROP POLICY parties ON duties')
    op.execute('DROP POLICY of_a_duty ON duty_statements')
    op.execute('DROP POLICY said ON duty_statements')
    op.execute('DROP POLICY said_again ON duty_statements')
    op.execute('REVOKE SELECT ON TABLE duties FROM mediation_app')
    op.execute('REVOKE INSERT ON TABLE duty_statements FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE duty_statements FROM mediation_app')
    op.execute('REVOKE UPDATE (says) ON duty_statements FROM mediation_app')
    op.execute('REVOKE UPDATE (sealed) ON duty_statements FROM mediation_app')
    op.execute('REVOKE UPDATE (seq) ON duty_statements FROM mediation_app')
    op.execute('REVOKE UPDATE (recorded_at) ON duty_statements FROM mediation_app')
    op.execute('ALTER TABLE duties DISABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE duty_statements DISABLE ROW LEVEL SECURITY')
    op.execute('DROP FUNCTION app_owes(text,uuid,uuid,uuid,uuid)')
    op.execute('DROP FUNCTION app_store_duties(uuid,jsonb,boolean)')
    op.execute('DROP FUNCTION app_keep_duties(uuid,integer,jsonb,boolean)')
    op.execute('DROP FUNCTION app_duties_follow()')
    op.drop_index('duty_statements_case_idx', table_name='duty_statements')
    op.drop_table('duty_statements')
    op.drop_index('duties_tribunal_idx', table_name='duties', postgresql_where=sa.text('tribunal_told AND before_tribunal'))
    op.drop_index('duties_provider_owed_idx', table_name='duties', postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.drop_index('duties_provider_idx', table_name='duties')
    op.drop_index('duties_owner_owed_idx', table_name='duties', postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.drop_index('duties_mediating_provider_idx', table_name='duties', postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.drop_index('duties_la_owed_idx', table_name='duties', postgresql_where=sa.text("stands = 'owed' AND owed_by <> 'family'"))
    op.drop_index('duties_la_idx', table_name='duties')
    op.drop_index('duties_case_idx', table_name='duties')
    op.drop_index('duties_body_idx', table_name='duties', postgresql_where=sa.text('body_id IS NOT NULL'))
    op.drop_table('duties')
