"""The cases behind the documented examples of capacity, and the time that is held or booked for each.

Each route names its scene. The times that an example needs are in the last weeks of 2028, so that the example works on
any day before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from app.capacity.domain.mediator import Span
from app.cases.stories import CONTENT, LA, PROVIDER, REQUESTED, Story
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind


def example_id(name: str) -> UUID:
    """Return an id that is the same in every sandbox."""
    return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:{name}")


def far(day: int, month: int = 12) -> Span:
    """Time of the examples' mediator, in the last weeks of 2028: half past nine, for three hours."""
    starts_at = datetime.combine(date(2028, month, day), time(9, 30), LONDON).astimezone(UTC)
    return Span(starts_at, starts_at + timedelta(hours=3))


def past(day: int) -> Span:
    """Time that is over: ten o'clock on a day in March 2026."""
    starts_at = datetime(2026, 3, day, 10, tzinfo=UTC)
    return Span(starts_at, starts_at + timedelta(hours=3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A case that waits for a session, and what of the mediator's time is taken for it."""

    name: str
    held: Span | None = None
    booked: Span | None = None
    proposed: Span | None = None
    by: OrganisationKind = LA
    """Who sends the example."""

    @property
    def story(self) -> Story:
        """The case."""
        return Story(self.name, steps=REQUESTED, **CONTENT)

    @property
    def case_id(self) -> UUID:
        """The case's id."""
        return self.story.case_id

    @property
    def hold_id(self) -> UUID:
        """The hold's id."""
        return example_id(f"hold:{self.name}")

    @property
    def session_id(self) -> UUID:
        """The session's id."""
        return example_id(f"session:{self.name}")

    @property
    def engagement_id(self) -> UUID:
        """The id of the time that the session takes."""
        return example_id(f"engagement:{self.name}")


TIME_TO_HOLD = far(6)
"""The time that the example of holding takes."""

FINDING = Scene(name="get_slots")
HOLDING = Scene(name="hold_slot")
HELD = Scene(name="get_hold", held=far(1))
BOOKING = Scene(name="book_session", held=far(4))
JOINING = Scene(name="join_session")
SAYING_NEEDS = Scene(name="put_needs")
SEARCHING = Scene(name="record_search")
PROPOSED = Scene(name="get_allocation", proposed=far(15))
BOOKING_PROPOSAL = Scene(name="book_allocation", proposed=far(18))
BOOKED = Scene(name="get_session", booked=far(7))
MOVING = Scene(name="session_reschedule", booked=far(8), held=far(5))
CALLING_OFF = Scene(name="session_cancel", booked=far(11))
CANCELLING_TOGETHER = Scene(name="session_cancel_together", booked=far(20))
MOVING_TOGETHER = Scene(name="session_reschedule_together", booked=far(21), held=far(22))
TELLING = Scene(name="session_told", booked=far(12))
NAMING = Scene(name="session_representative", booked=far(13))
FINDING_INTERPRETER = Scene(name="session_interpreter", booked=far(14))
CHANGING_PLACE = Scene(name="session_place", booked=far(19))
SAYING_WHO_CAME = Scene(name="session_attendance", booked=past(3), by=PROVIDER)
SEEKING_VIEWS = Scene(name="session_childs_views", booked=past(4), by=PROVIDER)
ENDING = Scene(name="session_outcome", booked=past(5), by=PROVIDER)

SCENES = (
    FINDING,
    HOLDING,
    HELD,
    BOOKING,
    JOINING,
    SAYING_NEEDS,
    SEARCHING,
    PROPOSED,
    BOOKING_PROPOSAL,
    BOOKED,
    MOVING,
    CALLING_OFF,
    CANCELLING_TOGETHER,
    MOVING_TOGETHER,
    TELLING,
    NAMING,
    FINDING_INTERPRETER,
    CHANGING_PLACE,
    SAYING_WHO_CAME,
    SEEKING_VIEWS,
    ENDING,
)
"""Every scene, in the order in which a sandbox sets it."""
