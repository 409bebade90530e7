"""What becomes of a session from its booking to its end, and what may be recorded of it when, and by whom."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from app.capacity.domain.session import REPRESENTED, Representative, Session, Told
from app.capacity.domain.words import (
    Attending,
    CancelledBy,
    Format,
    SessionStatus,
    WhyMoved,
)
from app.kernel.errors import GateClosed, NotNow, NotYours, OutOfOrder
from app.kernel.terms import OrganisationKind

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
BODY = OrganisationKind.COMMISSIONING_BODY
ARRANGERS = frozenset({LA, PROVIDER, BODY})
TOOK_PLACE = "certificate-after-taking-part"
"""Why a session that took place cannot be made one that did not: the family's certificate rests on it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """When and by whom something is recorded: whether the session has begun, whether by the mediator's own provider."""

    today: date
    begun: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCommand:
    """Something that happened about a session, on a day, as recorded by an organisation."""

    who: ClassVar[frozenset[OrganisationKind]] = ARRANGERS
    rule: ClassVar[str] = "authority-arranges"
    event: ClassVar[str]
    afterwards: ClassVar[bool] = False
    """Whether it may still be set down once the session has ended."""

    by: OrganisationKind
    occurred_on: date

    @property
    def mediators_word(self) -> bool:
        """Whether only the mediator knows it, so that of two providers it is the mediator's own that records it."""
        return self.who == {PROVIDER}

    def must_be_possible(self, session: Session, recording: Recording) -> None:
        """Refuse what cannot be so, or cannot be known yet, of a session that stands so."""

    def becomes(self, session: Session) -> Session:
        """Return the session after it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(SessionCommand):
    """Parties were told the day and place (reg 36). A family may agree to shorter notice than 5 working days."""

    rule: ClassVar = "notify-session"
    event: ClassVar = "session-told"
    parties: tuple[Attending, ...]
    shorter_notice_agreed: bool = False

    def becomes(self, session: Session) -> Session:
        """The first telling counts, and the first agreement: saying it again does not make it later."""
        strangers = [party for party in self.parties if party not in session.to_be_told]
        if strangers:
            raise GateClosed(f"{', '.join(strangers)}: not a party to this session that must be told.", self.rule)
        known = {told.party for told in session.told}
        new = tuple(Told(party, self.occurred_on) for party in self.parties if party not in known)
        after = replace(session, told=session.told + new)
        return self._agreed(after) if self.shorter_notice_agreed else after

    def _agreed(self, session: Session) -> Session:
        """A family agrees to shorter notice of what it was told, and before it is too late to disagree."""
        told = session.told_on(Attending.PARENT_OR_YOUNG_PERSON)
        if told is None or told > self.occurred_on:
            reason = "The family agrees to shorter notice once it is told: say that it was told, by that day."
            raise GateClosed(reason, self.rule)
        if self.occurred_on > session.day:
            raise OutOfOrder(f"The session was on {session.day}: nobody agrees to its notice afterwards.", self.rule)
        return replace(session, shorter_notice_agreed_on=session.shorter_notice_agreed_on or self.occurred_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beforehand(SessionCommand):
    """What is done before the session, and may be recorded after it as of an earlier day."""

    def must_be_possible(self, session: Session, recording: Recording) -> None:
        """Of the session's own day nobody can tell, once it has begun, that it was done before."""
        if self.occurred_on > session.day or (recording.begun and self.occurred_on == session.day):
            reason = f"The session was on {session.day} and has begun: say on which day before it this was done."
            raise OutOfOrder(reason, self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRepresentative(Beforehand):
    """A public party names who comes and declares that this person may resolve the issues, beforehand (reg 37)."""

    who: ClassVar = frozenset(REPRESENTED)
    rule: ClassVar = "authority-to-resolve"
    event: ClassVar = "session-representative-named"

    def becomes(self, session: Session) -> Session:
        """A later name takes the place of an earlier one."""
        party = REPRESENTED[self.by]
        _must_be_party(session, party)
        others = tuple(one for one in session.representatives if one.party is not party)
        return replace(session, representatives=(*others, Representative(party, self.occurred_on)))


def _must_be_party(session: Session, party: Attending) -> None:
    """Refuse a public party that has no part in the session (s.53)."""
    if party not in session.to_be_told:
        what = "Health alone is at issue" if session.health_only else "Health is not among the issues"
        raise GateClosed(
            f"{what} in this session: the {party.replace('_', ' ')} is no party to it.", "health-mediation"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BookInterpreter(Beforehand):
    """An interpreter was found for the session."""

    rule: ClassVar = "who-attends"
    event: ClassVar = "session-interpreter-booked"

    def becomes(self, session: Session) -> Session:
        """The day on which one was found."""
        return replace(session, interpreter_booked_on=self.occurred_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld(SessionCommand):
    """The session is not held at its time: on whose word, and why."""

    word_of: CancelledBy
    why: WhyMoved

    def must_be_possible(self, session: Session, recording: Recording) -> None:
        """A session that took place has an outcome. Once begun, whether it did is not for a party to say."""
        if self.word_of is CancelledBy.COMMISSIONING_BODY:
            _must_be_party(session, Attending.COMMISSIONING_BODY)
        if session.was_attended:
            raise OutOfOrder("Somebody attended, so it took place: record how it ended.", TOOK_PLACE)
        if recording.begun and not recording.own:
            raise NotYours(
                "The session has begun: that it did not take place, or had been called off before, is recorded by the "
                "mediator's own provider.",
                TOOK_PLACE,
            )
        if self.occurred_on > session.day:
            raise OutOfOrder(f"The session was on {session.day}: record how it ended.", TOOK_PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(NotHeld):
    """The session was moved: everybody must be told, and every representative named, anew.

    `fixed_on` is the day on which its new day was settled: no earlier than its time was held, though a session that
    nobody held is put off as of its own day.
    """

    event: ClassVar = "session-rescheduled"
    day: date
    format: Format
    fixed_on: date

    def becomes(self, session: Session) -> Session:
        """What was arranged around the old day falls away, and who stayed away on it."""
        return replace(
            session, day=self.day, format=self.format, fixed_on=self.fixed_on, told=(),
            shorter_notice_agreed_on=None, representatives=(), interpreter_booked_on=None, attendance=(),
            childs_views=None, moved=session.moved + 1, moved_by=self.word_of, why_moved=self.why,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(NotHeld):
    """The session was called off. Its time is free again, and the thirty days run on."""

    event: ClassVar = "session-cancelled"

    @property
    def mediators_word(self) -> bool:
        """Where the mediator called it off."""
        return self.word_of is CancelledBy.MEDIATOR

    def becomes(self, session: Session) -> Session:
        """Called off, by whom and why."""
        return called_off(session, self.occurred_on, self.word_of, self.why)


def called_off(session: Session, on: date, by: CancelledBy, why: WhyMoved) -> Session:
    """Return a session that was called off."""
    return replace(session, status=SessionStatus.CANCELLED, cancelled_on=on, cancelled_by=by, why_cancelled=why)


def decide(session: Session, command: SessionCommand, recording: Recording) -> Session:
    """Return the session after a command.

    Raises:
        NotYours: another party, or the other provider of the case, records this.
        NotNow: the session is called off, or over.
        OutOfOrder: the day has not come, or contradicts the session's.
        GateClosed: it does not concern this session.
    """
    if command.by not in command.who:
        who = " or ".join(sorted(kind.replace("_", " ") for kind in command.who))
        raise NotYours(f"This is recorded by: {who}.", command.rule)
    if command.mediators_word and not recording.own:
        raise NotYours("The mediator's own word is recorded by the mediator's own provider.", command.rule)
    if command.occurred_on > recording.today:
        raise OutOfOrder(f"{command.occurred_on} has not come yet: today is {recording.today}.", command.rule)
    if command.occurred_on < session.fixed_on:
        raise OutOfOrder(f"{command.occurred_on} is before the session was fixed, on {session.fixed_on}.", command.rule)
    if session.status is SessionStatus.CANCELLED:
        raise NotNow("This session was called off: nothing more is recorded of it.", "mediation-on-request")
    if session.status is SessionStatus.ENDED and not command.afterwards:
        raise NotNow("This session is over: how it ended is recorded, once.", "duty-of-its-party")
    command.must_be_possible(session, recording)
    return command.becomes(session)
