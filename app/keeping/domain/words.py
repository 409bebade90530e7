"""Why a case is held back from removal, what can be erased, and why a name is kept. The names are published: never
change one."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why an authority holds a case back from removal."""

    CLAIM = "claim"  # a claim before a court or tribunal is under way or expected
    COMPLAINT = "complaint"  # a complaint, also to an ombudsman
    DATA_REQUEST = "data_request"  # a person asked for their data, or contests an erasure
    INVESTIGATION = "investigation"
    INQUIRY = "inquiry"  # a public inquiry or an inspection
    OTHER = "other"  # the explanation says what


class Erasable(StrEnum):
    """What can be erased from a case, while the case itself stays."""

    NAME = "name"  # of the person who holds the right to appeal, on every certificate too
    CONTACT = "contact"  # how to reach the family


class ErasureReason(StrEnum):
    """Why something is erased (UK GDPR article 17(1))."""

    REQUESTED = "requested"  # the person asked for it, and it is not needed any more
    OBJECTION = "objection"  # the person objects to the processing (article 21)
    UNLAWFUL = "unlawful"  # it should not have been recorded
    LEGAL_OBLIGATION = "legal_obligation"  # a court or a law demands it


class KeptBecause(StrEnum):
    """Why a name must be kept (UK GDPR article 17(3))."""

    APPEAL_RUNNING = "appeal_running"  # the tribunal has not decided
    CASE_OPEN = "case_open"  # the dispute goes on
    TIME_RUNNING = "time_running"  # a time of the ended case still runs, such as the time to appeal
    LEGAL_HOLD = "legal_hold"  # the authority holds the case for a claim
