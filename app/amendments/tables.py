"""The tables of amendments: the versions of the law that the service applied, and the dates that each version moved.

Row-level security, grants and triggers are in `sql/`.
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
    String,
    Table,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from app.kernel.readers import AND_THE_TRIBUNAL
from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.versions import LAW_VERSION
from app.platform.db.tables import metadata, one_of

_TOLD = ", ".join(f"'{reader}'" for reader in sorted(AND_THE_TRIBUNAL))

laws_applied = Table(
    "laws_applied",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("law_version", String(20), nullable=False),
    Column("law", JSONB, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    CheckConstraint(f"law_version ~ '{LAW_VERSION}'", name="law_version"),
    comment="Append-only: every law that the service has started under, with its rows, readings and bank holidays.",
)

moved_dates = Table(
    "moved_dates",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("code", String(60), nullable=False),
    Column("owed_by", String(40), nullable=False),
    Column("term", String(40)),
    Column("term_index", Integer),
    Column("step", String(40)),
    Column("before_version", String(20), nullable=False),
    Column("after_version", String(20), nullable=False),
    Column("due_before", Date),
    Column("due_after", Date),
    Column("told_to", ARRAY(String(40)), nullable=False),
    Column("noted_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    one_of("code", Code),
    one_of("owed_by", Party),
    one_of("term", TermKind),
    one_of("step", Step),
    CheckConstraint("due_before IS DISTINCT FROM due_after", name="moves"),
    CheckConstraint(f"told_to <@ ARRAY[{_TOLD}]::varchar[] AND cardinality(told_to) > 0", name="told_to"),
    CheckConstraint(f"before_version ~ '{LAW_VERSION}' AND after_version ~ '{LAW_VERSION}'", name="versions"),
    Index("moved_dates_case_idx", "case_id"),
    Index("moved_dates_newest_idx", "noted_at", "id"),
    comment="Append-only: each date of an open case that moved because the service started under another law.",
)
