"""The route of the contract return."""

from typing import Annotated, Final

from fastapi import Query

from app.cases.routes import SECURED, Reader
from app.cases.unit import Service, TheService
from app.evidence.exports.contract_schemas import ContractReturnOut
from app.evidence.exports.contract_store import PairEvents
from app.evidence.exports.contract_use_cases import Pair, counted_for
from app.evidence.use_cases import NotCounted
from app.kernel.terms import OrganisationKind
from app.law.domain.quarters import FIRST, Quarter
from app.platform.access.principal import Principal
from app.platform.db.directory import OrganisationRow
from app.platform.http.problems import InvalidInput, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/exports", tags=["Exports"])
NOT_YOURS: Final = "Only the authority, and a mediation provider that it instructs, can ask for a contract return."


@router.get(
    "/contract-return",
    summary="Count what a provider did under its contract",
    responses=problem_responses("not-yours-to-record", "invalid-input", *SECURED),
)
async def get_contract_return(
    service: TheService,
    caller: Reader,
    provider: Annotated[
        str | None,
        Query(
            max_length=80,
            description="The name or id of the mediation provider. If an authority leaves this out, the service uses "
            "the provider that is the authority's first choice.",
            examples=["sandbox-provider-a"],
        ),
    ] = None,
    authority: Annotated[
        str | None,
        Query(
            max_length=80,
            description="The name, id or code of the authority. A provider must send this.",
            examples=["sandbox-la-991"],
        ),
    ] = None,
    quarter: Annotated[
        str | None,
        Query(
            max_length=7,
            pattern="^[12][0-9]{3}-Q[1-4]$",
            description="The quarter of the year that you want to count. If you leave this out, the service uses the "
            "last quarter that has ended.",
            examples=["2026-Q1"],
        ),
    ] = None,
) -> ContractReturnOut:
    """What a mediation provider did for an authority in one quarter. The answer counts families with whom the adviser
    spoke within 5 calendar days after the family asked for advice or mediation. The answer gives two counts of
    certificates: those issued within 2 working days, as contracts ask, and those issued within 3 working days, the time
    limit in the law. The answer also counts sessions that were arranged within 30 days, held, called off at short
    notice, or moved at short notice. The field `definition` explains each measure in words.

    **If the provider and the authority ask on the same day, they get exactly the same answer.** We count what was
    recorded while the cases were with this provider and this authority. If a case moves to another provider or
    authority, we count later steps in the figures of the new provider or authority. The contract return does not count
    appeals, because a provider is not a party to an appeal. The contract return does not count imported steps, because
    the provider did not record these steps in this service.

    The answer shows small numbers, because the provider and the authority both know these cases. Do not publish the
    answer, because its small numbers could identify a family.

    *For: local authority, mediation provider.*
    """
    sides = _sides(service, caller, provider, authority)
    try:
        async with service.database.work(actor_of(caller)) as work:
            asked = Quarter.of(work.today).later(-1) if quarter is None else Quarter.read(quarter)
            if not FIRST <= asked <= Quarter.of(work.today):
                told = f"There are figures only for the quarters from {FIRST} to {Quarter.of(work.today)}"
                raise InvalidInput.at("query", "#/quarter", told, "quarter")
            pair = Pair(sides[0].id, sides[1].id)
            found = await counted_for(work, PairEvents(work.connection), service.pathway.law, pair, asked)
    except NotCounted:
        raise NotYoursToRecord(NOT_YOURS) from None
    return ContractReturnOut.of(*sides, found)


def _sides(
    service: Service, caller: Principal, provider: str | None, authority: str | None
) -> tuple[OrganisationRow, OrganisationRow]:
    """Return the provider and the authority. A caller need not name itself, nor an authority its first choice.

    Raises:
        InvalidInput: one is not named, or there is none of that name.
        NotYoursToRecord: the caller is neither an authority nor a provider.
    """
    own = str(caller.organisation_id)
    match caller.organisation_kind:
        case OrganisationKind.LOCAL_AUTHORITY:
            authority = authority or own
            first = service.organisations.partner(caller.organisation_id, OrganisationKind.MEDIATION_PROVIDER, None)
            provider = provider or (None if first is None else str(first))
        case OrganisationKind.MEDIATION_PROVIDER:
            provider = provider or own
        case _:
            raise NotYoursToRecord(NOT_YOURS)
    return (
        _named(service, OrganisationKind.MEDIATION_PROVIDER, provider, "provider"),
        _named(service, OrganisationKind.LOCAL_AUTHORITY, authority, "authority"),
    )


def _named(service: Service, kind: OrganisationKind, named: str | None, parameter: str) -> OrganisationRow:
    if named is None:
        raise InvalidInput.at("query", f"#/{parameter}", f"Send the {parameter} whose figures you want", "missing")
    for one in service.organisations.all:
        if one.kind is kind and named in (one.slug, str(one.id), one.la_code):
            return one
    raise InvalidInput.at("query", f"#/{parameter}", f"There is no {parameter} with this name or id", parameter)
