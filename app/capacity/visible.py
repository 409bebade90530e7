"""The providers whose capacity a caller may see."""

from uuid import UUID

from app.cases.desk import Directory
from app.cases.refusals import WrongInput
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor


def visible_providers(
    directory: Directory, actor: Actor, named: str | None, wrong: type[WrongInput] = WrongInput
) -> list[UUID]:
    """Return the providers whose capacity a caller sees, or the one of them that the caller names.

    `wrong` says whether the caller names it in the body or in the query.

    Raises:
        WrongInput: the caller works with no provider of this name.
    """
    match actor.kind:
        case OrganisationKind.MEDIATION_PROVIDER:
            found = [actor.organisation_id]
        case OrganisationKind.LOCAL_AUTHORITY:
            found = directory.partners(actor.organisation_id, OrganisationKind.MEDIATION_PROVIDER)
        case _:
            found = directory.providers_beside(actor.organisation_id)
    if named is None:
        return found
    chosen = [one for one in found if named in (directory.by_id(one).slug, str(one))]
    if not chosen:
        raise wrong("#/provider", "Your organisation works with no provider of that name or id", "provider")
    return chosen
