"""The tables that belong to no wing, and what the tables of every wing share. Each closed set is a CHECK.

Row-level security, triggers and grants are in `sql/`.
"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID, ExcludeConstraint
from sqlalchemy.types import UserDefinedType

from app.kernel.terms import OrganisationKind

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


def recorded_at() -> Column[object]:
    """When a row was written, as the service's clock has it."""
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
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default="1"),
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
    Column("scopes", ARRAY(String), nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default="1"),
)

client_secrets = Table(
    "client_secrets",
    metadata,
    Column("client_id", ForeignKey("clients.client_id"), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("secret_hash", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("retires_at", DateTime(timezone=True)),
    CheckConstraint("slot BETWEEN 1 AND 2", name="slot"),
    comment="The secrets of a client: two at most, so that one can be changed while the other is in use.",
)

_DAYS = text("daterange(begins_on, ends_on, '[]')")

partnerships = Table(
    "partnerships",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True, server_default=text("gen_random_uuid()")),
    Column("la_id", UUID(as_uuid=True), nullable=False),
    Column("la_kind", String(40), nullable=False, server_default="local_authority"),
    Column("partner_id", UUID(as_uuid=True), nullable=False),
    Column("partner_kind", String(40), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("begins_on", Date, nullable=False, server_default="2014-09-01"),
    Column("ends_on", Date),
    ForeignKeyConstraint(["la_id", "la_kind"], ["organisations.id", "organisations.kind"]),
    ForeignKeyConstraint(["partner_id", "partner_kind"], ["organisations.id", "organisations.kind"]),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint(
        "partner_kind IN ('mediation_provider', 'advice_service', 'commissioning_body')", name="partner_kind"
    ),
    CheckConstraint("rank > 0", name="rank"),
    CheckConstraint("ends_on >= begins_on", name="days"),
    ExcludeConstraint(("la_id", "="), ("partner_id", "="), (_DAYS, "&&"), using="gist", name="partnerships_once_excl"),
    ExcludeConstraint(
        ("la_id", "="),
        ("partner_kind", "="),
        (_DAYS, "&&"),
        using="gist",
        where=text("rank = 1"),
        name="partnerships_one_first_choice_excl",
    ),
    Index("partnerships_partner_id_idx", "partner_id"),
    comment="Whom an authority works with, from the first day to the last. Rank 1 is its first choice.",
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
    recorded_at(),
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
    recorded_at(),
    Index("idempotency_recorded_at_idx", "recorded_at"),
)

upkeep = Table(
    "upkeep",
    metadata,
    Column("command", String(20), primary_key=True),
    Column("done_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("command IN ('tidy', 'slots', 'reseal', 'retain')", name="command"),
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

sandbox_year = Table(
    "sandbox_year",
    metadata,
    Column("one", Boolean, primary_key=True, server_default=text("true")),
    Column("begun_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    CheckConstraint("one", name="one"),
    comment="One row while the year of a sandbox is being recorded. Empty in a live deployment.",
)

feed_eras = Table(
    "feed_eras",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("era", UUID(as_uuid=True), nullable=False, server_default=text("gen_random_uuid()")),
    Column("cluster", String(80), nullable=False),
    Column("shift", BigInteger, nullable=False),
    Column("began_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    UniqueConstraint("era"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("shift >= 0", name="shift"),
    comment="Since when the feed counts whose transactions, and from where. The last row is in force.",
)
