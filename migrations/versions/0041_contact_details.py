"""Contact details of families, and when the times of a case end

Revision: 0041, after 0045
"""

from alembic import op
import sqlalchemy as sa
from textwrap import dedent

revision = '0041'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contacts',
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('written_by', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('version > 0', name=op.f('contacts_version_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('contacts_case_id_fkey')),
    sa.ForeignKeyConstraint(['written_by'], ['organisations.id'], name=op.f('contacts_written_by_fkey')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('contacts_pkey')),
    comment='How to reach a family. All of it is sealed, and deleted when the times of the case are over.'
    )
    op.add_column('cases', sa.Column('times_end_on', sa.Date(), nullable=True))
    op.execute('ALTER TABLE contacts ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT INSERT ON TABLE contacts TO mediation_app')
    op.execute('GRANT SELECT ON TABLE contacts TO mediation_app')
    op.execute('GRANT UPDATE ON TABLE contacts TO mediation_app')
    op.execute('GRANT DELETE ON TABLE contacts TO mediation_app')
    op.execute(dedent(r"""
    CREATE POLICY readers ON contacts TO mediation_app USING (
        CASE (SELECT app_kind())
            WHEN 'local_authority' THEN la_id = (SELECT app_organisation()) AND written_by = (SELECT app_organisation())
            WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id AND (
                (SELECT app_organisation()) IN (c.provider_id, written_by) OR c.facts->'under_way' = 'true'::jsonb))
            ELSE false
        END
    ) WITH CHECK (
        CASE (SELECT app_kind())
            WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
            WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
            ELSE false
        END
        AND written_by = (SELECT app_organisation())
    )
    """))


def downgrade() -> None:
    op.execute('DROP POLICY readers ON contacts')
    op.execute('REVOKE INSERT ON TABLE contacts FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE contacts FROM mediation_app')
    op.execute('REVOKE UPDATE ON TABLE contacts FROM mediation_app')
    op.execute('REVOKE DELETE ON TABLE contacts FROM mediation_app')
    op.execute('ALTER TABLE contacts DISABLE ROW LEVEL SECURITY')
    op.drop_column('cases', 'times_end_on')
    op.drop_table('contacts')
