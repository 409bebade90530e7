"""The tables of cases: the cases, and the events of their audit trails.

The database also prevents what is illegal: the gate to the tribunal is a CHECK. Row-level security, triggers and grants
are in `sql/`.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
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

from app.cases.domain.words import (
    Action,
    DocumentKind,
    DocumentReader,
    FollowsBecause,
    NoticeStatus,
    Source,
    State,
    TransferBecause,
)
from app.cases.reads import Surface
from app.kernel.terms import AppealBasis, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.law.domain.versions import LAW_VERSION
from app.platform.db.tables import Xid8, metadata, one_of, recorded_at

BEFORE_THE_TRIBUNAL = (
    "before_tribunal OR placement_only OR exemption_claimed"
    " OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL"
)
"""Which cases the tribunal sees: those that have come before it, or may. Its index has the same condition. A trigger
sets `before_tribunal`: what has once met the condition stays in the tribunal's sight. A case under a regime that asks
for no certificate begins so."""

HAS_CERTIFICATE = "certificate_number IS NOT NULL OR certificate_told"
"""Whether the family holds a certificate: one that was issued here, or one that the authority told of."""

ONE_NOTICE = "cases_one_notice_idx"
ENDED_REFERENCE = "app_reference(facts->'reorganised'->>'notice_reference')"
"""The reference of an authority that ended, whose notices are now the successor's: the successor may give its own."""
"""What refuses the same notice a second time, in a race too: this index, and a trigger that raises its name."""

UNCONFIRMED = "notice_status <> 'confirmed'"
"""Which cases the authority has not confirmed. Their indexes have the same condition."""

_DOCUMENT_READERS = ", ".join(f"'{reader}'" for reader in DocumentReader)

OFFER_OPEN = "offer_on IS NOT NULL AND NOT offer_answered"
"""Which cases are looked through for an offer of independent help that is due. Their index has the same condition."""

