"""Receipts of removed cases for the OpenAPI document."""

from datetime import UTC, date, datetime
from uuid import UUID

from app.cases import views as present
from app.cases.sandbox import actor
from app.cases.stories import LA
from app.cases.unit import Service
from app.keeping.domain.periods import CASE_KEPT, REFERRAL_KEPT
from app.keeping.removals.routes import get_referral_removals, get_removals
from app.keeping.removals.schemas import ReferralRemoval, Removal
from app.kernel.chain import GENESIS
from app.kernel.terms import OrganisationKind
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_referral_removals, by=OrganisationKind.ADVICE_SERVICE)
def _referral_removals(_: Service) -> Page[ReferralRemoval]:
    removal = ReferralRemoval(
        referral_id=UUID("0c1d2e3f-6c1e-4a55-9a0b-1f0c8f6b7d22"),
        removed_at=datetime(2032, 4, 4, 3, tzinfo=UTC),
        ended_on=date(2026, 4, 2),
        kept_until=date(2032, 4, 2),
        kept_days=REFERRAL_KEPT.days,
        version=4,
        head=64 * "b",
        seq=1,
        removed={"contact details": 1, "events": 4, "notes": 2},
        previous=GENESIS,
        hash=64 * "c",
    )
    return Page[ReferralRemoval](items=[removal], next=None)


@EXAMPLES.of(get_removals)
def _removals(service: Service) -> Page[Removal]:
    removal = Removal(
        case_id=UUID("5b1f8a52-6c1e-4a55-9a0b-1f0c8f6b7d22"),
        authority=present.organisation(actor(LA).organisation_id, service.organisations),
        removed_at=datetime(2032, 4, 4, 3, tzinfo=UTC),
        ended_on=date(2026, 4, 2),
        kept_until=date(2032, 4, 2),
        kept_days=CASE_KEPT.days,
        version=7,
        head=64 * "b",
        seq=1,
        removed={"certificates": 1, "contact details": 1, "events": 7, "reads": 3},
        previous=GENESIS,
        hash=64 * "c",
    )
    return Page[Removal](items=[removal], next=None)
