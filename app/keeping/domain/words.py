"""Why a case is held back from removal. The names are published: never change one."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why an authority holds a case back from removal."""

    CLAIM = "claim"  # a claim before a court or tribunal is under way or expected
    COMPLAINT = "complaint"  # a complaint, also to an ombudsman
    DATA_REQUEST = "data_request"  # a person asked for their data, or contests an erasure
    INVESTIGATION = "investigation"
    INQUIRY = "inquiry"  # a public inquiry or an inspection
    OTHER = "other"  # the explanation says what
