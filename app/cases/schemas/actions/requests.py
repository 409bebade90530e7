"""The bodies of contact with the adviser and of the family's request for mediation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import Field

from app.cases.domain import commands
from app.cases.domain.issues import is_about_health
from app.cases.domain.words import Action
from app.cases.ports import any_version
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import CONTACTED, CONTENT, HEALTH, HEALTH_REQUESTED, REQUESTED, Story
from app.cases.use_cases import TakeAction
from app.platform.http.fields import Line, Passage, Reference


class ContactAdviserIn(ActionIn):
    """The family reached a mediation adviser, who gave information and advice."""

    summary: ClassVar = "Record contact with a mediation adviser"
    action: ClassVar = Action.CONTACT_ADVISER
    story: ClassVar = Story(action)
    example: ClassVar = {"occurred_on": "2026-02-09"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.ContactAdviser(**self.on(recording))


class DeclineMediationIn(ActionIn):
    """The family told the mediation adviser that it does not want mediation. The family need not give a reason."""

    summary: ClassVar = "Record that the family declines mediation"
    action: ClassVar = Action.DECLINE_MEDIATION
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-10"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.DeclineMediation(**self.on(recording))


class RequestMediationIn(ActionIn):
    """The family wants mediation. If health is among the issues, the time limits for the commissioning body begin.

    If the family has already asked for mediation and now asks for mediation about health, we add health to the issues.
    No other date of the mediation changes.
    """

    summary: ClassVar = "Record that the family wants mediation"
    action: ClassVar = Action.REQUEST_MEDIATION
    story: ClassVar = Story(action, steps=CONTACTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-10", "issues": ["F"]}
    made_of: ClassVar = dict.fromkeys(("health_raised", "health_only"), ("issues", "health_provision_wanted"))

    issues: list[Line] = Field(
        [],
        max_length=20,
        description="The issues that the family wants mediation about: plan sections, `education`, `health`, "
        "`social_care`, or a few words. Section 52(3) of the Children and Families Act 2014 lets the family choose the "
        "issues. We store the issues encrypted, and never write the issues into a log. The parties to mediation can "
        "read the issues.",
        examples=[["F"]],
    )
    health_provision_wanted: Passage | None = Field(
        None,
        description="The health provision that the family wants, if health is among the issues. We store this text "
        "encrypted.",
    )

    def command(self, recording: Recording) -> commands.Command:
        about_health = [is_about_health(issue) for issue in self.issues]
        health = self.health_provision_wanted is not None or any(about_health)
        only = bool(about_health) and all(about_health)
        return commands.RequestMediation(**self.on(recording), health_raised=health, health_only=only)

    def private(self) -> dict[str, Any]:
        return {"issues": self.issues, "health_provision_wanted": self.health_provision_wanted}


class AddIssuesIn(ActionIn):
    """The family adds issues to the mediation that it has asked for. The 30 days for arranging mediation do not begin
    again.

    If health is a new issue, the time limits for the commissioning body begin.
    """

    summary: ClassVar = "Add issues to a request for mediation"
    action: ClassVar = Action.ADD_ISSUES
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-12", "issues": ["B"]}
    made_of: ClassVar = dict.fromkeys(("health_raised", "other_raised"), ("issues", "health_provision_wanted"))

    issues: list[Line] = Field(
        min_length=1,
        max_length=20,
        description="The issues that the family adds to its request. We store the issues encrypted.",
        examples=[["B"]],
    )
    health_provision_wanted: Passage | None = Field(
        None,
        description="The health provision that the family wants, if the family adds a health issue. We store this text "
        "encrypted.",
    )

    def command(self, recording: Recording) -> commands.Command:
        about_health = [is_about_health(issue) for issue in self.issues]
        health = self.health_provision_wanted is not None or any(about_health)
        return commands.AddIssues(**self.on(recording), health_raised=health, other_raised=not all(about_health))

    def private(self) -> dict[str, Any]:
        wanted = self.health_provision_wanted
        return {"issues": self.issues} | ({"health_provision_wanted": wanted} if wanted else {})


class DropIssuesIn(ActionIn):
    """The family drops issues from the mediation that it has asked for. The 30 days for arranging mediation do not
    begin again.

    After the family drops issues, at least one issue of its request for mediation must remain. If the family no longer
    wants mediation, record that the family declines mediation.
    """

    summary: ClassVar = "Drop issues from a request for mediation"
    action: ClassVar = Action.DROP_ISSUES
    story: ClassVar = Story(action, steps=REQUESTED, **{**CONTENT, "wishes": {"issues": ["B", "F"]}})
    example: ClassVar = {"occurred_on": "2026-02-12", "issues": ["B"]}

    issues: list[Line] = Field(
        min_length=1,
        max_length=20,
        description="The issues that the family drops, in the same words as in the family's request. Capitals do not "
        "matter.",
        examples=[["B"]],
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.DropIssues(**self.on(recording))

    def private(self) -> dict[str, Any]:
        return {"issues": self.issues}


class NotifyCommissioningBodyIn(ActionIn):
    """The authority told the commissioning body about the health issues. From now on the commissioning body can see the
    case.
    """

    summary: ClassVar = "Record that the commissioning body was told about health issues"
    action: ClassVar = Action.NOTIFY_COMMISSIONING_BODY
    story: ClassVar = Story(action, steps=HEALTH_REQUESTED, **HEALTH)
    example: ClassVar = {"occurred_on": "2026-02-12", "commissioning_body": "sandbox-icb"}

    commissioning_body: Reference | None = Field(
        None,
        description="The short name in this service of a commissioning body that the authority works with. If you "
        "leave `commissioning_body` out, we use the commissioning body that is recorded as the authority's first "
        "choice among its partners.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.NotifyCommissioningBody(**self.on(recording))

    def said(self, command: commands.Command, must_be_version: Callable[[int], None] = any_version) -> TakeAction:
        return replace(super().said(command, must_be_version), commissioning_body=self.commissioning_body)


BODIES: tuple[type[ActionIn], ...] = (
    ContactAdviserIn,
    DeclineMediationIn,
    RequestMediationIn,
    AddIssuesIn,
    DropIssuesIn,
    NotifyCommissioningBodyIn,
)
