"""Orders of the list of appeals

Revision: 0102, after 0112
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0102'
down_revision = '0114'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('appeals', sa.Column('due_on', sa.Date(), server_default=sa.text("'infinity'"), nullable=False))
    op.add_column('appeals', sa.Column('due_dates', postgresql.ARRAY(sa.Date()), nullable=True))
    op.add_column('appeals', sa.Column('tribunal_due_on', sa.Date(), server_default=sa.text("'infinity'"), nullable=False))
    op.add_column('appeals', sa.Column('tribunal_due_dates', postgresql.ARRAY(sa.Date()), nullable=True))
    op.create_index('appeals_hearing_idx', 'appeals', [sa.literal_column("coalesce(hearing_on, 'infinity'::date)"), 'id'], unique=False)
    op.create_index('appeals_la_due_idx', 'appeals', ['la_id', 'due_on', 'id'], unique=False)
    op.create_index('appeals_la_hearing_idx', 'appeals', ['la_id', sa.literal_column("coalesce(hearing_on, 'infinity'::date)"), 'id'], unique=False)
    op.create_index('appeals_tribunal_due_idx', 'appeals', ['tribunal_due_on', 'id'], unique=False)
    op.create_table_comment(
        'appeals',
        'An appeal of a case. `facts` holds the facts of the case as they were when a later appeal was registered. `due_on` and the members like it are those of the case, and only on its last appeal.',
        existing_comment='An appeal of a case. `facts` holds the facts of the case as they were when a later appeal was registered.',
        schema=None
    )
    op.execute('DROP TRIGGER keep_appeal ON cases')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_keep_appeal()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    DECLARE
        now_number integer := app_appeal_number(NEW.facts);
        old_number integer := 0;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            old_number := app_appeal_number(OLD.facts);
            DELETE FROM appeals a WHERE a.case_id = NEW.id AND a.number > now_number;
            IF old_number > 0 AND now_number > old_number THEN
                UPDATE appeals a SET facts = OLD.facts, due_on = 'infinity', due_dates = NULL,
                    tribunal_due_on = 'infinity', tribunal_due_dates = NULL WHERE a.case_id = NEW.id AND a.number = old_number;
            END IF;
        END IF;
        IF now_number > 0 THEN
            INSERT INTO appeals AS a (id, case_id, la_id, number, kind, track, state, outcome, basis, late, registered_on,
                ended_on, hearing_on, hearing_format, tribunal_reference, notice_sent_on, updated_at, due_on, due_dates,
                tribunal_due_on, tribunal_due_dates)
            VALUES (app_appeal_id(NEW.id, now_number), NEW.id, NEW.la_id, now_number, NEW.facts->>'kind',
                app_appeal_track(NEW.facts), app_appeal_state(NEW.facts), app_appeal_outcome(NEW.facts),
                NEW.facts->'appeal'->>'basis', (NEW.facts->'appeal'->>'late')::boolean,
                (NEW.facts->'appeal'->>'registered_on')::date, (NEW.facts->>'resolved_on')::date,
                (NEW.facts->'proceedings'->'hearing'->>'listed_on')::date, NEW.facts->'proceedings'->'hearing'->>'format',
                NEW.facts->'appeal'->>'tribunal_reference', NEW.notice_sent_on, NEW.updated_at, NEW.due_on, NEW.due_dates,
                NEW.tribunal_due_on, NEW.tribunal_due_dates)
            ON CONFLICT (id) DO UPDATE SET la_id = excluded.la_id, kind = excluded.kind, track = excluded.track,
                state = excluded.state, outcome = excluded.outcome, basis = excluded.basis, late = excluded.late,
                registered_on = excluded.registered_on, ended_on = excluded.ended_on, hearing_on = excluded.hearing_on,
                hearing_format = excluded.hearing_format, tribunal_reference = excluded.tribunal_reference,
                notice_sent_on = excluded.notice_sent_on, updated_at = excluded.updated_at, due_on = excluded.due_on,
                due_dates = excluded.due_dates, tribunal_due_on = excluded.tribunal_due_on,
                tribunal_due_dates = excluded.tribunal_due_dates, facts = NULL;
        END IF;
        RETURN NULL;
    END $function$
    """))
    op.execute('CREATE TRIGGER keep_appeal AFTER UPDATE OF facts, due_on, due_dates, tribunal_due_on, tribunal_due_dates ON public.cases FOR EACH ROW WHEN (((new.appeal_basis IS NOT NULL) OR (old.appeal_basis IS NOT NULL))) EXECUTE FUNCTION app_keep_appeal()')
    # the dates of the appeals that are stored already
    op.execute(
        'UPDATE appeals a SET due_on = c.due_on, due_dates = c.due_dates, tribunal_due_on = c.tribunal_due_on,'
        ' tribunal_due_dates = c.tribunal_due_dates FROM cases c WHERE c.id = a.case_id AND a.facts IS NULL'
    )


