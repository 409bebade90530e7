"""What a list of duties may be narrowed by, and its orders."""

from enum import StrEnum
from uuid import UUID

from app.cases import filters as of_cases
from app.duties.domain.words import DutyStatus, Group
from app.law.domain.kinds import Code
from app.platform.db.filters import Filter
from app.platform.http.fields import Day, Sought

ME = "me"
"""Stands for the caller's own organisation as the party that owes a duty."""

OF_A_DUTY = (
    Filter("case_id", UUID, "Only duties on this case.", "case_id = :case_id"),
    Filter(
        "owed_by", Sought,
        "Only duties of this organisation. Give `me` for your own organisation, or an organisation's short name in "
        "this service, or its id. `family` gives the time limits that families must keep. `tribunal` gives the "
        "tribunal's duties.",
        "true",  # see `app.duties.store`
    ),
    Filter(
        "status", DutyStatus, "Only duties with this status today. You can give several statuses.",
        "{status} = ANY(CAST(:status AS text[]))", most=len(DutyStatus),
    ),
    Filter(
        "code", Code, "Only duties with this code, such as `arrange-mediation`. You can give several codes.",
        "code = ANY(CAST(:code AS text[]))", most=len(Code), of_one="code = :code",
    ),
    Filter(
        "group", Group,
        "Only duties in this group. Each group holds duties that a party must still carry out. `overdue` means that "
        "the last day for doing the duty has passed. `overdue` leaves out the time limits that families must keep. "
        "`due_this_week` means that the last day for doing the duty is from today to Sunday. `due_later` means that "
        "the last day for doing the duty is after this week's Sunday.",
        "true",  # see `app.duties.store`
    ),
    Filter("due_from", Day, "Only duties that are due on this day or later.", "due_on >= :due_from"),
    Filter("due_to", Day, "Only duties that are due on this day or earlier.", "due_on <= :due_to"),
)  # fmt: skip

NOT_OF_A_DUTY = frozenset({"due_from", "due_to", "updated_from", "updated_to", "right_passes_before"})
"""Filters of a list of cases that mean something else, or nothing, in a list of duties."""

OF_ITS_CASE = tuple(one for one in of_cases.FILTERS if one.name not in NOT_OF_A_DUTY)

FILTERS = (*OF_A_DUTY, *OF_ITS_CASE)


class DutySort(StrEnum):
    """The ways to sort a list of duties. `-` puts the latest day first.

    A duty is late from the day after the last day for doing the duty (`due_on`). So `breached_on` sorts late duties in
    the same order as `due_on`.
    """

    DUE = "due_on"
    LATEST_DUE = "-due_on"
    OPENED = "opened_on"
    LATEST_OPENED = "-opened_on"
    MET = "met_on"
    LATEST_MET = "-met_on"
    BREACHED = "breached_on"
    LATEST_BREACHED = "-breached_on"

    @property
    def member(self) -> str:
        """Return the member of a duty that the list is sorted by. Duties without such a day are left out."""
        return self.removeprefix("-")

    @property
    def column(self) -> str:
        """Return the column that gives this order."""
        return "due_on" if self.member == "breached_on" else self.member

    @property
    def descends(self) -> bool:
        """Whether the latest day comes first."""
        return self.startswith("-")
