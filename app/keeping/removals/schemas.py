"""Receipts of removed cases as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.cases.schemas.shared import Organisation
from app.platform.http.fields import Answer


class Removal(Answer):
    """The receipt of a case that was removed because its retention period ended. The receipt names no person.

    Only the authority sees the fields `seq`, `removed`, `previous` and `hash`.
    """

    case_id: UUID
    authority: Organisation
    removed_at: datetime
    ended_on: date | None = Field(
        None,
        description=(
            "The last date of the case, which is the last day of its latest deadline. The tribunal does not see "
            "`ended_on`, because an agreement in mediation may have set this date."
        ),
        exclude_if=lambda ended_on: ended_on is None,
    )
    kept_until: date | None = Field(
        None,
        description="The last day on which we had to keep the case. `kept_until` is left out for the tribunal.",
        exclude_if=lambda kept_until: kept_until is None,
    )
    kept_days: int = Field(
        description=(
            "The length of the retention period in days. The retention period starts on the last date of the case, "
            "which is the last day of its latest deadline. If the last event of the case is later, the retention "
            "period starts on the day of that event."
        )
    )
    version: int = Field(description="The number of events in the audit trail of the case.")
    head: str = Field(
        description="The fingerprint (hash) of the last event of the case. If you kept the events, recalculate "
        "their hashes: your last hash must be the same as this hash."
    )
    seq: int | None = Field(
        None,
        description="The number of this receipt in the series of your authority's receipts.",
        exclude_if=lambda seq: seq is None,
    )
    removed: dict[str, int] | None = Field(
        None,
        description="The kinds of record that were removed with the case, and the number of records of each kind.",
        exclude_if=lambda removed: removed is None,
    )
    previous: str | None = Field(
        None,
        description="The hash of your authority's receipt before this receipt.",
        exclude_if=lambda previous: previous is None,
    )
    hash: str | None = Field(
        None,
        description="The fingerprint (SHA-256 hash) of this receipt together with `previous`. If somebody removed a "
        "receipt from the series of receipts, the hashes would no longer match.",
        exclude_if=lambda one: one is None,
    )


class ReferralRemoval(Answer):
    """The receipt of a referral that was removed because its retention period ended. The receipt names no person."""

    referral_id: UUID
    removed_at: datetime
    ended_on: date = Field(description="The day on which the referral last changed.")
    kept_until: date = Field(description="The last day on which we had to keep the referral.")
    kept_days: int = Field(
        description="The length of the retention period in days, counted from the last change of the referral."
    )
    version: int = Field(description="The number of events in the audit trail of the referral.")
    head: str = Field(
        description="The fingerprint (hash) of the last event of the referral. If you kept the events, "
        "recalculate their hashes: your last hash must be the same as this hash."
    )
    seq: int = Field(description="The number of this receipt in the series of your advice service's receipts.")
    removed: dict[str, int] = Field(
        description="The kinds of record that were removed with the referral, and the number of records of each kind."
    )
    previous: str = Field(description="The hash of your receipt before this receipt.")
    hash: str = Field(
        description="The fingerprint (SHA-256 hash) of this receipt together with `previous`. If somebody removed a "
        "receipt from the series of receipts, the hashes would no longer match."
    )
