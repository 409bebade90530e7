"""The value that the wing of duties hands to the service: the ledger of every case, and lists of what is due."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.platform.wing import Removes, Sealed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table


def _tables() -> "Sequence[Table]":
    from app.duties.tables import duties, duty_statements

    return duties, duty_statements


def _sealed() -> Sequence[Sealed]:
    from app.duties.tables import duty_statements

    return (Sealed(duty_statements.c.duty_id, duty_statements.c.sealed),)


def _removes() -> Sequence[Removes]:
    from app.duties.tables import duties, duty_statements
    from app.platform.db.removing import of_case

    return of_case(duty_statements, "statements on duties"), of_case(duties, "duties")


WING = Wing(
    name="duties",
    tables=_tables,
    sealed=_sealed,
    removes=_removes,
)
