"""Sessions as JSON, and the problems that explain why an action on a session is refused."""

from datetime import datetime
from typing import Any

from app.capacity.domain.ranking import tell_by
from app.capacity.domain.session import REPRESENTED, Session
from app.capacity.domain.session_commands import NotHeld, RecordAttendance
from app.capacity.domain.session_conduct import TOOK_PLACE
from app.capacity.domain.session_moves import EVENTS
from app.capacity.domain.words import Attending, SessionStatus
from app.capacity.records import StoredSession
from app.capacity.refusals import SessionRefuses
from app.capacity.sessions.schemas.answers import Notice, RepresentativeOut, SessionOut, ToldOut
from app.capacity.slots.schemas import MediatorBrief
from app.cases.domain.words import State
from app.cases.unit import Service
from app.kernel.errors import NotYours, OutOfOrder
from app.kernel.terms import OrganisationKind
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.rulebook import RULEBOOK
from app.platform.http.problems import NotYoursToRecord, Problem, Refused

_NOTICE = RULEBOOK.rule("notify-session")


def session_out(
    service: Service, stored: StoredSession, reads: OrganisationKind, case_state: State | None = None
) -> SessionOut:
    """Show a session to an organisation of a kind. `case_state` is set if this request changed the case.

    The mediator's name was sealed with the booking: the provider that advised may not see another's mediators.
    """
    session, private = stored.session, service.seal.open(stored.sealed, str(stored.id))
    return SessionOut(
        id=stored.id,
        case_id=stored.case_id,
        case_state=case_state,
        mediator=_brief(service, stored, private),
        format=session.format,
        starts_at=stored.span.starts_at,
        ends_at=stored.span.ends_at,
        day=session.day,
        status=session.status,
        place=private.get("place") if _may_join(session, reads) else None,
        place_changed_on=session.place_changed_on,
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


def _may_join(session: Session, reads: OrganisationKind) -> bool:
    """Whether an organisation is told how to join: a body that is no party to a session has no business in its room."""
    return reads is not OrganisationKind.COMMISSIONING_BODY or Attending.COMMISSIONING_BODY in session.to_be_told


def _brief(service: Service, stored: StoredSession, private: dict[str, Any]) -> MediatorBrief:
    provider = service.organisations.by_id(stored.provider_id)
    name = private.get("mediator", "")
    return MediatorBrief(id=stored.mediator_id, name=name, provider_id=provider.id, provider=provider.slug)


def _notice(session: Session, england: EnglishCalendar) -> Notice:
    return Notice(
        to_be_told=list(session.to_be_told),
        told=[ToldOut(party=one.party, on=one.on) for one in session.told],
        everyone_told_on=session.everyone_told_on,
        tell_again=list(session.tell_again),
        tell_family_by=tell_by(session.day, england),
        shorter_notice_agreed=session.shorter_notice_agreed_on is not None,
        shorter_notice_agreed_on=session.shorter_notice_agreed_on,
        told_in_time=session.told_in_time(england),
        rule=_NOTICE.id,
        citation=_NOTICE.citation,
    )


def _representatives(session: Session, private: dict[str, Any]) -> list[RepresentativeOut]:
    named = private.get("representatives") or {}
    kinds = {party: kind for kind, party in REPRESENTED.items()}
    return [
        RepresentativeOut(party=one.party, declared_on=one.declared_on, name=who.get("name"), role=who.get("role"))
        for one in session.representatives
        for who in [named.get(kinds[one.party], {})]
    ]


def refused_on_session(error: SessionRefuses, now: datetime) -> Problem:
    """Explain a refusal about a session. No sequence of the case's actions unlocks it, but another step may."""
    refusal, command, stored = error.refusal, error.command, error.session
    rule = RULEBOOK.rule(refusal.rule_id, error.case.facts.notice_sent_on)
    members: dict[str, Any] = {
        "action": EVENTS[command.action],
        "state": stored.session.status,
        "rule": rule.id,
        "citation": rule.citation,
        "legislation_url": rule.url,
        "reason": refusal.reason,
        "unlock": [],
    }
    leads_on = _leads_on(error, now)
    if isinstance(refusal, NotYours):
        return NotYoursToRecord(refusal.reason, **members, **leads_on)
    problem = Refused(**members)
    problem.members |= leads_on
    return problem


def _leads_on(error: SessionRefuses, now: datetime) -> dict[str, Any]:
    """Return what helps after a refusal: where to record something instead, or from when it is possible."""
    refusal, command, stored = error.refusal, error.command, error.session
    facts, early = error.case.facts, stored.span.starts_at > now
    if isinstance(command, RecordAttendance) and isinstance(refusal, OutOfOrder) and early:
        return {"possible_from": stored.span.starts_at}
    if isinstance(command, NotHeld) and refusal.rule_id == TOOK_PLACE:
        return {"post_to": f"/v1/sessions/{stored.id}/outcome"}
    still_wanted = facts.under_way and not (facts.resolved_on or facts.closed_on)
    if stored.session.status is SessionStatus.CANCELLED and still_wanted:
        return {"post_to": "/v1/sessions"}
    return {}
