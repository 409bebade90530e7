"""The list of local authorities as JSON."""

from datetime import date
from typing import Self

from pydantic import Field

from app.law.domain.authorities import AS_OF, BEGAN, ENDED, FOLLOWED_BY, SOURCE, VERIFIED, codes_on
from app.law.domain.model import Verified
from app.platform.http.fields import Answer


class AuthorityAnswer(Answer):
    """A local authority in England, with its code."""

    code: str = Field(description="The authority's three-digit code, from the Department for Education.")
    name: str
    began_on: date | None = Field(
        description="The first day of an authority that replaced other authorities. `null` if the authority already "
        "existed when this list begins."
    )
    ended_on: date | None = Field(
        description="The last day of an authority that has ended. `null` if the authority still exists."
    )
    followed_by: list[str] = Field(
        description="The codes of the authorities that replaced this authority. Empty if this authority still exists."
    )

    @classmethod
    def of(cls, code: str, name: str) -> Self:
        """Show an authority."""
        _, ended_on = ENDED.get(code, (name, None))
        began_on = BEGAN.get(code)
        return cls(
            code=code,
            name=name,
            began_on=date.fromisoformat(began_on) if began_on else None,
            ended_on=date.fromisoformat(ended_on) if ended_on else None,
            followed_by=list(FOLLOWED_BY.get(code, ())),
        )


class AuthoritiesAnswer(Answer):
    """The local authorities in England on one day, in the order of their codes."""

    on: date
    authorities: list[AuthorityAnswer]
    source: str
    as_of: date = Field(
        description="The day on which the list was correct. The list does not show reorganisations of authorities "
        "after the day in `as_of`."
    )
    verified: Verified = Field(description="How closely we have checked the list of authorities against its source.")

    @classmethod
    def on_day(cls, day: date) -> Self:
        """Show the authorities of a day."""
        found = [AuthorityAnswer.of(code, name) for code, name in codes_on(day).items()]
        return cls(on=day, authorities=found, source=SOURCE, as_of=AS_OF, verified=VERIFIED)
