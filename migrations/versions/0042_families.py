"""How an authority groups its cases

Revision: 0042, after 0032
"""

from alembic import op
import sqlalchemy as sa
from textwrap import dedent

revision = '0042'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('families',
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('child_reference', sa.String(length=80), nullable=True),
    sa.Column('family_reference', sa.String(length=80), nullable=True),
    sa.Column('school_age_ends_on', sa.Date(), nullable=True),
    sa.Column('plain_child', sa.Text(), sa.Computed('app_reference(child_reference)', persisted=True), nullable=True),
    sa.Column('plain_family', sa.Text(), sa.Computed('app_reference(family_reference)', persisted=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('families_case_id_fkey')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('families_pkey')),
    comment='How an authority groups its cases: its own pseudonyms of the child and the family.'
    )
    op.create_index('families_child_idx', 'families', ['la_id', 'plain_child'], unique=False)
    op.create_index('families_family_idx', 'families', ['la_id', 'plain_family'], unique=False)
    op.create_index('families_school_age_idx', 'families', ['la_id', 'school_age_ends_on'], unique=False)
    op.execute('ALTER TABLE families ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT INSERT ON TABLE families TO mediation_app')
    op.execute('GRANT SELECT ON TABLE families TO mediation_app')
    op.execute('GRANT UPDATE ON TABLE families TO mediation_app')
    op.execute(dedent(r"""
    CREATE POLICY parties ON families AS PERMISSIVE FOR SELECT TO mediation_app USING (
    CASE ( SELECT app_kind() AS app_kind)
        WHEN 'local_authority'::text THEN (la_id = ( SELECT app_organisation() AS app_organisation))
        WHEN 'mediation_provider'::text THEN (EXISTS ( SELECT
           FROM cases c
          WHERE (c.id = families.case_id)))
        ELSE false
    END)
    """))
    op.execute("CREATE POLICY written ON families AS PERMISSIVE FOR INSERT TO mediation_app WITH CHECK (((( SELECT app_kind() AS app_kind) = 'local_authority'::text) AND (la_id = ( SELECT app_organisation() AS app_organisation))))")
    op.execute("CREATE POLICY changed ON families AS PERMISSIVE FOR UPDATE TO mediation_app USING (((( SELECT app_kind() AS app_kind) = 'local_authority'::text) AND (la_id = ( SELECT app_organisation() AS app_organisation))))")


def downgrade() -> None:
    op.execute('DROP POLICY parties ON families')
    op.execute('DROP POLICY written ON families')
    op.execute('DROP POLICY changed ON families')
    op.execute('REVOKE INSERT ON TABLE families FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE families FROM mediation_app')
    op.execute('REVOKE UPDATE ON TABLE families FROM mediation_app')
    op.execute('ALTER TABLE families DISABLE ROW LEVEL SECURITY')
    op.drop_index('families_school_age_idx', table_name='families')
    op.drop_index('families_family_idx', table_name='families')
    op.drop_index('families_child_idx', table_name='families')
    op.drop_table('families')
