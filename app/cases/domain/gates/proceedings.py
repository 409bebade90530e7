"""The gates on how an appeal is prepared and heard: response, directions, hearing, bundle and issues."""

from app.cases.domain.appealed import appeal_state
from app.cases.domain.commands import (
    ChangeAppealIssues,
    Command,
    ListHearing,
    RecordDirections,
    RespondToAppeal,
    SendBundle,
)
from app.cases.domain.facts import CaseFacts
from app.cases.domain.gates.tribunal import by_the_tribunal
from app.cases.domain.law import Law
from app.cases.domain.proceedings import IssueNow
from app.cases.domain.recommending import NO_RECOMMENDATIONS, may_recommend
from app.cases.domain.stakes import MOST_ISSUES_OF_APPEAL, issues_of
from app.cases.domain.words import AppealState, HearingKind, IssueStatus
from app.kernel.moves import gate
from app.kernel.terms import EDUCATION_SECTIONS
from app.law.domain.bundles import page_limits
from app.law.domain.dispute import is_about_placement_alone
from app.law.domain.kinds import Code


@gate(
    "Does the tribunal still wait for the authority's response?",
    "la-response",
    "The authority's response to this appeal is already recorded. If the recorded day is wrong, correct the event of "
    "the response.",
)
def response_unsent(facts: CaseFacts, _: Command, __: Law) -> bool:
    """The response is sent once."""
    return facts.response_sent_on is None


@gate(
    "Is the authority's response in time, or does the authority ask for more time?",
    "explain-late-response",
    "This response to the appeal is late. A late response must ask the tribunal for more time, and say why the "
    "response is late. Send the reasons for a late response in `late_reasons`.",
)
def late_response_asks_for_time(facts: CaseFacts, command: RespondToAppeal, law: Law) -> bool:
    """Rule 21(4). A date that the tribunal directed is the last day where it directed one."""
    due = next((one.due_on for one in law.deadlines(facts) if one.code is Code.LA_RESPONSE), None)
    return command.asks_for_time or due is None or command.occurred_on <= due


@gate(
    "Did the tribunal direct the dates?",
    "directed-date",
    "Only the tribunal directs dates in an appeal. Either the tribunal records its directions, or you give the "
    "reference of the tribunal's decision (`decision_reference`).",
)
def tribunal_directs(_: CaseFacts, command: RecordDirections, __: Law) -> bool:
    """A directed date replaces the time of a rule: a party cannot give itself more time."""
    return by_the_tribunal(command)


@gate(
    "Is each directed date on or after the day of the directions, and is each step named only once?",
    "directed-date",
    "Each directed date must be on or after the day of the directions. No directed date can be after the last day for "
    "which bank holidays are published. Name each step only once.",
)
def directions_follow(_: CaseFacts, command: RecordDirections, law: Law) -> bool:
    """A date that the calculator cannot read would silence every other."""
    dates = [one.due_on for one in command.directions]
    kinds = [one.what for one in command.directions]
    last = law.england.horizon
    return len(set(kinds)) == len(kinds) and all(command.occurred_on <= day <= last for day in dates)


@gate(
    "Does the hearing have a day and a format, or does the tribunal put off a hearing that has a day?",
    "hearing",
    "Give the day of the hearing (`listed_for`) and the `format` of the hearing. Only a hearing that already has a day "
    "can be put off without a new day.",
)
def hearing_is_told(facts: CaseFacts, command: ListHearing, _: Law) -> bool:
    """An adjournment needs something to adjourn."""
    hearing = facts.proceedings.hearing if facts.proceedings else None
    if command.adjourned and appeal_state(facts) is not AppealState.LISTED:
        return False
    known_format = command.format or (hearing and hearing.format)
    return (command.adjourned or command.listed_on is not None) and known_format is not None


@gate(
    "Is the hearing on or after the day on which the tribunal listed the hearing?",
    "hearing",
    "The hearing must be on or after the day on which the tribunal listed the hearing. The hearing cannot be after the "
    "last day for which bank holidays are published.",
)
def hearing_lies_ahead(_: CaseFacts, command: ListHearing, law: Law) -> bool:
    """The bundle's day is counted back from it."""
    return command.listed_on is None or command.occurred_on <= command.listed_on <= law.england.horizon


@gate(
    "Is the hearing a final hearing, or does the family dispute only the placement?",
    "judicial-adr",
    "In judicial alternative dispute resolution, a judge helps the parties to agree. The tribunal offers judicial "
    "alternative dispute resolution only if the family disputes the placement (Section I) alone.",
)
def adr_is_about_placement(facts: CaseFacts, command: ListHearing, _: Law) -> bool:
    """The practice of the tribunal."""
    return command.kind is HearingKind.FINAL or is_about_placement_alone(facts.sections)


