"""What is overdue before the tribunal is found by index

Revision: 0085, after 0072
"""

from alembic import op
import sqlalchemy as sa


revision = '0085'
down_revision = '0072'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('duties_tribunal_owed_idx', 'duties', ['due_on', 'id'], unique=False, postgresql_where=sa.text("tribunal_told AND before_tribunal AND stands = 'owed' AND owed_by <> 'family'"))


def downgrade() -> None:
    op.drop_index('duties_tribunal_owed_idx', table_name='duties', postgresql_where=sa.text("tribunal_told AND before_tribunal AND stands = 'owed' AND owed_by <> 'family'"))