def downgrade() -> None:
    op.execute('DROP TRIGGER keep_appeal ON cases')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_keep_appeal()
     RETURNS trigger
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    DECLARE
        now_number integer := app_appeal_number(NEW.facts);
        old_number integer := 0;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            old_number := app_appeal_number(OLD.facts);
            DELETE FROM appeals a WHERE a.case_id = NEW.id AND a.number > now_number;
            IF old_number > 0 AND now_number > old_number THEN
                UPDATE appeals a SET facts = OLD.facts WHERE a.case_id = NEW.id AND a.number = old_number;
            END IF;
        END IF;
        IF now_number > 0 THEN
            INSERT INTO appeals AS a (id, case_id, la_id, number, kind, track, state, outcome, basis, late, registered_on,
                ended_on, hearing_on, hearing_format, tribunal_reference, notice_sent_on, updated_at)
            VALUES (app_appeal_id(NEW.id, now_number), NEW.id, NEW.la_id, now_number, NEW.facts->>'kind',
                app_appeal_track(NEW.facts), app_appeal_state(NEW.facts), app_appeal_outcome(NEW.facts),
                NEW.facts->'appeal'->>'basis', (NEW.facts->'appeal'->>'late')::boolean,
                (NEW.facts->'appeal'->>'registered_on')::date, (NEW.facts->>'resolved_on')::date,
                (NEW.facts->'proceedings'->'hearing'->>'listed_on')::date, NEW.facts->'proceedings'->'hearing'->>'format',
                NEW.facts->'appeal'->>'tribunal_reference', NEW.notice_sent_on, NEW.updated_at)
            ON CONFLICT (id) DO UPDATE SET la_id = excluded.la_id, kind = excluded.kind, track = excluded.track,
                state = excluded.state, outcome = excluded.outcome, basis = excluded.basis, late = excluded.late,
                registered_on = excluded.registered_on, ended_on = excluded.ended_on, hearing_on = excluded.hearing_on,
                hearing_format = excluded.hearing_format, tribunal_reference = excluded.tribunal_reference,
                notice_sent_on = excluded.notice_sent_on, updated_at = excluded.updated_at, facts = NULL;
        END IF;
        RETURN NULL;
    END $function$
    """))
    op.execute('CREATE TRIGGER keep_appeal AFTER UPDATE OF facts ON public.cases FOR EACH ROW WHEN (((new.appeal_basis IS NOT NULL) OR (old.appeal_basis IS NOT NULL))) EXECUTE FUNCTION app_keep_appeal()')
    op.create_table_comment(
        'appeals',
        'An appeal of a case. `facts` holds the facts of the case as they were when a later appeal was registered.',
        existing_comment='An appeal of a case. `facts` holds the facts of the case as they were when a later appeal was registered. `due_on` and the members like it are those of the case, and only on its last appeal.',
        schema=None
    )
    op.drop_index('appeals_tribunal_due_idx', table_name='appeals')
    op.drop_index('appeals_la_hearing_idx', table_name='appeals')
    op.drop_index('appeals_la_due_idx', table_name='appeals')
    op.drop_index('appeals_hearing_idx', table_name='appeals')
    op.drop_column('appeals', 'tribunal_due_dates')
    op.drop_column('appeals', 'tribunal_due_on')
    op.drop_column('appeals', 'due_dates')
    op.drop_column('appeals', 'due_on')
