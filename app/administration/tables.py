"""The log of administration. Organisations, clients and partnerships are tables of the platform."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from app.administration.domain.words import Act, ActSource
from app.platform.db.tables import metadata, one_of, recorded_at

administration_acts = Table(
    "administration_acts",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("act", String(40), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("details", JSONB, nullable=False),
    Column("source", String(20), nullable=False),
    Column("organisation_id", ForeignKey("organisations.id")),
    Column("by", String(120), nullable=False),
    recorded_at(),
    one_of("act", Act),
    one_of("source", ActSource),
    CheckConstraint("(source = 'client') = (organisation_id IS NOT NULL)", name="organisation"),
    Index("administration_acts_subject_idx", "subject", "seq"),
    comment="Append-only: what the operator did, when, and from where.",
)
