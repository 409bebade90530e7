"""Answers about sessions for the OpenAPI document. The use cases make them, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, time

from app.capacity.domain.session_commands import Reschedule
from app.capacity.domain.words import SessionStatus
from app.capacity.mediators.documented import WHEN
from app.capacity.records import Engagement, StoredSession
from app.capacity.sandbox import tell_booking
from app.capacity.scenes import BOOKED, CANCELLING_TOGETHER, MOVING_TOGETHER, Scene
from app.capacity.sessions.actions import ROUTES
from app.capacity.sessions.joint_routes import TogetherOut, session_cancel_together, session_reschedule_together
from app.capacity.sessions.recording import Report, moved, record, without_time
from app.capacity.sessions.routes import book_session, get_session, get_sessions
from app.capacity.sessions.schemas.answers import SessionOut
from app.capacity.sessions.schemas.body import SessionIn
from app.capacity.sessions.schemas.booking import CancelIn, RescheduleIn
from app.capacity.sessions.schemas.preparing import RepresentativeIn
from app.capacity.sessions.views import session_out
from app.capacity.slots.documented import case_of
from app.cases.records import StoredCase
from app.cases.sandbox import actor
from app.cases.stories import LA
from app.cases.unit import Service
from app.kernel.london import london_day
from app.platform.actor import Recorded
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


def _booked(service: Service, scene: Scene) -> tuple[StoredCase, StoredSession]:
    stored, staged = tell_booking(service.desk, case_of(service, scene), scene, WHEN)
    return staged.case, stored


@EXAMPLES.of(book_session)
def _just_booked(service: Service) -> SessionOut:
    case, stored = _booked(service, BOOKED)
    return session_out(service, stored, LA, case.facts.state)


@EXAMPLES.of(get_session, session_id=BOOKED.session_id)
def _read(service: Service) -> SessionOut:
    return session_out(service, _booked(service, BOOKED)[1], LA)


@EXAMPLES.of(get_sessions)
def _listed(service: Service) -> Page[SessionOut]:
    return Page[SessionOut](items=[_read(service)], next=None)


def _after(service: Service, schema: type[SessionIn], scene: Scene | None = None) -> SessionOut:
    """Record the example of a body on its scene's session, and show what it comes to."""
    scene, body = scene or schema.scene, schema.model_validate(dict(schema.example))
    case, stored = _booked(service, scene)
    over = stored.span.starts_at.year < 2027
    at = max(WHEN, datetime.combine(stored.session.day, time(14), UTC)) if over else WHEN
    private = {"representatives": {scene.by: body.private()}} if isinstance(body, RepresentativeIn) else {}
    command = body.command(scene.by, at.date(), stored.session)
    if isinstance(command, Reschedule) and scene.held is not None:
        command = replace(command, day=london_day(scene.held.starts_at))
    report = Report(command, body.about(), private)
    after, staged = record(service.desk, case, stored, report, Recorded(actor(scene.by), at.date(), at))
    if after.session.status is SessionStatus.CANCELLED:
        after = without_time(after)
    if scene.held is not None:
        after = moved(after, Engagement(scene.hold_id, stored.mediator_id, stored.provider_id, scene.held))
    return session_out(service, after, scene.by, staged.case.facts.state)


def _show(schema: type[SessionIn]) -> None:
    @EXAMPLES.of(ROUTES[schema], by=schema.scene.by, session_id=schema.scene.session_id)
    def _recorded(service: Service) -> SessionOut:
        return _after(service, schema)


for _schema in ROUTES:
    _show(_schema)


@EXAMPLES.of(session_cancel_together, session_id=CANCELLING_TOGETHER.session_id)
def _cancelled_together(service: Service) -> TogetherOut:
    return TogetherOut(sessions=[_after(service, CancelIn, CANCELLING_TOGETHER)])


@EXAMPLES.of(session_reschedule_together, session_id=MOVING_TOGETHER.session_id)
def _moved_together(service: Service) -> TogetherOut:
    return TogetherOut(sessions=[_after(service, RescheduleIn, MOVING_TOGETHER)])
