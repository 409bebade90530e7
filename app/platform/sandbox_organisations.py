"""The sandbox's fictional organisations and their clients. Their secrets are published: `<client_id>-secret`."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from app.kernel.terms import OrganisationKind

K = OrganisationKind


class Fictional(NamedTuple):
    """An organisation of the sandbox."""

    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None = None

    @property
    def id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:{self.slug}")

    @property
    def secret(self) -> str:
        """The published secret."""
        return f"{self.slug}-secret"

    @property
    def disabled(self) -> bool:
        """Every organisation of the sandbox may call."""
        return False


ORGANISATIONS = (
    Fictional("sandbox-la-991", K.LOCAL_AUTHORITY, "Eastmere Council", "991"),
    Fictional("sandbox-la-992", K.LOCAL_AUTHORITY, "Westhaven Council", "992"),
    Fictional("sandbox-la-993", K.LOCAL_AUTHORITY, "Northwold Council", "993"),
    Fictional("sandbox-provider-a", K.MEDIATION_PROVIDER, "Common Ground Mediation"),
    Fictional("sandbox-provider-b", K.MEDIATION_PROVIDER, "Plain Talk Mediation"),
    Fictional("sandbox-advice-991", K.ADVICE_SERVICE, "Eastmere SEND Advice"),
    Fictional("sandbox-advice-992", K.ADVICE_SERVICE, "Westhaven SEND Advice"),
    Fictional("sandbox-advice-993", K.ADVICE_SERVICE, "Northwold SEND Advice"),
    Fictional("sandbox-icb", K.COMMISSIONING_BODY, "Mere and Haven Integrated Care Board"),
    Fictional("sandbox-tribunal", K.TRIBUNAL, "Tribunal (sandbox)"),
    Fictional("sandbox-operator", K.OPERATOR, "Operator of this sandbox"),
)
BY_SLUG = {one.slug: one for one in ORGANISATIONS}

PARTNERS = {
    "sandbox-la-991": ("sandbox-provider-a", "sandbox-advice-991", "sandbox-icb"),
    "sandbox-la-992": (
        "sandbox-provider-a",
        "sandbox-provider-b",
        "sandbox-advice-992",
        "sandbox-advice-993",
        "sandbox-icb",
    ),
    "sandbox-la-993": ("sandbox-provider-b", "sandbox-advice-993", "sandbox-icb"),
}
"""Whom each authority works with: of each kind, the first named is its first choice."""
