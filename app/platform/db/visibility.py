"""The ownership filter repeated in the query: PostgreSQL cannot use an index for the policy's own expression."""

from collections.abc import Mapping

from app.kernel.terms import OrganisationKind

Own = Mapping[OrganisationKind, tuple[str, ...]]
"""By who asks: the conditions of which a record meets one, and never two."""


def of_own(own: Own, kind: OrganisationKind, query: str, rest: str = "") -> str:
    """Ask `query`, which has a place for `{own}`, of the asker's own alone; `rest` orders and cuts, also the whole."""
    parts = " UNION ALL ".join(f"({query.format(own=mine)} {rest})" for mine in own.get(kind, ("false",)))
    return f"SELECT * FROM ({parts}) AS found {rest}"  # noqa: S608 - our own texts
