"""Readings of own cases are made again, each case with a secret of its own

Revision: 0195, after 0190
"""

from alembic import op


revision = '0195'
down_revision = '0190'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A reading of before has no secret. The next comparison of a quarter reads its cases again.
    op.execute('TRUNCATE evidence_readings')


def downgrade() -> None:
    op.execute('TRUNCATE evidence_readings')
