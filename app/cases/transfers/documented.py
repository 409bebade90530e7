"""The answer of a transfer for the OpenAPI document."""

from app.cases import views
from app.cases.documented import told
from app.cases.domain.moved import Transfer
from app.cases.domain.transfer import due_on, transferred
from app.cases.stories import MOVING
from app.cases.transfers.routes import MOVED, post_transfer
from app.cases.transfers.schemas import TransferIn, TransferOut
from app.cases.transfers.use_cases import Transferred
from app.cases.unit import Service
from app.kernel.machine import changed
from app.law.domain.kinds import Code
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(post_transfer, case_id=MOVING.case_id)
def _transferred(service: Service) -> TransferOut:
    case, said = told(service, MOVING)[-1].case, TransferIn.model_validate(next(iter(MOVED.values()))["value"])
    transfer = Transfer(case.la_code, said.to_la_code, case.la_code, said.moved_on, said.aware_on, said.moved_on)
    facts, law = changed(case.facts, transferred(case.facts, transfer, body_stays=True)), service.pathway.law
    last, explain_by = due_on(facts, Code.TRANSFER_PLAN, law), due_on(facts, Code.EXPLAIN_TRANSFERRED_PLAN, law)
    done = Transferred(case, transfer, last, explain_by, provider_changed=False, session_stays=False)
    return TransferOut.of(done, views.organisation(case.provider_id, service.organisations))
