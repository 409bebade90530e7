"""Statements on duties have a key of their own, and what is overdue before the tribunal is found by index

Revision: 0085, after 0097
"""

from alembic import op
import sqlalchemy as sa


revision = '0085'
down_revision = '0097'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('duties_tribunal_owed_idx', 'duties', ['due_on', 'id'], unique=False, postgresql_where=sa.text("tribunal_told AND before_tribunal AND stands = 'owed' AND owed_by <> 'family'"))
    op.drop_constraint('duty_statements_pkey', 'duty_statements', type_='primary')
    op.add_column('duty_statements', sa.Column('id', sa.UUID(), server_default=sa.text('gen_random_uuid()'), nullable=False))
    op.create_primary_key('duty_statements_pkey', 'duty_statements', ['id'])
    op.create_unique_constraint(op.f('duty_statements_duty_id_organisation_id_about_key'), 'duty_statements', ['duty_id', 'organisation_id', 'about'])


def downgrade() -> None:
    op.drop_constraint(op.f('duty_statements_duty_id_organisation_id_about_key'), 'duty_statements', type_='unique')
    op.drop_constraint('duty_statements_pkey', 'duty_statements', type_='primary')
    op.drop_column('duty_statements', 'id')
    op.create_primary_key('duty_statements_pkey', 'duty_statements', ['duty_id', 'organisation_id', 'about'])
    op.drop_index('duties_tribunal_owed_idx', table_name='duties', postgresql_where=sa.text("tribunal_told AND before_tribunal AND stands = 'owed' AND owed_by <> 'family'"))
