"""The pathway: organisations, cases, certificates, events, idempotency.

Revision: 0001, the first
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


class Xid8(UserDefinedType):
    """PostgreSQL's 64-bit transaction id."""

    def get_col_spec(self, **_):
        return "xid8"


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table('certificate_lookups',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('asked_by', sa.String(length=160), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('certificate_lookups_pkey')),
    comment='Who looked a certificate up: a client, or the network of a member of the public.'
    )
    op.create_index('certificate_lookups_number_idx', 'certificate_lookups', ['number', 'id'], unique=False)
    op.create_table('idempotency',
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('organisation_id', 'key', name=op.f('idempotency_pkey'))
    )
    op.create_index('idempotency_recorded_at_idx', 'idempotency', ['recorded_at'], unique=False)
    op.create_table('organisations',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('la_code', sa.String(length=3), nullable=True),
    sa.Column('sandbox', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(kind = 'local_authority') = (la_code IS NOT NULL)", name=op.f('organisations_la_code_kind_check')),
    sa.CheckConstraint("kind IN ('local_authority', 'mediation_provider', 'advice_service', 'commissioning_body', 'tribunal', 'operator')", name=op.f('organisations_kind_check')),
    sa.CheckConstraint("la_code ~ '^[0-9]{3}$'", name=op.f('organisations_la_code_format_check')),
    sa.PrimaryKeyConstraint('id', name=op.f('organisations_pkey')),
    sa.UniqueConstraint('id', 'kind', name=op.f('organisations_id_kind_key')),
    sa.UniqueConstraint('la_code', name=op.f('organisations_la_code_key')),
    sa.UniqueConstraint('slug', name=op.f('organisations_slug_key'))
    )
    op.create_table('sandbox_clock',
    sa.Column('one', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('days_ahead', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint('one', name=op.f('sandbox_clock_one_check')),
    sa.PrimaryKeyConstraint('one', name=op.f('sandbox_clock_pkey')),
    comment="How far the sandbox's clock runs ahead. Empty in a live deployment."
    )
    op.create_table('cases',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('la_code', sa.String(length=3), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('provider_kind', sa.String(length=40), server_default='mediation_provider', nullable=False),
    sa.Column('body_id', sa.UUID(), nullable=True),
    sa.Column('la_reference', sa.String(length=80), nullable=False),
    sa.Column('appellant_reference', sa.String(length=80), nullable=True),
    sa.Column('regime', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('notice_sent_on', sa.Date(), nullable=False),
    sa.Column('notice_contents', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('placement_only', sa.Boolean(), nullable=False),
    sa.Column('certificate_number', sa.String(length=40), nullable=True),
    sa.Column('appeal_basis', sa.String(length=40), nullable=True),
    sa.Column('permission_granted_on', sa.Date(), nullable=True),
    sa.Column('exemption_claimed', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("appeal_basis IS NULL OR (appeal_basis = 'certificate' AND certificate_number IS NOT NULL) OR (appeal_basis = 'placement_only' AND (placement_only OR certificate_number IS NOT NULL)) OR (appeal_basis = 'permission' AND permission_granted_on IS NOT NULL)", name=op.f('cases_gate_before_tribunal_check')),
    sa.CheckConstraint("kind IN ('refusal_to_assess', 'refusal_to_issue_plan', 'plan_content', 'refusal_to_reassess', 'refusal_to_amend', 'cease_to_maintain')", name=op.f('cases_kind_check')),
    sa.CheckConstraint("notice_sent_on >= DATE '2014-09-01'", name=op.f('cases_commencement_check')),
    sa.CheckConstraint("provider_kind = 'mediation_provider'", name=op.f('cases_provider_kind_check')),
    sa.CheckConstraint("regime IN ('cfa-2014', 'green-paper-2022')", name=op.f('cases_regime_check')),
    sa.CheckConstraint("state <> 'appeal_registered' OR appeal_basis IS NOT NULL", name=op.f('cases_appeal_registered_check')),
    sa.CheckConstraint("state <> 'certified' OR certificate_number IS NOT NULL", name=op.f('cases_certified_check')),
    sa.CheckConstraint("state IN ('notified', 'adviser_contacted', 'mediation_declined', 'mediation_requested', 'mediation_arranged', 'mediation_concluded', 'mediation_not_arranged', 'certified', 'appeal_registered', 'resolved', 'closed')", name=op.f('cases_state_check')),
    sa.CheckConstraint('version > 0', name=op.f('cases_version_check')),
    sa.ForeignKeyConstraint(['body_id'], ['organisations.id'], name=op.f('cases_body_id_fkey')),
    sa.ForeignKeyConstraint(['la_id'], ['organisations.id'], name=op.f('cases_la_id_fkey')),
    sa.ForeignKeyConstraint(['provider_id', 'provider_kind'], ['organisations.id', 'organisations.kind'], name=op.f('cases_provider_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('cases_pkey')),
    sa.UniqueConstraint('id', 'la_id', name=op.f('cases_id_la_id_key'))
    )
    op.create_index('cases_body_idx', 'cases', ['body_id'], unique=False, postgresql_where=sa.text('body_id IS NOT NULL'))
    op.create_index('cases_la_newest_idx', 'cases', ['la_id', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('cases_la_state_idx', 'cases', ['la_id', 'state', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('cases_provider_newest_idx', 'cases', ['provider_id', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('cases_reference_idx', 'cases', ['la_id', 'la_reference'], unique=False)
    op.create_index('cases_tribunal_idx', 'cases', [sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text('placement_only OR exemption_claimed OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL'))
    op.create_table('clients',
    sa.Column('client_id', sa.String(length=120), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('secret_hash', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.String()), nullable=False),
    sa.Column('disabled', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('clients_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('client_id', name=op.f('clients_pkey'))
    )
    op.create_table('partnerships',
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('la_kind', sa.String(length=40), server_default='local_authority', nullable=False),
    sa.Column('partner_id', sa.UUID(), nullable=False),
    sa.Column('partner_kind', sa.String(length=40), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.CheckConstraint("la_kind = 'local_authority'", name=op.f('partnerships_la_kind_check')),
    sa.CheckConstraint("partner_kind IN ('mediation_provider', 'advice_service', 'commissioning_body')", name=op.f('partnerships_partner_kind_check')),
    sa.ForeignKeyConstraint(['la_id', 'la_kind'], ['organisations.id', 'organisations.kind'], name=op.f('partnerships_la_id_fkey')),
    sa.ForeignKeyConstraint(['partner_id', 'partner_kind'], ['organisations.id', 'organisations.kind'], name=op.f('partnerships_partner_id_fkey')),
    sa.UniqueConstraint('la_id', 'partner_id', name=op.f('partnerships_la_id_partner_id_key')),
    sa.UniqueConstraint('la_id', 'partner_kind', 'rank', name=op.f('partnerships_la_id_partner_kind_rank_key')),
    comment='Whom an authority works with: rank 1 is its first choice.'
    )
    op.create_table('certificates',
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('issuer_id', sa.UUID(), nullable=False),
    sa.Column('issuer_kind', sa.String(length=40), server_default='mediation_provider', nullable=False),
    sa.Column('ground', sa.String(length=40), nullable=False),
    sa.Column('holder_kind', sa.String(length=40), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("ground IN ('declined', 'took_part', 'not_arranged', 'exempt')", name=op.f('certificates_ground_check')),
    sa.CheckConstraint("holder_kind IN ('parent', 'young_person', 'alternative_person')", name=op.f('certificates_holder_kind_check')),
    sa.CheckConstraint("issuer_kind = 'mediation_provider'", name=op.f('certificates_independent_adviser_check')),
    sa.CheckConstraint("status IN ('active', 'superseded', 'revoked')", name=op.f('certificates_status_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('certificates_case_id_fkey')),
    sa.ForeignKeyConstraint(['issuer_id', 'issuer_kind'], ['organisations.id', 'organisations.kind'], name=op.f('certificates_issuer_id_fkey')),
    sa.PrimaryKeyConstraint('number', name=op.f('certificates_pkey')),
    sa.UniqueConstraint('number', 'case_id', name=op.f('certificates_number_case_id_key'))
    )
    op.create_index('certificates_one_active_idx', 'certificates', ['case_id'], unique=True, postgresql_where=sa.text("status = 'active'"))
    op.create_table('events',
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('position', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('xid', Xid8(), server_default=sa.text('pg_current_xact_id()'), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=True),
    sa.Column('by_kind', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('client_id', sa.String(length=120), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint("action IN ('contact-adviser', 'decline-mediation', 'request-mediation', 'notify-commissioning-body', 'arrange-mediation', 'report-cannot-arrange', 'record-session-outcome', 'issue-certificate', 'reissue-certificate', 'record-agreement', 'concede', 'register-appeal', 'widen-grounds', 'record-appeal-outcome', 'complete-duty', 'claim-exemption', 'decide-exemption', 'record-panel-review', 'withdraw', 'close')", name=op.f('events_action_check')),
    sa.CheckConstraint("by_kind IN ('local_authority', 'mediation_provider', 'advice_service', 'commissioning_body', 'tribunal', 'operator')", name=op.f('events_by_kind_check')),
    sa.CheckConstraint('seq > 0', name=op.f('events_seq_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('events_case_id_fkey')),
    sa.PrimaryKeyConstraint('case_id', 'seq', name=op.f('events_pkey')),
    comment='Append-only: the trail, the feed and the source of webhooks.'
    )
    op.create_index('events_feed_idx', 'events', ['xid', 'position'], unique=False)
    op.create_index('events_la_feed_idx', 'events', ['la_id', 'xid', 'position'], unique=False)
    op.create_index('events_provider_feed_idx', 'events', ['provider_id', 'xid', 'position'], unique=False)
    op.create_foreign_key(
        'cases_certificate_number_fkey', 'cases', 'certificates', ['certificate_number', 'id'], ['number', 'case_id']
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_constraint('cases_certificate_number_fkey', 'cases')
    op.drop_index('events_provider_feed_idx', table_name='events')
    op.drop_index('events_la_feed_idx', table_name='events')
    op.drop_index('events_feed_idx', table_name='events')
    op.drop_table('events')
    op.drop_index('certificates_one_active_idx', table_name='certificates', postgresql_where=sa.text("status = 'active'"))
    op.drop_table('certificates')
    op.drop_table('partnerships')
    op.drop_table('clients')
    op.drop_index('cases_tribunal_idx', table_name='cases', postgresql_where=sa.text('placement_only OR exemption_claimed OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL'))
    op.drop_index('cases_reference_idx', table_name='cases')
    op.drop_index('cases_provider_newest_idx', table_name='cases')
    op.drop_index('cases_la_state_idx', table_name='cases')
    op.drop_index('cases_la_newest_idx', table_name='cases')
    op.drop_index('cases_body_idx', table_name='cases', postgresql_where=sa.text('body_id IS NOT NULL'))
    op.drop_table('cases')
    op.drop_table('sandbox_clock')
    op.drop_table('organisations')
    op.drop_index('idempotency_recorded_at_idx', table_name='idempotency')
    op.drop_table('idempotency')
    op.drop_index('certificate_lookups_number_idx', table_name='certificate_lookups')
    op.drop_table('certificate_lookups')
