"""The commands that need no database: `python -m app demo | openapi | draft | keys | law`."""

import argparse
import json
import sys


def run_demo(arguments: argparse.Namespace) -> None:
    """Walk invented families' cases through a running sandbox."""
    from app.demo import walk

    sys.exit(walk(arguments.url))


def run_openapi(arguments: argparse.Namespace) -> None:
    """Write everything that is generated from the running code."""
    from app.generate import write

    for path in write(arguments.to):
        print(path)


def run_draft(arguments: argparse.Namespace) -> None:
    """Write the migration that brings a change of the tables or of the SQL."""
    from app.drafting import draft

    print(draft(arguments.says) or "Nothing is missing: the migrations make what the tables and the SQL files say.")


def run_keys(_: argparse.Namespace) -> None:
    """Print new keys as the lines of an environment file, one for each secret that a live deployment needs."""
    from cryptography.fernet import Fernet

    from app.platform.keys import new_signing_key, new_token_key

    print(f'SEALING_KEYS=["{Fernet.generate_key().decode()}"]')
    print(f"SIGNING_KEYS=[{json.dumps(new_signing_key())}]")
    print(f"TOKEN_KEYS=[{json.dumps(new_token_key())}]")


def run_law(arguments: argparse.Namespace) -> None:
    """Print the rules in force on a day."""
    from app.law.domain.rulebook import RULEBOOK

    rules = RULEBOOK.in_force(arguments.on)
    if not rules:
        sys.exit(f"This service knows no rule that was in force on {arguments.on}: its law begins on 1 September 2014.")
    for rule in rules:
        print(f"{rule.id}\n    {rule.says}\n    {rule.citation} [{rule.kind}, {rule.verified}]")
