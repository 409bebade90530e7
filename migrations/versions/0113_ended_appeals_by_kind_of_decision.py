"""Ended appeals by kind of decision

Revision: 0113, after 0112
"""

from alembic import op
import sqlalchemy as sa


revision = '0113'
down_revision = '0112'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('appeals_la_ended_idx', 'appeals', ['la_id', 'kind', 'ended_on', 'id'], unique=False, postgresql_where=sa.text('ended_on IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('appeals_la_ended_idx', table_name='appeals', postgresql_where=sa.text('ended_on IS NOT NULL'))
