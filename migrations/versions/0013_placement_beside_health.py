"""Mark the cases that need no certificate since health and social care beside the placement no longer ask for one.

The column is written with each event of a case. The cases that were open before would have waited for their next one.
It follows the readings' defaults; under other readings a case's next event puts it right.

Revision: 0013, after 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PLACEMENT_ALONE = """
UPDATE cases SET placement_only = true
WHERE NOT placement_only AND kind IN ('plan_content', 'refusal_to_amend')
    AND facts->'sections' @> '["I"]'
    AND NOT facts->'sections' @> '["B"]' AND NOT facts->'sections' @> '["F"]'
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("SET LOCAL row_security = off")  # a role that the policies bind fails, instead of finding nothing to do
    op.execute(PLACEMENT_ALONE)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    # Nothing to undo: a case's next event writes the column again.
