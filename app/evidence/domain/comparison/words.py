"""The words of comparisons that are published: never change one."""

from enum import StrEnum


class ComparisonStatus(StrEnum):
    """How far a comparison has got."""

    RUNNING = "running"  # it waits for its turn, or is being worked out
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
