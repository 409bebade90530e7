"""Contact details of organisations

Revision: 0060, after 0059
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0060'
down_revision = '0059'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organisation_contacts',
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('organisation_kind', sa.String(length=40), nullable=False),
    sa.Column('team', sa.String(length=200), nullable=True),
    sa.Column('telephone', sa.String(length=40), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('address', postgresql.ARRAY(sa.String(length=200)), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('web', sa.String(length=1000), nullable=True),
    sa.Column('hours', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("organisation_kind IN ('local_authority', 'mediation_provider')", name=op.f('organisation_contacts_organisation_kind_check')),
    sa.CheckConstraint('cardinality(address) <= 6', name=op.f('organisation_contacts_address_check')),
    sa.CheckConstraint('telephone IS NOT NULL OR email IS NOT NULL OR cardinality(address) > 0', name=op.f('organisation_contacts_reachable_check')),
    sa.CheckConstraint('version > 0', name=op.f('organisation_contacts_version_check')),
    sa.ForeignKeyConstraint(['organisation_id', 'organisation_kind'], ['organisations.id', 'organisations.kind'], name=op.f('organisation_contacts_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('organisation_contacts_pkey')),
    comment="How families reach an organisation, as its letters say. A team's details, and no person's own."
    )
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'notice', 'offers', 'record', 'session', 'verification')))")
    op.execute('ALTER TABLE organisation_contacts ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT INSERT ON TABLE organisation_contacts TO mediation_app')
    op.execute('GRANT SELECT ON TABLE organisation_contacts TO mediation_app')
    op.execute('GRANT UPDATE ON TABLE organisation_contacts TO mediation_app')
    op.execute(dedent(r"""
    CREATE POLICY parties ON organisation_contacts AS PERMISSIVE FOR SELECT TO mediation_app USING (((organisation_id = ( SELECT app_organisation() AS app_organisation)) OR ((( SELECT app_kind() AS app_kind) = ANY (ARRAY['local_authority'::text, 'mediation_provider'::text])) AND ((EXISTS ( SELECT
       FROM cases c
      WHERE (c.la_id = organisation_contacts.organisation_id))) OR (EXISTS ( SELECT
       FROM cases c
      WHERE (c.provider_id = organisation_contacts.organisation_id)))))))
    """))
    op.execute('CREATE POLICY written ON organisation_contacts AS PERMISSIVE FOR INSERT TO mediation_app WITH CHECK (((organisation_id = ( SELECT app_organisation() AS app_organisation)) AND ((organisation_kind)::text = ( SELECT app_kind() AS app_kind))))')
    op.execute('CREATE POLICY changed ON organisation_contacts AS PERMISSIVE FOR UPDATE TO mediation_app USING ((organisation_id = ( SELECT app_organisation() AS app_organisation)))')


def downgrade() -> None:
    op.execute('DROP POLICY parties ON organisation_contacts')
    op.execute('DROP POLICY written ON organisation_contacts')
    op.execute('DROP POLICY changed ON organisation_contacts')
    op.execute('REVOKE INSERT ON TABLE organisation_contacts FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE organisation_contacts FROM mediation_app')
    op.execute('REVOKE UPDATE ON TABLE organisation_contacts FROM mediation_app')
    op.execute('ALTER TABLE organisation_contacts DISABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'offers', 'record', 'session', 'verification')))")
    op.drop_table('organisation_contacts')
