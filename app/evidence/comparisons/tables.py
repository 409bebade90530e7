"""The tables of comparisons, and of the cases that they read. Policies and grants are in `sql/`."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from app.evidence.domain.comparison.words import ComparisonStatus
from app.evidence.tables import WHOLE_QUARTER
from app.law.domain.regimes import RegimeId
from app.platform.db.tables import metadata, one_of

evidence_comparisons = Table(
    "evidence_comparisons",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("la_kind", String(40), nullable=False, server_default="local_authority"),
    Column("client_id", String(120), nullable=False),
    Column("status", String(20), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("progress", Float, nullable=False, server_default=text("0")),
    Column("result", JSON),
    Column("charts", JSON),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("failure", String(400)),
    Column("holder", UUID(as_uuid=True)),
    Column("lease_until", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    ForeignKeyConstraint(["la_id", "la_kind"], ["organisations.id", "organisations.kind"]),
    one_of("status", ComparisonStatus),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
    CheckConstraint("(status = 'running') = (finished_at IS NULL)", name="finished"),
    CheckConstraint("(status = 'done') = (result IS NOT NULL AND charts IS NOT NULL)", name="done"),
    CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failed"),
    CheckConstraint("(holder IS NULL) = (lease_until IS NULL)", name="held"),
    CheckConstraint("attempts BETWEEN 0 AND 10", name="attempts"),
    Index("evidence_comparisons_newest_idx", "la_id", text("asked_at DESC"), text("id DESC")),
    Index("evidence_comparisons_waiting_idx", "asked_at", postgresql_where=text("status = 'running'")),
    comment="Comparisons of regimes: what was asked, how far it is, and what came of it. No family is named.",
)

evidence_readings = Table(
    "evidence_readings",
    metadata,
    Column("la_id", UUID(as_uuid=True), primary_key=True),
    Column("la_kind", String(40), nullable=False, server_default="local_authority"),
    Column("first_day", Date, primary_key=True),
    Column("regime", String(40), primary_key=True),
    Column("families", JSON, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["la_id", "la_kind"], ["organisations.id", "organisations.kind"]),
    one_of("regime", RegimeId),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint(WHOLE_QUARTER, name="quarter"),
    CheckConstraint("used_at >= read_at", name="used"),
    comment="What the closed cases of a quarter said when comparisons first read them: days, and no name or date of"
    " birth.",
)
