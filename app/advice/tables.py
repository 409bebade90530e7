"""The tables of advice: room of services, referrals, their encrypted parts, offers, and published figures.

`sql/` of this wing says which rows each organisation may read. A referral belongs to its advice service while the
consent is in force. The organisation that made it has a receipt. No organisation reads the table of offers, because it
holds what each family answered.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from app.advice.domain.words import (
    ConsentCovers,
    OfferAnswer,
    OfferDeclineReason,
    ReferralState,
    ReferredPerson,
    Source,
)
from app.cases.domain.words import OfferMoment
from app.platform.db.tables import metadata, one_of


def _id(name: str, *, primary: bool = False, nullable: bool = False) -> Column[object]:
    return Column(name, UUID(as_uuid=True), primary_key=primary, nullable=nullable)


def _kind(name: str, *, always: str | None = None) -> Column[str]:
    return Column(name, String(40), nullable=False, server_default=always)


def _instant(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False)


def _organisation(column: str, kind: str) -> ForeignKeyConstraint:
    """An organisation of one kind: the kind is part of the key, so that no other kind can stand in its place."""
    return ForeignKeyConstraint([column, kind], ["organisations.id", "organisations.kind"])


service_capacity = Table(
    "service_capacity",
    metadata,
    _id("id", primary=True),
    _id("service_id"),
    _kind("service_kind", always="advice_service"),
    Column("unit", String(80), nullable=False),
    Column("available", Integer, nullable=False),
    Column("maximum", Integer),
    Column("description", String(200)),
    _instant("updated"),
    Column("version", Integer, nullable=False),
    _organisation("service_id", "service_kind"),
    UniqueConstraint("service_id"),
    CheckConstraint("service_kind = 'advice_service'", name="service_kind"),
    CheckConstraint("0 <= available AND available <= maximum", name="available"),
    CheckConstraint("version > 0", name="version"),
    comment="How much room an advice service says it has, under the names of HSDS 3. No maximum: it has none.",
)

LIVE = "state NOT IN ('declined', 'closed', 'withdrawn')"

referrals = Table(
    "referrals",
    metadata,
    _id("id", primary=True),
    _id("service_id"),
    _kind("service_kind", always="advice_service"),
    _id("la_id"),
    _kind("la_kind", always="local_authority"),
    _id("case_id", nullable=True),
    _id("source_organisation_id"),
    _kind("source_kind"),
    Column("source", String(40), nullable=False),
    Column("person", String(40), nullable=False),
    Column("consent_given_on", Date, nullable=False),
    Column("consent_covers", ARRAY(String(40)), nullable=False),
    Column("consent_withdrawn_on", Date),
    _id("withdrawal_told_to", nullable=True),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("case_removed_at", DateTime(timezone=True)),
    Column("state", String(40), nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    _instant("referred_at"),
    _instant("updated_at"),
    _organisation("service_id", "service_kind"),
    _organisation("la_id", "la_kind"),
    _organisation("source_organisation_id", "source_kind"),
    ForeignKeyConstraint(["case_id"], ["cases.id"]),
    UniqueConstraint("id", "service_id"),
    UniqueConstraint("id", "source_organisation_id"),
    UniqueConstraint(
        "source_organisation_id", "service_id", "case_id", "person", "consent_given_on",
        name="referrals_once_a_consent_key",
    ),
    CheckConstraint("service_kind = 'advice_service'", name="service_kind"),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    one_of("source", Source),
    one_of("person", ReferredPerson),
    one_of("state", ReferralState),
    CheckConstraint(
        "source = source_kind"
        " OR ((source = 'family' OR source = 'school') AND source_organisation_id = service_id)",
        name="who_refers",
    ),
    CheckConstraint("source <> 'local_authority' OR source_organisation_id = la_id", name="own_area"),
    CheckConstraint(
        "case_id IS NOT NULL OR source_kind = 'advice_service' OR case_removed_at IS NOT NULL", name="case_id"
    ),
    CheckConstraint("case_id IS NULL OR case_removed_at IS NULL", name="case_removed"),
    CheckConstraint(
        f"consent_covers <@ '{{{','.join(sorted(ConsentCovers))}}}' AND consent_covers @> '{{contact}}'",
        name="consent_covers",
    ),
    CheckConstraint("(state = 'withdrawn') = (consent_withdrawn_on IS NOT NULL)", name="withdrawn"),
    CheckConstraint(
        "(consent_withdrawn_on IS NULL) = (withdrawal_told_to IS NULL)"
        " AND (consent_withdrawn_on IS NULL) = (withdrawn_at IS NULL)",
        name="told_to",
    ),
    CheckConstraint("consent_given_on >= DATE '2014-09-01'", name="commencement"),
    CheckConstraint("consent_withdrawn_on >= consent_given_on", name="consent_order"),
    CheckConstraint("version > 0", name="version"),
    Index(
        "referrals_one_live_idx", "service_id", "case_id", "person", unique=True,
        postgresql_where=text(f"source_kind = 'advice_service' AND {LIVE}"),
    ),
    Index("referrals_service_idx", "service_id", text("referred_at DESC"), text("id DESC")),
    Index("referrals_service_state_idx", "service_id", "state", text("referred_at DESC"), text("id DESC")),
    Index("referrals_source_idx", "source_organisation_id", text("referred_at DESC"), text("id DESC")),
    Index("referrals_case_idx", "case_id"),
    comment="Somebody was referred to an advice service. Its own service reads it while consent stands; nobody else.",
)  # fmt: skip

referral_contents = Table(
    "referral_contents",
    metadata,
    _id("referral_id", primary=True),
    _id("service_id"),
    _id("source_organisation_id"),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(["referral_id", "service_id"], ["referrals.id", "referrals.service_id"]),
    ForeignKeyConstraint(
        ["referral_id", "source_organisation_id"], ["referrals.id", "referrals.source_organisation_id"],
        name="referral_contents_source_fkey",
    ),
    comment="How to reach the person referred. Sealed; whoever wrote it cannot read it back.",
)  # fmt: skip

referral_notes = Table(
    "referral_notes",
    metadata,
    _id("id", primary=True),
    _id("referral_id"),
    _id("service_id"),
    Column("sealed", LargeBinary, nullable=False),
    _instant("written_at"),
    ForeignKeyConstraint(["referral_id", "service_id"], ["referrals.id", "referrals.service_id"]),
    Index("referral_notes_referral_idx", "referral_id", "written_at"),
    comment="What a service notes for itself. Sealed.",
)

advice_offers = Table(
    "advice_offers",
    metadata,
    _id("id", primary=True),
    _id("case_id"),
    _id("la_id"),
    _id("organisation_id"),
    _kind("organisation_kind"),
    Column("moment", String(40), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("answer", String(20), nullable=False),
    Column("reason", String(40)),
    _id("answered_to", nullable=True),
    Column("answered_for", String(40)),
    _instant("recorded_at"),
    ForeignKeyConstraint(["case_id", "la_id"], ["cases.id", "cases.la_id"], onupdate="CASCADE"),
    _organisation("organisation_id", "organisation_kind"),
    UniqueConstraint("case_id", "moment", "due_on"),
    one_of("moment", OfferMoment),
    one_of("answer", OfferAnswer),
    one_of("reason", OfferDeclineReason),
    CheckConstraint(
        "organisation_kind = 'local_authority' OR organisation_kind = 'mediation_provider'", name="who_offers"
    ),
    CheckConstraint("made_on >= due_on", name="due_first"),
    CheckConstraint("reason IS NULL OR answer = 'declined'", name="reason_of_decline"),
    CheckConstraint("(answer = 'no_answer') = (answered_to IS NULL)", name="answered_to"),
    Index("advice_offers_yes_idx", "answered_to", "made_on", "id", postgresql_where=text("answer = 'accepted'")),
    comment="That a family was offered independent help, and its answer. Nobody reads this table.",
)

advice_figures = Table(
    "advice_figures",
    metadata,
    _id("owner_id", primary=True),
    _kind("owner_kind"),
    _id("la_id", primary=True),
    _kind("la_kind", always="local_authority"),
    Column("first_day", Date, primary_key=True),
    Column("published", JSONB, nullable=False),
    _instant("counted_at"),
    _organisation("owner_id", "owner_kind"),
    _organisation("la_id", "la_kind"),
    CheckConstraint(
        "owner_kind = 'advice_service' OR (owner_kind = 'local_authority' AND owner_id = la_id)", name="owner"
    ),
    CheckConstraint("la_kind = 'local_authority'", name="la_kind"),
    CheckConstraint(
        "first_day = date_trunc('quarter', first_day::timestamp) AND first_day >= '2014-07-01'::date", name="quarter"
    ),
    CheckConstraint(
        "(counted_at AT TIME ZONE 'Europe/London') >= (first_day + '6 months'::interval)", name="not_too_early"
    ),
    comment="What was published of a quarter's families, once: never what was counted, and never counted again.",
)
