"""Fields of requests that are checked against lists of the law."""

from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from app.kernel.terms import Party, TermKind
from app.law.domain.authorities import follower, why_unknown
from app.platform.http.fields import LaCode


def _of_an_authority(code: str) -> str:
    if (why := why_unknown(code)) is not None:
        raise PydanticCustomError("authority", why)
    return code


def _on_a_letter(code: str) -> str:
    _of_an_authority(follower(code))
    return code


LetterLaCode = Annotated[LaCode, AfterValidator(_on_a_letter)]
"""A code that a letter may bear. Of an ended authority: only if one other authority followed."""

KnownLaCode = Annotated[LaCode, AfterValidator(_of_an_authority)]
"""A code that somebody gives us: of an authority in being, or of the sandbox."""

OwedBy = Literal[Party.LOCAL_AUTHORITY, Party.COMMISSIONING_BODY]
OWED_BY = (
    "Who agreed to do this. The commissioning body can agree only to `other_action`: only the authority can make "
    "a plan, an assessment or a decision. If you leave this field out, the service uses the commissioning body if "
    "mediation is only about health, and otherwise the authority."
)


def must_be_able_to_owe(kind: TermKind, owed_by: Party | None) -> None:
    """Refuse a term that makes the commissioning body owe what only the authority can do. Raises ValueError."""
    if owed_by is Party.COMMISSIONING_BODY and kind is not TermKind.OTHER_ACTION:
        raise ValueError(f"owed_by: only the authority can carry out {kind}")
