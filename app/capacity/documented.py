"""What the operations of capacity answer, for the documents: told by the use cases, without a database."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.capacity import sandbox as x
from app.capacity.allocations.views import allocation_out
from app.capacity.domain.forecast import Reckoning, Week, forecast
from app.capacity.domain.mediator import Span
from app.capacity.domain.serving import Due, Sessions
from app.capacity.domain.session_commands import Reschedule
from app.capacity.domain.words import AllocationStatus, SessionStatus
from app.capacity.figures import schemas as c
from app.capacity.figures.views import TAKEN_TOGETHER
from app.capacity.mediators import schemas as m
from app.capacity.mediators.layout import slot_id
from app.capacity.mediators.use_cases import Available
from app.capacity.mediators.views import availability_out, mediator_out
from app.capacity.needs import Needs, demand_of
from app.capacity.records import Engagement, Hold, KnownNeeds, StoredSession
from app.capacity.searches.needs import NeedsNow
from app.capacity.searches.routes import SOME_NEEDS
from app.capacity.sessions.actions import BODIES
from app.capacity.sessions.recording import Report, moved, record, without_time
from app.capacity.sessions.schemas import RescheduleIn, SessionIn, SessionOut
from app.capacity.sessions.views import session_out
from app.capacity.slots import schemas as s
from app.capacity.slots.matching import Opening, find, who_suits
from app.capacity.slots.views import (
    hold_out,
    needs_out,
    not_offered,
    offered,
    unsuitable,
)
from app.capacity.written import NEEDS
from app.cases.records import StoredCase
from app.cases.sandbox import Story, actor, tell
from app.cases.unit import Service
from app.cases.views import organisation
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind
from app.platform.actor import Recorded
from app.platform.http.cursors import Page
from app.platform.http.journal_schema import JournalEntry
from app.platform.sandbox_organisations import BY_SLUG

WHEN = datetime(2026, 2, 16, 10, tzinfo=UTC)
"""When the documents are read, in the world of these examples: a week after the family asked."""

RESCHEDULED = {"hold_id": str(x.hold_id("session_reschedule")), "moved_by": "parent_or_young_person", "why": "illness"}
ENDED = {"outcome": "partial_agreement", "attendance": {"parent_or_young_person": "attended"}}

REQUESTS: dict[str, dict[str, Any]] = {
    "hold_slot": {"for a day": {"case_id": str(x.story_of("hold_slot").case_id)}},
    "book_session": {"the time that is held": {"hold_id": str(x.hold_id("book_session")), "place": "By video link"}},
    "session_reschedule": {"as it stands": RESCHEDULED},
    "session_outcome": {"as it stands": ENDED},
}
"""Request examples that need to know the sandbox's example cases."""


