"""What `python -m app organisations | clients | partners | acts` understands: each argument in a sentence."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

Adds = Callable[..., argparse.ArgumentParser]

SLUG = "The organisation's short name in this service: small letters, digits and hyphens, such as camden."
CLIENT = "The client's id, such as camden-cases."
AUTHORITY = "The authority's short name, such as camden."
PARTNER = "The short name of a mediation provider, advice service or commissioning body, such as common-ground."
TODAY = "If you leave this out, the first day is today."
KINDS = "local_authority, mediation_provider, advice_service, commissioning_body, tribunal or operator"


def add_commands(commands: Any, day: Callable[[str], date]) -> None:
    """Add the commands to the program's own. `day` reads a date."""
    _add_organisations(_group(commands, "organisations", "Register, rename, disable or list organisations"))
    _add_clients(_group(commands, "clients", "Register the clients that call the API, and change their secrets"), day)
    _add_partners(
        _group(commands, "partners", "Record which authority works with which partner, and on which days"), day
    )
    acts = commands.add_parser(
        "acts", help="list the operator's actions, newest first", **_shown("List the operator's actions", "acts")
    )
    acts.add_argument("--subject", help="Show only actions on this organisation or client, such as camden.")
    _runs(acts, "acts")


def _shown(says: str, example: str) -> dict[str, Any]:
    """Return the description of a command, and its example."""
    return {"description": f"{says}.", "epilog": f"Example:\n  python -m app {example}"}


def _runs(parser: argparse.ArgumentParser, command: str, **set_: bool) -> None:
    """Say which function of `running.py` runs the command."""
    parser.set_defaults(run="caseload.run_administration", administer=command, **set_)


def _group(commands: Any, name: str, says: str) -> Adds:
    named = commands.add_parser(
        name, help=says[0].lower() + says[1:], description=f"{says}.",
        epilog=f"Each command has its own help, with an example: python -m app {name} list --help",
    )  # fmt: skip
    group = named.add_subparsers(dest="what", metavar="what", required=True)

    def add(what: str, command: str, says: str, example: str, positional: Mapping[str, str]) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = group.add_parser(
            what, help=says[0].lower() + says[1:], **_shown(says, f"{name} {what} {example}".rstrip())
        )
        for argument, meaning in positional.items():
            parser.add_argument(argument, help=meaning)
        _runs(parser, command)
        return parser

    return add


def _add_organisations(add: Adds) -> None:
    registering = add(
        "register", "register_organisation", "Register an organisation",
        'camden --kind local_authority --name "London Borough of Camden" --la-code 202', {"slug": SLUG},
    )  # fmt: skip
    registering.add_argument("--kind", required=True, help=f"The kind of organisation: {KINDS}.")
    registering.add_argument(
        "--name", required=True, help='The name that letters and certificates show, such as "London Borough of Camden".'
    )
    registering.add_argument(
        "--la-code",
        help=(
            "The authority's three-digit code, such as 202. Give this only for a local authority. To find the "
            "code, run: python -m app authorities"
        ),
    )
    add(
        "rename", "rename", "Change the name of an organisation", 'camden "Camden Council"',
        {"slug": SLUG, "name": 'The new name, such as "Camden Council".'},
    )  # fmt: skip
    for what, disabled in (("disable", True), ("enable", False)):
        says = f"{what.capitalize()} an organisation and all its clients"
        _runs(
            add(what, "switch_organisation", says, "camden", {"slug": SLUG}), "switch_organisation", disabled=disabled
        )
    listing = add("list", "organisations", "List the organisations", "--kind mediation_provider", {})
    kinds = KINDS.replace(" or ", ", ").split(", ")
    listing.add_argument(
        "--kind", choices=kinds, metavar="KIND", help=f"Show only organisations of this kind: {KINDS}."
    )


