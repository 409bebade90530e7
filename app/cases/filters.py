"""What a list of cases may be narrowed by: one row for each query parameter."""

from app.cases.domain.words import NoticeStatus, State
from app.cases.tables import UNCONFIRMED
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.platform.db.filters import Filter
from app.platform.http.fields import Day, Reference, Sought

MOST_PROVIDERS = 20
"""How many providers one request may name."""

FILTERS = (
    Filter(
        "state", State, "Only cases in this state. You can give several states.",
        "{state} = ANY(CAST(:state AS text[]))", most=len(State), of_one="{state} = :state",
    ),
    Filter(
        "kind", DecisionKind, "Only notices about a decision of this kind. You can give several kinds.",
        "kind = ANY(CAST(:kind AS text[]))", most=len(DecisionKind),
    ),
    Filter(
        "regime", RegimeId, "Only cases under this set of rules (regime). You can give several regimes.",
        "regime = ANY(CAST(:regime AS text[]))", most=len(RegimeId),
    ),
    Filter(
        "provider", Reference,
        "Only cases that this mediation provider handles. Give the provider's short name in this service, or its id. "
        "You can give several providers.",
        "provider_id = ANY(CAST(:provider AS uuid[]))", most=MOST_PROVIDERS, of_one="provider_id = :provider",
    ),
    Filter(
        "la_reference", Sought,
        "Only cases whose authority's reference (`la_reference`) begins with this text. Capitals, spaces and the kind "
        "of dash do not matter.",
        "plain_reference ~>=~ app_reference(:la_reference)"
        " AND plain_reference ~<~ (app_reference(:la_reference) || chr(1114111))",
    ),
    Filter(
        "child_reference", Sought,
        "Only cases about the child to whom your authority gave this pseudonym. Capitals, spaces and the kind of dash "
        "do not matter.",
        "id IN (SELECT case_id FROM families WHERE la_id = :organisation"
        " AND plain_child = app_reference(:child_reference))",
        told_to=frozenset({OrganisationKind.LOCAL_AUTHORITY}),
    ),
    Filter(
        "right_passes_before", Day,
        "Only cases in which compulsory school age ends before this day (`school_age_ends_on`), and in which the "
        "parent still holds the right to appeal today. When compulsory school age has ended, the right to appeal "
        "passes to the young person. A case that has ended is left out if none of its time limits is running today.",
        "id IN (SELECT case_id FROM families WHERE school_age_ends_on < :right_passes_before)"
        " AND facts->>'appellant_kind' = 'parent'"
        " AND coalesce(times_end_on >= (SELECT CAST(:today AS date)), true)",
        told_to=frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER}),
    ),
    Filter(
        "certificate_number", Sought,
        "Only the case with this certificate number. If the certificate was replaced, the old number finds the case "
        "too, but only for organisations that can read the old certificate.",
        "id IN (SELECT id FROM cases WHERE certificate_number = upper(:certificate_number)"
        " UNION ALL SELECT case_id FROM certificates WHERE number = upper(:certificate_number))",
    ),
    Filter(
        "tribunal_reference", Sought, "Only the case whose appeal has this reference at the tribunal.",
        "tribunal_reference = upper(:tribunal_reference)",
    ),
    Filter(
        "notice_sent_from", Day, "Only notices sent on this day or later.",
        "notice_sent_on >= :notice_sent_from",
    ),
    Filter(
        "notice_sent_to", Day, "Only notices sent on this day or earlier.",
        "notice_sent_on <= :notice_sent_to",
    ),
    Filter(
        "notice_status", NoticeStatus,
        "Only cases whose notice has this status: the authority has confirmed the notice, has disputed the notice, or "
        "has not answered. You can give several statuses.",
        "notice_status = ANY(CAST(:notice_status AS text[]))", most=len(NoticeStatus),
        of_one=f"notice_status = :notice_status AND (:notice_status = 'confirmed' OR {UNCONFIRMED})",
    ),
    Filter(
        "updated_from", Day, "Only cases whose last change was on this day (London time) or later.",
        "updated_at >= CAST(:updated_from AS date)::timestamp AT TIME ZONE 'Europe/London'",
    ),
    Filter(
        "updated_to", Day, "Only cases whose last change was on this day (London time) or earlier.",
        "updated_at < (CAST(:updated_to AS date) + 1)::timestamp AT TIME ZONE 'Europe/London'",
    ),
    Filter(
        "due_from", Day, "Only cases whose next date (`due_on`) is this day or later.",
        "{due} >= :due_from AND {due} < 'infinity'",
    ),
    Filter(
        "due_to", Day, "Only cases whose next date (`due_on`) is this day or earlier.",
        "{due} <= :due_to",
    ),
)  # fmt: skip
"""A filter reads what its reader is told. PostgreSQL looks through the caller's own cases, along an index."""
