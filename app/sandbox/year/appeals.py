"""What follows the certificate of an invented family: an appeal and its end, or none. Pure."""

from datetime import date, timedelta
from typing import Final

from app.cases.domain import commands
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import AppealOutcome, ChildsViewsGiven, HearingFormat
from app.evidence.domain.experience import Stage
from app.kernel.terms import AppealBasis, DecisionKind, PlanSection, TermKind
from app.sandbox.year.diary import LA, TRIBUNAL, Diary
from app.sandbox.year.draws import End
from app.sandbox.year.paths import AGREED
from app.sandbox.year.steps import CarriesOut, SaysHowItWas

_O = AppealOutcome
DECIDED: Final = (
    (_O.UPHELD, 30),
    (_O.UPHELD_IN_PART, 18),
    (_O.CONSENT_ORDER, 18),
    (_O.WITHDRAWN, 14),
    (_O.DISMISSED, 6),
    (_O.STRUCK_OUT, 2),
)
ORDERED: Final = frozenset({_O.UPHELD, _O.UPHELD_IN_PART, _O.CONSENT_ORDER})


def appeals_or_not(diary: Diary, certified: date | None) -> None:
    """Write what the family does about its right to appeal, and how its dispute ends."""
    if diary.drawn.appeals:
        _appeals(diary, certified)
    elif diary.drawn.end is End.AGREED:
        _says_at_the_end(diary, diary.steps[-1].on)
    elif diary.drawn.end is not End.OPEN:
        _gives_up(diary, certified or diary.sent_on)


def _appeals(diary: Diary, certified: date | None) -> None:
    basis, on = AppealBasis.CERTIFICATE, diary.day(certified or diary.sent_on, 6, 26)
    if certified is None:
        basis = AppealBasis.PLACEMENT_ONLY
    reference = f"EH991/{on:%y}/{diary.lot.randrange(200, 99_999):05}"
    diary.acts(on, commands.RegisterAppeal, TRIBUNAL, basis=basis, tribunal_reference=reference)
    if diary.drawn.end is End.UNOPPOSED:
        diary.acts(diary.day(on, 14, 35), commands.Concede, LA)
        return
    [ending] = diary.lot.choices([one for one, _ in DECIDED], [weight for _, weight in DECIDED])
    if ending is AppealOutcome.STRUCK_OUT:
        diary.acts(diary.day(on, 30, 60), commands.RecordAppealOutcome, TRIBUNAL, outcome=ending)
    else:
        _is_heard(diary, on, ending)


def _is_heard(diary: Diary, registered: date, ending: AppealOutcome) -> None:
    responded = diary.day(registered, 30, 50)
    late = responded > diary.england.working_days_after(registered, 30, tribunal_shutdown=True)
    views = ChildsViewsGiven.GIVEN
    said = {"copied": True, "childs_views": views, "asks_for_time": late}
    diary.acts(responded, commands.RespondToAppeal, LA, **said)
    if ending is AppealOutcome.WITHDRAWN:
        diary.acts(diary.day(responded, 20, 70), commands.Withdraw, TRIBUNAL)
        return
    listed = diary.day(responded, 5, 15)
    heard = diary.day(responded, 60, 110)
    diary.acts(listed, commands.ListHearing, TRIBUNAL, listed_on=heard, format=HearingFormat.VIDEO)
    decided = diary.day(heard, 8, 15)
    if ending is AppealOutcome.CONSENT_ORDER:
        decided = diary.acts(diary.day(listed, 20, 40), commands.Concede, LA)
        decided = diary.day(decided, 4, 12)
    orders = _orders(diary) if ending in ORDERED else ()
    diary.acts(decided, commands.RecordAppealOutcome, TRIBUNAL, outcome=ending, orders=orders)
    if orders:
        diary.does(diary.day(decided, 20, 50), CarriesOut())
    _says_at_the_end(diary, decided)


def _orders(diary: Diary) -> tuple[Ordered, ...]:
    kind, sections = AGREED[diary.drawn.kind], tuple(sorted(diary.drawn.sections))
    if sections == (PlanSection.I,):
        kind = TermKind.NAME_SETTING
    return (Ordered(kind, sections if diary.drawn.kind is DecisionKind.PLAN_CONTENT else ()),)


def _gives_up(diary: Diary, after: date) -> None:
    """The authority gives way, or the family says that it is over."""
    after = max(after, diary.sent_on + timedelta(days=14))
    if diary.drawn.end is End.CONCEDED:
        conceded = diary.acts(diary.day(after, 8, 40), commands.Concede, LA)
        on = diary.acts(diary.day(conceded, 7, 21), commands.Close, LA, family_confirmed=True)
    else:
        on = diary.acts(diary.day(after, 30, 70), commands.Close, LA, family_confirmed=True)
    _says_at_the_end(diary, on)


def _says_at_the_end(diary: Diary, ended: date) -> None:
    if diary.chance(0.7):
        diary.does(ended + timedelta(days=2), SaysHowItWas(Stage.AFTER_END, LA, diary.lot.randrange(35)))
