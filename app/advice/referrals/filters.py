"""What a list of referrals, or of receipts, may be narrowed by, and its orders."""

from enum import StrEnum
from uuid import UUID

from app.advice.domain.words import ReferralState, ReferredPerson
from app.kernel.terms import OrganisationKind
from app.platform.db.filters import Filter
from app.platform.http.fields import Day

ADVICE_SERVICE = frozenset({OrganisationKind.ADVICE_SERVICE})
_LONDON = "::timestamp AT TIME ZONE 'Europe/London'"

FILTERS = (
    Filter(
        "state", ReferralState,
        "Only referrals in this state. To ask for several states, repeat the parameter. Only an advice service "
        "can use this filter, because only the advice service may know the state of a referral.",
        "{state} = ANY(CAST(:state AS text[]))", most=len(ReferralState), told_to=ADVICE_SERVICE,
    ),
    Filter(
        "person", ReferredPerson,
        "Only referrals of this kind of person. To ask for several kinds of person, repeat the parameter. "
        "Referrals whose consent was withdrawn are left out.",
        "{person} = ANY(CAST(:person AS text[]))", most=len(ReferredPerson),
    ),
    Filter(
        "case_id", UUID, "Only referrals on this case. Referrals whose consent was withdrawn are left out.",
        "case_id = :case_id",
    ),
    Filter(
        "referred_from", Day, "Only referrals that were made on this day (London time) or later.",
        f"referred_at >= CAST(:referred_from AS date){_LONDON}",
    ),
    Filter(
        "referred_to", Day, "Only referrals that were made on this day (London time) or earlier.",
        f"referred_at < (CAST(:referred_to AS date) + 1){_LONDON}",
    ),
    Filter(
        "updated_from", Day,
        "Only referrals whose last change was on this day (London time) or later. Only an advice service can "
        "use this filter.",
        f"updated_at >= CAST(:updated_from AS date){_LONDON}", told_to=ADVICE_SERVICE,
    ),
    Filter(
        "updated_to", Day,
        "Only referrals whose last change was on this day (London time) or earlier. Only an advice service can "
        "use this filter.",
        f"updated_at < (CAST(:updated_to AS date) + 1){_LONDON}", told_to=ADVICE_SERVICE,
    ),
)  # fmt: skip
"""A filter reads what its reader is told. What a withdrawn consent hides, no filter finds."""


class ReferralSort(StrEnum):
    """The ways to sort a list of referrals. A value with `-` puts the latest first."""

    LATEST_REFERRED = "-referred_at"
    REFERRED = "referred_at"
    LATEST_UPDATED = "-updated_at"
    UPDATED = "updated_at"

    @property
    def column(self) -> str:
        """Return what the list is sorted by."""
        return self.removeprefix("-")

    @property
    def descends(self) -> bool:
        """Whether the latest comes first."""
        return self.startswith("-")
