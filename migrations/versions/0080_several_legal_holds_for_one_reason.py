"""Several legal holds for one reason

Revision: 0080, after 0072
"""

from alembic import op
import sqlalchemy as sa

revision = '0080'
down_revision = '0072'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('legal_holds_one_in_force_idx', table_name='legal_holds')


def downgrade() -> None:
    op.create_index('legal_holds_one_in_force_idx', 'legal_holds', ['case_id', 'reason'], unique=True, postgresql_where=sa.text('lifted_at IS NULL'))
