"""The table of appeals. Its rows follow the facts of the cases: see `sql/appeals.sql`."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from app.cases.domain.words import AppealOutcome, AppealState, HearingFormat, Track
from app.kernel.terms import AppealBasis, DecisionKind
from app.platform.db.tables import metadata, one_of

_PENDING = ", ".join(f"'{state}'" for state in AppealState if state.pending)

appeals = Table(
    "appeals",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("track", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("outcome", String(20)),
    Column("basis", String(20), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("hearing_on", Date),
    Column("hearing_format", String(20)),
    Column("tribunal_reference", String(20)),
    Column("notice_sent_on", Date, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB),
    Column("due_on", Date, nullable=False, server_default=text("'infinity'")),
    Column("due_dates", ARRAY(Date)),
    Column("tribunal_due_on", Date, nullable=False, server_default=text("'infinity'")),
    Column("tribunal_due_dates", ARRAY(Date)),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    UniqueConstraint("case_id", "number"),
    one_of("kind", DecisionKind),
    one_of("track", Track),
    one_of("state", AppealState),
    one_of("outcome", AppealOutcome),
    one_of("basis", AppealBasis),
    one_of("hearing_format", HearingFormat),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint(f"(state IN ({_PENDING})) = (ended_on IS NULL)", name="ended"),
    CheckConstraint("outcome IS NULL OR ended_on IS NOT NULL", name="decided"),
    Index("appeals_la_registered_idx", "la_id", "registered_on", "id"),
    Index("appeals_la_updated_idx", "la_id", "updated_at", "id"),
    Index("appeals_la_ended_idx", "la_id", "kind", "ended_on", "id", postgresql_where=text("ended_on IS NOT NULL")),
    Index("appeals_registered_idx", "registered_on", "id"),
    Index("appeals_updated_idx", "updated_at", "id"),
    Index("appeals_la_due_idx", "la_id", "due_on", "id"),
    Index("appeals_tribunal_due_idx", "tribunal_due_on", "id"),
    Index("appeals_la_hearing_idx", "la_id", text("coalesce(hearing_on, 'infinity'::date)"), "id"),
    Index("appeals_hearing_idx", text("coalesce(hearing_on, 'infinity'::date)"), "id"),
    Index("appeals_reference_idx", "tribunal_reference", postgresql_where=text("tribunal_reference IS NOT NULL")),
    comment="An appeal of a case. `facts` holds the facts of the case as they were when a later appeal was registered. "
    "`due_on` and the members like it are those of the case, and only on its last appeal.",
)
