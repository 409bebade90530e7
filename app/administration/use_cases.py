"""The use cases of organisations and their clients: the command line and the operator's client both come here."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from app.administration.domain.words import Act
from app.administration.ports import Register
from app.administration.records import ClientRecord, OrganisationRecord, SecretRecord
from app.administration.refusals import NoSuchSecret, Taken, TwoSecrets
from app.cases.ports import Unit, any_version
from app.cases.refusals import WrongInput
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.law.domain.authorities import FICTIONAL, why_unknown
from app.platform.access.scopes import Scope, grantable
from app.platform.access.secrets import hash_like, hash_secret

SLOTS = (1, 2)
"""The places for a client's secrets."""

LONG_SECRET = 32
"""The random bytes of a secret."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the use cases work with: the register of the unit of work, and whether this is a sandbox."""

    register: Register
    sandbox: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganisation:
    """Register an organisation. `la_code` is an authority's three-digit code, and only an authority has one."""

    slug: str
    kind: OrganisationKind
    name: str
    la_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrganisation:
    """Rename an organisation, disable it or enable it again. None: leave that as it is."""

    slug: str
    name: str | None = None
    disabled: bool | None = None
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClient:
    """Register a client. Without scopes, it gets all that its kind of organisation may have."""

    client_id: str
    organisation: str
    scopes: frozenset[Scope] | None = None
    with_secret: bool = True
    """False: an outside issuer proves who the client is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClient:
    """Change the scopes of a client, disable it or enable it again. None: leave that as it is."""

    client_id: str
    scopes: frozenset[Scope] | None = None
    disabled: bool | None = None
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSecret:
    """Make another secret for a client. `retire_old_at` ends the secret that it has. None: the client keeps both."""

    client_id: str
    retire_old_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireSecret:
    """End a secret of a client now."""

    client_id: str
    slot: int


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A client with its new secret, which is shown once."""

    client: ClientRecord
    slot: int | None
    secret: str | None = field(repr=False)


async def register_organisation(bench: Bench, command: RegisterOrganisation) -> OrganisationRecord:
    """Register an organisation.

    Raises:
        Taken: the short name or the code is registered already.
        WrongInput: the code is no authority's, or an organisation of another kind has one.
    """
    _must_have_its_code(bench, command)
    if await bench.register.organisation(command.slug) is not None:
        raise Taken(f"An organisation with the short name {command.slug} is registered already.")
    if command.la_code is not None and await bench.register.code_is_taken(command.la_code):
        raise Taken(f"The authority with the code {command.la_code} is registered already.")
    made = OrganisationRecord(uuid4(), command.slug, command.kind, command.name, command.la_code, False, 1)
    await bench.register.add_organisation(made, sandbox=bench.sandbox)
    details = {"kind": made.kind, "name": made.name, "la_code": made.la_code}
    await bench.register.log(Act.ORGANISATION_REGISTERED, made.slug, details)
    return made


def _must_have_its_code(bench: Bench, command: RegisterOrganisation) -> None:
    code, is_authority = command.la_code, command.kind is OrganisationKind.LOCAL_AUTHORITY
    if is_authority != (code is not None):
        told = "An authority needs its three-digit code" if is_authority else "Only an authority has a code"
        raise WrongInput("#/la_code", told, "la_code")
    if code is None:
        return
    why = why_unknown(code)
    if why is None and code in FICTIONAL and not bench.sandbox:
        why = "This code is reserved for sandboxes"
    if why is not None:
        raise WrongInput("#/la_code", why, "authority")


async def change_organisation(work: Unit, bench: Bench, command: ChangeOrganisation) -> OrganisationRecord:
    """Rename an organisation, disable it or enable it.

    Raises:
        Unseen: there is no such organisation.
        WrongInput: the operator would disable itself.
    """
    before = await bench.register.organisation(command.slug, lock=True)
    if before is None:
        raise Unseen
    command.must_be_version(before.version)
    if command.disabled and before.id == work.actor.organisation_id:
        raise WrongInput("#/disabled", "You cannot disable your own organisation", "own")
    name = before.name if command.name is None else command.name
    disabled = before.disabled if command.disabled is None else command.disabled
    changed = replace(before, name=name, disabled=disabled, version=before.version + 1)
    if (name, disabled) == (before.name, before.disabled):
        return before
    await bench.register.change_organisation(changed)
    if name != before.name:
        await bench.register.log(Act.ORGANISATION_RENAMED, before.slug, {"was": before.name, "name": name})
    if disabled != before.disabled:
        act = Act.ORGANISATION_DISABLED if disabled else Act.ORGANISATION_ENABLED
        await bench.register.log(act, before.slug, {})
    return changed


