"""The tables of duties: the ledger of every case, and what the parties say of a duty.

Row-level security, functions and grants are in `sql/`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import UUID

from app.duties.domain.words import Cause, Disputed, Stands
from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code, Part
from app.law.domain.model import Step
from app.platform.db.tables import metadata, one_of, recorded_at

OWED = "stands = 'owed' AND owed_by <> 'family'"
"""Which duties may be overdue. Their indexes have the same condition. A family's own time is never overdue: most of
these times end without an act, so an index that held them would grow with every case.
"""

TOLD_TO_THE_TRIBUNAL = "tribunal_told AND before_tribunal"
"""Which duties the tribunal sees: of a case that it sees, those whose deadline it is told of."""

MEDIATED, WITH_A_BODY = text("mediating_provider_id IS NOT NULL"), text("body_id IS NOT NULL")
DONE = text("met_on IS NOT NULL")

_COUNTED = ("stands", "due_on", "code", "owed_by", "owner_id")
"""What a count tells apart. An index of these columns holds equal lines once, so it stays small (`sql/counts.sql`)."""

_WITHIN_AN_APPEAL = ", ".join(f"'{code}'" for code in Code if code.kind.part_of is Part.APPEAL)
_SAYS = ", ".join(f"'{word}'" for word in (*Cause, *Disputed))

duties = Table(
    "duties",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("mediating_provider_id", UUID(as_uuid=True)),
    Column("body_id", UUID(as_uuid=True)),
    Column("before_tribunal", Boolean, nullable=False),
    Column("tribunal_told", Boolean, nullable=False),
    Column("mediation_told", Boolean, nullable=False),
    Column("owner_id", UUID(as_uuid=True)),
    Column("code", String(60), nullable=False),
    Column("term", String(40)),
    Column("term_index", Integer),
    Column("step", String(40)),
    Column("owed_by", String(40), nullable=False),
    Column("counted_from", Date),
    Column("due_on", Date, nullable=False),
    Column("rule", String(80), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("stands", String(20), nullable=False),
    Column("met_on", Date),
    Column("ended_on", Date),
    Column("ended_by", Integer),
    Column("ended_as", String(60)),
    Column("version", Integer, nullable=False),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    one_of("code", Code),
    one_of("term", TermKind),
    one_of("step", Step),
    one_of("owed_by", Party),
    one_of("stands", Stands),
    CheckConstraint("(met_on IS NOT NULL) = (stands IN ('met', 'late'))", name="met"),
    CheckConstraint(
        "(ended_on IS NOT NULL) = (stands IN ('lapsed', 'missed', 'superseded'))"
        " AND (ended_on IS NULL) = (ended_by IS NULL) AND (ended_on IS NULL) = (ended_as IS NULL)",
        name="ended",
    ),
    CheckConstraint(
        "(stands <> 'lapsed' OR ended_on <= due_on) AND (stands <> 'missed' OR ended_on > due_on)", name="breach_stays"
    ),
    CheckConstraint(
        "NOT tribunal_told OR code NOT IN ('carry-out-agreement', 'report-agreement-to-authority')",
        name="agreement_is_the_parties",
    ),
    CheckConstraint(f"NOT mediation_told OR code NOT IN ({_WITHIN_AN_APPEAL})", name="appeal_is_its_parties"),
    CheckConstraint("version > 0", name="version"),
    Index("duties_case_idx", "case_id", "due_on", "id"),
    Index("duties_owner_owed_idx", "owner_id", "due_on", "id", postgresql_where=text(OWED)),
    Index("duties_la_owed_idx", "la_id", "due_on", "id", postgresql_where=text(OWED)),
    Index("duties_provider_owed_idx", "provider_id", "due_on", "id", postgresql_where=text(OWED)),
    Index("duties_la_idx", "la_id", "due_on", "id"),
    Index("duties_provider_idx", "provider_id", "due_on", "id"),
    Index("duties_mediating_provider_idx", "mediating_provider_id", "due_on", "id", postgresql_where=MEDIATED),
    Index("duties_body_idx", "body_id", "due_on", "id", postgresql_where=WITH_A_BODY),
    Index("duties_tribunal_idx", "due_on", "id", postgresql_where=text(TOLD_TO_THE_TRIBUNAL)),
    Index("duties_tribunal_owed_idx", "due_on", "id", postgresql_where=text(f"{TOLD_TO_THE_TRIBUNAL} AND {OWED}")),
    Index("duties_la_opened_idx", "la_id", "opened_on", "id"),
    Index("duties_provider_opened_idx", "provider_id", "opened_on", "id"),
    Index(
        "duties_mediating_provider_opened_idx", "mediating_provider_id", "opened_on", "id", postgresql_where=MEDIATED
    ),
    Index("duties_body_opened_idx", "body_id", "opened_on", "id", postgresql_where=WITH_A_BODY),
    Index("duties_tribunal_opened_idx", "opened_on", "id", postgresql_where=text(TOLD_TO_THE_TRIBUNAL)),
    Index("duties_la_met_idx", "la_id", "met_on", "id", postgresql_where=DONE),
    Index("duties_provider_met_idx", "provider_id", "met_on", "id", postgresql_where=DONE),
    Index(
        "duties_mediating_provider_met_idx",
        "mediating_provider_id",
        "met_on",
        "id",
        postgresql_where=text("mediating_provider_id IS NOT NULL AND met_on IS NOT NULL"),
    ),
    Index(
        "duties_body_met_idx",
        "body_id",
        "met_on",
        "id",
        postgresql_where=text("body_id IS NOT NULL AND met_on IS NOT NULL"),
    ),
    Index(
        "duties_tribunal_met_idx",
        "met_on",
        "id",
        postgresql_where=text(f"{TOLD_TO_THE_TRIBUNAL} AND met_on IS NOT NULL"),
    ),
    Index("duties_la_counts_idx", "la_id", *_COUNTED),
    Index("duties_provider_counts_idx", "provider_id", *_COUNTED, postgresql_where=text("mediation_told")),
    Index(
        "duties_mediating_provider_counts_idx",
        "mediating_provider_id",
        *_COUNTED,
        postgresql_where=text("mediating_provider_id IS NOT NULL AND mediation_told"),
    ),
    Index(
        "duties_body_counts_idx",
        "body_id",
        *_COUNTED,
        postgresql_where=text("body_id IS NOT NULL AND mediation_told"),
    ),
    Index("duties_tribunal_counts_idx", *_COUNTED, postgresql_where=text(TOLD_TO_THE_TRIBUNAL)),
    comment="The ledger: one row for each duty that a party ever owed on a case. Written with each event of the case.",
)

duty_statements = Table(
    "duty_statements",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True, server_default=text("gen_random_uuid()")),
    Column("duty_id", UUID(as_uuid=True), nullable=False),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("about", String(20), nullable=False),
    Column("by_kind", String(40), nullable=False),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("says", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    recorded_at(),
    ForeignKeyConstraint(["duty_id"], ["duties.id"]),
    ForeignKeyConstraint(["organisation_id", "by_kind"], ["organisations.id", "organisations.kind"]),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    UniqueConstraint("duty_id", "organisation_id", "about"),
    CheckConstraint("about IN ('cause', 'contest')", name="about"),
    CheckConstraint(f"says IN ({_SAYS})", name="says"),
    CheckConstraint("by_kind NOT IN ('tribunal', 'operator', 'advice_service')", name="by_kind"),
    CheckConstraint("seq > 0", name="seq"),
    Index("duty_statements_case_idx", "case_id"),
    comment="What a party says of a duty: why it was late, or what it disputes. Explanations are sealed.",
)
