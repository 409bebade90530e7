"""Answers of administration for the OpenAPI document."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid5

from app.administration.clients_routes import (
    A_CLIENT,
    delete_secret,
    get_client,
    get_clients,
    post_client,
    post_secret,
    put_client,
)
from app.administration.domain.words import Act, ActSource
from app.administration.me_routes import get_me
from app.administration.me_schemas import Me
from app.administration.partnerships_routes import (
    AN_END,
    FIRST,
    FROM_SEPTEMBER,
    get_partnerships,
    post_first_choice,
    post_partnership,
    post_partnership_end,
)
from app.administration.records import ActRecord, ClientRecord, OrganisationRecord, PartnershipRecord, SecretRecord
from app.administration.routes import (
    A_PROVIDER,
    get_acts,
    get_organisation,
    get_organisations,
    post_organisation,
    put_organisation,
)
from app.administration.schemas import (
    ActOut,
    ClientOut,
    ClientWithSecret,
    PartnershipOut,
    PartnershipsOut,
    RegisteredOrganisation,
)
from app.administration.successions_routes import SuccessionOut, post_successor
from app.administration.use_cases import NewSecret
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope, grantable
from app.platform.http.cursors import Page
from app.platform.http.deployment import Deployment
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

EXAMPLES: Examples[Any] = Examples()

OPERATOR = OrganisationKind.OPERATOR
WHEN = datetime(2026, 2, 16, 10, tzinfo=UTC)
FICTIONAL = BY_SLUG["sandbox-la-993"]
NORTHWOLD = OrganisationRecord(
    FICTIONAL.id, FICTIONAL.slug, FICTIONAL.kind, FICTIONAL.name, FICTIONAL.la_code, disabled=False, version=1
)
SECRET = "Zk0v6sB1l2aYH2b8m0Qm3mWnq7wQy0b9h5Xr1cT8dUE"  # noqa: S105 - opens nothing


@EXAMPLES.of(get_me)
def _me(service: Any) -> Me:
    one = BY_SLUG["sandbox-la-991"]
    caller = Principal(one.slug, one.id, one.kind, one.la_code, frozenset({Scope.CASES_READ, Scope.ACTIONS_WRITE}))
    deployment = Deployment(sandbox=True, public_url="", requests_per_minute=6000)
    return Me.of(caller, service.organisations, deployment, WHEN)


def _said(bodies: Mapping[str, Any]) -> Any:
    """Return the first body that a route shows."""
    return next(iter(bodies.values()))["value"]


def _of_northwold(*secrets: SecretRecord) -> ClientRecord:
    scopes = frozenset(grantable(FICTIONAL.kind, sandbox=True))
    return ClientRecord(FICTIONAL.slug, FICTIONAL.slug, FICTIONAL.kind, scopes, False, 1, secrets)


@EXAMPLES.of(get_organisation, by=OPERATOR, slug=FICTIONAL.slug)
@EXAMPLES.of(put_organisation, by=OPERATOR, slug=FICTIONAL.slug)
def _organisation(_: Any) -> RegisteredOrganisation:
    return RegisteredOrganisation.of(NORTHWOLD)


@EXAMPLES.of(get_organisations, by=OPERATOR)
def _organisations(_: Any) -> Page[RegisteredOrganisation]:
    return Page(items=[RegisteredOrganisation.of(NORTHWOLD)], next=None)


@EXAMPLES.of(post_organisation, by=OPERATOR)
def _registered(_: Any) -> RegisteredOrganisation:
    said = _said(A_PROVIDER)
    kind = OrganisationKind(said["kind"])
    made = OrganisationRecord(uuid5(FICTIONAL.id, said["slug"]), said["slug"], kind, said["name"], None, False, 1)
    return RegisteredOrganisation.of(made)


@EXAMPLES.of(get_acts, by=OPERATOR)
def _acts(_: Any) -> Page[ActOut]:
    details = {"organisation": FICTIONAL.slug, "scopes": [Scope.CASES_READ]}
    act = ActRecord(1, Act.CLIENT_REGISTERED, "northwold-cases", details, ActSource.COMMAND_LINE, "deployer", WHEN)
    return Page(items=[ActOut.of(act)], next=None)


@EXAMPLES.of(post_client, by=OPERATOR)
def _with_secret(_: Any) -> ClientWithSecret:
    said = _said(A_CLIENT)
    kind = BY_SLUG[said["organisation"]].kind
    secrets = (SecretRecord(1, WHEN, None),)
    made = ClientRecord(said["client_id"], said["organisation"], kind, frozenset(said["scopes"]), False, 1, secrets)
    return ClientWithSecret.of(NewSecret(made, 1, SECRET))


@EXAMPLES.of(get_client, by=OPERATOR, client_id=FICTIONAL.slug)
@EXAMPLES.of(put_client, by=OPERATOR, client_id=FICTIONAL.slug)
def _client(_: Any) -> ClientOut:
    return ClientOut.of(_of_northwold(SecretRecord(1, WHEN, None)))


@EXAMPLES.of(get_clients, by=OPERATOR)
def _clients(service: Any) -> Page[ClientOut]:
    return Page(items=[_client(service)], next=None)


@EXAMPLES.of(post_secret, by=OPERATOR, client_id=FICTIONAL.slug)
def _second(_: Any) -> ClientWithSecret:
    client = _of_northwold(SecretRecord(1, WHEN, None), SecretRecord(2, WHEN, None))
    return ClientWithSecret.of(NewSecret(client, 2, SECRET))


@EXAMPLES.of(delete_secret, by=OPERATOR, client_id=FICTIONAL.slug, slot=2)
def _without(_: Any) -> ClientOut:
    return ClientOut.of(_of_northwold(SecretRecord(1, WHEN, None), SecretRecord(2, WHEN, WHEN)))


def _partnership(said: Any, begins_on: str, ends_on: str | None = None, *, first_choice: bool = False) -> Any:
    authority, partner = BY_SLUG[said["authority"]], BY_SLUG[said["partner"]]
    last = None if ends_on is None else date.fromisoformat(ends_on)
    record = PartnershipRecord(
        uuid5(authority.id, partner.slug), authority.slug, partner.slug, partner.kind, first_choice,
        date.fromisoformat(begins_on), last,
    )  # fmt: skip
    return PartnershipOut.of(record)


@EXAMPLES.of(post_partnership, by=OPERATOR)
def _made(_: Any) -> PartnershipsOut:
    said = _said(FROM_SEPTEMBER)
    return PartnershipsOut(items=[_partnership(said, said["begins_on"])], warnings=[])


@EXAMPLES.of(post_first_choice, by=OPERATOR)
def _chosen(_: Any) -> PartnershipsOut:
    said = _said(FIRST)
    return PartnershipsOut(items=[_partnership(said, "2014-09-01", first_choice=True)], warnings=[])


@EXAMPLES.of(post_partnership_end, by=OPERATOR)
def _ended(_: Any) -> PartnershipsOut:
    said = _said(AN_END)
    return PartnershipsOut(items=[_partnership(said, "2014-09-01", said["last_day"])], warnings=[])


@EXAMPLES.of(get_partnerships, by=OPERATOR)
def _partnerships(_: Any) -> Page[PartnershipOut]:
    said = _said(FIRST)
    return Page(items=[_partnership(said, "2014-09-01", first_choice=True)], next=None)


@EXAMPLES.of(post_successor, by=OPERATOR, slug=FICTIONAL.slug)
def _followed(_: Any) -> SuccessionOut:
    return SuccessionOut(
        authority=FICTIONAL.slug,
        successor="sandbox-la-992",
        from_la_code="993",
        to_la_code="992",
        followed_on=WHEN.date().isoformat(),
        dry_run=True,
        cases=0,
        partnerships=0,
        left=0,
    )
