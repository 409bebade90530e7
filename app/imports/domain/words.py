"""How far an import is, and what became of each row. The names are published: never change one."""

from enum import StrEnum


class ImportStatus(StrEnum):
    """The status of an import."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether no row will get a verdict any more."""
        return self not in (ImportStatus.RECEIVED, ImportStatus.RUNNING)


class RowVerdict(StrEnum):
    """The result of checking one row of the file."""

    IMPORTED = "imported"
    WOULD_IMPORT = "would_import"
    ALREADY_THERE = "already_there"
    DIFFERS = "differs"
    REFUSED = "refused"


class FileFormat(StrEnum):
    """The format of the file: CSV or NDJSON (one JSON object on each line)."""

    CSV = "csv"
    NDJSON = "ndjson"


class Health(StrEnum):
    """Whether health is among the issues of a request for mediation."""

    NO = "no"
    YES = "yes"
    ONLY = "only"
