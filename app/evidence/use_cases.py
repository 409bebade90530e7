"""The check that all figures share: the caller is an authority."""

from app.cases.ports import Unit
from app.kernel.terms import OrganisationKind


class NotCounted(Exception):
    """Figures are for the authority whose cases are counted."""


def must_be_authority(work: Unit) -> None:
    """Raise NotCounted if the caller is no authority."""
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise NotCounted
