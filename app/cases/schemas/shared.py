"""What bodies and answers about a case share."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.platform.http.fields import Answer, Day

WHICH_AUTHORITY = (
    "If the issues are only about health, `authority_did_not_attend` and `authority_without_power_to_decide` are "
    "about the commissioning body, because the commissioning body is then the public party (s.53)."
)

OccurredOn = Annotated[
    Day | None,
    Field(
        description="The day it happened. If you leave this out: today. This day cannot be in the future, or before "
        "the notice."
    ),
]


class Organisation(Answer):
    """An organisation. `slug` is the organisation's short name in this service."""

    id: UUID
    slug: str
    name: str