class CapacityIllustrator:
    """Shows capacity as the routes would."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._mediators = {stored.id: stored for stored, _ in x.tell_mediators(WHEN.date(), WHEN)}
        self._entries = {stored.id: entries for stored, entries in x.tell_mediators(WHEN.date(), WHEN)}

    def answers(self) -> dict[str, Any]:
        """Return what every operation of capacity answers."""
        return {**self._of_mediators(), **self._of_slots(), **self._of_sessions(), **self._of_figures()}

    def _of_mediators(self) -> dict[str, Any]:
        known = self._service.organisations
        ada = self._mediators[x.MEDIATORS[1].id]
        shown, available = mediator_out(ada, known, own=True), availability_out(Available(ada, []))
        entry = JournalEntry.model_validate(self._entries[ada.id][1])
        return {
            "add_mediator": shown,
            "get_mediators": Page[m.MediatorOut](items=[shown], next=None),
            "get_mediator": shown.model_copy(update={"conflicts": None}),
            "replace_mediator": shown,
            "get_availability": available,
            "put_availability": available,
            "get_mediator_events": Page[JournalEntry](items=[entry], next=None),
            "put_calendar": m.CalendarRead(
                busy_times=10, windows=0, skipped=[], availability=available.model_copy(update={"busy_times": 10})
            ),
            "subscribe_to_calendar": m.Subscription(url="https://mediation.example/v1/calendars/pS3cReT....ics"),
            "get_calendar": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n...\r\nEND:VCALENDAR\r\n",
        }

    def _case(self, story: Story) -> StoredCase:
        *_, last = tell(self._service.desk, story)
        return last.case

    def _of_slots(self) -> dict[str, Any]:
        case, known = self._case(x.WAITING["get_slots"]), self._service.organisations
        law = self._service.pathway.law
        due = case.facts.arrangement_due(law.regime(case.facts).arrangement_days, law.readings)
        asked = demand_of(case, Needs(), due)
        ada = self._mediators[x.MEDIATORS[1].id]
        starts = [datetime.combine(day, time(9, 30), UTC) for day in (date(2026, 2, 24), date(2026, 2, 26))]
        openings = [
            Opening(slot_id(ada.id, span), ada.id, span, taken)
            for span, taken in zip((Span(at, at + timedelta(hours=3)) for at in starts), (False, True), strict=True)
        ]
        theirs = [one for one in self._mediators.values() if one.provider_id == ada.provider_id]
        suits = who_suits(theirs, asked, WHEN.date(), due or WHEN.date())
        found = find(suits, openings, {ada.id: 1}, asked, WHEN, law.england)
        [slot] = found.offered
        held = Hold(
            x.hold_id("get_hold"), x.WAITING["get_hold"].case_id, BY_SLUG["sandbox-la-991"].id, openings[0].id, ada.id,
            ada.provider_id, slot.candidate.span, WHEN, WHEN + timedelta(days=1),
        )  # fmt: skip
        needs = NEEDS.validate_python(SOME_NEEDS["by video, in Urdu, not on a Friday"]["value"])
        asked_a = s.AskedOut(
            provider=x.A, asked_on=WHEN.date(), by="slots", mediators=9, suitable=5, free_in_time=0,
            free_with_notice=0, free_later=3,
            reasons={"taken": 6, "outside_the_thirty_days": 3, "accreditation_expired": 1},
        )  # fmt: skip
        searched = s.SearchOut(
            id=uuid5(case.id, "search"), case_id=case.id, made_at=WHEN, due_on=due, asked=[asked_a], free_in_time=0,
            free_with_notice=0, reported=False, next=f"/v1/cases/{case.id}/actions/report-cannot-arrange",
        )  # fmt: skip
        shown_needs = needs_out(x.WAITING["put_needs"].case_id, NeedsNow(KnownNeeds(needs, 1, WHEN), None))
        return {
            "get_slots": s.SlotsFound(
                not_bookable=None,
                case_id=case.id,
                as_of=WHEN,
                from_on=WHEN.date(),
                until=due or WHEN.date(),
                due_on=due,
                suitable=1,
                suitable_in_time=1,
                items=[offered(slot, self._mediators, known, due)],
                not_suitable={reason.why: 1 for one in found.not_offered for reason in one.reasons},
                slots_not_suitable=[not_offered(one, []) for one in found.not_offered],
                unsuitable_mediators=len(found.unsuitable),
                mediators_not_suitable=[unsuitable(one, known) for one in found.unsuitable[:2]],
            ),
            "hold_slot": hold_out(held),
            "get_hold": hold_out(held),
            "get_needs": shown_needs,
            "put_needs": shown_needs,
            "record_search": searched,
            "get_searches": Page[s.SearchOut](items=[searched], next=None),
        }

    def _booked(self, operation: str) -> tuple[StoredCase, StoredSession]:
        stored, staged = x.tell_booking(self._service.desk, self._case(x.story_of(operation)), operation, WHEN)
        return staged.case, stored

    def _of_sessions(self) -> dict[str, Any]:
        case, booked = self._booked("get_session")
        shown = session_out(self._service, booked)
        answers: dict[str, Any] = {
            "book_session": session_out(self._service, booked, case.facts.state),
            "get_session": shown,
            "get_sessions": Page[SessionOut](items=[shown], next=None),
        }
        for word, schema in BODIES.items():
            operation = f"session_{word.replace('-', '_')}"
            answers[operation] = self._recorded(operation, schema)
        return answers

    def _recorded(self, operation: str, schema: type[SessionIn]) -> SessionOut:
        """Tell what the example of a session's path records, and show what it comes to."""
        case, stored = self._booked(operation)
        said = REQUESTS.get(operation, {}).get("as it stands") or dict(schema.example)
        body = schema.model_validate(said)
        who = OrganisationKind.MEDIATION_PROVIDER if operation in BY_THE_PROVIDER else OrganisationKind.LOCAL_AUTHORITY
        party = actor(who)
        at = (
            max(WHEN, datetime.combine(stored.session.day, time(14), UTC))
            if stored.span.starts_at.year < 2027
            else WHEN
        )
        today = at.date()
        private = {"representatives": {who: body.private()}} if operation == "session_representative" else {}
        command = body.command(who, today, stored.session)
        if isinstance(command, Reschedule):
            command = replace(command, day=london_day(x.HELD[operation].starts_at))
        report = Report(command, body.about(), private)
        after, staged = record(self._service.desk, case, stored, report, Recorded(party, today, at))
        if after.session.status is SessionStatus.CANCELLED:
            after = without_time(after)
        if isinstance(body, RescheduleIn):
            held = Engagement(x.hold_id(operation), stored.mediator_id, stored.provider_id, x.HELD[operation])
            after = moved(after, held)
        return session_out(self._service, after, staged.case.facts.state)

    def _of_figures(self) -> dict[str, Any]:
        known = self._service.organisations
        a, week = BY_SLUG[x.A].id, date(2026, 2, 16)
        of_991 = Sessions(frozenset({"991"}))
        found = forecast(
            [Week(week + timedelta(weeks=n), {of_991: free}) for n, free in enumerate((4, 3, 0, 2))],
            [Due(date(2026, 2, 27), "991")] * 3 + [Due(date(2026, 3, 12), "991")] * 6,
            {"991": 1.5},
            WHEN.date(),
            Reckoning(30),
        )
        outlook = {
            "mediators": 9, "mediators_left_out": 2, "waiting": 9, "requests_per_week": 1.5,
            "availability_oldest": WHEN, "availability_newest": WHEN, "mediators_without_availability": 0,
            **asdict(found),
        }  # fmt: skip
        case = self._case(x.WAITING["get_slots"])
        proposed = {
            operation: allocation_out(x.proposal(operation, allocation_id, WHEN))
            for operation, allocation_id in x.EXAMPLE_PROPOSALS.items()
        }
        booked = proposed["book_allocation"]
        return {
            "get_capacity": c.CapacityOut(
                as_of=WHEN,
                from_week=week,
                weeks=4,
                items=[
                    c.WeekFigures(
                        provider=x.A, area=None, week=week, offered=18, held=2, booked=12, free=4, waiting=3,
                        utilisation=0.778, availability_oldest=WHEN,
                    )
                ],
                forecasts=[c.ProviderForecast(provider=organisation(a, known), **outlook)],
                together=c.JointForecast(
                    providers=[organisation(a, known)],
                    **{**outlook, "assumption": f"{found.assumption} {TAKEN_TOGETHER}"},
                ),
                unmet=[c.Unmet(week=week, cases=1, reported_though_free=0)],
            ),
            "get_waiting": Page[c.InLine](
                items=[
                    c.InLine(
                        position=1,
                        case_id=case.id,
                        la_code=case.la_code,
                        la_reference=case.la_reference,
                        provider=x.A,
                        state=case.facts.state,
                        requested_on=case.facts.requested_on,
                        due_on=date(2026, 3, 12),
                        overdue_days=0,
                        why_here="Due by 2026-03-12: none of the waiting cases that you see is due sooner.",
                    )
                ],
                next=None,
            ),
            "propose_allocation": proposed["get_allocation"],
            "get_allocation": proposed["get_allocation"],
            "get_allocations": Page[c.AllocationLine](items=[_line(one) for one in proposed.values()], next=None),
            "book_allocation": booked.model_copy(
                update={
                    "status": AllocationStatus.BOOKED,
                    "booked_at": WHEN,
                    "placed": [
                        one.model_copy(update={"session_id": uuid5(one.case_id, "session")}) for one in booked.placed
                    ],
                }
            ),
        }  # fmt: skip


