"""The bodies of how an appeal is prepared and heard."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.cases.domain import commands
from app.cases.domain.proceedings import BundlePart, Dated, IssueNow
from app.cases.domain.stakes import NEW_ISSUE
from app.cases.domain.words import (
    Action,
    ChildsViewsGiven,
    DirectedFor,
    HearingFormat,
    HearingKind,
    IssueStatus,
)
from app.cases.schemas.actions.body import TRIBUNALS_DECISION, ActionIn, Recording
from app.cases.schemas.shared import DecisionReference
from app.cases.stories import CONTENT, Story, appealed
from app.kernel.london import LONDON
from app.kernel.terms import Party, PlanSection
from app.law.domain.bundles import BundlePartKind
from app.platform.http.fields import Body, Day, Instant, Line, Passage


class RespondToAppealIn(ActionIn):
    """The authority sent its response to the appeal to the tribunal.

    The authority must respond within 30 working days after it received the appeal. Days in August and from 25 December
    to 1 January do not count. If the tribunal directed a different date for the response, the directed date applies. A
    late response must ask for more time, and say why the response is late: send `late_reasons`.
    """

    summary: ClassVar = "Record the authority's response to an appeal"
    says_something: ClassVar = True
    action: ClassVar = Action.RESPOND_TO_APPEAL
    story: ClassVar = Story(action, steps=appealed("MC-2CEW-FRJ2-ZQAB-T4KA"))
    example: ClassVar = {"occurred_on": "2026-05-06", "copied_to_family": True, "childs_views": "given"}
    made_of: ClassVar[Mapping[str, Sequence[str]]] = {
        "asks_for_time": ("late_reasons",),
        "copied": ("copied_to_family",),
    }

    copied_to_family: StrictBool = Field(
        False,
        description="`true` means that you sent the response to the tribunal and a copy to the family on the same day. "
        "If you sent the copy to the family after the day of the response, record the duty `copy-response-to-family`.",
    )
    childs_views: ChildsViewsGiven | None = Field(
        None,
        description="`true` if the response gives the child's views, or says why you do not know the child's views.",
    )
    late_reasons: Passage | None = Field(
        None,
        description="Why the response is late, as you told the tribunal when you asked for more time. Send "
        "`late_reasons` only with a late response. We store the reasons encrypted.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.RespondToAppeal(
            **self.on(recording),
            copied=self.copied_to_family,
            childs_views=self.childs_views,
            asks_for_time=self.late_reasons is not None,
        )

    def private(self) -> dict[str, Any]:
        return {"response_late_reasons": self.late_reasons} if self.late_reasons else {}


class DirectionIn(Body):
    """A step before the hearing, and the date that the tribunal directed for this step."""

    what: DirectedFor
    due_on: Day = Field(
        description="The date that the tribunal directed. The directed date replaces the time that a rule gives, and "
        "does not move for August or Christmas. If the directed date is not a working day, the next working day "
        "counts."
    )
    owed_by: list[Literal[Party.LOCAL_AUTHORITY, Party.FAMILY]] = Field(
        [],
        max_length=2,
        description="The parties that must carry out the step, if the tribunal named them. Each named party must then "
        "carry out the step by the date that the tribunal directed. The authority always has to send the response and "
        "the hearing bundle.",
    )

    @model_validator(mode="after")
    def the_authority_responds(self) -> "DirectionIn":
        """Refuse a party twice, and another party for what the authority alone does."""
        if len(set(self.owed_by)) < len(self.owed_by):
            raise ValueError("name each party only once")
        if self.what in (DirectedFor.RESPONSE, DirectedFor.BUNDLE) and Party.FAMILY in self.owed_by:
            raise ValueError("only the authority sends the response and the bundle")
        return self


class RecordDirectionsIn(ActionIn):
    """The tribunal directed dates for steps before the hearing of the appeal.

    A directed date for the response replaces the 30 working days. If the tribunal directs a second date for the same
    step, the second date replaces the first. If an authority records directed dates, the authority must give the
    reference of the tribunal's decision. If the tribunal itself records directed dates, the tribunal may leave out the
    reference of its decision.
    """

    summary: ClassVar = "Record dates that the tribunal directed"
    action: ClassVar = Action.RECORD_DIRECTIONS
    story: ClassVar = Story(action, steps=appealed("MC-TAZP-ST9A-FT8Z-9D8Z"))
    example: ClassVar = {
        "occurred_on": "2026-04-13",
        "directions": [{"what": "response", "due_on": "2026-04-30"}, {"what": "bundle", "due_on": "2026-06-12"}],
        "decision_reference": "EH991/26/00101 of 13 April 2026",
    }

    directions: list[DirectionIn] = Field(min_length=1, max_length=20)
    by_staff: StrictBool = Field(
        False,
        description="`true` means that a member of the tribunal's staff made the decision, not a judge. Within 14 days "
        "after the decision was sent, each party may ask a judge to make the decision again: see the deadline "
        "`fresh-consideration`.",
    )
    decision_reference: DecisionReference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordDirections(
            **self.on(recording),
            directions=tuple(Dated(one.what, one.due_on, tuple(one.owed_by)) for one in self.directions),
            by_staff=self.by_staff,
            decision_reference=self.decision_reference,
        )


class ListHearingIn(ActionIn):
    """The tribunal fixed the day of the hearing of an appeal, or put the hearing off.

    Give the day of the hearing in `listed_for`. If the hearing is put off, send `adjourned`. If the tribunal fixed a
    new day, send the new day too.
    """

    summary: ClassVar = "Record the hearing of an appeal"
    says_something: ClassVar = True
    action: ClassVar = Action.LIST_HEARING
    story: ClassVar = Story(action, steps=appealed("MC-ZB4M-MTWT-CQ8Z-2SYM"))
    example: ClassVar = {"occurred_on": "2026-04-13", "listed_for": "2026-07-06T10:00:00+01:00", "format": "video"}
    made_of: ClassVar[Mapping[str, Sequence[str]]] = {"listed_on": ("listed_for",), "listed_at": ("listed_for",)}

    listed_for: Instant | Day | None = Field(
        None,
        description="The day of the hearing, or the date and time at which the hearing begins. Leave `listed_for` out "
        "if no day is fixed.",
    )
    format: HearingFormat | None = Field(
        None,
        description="The format of the hearing. You must give the format when you first record the hearing. If you "
        "record the hearing again without a format, the hearing keeps the format that was recorded before.",
    )
    adjourned: StrictBool = Field(False, description="`true` means that the hearing that had a day is put off.")
    kind: HearingKind = Field(
        HearingKind.FINAL,
        description="The kind of hearing. `judicial_adr` (judicial alternative dispute resolution) means that a judge "
        "helps the parties to agree. The tribunal offers this only if the family disputes the placement (Section I) "
        "alone.",
    )

    def command(self, recording: Recording) -> commands.Command:
        at = self.listed_for if isinstance(self.listed_for, datetime) else None
        day: date | None = at.astimezone(LONDON).date() if at else self.listed_for
        return commands.ListHearing(
            **self.on(recording),
            listed_on=day,
            listed_at=at,
            format=self.format,
            adjourned=self.adjourned,
            kind=self.kind,
        )


class BundlePartIn(Body):
    """A part of the hearing bundle, and the number of its pages. For reports and statements, give the number of pages
    of the longest document.
    """

    part: BundlePartKind
    pages: StrictInt = Field(ge=0, le=10_000)


class SendBundleIn(ActionIn):
    """The authority sent the hearing bundle (the documents for the hearing). The tribunal's practice direction limits
    the number of pages in each part of the bundle. The appeal shows the page limit of each part.

    If the tribunal allowed more pages, give the reference of the tribunal's decision.
    """

    summary: ClassVar = "Record that the hearing bundle was sent"
    says_something: ClassVar = True
    action: ClassVar = Action.SEND_BUNDLE
    story: ClassVar = Story(action, steps=appealed("MC-F3HQ-KMZP-VPVE-6EAJ"))
    example: ClassVar = {
        "occurred_on": "2026-06-12",
        "parts": [{"part": "core", "pages": 88}, {"part": "authority_evidence", "pages": 60}],
    }

    parts: list[BundlePartIn] = Field([], max_length=len(BundlePartKind))
    permission_reference: DecisionReference | None = Field(
        None, description="The reference of the tribunal's decision that allows more pages."
    )

    @model_validator(mode="after")
    def each_part_once(self) -> "SendBundleIn":
        """Refuse two numbers for one part."""
        if len({one.part for one in self.parts}) < len(self.parts):
            raise ValueError("name each part only once")
        return self

    def command(self, recording: Recording) -> commands.Command:
        return commands.SendBundle(
            **self.on(recording),
            parts=tuple(BundlePart(one.part, one.pages) for one in self.parts),
            permission_reference=self.permission_reference,
        )


class IssueIn(Body):
    """An issue of the appeal, and the status of this issue."""

    id: str | None = Field(
        None,
        min_length=1,
        max_length=20,
        pattern="^[A-Za-z0-9]+$",
        description="The id of an issue that the appeal shows. To add a new issue, leave the id out.",
        examples=["F"],
    )
    about: Line | None = Field(
        None,
        description="What the issue is about, in your own words. For a new issue you must give `about` or `section`. "
        "An authority can change the words of an existing issue only if the family agrees (`family_confirmed`), or if "
        "the tribunal decided the change. We store the words encrypted.",
    )
    section: PlanSection | None = Field(
        None,
        description="The section of the plan that the issue is about. You cannot change the section of an existing "
        "issue. For a health or social care section, the tribunal can only make a recommendation.",
    )
    status: IssueStatus

    @model_validator(mode="after")
    def new_issue_is_about_something(self) -> "IssueIn":
        """Refuse a new issue without words or section."""
        if self.id is None and self.about is None and self.section is None:
            raise ValueError("a new issue needs `about` or `section`")
        return self


class ChangeAppealIssuesIn(ActionIn):
    """Some issues of an appeal are conceded, agreed, withdrawn or decided, or issues are added. The appeal goes on.

    An appeal begins with one open issue (`live`) for each disputed section. Name only the issues that change. The
    authority can record what it concedes without the family's agreement. An issue is agreed only if the family agrees
    too (`family_confirmed`). Only the tribunal can end an issue as withdrawn or decided, or reopen an issue. To record
    that an issue is withdrawn, decided or reopened, an authority gives the reference of the tribunal's decision.
    """

    summary: ClassVar = "Change the status of the issues of an appeal, or add issues"
    action: ClassVar = Action.CHANGE_APPEAL_ISSUES
    story: ClassVar = Story(action, steps=appealed("MC-XFKV-Y66T-CTMA-XMJQ"), **CONTENT)
    example: ClassVar = {
        "occurred_on": "2026-05-18",
        "issues": [
            {"id": "F", "status": "conceded"},
            {"about": "Speech and language therapy each week", "section": "F", "status": "live"},
        ],
    }
    made_of: ClassVar[Mapping[str, Sequence[str]]] = {"changes": ("issues",)}

    issues: list[IssueIn] = Field(min_length=1, max_length=40)
    decision_reference: DecisionReference | None = Field(
        None, description="The reference of the tribunal's decision, if the tribunal decided the change of the issues."
    )
    family_confirmed: StrictBool = Field(
        False,
        description="`true` means that the family says that it agrees to the change of the issues. To record an issue "
        "as `agreed`, an authority must send `family_confirmed` as `true`, or give the reference of the tribunal's "
        "decision (`decision_reference`). The event then shows that the family agreed.",
    )

    @classmethod
    def known(cls, command: Mapping[str, Any], said: Mapping[str, object]) -> dict[str, Any]:
        """Return the body that was recorded, as far as its command tells: the words are sealed."""
        body = super().known(command, said)
        return body | {"issues": [{"about": None, **one} for one in body.pop("changes")]}

    def command(self, recording: Recording) -> commands.Command:
        return commands.ChangeAppealIssues(
            **self.on(recording),
            changes=tuple(IssueNow(one.id or NEW_ISSUE, one.section, one.status) for one in self.issues),
            decision_reference=self.decision_reference,
            family_confirmed=self.family_confirmed,
        )

    def private(self) -> dict[str, Any]:
        """Return the words of each issue, in the order in which the issues are named."""
        words = [one.about for one in self.issues]
        return {"appeal_issues": words} if any(words) else {}


BODIES: tuple[type[ActionIn], ...] = (
    RespondToAppealIn,
    RecordDirectionsIn,
    ListHearingIn,
    SendBundleIn,
    ChangeAppealIssuesIn,
)
