"""Capacity: mediators, slots, time taken, sessions, needs, searches, allocations; the journal of what is no case's.

Revision: 0003, after 0002
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ACTIONS = (
    "contact-adviser", "decline-mediation", "request-mediation", "notify-commissioning-body", "arrange-mediation",
    "report-cannot-arrange", "record-session-outcome", "issue-certificate", "reissue-certificate", "record-agreement",
    "concede", "register-appeal", "widen-grounds", "record-appeal-outcome", "complete-duty", "claim-exemption",
    "decide-exemption", "record-panel-review", "withdraw", "close",
)


class Xid8(UserDefinedType):
    """PostgreSQL's 64-bit transaction id."""

    def get_col_spec(self, **_):
        return "xid8"


def _actions(*allowed: str) -> None:
    listed = ", ".join(f"'{action}'" for action in allowed)
    op.execute("ALTER TABLE events DROP CONSTRAINT events_action_check")
    op.execute(f"ALTER TABLE events ADD CONSTRAINT events_action_check CHECK (action IN ({listed}))")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    # Apart from the service's own schema: it brings two hundred functions. Exclusion over text needs it.
    op.execute("CREATE SCHEMA extensions")
    op.execute("CREATE EXTENSION btree_gist SCHEMA extensions")
    _actions(*ACTIONS, "cancel-session")
    # One numbering for both logs, so that the feed can read them as one.
    op.execute("CREATE FUNCTION app_position() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('events_position_seq') $$")
    op.create_table('allocations',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(status = 'booked') = (booked_at IS NOT NULL)", name=op.f('allocations_booked_check')),
    sa.CheckConstraint("status IN ('proposed', 'booked')", name=op.f('allocations_status_check')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('allocations_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('allocations_pkey'))
    )
    op.create_index('allocations_organisation_idx', 'allocations', ['organisation_id', sa.literal_column('made_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_table('journal',
    sa.Column('record_id', sa.UUID(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('position', sa.BigInteger(), server_default=sa.text('app_position()'), nullable=False),
    sa.Column('xid', Xid8(), server_default=sa.text('pg_current_xact_id()'), nullable=False),
    sa.Column('owner_id', sa.UUID(), nullable=False),
    sa.Column('record', sa.String(length=20), nullable=False),
    sa.Column('type', sa.String(length=60), nullable=False),
    sa.Column('by_kind', sa.String(length=40), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('client_id', sa.String(length=120), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint("by_kind IN ('local_authority', 'mediation_provider', 'advice_service', 'commissioning_body', 'tribunal', 'operator')", name=op.f('journal_by_kind_check')),
    sa.CheckConstraint("record IN ('mediator', 'referral', 'allocation')", name=op.f('journal_record_check')),
    sa.CheckConstraint('seq > 0', name=op.f('journal_seq_check')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisations.id'], name=op.f('journal_owner_id_fkey')),
    sa.PrimaryKeyConstraint('record_id', 'seq', name=op.f('journal_pkey')),
    comment="Append-only: what became of the records that are no case's, each chained by itself; its owner reads it."
    )
    op.create_index('journal_feed_idx', 'journal', ['owner_id', 'xid', 'position'], unique=False)
    op.create_table('mediators',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('provider_kind', sa.String(length=40), server_default='mediation_provider', nullable=False),
    sa.Column('person', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('register', sa.String(length=40), nullable=False),
    sa.Column('accredited_until', sa.Date(), nullable=False),
    sa.Column('left_on', sa.Date(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('availability', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('slots_until', sa.Date(), nullable=True),
    sa.Column('availability_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar_hash', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("provider_kind = 'mediation_provider'", name=op.f('mediators_provider_kind_check')),
    sa.CheckConstraint("register IN ('civil_mediation_council', 'college_of_mediators')", name=op.f('mediators_register_check')),
    sa.CheckConstraint('version > 0', name=op.f('mediators_version_check')),
    sa.ForeignKeyConstraint(['provider_id', 'provider_kind'], ['organisations.id', 'organisations.kind'], name=op.f('mediators_provider_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('mediators_pkey')),
    sa.UniqueConstraint('calendar_hash', name=op.f('mediators_calendar_hash_key')),
    sa.UniqueConstraint('id', 'person', name=op.f('mediators_id_person_key')),
    sa.UniqueConstraint('id', 'provider_id', name=op.f('mediators_id_provider_id_key')),
    sa.UniqueConstraint('provider_id', 'person', name=op.f('mediators_provider_id_person_key')),
    comment='`person` is the register and the number on it: two providers may register the same mediator.'
    )
    op.create_index('mediators_person_idx', 'mediators', ['person'], unique=False)
    op.create_table('mediation_needs',
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('mediation_needs_case_id_fkey')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('mediation_needs_pkey')),
    comment="What a case's mediation needs. It tells of disability and language, so all of it is sealed."
    )
    op.create_table('searches',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('free_in_time', sa.Integer(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('free_in_time >= 0', name=op.f('searches_free_in_time_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('searches_case_id_fkey')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('searches_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('searches_pkey')),
    comment='Who was asked for a mediator, when, and what the answer was.'
    )
    op.create_index('searches_case_idx', 'searches', ['case_id', 'made_at'], unique=False)
    op.create_index('searches_la_idx', 'searches', ['la_id', 'made_at'], unique=False)
    op.create_table('slots',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('mediator_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('person', sa.String(length=120), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted', sa.Boolean(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('slots_order_check')),
    sa.ForeignKeyConstraint(['mediator_id', 'person'], ['mediators.id', 'mediators.person'], name='slots_person_fkey'),
    sa.ForeignKeyConstraint(['mediator_id', 'provider_id'], ['mediators.id', 'mediators.provider_id'], name=op.f('slots_mediator_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('slots_pkey')),
    sa.UniqueConstraint('mediator_id', 'starts_at', 'ends_at', name=op.f('slots_mediator_id_starts_at_ends_at_key')),
    comment='When a mediator could mediate: its availability, written out. Whether the time is taken stands elsewhere. Of slots that overlap, only as many are `counted` as one mediator could hold.'
    )
    op.create_index('slots_provider_starts_at_idx', 'slots', ['provider_id', 'starts_at'], unique=False)
    op.create_table('engagements',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('slot_id', sa.UUID(), nullable=True),
    sa.Column('mediator_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('person', sa.String(length=120), nullable=False),
    sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), sa.Computed('lower(during)', persisted=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), sa.Computed('upper(during)', persisted=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    postgresql.ExcludeConstraint((sa.column('person'), '='), (sa.column('during'), '&&'), using='gist', name='engagements_one_at_a_time_excl'),
    sa.CheckConstraint('NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)', name=op.f('engagements_during_check')),
    sa.ForeignKeyConstraint(['mediator_id', 'person'], ['mediators.id', 'mediators.person'], name='engagements_person_fkey'),
    sa.ForeignKeyConstraint(['mediator_id', 'provider_id'], ['mediators.id', 'mediators.provider_id'], name=op.f('engagements_mediator_id_fkey')),
    sa.ForeignKeyConstraint(['slot_id'], ['slots.id'], name=op.f('engagements_slot_id_fkey'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('engagements_pkey')),
    sa.UniqueConstraint('id', 'mediator_id', 'provider_id', 'starts_at', 'ends_at', name='engagements_time_key'),
    sa.UniqueConstraint('id', 'provider_id', 'expires_at', name=op.f('engagements_id_provider_id_expires_at_key')),
    comment="A mediator's time that is taken: booked, or held until it expires. Nothing says here by whom."
    )
    op.create_index('engagements_person_idx', 'engagements', ['person', 'ends_at'], unique=False)
    op.create_index('engagements_mediator_idx', 'engagements', ['mediator_id', 'ends_at'], unique=False)
    op.create_index('engagements_provider_idx', 'engagements', ['provider_id', 'ends_at'], unique=False)
    op.create_index('engagements_slot_idx', 'engagements', ['slot_id'], unique=False)
    op.create_table('holds',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('holds_case_id_fkey')),
    sa.ForeignKeyConstraint(['id', 'provider_id', 'expires_at'], ['engagements.id', 'engagements.provider_id', 'engagements.expires_at'], name='holds_time_fkey', ondelete='CASCADE', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('holds_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('holds_pkey')),
    comment="For which case, and by whom, a mediator's time is held."
    )
    op.create_index('holds_case_idx', 'holds', ['case_id'], unique=False)
    op.create_table('sessions',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('provider_id', sa.UUID(), nullable=False),
    sa.Column('mediator_id', sa.UUID(), nullable=False),
    sa.Column('engagement_id', sa.UUID(), nullable=True),
    sa.Column('allocation_id', sa.UUID(), nullable=True),
    sa.Column('format', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(status = 'cancelled') = (engagement_id IS NULL)", name=op.f('sessions_takes_time_check')),
    sa.CheckConstraint("(status = 'ended') = (outcome IS NOT NULL)", name=op.f('sessions_ended_check')),
    sa.CheckConstraint("format IN ('in_person', 'video', 'phone')", name=op.f('sessions_format_check')),
    sa.CheckConstraint("outcome IN ('full_agreement', 'partial_agreement', 'no_agreement', 'adjourned', 'family_did_not_attend', 'authority_did_not_attend', 'authority_without_power_to_decide')", name=op.f('sessions_outcome_check')),
    sa.CheckConstraint("status IN ('booked', 'cancelled', 'ended')", name=op.f('sessions_status_check')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('sessions_order_check')),
    sa.CheckConstraint('version > 0', name=op.f('sessions_version_check')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocations.id'], name=op.f('sessions_allocation_id_fkey')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('sessions_case_id_fkey')),
    sa.ForeignKeyConstraint(['engagement_id', 'mediator_id', 'provider_id', 'starts_at', 'ends_at'], ['engagements.id', 'engagements.mediator_id', 'engagements.provider_id', 'engagements.starts_at', 'engagements.ends_at'], name='sessions_time_fkey'),
    sa.ForeignKeyConstraint(['mediator_id', 'provider_id'], ['mediators.id', 'mediators.provider_id'], name=op.f('sessions_mediator_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('sessions_pkey')),
    sa.UniqueConstraint('engagement_id', name=op.f('sessions_engagement_id_key'))
    )
    op.create_index('sessions_case_idx', 'sessions', ['case_id'], unique=False)
    op.create_index('sessions_la_idx', 'sessions', ['la_id', 'starts_at', 'id'], unique=False)
    op.create_index('sessions_mediator_idx', 'sessions', ['mediator_id', 'starts_at'], unique=False)
    op.create_index('sessions_one_booked_idx', 'sessions', ['case_id'], unique=True, postgresql_where=sa.text("status = 'booked'"))
    op.create_index('sessions_provider_idx', 'sessions', ['provider_id', 'starts_at', 'id'], unique=False)
    op.add_column('cases', sa.Column('mediating_provider_id', sa.UUID(), nullable=True))
    op.add_column('cases', sa.Column('arrange_by', sa.Date(), nullable=True))
    op.create_index('cases_la_waiting_idx', 'cases', ['la_id', 'arrange_by', 'id'], unique=False, postgresql_where=sa.text('arrange_by IS NOT NULL'))
    op.create_index('cases_mediating_provider_idx', 'cases', ['mediating_provider_id', sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.create_index('cases_provider_waiting_idx', 'cases', ['provider_id', 'arrange_by', 'id'], unique=False, postgresql_where=sa.text('arrange_by IS NOT NULL'))
    op.create_foreign_key(op.f('cases_mediating_provider_id_fkey'), 'cases', 'organisations', ['mediating_provider_id', 'provider_kind'], ['id', 'kind'])
    op.add_column('events', sa.Column('mediating_provider_id', sa.UUID(), nullable=True))
    op.add_column('events', sa.Column('about', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_index('events_mediating_feed_idx', 'events', ['mediating_provider_id', 'xid', 'position'], unique=False, postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.create_index('events_requests_idx', 'events', ['provider_id', 'occurred_on'], unique=False, postgresql_where=sa.text("action = 'request-mediation'"))
    # Families that were waiting for a session before there was a list of them: 30 days from the request, or from the
    # last session they missed.
    op.execute("""
        UPDATE cases SET arrange_by = coalesce((facts->>'missed_on')::date, (facts->>'requested_on')::date) + 30
        WHERE state = 'mediation_requested'
    """)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_index('events_requests_idx', table_name='events', postgresql_where=sa.text("action = 'request-mediation'"))
    op.drop_index('events_mediating_feed_idx', table_name='events', postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.drop_column('events', 'about')
    op.drop_column('events', 'mediating_provider_id')
    op.drop_constraint(op.f('cases_mediating_provider_id_fkey'), 'cases', type_='foreignkey')
    op.drop_index('cases_provider_waiting_idx', table_name='cases', postgresql_where=sa.text('arrange_by IS NOT NULL'))
    op.drop_index('cases_mediating_provider_idx', table_name='cases', postgresql_where=sa.text('mediating_provider_id IS NOT NULL'))
    op.drop_index('cases_la_waiting_idx', table_name='cases', postgresql_where=sa.text('arrange_by IS NOT NULL'))
    op.drop_column('cases', 'arrange_by')
    op.drop_column('cases', 'mediating_provider_id')
    op.drop_index('sessions_provider_idx', table_name='sessions')
    op.drop_index('sessions_one_booked_idx', table_name='sessions', postgresql_where=sa.text("status = 'booked'"))
    op.drop_index('sessions_mediator_idx', table_name='sessions')
    op.drop_index('sessions_la_idx', table_name='sessions')
    op.drop_index('sessions_case_idx', table_name='sessions')
    op.drop_table('sessions')
    op.drop_index('holds_case_idx', table_name='holds')
    op.drop_table('holds')
    op.drop_index('engagements_slot_idx', table_name='engagements')
    op.drop_index('engagements_provider_idx', table_name='engagements')
    op.drop_index('engagements_mediator_idx', table_name='engagements')
    op.drop_index('engagements_person_idx', table_name='engagements')
    op.drop_table('engagements')
    op.drop_index('slots_provider_starts_at_idx', table_name='slots')
    op.drop_table('slots')
    op.drop_index('searches_la_idx', table_name='searches')
    op.drop_index('searches_case_idx', table_name='searches')
    op.drop_table('searches')
    op.drop_table('mediation_needs')
    op.drop_index('mediators_person_idx', table_name='mediators')
    op.drop_table('mediators')
    op.drop_index('journal_feed_idx', table_name='journal')
    op.drop_table('journal')
    op.drop_index('allocations_organisation_idx', table_name='allocations')
    op.drop_table('allocations')
    op.execute("DROP FUNCTION app_position")
    _actions(*ACTIONS)
    op.execute("DROP EXTENSION btree_gist")
    op.execute("DROP SCHEMA extensions")
