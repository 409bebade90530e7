"""Orders of the list of duties

Revision: 0110, after 0098
"""

from alembic import op
import sqlalchemy as sa


revision = '0110'
down_revision = '0098'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('duties_body_met_idx', 'duties', ['body_id', 'met_on', 'id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL AND met_on IS NOT NULL'))
    op.create_index('duties_body_opened_idx', 'duties', ['body_id', 'opened_on', 'id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL'))
    op.create_index('duties_la_met_idx', 'duties', ['la_id', 'met_on', 'id'], unique=False, postgresql_where=sa.text('met_on IS NOT NULL'))
    op.create_index('duties_la_opened_idx', 'duties', ['la_id', 'opened_on', 'id'], unique=False)
    op.create_index('duties_mediating_provider_met_idx', 'duties', ['mediating_provider_id', 'met_on', 'id'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL AND met_on IS NOT NULL'))
    op.create_index('duties_mediating_provider_opened_idx', 'duties', ['mediating_provider_id', 'opened_on', 'id'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.create_index('duties_provider_met_idx', 'duties', ['provider_id', 'met_on', 'id'], unique=False, postgresql_where=sa.text('met_on IS NOT NULL'))
    op.create_index('duties_provider_opened_idx', 'duties', ['provider_id', 'opened_on', 'id'], unique=False)
    op.create_index('duties_tribunal_met_idx', 'duties', ['met_on', 'id'], unique=False, postgresql_where=sa.text('tribunal_told AND before_tribunal AND met_on IS NOT NULL'))
    op.create_index('duties_tribunal_opened_idx', 'duties', ['opened_on', 'id'], unique=False, postgresql_where=sa.text('tribunal_told AND before_tribunal'))


def downgrade() -> None:
    op.drop_index('duties_tribunal_opened_idx', table_name='duties', postgresql_where=sa.text('tribunal_told AND before_tribunal'))
    op.drop_index('duties_tribunal_met_idx', table_name='duties', postgresql_where=sa.text('tribunal_told AND before_tribunal AND met_on IS NOT NULL'))
    op.drop_index('duties_provider_opened_idx', table_name='duties')
    op.drop_index('duties_provider_met_idx', table_name='duties', postgresql_where=sa.text('met_on IS NOT NULL'))
    op.drop_index('duties_mediating_provider_opened_idx', table_name='duties', postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.drop_index('duties_mediating_provider_met_idx', table_name='duties', postgresql_where=sa.text('mediating_provider_id IS NOT NULL AND met_on IS NOT NULL'))
    op.drop_index('duties_la_opened_idx', table_name='duties')
    op.drop_index('duties_la_met_idx', table_name='duties', postgresql_where=sa.text('met_on IS NOT NULL'))
    op.drop_index('duties_body_opened_idx', table_name='duties', postgresql_where=sa.text('body_id IS NOT NULL'))
    op.drop_index('duties_body_met_idx', table_name='duties', postgresql_where=sa.text('body_id IS NOT NULL AND met_on IS NOT NULL'))
