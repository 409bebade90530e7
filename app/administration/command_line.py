"""Administration at the command line: `python -m app organisations | clients | partners | acts`.

It imports what a command needs when the command runs, so that every other command starts as fast as before.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from app.administration.records import ClientRecord
    from app.administration.use_cases import Bench, NewSecret
    from app.cases.unit import Service
    from app.platform.db.work import Work

Adds = Callable[..., argparse.ArgumentParser]
Command = Callable[["Work", "Bench", argparse.Namespace], Awaitable[Iterable[str]]]

MOST_CARRIED = 100
"""The most cases that one transaction carries over to a successor."""

MOST_LISTED = 10_000
"""The most lines that a list prints."""


def add_commands(commands: Any, day: Callable[[str], date]) -> None:
    """Add the commands to the program's own. `day` reads a date."""
    _add_organisations(_group(commands, "organisations", "register, rename, disable or list organisations"))
    _add_clients(_group(commands, "clients", "register clients, change their secrets, disable or list them"), day)
    _add_partners(_group(commands, "partners", "say which authority works with whom, and on which days"), day)
    acts = commands.add_parser("acts", help="list what the operator did, newest first")
    acts.add_argument("--subject", help="only acts on this organisation or client")
    acts.set_defaults(administer=_acts)


def _group(commands: Any, name: str, says: str) -> Adds:
    group = commands.add_parser(name, help=says).add_subparsers(dest="what", metavar="what", required=True)

    def add(what: str, command: Command, says: str, *positional: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = group.add_parser(what, help=says)
        for argument in positional:
            parser.add_argument(argument)
        parser.set_defaults(administer=command)
        return parser

    return add


def _add_organisations(add: Adds) -> None:
    registering = add("register", _register_organisation, "register an organisation", "slug")
    registering.add_argument("--kind", required=True, help="such as local_authority or mediation_provider")
    registering.add_argument("--name", required=True, help="as letters and certificates show it")
    registering.add_argument("--la-code", help="an authority's three-digit code")
    add("rename", _rename, "change the name of an organisation", "slug", "name")
    for what, disabled in (("disable", True), ("enable", False)):
        says = f"{what} an organisation and all its clients"
        add(what, _switch_organisation, says, "slug").set_defaults(disabled=disabled)
    add("list", _organisations, "list the organisations").add_argument("--kind")


def _add_clients(add: Adds, day: Callable[[str], date]) -> None:
    registering = add("register", _register_client, "register a client and print its secret once", "client_id")
    registering.add_argument("--organisation", required=True, help="the short name of its organisation")
    registering.add_argument("--scope", action="append", dest="scopes", help="may be given several times")
    registering.add_argument("--no-secret", action="store_true", help="an outside issuer proves who the client is")
    secret = add("secret", _make_secret, "make another secret and print it once", "client_id")
    old = secret.add_mutually_exclusive_group()
    old.add_argument("--retire-old-now", action="store_true", help="the old secret opens nothing from now on")
    old.add_argument("--retire-old-on", type=day, help="the first day on which the old secret opens nothing")
    retiring = add("retire", _retire, "end a secret now", "client_id")
    retiring.add_argument("slot", type=int, choices=(1, 2), help="its place, as `list` shows it")
    add("scopes", _change_scopes, "say all that a client may do", "client_id").add_argument("scopes", nargs="+")
    for what, disabled in (("disable", True), ("enable", False)):
        add(what, _switch_client, f"{what} a client", "client_id").set_defaults(disabled=disabled)
    add("list", _clients, "list the clients").add_argument("--organisation")


def _add_partners(add: Adds, day: Callable[[str], date]) -> None:
    adding = add("add", _add_partner, "have an authority work with a partner", "authority", "partner")
    adding.add_argument("--from", type=day, dest="begins_on", help="the first day; today if left out")
    adding.add_argument("--to", type=day, dest="ends_on", help="the last day")
    adding.add_argument("--first-choice", action="store_true")
    choosing = add("first", _choose, "make a partner the first choice", "authority", "partner")
    choosing.add_argument("--from", type=day, dest="begins_on", help="the first day; today if left out")
    ending = add("end", _end, "end a partnership", "authority", "partner")
    ending.add_argument("--on", type=day, dest="last_day", required=True, help="the last day")
    listing = add("list", _partners, "list the partnerships")
    listing.add_argument("--authority")
    listing.add_argument("--partner")
    listing.add_argument("--on", type=day)


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
                lines = list(await arguments.administer(work, bench, arguments))
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
        "TwoSecrets": "This client has two live secrets. Retire one of them first.",
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

    found = await Register(work).clients(told.organisation, "", MOST_LISTED)
    return [line for one in found for line in _shown(one)]


def _shown(client: "ClientRecord") -> Iterable[str]:
    scopes = " ".join(sorted(client.scopes))
    yield f"{client.client_id}\t{client.organisation}\t{_state(disabled=client.disabled)}\t{scopes}"
    for one in client.secrets:
        ends = "no end set" if one.retires_at is None else f"ends {one.retires_at:%Y-%m-%d %H:%M %Z}"
        yield f"  secret {one.slot}\tmade {one.made_at:%Y-%m-%d %H:%M %Z}\t{ends}"


async def _add_partner(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.use_cases import WorkTogether, make_partnership

    command = WorkTogether(
        authority=told.authority,
        partner=told.partner,
        begins_on=told.begins_on or work.today,
        ends_on=told.ends_on,
        first_choice=told.first_choice,
    )
    return [*await make_partnership(work, bench, command), *await _days(work, told)]


async def _choose(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.use_cases import ChooseFirst, choose_partner

    begins = told.begins_on or work.today
    command = ChooseFirst(authority=told.authority, partner=told.partner, begins_on=begins)
    return [*await choose_partner(work, bench, command), *await _days(work, told)]


async def _end(work: "Work", bench: "Bench", told: argparse.Namespace) -> Iterable[str]:
    from app.administration.use_cases import EndPartnership, end_partnership

    command = EndPartnership(authority=told.authority, partner=told.partner, last_day=told.last_day)
    return [*await end_partnership(work, bench, command), *await _days(work, told)]


async def _partners(work: "Work", _: "Bench", told: argparse.Namespace) -> Iterable[str]:
    return await _days(work, told, told.on)


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
    return [
        f"{done.successor.name} follows {done.ended.name} from {done.followed_on}.",
        f"{partnerships} partnerships {would} over.",
        f"{cases} cases went over. {done.left} are left with {done.ended.slug}.",
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
