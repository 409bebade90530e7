"""Fields of requests that are checked against lists of the law."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from app.law.domain.authorities import why_unknown
from app.platform.http.fields import LaCode


def _of_an_authority(code: str) -> str:
    if (why := why_unknown(code)) is not None:
        raise PydanticCustomError("authority", why)
    return code


KnownLaCode = Annotated[LaCode, AfterValidator(_of_an_authority)]
"""A code that somebody gives us: of an authority in being, or of the sandbox."""
