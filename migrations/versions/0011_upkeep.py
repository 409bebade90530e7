"""When the upkeep was last done, so that an alarm can tell that a schedule has stopped.

Revision: 0011, after 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UPKEEP = """
CREATE TABLE upkeep (
    command varchar(20) CONSTRAINT upkeep_pkey PRIMARY KEY,
    done_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT upkeep_command_check CHECK (command IN ('tidy', 'slots', 'reseal'))
)
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(UPKEEP)
    op.execute("COMMENT ON TABLE upkeep IS 'When each command of the upkeep last ended well.'")
    op.execute("GRANT SELECT ON upkeep TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP TABLE upkeep")