async def register_client(work: Unit, bench: Bench, command: RegisterClient) -> NewSecret:
    """Register a client, and return it with its secret.

    Raises:
        Taken: a client with this id is registered already.
        WrongInput: there is no such organisation, or its kind may not have one of the scopes.
    """
    organisation = await bench.register.organisation(command.organisation)
    if organisation is None:
        raise WrongInput("#/organisation", "No organisation with this short name is registered", "organisation")
    if await bench.register.client(command.client_id) is not None:
        raise Taken(f"A client with the id {command.client_id} is registered already.")
    allowed = grantable(organisation.kind, sandbox=bench.sandbox)
    scopes = _allowed(allowed if command.scopes is None else command.scopes, allowed)
    made = ClientRecord(command.client_id, organisation.slug, organisation.kind, scopes, False, 1)
    await bench.register.add_client(made, organisation.id)
    details = {"organisation": organisation.slug, "scopes": sorted(scopes)}
    await bench.register.log(Act.CLIENT_REGISTERED, made.client_id, details)
    if not command.with_secret:
        return NewSecret(made, None, None)
    return await _with_new_secret(work, bench, made, SLOTS[0])


def _allowed(wanted: frozenset[Scope], allowed: frozenset[Scope]) -> frozenset[str]:
    if beyond := sorted(wanted - allowed):
        told = (
            f"An organisation of this kind cannot have the permissions {', '.join(beyond)}. This kind of "
            f"organisation may have {', '.join(sorted(allowed))}"
        )
        raise WrongInput("#/scopes", told, "scopes")
    return frozenset(wanted)


async def change_client(work: Unit, bench: Bench, command: ChangeClient) -> ClientRecord:
    """Change what a client may do. The change reaches every worker within ten seconds, also for tokens in use.

    Raises:
        Unseen: there is no such client.
        WrongInput: its kind of organisation may not have one of the scopes, or the operator would disable itself.
    """
    before = await _locked(bench, command.client_id)
    command.must_be_version(before.version)
    if command.disabled and before.client_id == work.actor.client_id:
        raise WrongInput("#/disabled", "You cannot disable the client that you are using", "own")
    allowed = grantable(before.organisation_kind, sandbox=bench.sandbox)
    scopes = before.scopes if command.scopes is None else _allowed(command.scopes, allowed)
    disabled = before.disabled if command.disabled is None else command.disabled
    if (scopes, disabled) == (before.scopes, before.disabled):
        return before
    changed = replace(before, scopes=scopes, disabled=disabled, version=before.version + 1)
    await bench.register.change_client(changed)
    if scopes != before.scopes:
        details = {"was": sorted(before.scopes), "scopes": sorted(scopes)}
        await bench.register.log(Act.SCOPES_CHANGED, before.client_id, details)
    if disabled != before.disabled:
        await bench.register.log(Act.CLIENT_DISABLED if disabled else Act.CLIENT_ENABLED, before.client_id, {})
    return changed


async def make_secret(work: Unit, bench: Bench, command: MakeSecret) -> NewSecret:
    """Make another secret for a client, and return it. A client has two live secrets at most.

    Raises:
        Unseen: there is no such client.
        TwoSecrets: both places are taken by live secrets.
        WrongInput: the old secret would have ended before now.
    """
    client = await _locked(bench, command.client_id)
    ends = command.retire_old_at
    if ends is not None and ends < work.now:
        raise WrongInput("#/retire_old_at", f"The old secret cannot end before now, {work.now.isoformat()}", "past")
    live = [one for one in client.secrets if one.live_at(work.now)]
    if len(live) == len(SLOTS):
        raise TwoSecrets
    made = await _with_new_secret(work, bench, client, next(one for one in SLOTS if one not in {s.slot for s in live}))
    for old in live if ends is not None else ():
        made = replace(made, client=await _retired(bench, made.client, old.slot, ends or work.now))
    return made


async def retire_secret(work: Unit, bench: Bench, command: RetireSecret) -> ClientRecord:
    """End a secret of a client now. It opens nothing from this moment on.

    Raises:
        Unseen: there is no such client.
        NoSuchSecret: the client has no live secret in this place.
    """
    client = await _locked(bench, command.client_id)
    if command.slot not in {one.slot for one in client.secrets if one.live_at(work.now)}:
        raise NoSuchSecret
    return await _retired(bench, client, command.slot, work.now)


async def _retired(bench: Bench, client: ClientRecord, slot: int, at: datetime) -> ClientRecord:
    await bench.register.retire_secret(client.client_id, slot, at)
    await bench.register.log(Act.SECRET_RETIRED, client.client_id, {"secret": slot, "ends_at": at.isoformat()})
    kept = tuple(replace(one, retires_at=at) if one.slot == slot else one for one in client.secrets)
    return replace(client, secrets=kept)


async def _with_new_secret(work: Unit, bench: Bench, client: ClientRecord, slot: int) -> NewSecret:
    """Make a secret. Both secrets of a client are hashed with one salt, so that a log-in costs one Argon2 run."""
    secret = secrets.token_urlsafe(LONG_SECRET)
    form = await bench.register.secret_form(client.client_id)
    hashed = await hash_secret(secret) if form is None else await hash_like(secret, form)
    await bench.register.keep_secret(client.client_id, slot, hashed)
    await bench.register.log(Act.SECRET_MADE, client.client_id, {"secret": slot})
    others = [one for one in client.secrets if one.slot != slot]
    made = tuple(sorted([*others, SecretRecord(slot, work.now, None)], key=lambda one: one.slot))
    return NewSecret(replace(client, secrets=made), slot, secret)


async def _locked(bench: Bench, client_id: str) -> ClientRecord:
    found = await bench.register.client(client_id, lock=True)
    if found is None:
        raise Unseen
    return found
