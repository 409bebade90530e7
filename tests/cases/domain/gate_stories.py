"""The cases that the examples of gates start from."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.domain.assurance import told
from app.cases.domain.conceded import Promised
from app.cases.domain.panels import PanelMembers, PanelRole
from app.cases.domain.proceedings import IssueNow
from app.cases.domain.words import IssueStatus
from app.kernel.terms import Party, PlanSection, TermKind
from app.law.domain.chronology import Directed, Term
from app.law.domain.model import Step
from tests.cases.domain.builders import GREEN, LA, PROVIDER, TRIBUNAL, Story, a_case, a_command, some_sections

ON = "2026-02-20"
YESTERDAY = date(2026, 2, 19)
Asked = tuple[Story, str, dict[str, Any]]


def heard(**case: Any) -> Story:
    return a_case(**case).then("contact-adviser", "2026-02-09")


def requested(**case: Any) -> Story:
    return heard(**case).then("request-mediation", "2026-02-10")


def a_health_case(*, health_only: bool = True) -> Story:
    asked = heard().then("request-mediation", "2026-02-10", health_raised=True, health_only=health_only)
    return asked.then("notify-commissioning-body", "2026-02-11")


def arranged(**case: Any) -> Story:
    return requested(**case).then("arrange-mediation", "2026-02-11")


def declined(**case: Any) -> Story:
    return heard(**case).then("decline-mediation", "2026-02-10")


def claimed() -> Story:
    return heard(regime=GREEN).then("claim-exemption", "2026-02-10")


def held(outcome: str, **case: Any) -> Story:
    return arranged(**case).then("record-session-outcome", "2026-02-12", outcome=outcome)


def health_held() -> Story:
    notified = requested(sections="F G").then("request-mediation", "2026-02-10", health_raised=True)
    fixed = notified.then("notify-commissioning-body", "2026-02-11").then("arrange-mediation", "2026-02-11")
    return fixed.then("record-session-outcome", "2026-02-12", outcome="full_agreement")


def promised(day: str) -> tuple[Promised, ...]:
    return (Promised(TermKind.AMEND_PLAN, date.fromisoformat(day)),)


def conceding(sections: str) -> Story:
    says: dict[str, Any] = {"sections": some_sections(sections), "promises": promised(ON)}
    return a_case(sections="B F I").then("concede", "2026-02-10", **says)


def certified(**case: Any) -> Story:
    return a_case(**case).certified("2026-02-09")


def appealed() -> Story:
    return certified().then("register-appeal", "2026-02-10")


def contents(sections: str = "F I") -> Story:
    return certified(sections=sections).then("register-appeal", "2026-02-10")


def issues(*numbers: int) -> tuple[IssueNow, ...]:
    return tuple(IssueNow(str(one), None, IssueStatus.LIVE) for one in numbers)


def ended(status: str) -> IssueNow:
    return IssueNow("F", PlanSection.F, IssueStatus(status))


AGREED = {"by": LA, "changes": (ended("agreed"),)}


def answered() -> Story:
    return appealed().then("complete-duty", "2026-02-16")


def withdrawn() -> Story:
    return appealed().then("withdraw", "2026-02-11", by=TRIBUNAL)


def reviewed(times: int) -> Story:
    case = a_case()
    for number in range(times):
        seats = (PanelMembers(PanelRole.PARENT, number + 1),)
        case = case.then("record-panel-review", "2026-02-10", recommendation="change", members=seats)
    return case


def directed(step: str, due_on: str) -> Directed:
    return Directed(Step(step), date.fromisoformat(due_on))


def read_out(**case: Any) -> Story:
    """A case that an adviser recorded from the letter, in the authority's place."""
    story = a_case(**case)
    return replace(story, opened=told(story.opened, PROVIDER))


def placement_appeal() -> Story:
    return a_case(sections="I").then("register-appeal", "2026-02-10", basis="placement_only")


THE_BODYS = (Term(TermKind.OTHER_ACTION, owed_by=Party.COMMISSIONING_BODY),)
CONFIRMS = {"la_reference": "AB-1"}
LATE_TERM = (Term(TermKind.ASSESS, agreed_by=a_command("concede", "2026-02-19").occurred_on),)
