"""Referrals have a retention period

Revision: 0081, after 0080
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0081'
down_revision = '0080'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('referral_removals',
    sa.Column('referral_id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=False),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.Column('kept_days', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('places', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('removed', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('kept_days >= 366', name=op.f('referral_removals_kept_days_check')),
    sa.CheckConstraint('kept_until >= ended_on + kept_days', name=op.f('referral_removals_kept_until_check')),
    sa.CheckConstraint('seq > 0', name=op.f('referral_removals_seq_check')),
    sa.CheckConstraint('version > 0', name=op.f('referral_removals_version_check')),
    sa.ForeignKeyConstraint(['service_id'], ['organisations.id'], name=op.f('referral_removals_service_id_fkey')),
    sa.PrimaryKeyConstraint('referral_id', name=op.f('referral_removals_pkey')),
    sa.UniqueConstraint('service_id', 'seq', name=op.f('referral_removals_service_id_seq_key')),
    comment='Append-only: the receipt of each referral that was removed. Its advice service alone reads it.'
    )
    op.create_index('referral_removals_newest_idx', 'referral_removals', ['service_id', sa.literal_column('removed_at DESC'), sa.literal_column('referral_id DESC')], unique=False)
    op.create_index('referral_removals_places_idx', 'referral_removals', ['places'], unique=False, postgresql_using='gin')
    op.execute('DROP TRIGGER append_only ON journal')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_referral_must_be_over()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        PERFORM FROM public.referrals r WHERE r.id = NEW.referral_id FOR UPDATE;
        IF NOT EXISTS (
            SELECT FROM public.referrals r
            WHERE r.id = NEW.referral_id AND r.state IN ('declined', 'closed', 'withdrawn') AND r.case_id IS NULL
                AND (r.service_id, r.version, r.head) = (NEW.service_id, NEW.version, NEW.head)
                AND CAST(r.updated_at AT TIME ZONE 'Europe/London' AS date) = NEW.ended_on
                AND NEW.ended_on + NEW.kept_days <= NEW.kept_until AND NEW.kept_until < app_today()
        ) THEN
            RAISE EXCEPTION 'a referral that is open, of a case that is kept, or still within its period is not removed'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_entry_must_have_a_receipt()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$
    BEGIN
        IF NOT EXISTS (SELECT FROM public.referral_removals r WHERE r.referral_id = OLD.record_id) THEN
            RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN OLD;
    END $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_feed_place(p_era uuid, p_xid text, p_position bigint, p_hash text)
     RETURNS TABLE(era uuid, known boolean)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT current.era, CASE
            WHEN p_hash IS NULL THEN p_xid = '0' OR current.number = 1
            WHEN p_era <> current.era THEN false
            ELSE EXISTS (
                SELECT FROM events e
                WHERE e.xid = CAST(p_xid AS xid8) AND e.position = p_position AND left(e.hash, 16) = p_hash
            ) OR EXISTS (
                SELECT FROM journal j WHERE j.owner_id = app_organisation()
                    AND j.xid = CAST(p_xid AS xid8) AND j.position = p_position AND left(j.hash, 16) = p_hash
            ) OR EXISTS (SELECT FROM case_removals r WHERE r.places @> ARRAY[p_hash])
            OR EXISTS (SELECT FROM referral_removals r WHERE r.places @> ARRAY[p_hash])
        END
        FROM app_feed_era() current
    $function$
    """))
    op.execute('REVOKE ALL ON FUNCTION app_entry_must_have_a_receipt() FROM PUBLIC')
    op.execute('REVOKE ALL ON FUNCTION app_referral_must_be_over() FROM PUBLIC')
    op.execute('ALTER TABLE referral_removals ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT SELECT ON TABLE referral_removals TO mediation_app')
    op.execute("CREATE POLICY own ON referral_removals AS PERMISSIVE FOR SELECT TO mediation_app USING (((( SELECT app_kind() AS app_kind) = 'advice_service'::text) AND (service_id = ( SELECT app_organisation() AS app_organisation))))")
    op.execute('CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.referral_removals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER of_a_referral_that_is_over BEFORE INSERT ON public.referral_removals FOR EACH ROW EXECUTE FUNCTION app_referral_must_be_over()')
    op.execute('CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
    op.execute('CREATE TRIGGER goes_with_its_referral BEFORE DELETE ON public.journal FOR EACH ROW EXECUTE FUNCTION app_entry_must_have_a_receipt()')


def downgrade() -> None:
    op.execute('DROP TRIGGER append_only ON referral_removals')
    op.execute('DROP TRIGGER of_a_referral_that_is_over ON referral_removals')
    op.execute('DROP TRIGGER append_only ON journal')
    op.execute('DROP TRIGGER goes_with_its_referral ON journal')
    op.execute('DROP POLICY own ON referral_removals')
    op.execute('REVOKE SELECT ON TABLE referral_removals FROM mediation_app')
    op.execute('ALTER TABLE referral_removals DISABLE ROW LEVEL SECURITY')
    op.execute('DROP FUNCTION app_referral_must_be_over()')
    op.execute('DROP FUNCTION app_entry_must_have_a_receipt()')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_feed_place(p_era uuid, p_xid text, p_position bigint, p_hash text)
     RETURNS TABLE(era uuid, known boolean)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT current.era, CASE
            WHEN p_hash IS NULL THEN p_xid = '0' OR current.number = 1
            WHEN p_era <> current.era THEN false
            ELSE EXISTS (
                SELECT FROM events e
                WHERE e.xid = CAST(p_xid AS xid8) AND e.position = p_position AND left(e.hash, 16) = p_hash
            ) OR EXISTS (
                SELECT FROM journal j WHERE j.owner_id = app_organisation()
                    AND j.xid = CAST(p_xid AS xid8) AND j.position = p_position AND left(j.hash, 16) = p_hash
            ) OR EXISTS (SELECT FROM case_removals r WHERE r.places @> ARRAY[p_hash])
        END
        FROM app_feed_era() current
    $function$
    """))
    op.execute('CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()')
    op.drop_index('referral_removals_places_idx', table_name='referral_removals', postgresql_using='gin')
    op.drop_index('referral_removals_newest_idx', table_name='referral_removals')
    op.drop_table('referral_removals')
