"""An event is written on a case that its writer sees, and for that case's own parties.

Revision: 0023, after 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# After the statement, for one statement opens a case and writes its first event. It reads as its caller: a case that
# row-level security hides from the writer is not there, so that a stranger who knows its id adds nothing to its trail. The owner is past this as past every policy.
OF_ITS_CASE = """
CREATE FUNCTION app_must_be_of_its_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases c WHERE c.id = NEW.case_id AND c.provider_id = NEW.provider_id
            AND c.body_id IS NOT DISTINCT FROM NEW.body_id
            AND c.mediating_provider_id IS NOT DISTINCT FROM NEW.mediating_provider_id
    ) THEN
        RAISE EXCEPTION 'an event belongs to a case that its writer sees, and to that case''s parties'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER of_its_case AFTER INSERT ON events FOR EACH ROW WHEN (current_user = 'mediation_app')
EXECUTE FUNCTION app_must_be_of_its_case()
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    for statement in (OF_ITS_CASE, TRIGGER):
        op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP TRIGGER of_its_case ON events")
    op.execute("DROP FUNCTION app_must_be_of_its_case")