cases = Table(
    "cases",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", ForeignKey("organisations.id"), nullable=False),
    Column("la_code", String(3), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("provider_kind", String(40), nullable=False, server_default="mediation_provider"),
    Column("body_id", ForeignKey("organisations.id")),
    Column("mediating_provider_id", UUID(as_uuid=True)),
    Column("arrange_by", Date),
    Column("times_end_on", Date),
    Column("offer_on", Date),
    Column("due_on", Date, nullable=False, server_default=text("'infinity'")),
    Column("due_dates", ARRAY(Date)),
    Column("mediation_due_on", Date, nullable=False, server_default=text("'infinity'")),
    Column("mediation_due_dates", ARRAY(Date)),
    Column("tribunal_due_on", Date, nullable=False, server_default=text("'infinity'")),
    Column("tribunal_due_dates", ARRAY(Date)),
    Column("offer_answered", Boolean, nullable=False, server_default=text("false")),
    Column("la_reference", String(80)),
    Column("plain_reference", Text, Computed("app_reference(la_reference)", persisted=True)),
    Column("plain_ended_reference", Text, Computed(ENDED_REFERENCE, persisted=True)),
    Column("appellant_reference", String(80)),
    Column("regime", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("notice_sent_on", Date, nullable=False),
    Column("notice_printed_on", Date),
    Column("notice_status", String(20), nullable=False, server_default="confirmed"),
    Column("notice_contents", JSONB),
    Column("state", String(40), nullable=False),
    Column("placement_only", Boolean, nullable=False),
    Column("certificate_number", String(40)),
    Column("certificate_told", Boolean, nullable=False, server_default=text("false")),
    Column("appeal_basis", String(40)),
    Column("tribunal_reference", Text, Computed("upper(facts->'appeal'->>'tribunal_reference')", persisted=True)),
    Column("permission_granted_on", Date),
    Column("exemption_claimed", Boolean, nullable=False, server_default=text("false")),
    Column("before_tribunal", Boolean, nullable=False, server_default=text("false")),
    Column("not_a_duplicate", Boolean, nullable=False, server_default=text("false")),
    Column("facts", JSONB, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["provider_id", "provider_kind"], ["organisations.id", "organisations.kind"]),
    ForeignKeyConstraint(["mediating_provider_id", "provider_kind"], ["organisations.id", "organisations.kind"]),
    ForeignKeyConstraint(["certificate_number", "id"], ["certificates.number", "certificates.case_id"], use_alter=True),
    UniqueConstraint("id", "la_id"),  # what hangs on a case goes with it to another authority
    CheckConstraint("provider_kind = 'mediation_provider'", name="provider_kind"),
    one_of("regime", RegimeId),
    one_of("kind", DecisionKind),
    one_of("state", State),
    one_of("notice_status", NoticeStatus),
    CheckConstraint(
        "notice_status <> 'confirmed' OR la_reference IS NOT NULL"
        " OR coalesce(facts->>'reorganised', facts->>'transferred') IS NOT NULL",  # nobody told the sender's reference
        name="confirmed_by_reference",
    ),
    CheckConstraint("notice_sent_on >= DATE '2014-09-01'", name="commencement"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(
        "appeal_basis IS NULL"
        f" OR (appeal_basis = 'certificate' AND ({HAS_CERTIFICATE}))"
        f" OR (appeal_basis = 'placement_only' AND (placement_only OR {HAS_CERTIFICATE}))"
        " OR (appeal_basis = 'permission' AND permission_granted_on IS NOT NULL)"
        " OR (appeal_basis = 'not_required' AND before_tribunal)"
        " OR coalesce(facts->'appeal'->>'basis_stands', '') = 'false'",  # of a registered appeal alone: see the trigger
        name="gate_before_tribunal",
    ),
    CheckConstraint("state <> 'appeal_registered' OR appeal_basis IS NOT NULL", name="appeal_registered"),
    CheckConstraint(f"state <> 'certified' OR {HAS_CERTIFICATE}", name="certified"),
    CheckConstraint("NOT certificate_told OR (certificate_number IS NULL AND before_tribunal)", name="told_elsewhere"),
    CheckConstraint(
        "state <> 'closed' OR appeal_basis IS NULL OR facts->>'resolved_on' IS NOT NULL", name="an_appeal_keeps_it_open"
    ),
    Index("cases_la_newest_idx", "la_id", text("updated_at DESC"), text("id DESC")),
    Index("cases_la_state_idx", "la_id", "state", text("updated_at DESC"), text("id DESC")),
    Index("cases_la_due_idx", "la_id", "due_on", "id"),
    Index("cases_la_notice_idx", "la_id", "notice_sent_on", "id"),
    Index("cases_provider_due_idx", "provider_id", "mediation_due_on", "id"),
    Index("cases_provider_notice_idx", "provider_id", "notice_sent_on", "id"),
    Index("cases_provider_state_idx", "provider_id", "state", text("updated_at DESC"), text("id DESC")),
    Index("cases_tribunal_due_idx", "tribunal_due_on", "id", postgresql_where=text(BEFORE_THE_TRIBUNAL)),
    Index("cases_tribunal_notice_idx", "notice_sent_on", "id", postgresql_where=text(BEFORE_THE_TRIBUNAL)),
    Index(
        "cases_tribunal_reference_idx", "tribunal_reference", postgresql_where=text("tribunal_reference IS NOT NULL")
    ),
    Index(
        "cases_certificate_number_idx", "certificate_number", postgresql_where=text("certificate_number IS NOT NULL")
    ),
    Index("cases_provider_newest_idx", "provider_id", text("updated_at DESC"), text("id DESC")),
    Index(
        "cases_mediating_provider_idx",
        "mediating_provider_id",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=text("mediating_provider_id IS NOT NULL"),
    ),
    Index("cases_times_end_idx", "times_end_on", "id", postgresql_where=text("times_end_on IS NOT NULL")),
    Index("cases_la_waiting_idx", "la_id", "arrange_by", "id", postgresql_where=text("arrange_by IS NOT NULL")),
    Index(
        "cases_provider_waiting_idx",
        "provider_id",
        "arrange_by",
        "id",
        postgresql_where=text("arrange_by IS NOT NULL"),
    ),
    Index("cases_la_offer_idx", "la_id", "offer_on", "id", postgresql_where=text(OFFER_OPEN)),
    Index("cases_provider_offer_idx", "provider_id", "offer_on", "id", postgresql_where=text(OFFER_OPEN)),
    Index("cases_reference_idx", "la_id", "plain_reference", postgresql_ops={"plain_reference": "text_pattern_ops"}),
    Index(
        "cases_ended_reference_idx",
        "la_id",
        "plain_ended_reference",
        postgresql_ops={"plain_ended_reference": "text_pattern_ops"},
        postgresql_where=text("plain_ended_reference IS NOT NULL"),
    ),
    Index(
        ONE_NOTICE,
        "la_id",
        "kind",
        "notice_sent_on",
        "plain_reference",
        unique=True,
        postgresql_where=text("NOT not_a_duplicate"),
    ),
    Index(
        "cases_printed_idx",
        "la_id",
        "kind",
        "notice_printed_on",
        postgresql_where=text("notice_printed_on IS NOT NULL AND NOT not_a_duplicate"),
    ),
    Index(
        "cases_la_unconfirmed_idx",
        "la_id",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=text(UNCONFIRMED),
    ),
    Index(
        "cases_provider_unconfirmed_idx",
        "provider_id",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=text(UNCONFIRMED),
    ),
    Index("cases_body_idx", "body_id", postgresql_where=text("body_id IS NOT NULL")),
    Index("cases_tribunal_idx", text("updated_at DESC"), text("id DESC"), postgresql_where=text(BEFORE_THE_TRIBUNAL)),
)

events = Table(
    "events",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("xid", Xid8, nullable=False, server_default=text("app_feed_xid()")),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("provider_id", UUID(as_uuid=True), nullable=False),
    Column("mediating_provider_id", UUID(as_uuid=True)),
    Column("type", String(60), nullable=False),
    Column("action", String(60)),
    Column("by_kind", String(40), nullable=False),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("client_id", String(120), nullable=False),
    Column("on_behalf_of", String(64)),
    Column("occurred_on", Date, nullable=False),
    recorded_at(),
    Column("changes", JSONB, nullable=False),
    Column("about", JSONB),
    Column("command", JSONB),
    Column("source", String(20)),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("salt", String(32)),
    Column("law_version", String(20), nullable=False, server_default="0"),
    Column("body_id", UUID(as_uuid=True)),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    CheckConstraint("seq > 0", name="seq"),
    one_of("action", Action),
    one_of("source", Source),
    CheckConstraint(f"law_version ~ '{LAW_VERSION}'", name="law_version"),
    CheckConstraint("on_behalf_of ~ '^[A-Za-z0-9._-]+$'", name="on_behalf_of"),
    CheckConstraint("source IS NULL OR by_kind = 'local_authority'", name="told_by_authority"),
    one_of("by_kind", OrganisationKind),
    Index("events_la_feed_idx", "la_id", "xid", "position"),
    Index("events_feed_idx", "xid", "position"),
    Index("events_provider_feed_idx", "provider_id", "xid", "position"),
    Index(
        "events_requests_idx",
        "provider_id",
        "occurred_on",
        postgresql_where=text("action = 'request-mediation'"),
    ),
    Index(
        "events_mediating_feed_idx",
        "mediating_provider_id",
        "xid",
        "position",
        postgresql_where=text("mediating_provider_id IS NOT NULL"),
    ),
    comment="Append-only: the trail, the feed and the source of webhooks.",
)

case_reads = Table(
    "case_reads",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("hour", DateTime(timezone=True), primary_key=True),
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("client_id", String(120), primary_key=True),
    Column("on_behalf_of", String(64), primary_key=True, server_default=""),
    Column("surface", String(20), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("by_kind", String(40), nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    ForeignKeyConstraint(["organisation_id", "by_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("by_kind <> 'local_authority'", name="by_kind"),
    CheckConstraint("hour = date_trunc('hour', read_at, 'UTC')", name="hour"),
    one_of("surface", Surface),
    comment="Append-only: which other organisation read a case. The first read in each hour, by client and surface.",
)

contacts = Table(
    "contacts",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("written_by", ForeignKey("organisations.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    CheckConstraint("version > 0", name="version"),
    comment="How to reach a family. All of it is sealed, and deleted when the times of the case are over.",
)

documents = Table(
    "documents",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("case_id", UUID(as_uuid=True), nullable=False),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("owner_id", UUID(as_uuid=True), nullable=False),
    Column("owner_kind", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("dated", Date, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("readers", ARRAY(String(40)), nullable=False),
    Column("version", Integer, nullable=False),
    recorded_at(),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    ForeignKeyConstraint(["owner_id", "owner_kind"], ["organisations.id", "organisations.kind"]),
    UniqueConstraint("case_id", "owner_id", "sha256"),
    one_of("kind", DocumentKind),
    one_of("owner_kind", DocumentReader),
    CheckConstraint(f"readers <@ ARRAY[{_DOCUMENT_READERS}]::varchar[]", name="readers"),
    CheckConstraint("cardinality(readers) <= 4", name="readers_once"),
    CheckConstraint(
        "kind <> 'agreement' OR (owner_kind <> 'tribunal' AND 'tribunal' <> ALL (readers))", name="agreement"
    ),
    CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    CheckConstraint("version > 0", name="version"),
    Index("documents_case_idx", "case_id", text("recorded_at DESC"), text("id DESC")),
    comment="Where the documents of a case are, and who may have them. The place is sealed; no content is stored.",
)

families = Table(
    "families",
    metadata,
    Column("case_id", UUID(as_uuid=True), primary_key=True),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("child_reference", String(80)),
    Column("family_reference", String(80)),
    Column("school_age_ends_on", Date),
    Column("follows", ForeignKey("cases.id", ondelete="SET NULL")),
    Column("follows_because", String(20)),
    Column("plain_child", Text, Computed("app_reference(child_reference)", persisted=True)),
    Column("plain_family", Text, Computed("app_reference(family_reference)", persisted=True)),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    one_of("follows_because", FollowsBecause),
    CheckConstraint("follows IS NULL OR follows_because IS NOT NULL", name="follows_because_of"),
    CheckConstraint("follows <> case_id", name="follows_another"),
    Index("families_follows_idx", "follows", postgresql_where=text("follows IS NOT NULL")),
    Index("families_child_idx", "la_id", "plain_child"),
    Index("families_family_idx", "la_id", "plain_family"),
    Index("families_school_age_idx", "la_id", "school_age_ends_on"),
    comment="How an authority groups its cases: its own pseudonyms, and which decision follows which case.",
)

transfers = Table(
    "transfers",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("head", String(64), nullable=False),
    Column("from_la_id", ForeignKey("organisations.id"), nullable=False),
    Column("to_la_id", ForeignKey("organisations.id"), nullable=False),
    Column("because", String(20), nullable=False),
    Column("la_code", String(3), nullable=False),
    Column("la_reference", String(80)),
    Column("appellant_reference", String(80)),
    Column("notice_contents", JSONB),
    Column("plain_reference", Text, Computed("app_reference(la_reference)", persisted=True)),
    recorded_at(),
    one_of("because", TransferBecause),
    CheckConstraint("from_la_id <> to_la_id", name="another_authority"),
    Index(
        "transfers_reference_idx",
        "from_la_id",
        "plain_reference",
        postgresql_ops={"plain_reference": "text_pattern_ops"},
    ),
    comment="Append-only: which authority had a case, and up to which event.",
)

assert set(AppealBasis) == {"certificate", "placement_only", "permission", "not_required"}  # noqa: S101 - the gate's CHECK names them
