"""The value that the certificates wing hands to the service."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Removes, Sealed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router

LOOKUPS_KEPT = timedelta(days=400)
"""Of the public. Longer than a year, so that one year's misuse can be seen in the next."""


def _routers() -> "Sequence[Router]":
    from app.certificates.routes import router

    return (router,)


def _tables() -> "Sequence[Table]":
    from app.certificates.tables import certificate_lookups, certificates

    return certificates, certificate_lookups


def _sealed() -> Sequence[Sealed]:
    from app.certificates.tables import certificates

    return (Sealed(certificates.c.number, certificates.c.sealed_token),)


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, func, or_

    from app.certificates.tables import certificate_lookups as looked

    by_the_public = or_(looked.c.asked_by == "public", looked.c.asked_by.like("public %"))
    old = looked.c.recorded_at < func.now() - LOOKUPS_KEPT
    return (Forgets("public look-ups of certificates, older than a year", delete(looked).where(by_the_public, old)),)


def _removes() -> Sequence[Removes]:
    from sqlalchemy import delete, func, select, update

    from app.cases.tables import cases
    from app.certificates.tables import certificate_lookups as looked
    from app.certificates.tables import certificates
    from app.platform.db.removing import CASE, of_case

    # Case and certificate name each other. The gate before the tribunal lets the case go first only if it is closed.
    parted = update(cases).where(cases.c.id == CASE)
    own = looked.c.number.in_(select(certificates.c.number).where(certificates.c.case_id == CASE))
    return (
        Removes(parted.values(state="closed", certificate_number=None, appeal_basis=None)),
        Removes(
            delete(looked).where(own),
            "look-ups of certificates",
            select(func.count()).select_from(looked).where(own),
        ),
        of_case(certificates, "certificates"),
    )


def _examples() -> "Sequence[Examples[Any]]":
    from app.certificates.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="certificates",
    tags=(
        (
            "Certificates",
            "The mediation certificate: we sign the certificate, you can print it, and anyone can check it.",
        ),
    ),
    routers=_routers,
    examples=_examples,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    removes=_removes,
)
