"""The statements that remove what a table keeps of one case."""

from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import UUID

from app.platform.wing import Removes

CASE: Any = bindparam("case", type_=UUID(as_uuid=True))
"""The case that is removed."""


def of_case(table: Table, what: str | None = None) -> Removes:
    """Return what removes a case's rows of a table. `what` names the rows in the receipt."""
    own = table.c.case_id == CASE
    counted = None if what is None else select(func.count()).select_from(table).where(own)
    return Removes(delete(table).where(own), what, counted)