def _line(one: c.AllocationOut) -> c.AllocationLine:
    return c.AllocationLine(
        id=one.id, status=one.status, made_at=one.made_at, booked_at=one.booked_at, placed=len(one.placed),
        unplaced=len(one.unplaced),
    )  # fmt: skip


BY_THE_PROVIDER = frozenset({"session_attendance", "session_childs_views", "session_outcome"})
"""Whose examples are the provider's to record."""


def given(operation: str) -> Mapping[str, str]:
    """Return what the path of an operation's example holds."""
    found: dict[str, UUID | str] = {"mediator_id": x.MEDIATORS[1].id, "slot_id": x.example_slot()}
    found["hold_id"] = x.hold_id("get_hold")
    found["secret"] = x.CALENDAR_SECRET
    found["session_id"] = x.session_id(operation if operation in x.BOOKED else "get_session")
    found["allocation_id"] = x.ALLOCATION_TO_BOOK if operation == "book_allocation" else x.ALLOCATION_TO_READ
    if operation in x.WAITING:
        found["case_id"] = x.WAITING[operation].case_id
    if operation == "get_needs":
        found["case_id"] = x.WAITING["put_needs"].case_id
    if operation == "get_searches":
        found["case_id"] = x.WAITING["record_search"].case_id
    return {name: str(value) for name, value in found.items()}
