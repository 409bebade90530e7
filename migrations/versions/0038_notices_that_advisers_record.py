"""An adviser records a notice, and the authority confirms or disputes it

Revision: 0038, after 0046
"""

from alembic import op
import sqlalchemy as sa
from textwrap import dedent

revision = '0038'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('cases', sa.Column('notice_printed_on', sa.Date(), nullable=True))
    op.add_column('cases', sa.Column('notice_status', sa.String(length=20), server_default='confirmed', nullable=False))
    op.alter_column('cases', 'la_reference',
               existing_type=sa.VARCHAR(length=80),
               nullable=True)
    op.execute("UPDATE cases SET notice_printed_on = app_day(facts, 'notice_printed_on') WHERE facts->>'notice_printed_on' IS NOT NULL")
    op.create_index('cases_la_unconfirmed_idx', 'cases', ['la_id', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text("notice_status <> 'confirmed'"))
    op.create_index('cases_printed_idx', 'cases', ['la_id', 'kind', 'notice_printed_on'], unique=False, postgresql_where=sa.text('notice_printed_on IS NOT NULL AND NOT not_a_duplicate'))
    op.create_index('cases_provider_unconfirmed_idx', 'cases', ['provider_id', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text("notice_status <> 'confirmed'"))
    op.execute('ALTER TABLE events DROP CONSTRAINT events_action_check')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE
    AS $function$
        SELECT app_facts_seen_before(p_facts, p_state, p_mediation)
            || jsonb_build_object(
                'notice_printed_on', p_facts->'notice_printed_on',
                'only_day_known', p_facts->'only_day_known',
                'directed', coalesce(p_facts->'directed', '[]'::jsonb),
                'resolved_on', CASE WHEN p_state IN ('resolved', 'closed') AND jsonb_typeof(p_facts->'appeal') = 'object'
                    THEN p_facts->'notice_sent_on' END)
            || CASE WHEN p_mediation THEN jsonb_build_object('health_raised_on', p_facts->'health_raised_on')
                ELSE '{}'::jsonb END
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_refuse_same_notice()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    DECLARE
        first date := least(NEW.notice_sent_on, NEW.notice_printed_on);
        last date := greatest(NEW.notice_sent_on, NEW.notice_printed_on);
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', NEW.la_id, NEW.kind, first), 11));
        IF last <> first THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', NEW.la_id, NEW.kind, last), 11));
        END IF;
        IF EXISTS (
            SELECT FROM public.app_same_notice(NEW.la_id, NEW.kind, ARRAY[first, last], NEW.la_reference,
                NEW.appellant_reference, NEW.id) same
            WHERE same.sure OR TG_OP = 'INSERT'
        ) THEN
            RAISE EXCEPTION 'this notice has a case' USING ERRCODE = 'unique_violation', CONSTRAINT = 'cases_one_notice_idx';
        END IF;
        RETURN NEW;
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_same_notice(p_la uuid, p_kind text, p_days date[], p_reference text, p_appellant text, p_but uuid)
     RETURNS TABLE(id uuid, sure boolean)
     LANGUAGE plpgsql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    #variable_conflict use_column
    DECLARE
        plain text := app_reference(p_reference);
        asks uuid := app_organisation();
        advises boolean := coalesce(app_kind() = 'mediation_provider', false);
    BEGIN
        RETURN QUERY SELECT CASE WHEN told.seen THEN found.id END, told.sure
        FROM (
            SELECT c.* FROM cases c WHERE c.la_id = p_la AND c.plain_reference = plain AND c.kind = p_kind
                AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days))
            UNION ALL
            SELECT c.* FROM cases c WHERE c.la_id = p_la AND c.notice_status <> 'confirmed' AND c.kind = p_kind
                AND c.plain_reference IS NULL AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days))
                AND CASE WHEN advises
                    THEN c.provider_id = asks AND (c.appellant_reference <> p_appellant) IS NOT TRUE
                    ELSE c.notice_status = 'provisional' END
            UNION ALL
            SELECT c.* FROM cases c WHERE advises AND plain IS NULL AND c.la_id = p_la AND c.kind = p_kind
                AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days))
                AND NOT c.not_a_duplicate AND c.plain_reference IS NOT NULL AND c.provider_id = asks
                AND (c.facts->>'notice_told_on' IS NOT NULL AND c.appellant_reference <> p_appellant) IS NOT TRUE
        ) found, LATERAL (
            SELECT coalesce(asks IN (found.la_id, found.provider_id, found.mediating_provider_id), false) AS seen,
                coalesce(found.plain_reference = plain, false) AS sure
        ) told
        WHERE found.id IS DISTINCT FROM p_but
        ORDER BY told.sure DESC, told.seen DESC, found.not_a_duplicate, found.opened_at, found.id LIMIT 1;
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_any_authority()
     RETURNS boolean
     LANGUAGE sql
     STABLE PARALLEL SAFE
    AS $function$ SELECT current_setting('app.any_authority', true) = 'on' $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_must_be_told_by_whose_end_it_is()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        IF NEW.type IN ('appeal-decided', 'appeal-withdrawn', 'appeal-reinstated') AND NEW.by_kind <> 'tribunal'
            AND coalesce(NEW.changes->'appeal'->>'decision_reference', '') = '' THEN
            RAISE EXCEPTION 'the tribunal alone ends an appeal, or reinstates it' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.type = 'dispute-withdrawn' AND NEW.changes->'closed_by_family' IS DISTINCT FROM 'true'::jsonb THEN
            RAISE EXCEPTION 'the family alone gives its dispute up' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.type IN ('notice-confirmed', 'notice-disputed') AND NEW.by_kind <> 'local_authority' THEN
            RAISE EXCEPTION 'the authority alone answers for its notice' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $function$
    """))
    op.execute('REVOKE ALL ON FUNCTION app_any_authority() FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_refuse_same_notice() FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_same_notice(uuid,text,date[],text,text,uuid) FROM PUBLIC')
    op.execute('GRANT EXECUTE ON FUNCTION app_same_notice(uuid,text,date[],text,text,uuid) TO mediation_app')
    op.execute('GRANT EXECUTE ON FUNCTION app_any_authority() TO mediation_app')
    op.execute("ALTER TABLE cases ADD CONSTRAINT cases_notice_status_check CHECK ((notice_status IN ('confirmed', 'disputed', 'provisional')))")
    op.execute("ALTER TABLE cases ADD CONSTRAINT cases_confirmed_by_reference_check CHECK ((((notice_status)::text <> 'confirmed'::text) OR (la_reference IS NOT NULL)))")
    op.execute("ALTER TABLE events ADD CONSTRAINT events_action_check CHECK ((action IN ('arrange-mediation', 'cancel-session', 'claim-exemption', 'close', 'complete-duty', 'concede', 'confirm-notice', 'contact-adviser', 'decide-exemption', 'decline-mediation', 'dispute-notice', 'issue-certificate', 'notify-commissioning-body', 'record-agreement', 'record-appeal-outcome', 'record-panel-review', 'record-session-outcome', 'register-appeal', 'reinstate-appeal', 'reissue-certificate', 'report-cannot-arrange', 'request-mediation', 'widen-grounds', 'withdraw')))")
    op.execute(dedent(r"""
    CREATE POLICY opened_by ON cases AS RESTRICTIVE FOR INSERT TO mediation_app WITH CHECK (
    CASE ( SELECT app_kind() AS app_kind)
        WHEN 'local_authority'::text THEN ((notice_status)::text = 'confirmed'::text)
        WHEN 'mediation_provider'::text THEN (((notice_status)::text = 'provisional'::text) AND (provider_id = ( SELECT app_organisation() AS app_organisation)) AND (app_works_with(la_id, provider_id) OR (( SELECT app_any_authority() AS app_any_authority) AND (EXISTS ( SELECT
           FROM organisations o
          WHERE ((o.id = cases.la_id) AND ((o.kind)::text = 'local_authority'::text)))))))
        ELSE false
    END)
    """))
    op.execute('CREATE TRIGGER opened_once BEFORE INSERT ON public.cases FOR EACH ROW WHEN ((NOT new.not_a_duplicate)) EXECUTE FUNCTION app_refuse_same_notice()')
    op.execute('CREATE TRIGGER confirmed_once BEFORE UPDATE ON public.cases FOR EACH ROW WHEN (((NOT new.not_a_duplicate) AND (((new.la_reference)::text IS DISTINCT FROM (old.la_reference)::text) OR ((new.kind)::text IS DISTINCT FROM (old.kind)::text) OR (new.notice_sent_on IS DISTINCT FROM old.notice_sent_on) OR (new.notice_printed_on IS DISTINCT FROM old.notice_printed_on)))) EXECUTE FUNCTION app_refuse_same_notice()')


def downgrade() -> None:
    op.execute('DROP TRIGGER opened_once ON cases')
    op.execute('DROP TRIGGER confirmed_once ON cases')
    op.execute('DROP POLICY opened_by ON cases')
    op.execute('ALTER TABLE cases DROP CONSTRAINT cases_notice_status_check')
    op.execute('ALTER TABLE cases DROP CONSTRAINT cases_confirmed_by_reference_check')
    op.execute('ALTER TABLE events DROP CONSTRAINT events_action_check')
    op.execute('DROP FUNCTION app_refuse_same_notice()')
    op.execute('DROP FUNCTION app_same_notice(uuid,text,date[],text,text,uuid)')
    op.execute('DROP FUNCTION app_any_authority()')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_must_be_told_by_whose_end_it_is()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        IF NEW.type IN ('appeal-decided', 'appeal-withdrawn', 'appeal-reinstated') AND NEW.by_kind <> 'tribunal'
            AND coalesce(NEW.changes->'appeal'->>'decision_reference', '') = '' THEN
            RAISE EXCEPTION 'the tribunal alone ends an appeal, or reinstates it' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.type = 'dispute-withdrawn' AND NEW.changes->'closed_by_family' IS DISTINCT FROM 'true'::jsonb THEN
            RAISE EXCEPTION 'the family alone gives its dispute up' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $function$
    """))
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
    op.execute("ALTER TABLE events ADD CONSTRAINT events_action_check CHECK ((action IN ('arrange-mediation', 'cancel-session', 'claim-exemption', 'close', 'complete-duty', 'concede', 'contact-adviser', 'decide-exemption', 'decline-mediation', 'issue-certificate', 'notify-commissioning-body', 'record-agreement', 'record-appeal-outcome', 'record-panel-review', 'record-session-outcome', 'register-appeal', 'reinstate-appeal', 'reissue-certificate', 'report-cannot-arrange', 'request-mediation', 'widen-grounds', 'withdraw')))")
    op.drop_index('cases_provider_unconfirmed_idx', table_name='cases', postgresql_where=sa.text("notice_status <> 'confirmed'"))
    op.drop_index('cases_printed_idx', table_name='cases', postgresql_where=sa.text('notice_printed_on IS NOT NULL AND NOT not_a_duplicate'))
    op.drop_index('cases_la_unconfirmed_idx', table_name='cases', postgresql_where=sa.text("notice_status <> 'confirmed'"))
    op.alter_column('cases', 'la_reference',
               existing_type=sa.VARCHAR(length=80),
               nullable=False)
    op.drop_column('cases', 'notice_status')
    op.drop_column('cases', 'notice_printed_on')
