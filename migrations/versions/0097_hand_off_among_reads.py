"""The hand-off among the reads of a case

Revision: 0097, after 0096
"""

from alembic import op
import sqlalchemy as sa


revision = '0097'
down_revision = '0096'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'appeal', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'notice', 'offers', 'record', 'send35', 'session', 'verification')))")


def downgrade() -> None:
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'appeal', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'notice', 'offers', 'record', 'session', 'verification')))")
