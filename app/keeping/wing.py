"""The value that the keeping wing hands to the service: the whole record of a case."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.keeping.record.routes import router as record

    return (record,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.keeping.record import documented as record

    return (record.EXAMPLES,)


WING = Wing(
    name="keeping",
    tags=(("Keeping", "Everything that is held about one case."),),
    routers=_routers,
    examples=_examples,
)
