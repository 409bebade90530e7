"""The ways of families to the certificate: advice, a choice, a session. `appeals` has what follows. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from app.capacity.domain.mediator import Span
from app.capacity.domain.words import CancelledBy
from app.cases.domain import commands
from app.certificates import number
from app.evidence.domain.experience import Stage
from app.kernel.london import london_day
from app.kernel.terms import CertificateGround, DecisionKind, SessionOutcome, TermKind
from app.law.domain.chronology import Term
from app.sandbox.year.diary import LA, PROVIDER, Diary
from app.sandbox.year.draws import Path
from app.sandbox.year.steps import Books, CallsOff, CarriesOut, Holds, Moves, SaysHowItWas, Tells

LATE: Final = 0.2
"""The share of what is late: an authority that arranges late, a certificate that comes late."""
AGREED: Final[Mapping[DecisionKind, TermKind]] = {
    DecisionKind.REFUSAL_TO_ASSESS: TermKind.ASSESS,
    DecisionKind.REFUSAL_TO_REASSESS: TermKind.ASSESS,
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: TermKind.MAKE_PLAN,
    DecisionKind.PLAN_CONTENT: TermKind.AMEND_PLAN,
    DecisionKind.REFUSAL_TO_AMEND: TermKind.AMEND_PLAN,
    DecisionKind.CEASE_TO_MAINTAIN: TermKind.CONTINUE_PLAN,
}
"""What an authority agrees to, or is ordered to do, about each kind of decision."""
_OUTCOMES: Final = (SessionOutcome.FULL_AGREEMENT, SessionOutcome.PARTIAL_AGREEMENT, SessionOutcome.NO_AGREEMENT)


def certified_on(diary: Diary) -> date | None:
    """Write the way of a family. Return the day of its certificate, None if it has none."""
    return _WAYS[diary.drawn.path](diary)


def _no_way(_: Diary) -> date | None:
    return None


def _reaches_adviser(diary: Diary) -> date:
    on = diary.acts(diary.day(diary.sent_on, 4, 30), commands.ContactAdviser, PROVIDER)
    _says(diary, Stage.AFTER_CONTACT, on)
    return on


def _leaves(diary: Diary) -> date | None:
    _reaches_adviser(diary)
    return None


def _declines(diary: Diary) -> date:
    contacted = _reaches_adviser(diary)
    declined = diary.acts(diary.day(contacted, 0, 3), commands.DeclineMediation, PROVIDER)
    return _certificate(diary, declined, CertificateGround.DECLINED)


def _asks(diary: Diary) -> date:
    """Some families tell the authority what they want, and an adviser rings them after that."""
    issues = {"issues": ["The decision, and what the child needs"]}
    if diary.chance(0.4):
        asked = diary.acts(diary.day(diary.sent_on, 3, 20), commands.RequestMediation, LA, private=issues)
        reached = diary.acts(diary.day(asked, 1, 7), commands.ContactAdviser, PROVIDER)
        _says(diary, Stage.AFTER_CONTACT, reached)
        return reached
    contacted = _reaches_adviser(diary)
    return diary.acts(diary.day(contacted, 0, 4), commands.RequestMediation, PROVIDER, private=issues)


def _mediates(diary: Diary) -> date | None:
    asked = _asks(diary)
    booked = diary.day(asked, 33, 40) if diary.chance(LATE) else diary.day(asked, 2, 10)
    held = _session(diary, booked, diary.day(booked, 9, 18))
    drawn = diary.lot.choices(_OUTCOMES, (0, 3, 6) if diary.drawn.appeals else (11, 6, 4))[0]
    diary.does(held, Holds(drawn))
    _says(diary, Stage.AFTER_SESSION, held)
    if drawn is not SessionOutcome.NO_AGREEMENT:
        agreed = diary.working_day(held, 1, 4)
        terms = (Term(AGREED[diary.drawn.kind], sections=tuple(sorted(diary.drawn.sections))),)
        if drawn is SessionOutcome.FULL_AGREEMENT:
            diary.acts(agreed, commands.RecordAgreement, PROVIDER, terms=terms)
            diary.does(diary.day(agreed, 20, 45), CarriesOut())
            diary.agreed = True
            return None
        diary.acts(agreed, commands.RecordAgreement, PROVIDER, terms=(Term(TermKind.OTHER_ACTION),))
    return _certificate(diary, held, CertificateGround.TOOK_PART)


def _session(diary: Diary, booked: date, wanted: date) -> date:
    """Book a session, which may be moved or called off. Return the day on which it is held."""
    mediator, span = diary.time(wanted)
    diary.does(booked, Books(mediator, span))
    if not diary.chance(0.1):
        diary.does(diary.working_day(booked, 1, 2), Tells())
    return _put_off(diary, span, diary.lot.random())


def _put_off(diary: Diary, span: Span, lot: float) -> date:
    """Move a session, call it off, or have the family stay away. Return the day on which the last one is held."""
    day, told = london_day(span.starts_at), diary.steps[-1].on
    if lot < 0.45:
        on = max(diary.england.working_days_before(day, diary.lot.choice((1, 3, 6))), told)
        whose = CancelledBy.PARENT_OR_YOUNG_PERSON if lot < 0.25 else diary.lot.choice(_OTHERS)
        mediator, span = diary.time(diary.day(day, 7, 12))
        diary.does(on, Moves(mediator, span, whose))
    elif lot < 0.7:
        on = max(diary.england.working_days_before(day, diary.lot.choice((1, 2, 4, 7))), told)
        diary.does(on, CallsOff(diary.lot.choice(_OTHERS)))
        mediator, span = diary.time(diary.day(on, 9, 16))
        diary.does(diary.working_day(on, 1, 3), Books(mediator, span))
    elif lot < 0.8:
        on = diary.does(day, Holds(SessionOutcome.FAMILY_DID_NOT_ATTEND))
        mediator, span = diary.time(diary.day(on, 9, 16))
        diary.does(diary.working_day(on, 1, 3), Books(mediator, span))
    else:
        return day
    diary.does(diary.working_day(diary.steps[-1].on, 0, 1), Tells())
    return london_day(span.starts_at)


_OTHERS: Final = (CancelledBy.LOCAL_AUTHORITY, CancelledBy.MEDIATOR)


def _not_offered(diary: Diary) -> date:
    asked = _asks(diary)
    told = diary.acts(diary.day(asked, 12, 30), commands.ReportCannotArrange, LA)
    return _certificate(diary, told, CertificateGround.NOT_ARRANGED)


def _not_held(diary: Diary) -> date:
    asked = _asks(diary)
    booked = diary.day(asked, 3, 8)
    mediator, span = diary.time(diary.day(booked, 10, 14))
    diary.does(booked, Books(mediator, span))
    on = diary.england.working_days_before(london_day(span.starts_at), 2)
    diary.does(on, CallsOff(CancelledBy.LOCAL_AUTHORITY))
    told = diary.acts(diary.working_day(on, 1, 3), commands.ReportCannotArrange, LA)
    return _certificate(diary, told, CertificateGround.NOT_ARRANGED)


def _certificate(diary: Diary, due: date, ground: CertificateGround) -> date:
    on = diary.working_day(due, 4, 7) if diary.chance(LATE) else diary.working_day(due, 0, 3)
    numbered = number.new(diary.lot.choice)
    return diary.acts(on, commands.IssueCertificate, PROVIDER, ground=ground, number=numbered)


def _says(diary: Diary, stage: Stage, after: date) -> None:
    """Most families that are asked answer."""
    if diary.chance(0.7):
        diary.does(after + timedelta(days=1), SaysHowItWas(stage, PROVIDER, diary.lot.randrange(35)))


_WAYS: Final[Mapping[Path, Callable[[Diary], date | None]]] = {
    Path.NO_CONTACT: _no_way,
    Path.PLACEMENT_ONLY: _no_way,
    Path.LEAVES: _leaves,
    Path.DECLINES: _declines,
    Path.MEDIATES: _mediates,
    Path.NOT_OFFERED: _not_offered,
    Path.NOT_HELD: _not_held,
}
