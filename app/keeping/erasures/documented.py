"""An erasure for the OpenAPI document."""

from app.cases.documented import WHEN
from app.cases.stories import ERASING
from app.cases.unit import Service
from app.keeping.domain.words import Erasable
from app.keeping.erasures.routes import erase_from_case
from app.keeping.erasures.schemas import ErasedOut, Erasure
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(erase_from_case, case_id=ERASING.case_id)
def _erased(_: Service) -> Erasure:
    gone = ErasedOut(what=Erasable.CONTACT, certificates=[], seq=3, hash=64 * "e")
    return Erasure(case_id=ERASING.case_id, erased=[gone], erased_at=WHEN)
