"""The tables. What is illegal is impossible here too: every closed set is a CHECK, the gate to the tribunal is one.

Row-level security, the append-only trigger and the grants stand in the first migration.
"""

from enum import StrEnum

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
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.types import UserDefinedType

from app.cases.domain.words import Action, State
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id: it orders the feed, so that no cursor passes an open transaction.

    As the present era of the feed counts it: see `eras.py`.
    """

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Return the type's name in DDL."""
        return "xid8"


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A CHECK equal to an enumeration of the domain."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _now() -> Column[object]:
    return Column("recorded_at", DateTime(timezone=True), nullable=False)


organisations = Table(
    "organisations",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("la_code", String(3)),
    Column("sandbox", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("id", "kind"),
    UniqueConstraint("la_code"),
    one_of("kind", OrganisationKind),
    CheckConstraint("(kind = 'local_authority') = (la_code IS NOT NULL)", name="la_code_kind"),
    CheckConstraint("la_code ~ '^[0-9]{3}$'", name="la_code_format"),
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", String(120), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("scopes", ARRAY(String), nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
)

partnerships = Table(
    "partnerships",
    metadata,
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("la_kind", String(40), nullable=False, server_default="local_authority"),
    Column("partner_id", UUID(as_uuid=True), nullable=False),
    Column("partner_kind", String(40), nullable=False),
    Column("rank", Integer, nullable=False),
    ForeignKeyConstraint(["la_id", "la_kind"], ["organisations.id", "organisations.kind"]),
    ForeignKeyConstraint(["partner_id", "partner_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint(
        "partner_kind IN ('mediation_provider', 'advice_service', 'commissioning_body')", name="partner_kind"
    ),
    UniqueConstraint("la_id", "partner_id"),
    UniqueConstraint("la_id", "partner_kind", "rank"),
    comment="Whom an authority works with: rank 1 is its first choice.",
)

BEFORE_THE_TRIBUNAL = (
    "before_tribunal OR placement_only OR exemption_claimed"
    " OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL"
)
"""Which cases the tribunal sees: those that have come before it, or may. Its index has the same condition. A trigger
sets `before_tribunal`: what has once met the condition stays in the tribunal's sight."""

ONE_NOTICE = "cases_one_notice_idx"
"""What refuses the same notice a second time, in a race too."""

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
    Column("offer_on", Date),
    Column("offer_answered", Boolean, nullable=False, server_default=text("false")),
    Column("la_reference", String(80), nullable=False),
    Column("plain_reference", Text, Computed("app_reference(la_reference)", persisted=True)),
    Column("appellant_reference", String(80)),
    Column("regime", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("notice_sent_on", Date, nullable=False),
    Column("notice_contents", JSONB),
    Column("state", String(40), nullable=False),
    Column("placement_only", Boolean, nullable=False),
    Column("certificate_number", String(40)),
    Column("appeal_basis", String(40)),
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
    UniqueConstraint("id", "la_id"),  # so that events and certificates cannot claim another authority's case
    CheckConstraint("provider_kind = 'mediation_provider'", name="provider_kind"),
    one_of("regime", RegimeId),
    one_of("kind", DecisionKind),
    one_of("state", State),
    CheckConstraint("notice_sent_on >= DATE '2014-09-01'", name="commencement"),
    CheckConstraint("version > 0", name="version"),
    CheckConstraint(
        "appeal_basis IS NULL"
        " OR (appeal_basis = 'certificate' AND certificate_number IS NOT NULL)"
        " OR (appeal_basis = 'placement_only' AND (placement_only OR certificate_number IS NOT NULL))"
        " OR (appeal_basis = 'permission' AND permission_granted_on IS NOT NULL)",
        name="gate_before_tribunal",
    ),
    CheckConstraint("state <> 'appeal_registered' OR appeal_basis IS NOT NULL", name="appeal_registered"),
    CheckConstraint("state <> 'certified' OR certificate_number IS NOT NULL", name="certified"),
    CheckConstraint(
        "state <> 'closed' OR appeal_basis IS NULL OR facts->>'resolved_on' IS NOT NULL", name="an_appeal_keeps_it_open"
    ),
    Index("cases_la_newest_idx", "la_id", text("updated_at DESC"), text("id DESC")),
    Index("cases_la_state_idx", "la_id", "state", text("updated_at DESC"), text("id DESC")),
    Index("cases_provider_newest_idx", "provider_id", text("updated_at DESC"), text("id DESC")),
    Index(
        "cases_mediating_provider_idx",
        "mediating_provider_id",
        text("updated_at DESC"),
        text("id DESC"),
        postgresql_where=text("mediating_provider_id IS NOT NULL"),
    ),
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
        ONE_NOTICE,
        "la_id",
        "kind",
        "notice_sent_on",
        "plain_reference",
        unique=True,
        postgresql_where=text("NOT not_a_duplicate"),
    ),
    Index("cases_body_idx", "body_id", postgresql_where=text("body_id IS NOT NULL")),
    Index("cases_tribunal_idx", text("updated_at DESC"), text("id DESC"), postgresql_where=text(BEFORE_THE_TRIBUNAL)),
)

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
    _now(),
    UniqueConstraint("number", "case_id"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"]),
    ForeignKeyConstraint(["issuer_id", "issuer_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("issuer_kind = 'mediation_provider'", name="independent_adviser"),
    one_of("ground", CertificateGround),
    one_of("holder_kind", AppellantKind),
    CheckConstraint("status IN ('active', 'superseded', 'revoked')", name="status"),
    Index("certificates_one_active_idx", "case_id", unique=True, postgresql_where=text("status = 'active'")),
)

certificate_lookups = Table(
    "certificate_lookups",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("number", String(40), nullable=False),
    Column("answer", String(20), nullable=False),
    Column("asked_by", String(160), nullable=False),
    _now(),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("last_at", DateTime(timezone=True)),
    CheckConstraint("times > 0", name="times"),
    Index("certificate_lookups_number_idx", "number", "id"),
    Index("certificate_lookups_recorded_at_idx", "number", "recorded_at"),
    comment="Who looked a certificate up: a client, or the network of a member of the public.",
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
    Column("occurred_on", Date, nullable=False),
    _now(),
    Column("changes", JSONB, nullable=False),
    Column("about", JSONB),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("salt", String(32)),
    Column("body_id", UUID(as_uuid=True)),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"]),
    CheckConstraint("seq > 0", name="seq"),
    one_of("action", Action),
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

journal = Table(
    "journal",
    metadata,
    Column("record_id", UUID(as_uuid=True), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False, server_default=text("app_position()")),
    Column("xid", Xid8, nullable=False, server_default=text("app_feed_xid()")),
    Column("owner_id", ForeignKey("organisations.id"), nullable=False),
    Column("record", String(20), nullable=False),
    Column("type", String(60), nullable=False),
    Column("by_kind", String(40), nullable=False),
    Column("organisation_id", UUID(as_uuid=True), nullable=False),
    Column("client_id", String(120), nullable=False),
    Column("occurred_on", Date, nullable=False),
    _now(),
    Column("changes", JSONB, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("seq > 0", name="seq"),
    CheckConstraint("record IN ('mediator', 'referral', 'allocation')", name="record"),
    one_of("by_kind", OrganisationKind),
    Index("journal_feed_idx", "owner_id", "xid", "position"),
    comment="Append-only: what became of the records that are no case's, each chained by itself; its owner reads it.",
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("organisation_id", UUID(as_uuid=True), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", Text, nullable=False),
    _now(),
    Index("idempotency_recorded_at_idx", "recorded_at"),
)

upkeep = Table(
    "upkeep",
    metadata,
    Column("command", String(20), primary_key=True),
    Column("done_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("command IN ('tidy', 'slots', 'reseal')", name="command"),
    comment="When each command of the upkeep last ended well.",
)

service_keys = Table(
    "service_keys",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("purpose", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    CheckConstraint("purpose IN ('idempotency')", name="purpose"),
    comment="Keys that the service made for itself, sealed with SEALING_KEYS.",
)

sandbox_clock = Table(
    "sandbox_clock",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("days_ahead", Integer, nullable=False, server_default="0"),
    CheckConstraint("one", name="one"),
    comment="How far the sandbox's clock runs ahead. Empty in a live deployment.",
)

assert set(AppealBasis) == {"certificate", "placement_only", "permission"}  # noqa: S101 - the gate's CHECK names them
