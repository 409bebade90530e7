"""An event of a case keeps the pseudonym of the person who recorded it

Revision: 0046, after 0042
"""

from alembic import op
import sqlalchemy as sa

revision = '0046'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('events', sa.Column('on_behalf_of', sa.String(length=64), nullable=True))
    op.execute("ALTER TABLE events ADD CONSTRAINT events_on_behalf_of_check CHECK (((on_behalf_of)::text ~ '^[A-Za-z0-9._-]+$'::text))")


def downgrade() -> None:
    op.execute('ALTER TABLE events DROP CONSTRAINT events_on_behalf_of_check')
    op.drop_column('events', 'on_behalf_of')
