"""The tables of evidence: what was published of a quarter, and what families say of their experience.

Row-level security, functions and grants are in `sql/`.
"""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, ForeignKeyConstraint, Integer, String, Table
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Stage
from app.platform.db.tables import metadata, one_of

ANY_WAY = "any"
"""The way of a cell that is not divided by way: nobody knows the way before the end of a dispute."""
_WAYS = ", ".join(f"'{way}'" for way in (ANY_WAY, *Way))
WHOLE_QUARTER = "first_day = date_trunc('quarter', first_day::timestamp) AND first_day >= '2014-07-01'::date"

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
    CheckConstraint("la_kind IN ('local_authority', 'tribunal')", name="la_kind"),
    CheckConstraint("kind IN ('appeals', 'burden', 'costs', 'experience', 'panels', 'settings')", name="kind"),
    CheckConstraint("la_kind = 'local_authority' OR kind = 'appeals'", name="of_the_tribunal"),
    CheckConstraint(WHOLE_QUARTER, name="quarter"),
    CheckConstraint(
        "(counted_at AT TIME ZONE 'Europe/London') >= (first_day + '6 months'::interval)", name="not_too_early"
    ),
    comment="What was published of a quarter's families, once: never what was counted, and never counted again.",
)

evidence_publications = Table(
    "evidence_publications",
    metadata,
    Column("la_id", UUID(as_uuid=True), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("published_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(
        ["la_id", "kind", "first_day"],
        ["evidence_figures.la_id", "evidence_figures.kind", "evidence_figures.first_day"],
    ),
    CheckConstraint("kind = 'experience'", name="kind"),
    comment="Which figures an authority made public. They stay public.",
)

feedback_links = Table(
    "feedback_links",
    metadata,
    Column("case_id", UUID(as_uuid=True), ForeignKey("cases.id"), primary_key=True),
    Column("stage", String(40), primary_key=True),
    Column("ends_on", Date, nullable=False),
    Column("times", Integer, nullable=False),
    one_of("stage", Stage),
    CheckConstraint("times BETWEEN 1 AND 2", name="times"),
    comment="For which stages of a case a link was made. Nothing here says what the link was, or whether it was used.",
)

feedback_spent = Table(
    "feedback_spent",
    metadata,
    Column("once", String(64), primary_key=True),
    Column("ends_on", Date, nullable=False),
    CheckConstraint("once ~ '^[0-9a-f]{64}$'", name="once"),
    comment="The hashes of the numbers of used links. No case and no time is known of them.",
)

experience_counts = Table(
    "experience_counts",
    metadata,
    Column("la_id", UUID(as_uuid=True), ForeignKey("organisations.id"), primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("stage", String(40), primary_key=True),
    Column("way", String(40), primary_key=True),
    Column("families", Integer, nullable=False),
    Column("counts", ARRAY(Integer), nullable=False),
    one_of("stage", Stage),
    CheckConstraint(f"way IN ({_WAYS})", name="way"),
    CheckConstraint(f"(stage = '{Stage.AFTER_END}') = (way <> '{ANY_WAY}')", name="way_at_the_end"),
    CheckConstraint(WHOLE_QUARTER, name="quarter"),
    CheckConstraint("families >= 0 AND 0 <= ALL (counts) AND families >= ALL (counts)", name="counted"),
    CheckConstraint("cardinality(counts) BETWEEN 1 AND 600", name="few"),
    comment="Families' answers of a quarter as counts. No row is the answer of one family.",
)
