"""Decisions that follow earlier cases

Revision: 0101, after 0100
"""

from alembic import op
import sqlalchemy as sa


revision = '0101'
down_revision = '0100'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('families', sa.Column('follows', sa.UUID(), nullable=True))
    op.add_column('families', sa.Column('follows_because', sa.String(length=20), nullable=True))
    op.create_index('families_follows_idx', 'families', ['follows'], unique=False, postgresql_where=sa.text('follows IS NOT NULL'))
    op.create_foreign_key(op.f('families_follows_fkey'), 'families', 'cases', ['follows'], ['id'], ondelete='SET NULL')
    op.create_table_comment(
        'families',
        'How an authority groups its cases: its own pseudonyms, and which decision follows which case.',
        existing_comment='How an authority groups its cases: its own pseudonyms of the child and the family.',
        schema=None
    )
    op.execute("ALTER TABLE families ADD CONSTRAINT families_follows_because_check CHECK ((follows_because IN ('agreement', 'concession', 'order')))")
    op.execute('ALTER TABLE families ADD CONSTRAINT families_follows_because_of_check CHECK (((follows IS NULL) OR (follows_because IS NOT NULL)))')
    op.execute('ALTER TABLE families ADD CONSTRAINT families_follows_another_check CHECK ((follows <> case_id))')


def downgrade() -> None:
    op.execute('ALTER TABLE families DROP CONSTRAINT families_follows_because_check')
    op.execute('ALTER TABLE families DROP CONSTRAINT families_follows_because_of_check')
    op.execute('ALTER TABLE families DROP CONSTRAINT families_follows_another_check')
    op.create_table_comment(
        'families',
        'How an authority groups its cases: its own pseudonyms of the child and the family.',
        existing_comment='How an authority groups its cases: its own pseudonyms, and which decision follows which case.',
        schema=None
    )
    op.drop_constraint(op.f('families_follows_fkey'), 'families', type_='foreignkey')
    op.drop_index('families_follows_idx', table_name='families', postgresql_where=sa.text('follows IS NOT NULL'))
    op.drop_column('families', 'follows_because')
    op.drop_column('families', 'follows')
