"""What figures count: reviews by who sat, answers to recommendations of change, and appeals about settings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.cases.domain.changes import known
from app.cases.domain.conceded import Conceded
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.panels import PanelAnswer, PanelMembers, PanelReview, PanelRole, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.cases.domain.words import AppealOutcome
from app.evidence.domain.outcomes import AfterAppeal, Outcome, WithoutAppeal, became
from app.evidence.domain.panels import Answered, ReviewedCase, Seats, Wanted, panel_figures
from app.evidence.domain.settings import DisputedSetting, setting_figures
from app.kernel.terms import AppealBasis, AppellantKind, DecisionKind, PlanSection, TermKind
from app.law.domain.chronology import Term
from app.law.domain.regimes import RegimeId

PARENTS, OTHERS = (PanelMembers(PanelRole.PARENT, 1),), (PanelMembers(PanelRole.HEALTH, 1),)
R, A = Recommendation, PanelAnswer
DAY, SECTIONS = date(2026, 3, 2), frozenset({PlanSection.B, PlanSection.F})


def review(
    members: tuple[PanelMembers, ...], recommendation: Recommendation | None, answer: PanelAnswer = A.PENDING
) -> PanelReview:
    return PanelReview(date(2026, 2, 10), members, recommendation=recommendation, authority_answer=answer)


def test_panels_with_parents_are_counted_apart() -> None:
    accepted, rejected = review(PARENTS, R.CHANGE, A.ACCEPTED), review(PARENTS, R.RECONSIDER, A.REJECTED)
    upheld = review(PARENTS, R.UPHOLD, A.ACCEPTED)
    cases = [ReviewedCase((accepted, rejected), AfterAppeal.UPHELD)] * 6
    cases += [ReviewedCase((upheld,), WithoutAppeal.SETTLED)] * 5
    cases += [ReviewedCase((review(OTHERS, R.UPHOLD),), WithoutAppeal.OPEN)] * 7
    cases += [ReviewedCase((review((), R.CHANGE), review(PARENTS, None)), AfterAppeal.OPEN)]
    found = panel_figures(cases)
    mine = found[Seats.WITH_PARENTS]
    assert mine.recommended.parts == {Wanted.CHANGE: 12, Wanted.UPHOLD: 5}
    assert mine.answered_to_change.parts == {Answered.ACCEPTED: 6, Answered.REJECTED: 6}, "an answer to uphold is none"
    assert mine.cases.parts == {Outcome.APPEALED: 7, Outcome.NOT_APPEALED: 5}
    assert (mine.without_appeal, mine.after_appeal) == (None, None)
    others = found[Seats.WITHOUT_PARENTS]
    assert (others.recommended.total, others.recommended.parts) == (7, None)
    assert others.answered_to_change.total is None


def test_what_becomes_of_the_cases_is_shown_where_no_number_is_small() -> None:
    counts = [(one, 5 + place) for place, one in enumerate((*WithoutAppeal, *AfterAppeal))]
    reviews = (review(PARENTS, R.CHANGE), review(OTHERS, R.UPHOLD))
    cases = [ReviewedCase(reviews, one) for one, number in counts for _ in range(number)]
    for group in panel_figures(cases).values():
        assert group.without_appeal == dict(counts[: len(WithoutAppeal)])
        assert group.after_appeal == dict(counts[len(WithoutAppeal) :])
    fewer = [case for case in cases if case.became is not AfterAppeal.DISMISSED]
    fewer += [ReviewedCase(reviews, AfterAppeal.DISMISSED)] * 4
    for group in panel_figures(fewer).values():
        assert (group.without_appeal is None, group.after_appeal) == (False, None)
    few_settled = [case for case in cases if isinstance(case.became, AfterAppeal)]
    few_settled += [ReviewedCase(reviews, WithoutAppeal.SETTLED)] * 4
    for group in panel_figures(few_settled).values():
        assert (group.cases.parts, group.after_appeal) == (None, None), "their sum would tell of the four"


def test_every_end_of_a_case_is_counted() -> None:
    case, day = CaseFacts(RegimeId.CFA_2014, DecisionKind.PLAN_CONTENT, DAY, AppellantKind.PARENT, SECTIONS), DAY
    assert became(case) is WithoutAppeal.OPEN
    assert became(replace(case, closed_on=day)) is WithoutAppeal.ENDED
    assert became(replace(case, conceded_on=day)) is WithoutAppeal.SETTLED
    in_part = replace(case, conceded=(Conceded(PlanSection.B, day),))
    assert became(in_part) is WithoutAppeal.OPEN
    term = Term(TermKind.AMEND_PLAN, sections=(PlanSection.F,))
    assert became(replace(in_part, agreement_made_on=day, agreement_terms=(term,))) is WithoutAppeal.SETTLED
    before = replace(case, appeal=Appeal(AppealBasis.CERTIFICATE, day, late=False), conceded_on=day)
    assert became(before) is AfterAppeal.OPEN, "a concession does not end an appeal"
    after = replace(before, resolved_on=day)
    assert became(after) is AfterAppeal.OPEN, "nobody recorded how it ended"
    assert became(replace(after, unopposed_notified_on=day)) is AfterAppeal.SETTLED
    withdrawn = replace(after, appeal=replace(known(after.appeal), withdrawn_on=day))
    assert became(withdrawn) is AfterAppeal.WITHDRAWN
    for outcome in set(AppealOutcome) - {AppealOutcome.WITHDRAWN, AppealOutcome.UNOPPOSED}:
        ended = became(replace(after, appeal=replace(known(after.appeal), outcome=outcome)))
        assert ended in set(AfterAppeal) - {AfterAppeal.OPEN, AfterAppeal.WITHDRAWN}


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


def test_nobody_works_out_how_many_recommendations_wait_or_uphold() -> None:
    accepted, waits = review(PARENTS, R.CHANGE, A.ACCEPTED), review(PARENTS, R.CHANGE)
    upheld = review(PARENTS, R.UPHOLD)
    for hidden, of_change in ((waits, 11), (upheld, None)):
        told = [ReviewedCase((one,), WithoutAppeal.OPEN) for one in [accepted] * 9 + [hidden] * 2]
        told += [ReviewedCase((upheld,), WithoutAppeal.OPEN)] * (5 if of_change else 0)
        mine = panel_figures(told)[Seats.WITH_PARENTS]
        assert (mine.recommended.parts or {}).get(Wanted.CHANGE) == of_change
        assert mine.answered_to_change.total is None, "eleven less nine are two"


def _disputes(told: Mapping[tuple[OnList, RefusedBecause], tuple[int, int]]) -> list[DisputedSetting]:
    return [
        DisputedSetting(Setting(on_list, because), outcome)
        for (on_list, because), numbers in told.items()
        for outcome, number in zip(Outcome, numbers, strict=True)
        for _ in range(number)
    ]


def test_nobody_works_out_a_small_number_by_list_from_the_reasons() -> None:
    told = {(OnList.YES, RefusedBecause.FULL): (10, 10), (OnList.NO, RefusedBecause.NOT_ON_LIST): (10, 10)}
    told[OnList.UNKNOWN, RefusedBecause.FULL] = (4, 0)
    found = setting_figures(_disputes(told))
    assert (found.by_list[OnList.YES].total, found.by_list[OnList.UNKNOWN].total) == (20, None)
    by_reason = {one.total for one in found.by_reason.values()}
    assert by_reason == {None, 24}, "44 by reason less 40 by list would be the four"


def test_nobody_works_out_a_small_number_by_reason_from_the_lists() -> None:
    told = {(one, RefusedBecause.FULL): (6, 6) for one in OnList} | {(OnList.NO, RefusedBecause.NOT_ON_LIST): (6, 5)}
    told[OnList.YES, RefusedBecause.UNSUITABLE] = (0, 3)
    found = setting_figures(_disputes(told))
    assert [one.total for one in found.by_list.values()] == [15, 23, 12, 12]
    assert {one.total for one in found.by_reason.values()} == {None, 48}, "62 less 48 and 11 would be the three"
    one_sided = {**told, (OnList.YES, RefusedBecause.UNSUITABLE): (0, 6)}
    parts = setting_figures(_disputes(one_sided)).by_reason
    assert parts[RefusedBecause.UNSUITABLE].total == 6
    assert parts[RefusedBecause.NOT_ON_LIST].parts is None, "the sums would tell that none of the six appealed"
