"""The tables of capacity: mediators, their slots and their time taken, sessions, searches, allocations.

A hold or a session takes a mediator's time in the table `engagements`. One constraint there makes double booking
impossible. It covers slots that overlap, and two providers that register the same person.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, UUID, ExcludeConstraint

from app.capacity.domain.availability import LONGEST_GAP
from app.capacity.domain.words import Format, Register, SessionStatus
from app.kernel.terms import SessionOutcome
from app.platform.db.tables import metadata, one_of


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


mediators = Table(
    "mediators",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("provider_kind", String(40), nullable=False, server_default="mediation_provider"),
    Column("person", String(120), nullable=False),
    Column("name", String(200), nullable=False),
    Column("register", String(40), nullable=False),
    Column("accredited_until", Date, nullable=False),
    Column("left_on", Date),
    Column("facts", JSONB, nullable=False),
    Column("availability", JSONB, nullable=False),
    Column("slots_until", Date),
    _instant("availability_at", nullable=True),
    Column("calendar_hash", String(64), unique=True),
    Column("gap_minutes", Integer, Computed("coalesce((availability->>'gap_minutes')::integer, 0)", persisted=True)),
    _version(),
    Column("head", String(64), nullable=False),
    _instant("created_at"),
    _instant("updated_at"),
    ForeignKeyConstraint(["provider_id", "provider_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("provider_kind = 'mediation_provider'", name="provider_kind"),
    one_of("register", Register),
    CheckConstraint("version > 0", name="version"),
    UniqueConstraint("provider_id", "person"),
    UniqueConstraint("id", "provider_id"),
    UniqueConstraint("id", "person"),
    Index("mediators_person_idx", "person"),
    comment="`person` is the register and the number on it: two providers may register the same mediator.",
)

slots = Table(
    "slots",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("mediator_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("person", String(120), nullable=False),
    _instant("starts_at"),
    _instant("ends_at"),
    Column("counted", Boolean, nullable=False),
    ForeignKeyConstraint(["mediator_id", "provider_id"], ["mediators.id", "mediators.provider_id"]),
    ForeignKeyConstraint(["mediator_id", "person"], ["mediators.id", "mediators.person"], name="slots_person_fkey"),
    UniqueConstraint("mediator_id", "starts_at", "ends_at"),
    CheckConstraint("starts_at < ends_at", name="order"),
    Index("slots_provider_starts_at_idx", "provider_id", "starts_at"),
    comment="When a mediator could mediate: its availability, written out. Whether the time is taken stands elsewhere."
    " Of slots that overlap, only as many are `counted` as one mediator could hold.",
)

engagements = Table(
    "engagements",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("slot_id", ForeignKey("slots.id", ondelete="SET NULL")),
    Column("mediator_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("person", String(120), nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("starts_at", DateTime(timezone=True), Computed("lower(during)", persisted=True)),
    Column("ends_at", DateTime(timezone=True), Computed("upper(during)", persisted=True)),
    _instant("expires_at", nullable=True),
    Column("gap_minutes", Integer, nullable=False),
    ForeignKeyConstraint(["mediator_id", "provider_id"], ["mediators.id", "mediators.provider_id"]),
    ForeignKeyConstraint(
        ["mediator_id", "person"], ["mediators.id", "mediators.person"], name="engagements_person_fkey"
    ),
    ExcludeConstraint(("person", "="), ("during", "&&"), using="gist", name="engagements_one_at_a_time_excl"),
    # Of two, the first keeps the gap of the earlier and the second that of the later: so the larger is kept.
    ExcludeConstraint(
        ("person", "="),
        (text("app_kept_free(during, 0, gap_minutes)"), "&&"),
        using="gist",
        name="engagements_gap_after_excl",
    ),
    ExcludeConstraint(
        ("person", "="),
        (text("app_kept_free(during, gap_minutes, 0)"), "&&"),
        using="gist",
        name="engagements_gap_before_excl",
    ),
    CheckConstraint(f"gap_minutes BETWEEN 0 AND {LONGEST_GAP}", name="gap_minutes"),
    CheckConstraint("NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)", name="during"),
    UniqueConstraint("id", "provider_id", "expires_at"),
    UniqueConstraint("id", "mediator_id", "provider_id", "starts_at", "ends_at", name="engagements_time_key"),
    # Row-level security keeps `&&` from reaching an index, for it may leak what it compares; a plain `>` may reach one.
    Index("engagements_person_idx", "person", "ends_at"),
    Index("engagements_mediator_idx", "mediator_id", "ends_at"),
    Index("engagements_provider_idx", "provider_id", "ends_at"),
    Index("engagements_slot_idx", "slot_id"),
    comment="A mediator's time that is taken: booked, or held until it expires. Nothing says here by whom.",
)

holds = Table(
    "holds",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False),
    _instant("held_at"),
    _instant("expires_at"),
    # No hold on what is booked: once the time is taken for good it expires no more. Asked at the commit, for booking
    # takes the time first and removes the hold then.
    ForeignKeyConstraint(
        ["id", "provider_id", "expires_at"],
        ["engagements.id", "engagements.provider_id", "engagements.expires_at"],
        name="holds_time_fkey",
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    Index("holds_case_idx", "case_id"),
    comment="For which case, and by whom, a mediator's time is held.",
)

allocations = Table(
    "allocations",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False),
    Column("status", String(20), nullable=False),
    Column("facts", JSONB, nullable=False),
    _instant("made_at"),
    _instant("booked_at", nullable=True),
    CheckConstraint("status IN ('proposed', 'booked')", name="status"),
    CheckConstraint("(status = 'booked') = (booked_at IS NOT NULL)", name="booked"),
    Index("allocations_organisation_idx", "organisation_id", text("made_at DESC"), text("id DESC")),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("mediator_id", UUID(as_uuid=True), nullable=False),
    Column("engagement_id", UUID(as_uuid=True)),
    Column("joint", Boolean, nullable=False, server_default=text("false")),
    Column("allocation_id", ForeignKey("allocations.id")),
    Column("format", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("outcome", String(40)),
    _instant("starts_at"),
    _instant("ends_at"),
    Column("facts", JSONB, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _version(),
    _instant("booked_at"),
    _instant("updated_at"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    ForeignKeyConstraint(["mediator_id", "provider_id"], ["mediators.id", "mediators.provider_id"]),
    # It takes that mediator's time, and just that stretch of it.
    ForeignKeyConstraint(
        ["engagement_id", "mediator_id", "provider_id", "starts_at", "ends_at"],
        [f"engagements.{name}" for name in ("id", "mediator_id", "provider_id", "starts_at", "ends_at")],
        name="sessions_time_fkey",
    ),
    one_of("format", Format),
    one_of("status", SessionStatus),
    one_of("outcome", SessionOutcome),
    CheckConstraint("(status = 'cancelled') = (engagement_id IS NULL)", name="takes_time"),
    CheckConstraint("(status = 'ended') = (outcome IS NOT NULL)", name="ended"),
    CheckConstraint("starts_at < ends_at", name="order"),
    CheckConstraint("version > 0", name="version"),
    Index("sessions_one_booked_idx", "case_id", unique=True, postgresql_where=text("status = 'booked'")),
    Index("sessions_case_idx", "case_id"),
    Index("sessions_engagement_idx", "engagement_id"),
    Index("sessions_la_idx", "la_id", "starts_at", "id"),
    Index("sessions_provider_idx", "provider_id", "starts_at", "id"),
    Index("sessions_mediator_idx", "mediator_id", "starts_at"),
    comment="A `joint` session joined the time of another session of the family. Any other takes its time alone.",
)

mediation_needs = Table(
    "mediation_needs",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _version(),
    _instant("updated_at"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    comment="What a case's mediation needs. It tells of disability and language, so all of it is sealed.",
)

searches = Table(
    "searches",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False),
    Column("due_on", Date),
    Column("free_in_time", Integer, nullable=False),
    Column("facts", JSONB, nullable=False),
    _instant("made_at"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    CheckConstraint("free_in_time >= 0", name="free_in_time"),
    Index("searches_case_idx", "case_id", "made_at"),
    Index("searches_la_idx", "la_id", "made_at"),
    comment="Who was asked for a mediator, when, and what the answer was.",
)
