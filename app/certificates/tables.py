"""The tables of certificates: what was issued, and who looked a certificate up.

Row-level security, triggers and grants are in `sql/`.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from app.cases.domain.words import CorrectionReason
from app.kernel.terms import AppellantKind, CertificateGround
from app.platform.db.tables import metadata, one_of, recorded_at

certificates = Table(
    "certificates",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("issuer_id", UUID(as_uuid=True), nullable=False),
    Column("issuer_kind", String(40), nullable=False, server_default="mediation_provider"),
    Column("ground", String(40), nullable=False),
    Column("holder_kind", String(40), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("status", String(20), nullable=False),
    Column("sealed_token", LargeBinary, nullable=False),
    recorded_at(),
    Column("replaces", String(40)),
    Column("revoked_because", String(40)),
    UniqueConstraint("number", "case_id"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    ForeignKeyConstraint(["issuer_id", "issuer_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("issuer_kind = 'mediation_provider'", name="independent_adviser"),
    one_of("ground", CertificateGround),
    one_of("holder_kind", AppellantKind),
    CheckConstraint("status IN ('active', 'superseded', 'revoked')", name="status"),
    one_of("revoked_because", CorrectionReason),
    CheckConstraint("(status = 'revoked') = (revoked_because IS NOT NULL)", name="revoked"),
    ForeignKeyConstraint(["replaces", "case_id"], ["certificates.number", "certificates.case_id"]),
    Index("certificates_replaces_idx", "replaces", postgresql_where=text("replaces IS NOT NULL")),
    Index("certificates_one_active_idx", "case_id", unique=True, postgresql_where=text("status = 'active'")),
)

certificate_lookups = Table(
    "certificate_lookups",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", String(40), nullable=False),
    Column("answer", String(20), nullable=False),
    Column("asked_by", String(160), nullable=False),
    recorded_at(),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("last_at", DateTime(timezone=True)),
    CheckConstraint("times > 0", name="times"),
    Index("certificate_lookups_number_idx", "number", "id"),
    Index("certificate_lookups_recorded_at_idx", "number", "recorded_at"),
    comment="Who looked a certificate up: a client, or the network of a member of the public.",
)
