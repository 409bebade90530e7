"""The tables of keeping: what holds a case back from removal, and the receipts of cases that were removed.

Row-level security, triggers and grants are in `sql/`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from app.keeping.domain.periods import LEAST_DAYS
from app.keeping.domain.words import HoldReason
from app.platform.db.tables import metadata, one_of

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    Column("set_by", String(120), nullable=False),
    Column("set_on_behalf_of", String(64)),
    Column("lifted_at", DateTime(timezone=True)),
    Column("lifted_by", String(120)),
    Column("lifted_on_behalf_of", String(64)),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    one_of("reason", HoldReason),
    CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted"),
    Index("legal_holds_case_idx", "case_id", "set_at", "id"),
    comment="Why an authority holds a case back from removal. The explanation is sealed.",
)

referral_removals = Table(
    "referral_removals",
    metadata,
    Column("referral_id", UUID(as_uuid=True), primary_key=True),
    Column("service_id", ForeignKey("organisations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("removed_at", DateTime(timezone=True), nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("kept_until", Date, nullable=False),
    Column("kept_days", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("places", ARRAY(Text), nullable=False),
    Column("removed", JSONB, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("service_id", "seq"),
    CheckConstraint("seq > 0", name="seq"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(f"kept_days >= {LEAST_DAYS}", name="kept_days"),
    CheckConstraint("kept_until >= ended_on + kept_days", name="kept_until"),
    Index("referral_removals_places_idx", "places", postgresql_using="gin"),
    Index("referral_removals_newest_idx", "service_id", text("removed_at DESC"), text("referral_id DESC")),
    comment="Append-only: the receipt of each referral that was removed. Its advice service alone reads it.",
)

case_removals = Table(
    "case_removals",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", ForeignKey("organisations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("mediating_provider_id", UUID(as_uuid=True)),
    Column("body_id", UUID(as_uuid=True)),
    Column("before_tribunal", Boolean, nullable=False),
    Column("removed_at", DateTime(timezone=True), nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("kept_until", Date, nullable=False),
    Column("kept_days", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("places", ARRAY(Text), nullable=False),
    Column("removed", JSONB, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("la_id", "seq"),
    CheckConstraint("seq > 0", name="seq"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(f"kept_days >= {LEAST_DAYS}", name="kept_days"),
    CheckConstraint("kept_until >= ended_on + kept_days", name="kept_until"),
    Index("case_removals_places_idx", "places", postgresql_using="gin"),
    Index("case_removals_newest_idx", text("removed_at DESC"), text("case_id DESC")),
    comment="Append-only: the receipt of each case that was removed. It keeps the hashes and no personal data.",
)
