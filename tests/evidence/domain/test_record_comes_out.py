"""An own case under the law under which it was recorded: what the machine recorded is what the replay tells."""

from collections.abc import Callable
from datetime import date

import pytest

from app.evidence.domain.comparison.population import FIRST_DAY
from app.evidence.domain.comparison.replaying import live_again, lucky, past_of
from app.evidence.domain.comparison.walking import Ended, Walker
from app.kernel.terms import DecisionKind, TermKind
from app.law.domain.chronology import Term
from app.law.domain.readings import DEFAULT_READINGS
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import LAW, Story, a_case

TODAY = REGIMES[RegimeId.CFA_2014]
NOTICE = "2024-03-04"
PLAN, AMEND = DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_AMEND


def told(on: str = "2024-03-14") -> Story:
    """A family that has heard an adviser."""
    return a_case(notice_sent_on=NOTICE).then("contact-adviser", on)


def asked() -> Story:
    return told().then("request-mediation", "2024-03-18")


def over(story: Story) -> Story:
    """End the case: the tribunal decides the appeal, if there is one."""
    if story.facts.appeal is not None:
        return story.then("record-appeal-outcome", "2024-12-02", outcome="dismissed")
    return story if story.facts.resolved_on else story.then("close", "2024-12-02")


def declined_late() -> Story:
    return told().then("decline-mediation", "2024-05-02").then("issue-certificate", "2024-05-03")


def never_arranged() -> Story:
    return asked().then("issue-certificate", "2024-04-22", ground="not_arranged")


def reported() -> Story:
    story = asked().then("report-cannot-arrange", "2024-03-25")
    return story.then("issue-certificate", "2024-03-27", ground="not_arranged")


def mediated() -> Story:
    story = asked().then("arrange-mediation", "2024-03-20", session_on="2024-04-10")
    story = story.then("record-session-outcome", "2024-04-10")
    return story.then("issue-certificate", "2024-04-12", ground="took_part")


def appealed(begin: Callable[[], Story]) -> Callable[[], Story]:
    return lambda: begin().then("register-appeal", "2024-05-10")


def about_the_placement(kind: DecisionKind) -> Callable[[], Story]:
    def story() -> Story:
        begun = a_case(notice_sent_on=NOTICE, kind=kind, sections="I")
        return begun.then("register-appeal", "2024-04-10", basis="placement_only")

    return story


def mediated_about_the_placement() -> Story:
    story = a_case(notice_sent_on=NOTICE, kind=PLAN, sections="I").then("contact-adviser", "2024-03-14")
    story = story.then("request-mediation", "2024-03-18")
    story = story.then("arrange-mediation", "2024-03-20", session_on="2024-04-10")
    story = story.then("record-session-outcome", "2024-04-10", outcome="full_agreement")
    agreed = (Term(TermKind.OTHER_ACTION, date(2024, 5, 10)),)
    return story.then("record-agreement", "2024-04-10", terms=agreed)


def permitted() -> Story:
    """No adviser was asked, and the tribunal let the appeal in."""
    return a_case(notice_sent_on=NOTICE).then("register-appeal", "2024-05-20", basis="permission")


STORIES = {
    "declined late": declined_late,
    "declined late, appealed": appealed(declined_late),
    "never arranged": appealed(never_arranged),
    "reported": appealed(reported),
    "mediated": appealed(mediated),
    "placement in a plan": about_the_placement(PLAN),
    "placement in a refusal to amend": about_the_placement(AMEND),
    "mediated about the placement": mediated_about_the_placement,
    "permission without an adviser": permitted,
}


def again(story: Story) -> Ended:
    """Replay a case."""
    past = past_of(over(story).facts, DEFAULT_READINGS)
    assert past is not None
    ((_, fate),) = live_again(lucky([past]), {}, TODAY).fates
    return Walker(LAW, TODAY, FIRST_DAY).walk(fate.life)


@pytest.mark.parametrize("name", STORIES)
def test_the_record_comes_out_under_its_own_law(name: str) -> None:
    story = STORIES[name]()
    facts, ended = story.facts, again(story)
    certificate = facts.certificate
    assert ended.shut is None
    assert ended.ground == (certificate.ground if certificate else None)
    assert ended.certified == ((certificate.issued_on - facts.notice_sent_on).days if certificate else None)
    assert (ended.appealed is None) is (facts.appeal is None)
    assert ended.settled is (facts.resolved_on is not None)
    assert ended.held is (facts.concluded_on is not None)


def test_a_family_without_a_certificate_is_given_none() -> None:
    ended = again(told().then("decline-mediation", "2024-03-15"))
    assert (ended.ground, ended.shut, ended.appealed) == (None, None, None)
