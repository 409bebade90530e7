"""The bodies and answers about parties that move on: another provider for a case, or for all cases of a contract."""

from collections.abc import Callable
from typing import Self
from uuid import UUID

from pydantic import ConfigDict, Field

from app.cases.handover.use_cases import ChangeProvider, HandedOver, HandOver
from app.cases.schemas.shared import Organisation
from app.platform.http.fields import Answer, Body, Day, Reference

MOST_AT_ONCE = 200
"""The most cases that one request hands over."""


class ProviderIn(Body):
    """Another provider for a case."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    provider: Reference = Field(description="The short name or id of a mediation provider that you instruct.")
    since: Day | None = Field(
        None,
        alias="from",
        description="The first day with this provider: today or earlier. If you leave this out: today.",
    )
    reason: Reference = Field(description="Why, in a few words and without a name: `contract ended`, for example.")
    call_off_sessions: bool = Field(
        False,
        strict=True,
        description="True: a booked session that has not begun is called off, and the thirty days run on. False: a "
        "booked session is refused with 409 `session-booked`.",
    )

    def command(self, must_be_version: Callable[[int], None]) -> ChangeProvider:
        """Return the command."""
        return ChangeProvider(
            provider=self.provider,
            since=self.since,
            reason=self.reason,
            call_off_sessions=self.call_off_sessions,
            must_be_version=must_be_version,
        )


class HandoverIn(ProviderIn):
    """Another provider for all open cases of a contract. Send the request again with `after` until `after` is null."""

    after: UUID | None = Field(None, description="`after` of the answer before. Leave it out to begin.")
    limit: int = Field(
        100, ge=1, le=MOST_AT_ONCE, strict=True, description="The most cases to look at in this request."
    )
    dry_run: bool = Field(
        False, strict=True, description="True: the answer says what would happen, and nothing happens."
    )

    def hand_over(self, old: str) -> HandOver:
        """Return the command."""
        change = ChangeProvider(
            provider=self.provider, since=self.since, reason=self.reason, call_off_sessions=self.call_off_sessions
        )
        return HandOver(old=old, change=change, after=self.after, limit=self.limit, dry_run=self.dry_run)


class BlockedOut(Answer):
    """A case that stays with its provider, because a session is booked."""

    case_id: UUID
    session_id: UUID
    post_to: str = Field(description="Record there first what becomes of the session.")


class HandoverOut(Answer):
    """What became of some of the provider's open cases. An ended case stays where it is."""

    provider: Organisation = Field(description="The provider that handles the cases now.")
    dry_run: bool
    handed_over: int
    case_ids: list[UUID] = Field(description="The cases that were handed over, or would be.")
    blocked: list[BlockedOut] = Field(
        description="Cases with a booked session. They stay until you send the request again."
    )
    after: UUID | None = Field(description="Send this as `after` to go on. Null: you have seen every open case.")

    @classmethod
    def of(cls, done: HandedOver, provider: Organisation, *, dry_run: bool) -> Self:
        """Show what was done."""
        blocked = [
            BlockedOut(case_id=one.case_id, session_id=one.instead.session_id, post_to=one.instead.post_to)
            for one in done.blocked
        ]
        return cls(
            provider=provider,
            dry_run=dry_run,
            handed_over=len(done.moved),
            case_ids=list(done.moved),
            blocked=blocked,
            after=done.after,
        )
