"""Fields of requests that are checked against lists of the law."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

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
