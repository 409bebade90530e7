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
    """The new mediation provider of a case."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    provider: Reference = Field(description="The short name or id of a mediation provider that you instruct.")
    since: Day | None = Field(
        None,
        alias="from",
        description="The first day on which the new provider handles the case: today or earlier. If you leave `since` "
        "out, we use today.",
    )
    reason: Reference = Field(
        description="Why the provider changes, in a few words and without a person's name. For example: `contract "
        "ended`."
    )
    call_off_sessions: bool = Field(
        False,
        strict=True,
        description="What we do with a booked session that cannot stay booked. If you send `true`, we call off the "
        "session if it has not begun, and the 30 days for arranging mediation continue. If you send `false`, we do not "
        "hand over a case with a session that cannot stay booked (409 `session-booked`).",
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
    """Hands all your open cases with one provider to another provider. Send the request again with `after` from the
    answer until `after` is `null`.
    """

    after: UUID | None = Field(
        None,
        description="The value of the field `after` in the previous answer. Leave `after` out in your first request.",
    )
    limit: int = Field(
        100,
        ge=1,
        le=MOST_AT_ONCE,
        strict=True,
        description="How many cases we look at in this request, at most.",
    )
    dry_run: bool = Field(
        False, strict=True, description="With `true`, we change nothing, and the answer says what the request would do."
    )

    def hand_over(self, old: str) -> HandOver:
        """Return the command."""
        change = ChangeProvider(
            provider=self.provider, since=self.since, reason=self.reason, call_off_sessions=self.call_off_sessions
        )
        return HandOver(old=old, change=change, after=self.after, limit=self.limit, dry_run=self.dry_run)


class BlockedOut(Answer):
    """A case that stays with its provider, because a mediation session is booked."""

    case_id: UUID
    session_id: UUID
    post_to: str = Field(
        description="The address at which you record the outcome of the booked session. Record the "
        "outcome before you hand over the case."
    )
    or_send: str | None = Field(
        None,
        description="The name of a field of your request. If you send the request again with the named field as "
        "`true`, we call the session off. `or_send` is left out if you cannot call the session off with a field of "
        "your request.",
        exclude_if=lambda member: member is None,
    )


class HandoverOut(Answer):
    """Which of the provider's open cases were handed over, and which cases stay with the provider. A case that has
    ended stays with its provider.
    """

    provider: Organisation = Field(description="The provider that handles the cases now.")
    dry_run: bool
    handed_over: int
    case_ids: list[UUID] = Field(
        description="The cases that were handed over. If you sent `dry_run`, the list shows the cases that would be "
        "handed over."
    )
    blocked: list[BlockedOut] = Field(
        description="Cases with a booked session that cannot stay booked. A case in this list stays with the old "
        "provider until you send the request again."
    )
    after: UUID | None = Field(
        description="The value to send as `after` in your next request. `after` is `null` if the request reached the "
        "last open case."
    )

    @classmethod
    def of(cls, done: HandedOver, provider: Organisation, *, dry_run: bool) -> Self:
        """Show what was done."""
        blocked = [
            BlockedOut(
                case_id=one.case_id,
                session_id=one.instead.session_id,
                post_to=one.instead.post_to,
                or_send=one.instead.or_send,
            )
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
