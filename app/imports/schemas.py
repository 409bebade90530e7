"""Imports as JSON: how far an import is, and the verdict on each row."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.imports.domain.words import FileFormat, ImportStatus, RowVerdict
from app.platform.http.fields import Answer


class FaultOut(Answer):
    """The reason why a row was refused, or how the row differs from its case."""

    column: str = Field(description="The column of the file that the reason is about.")
    reason: str
    rule: str | None = Field(
        None,
        description=(
            "The rule of law because of which the row was refused. `/v1/law/rules` lists all rules. `rule` is "
            "`null` if the law is not the reason."
        ),
    )
    citation: str | None = None


class RowOut(Answer):
    """The result of the check of one row of the file."""

    row: int = Field(description="The number of the row in the file, as a spreadsheet counts. The header is row 1.")
    verdict: RowVerdict = Field(
        description="The result of the check of the row. `imported`: we opened a case for the row. `would_import`: in "
        "a trial run, we would have opened a case. `already_there`: the notice already has a case, and "
        "we changed nothing. `differs`: the notice already has a case, but your row now differs from what "
        "you imported before. We changed nothing. `refused`: we cannot read the row, or the law does not "
        "allow what the row says."
    )
    says: str = Field(description="A sentence that explains the result.")
    la_reference: str | None = None
    case_id: UUID | None = Field(
        None, description="The id of the case for this notice. `case_id` is `null` if the notice has no case."
    )
    faults: list[FaultOut] = Field(
        [], description="The columns because of which the row was refused, or that differ from the case."
    )


class ReadAs(Answer):
    """How we read the file."""

    format: FileFormat
    encoding: str = Field(
        description="The encoding of the file: `utf-8`, `utf-16` or `windows-1252`.", examples=["utf-8"]
    )
    delimiter: str | None = Field(
        description="The character that separates the columns. `delimiter` is `null` for a file in NDJSON.",
        examples=[";"],
    )
    columns: list[str] = Field(description="The columns that the file has.")


class Import(Answer):
    """A file of cases, and the number of its rows that are done."""

    id: UUID
    status: ImportStatus = Field(
        description="The status of the import. `received`: the import is waiting. `running`: we are checking the "
        "rows. `done`: we have checked each row. `failed`: we could not finish the import, and `failure` "
        "gives the reason. `cancelled`: you cancelled the import. If the status is `failed` or "
        "`cancelled`, send the file again to continue. If you send a row again, we open no second case "
        "for the row."
    )
    dry_run: bool = Field(description="`true` means a trial run: we check each row, and import nothing.")
    read_as: ReadAs
    rows: int = Field(description="The number of rows in the file.")
    worked: int = Field(description="The number of rows that were checked.")
    verdicts: dict[RowVerdict, int] = Field(description="The number of rows with each result of the check so far.")
    received_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str | None = None


class ImportWithRows(Import):
    """An import, with the result of the check of each row. A long list of results is divided into pages."""

    items: list[RowOut] = Field(description="The results of the check, in the order of the rows in the file.")
    next: str | None = Field(
        description=(
            "The address of the next page. `next` is `null` on the last page. The `Link` header gives the same address."
        )
    )
