"""Receipts of removed cases as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.cases.schemas.shared import Organisation
from app.platform.http.fields import Answer


class Removal(Answer):
    """The receipt of a case that was removed, because its retention period ended. The receipt names no person.

    The members `seq`, `removed`, `previous` and `hash` are shown to the authority only.
    """

    case_id: UUID
    authority: Organisation
    removed_at: datetime
    ended_on: date | None = Field(
        None,
        description="The last date of the case. Left out for the tribunal.",
        exclude_if=lambda ended_on: ended_on is None,
    )
    kept_until: date | None = Field(
        None,
        description="The last day on which the case was kept. Left out for the tribunal.",
        exclude_if=lambda kept_until: kept_until is None,
    )
    kept_days: int = Field(
        description="The retention period in days, counted from the last date or from the last event."
    )
    version: int = Field(description="How many events the audit trail has.")
    head: str = Field(
        description="The hash of the last event. If you kept the events, recalculate their hashes: your last hash "
        "must be the same as this hash."
    )
    seq: int | None = Field(
        None,
        description="The receipt's place in the series of your authority's receipts.",
        exclude_if=lambda seq: seq is None,
    )
    removed: dict[str, int] | None = Field(
        None,
        description="What was removed with the case, and how many of each.",
        exclude_if=lambda removed: removed is None,
    )
    previous: str | None = Field(
        None, description="The hash of your previous receipt.", exclude_if=lambda previous: previous is None
    )
    hash: str | None = Field(
        None,
        description="The fingerprint (SHA-256) of `previous` and this receipt. If a receipt were taken out, the "
        "hashes would no "
        "longer match.",
        exclude_if=lambda one: one is None,
    )


class ReferralRemoval(Answer):
    """The receipt of a referral that was removed, because its retention period ended. The receipt names no person."""

    referral_id: UUID
    removed_at: datetime
    ended_on: date = Field(description="The day of the last change of the referral.")
    kept_until: date = Field(description="The referral was kept at least until this day.")
    kept_days: int = Field(description="The retention period in days, counted from the last change.")
    version: int = Field(description="How many events the audit trail of the referral has.")
    head: str = Field(
        description="The hash of the last event. If you kept the events, recalculate their hashes: your last hash "
        "must be the same as this hash."
    )
    seq: int = Field(description="The receipt's place in the series of your receipts.")
    removed: dict[str, int] = Field(description="What was removed with the referral, and how many of each.")
    previous: str = Field(description="The hash of your previous receipt.")
    hash: str = Field(
        description="The fingerprint (SHA-256) of `previous` and this receipt. If a receipt were taken out, the "
        "hashes would no "
        "longer match."
    )
