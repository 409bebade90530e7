"""The tables of imports: each file that came in, the rows that wait, and the verdict on each row.

Row-level security and grants are in `sql/`.
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
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from app.imports.domain.words import FileFormat, ImportStatus, RowVerdict
from app.kernel.terms import DecisionKind
from app.platform.db.tables import metadata, one_of

imports = Table(
    "imports",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", ForeignKey("organisations.id"), nullable=False),
    Column("client_id", String(120), nullable=False),
    Column("status", String(20), nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("format", String(20), nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("delimiter", String(1)),
    Column("columns", JSONB, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("worked", Integer, nullable=False, server_default=text("0")),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("failure", String(400)),
    Column("holder", UUID(as_uuid=True)),
    Column("lease_until", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    UniqueConstraint("id", "la_id"),
    one_of("status", ImportStatus),
    one_of("format", FileFormat),
    CheckConstraint("worked BETWEEN 0 AND rows", name="worked"),
    CheckConstraint("(status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name="finished"),
    CheckConstraint("status <> 'done' OR worked = rows", name="done"),
    CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed"),
    CheckConstraint("status <> 'running' OR (holder IS NOT NULL AND lease_until IS NOT NULL)", name="held"),
    Index("imports_la_newest_idx", "la_id", text("received_at DESC"), text("id DESC")),
    Index("imports_one_at_a_time_idx", "la_id", unique=True, postgresql_where=text("status = 'running'")),
    Index("imports_waiting_idx", "received_at", postgresql_where=text("status IN ('received', 'running')")),
)

import_parts = Table(
    "import_parts",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("import_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("place", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["import_id", "la_id"], ["imports.id", "imports.la_id"], ondelete="CASCADE"),
    UniqueConstraint("import_id", "place"),
    comment="Rows that wait, encrypted: they hold names. A part is deleted when its rows have their verdicts.",
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", UUID(as_uuid=True), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("says", Text, nullable=False),
    Column("la_reference", String(80)),
    Column("plain_reference", Text, Computed("app_reference(la_reference)", persisted=True)),
    Column("kind", String(40)),
    Column("notice_sent_on", Date),
    Column("case_id", UUID(as_uuid=True)),
    Column("faults", JSONB, nullable=False),
    Column("told", JSONB),
    ForeignKeyConstraint(["import_id", "la_id"], ["imports.id", "imports.la_id"], ondelete="CASCADE"),
    one_of("verdict", RowVerdict),
    one_of("kind", DecisionKind),
    CheckConstraint("verdict <> 'imported' OR case_id IS NOT NULL", name="imported"),
    Index("import_rows_reference_idx", "import_id", "plain_reference"),
)

imported_cases = Table(
    "imported_cases",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("import_id", UUID(as_uuid=True), nullable=False),
    Column("row", Integer, nullable=False),
    Column("told", JSONB, nullable=False),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    comment="What the row of each imported case said, without the name. It outlives its import.",
)
