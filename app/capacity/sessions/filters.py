"""What a list of sessions may be narrowed by, and its orders."""

from enum import StrEnum
from uuid import UUID

from app.capacity.domain.words import Format, SessionStatus
from app.cases.filters import MOST_PROVIDERS
from app.kernel.terms import SessionOutcome
from app.platform.db.filters import Filter
from app.platform.http.fields import Day, Reference, Sought

FILTERS = (
    Filter("case_id", UUID, "Only sessions of this case.", "case_id = :case_id"),
    Filter(
        "joint_with", UUID,
        "The id of a session. The list shows only this session and the sessions that share its booked time, for "
        "example a sibling's session.",
        "engagement_id = (SELECT one.engagement_id FROM sessions one WHERE one.id = :joint_with)",
    ),
    Filter("mediator_id", UUID, "Only sessions with this mediator.", "mediator_id = :mediator_id"),
    Filter(
        "status", SessionStatus, "Only sessions with this status. To ask for several statuses, repeat the parameter.",
        "status = ANY(CAST(:status AS text[]))", most=len(SessionStatus),
    ),
    Filter(
        "outcome", SessionOutcome,
        "Only sessions that ended with this outcome. To ask for several outcomes, repeat the parameter.",
        "outcome = ANY(CAST(:outcome AS text[]))", most=len(SessionOutcome),
    ),
    Filter(
        "format", Format, "Only sessions in this format. To ask for several formats, repeat the parameter.",
        "format = ANY(CAST(:format AS text[]))", most=len(Format),
    ),
    Filter(
        "provider", Reference,
        "Only sessions with a mediator of this provider. Give the provider's short name in this service, or its "
        "id. To ask for several providers, repeat the parameter.",
        "provider_id = ANY(CAST(:provider AS uuid[]))", most=MOST_PROVIDERS, of_one="provider_id = :provider",
    ),
    Filter(
        "la_reference", Sought,
        "Only sessions of cases whose reference begins with this text. Capitals, spaces and the kind of dash do "
        "not matter.",
        "EXISTS (SELECT FROM cases c WHERE c.id = sessions.case_id "
        "AND c.plain_reference ~>=~ app_reference(:la_reference)"
        " AND c.plain_reference ~<~ (app_reference(:la_reference) || chr(1114111)))",
    ),
    Filter(
        "from_day", Day, "Only sessions that begin on this day (London time) or later.",
        "starts_at >= CAST(:from_day AS date)::timestamp AT TIME ZONE 'Europe/London'", alias="from",
    ),
    Filter(
        "to_day", Day, "Only sessions that begin on this day (London time) or earlier.",
        "starts_at < (CAST(:to_day AS date) + 1)::timestamp AT TIME ZONE 'Europe/London'", alias="to",
    ),
    Filter(
        "updated_from", Day, "Only sessions whose last change was on this day (London time) or later.",
        "updated_at >= CAST(:updated_from AS date)::timestamp AT TIME ZONE 'Europe/London'",
    ),
    Filter(
        "updated_to", Day, "Only sessions whose last change was on this day (London time) or earlier.",
        "updated_at < (CAST(:updated_to AS date) + 1)::timestamp AT TIME ZONE 'Europe/London'",
    ),
)  # fmt: skip
"""Only the parties to a mediation read sessions, and they are told all of this."""


class SessionSort(StrEnum):
    """The ways to sort a list of sessions. A value with `-` puts the latest first."""

    EARLIEST = "starts_at"
    LATEST = "-starts_at"
