"""What follows the certificate of an invented family: an appeal and its end, or none. Pure."""

from datetime import date, timedelta
from typing import Final

from app.cases.domain import commands
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import AppealOutcome, ChildsViewsGiven, HearingFormat
from app.evidence.domain.experience import Stage
from app.kernel.terms import AppealBasis, DecisionKind, PlanSection, TermKind
from app.sandbox.year.diary import LA, TRIBUNAL, Diary
from app.sandbox.year.draws import Path
from app.sandbox.year.paths import AGREED
from app.sandbox.year.steps import CarriesOut, SaysHowItWas

_O = AppealOutcome
ENDINGS: Final = (
    (_O.UPHELD, 30),
    (_O.UPHELD_IN_PART, 18),
    (_O.CONSENT_ORDER, 18),
    (_O.UNOPPOSED, 12),
    (_O.WITHDRAWN, 14),
    (_O.DISMISSED, 6),
    (_O.STRUCK_OUT, 2),
)
ORDERED: Final = frozenset({_O.UPHELD, _O.UPHELD_IN_PART, _O.CONSENT_ORDER})


def appeals_or_not(diary: Diary, certified: date | None) -> None:
    """Write what the family does about its right to appeal, and how its dispute ends."""
    if diary.drawn.appeals:
        _appeals(diary, certified)
    elif certified is not None or diary.drawn.path in (Path.NO_CONTACT, Path.LEAVES):
        _gives_up(diary, certified or diary.sent_on)
    elif diary.agreed:
        _says_at_the_end(diary, diary.steps[-1].on)


def _appeals(diary: Diary, certified: date | None) -> None:
    basis, on = AppealBasis.CERTIFICATE, diary.day(certified or diary.sent_on, 6, 26)
    if certified is None:
        basis = AppealBasis.PLACEMENT_ONLY
    reference = f"EH991/{on:%y}/{diary.lot.randrange(200, 99_999):05}"
    diary.acts(on, commands.RegisterAppeal, TRIBUNAL, basis=basis, tribunal_reference=reference)
    [ending] = diary.lot.choices([one for one, _ in ENDINGS], [weight for _, weight in ENDINGS])
    if ending is AppealOutcome.STRUCK_OUT:
        diary.acts(diary.day(on, 30, 60), commands.RecordAppealOutcome, TRIBUNAL, outcome=ending)
    elif ending is AppealOutcome.UNOPPOSED:
        diary.acts(diary.day(on, 14, 35), commands.Concede, LA)
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
    """The authority gives way, the family says that it is over, or nobody says anything. No family waits for ever."""
    asked = diary.drawn.path in (Path.NOT_OFFERED, Path.NOT_HELD)
    lot, after = diary.lot.random(), max(after, diary.sent_on + timedelta(days=14))
    if lot < 0.25:
        conceded = diary.acts(diary.day(after, 8, 40), commands.Concede, LA)
        on = diary.acts(diary.day(conceded, 7, 21), commands.Close, LA, family_confirmed=True)
    elif lot < 0.85 or asked:
        on = diary.acts(diary.day(after, 30, 70), commands.Close, LA, family_confirmed=True)
    else:
        return
    _says_at_the_end(diary, on)


def _says_at_the_end(diary: Diary, ended: date) -> None:
    if diary.chance(0.7):
        diary.does(ended + timedelta(days=2), SaysHowItWas(Stage.AFTER_END, LA, diary.lot.randrange(35)))