@gate(
    "Does each part of the hearing bundle keep to its page limit, or did the tribunal allow more pages?",
    "hearing-bundle",
    "A part of this hearing bundle has more pages than the tribunal's practice direction allows. If the tribunal "
    "allowed more pages, give the reference of the tribunal's decision (`permission_reference`).",
)
def bundle_fits(facts: CaseFacts, command: SendBundle, _: Law) -> bool:
    """The limits are dated rows of the law."""
    hearing = facts.proceedings.hearing if facts.proceedings else None
    limits = page_limits(facts.kind, facts.sections, hearing.listed_on if hearing else None)
    fits = all(one.pages <= limits.get(one.part, one.pages) for one in command.parts)
    return fits or command.permission_reference is not None


_ENDED = frozenset({IssueStatus.WITHDRAWN, IssueStatus.DECIDED})


@gate(
    "If an issue is withdrawn, decided or reopened, does the tribunal say so?",
    "withdrawal",
    "Only the tribunal can end or reopen an issue of an appeal. A party cannot withdraw a part of its case without the "
    "tribunal's consent. Either the tribunal records the change, or you give the reference of the tribunal's decision "
    "(`decision_reference`).",
)
def tribunal_ends_issues(facts: CaseFacts, command: ChangeAppealIssues, _: Law) -> bool:
    """Rule 17(1)-(2) speaks of a case and of any part of it. The authority cannot end what the family disputes."""
    if by_the_tribunal(command):
        return True
    known = {one.id: one.status for one in issues_of(facts)}
    return not any(_needs_the_tribunal(known.get(one.id), one) for one in command.changes)


def _needs_the_tribunal(before: IssueStatus | None, now: IssueNow) -> bool:
    if before is now.status:
        return False
    return now.status in _ENDED or before in _ENDED or (before is not None and now.status is IssueStatus.LIVE)


@gate(
    "If an issue is recorded as agreed, do both the family and the authority agree?",
    "consent-order",
    "An issue is agreed only if both the family and the authority agree. If the family says that it agrees about the "
    "issue, send `family_confirmed`. Otherwise the tribunal records the agreement, or you give the reference of the "
    "tribunal's decision (`decision_reference`). To record what you concede, you need no agreement.",
)
def both_sides_agree(facts: CaseFacts, command: ChangeAppealIssues, _: Law) -> bool:
    """Rule 29: the parties ask together. A concession only favours the family, so the authority says that alone."""
    if by_the_tribunal(command) or command.family_confirmed:
        return True
    known = {one.id: one.status for one in issues_of(facts)}
    return not any(
        one.status is IssueStatus.AGREED and known.get(one.id) is not IssueStatus.AGREED for one in command.changes
    )


@gate(
    "Is each issue about a section that the family disputes, or about a recommendation that the tribunal may make?",
    "appealable-matters",
    "An issue must be about a section that the family disputes. If the family disputes more sections, record "
    "`widen-grounds` first.",
)
def issues_are_disputed(facts: CaseFacts, command: ChangeAppealIssues, _: Law) -> bool:
    """Section 51(2). Health and social care are the matter of a recommendation."""
    named = {one.section for one in command.changes if one.section in EDUCATION_SECTIONS}
    return not facts.sections or named <= facts.sections


@gate(
    "May the tribunal make a recommendation in this appeal?",
    NO_RECOMMENDATIONS,
    "The tribunal makes no recommendations on health or social care in an appeal about a refusal to assess, or about a "
    "decision sent before 3 April 2018.",
)
def recommendation_exists(facts: CaseFacts, command: ChangeAppealIssues, _: Law) -> bool:
    """SI 2017/1306."""
    asked = any(one.section is not None and one.section not in EDUCATION_SECTIONS for one in command.changes)
    return not asked or may_recommend(facts)


@gate(
    f"Does the appeal have at most {MOST_ISSUES_OF_APPEAL} issues, and is each issue named only once?",
    "appealable-matters",
    f"An appeal can have at most {MOST_ISSUES_OF_APPEAL} issues. Name each issue only once.",
)
def issues_are_few(facts: CaseFacts, command: ChangeAppealIssues, _: Law) -> bool:
    """A limit for every list."""
    ids = [one.id for one in command.changes]
    return len(set(ids)) == len(ids) and len({one.id for one in issues_of(facts)} | set(ids)) <= MOST_ISSUES_OF_APPEAL
