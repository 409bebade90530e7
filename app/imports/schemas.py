"""Imports as JSON: how far an import is, and the verdict on each row."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.imports.domain.words import FileFormat, ImportStatus, RowVerdict
from app.platform.http.fields import Answer


class FaultOut(Answer):
    """Why a row was refused, or how the row differs from its case."""

    column: str = Field(description="The column of the template.")
    reason: str
    rule: str | None = Field(
        None, description="The rule of law that refuses the row, if a rule refuses it. See `/v1/law/rules`."
    )
    citation: str | None = None


class RowOut(Answer):
    """The verdict on one row of the file."""

    row: int = Field(description="The number of the row in the file, as a spreadsheet counts. The header is row 1.")
    verdict: RowVerdict = Field(
        description="`imported`: a case was opened. `would_import`: the same in a dry run. `already_there`: the "
        "notice has a case already. We changed nothing. `differs`: the notice has a case already, but your row now "
        "differs from what you imported before. We changed nothing. `refused`: the row cannot be read, or the law "
        "does not allow what "
        "the row says."
    )
    says: str = Field(description="The verdict in words.")
    la_reference: str | None = None
    case_id: UUID | None = Field(None, description="The case of the notice, if there is one.")
    faults: list[FaultOut] = Field([], description="Each column that was refused or that differs.")


class ReadAs(Answer):
    """How the file was read."""

    format: FileFormat
    encoding: str = Field(description="`utf-8`, `utf-16` or `windows-1252`.", examples=["utf-8"])
    delimiter: str | None = Field(description="What separates the columns. Null for NDJSON.", examples=[";"])
    columns: list[str] = Field(description="The columns that the file has.")


class Import(Answer):
    """A file of cases, and how many of its rows are done."""

    id: UUID
    status: ImportStatus = Field(
        description="`received`: the import waits. `running`: we are checking its rows. `done`: each row has its "
        "verdict. `failed`: the work stopped, and `failure` says why. `cancelled`: you cancelled the import, and the "
        "rows that have a verdict keep it. After `failed` or `cancelled`, send the file again to go on: no case is "
        "opened twice."
    )
    dry_run: bool = Field(description="True: each row gets its verdict, and nothing is imported.")
    read_as: ReadAs
    rows: int = Field(description="How many rows the file has.")
    worked: int = Field(description="How many rows have their verdict.")
    verdicts: dict[RowVerdict, int] = Field(description="How many rows have each verdict until now.")
    received_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str | None = None


class ImportWithRows(Import):
    """An import with the verdicts on its rows, page by page."""

    items: list[RowOut] = Field(description="The verdicts, in the order of the file.")
    next: str | None = Field(
        description="The address of the next page; null on the last page. The `Link` header gives the same address."
    )
