"""Showing sessions: from what is stored to the JSON that the parties read."""

from typing import Any

from app.adapters.http.schemas import sessions as s
from app.adapters.http.schemas.slots import MediatorBrief
from app.adapters.http.unit import Service
from app.domain.capacity.ranking import tell_by
from app.domain.capacity.session import REPRESENTED, Session
from app.domain.law.calendars import EnglishCalendar
from app.domain.law.rulebook import RULEBOOK
from app.domain.pathway.words import State
from app.services.capacity import StoredSession

_NOTICE = RULEBOOK.rule("notify-session")


def session_out(service: Service, stored: StoredSession, case_state: State | None = None) -> s.SessionOut:
    """Show a session to a party to it; `case_state` where the answer moved the case.

    The mediator's name was sealed with the booking: the provider that advised may not see another's mediators.
    """
    session, private = stored.session, service.seal.open(stored.sealed, str(stored.id))
    return s.SessionOut(
        id=stored.id,
        case_id=stored.case_id,
        case_state=case_state,
        mediator=_brief(service, stored, private),
        format=session.format,
        starts_at=stored.span.starts_at,
        ends_at=stored.span.ends_at,
        day=session.day,
        status=session.status,
        place=private.get("place"),
        interpreter=private.get("interpreter"),
        interpreter_booked_on=session.interpreter_booked_on,
        access=private.get("access") or [],
        notice=_notice(session, service.pathway.law.england),
        representatives=_representatives(session, private),
        attendance={came.who: came.attendance for came in session.attendance},
        childs_views=session.childs_views,
        moved=session.moved,
        moved_by=session.moved_by,
        why_moved=session.why_moved,
        outcome=session.outcome,
        ended_on=session.ended_on,
        cancelled_on=session.cancelled_on,
        cancelled_by=session.cancelled_by,
        why_cancelled=session.why_cancelled,
        allocation_id=stored.allocation_id,
        version=stored.version,
        booked_at=stored.booked_at,
        updated_at=stored.updated_at,
    )


def _brief(service: Service, stored: StoredSession, private: dict[str, Any]) -> MediatorBrief:
    provider = service.organisations.by_id(stored.provider_id)
    name = private.get("mediator", "")
    return MediatorBrief(id=stored.mediator_id, name=name, provider_id=provider.id, provider=provider.slug)


def _notice(session: Session, england: EnglishCalendar) -> s.Notice:
    return s.Notice(
        to_be_told=list(session.to_be_told),
        told=[s.ToldOut(party=one.party, on=one.on) for one in session.told],
        everyone_told_on=session.everyone_told_on,
        tell_family_by=tell_by(session.day, england),
        shorter_notice_agreed=session.shorter_notice_agreed_on is not None,
        shorter_notice_agreed_on=session.shorter_notice_agreed_on,
        told_in_time=session.told_in_time(england),
        rule=_NOTICE.id,
        citation=_NOTICE.citation,
    )


def _representatives(session: Session, private: dict[str, Any]) -> list[s.RepresentativeOut]:
    named = private.get("representatives") or {}
    kinds = {party: kind for kind, party in REPRESENTED.items()}
    return [
        s.RepresentativeOut(party=one.party, declared_on=one.declared_on, name=who.get("name"), role=who.get("role"))
        for one in session.representatives
        for who in [named.get(kinds[one.party], {})]
    ]
