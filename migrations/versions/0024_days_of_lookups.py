"""A day of look-ups is a day in England, and the function that counts them is named as the others are.

Revision: 0024, after 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE, SINCE = "date_trunc('day', NEW.recorded_at)", "date_trunc('day', NEW.recorded_at, 'Europe/London')"

# As in 0015, but for the name and the day: a session may have any time zone, so the day is named by its own.
FOLD = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day timestamptz := {day};
    networks integer;
BEGIN
    PERFORM pg_advisory_xact_lock(1413829460, hashtext(NEW.number));
    SELECT count(*) INTO networks FROM certificate_lookups
    WHERE number = NEW.number AND recorded_at >= day AND (asked_by = 'public' OR asked_by LIKE 'public %');
    FOR round IN 1..2 LOOP
        UPDATE certificate_lookups
        SET times = LEAST(times, 2147483646) + 1, last_at = GREATEST(last_at, NEW.recorded_at)
        WHERE number = NEW.number AND recorded_at >= day AND asked_by = NEW.asked_by AND answer = NEW.answer;
        IF FOUND THEN
            RETURN NULL;
        END IF;
        EXIT WHEN networks < 50;
        NEW.asked_by := 'public (other networks)';
    END LOOP;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    # The trigger follows the function: it knows it by more than its name.
    op.execute("ALTER FUNCTION fold_public_lookup() RENAME TO app_fold_public_lookup")
    op.execute(FOLD.format(name="app_fold_public_lookup", day=SINCE))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("ALTER FUNCTION app_fold_public_lookup() RENAME TO fold_public_lookup")
    op.execute(FOLD.format(name="fold_public_lookup", day=BEFORE))
