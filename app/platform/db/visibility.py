"""The ownership filter repeated in the query: PostgreSQL cannot use an index for the policy's own expression."""

from collections.abc import Mapping

from app.kernel.terms import OrganisationKind
from app.platform.db.tables import BEFORE_THE_TRIBUNAL

Own = Mapping[OrganisationKind, tuple[str, ...]]
"""By who asks: the conditions of which a record meets one, and never two."""

OF_CASES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id = :organisation", "mediating_provider_id = :organisation"),
    OrganisationKind.COMMISSIONING_BODY: ("body_id = :organisation",),
    OrganisationKind.TRIBUNAL: (f"({BEFORE_THE_TRIBUNAL})",),
}
_OF_A_PARTYS_CASE = (
    "provider_id <> :organisation AND case_id IN (SELECT id FROM cases WHERE provider_id = :organisation"
    " UNION ALL SELECT id FROM cases WHERE mediating_provider_id = :organisation)"
)
OF_SESSIONS: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.MEDIATION_PROVIDER: ("provider_id = :organisation", _OF_A_PARTYS_CASE),
    OrganisationKind.COMMISSIONING_BODY: ("case_id IN (SELECT id FROM cases WHERE body_id = :organisation)",),
}
OF_SEARCHES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.COMMISSIONING_BODY: ("case_id IN (SELECT id FROM cases WHERE body_id = :organisation)",),
}


def of_own(own: Own, kind: OrganisationKind, query: str, rest: str = "") -> str:
    """Ask `query`, which has a place for `{own}`, of the asker's own alone; `rest` orders and cuts, also the whole."""
    parts = " UNION ALL ".join(f"({query.format(own=mine)} {rest})" for mine in own.get(kind, ("false",)))
    return f"SELECT * FROM ({parts}) AS found {rest}"  # noqa: S608 - our own texts
