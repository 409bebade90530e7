"""The choice of a school or other setting, in a dispute about Section I of a plan."""

from dataclasses import dataclass
from enum import StrEnum


class OnList(StrEnum):
    """Whether the setting that the family prefers is on a list of settings that the authority keeps."""

    YES = "yes"
    NO = "no"
    NO_LIST = "no_list"  # the authority keeps no list
    UNKNOWN = "unknown"


class RefusedBecause(StrEnum):
    """Why the authority did not name the setting that the family prefers (ss.38-40 Children and Families Act 2014)."""

    NOT_ON_LIST = "not_on_list"
    UNSUITABLE = "unsuitable"
    INCOMPATIBLE_WITH_OTHERS = "incompatible_with_others"
    INEFFICIENT_USE_OF_RESOURCES = "inefficient_use_of_resources"
    FULL = "full"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about the setting that the family prefers. The setting itself is never named here."""

    preferred_on_list: OnList = OnList.UNKNOWN
    refused_because: RefusedBecause | None = None
