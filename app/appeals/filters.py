"""What a list of appeals may be narrowed by, and its orders."""

from enum import StrEnum
from uuid import UUID

from app.cases.domain.words import AppealOutcome, AppealState, HearingFormat, Track
from app.cases.filters import MOST_PROVIDERS
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.platform.db.filters import Filter
from app.platform.http.fields import Day, Reference, Sought

TO_THE_APPEAL = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL})
_OF_CASE = "EXISTS (SELECT FROM cases c WHERE c.id = appeals.case_id AND {})"

FILTERS = (
    Filter("case_id", UUID, "Only appeals of this case.", "case_id = :case_id"),
    Filter(
        "state", AppealState, "Only appeals in this state. You can give several states.",
        "{state} = ANY(CAST(:state AS text[]))", most=len(AppealState), of_one="{state} = :state",
    ),
    Filter(
        "track", Track, "Only appeals of this track, which is the tribunal's kind of appeal. To ask for appeals of "
            "several tracks, repeat the parameter.",
        "track = ANY(CAST(:track AS text[]))", most=len(Track),
    ),
    Filter(
        "kind", DecisionKind, "Only appeals about this kind of decision. You can give several kinds.",
        "kind = ANY(CAST(:kind AS text[]))", most=len(DecisionKind),
    ),
    Filter(
        "outcome", AppealOutcome, "Only appeals with this outcome. You can give several outcomes.",
        "outcome = ANY(CAST(:outcome AS text[]))", most=len(AppealOutcome),
    ),
    Filter(
        "regime", RegimeId, "Only appeals of cases under this set of rules (regime). You can give several regimes.",
        _OF_CASE.format("c.regime = ANY(CAST(:regime AS text[]))"), most=len(RegimeId),
    ),
    Filter(
        "provider", Reference,
        "Only appeals of cases that this mediation provider handles. Give the provider's short name in this service, "
        "or its id. You can give several providers.",
        _OF_CASE.format("c.provider_id = ANY(CAST(:provider AS uuid[]))"), most=MOST_PROVIDERS,
    ),
    Filter(
        "la_reference", Sought,
        "Only appeals of cases whose authority's reference (`la_reference`) begins with this text. Capitals, spaces "
        "and the kind of dash do not matter.",
        _OF_CASE.format(
            "c.plain_reference ~>=~ app_reference(:la_reference)"
            " AND c.plain_reference ~<~ (app_reference(:la_reference) || chr(1114111))"
        ),
    ),
    Filter(
        "child_reference", Sought,
        "Only appeals about the child to whom your authority gave this pseudonym. Capitals, spaces and the kind of "
        "dash do not matter.",
        "case_id IN (SELECT case_id FROM families WHERE la_id = :organisation"
        " AND plain_child = app_reference(:child_reference))",
        told_to=frozenset({OrganisationKind.LOCAL_AUTHORITY}),
    ),
    Filter(
        "tribunal_reference", Sought, "Only the appeal with this reference at the tribunal.",
        "tribunal_reference = upper(:tribunal_reference)",
    ),
    Filter(
        "hearing_format", HearingFormat, "Only appeals whose hearing has this format. You can give several formats.",
        "hearing_format = ANY(CAST(:hearing_format AS text[]))", most=len(HearingFormat), told_to=TO_THE_APPEAL,
    ),
    Filter(
        "hearing_from", Day, "Only appeals with a hearing on this day or later.",
        "hearing_on >= :hearing_from", told_to=TO_THE_APPEAL,
    ),
    Filter(
        "hearing_to", Day, "Only appeals with a hearing on this day or earlier.",
        "hearing_on <= :hearing_to", told_to=TO_THE_APPEAL,
    ),
    Filter(
        "registered_from", Day, "Only appeals registered on this day or later.",
        "registered_on >= :registered_from",
    ),
    Filter(
        "registered_to", Day, "Only appeals registered on this day or earlier.",
        "registered_on <= :registered_to",
    ),
    Filter(
        "notice_sent_from", Day, "Only appeals against notices sent on this day or later.",
        "notice_sent_on >= :notice_sent_from",
    ),
    Filter(
        "notice_sent_to", Day, "Only appeals against notices sent on this day or earlier.",
        "notice_sent_on <= :notice_sent_to",
    ),
    Filter(
        "updated_from", Day, "Only appeals whose last change was on this day (London time) or later.",
        "updated_at >= CAST(:updated_from AS date)::timestamp AT TIME ZONE 'Europe/London'",
    ),
    Filter(
        "updated_to", Day, "Only appeals whose last change was on this day (London time) or earlier.",
        "updated_at < (CAST(:updated_to AS date) + 1)::timestamp AT TIME ZONE 'Europe/London'",
    ),
)  # fmt: skip
"""A filter by how an appeal is prepared and heard is for the parties to the appeal alone."""


class AppealSort(StrEnum):
    """The ways to sort a list of appeals. `-` puts the latest first."""

    LATEST_REGISTERED = "-registered_on"
    REGISTERED = "registered_on"
    LATEST_UPDATED = "-updated_at"
    UPDATED = "updated_at"
    NEXT_DUE = "next_due_on"
    LATEST_DUE = "-next_due_on"
    HEARING = "hearing_on"
    LATEST_HEARING = "-hearing_on"

    @property
    def told_to(self) -> frozenset[OrganisationKind]:
        """Return who may sort like this: the order of a list tells what it is sorted by."""
        return TO_THE_APPEAL if self.column in ("hearing_on", "next_due_on") else frozenset(OrganisationKind)

    @property
    def column(self) -> str:
        """Return the member of a line that the list is sorted by."""
        return self.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether the latest comes first."""
        return self.startswith("-")
