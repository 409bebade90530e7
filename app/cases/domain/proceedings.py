"""How an appeal is prepared and heard: the response, the directions, the hearing, the bundle and the issues."""

from dataclasses import dataclass
from datetime import date, datetime

from app.cases.domain.words import ChildsViewsGiven, DirectedFor, HearingFormat, HearingKind, IssueStatus
from app.kernel.terms import Party, PlanSection, TermKind
from app.law.domain.bundles import BundlePartKind
from app.law.domain.chronology import Directed


@dataclass(frozen=True, slots=True)
class Response:
    """The authority's response to the appeal (r.21). `asked_for_time`: it was late, and it asked for more time."""

    sent_on: date
    childs_views: ChildsViewsGiven | None = None
    asked_for_time: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that the tribunal directs for something that is to be done before the hearing, and by which parties."""

    what: DirectedFor
    due_on: date
    owed_by: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Direction:
    """A date that the tribunal directed, on which day, for what, and for which parties, as far as it named them."""

    what: DirectedFor
    due_on: date
    made_on: date
    by_staff: bool = False
    owed_by: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Hearing:
    """The hearing as it was fixed last. An adjourned hearing without a day waits for a new day.

    `listed_at` is the time of day, where it is known. `times_adjourned` counts how often the hearing was put off.
    """

    listed_on: date | None
    format: HearingFormat
    listed_at: datetime | None = None
    kind: HearingKind = HearingKind.FINAL
    adjourned: bool = False
    times_adjourned: int = 0


@dataclass(frozen=True, slots=True)
class BundlePart:
    """How many pages a part of a bundle has."""

    part: BundlePartKind
    pages: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """The hearing bundle that the authority sent."""

    sent_on: date
    parts: tuple[BundlePart, ...]
    permission_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of an appeal. Its words are sealed. `since` is the day from which it has its present status."""

    id: str
    section: PlanSection | None
    status: IssueStatus = IssueStatus.LIVE
    since: date | None = None


@dataclass(frozen=True, slots=True)
class IssueNow:
    """How an issue of an appeal stands now. Its words are sealed."""

    id: str
    section: PlanSection | None
    status: IssueStatus


@dataclass(frozen=True, slots=True)
class Ordered:
    """One order of the tribunal: what it requires, for which sections, and the dates directed for its steps.

    `setting_on_list`: whether the authority had listed the setting that the tribunal names. None: not known.
    """

    order_kind: TermKind
    sections: tuple[PlanSection, ...] = ()
    directed: tuple[Directed, ...] = ()
    setting_on_list: bool | None = None


@dataclass(frozen=True, slots=True)
class Proceedings:
    """Everything known of how an appeal is prepared and heard.

    `issues` holds those that were added or no longer stand as they began. See `issues_of` for all of them.
    """

    response: Response | None = None
    directions: tuple[Direction, ...] = ()
    hearing: Hearing | None = None
    bundle: Bundle | None = None
    issues: tuple[Issue, ...] = ()


NOTHING_YET = Proceedings()
