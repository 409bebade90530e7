"""Documents of cases

Revision: 0059, after 0052
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0059'
down_revision = '0052'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('documents',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('owner_id', sa.UUID(), nullable=False),
    sa.Column('owner_kind', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('dated', sa.Date(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('readers', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind <> 'agreement' OR (owner_kind <> 'tribunal' AND 'tribunal' <> ALL (readers))", name=op.f('documents_agreement_check')),
    sa.CheckConstraint("kind IN ('decision_letter', 'plan', 'certificate', 'agreement', 'order', 'other')", name=op.f('documents_kind_check')),
    sa.CheckConstraint("owner_kind IN ('local_authority', 'mediation_provider', 'commissioning_body', 'tribunal')", name=op.f('documents_owner_kind_check')),
    sa.CheckConstraint("readers <@ ARRAY['local_authority', 'mediation_provider', 'commissioning_body', 'tribunal']::varchar[]", name=op.f('documents_readers_check')),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('documents_sha256_check')),
    sa.CheckConstraint('cardinality(readers) <= 4', name=op.f('documents_readers_once_check')),
    sa.CheckConstraint('version > 0', name=op.f('documents_version_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('documents_case_id_fkey'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id', 'owner_kind'], ['organisations.id', 'organisations.kind'], name=op.f('documents_owner_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('documents_pkey')),
    sa.UniqueConstraint('case_id', 'owner_id', 'sha256', name=op.f('documents_case_id_owner_id_sha256_key')),
    comment='Where the documents of a case are, and who may have them. The place is sealed; no content is stored.'
    )
    op.create_index('documents_case_idx', 'documents', ['case_id', sa.literal_column('recorded_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'offers', 'record', 'session', 'verification')))")
    op.execute('ALTER TABLE documents ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT INSERT ON TABLE documents TO mediation_app')
    op.execute('GRANT SELECT ON TABLE documents TO mediation_app')
    op.execute('GRANT DELETE ON TABLE documents TO mediation_app')
    op.execute('GRANT UPDATE (kind) ON documents TO mediation_app')
    op.execute('GRANT UPDATE (dated) ON documents TO mediation_app')
    op.execute('GRANT UPDATE (sealed) ON documents TO mediation_app')
    op.execute('GRANT UPDATE (readers) ON documents TO mediation_app')
    op.execute('GRANT UPDATE (version) ON documents TO mediation_app')
    op.execute('GRANT UPDATE (updated_at) ON documents TO mediation_app')
    op.execute(dedent(r"""
    CREATE POLICY readers ON documents AS PERMISSIVE FOR SELECT TO mediation_app USING ((((owner_id = ( SELECT app_organisation() AS app_organisation)) OR (( SELECT app_kind() AS app_kind) = ANY ((readers)::text[]))) AND
    CASE ( SELECT app_kind() AS app_kind)
        WHEN 'local_authority'::text THEN (la_id = ( SELECT app_organisation() AS app_organisation))
        ELSE (EXISTS ( SELECT
           FROM cases c
          WHERE (c.id = documents.case_id)))
    END))
    """))
    op.execute(dedent(r"""
    CREATE POLICY recorded ON documents AS PERMISSIVE FOR INSERT TO mediation_app WITH CHECK (((owner_id = ( SELECT app_organisation() AS app_organisation)) AND ((owner_kind)::text = ( SELECT app_kind() AS app_kind)) AND (EXISTS ( SELECT
       FROM cases c
      WHERE ((c.id = documents.case_id) AND (c.la_id = documents.la_id))))))
    """))
    op.execute('CREATE POLICY changed ON documents AS PERMISSIVE FOR UPDATE TO mediation_app USING ((owner_id = ( SELECT app_organisation() AS app_organisation)))')
    op.execute('CREATE POLICY withdrawn ON documents AS PERMISSIVE FOR DELETE TO mediation_app USING ((owner_id = ( SELECT app_organisation() AS app_organisation)))')


def downgrade() -> None:
    op.execute('DROP POLICY readers ON documents')
    op.execute('DROP POLICY recorded ON documents')
    op.execute('DROP POLICY changed ON documents')
    op.execute('DROP POLICY withdrawn ON documents')
    op.execute('REVOKE INSERT ON TABLE documents FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE documents FROM mediation_app')
    op.execute('REVOKE DELETE ON TABLE documents FROM mediation_app')
    op.execute('REVOKE UPDATE (kind) ON documents FROM mediation_app')
    op.execute('REVOKE UPDATE (dated) ON documents FROM mediation_app')
    op.execute('REVOKE UPDATE (sealed) ON documents FROM mediation_app')
    op.execute('REVOKE UPDATE (readers) ON documents FROM mediation_app')
    op.execute('REVOKE UPDATE (version) ON documents FROM mediation_app')
    op.execute('REVOKE UPDATE (updated_at) ON documents FROM mediation_app')
    op.execute('ALTER TABLE documents DISABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'events', 'mediation', 'offers', 'record', 'session', 'verification')))")
    op.drop_index('documents_case_idx', table_name='documents')
    op.drop_table('documents')
