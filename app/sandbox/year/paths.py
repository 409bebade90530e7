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
from app.sandbox.year.draws import End, Path
from app.sandbox.year.steps import Books, CallsOff, CarriesOut, Holds, Moves, SaysHowItWas, Tells

LATE: Final = 5
"""One in so many is late: an authority that arranges late, a certificate that comes late, a family that thinks long."""
AGREED: Final[Mapping[DecisionKind, TermKind]] = {
    DecisionKind.REFUSAL_TO_ASSESS: TermKind.ASSESS,
    DecisionKind.REFUSAL_TO_REASSESS: TermKind.ASSESS,
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: TermKind.MAKE_PLAN,
    DecisionKind.PLAN_CONTENT: TermKind.AMEND_PLAN,
    DecisionKind.REFUSAL_TO_AMEND: TermKind.AMEND_PLAN,
    DecisionKind.CEASE_TO_MAINTAIN: TermKind.CONTINUE_PLAN,
}
"""What an authority agrees to, or is ordered to do, about each kind of decision."""
_OUTCOMES: Final[Mapping[End, SessionOutcome]] = {
    End.AGREED: SessionOutcome.FULL_AGREEMENT,
    End.UNOPPOSED: SessionOutcome.PARTIAL_AGREEMENT,
}
"""How sessions end. A dispute with an agreement about a part counts as settled, so only such disputes have one."""


def certified_on(diary: Diary) -> date | None:
    """Write the way of a family. Return the day of its certificate, None if it has none."""
    return _WAYS[diary.drawn.path](diary)


def _no_way(_: Diary) -> date | None:
    return None


def _reaches_adviser(diary: Diary, within: int = 30) -> date:
    on = diary.acts(diary.day(diary.sent_on, 4, within), commands.ContactAdviser, PROVIDER)
    _says(diary, Stage.AFTER_CONTACT, on)
    return on


def _leaves(diary: Diary) -> date | None:
    _reaches_adviser(diary)
    return None


def _declines(diary: Diary) -> date:
    """Most families decline soon. Some think about it for a month."""
    thinks = diary.drawn.each(LATE)
    contacted = _reaches_adviser(diary, 10 if thinks else 30)
    said = diary.day(contacted, 31, 38) if thinks else diary.day(contacted, 0, 3)
    declined = diary.acts(said, commands.DeclineMediation, PROVIDER)
    return _certificate(diary, declined, CertificateGround.DECLINED, late=diary.drawn.each(LATE, 1))


def _asks(diary: Diary) -> date:
    """Some families tell the authority what they want, and an adviser rings them after that."""
    issues = {"issues": ["The decision, and what the child needs"]}
    if diary.chance(0.4):
        asked = diary.acts(diary.day(diary.sent_on, 3, 20), commands.RequestMediation, LA, private=issues)
        reached = diary.acts(diary.day(asked, 1, 7), commands.ContactAdviser, PROVIDER)
        _says(diary, Stage.AFTER_CONTACT, reached)
        return reached
    contacted = _reaches_adviser(diary)
    return diary.acts(diary.day(contacted, 0, 1), commands.RequestMediation, PROVIDER, private=issues)


def _mediates(diary: Diary) -> date | None:
    asked = _asks(diary)
    booked = diary.day(asked, 33, 40) if diary.drawn.each(LATE, 3) else diary.day(asked, 1, 5)
    held = _session(diary, booked, diary.day(booked, 8, 12))
    drawn = _OUTCOMES.get(diary.drawn.end, SessionOutcome.NO_AGREEMENT)
    diary.does(held, Holds(drawn))
    _says(diary, Stage.AFTER_SESSION, held)
    if drawn is not SessionOutcome.NO_AGREEMENT:
        agreed = diary.working_day(held, 1, 4)
        terms = (Term(AGREED[diary.drawn.kind], sections=tuple(sorted(diary.drawn.sections))),)
        if drawn is SessionOutcome.FULL_AGREEMENT:
            diary.acts(agreed, commands.RecordAgreement, PROVIDER, terms=terms)
            diary.does(diary.day(agreed, 20, 45), CarriesOut())
            return None
        diary.acts(agreed, commands.RecordAgreement, PROVIDER, terms=(Term(TermKind.OTHER_ACTION),))
    return _certificate(diary, held, CertificateGround.TOOK_PART, late=diary.drawn.each(LATE, 1))


def _session(diary: Diary, booked: date, wanted: date) -> date:
    """Book a session, which may be moved or called off. Return the day on which it is held."""
    mediator, span = diary.time(wanted)
    diary.does(booked, Books(mediator, span))
    if not diary.chance(0.1):
        diary.does(diary.working_day(booked, 1, 2), Tells())
    return _put_off(diary, span, diary.drawn.turn % NINE)


NINE: Final = 9
"""What happens to the sessions of nine families: in four, the session is moved. In two, it is called off. In one, the
family stays away."""


def _put_off(diary: Diary, span: Span, turn: int) -> date:
    """Move a session, call it off, or have the family stay away. Return the day on which the last one is held."""
    day, told = london_day(span.starts_at), diary.steps[-1].on
    if turn in (0, 1, 3, 4):
        on = max(diary.england.working_days_before(day, diary.lot.choice((1, 3, 6))), told)
        whose = CancelledBy.PARENT_OR_YOUNG_PERSON if turn in (0, 3) else diary.lot.choice(_OTHERS)
        mediator, span = diary.time(diary.day(day, 7, 9))
        diary.does(on, Moves(mediator, span, whose))
    elif turn in (2, 5):
        on = max(diary.england.working_days_before(day, diary.lot.choice((1, 2, 4, 7))), told)
        diary.does(on, CallsOff(diary.lot.choice(_OTHERS)))
        mediator, span = diary.time(diary.day(on, 8, 11))
        diary.does(diary.working_day(on, 1, 3), Books(mediator, span))
    elif turn == 6:
        on = diary.does(day, Holds(SessionOutcome.FAMILY_DID_NOT_ATTEND))
        mediator, span = diary.time(diary.day(on, 8, 11))
        diary.does(diary.working_day(on, 1, 3), Books(mediator, span))
    else:
        return day
    diary.does(diary.working_day(diary.steps[-1].on, 0, 1), Tells())
    return london_day(span.starts_at)


_OTHERS: Final = (CancelledBy.LOCAL_AUTHORITY, CancelledBy.MEDIATOR)


def _not_offered(diary: Diary) -> date:
    asked = _asks(diary)
    waits = diary.day(asked, 38, 44) if diary.drawn.each(2) else diary.day(asked, 12, 18)
    told = diary.acts(waits, commands.ReportCannotArrange, LA)
    return _certificate(diary, told, CertificateGround.NOT_ARRANGED, late=diary.drawn.turn % 4 in (0, 1))


def _not_held(diary: Diary) -> date:
    asked = _asks(diary)
    booked = diary.day(asked, 1, 3)
    mediator, span = diary.time(diary.day(booked, 7, 9))
    diary.does(booked, Books(mediator, span))
    on = diary.england.working_days_before(london_day(span.starts_at), 2)
    diary.does(on, CallsOff(CancelledBy.LOCAL_AUTHORITY))
    told = diary.acts(diary.working_day(on, 1, 2), commands.ReportCannotArrange, LA)
    return _certificate(diary, told, CertificateGround.NOT_ARRANGED, late=diary.drawn.each(2))


def _certificate(diary: Diary, due: date, ground: CertificateGround, *, late: bool) -> date:
    on = diary.working_day(due, 4, 6) if late else diary.working_day(due, 0, 3)
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
