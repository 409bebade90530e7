"""Legal holds for the OpenAPI document."""

from datetime import timedelta

from app.cases.documented import WHEN
from app.cases.sandbox import actor
from app.cases.stories import LA, TO_READ
from app.cases.unit import Service
from app.keeping.domain.words import HoldReason
from app.keeping.holds.routes import get_legal_holds, lift_legal_hold, set_legal_hold
from app.keeping.holds.sandbox import BECAUSE, EXAMPLE_HOLD
from app.keeping.holds.schemas import LegalHold
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples, Follows

EXAMPLES: Examples[Service] = Examples()
AFTER_SET = Follows(set_legal_hold, "Lift the hold", "hold_id", "$response.body#/id")


def _hold(*, lifted: bool) -> LegalHold:
    client = actor(LA).client_id
    return LegalHold(
        id=EXAMPLE_HOLD,
        case_id=TO_READ.case_id,
        reason=HoldReason.COMPLAINT,
        explanation=BECAUSE,
        set_at=WHEN,
        set_by=client,
        set_on_behalf_of=None,
        lifted_at=WHEN + timedelta(days=90) if lifted else None,
        lifted_by=client if lifted else None,
        lifted_on_behalf_of=None,
    )


@EXAMPLES.of(set_legal_hold, case_id=TO_READ.case_id)
def _set(_: Service) -> LegalHold:
    return _hold(lifted=False)


@EXAMPLES.of(get_legal_holds, case_id=TO_READ.case_id)
def _listed(_: Service) -> Page[LegalHold]:
    return Page[LegalHold](items=[_hold(lifted=False)], next=None)


@EXAMPLES.of(lift_legal_hold, follows=AFTER_SET, case_id=TO_READ.case_id, hold_id=EXAMPLE_HOLD)
def _lifted(_: Service) -> LegalHold:
    return _hold(lifted=True)
