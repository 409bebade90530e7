"""An answer to a what-if for the OpenAPI document.

The service writes its document while it runs, and loads no library of simulation for that. So the answer is kept here.
A test simulates the same question, and compares.
"""

from datetime import date, timedelta
from typing import Final

from app.capacity.domain.twin import Added, Changes, InLine, Kind, Range, Sort, Twin
from app.capacity.figures.documented import WEEK
from app.capacity.mediators.documented import WHEN
from app.capacity.twin.question import Mend, Question, Scenario, WeekRange, WhatIf
from app.capacity.twin.routes import ask_what_if
from app.capacity.twin.schemas import WhatIfOut
from app.capacity.twin.views import what_if_out
from app.cases.unit import Service
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
WEEKS: Final = 6
_FREE: Final = (0.0, 4.0, 3.0, 3.0, 4.0, 3.0)
QUESTION: Final = Question(
    Twin(
        today=WHEN.date(),
        told_from=WHEN.date() + timedelta(days=7),
        first_week=WEEK,
        weeks=WEEKS,
        within_days=30,
        sorts=(Sort(("991",), ("en",), ("in_person", "video"), 3, _FREE, (2.0, *(0.0,) * (WEEKS - 1))),),
        waiting=(InLine("991", date(2026, 2, 27), 3), InLine("991", date(2026, 3, 12), 6)),
        rates={"991": 1.75},
    ),
    Changes(take_up=1.0),
    1,
)
_Three = tuple[int, int, int]
_AS_THINGS_ARE: Final[tuple[tuple[_Three, _Three, _Three], ...]] = (
    ((9, 11, 14), (0, 0, 0), (0, 0, 0)),
    ((6, 8, 12), (3, 4, 4), (0, 0, 1)),
    ((4, 8, 12), (2, 3, 3), (0, 0, 0)),
    ((3, 7, 11), (2, 3, 3), (0, 0, 1)),
    ((1, 4, 9), (3, 4, 4), (0, 0, 0)),
    ((0, 3, 9), (0, 3, 3), (0, 0, 0)),
)
_UNDER_THE_CHANGE: Final[tuple[tuple[_Three, _Three, _Three], ...]] = (
    ((10, 13, 16), (0, 0, 0), (0, 0, 0)),
    ((10, 13, 18), (3, 4, 4), (0, 0, 1)),
    ((9, 15, 20), (2, 3, 3), (0, 0, 0)),
    ((9, 16, 24), (2, 3, 3), (0, 0, 1)),
    ((11, 16, 24), (3, 4, 4), (0, 0, 1)),
    ((11, 18, 27), (2, 3, 3), (0, 0, 4)),
)


def _scenario(rate: float, weeks: tuple[tuple[_Three, _Three, _Three], ...], late: Range, *first: date) -> Scenario:
    ranges = [tuple(Range(*three) for three in one) for one in weeks]
    each = tuple(WeekRange(WEEK + timedelta(weeks=week), *one) for week, one in enumerate(ranges))
    earliest, middle, latest = (*first, None, None, None)[:3]
    return Scenario(rate, 19, each, late, (earliest, middle, latest))


ANSWER: Final = WhatIf(
    runs=100,
    today=_scenario(1.75, _AS_THINGS_ARE, Range(0, 0, 2), date(2026, 2, 23)),
    changed=_scenario(4.17, _UNDER_THE_CHANGE, Range(0, 1, 7), date(2026, 2, 23), date(2026, 3, 23)),
    mend=Mend((Added(Kind("991"), 1),), each_brings=1.13, unserved=0, proven=True, late=Range(0, 0, 2)),
)


@EXAMPLES.of(ask_what_if)
def _what_if(_: Service) -> WhatIfOut:
    return what_if_out(QUESTION, ANSWER)
