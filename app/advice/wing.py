"""The value that the advice wing hands to the service."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Removes, Sealed, Seed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.advice import law_routes
    from app.advice.offers import routes as offers
    from app.advice.referrals import actions, correction_routes
    from app.advice.referrals import routes as referrals
    from app.advice.services import routes as services

    return referrals.router, actions.router, correction_routes.router, services.router, offers.router, law_routes.router


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.advice.unit import EXPLANATIONS

    return EXPLANATIONS


def _tables() -> "Sequence[Table]":
    from app.advice import tables

    return (
        tables.service_capacity,
        tables.referrals,
        tables.referral_contents,
        tables.referral_notes,
        tables.advice_offers,
        tables.advice_figures,
    )


def _sealed() -> Sequence[Sealed]:
    from app.advice.tables import referral_contents, referral_notes

    return (
        Sealed(referral_contents.c.referral_id, referral_contents.c.sealed),
        Sealed(referral_notes.c.id, referral_notes.c.sealed),
    )


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, select

    from app.advice.tables import referral_contents, referrals

    withdrawn = select(referrals.c.id).where(referrals.c.consent_withdrawn_on.is_not(None))
    unreachable = delete(referral_contents).where(referral_contents.c.referral_id.in_(withdrawn))
    return (Forgets("ways to reach people who took their consent back", unreachable),)


def _seeds() -> Sequence[Seed]:
    from app.advice.sandbox import all_referred, open_referrals

    return (Seed(all_referred, open_referrals),)


def _removes() -> Sequence[Removes]:
    from sqlalchemy import func, update

    from app.advice.tables import advice_offers, referrals
    from app.platform.db.removing import CASE, of_case

    # A referral is the advice service's own record, with a period of its own. It loses its case and stays. The receipt
    # is silent about it, because the authority reads the receipt.
    apart = update(referrals).where(referrals.c.case_id == CASE)
    return Removes(apart.values(case_id=None, case_removed_at=func.app_now())), of_case(advice_offers)


def _examples() -> "Sequence[Examples[Any]]":
    from app.advice.offers import documented as offers
    from app.advice.referrals import documented as referrals
    from app.advice.services import documented as services

    return services.EXAMPLES, offers.EXAMPLES, referrals.EXAMPLES


WING = Wing(
    name="advice",
    tags=(
        (
            "Advice",
            "See when to offer independent help to families, and which advice service to name. You also see how many "
            "more families each advice service can help, and what this help achieves for families.",
        ),
        (
            "Referrals",
            "Refer a person to the advice service, with the person's own consent. The authority pays for the "
            "advice service, but cannot see how the advice service helps a person.",
        ),
    ),
    routers=_routers,
    examples=_examples,
    explanations=_explanations,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    seeds=_seeds,
    removes=_removes,
)
