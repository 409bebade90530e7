"""Public look-ups of a certificate are counted by network and day, so that nobody can fill the table with them; and the
key of idempotent requests is kept, sealed, so that it outlives the sealing key under which it was made.

Revision: 0015, after 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COUNTED = """
ALTER TABLE certificate_lookups
    ADD COLUMN times integer NOT NULL DEFAULT 1 CONSTRAINT certificate_lookups_times_check CHECK (times > 0),
    ADD COLUMN last_at timestamptz
"""

BY_DAY = "CREATE INDEX certificate_lookups_recorded_at_idx ON certificate_lookups (number, recorded_at)"

# It updates what the service itself may not update, and only the count and the time of the same look-up.
# The lock makes two look-ups at once of one certificate count one after the other.
FOLD = """
CREATE FUNCTION fold_public_lookup() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day timestamptz := date_trunc('day', NEW.recorded_at);
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

FOLDING = """
CREATE TRIGGER fold_public_lookup BEFORE INSERT ON certificate_lookups
FOR EACH ROW WHEN (NEW.asked_by = 'public' OR NEW.asked_by LIKE 'public %') EXECUTE FUNCTION fold_public_lookup()
"""

KEYS = """
CREATE TABLE service_keys (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT service_keys_pkey PRIMARY KEY,
    purpose varchar(40) NOT NULL,
    sealed bytea NOT NULL,
    CONSTRAINT service_keys_purpose_check CHECK (purpose IN ('idempotency'))
)
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for statement in (COUNTED, BY_DAY, FOLD, "REVOKE ALL ON FUNCTION fold_public_lookup FROM PUBLIC", FOLDING, KEYS):
        op.execute(statement)
    op.execute("COMMENT ON TABLE service_keys IS 'Keys that the service made for itself, sealed with SEALING_KEYS.'")
    op.execute("GRANT SELECT, INSERT ON service_keys TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP TABLE service_keys")
    op.execute("DROP TRIGGER fold_public_lookup ON certificate_lookups")
    op.execute("DROP FUNCTION fold_public_lookup")
    op.execute("DROP INDEX certificate_lookups_recorded_at_idx")
    op.execute("ALTER TABLE certificate_lookups DROP COLUMN times, DROP COLUMN last_at")
