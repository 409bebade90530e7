"""What bodies and answers about a case share."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.cases.domain.appealed import APPEAL_NUMBER
from app.platform.http.fields import Answer, Day, Reference

WHICH_AUTHORITY = (
    "How the mediation session ended. If the issues are only about health, the commissioning body takes part instead "
    "of the authority (section 53, mediation about health). In mediation about health only, `authority_did_not_attend` "
    "and `authority_without_power_to_decide` are about the commissioning body, not about the authority."
)

OccurredOn = Annotated[
    Day | None,
    Field(
        description="The day on which the action happened. If you leave `occurred_on` out, we use today. The day "
        "cannot be in the future, or before the notice."
    ),
]


_BEGINS_A_NUMBER = re.compile(r"\bEH ?[0-9]")


def _names_a_decision(text: str) -> str:
    """Refuse a text by which nobody could find the decision, and a number of the tribunal that is written wrongly."""
    if not any(c.isdecimal() for c in text):
        says = "Give the number or the day of the tribunal's decision. For example: EH991/26/00101 of 13 July 2026"
        raise PydanticCustomError("decision_reference", says)
    if len(_BEGINS_A_NUMBER.findall(text)) > len(APPEAL_NUMBER.findall(text)):
        raise PydanticCustomError(
            "decision_reference", "Write the tribunal's number of an appeal like this: EH991/26/00101"
        )
    return text


DecisionReference = Annotated[Reference, AfterValidator(_names_a_decision)]
"""The reference of a decision of the tribunal: the number of the appeal, the day of the decision, or both."""


class Organisation(Answer):
    """An organisation that uses this service. The field `slug` is the organisation's short name in this service."""

    id: UUID
    slug: str
    name: str
