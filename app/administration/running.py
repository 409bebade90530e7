"""Runs the commands of administration.

Each command imports what it needs when it runs, so that every other command starts as fast as before.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from app.administration.records import ClientRecord
    from app.administration.use_cases import Bench, NewSecret
    from app.cases.unit import Service
    from app.platform.db.work import Work

Command = Callable[["Work", "Bench", argparse.Namespace], Awaitable[Iterable[str]]]

MOST_CARRIED = 100
"""The most cases that one transaction carries over to a successor."""

MOST_LISTED = 10_000
"""The most lines that a list prints."""


def administer(arguments: argparse.Namespace, database_url: str, *, sandbox: bool) -> Sequence[str]:
    """Run a command of administration, and return the lines that it prints."""
    return asyncio.run(_administer(arguments, database_url, sandbox=sandbox))


async def _administer(arguments: argparse.Namespace, database_url: str, *, sandbox: bool) -> Sequence[str]:
    """Run a command in one transaction, as the operator."""
    from pydantic import ValidationError

    from app.administration.store import NOBODY, Register
    from app.administration.use_cases import Bench
    from app.kernel.terms import OrganisationKind
    from app.platform.actor import Actor
    from app.platform.db.work import Database

    database = Database(database_url, pool_size=1)
    actor = Actor(NOBODY, OrganisationKind.OPERATOR, _user())
    await database.open()
    try:
        async with database.work(actor) as work:
            bench = Bench(Register(work), sandbox)
            try:
                lines = list(await COMMANDS[arguments.administer](work, bench, arguments))
            except ValidationError as fault:
                first = fault.errors()[0]
                sys.exit(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}.")
            except _refusals() as refusal:
                sys.exit(_sentence(refusal))
            await work.commit()
    finally:
        await database.close()
    return lines


def _user() -> str:
    """Return who runs this command: the name of the account, or its number where it has no name."""
    try:
        return getpass.getuser()[:120]
    except (KeyError, OSError):
        return str(os.getuid())


def _refusals() -> tuple[type[Exception], ...]:
    from app.administration.refusals import NoSuchSecret, Taken, TwoSecrets
    from app.cases.refusals import WrongInput
    from app.kernel.errors import Unseen

    return (WrongInput, Taken, TwoSecrets, NoSuchSecret, Unseen)


def _sentence(refusal: Exception) -> str:
    """Say a refusal in one sentence."""
    says = {
        "TwoSecrets": "This client already has two secrets. End one of them first.",
        "NoSuchSecret": "This client has no live secret in that place.",
        "Unseen": "There is nothing registered with that name.",
    }
    return says.get(type(refusal).__name__) or f"{refusal}".rstrip(".") + "."


async def _register_organisation(_: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.schemas import OrganisationRegistrationIn
    from app.administration.use_cases import register_organisation

    said = {name: getattr(told, name) for name in ("slug", "kind", "name", "la_code")}
    made = await register_organisation(bench, OrganisationRegistrationIn.model_validate(said).command())
    return [f"{made.slug} is registered: {made.name}"]


async def _rename(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    return await _change_organisation(work, bench, told, {"name": told.name})


async def _switch_organisation(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    return await _change_organisation(work, bench, told, {"disabled": told.disabled})


async def _change_organisation(
    work: "Work", bench: "Bench", told: argparse.Namespace, said: dict[str, object]
) -> Iterable[str]:
    from app.administration.schemas import OrganisationChangeIn
    from app.administration.use_cases import change_organisation
    from app.cases.ports import any_version

    command = OrganisationChangeIn.model_validate(said).command(told.slug, any_version)
    changed = await change_organisation(work, bench, command)
    return [f"{changed.slug}: {changed.name}, {_state(disabled=changed.disabled)}"]


async def _organisations(work: "Work", _: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.store import Register

    found = await Register(work).organisations(told.kind, "", MOST_LISTED)
    return [
        "\t".join((one.slug, one.kind, one.la_code or "-", one.name, _state(disabled=one.disabled))) for one in found
    ]


async def _register_client(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.schemas import ClientRegistrationIn
    from app.administration.use_cases import register_client

    said = {"client_id": told.client_id, "organisation": told.organisation, "scopes": told.scopes}
    body = ClientRegistrationIn.model_validate({**said, "with_secret": not told.no_secret})
    return _told_once(await register_client(work, bench, body.command()))


async def _make_secret(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.use_cases import MakeSecret, make_secret
    from app.kernel.london import LONDON

    ends = work.now if told.retire_old_now else None
    if told.retire_old_on is not None:
        ends = datetime.combine(told.retire_old_on, datetime.min.time(), LONDON)
    return _told_once(await make_secret(work, bench, MakeSecret(client_id=told.client_id, retire_old_at=ends)))


def _told_once(made: "NewSecret") -> Iterable[str]:
    yield from _shown(made.client)
    if made.secret is not None:
        yield "The service does not store this secret. Copy it now:"
        yield made.secret


async def _retire(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.use_cases import RetireSecret, retire_secret

    return _shown(await retire_secret(work, bench, RetireSecret(client_id=told.client_id, slot=told.slot)))


async def _change_scopes(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    return await _change_client(work, bench, told, {"scopes": told.scopes})


async def _switch_client(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    return await _change_client(work, bench, told, {"disabled": told.disabled})


async def _change_client(
    work: "Work", bench: "Bench", told: argparse.Namespace, said: dict[str, object]
) -> Iterable[str]:
    from app.administration.schemas import ClientChangeIn
    from app.administration.use_cases import change_client
    from app.cases.ports import any_version

    command = ClientChangeIn.model_validate(said).command(told.client_id, any_version)
    return _shown(await change_client(work, bench, command))


async def _clients(work: "Work", _: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.store import Register

    await _must_be_registered(work, told.organisation)
    found = await Register(work).clients(told.organisation, "", MOST_LISTED)
    return [line for one in found for line in _shown(one)]


def _shown(client: "ClientRecord") -> Iterable[str]:
    scopes = " ".join(sorted(client.scopes))
    yield f"{client.client_id}\t{client.organisation}\t{_state(disabled=client.disabled)}\t{scopes}"
    for one in client.secrets:
        ends = "no end set" if one.retires_at is None else f"ends {one.retires_at:%Y-%m-%d %H:%M %Z}"
        yield f"  secret {one.slot}\tmade {one.made_at:%Y-%m-%d %H:%M %Z}\t{ends}"


async def _add_partner(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.partnerships import WorkTogether, make_partnership

    command = WorkTogether(
        authority=told.authority,
        partner=told.partner,
        begins_on=told.begins_on or work.today,
        ends_on=told.ends_on,
        first_choice=told.first_choice,
    )
    return [*await make_partnership(work, bench, command), *await _days(work, told)]


async def _choose(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.partnerships import ChooseFirst, choose_partner

    begins = told.begins_on or work.today
    command = ChooseFirst(authority=told.authority, partner=told.partner, begins_on=begins)
    return [*await choose_partner(work, bench, command), *await _days(work, told)]


async def _end(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.partnerships import EndPartnership, end_partnership

    command = EndPartnership(authority=told.authority, partner=told.partner, last_day=told.last_day)
    return [*await end_partnership(work, bench, command), *await _days(work, told)]


async def _partners(work: "Work", _: "Bench", told: argparse.Namespace) -> Iterable[str]:
    await _must_be_registered(work, told.authority, told.partner)
    return await _days(work, told, told.on)


async def _must_be_registered(work: "Work", *slugs: str | None) -> None:
    """Refuse a list of what belongs to an organisation that is not registered: an empty list would hide the slip."""
    from app.administration.store import Register
    from app.kernel.errors import Unseen

    for slug in slugs:
        if slug is not None and await Register(work).organisation(slug) is None:
            raise Unseen


async def _days(work: "Work", told: argparse.Namespace, on: date | None = None) -> Iterable[str]:
    from app.administration.store import Register

    found = await Register(work).partnerships(authority=told.authority, partner=told.partner, on=on, limit=MOST_LISTED)
    return [
        "\t".join(
            (
                one.authority,
                one.partner,
                f"from {one.begins_on}",
                f"to {one.ends_on}" if one.ends_on else "no end set",
                "first choice" if one.first_choice else "",
            )
        ).rstrip()
        for one in found
    ]


async def follow_authority(service: "Service", told: argparse.Namespace) -> Sequence[str]:
    """Carry the cases of an ended authority over to its successor, some at a time, and return what was done."""
    from app.administration.store import NOBODY, Register
    from app.administration.successions import Succeed, SuccessionBench, succeed
    from app.cases.transfers.store import EndedCaseload
    from app.kernel.terms import OrganisationKind
    from app.platform.actor import Actor

    await service.organisations.refresh()
    names = {one.la_code: one.slug for one in service.organisations.all if one.la_code}
    ids = _case_ids(told.cases) if told.cases else None
    named = None if ids is None else len(ids)
    actor = Actor(NOBODY, OrganisationKind.OPERATOR, _user())
    cases = partnerships = 0
    while True:
        command = Succeed(
            ended=names.get(told.ended, told.ended),
            successor=names.get(told.successor, told.successor),
            case_ids=ids and ids[:MOST_CARRIED],
            limit=MOST_CARRIED,
            dry_run=told.dry_run,
        )
        async with service.database.work(actor) as work:
            try:
                done = await succeed(work, SuccessionBench(Register(work), EndedCaseload(work, service.desk)), command)
            except _refusals() as refusal:
                sys.exit(_sentence(refusal))
            await work.commit()
        cases, partnerships, ids = cases + done.cases, partnerships + done.partnerships, ids and ids[MOST_CARRIED:]
        if told.dry_run or ids == [] or (ids is None and done.cases == 0):
            break
        sys.stderr.write(f"{cases} carried over, {done.left} left\n")
    would = "would go" if told.dry_run else "went"
    if told.dry_run:
        cases = done.left if named is None else named
    return [
        f"{done.successor.name} follows {done.ended.name} from {done.followed_on}.",
        f"{partnerships} partnerships {would} over.",
        f"{cases} cases {would} over. {done.left} are left with {done.ended.slug}.",
    ]


def _case_ids(file: "Path") -> list["UUID"]:
    """Read a file with the id of one case on each line."""
    from uuid import UUID

    try:
        return [UUID(line.strip()) for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except OSError as fault:
        sys.exit(f"{file}: {fault.strerror}.")
    except ValueError:
        sys.exit(f"{file}: write the id of one case on each line.")


async def _acts(work: "Work", _: "Bench", told: argparse.Namespace) -> Iterable[str]:
    import json

    from app.administration.store import Register

    found = await Register(work).acts(told.subject, 2**63 - 1, MOST_LISTED)
    return [
        "\t".join(
            (
                f"{one.recorded_at:%Y-%m-%d %H:%M:%S %Z}",
                one.act,
                one.subject,
                f"{one.source} {one.by}",
                json.dumps(one.details),
            )
        )
        for one in found
    ]


def _state(*, disabled: bool) -> str:
    return "disabled" if disabled else "enabled"


COMMANDS: Mapping[str, Command] = {
    "acts": _acts,
    "add_partner": _add_partner,
    "change_scopes": _change_scopes,
    "choose": _choose,
    "clients": _clients,
    "end": _end,
    "make_secret": _make_secret,
    "organisations": _organisations,
    "partners": _partners,
    "register_client": _register_client,
    "register_organisation": _register_organisation,
    "rename": _rename,
    "retire": _retire,
    "switch_client": _switch_client,
    "switch_organisation": _switch_organisation,
}
"""The commands, by the names that `command_line.py` gives them."""
