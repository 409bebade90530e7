"""Referrals to the advice service: its room, who was referred, what is sealed of it, and what was offered.

Revision: 0005, after 0004
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OFFER_OPEN = "offer_on IS NOT NULL AND NOT offer_answered"
TABLES = ("advice_offers", "referral_notes", "referral_contents", "referrals", "service_capacity")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table('service_capacity',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('service_kind', sa.String(length=40), server_default='advice_service', nullable=False),
    sa.Column('unit', sa.String(length=80), nullable=False),
    sa.Column('available', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=True),
    sa.Column('description', sa.String(length=200), nullable=True),
    sa.Column('updated', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("service_kind = 'advice_service'", name=op.f('service_capacity_service_kind_check')),
    sa.CheckConstraint('0 <= available AND available <= maximum', name=op.f('service_capacity_available_check')),
    sa.CheckConstraint('version > 0', name=op.f('service_capacity_version_check')),
    sa.ForeignKeyConstraint(['service_id', 'service_kind'], ['organisations.id', 'organisations.kind'], name=op.f('service_capacity_service_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('service_capacity_pkey')),
    sa.UniqueConstraint('service_id', name=op.f('service_capacity_service_id_key')),
    comment='How much room an advice service says it has, under the names of HSDS 3. No maximum: it has none.'
    )
    op.create_table('advice_offers',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('organisation_kind', sa.String(length=40), nullable=False),
    sa.Column('moment', sa.String(length=40), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('answered_to', sa.UUID(), nullable=True),
    sa.Column('answered_for', sa.String(length=40), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(answer = 'no_answer') = (answered_to IS NULL)", name=op.f('advice_offers_answered_to_check')),
    sa.CheckConstraint("answer IN ('accepted', 'declined', 'no_answer')", name=op.f('advice_offers_answer_check')),
    sa.CheckConstraint("moment IN ('notice', 'half_contact_period', 'mediation_chosen', 'mediation_refused', 'session_fixed', 'contact_missed', 'appeal_registered', 'appeal_late', 'unasked')", name=op.f('advice_offers_moment_check')),
    sa.CheckConstraint('made_on >= due_on', name=op.f('advice_offers_due_first_check')),
    sa.CheckConstraint("organisation_kind = 'local_authority' OR organisation_kind = 'mediation_provider'", name=op.f('advice_offers_who_offers_check')),
    sa.CheckConstraint("reason IN ('not_needed', 'helped_by_others', 'not_now', 'wants_nobody_told', 'other')", name=op.f('advice_offers_reason_check')),
    sa.CheckConstraint("reason IS NULL OR answer = 'declined'", name=op.f('advice_offers_reason_of_decline_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('advice_offers_case_id_fkey')),
    sa.ForeignKeyConstraint(['organisation_id', 'organisation_kind'], ['organisations.id', 'organisations.kind'], name=op.f('advice_offers_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('advice_offers_pkey')),
    sa.UniqueConstraint('case_id', 'moment', 'due_on', name=op.f('advice_offers_case_id_moment_due_on_key')),
    comment='That a family was offered independent help, and its answer. Nobody reads this table.'
    )
    op.create_table('referrals',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('service_kind', sa.String(length=40), server_default='advice_service', nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('la_kind', sa.String(length=40), server_default='local_authority', nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=True),
    sa.Column('source_organisation_id', sa.UUID(), nullable=False),
    sa.Column('source_kind', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('person', sa.String(length=40), nullable=False),
    sa.Column('consent_given_on', sa.Date(), nullable=False),
    sa.Column('consent_covers', postgresql.ARRAY(sa.String(length=40)), nullable=False),
    sa.Column('consent_withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdrawal_told_to', sa.UUID(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('referred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("consent_covers <@ '{case_dates,contact,decision,mediation,tell_authority}' AND consent_covers @> '{contact}'", name=op.f('referrals_consent_covers_check')),
    sa.CheckConstraint('(consent_withdrawn_on IS NULL) = (withdrawal_told_to IS NULL) AND (consent_withdrawn_on IS NULL) = (withdrawn_at IS NULL)', name=op.f('referrals_told_to_check')),
    sa.CheckConstraint("(state = 'withdrawn') = (consent_withdrawn_on IS NOT NULL)", name=op.f('referrals_withdrawn_check')),
    sa.CheckConstraint("case_id IS NOT NULL OR source_kind = 'advice_service'", name=op.f('referrals_case_id_check')),
    sa.CheckConstraint("la_kind = 'local_authority'", name=op.f('referrals_la_kind_check')),
    sa.CheckConstraint("person IN ('parent', 'young_person', 'alternative_person')", name=op.f('referrals_person_check')),
    sa.CheckConstraint("service_kind = 'advice_service'", name=op.f('referrals_service_kind_check')),
    sa.CheckConstraint("source <> 'local_authority' OR source_organisation_id = la_id", name=op.f('referrals_own_area_check')),
    sa.CheckConstraint("source = source_kind OR ((source = 'family' OR source = 'school') AND source_organisation_id = service_id)", name=op.f('referrals_who_refers_check')),
    sa.CheckConstraint("source IN ('family', 'local_authority', 'mediation_provider', 'school')", name=op.f('referrals_source_check')),
    sa.CheckConstraint("state IN ('new', 'opened', 'accepted', 'waiting', 'active', 'declined', 'closed', 'withdrawn')", name=op.f('referrals_state_check')),
    sa.CheckConstraint("consent_given_on >= DATE '2014-09-01'", name=op.f('referrals_commencement_check')),
    sa.CheckConstraint('consent_withdrawn_on >= consent_given_on', name=op.f('referrals_consent_order_check')),
    sa.CheckConstraint('version > 0', name=op.f('referrals_version_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('referrals_case_id_fkey')),
    sa.ForeignKeyConstraint(['la_id', 'la_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_la_id_fkey')),
    sa.ForeignKeyConstraint(['service_id', 'service_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_service_id_fkey')),
    sa.ForeignKeyConstraint(['source_organisation_id', 'source_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_source_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('referrals_pkey')),
    sa.UniqueConstraint('id', 'service_id', name=op.f('referrals_id_service_id_key')),
    sa.UniqueConstraint('id', 'source_organisation_id', name=op.f('referrals_id_source_organisation_id_key')),
    sa.UniqueConstraint('source_organisation_id', 'service_id', 'case_id', 'person', 'consent_given_on', name='referrals_once_a_consent_key'),
    comment='Somebody was referred to an advice service. Its own service reads it while consent stands; nobody else.'
    )
    op.create_index('referrals_case_idx', 'referrals', ['case_id'], unique=False)
    op.create_index('referrals_one_live_idx', 'referrals', ['service_id', 'case_id', 'person'], unique=True, postgresql_where=sa.text("source_kind = 'advice_service' AND state NOT IN ('declined', 'closed', 'withdrawn')"))
    op.create_index('referrals_service_idx', 'referrals', ['service_id', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('referrals_service_state_idx', 'referrals', ['service_id', 'state', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('referrals_source_idx', 'referrals', ['source_organisation_id', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_table('referral_contents',
    sa.Column('referral_id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('source_organisation_id', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['referral_id', 'service_id'], ['referrals.id', 'referrals.service_id'], name=op.f('referral_contents_referral_id_fkey')),
    sa.ForeignKeyConstraint(['referral_id', 'source_organisation_id'], ['referrals.id', 'referrals.source_organisation_id'], name='referral_contents_source_fkey'),
    sa.PrimaryKeyConstraint('referral_id', name=op.f('referral_contents_pkey')),
    comment='How to reach the person referred. Sealed; whoever wrote it cannot read it back.'
    )
    op.create_table('referral_notes',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('referral_id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['referral_id', 'service_id'], ['referrals.id', 'referrals.service_id'], name=op.f('referral_notes_referral_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('referral_notes_pkey')),
    comment='What a service notes for itself. Sealed.'
    )
    op.create_index('referral_notes_referral_idx', 'referral_notes', ['referral_id', 'written_at'], unique=False)
    op.add_column('cases', sa.Column('offer_on', sa.Date(), nullable=True))
    op.add_column('cases', sa.Column('offer_answered', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    # Nothing was offered on any case yet, so that an offer has been due since its notice.
    op.execute("UPDATE cases SET offer_on = notice_sent_on WHERE facts->>'conceded_on' IS NULL"
               " AND facts->>'resolved_on' IS NULL AND facts->>'closed_on' IS NULL")
    op.create_index('cases_la_offer_idx', 'cases', ['la_id', 'offer_on', 'id'], unique=False, postgresql_where=sa.text(OFFER_OPEN))
    op.create_index('cases_provider_offer_idx', 'cases', ['provider_id', 'offer_on', 'id'], unique=False, postgresql_where=sa.text(OFFER_OPEN))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table in TABLES:
        op.drop_table(table)
    op.drop_index('cases_provider_offer_idx', table_name='cases', postgresql_where=sa.text(OFFER_OPEN))
    op.drop_index('cases_la_offer_idx', table_name='cases', postgresql_where=sa.text(OFFER_OPEN))
    op.drop_column('cases', 'offer_answered')
    op.drop_column('cases', 'offer_on')
