"""The list of local authorities as JSON."""

from datetime import date
from typing import Self

from pydantic import Field

from app.law.domain.authorities import AS_OF, BEGAN, ENDED, FOLLOWED_BY, SOURCE, VERIFIED, codes_on
from app.law.domain.model import Verified
from app.platform.http.fields import Answer


class AuthorityAnswer(Answer):
    """A local authority."""

    code: str = Field(description="The three-digit code of the Department for Education.")
    name: str
    began_on: date | None = Field(
        description="The authority's first day, if it followed other authorities. Null: the "
        "authority is older than this list."
    )
    ended_on: date | None = Field(description="The authority's last day. Null: the authority still exists.")
    followed_by: list[str] = Field(description="The codes of the authorities that followed.")

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
    """The local authorities in England on a day, in the order of their codes."""

    on: date
    authorities: list[AuthorityAnswer]
    source: str
    as_of: date = Field(description="The day of the list. The list shows no reorganisation after this day.")
    verified: Verified = Field(description="How far we have checked the list against its source.")

    @classmethod
    def on_day(cls, day: date) -> Self:
        """Show the authorities of a day."""
        found = [AuthorityAnswer.of(code, name) for code, name in codes_on(day).items()]
        return cls(on=day, authorities=found, source=SOURCE, as_of=AS_OF, verified=VERIFIED)
