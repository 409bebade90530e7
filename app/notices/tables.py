"""The table of notices: how families reach an organisation."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKeyConstraint, Integer, String, Table, text
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from app.platform.db.tables import metadata

organisation_contacts = Table(
    "organisation_contacts",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("organisation_kind", String(40), nullable=False),
    Column("team", String(200)),
    Column("telephone", String(40)),
    Column("email", String(200)),
    Column("address", ARRAY(String(200)), nullable=False, server_default=text("'{}'")),
    Column("web", String(1000)),
    Column("hours", String(200)),
    Column("version", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["organisation_id", "organisation_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("organisation_kind IN ('local_authority', 'mediation_provider')", name="organisation_kind"),
    CheckConstraint("telephone IS NOT NULL OR email IS NOT NULL OR cardinality(address) > 0", name="reachable"),
    CheckConstraint("cardinality(address) <= 6", name="address"),
    CheckConstraint("version > 0", name="version"),
    comment="How families reach an organisation, as its letters say. A team's details, and no person's own.",
)
