"""What figures count: reviews by who sat, answers to recommendations of change, and appeals about settings."""

from datetime import date

from app.cases.domain.panels import PanelAnswer, PanelMembers, PanelReview, PanelRole, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.evidence.domain.outcomes import Outcome
from app.evidence.domain.panels import Answered, ReviewedCase, Seats, Wanted, panel_figures
from app.evidence.domain.settings import DisputedSetting, setting_figures

PARENTS, OTHERS = (PanelMembers(PanelRole.PARENT, 1),), (PanelMembers(PanelRole.HEALTH, 1),)
R, A = Recommendation, PanelAnswer


def review(
    members: tuple[PanelMembers, ...], recommendation: Recommendation | None, answer: PanelAnswer = A.PENDING
) -> PanelReview:
    return PanelReview(date(2026, 2, 10), members, recommendation=recommendation, authority_answer=answer)


def test_panels_with_parents_are_counted_apart() -> None:
    accepted, rejected = review(PARENTS, R.CHANGE, A.ACCEPTED), review(PARENTS, R.RECONSIDER, A.REJECTED)
    upheld = review(PARENTS, R.UPHOLD, A.ACCEPTED)
    cases = [ReviewedCase((accepted, rejected), Outcome.APPEALED)] * 6
    cases += [ReviewedCase((upheld,), Outcome.NOT_APPEALED)] * 5
    cases += [ReviewedCase((review(OTHERS, R.UPHOLD),), Outcome.NOT_APPEALED)] * 7
    cases += [ReviewedCase((review((), R.CHANGE), review(PARENTS, None)), Outcome.APPEALED)]
    found = panel_figures(cases)
    mine = found[Seats.WITH_PARENTS]
    assert mine.recommended.parts == {Wanted.CHANGE: 12, Wanted.UPHOLD: 5}
    assert mine.answered_to_change.parts == {Answered.ACCEPTED: 6, Answered.REJECTED: 6}, "an answer to uphold is none"
    assert mine.cases.parts == {Outcome.APPEALED: 7, Outcome.NOT_APPEALED: 5}
    others = found[Seats.WITHOUT_PARENTS]
    assert (others.recommended.total, others.recommended.parts) == (7, None)
    assert others.answered_to_change.total is None


def test_appeals_are_counted_on_and_off_the_list() -> None:
    off = Setting(OnList.NO, RefusedBecause.NOT_ON_LIST)
    disputes = [DisputedSetting(off, Outcome.APPEALED)] * 6 + [DisputedSetting(off, Outcome.NOT_APPEALED)] * 5
    disputes += [DisputedSetting(Setting(OnList.YES, RefusedBecause.FULL), Outcome.APPEALED)] * 4
    disputes += [DisputedSetting(Setting(OnList.YES), Outcome.NOT_APPEALED)]
    found = setting_figures(disputes)
    assert found.by_list[OnList.NO].parts == {Outcome.APPEALED: 6, Outcome.NOT_APPEALED: 5}
    assert (found.by_list[OnList.YES].total, found.by_list[OnList.YES].parts) == (5, None)
    assert found.by_reason[RefusedBecause.NOT_ON_LIST].total == 11
    assert found.by_reason[RefusedBecause.FULL].total is None
