"""The table of evidence: what was published of a quarter. Row-level security and grants are in `sql/`."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKeyConstraint, String, Table
from sqlalchemy.dialects.postgresql import JSONB, UUID

from app.platform.db.tables import metadata

evidence_figures = Table(
    "evidence_figures",
    metadata,
    Column("la_id", UUID(as_uuid=True), primary_key=True),
    Column("la_kind", String(40), nullable=False, server_default="local_authority"),
    Column("kind", String(40), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("published", JSONB, nullable=False),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["la_id", "la_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint("kind IN ('burden', 'costs')", name="kind"),
    CheckConstraint(
        "first_day = date_trunc('quarter', first_day::timestamp) AND first_day >= '2014-07-01'::date", name="quarter"
    ),
    CheckConstraint(
        "(counted_at AT TIME ZONE 'Europe/London') >= (first_day + '6 months'::interval)", name="not_too_early"
    ),
    comment="What was published of a quarter's families, once: never what was counted, and never counted again.",
)
