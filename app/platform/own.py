"""The value that the platform hands to the service, as every wing does. `install` attaches its routes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Sealed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples

KEYS_PROMISED = timedelta(hours=24)
"""How long the API promises to remember an idempotency key."""
KEYS_KEPT = timedelta(days=3)


def _tables() -> "Sequence[Table]":
    from app.platform.db import tables

    return (
        tables.organisations,
        tables.clients,
        tables.client_secrets,
        tables.partnerships,
        tables.journal,
        tables.idempotency,
        tables.upkeep,
        tables.service_keys,
        tables.sandbox_clock,
        tables.sandbox_year,
        tables.feed_eras,
    )


def _sealed() -> Sequence[Sealed]:
    from app.platform.db.tables import service_keys

    return (Sealed(service_keys.c.id, service_keys.c.sealed),)


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, func

    from app.platform.db.tables import idempotency

    return (Forgets("idempotency keys", delete(idempotency).where(idempotency.c.recorded_at < func.now() - KEYS_KEPT)),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.platform.documented import EXAMPLES

    return (EXAMPLES,)


PLATFORM = Wing(
    name="platform",
    tags=(
        (
            "Tokens",
            "Get an access token, which every operation needs unless its description says otherwise (OAuth 2 client "
            "credentials).",
        ),
        (
            "Discovery",
            "The public keys that check signatures, where a program gets access tokens, and what each error "
            "message (problem) means.",
        ),
        (
            "Operations",
            "For the operator of the service: check that the service works, and read figures about its use.",
        ),
    ),
    examples=_examples,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
)