def _add_clients(add: Adds, day: Callable[[str], date]) -> None:
    registering = add(
        "register", "register_client", "Register a client, and print its secret once",
        "camden-cases --organisation camden", {"client_id": "The new client's id, such as camden-cases."},
    )  # fmt: skip
    registering.add_argument(
        "--organisation", required=True, help="The organisation that owns the client: a short name, such as camden."
    )
    registering.add_argument(
        "--scope", action="append", dest="scopes",
        help="A permission (scope) for the client, such as cases:read. Repeat this option for several permissions. If "
        "you leave this out, the client gets every permission that its kind of organisation may have.",
    )  # fmt: skip
    registering.add_argument(
        "--no-secret", action="store_true",
        help="Make no secret. Choose this if an outside token issuer proves who the client is.",
    )  # fmt: skip
    secret = add(
        "secret", "make_secret", "Make a second secret for a client, and print it once",
        "camden-cases --retire-old-on 2026-12-15", {"client_id": CLIENT},
    )  # fmt: skip
    old = secret.add_mutually_exclusive_group()
    old.add_argument("--retire-old-now", action="store_true", help="End the old secret immediately.")
    old.add_argument(
        "--retire-old-on", type=day, help="The first day on which the old secret no longer works, such as 2026-12-15."
    )
    retiring = add("retire", "retire", "End a client's secret now", "camden-cases 2", {"client_id": CLIENT})
    retiring.add_argument(
        "slot", type=int, choices=(1, 2), help="Which of the two secrets: 1 or 2, as `clients list` shows it."
    )
    scopes = add(
        "scopes",
        "change_scopes",
        "Set the permissions (scopes) of a client",
        "camden-cases cases:read",
        {"client_id": CLIENT},
    )
    scopes.add_argument(
        "scopes", nargs="+", help="Every permission (scope) that the client has from now on, such as cases:read."
    )
    for what, disabled in (("disable", True), ("enable", False)):
        parser = add(what, "switch_client", f"{what.capitalize()} a client", "camden-cases", {"client_id": CLIENT})
        _runs(parser, "switch_client", disabled=disabled)
    listing = add(
        "list", "clients", "List the clients, and when their secrets were made and end", "--organisation camden", {}
    )
    listing.add_argument("--organisation", help="Show only this organisation's clients: a short name, such as camden.")


def _add_partners(add: Adds, day: Callable[[str], date]) -> None:
    both = {"authority": AUTHORITY, "partner": PARTNER}
    adding = add(
        "add", "add_partner", "Record that an authority works with a partner",
        "camden common-ground --from 2026-09-01 --first-choice", both,
    )  # fmt: skip
    adding.add_argument(
        "--from", type=day, dest="begins_on", help=f"The first day of the partnership, such as 2026-09-01. {TODAY}"
    )
    adding.add_argument(
        "--to",
        type=day,
        dest="ends_on",
        help="The last day, such as 2027-08-31. If you leave this out, the partnership has no end.",
    )
    adding.add_argument(
        "--first-choice",
        action="store_true",
        help="Send new cases to this partner, unless a case names another partner.",
    )
    choosing = add(
        "first", "choose", "Make a partner the authority's first choice", "camden common-ground --from 2026-09-01", both
    )
    choosing.add_argument(
        "--from",
        type=day,
        dest="begins_on",
        help=f"The first day on which this partner is the first choice, such as 2026-09-01. {TODAY}",
    )
    ending = add("end", "end", "End a partnership", "camden common-ground --on 2026-08-31", both)
    ending.add_argument(
        "--on", type=day, dest="last_day", required=True, help="The last day of the partnership, such as 2026-08-31."
    )
    listing = add("list", "partners", "List the partnerships", "--authority camden", {})
    listing.add_argument("--authority", help=f"Show only this authority's partners. {AUTHORITY}")
    listing.add_argument("--partner", help="Show only this partner's authorities: a short name, such as common-ground.")
    listing.add_argument("--on", type=day, help="Show only partnerships on this day, such as 2026-09-01.")
