"""Why a case is held back from removal, what can be erased, and why a name is kept. The names are published: never
change one."""

from enum import StrEnum


class HoldReason(StrEnum):
    """The reason for a legal hold. While a legal hold is in force, the case cannot be removed."""

    CLAIM = "claim"  # a claim before a court or tribunal is under way or expected
    COMPLAINT = "complaint"  # a complaint, also to an ombudsman
    DATA_REQUEST = "data_request"  # a person asked for their data, or contests an erasure
    INVESTIGATION = "investigation"
    INQUIRY = "inquiry"  # a public inquiry or an inspection
    OTHER = "other"  # the explanation says what


class Erasable(StrEnum):
    """The personal data that can be erased from a case. The case itself is not removed."""

    NAME = "name"  # of the person who holds the right to appeal, on every certificate too
    CONTACT = "contact"  # how to reach the family


class ErasureReason(StrEnum):
    """The reason for the erasure (UK GDPR article 17(1), the right to erasure)."""

    REQUESTED = "requested"  # the person asked for it, and it is not needed any more
    OBJECTION = "objection"  # the person objects to the processing (article 21)
    UNLAWFUL = "unlawful"  # it should not have been recorded
    LEGAL_OBLIGATION = "legal_obligation"  # a court or a law demands it


class KeptBecause(StrEnum):
    """The reason why the law requires you to keep a name (UK GDPR article 17(3), when there is no right to erasure)."""

    APPEAL_RUNNING = "appeal_running"  # the tribunal has not decided
    CASE_OPEN = "case_open"  # the dispute goes on
    TIME_RUNNING = "time_running"  # a time of the ended case still runs, such as the time to appeal
    LEGAL_HOLD = "legal_hold"  # the authority holds the case for a claim
