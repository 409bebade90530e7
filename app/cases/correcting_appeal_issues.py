"""Corrections of the issues of an appeal: their words, their sections, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.cases.corrected import Made, Remade
from app.cases.domain.commands import ChangeAppealIssues, Concede, RegisterAppeal
from app.cases.domain.corrections import THE_NOTICE, Entry, History
from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import IssueNow
from app.cases.domain.stakes import issues_of, words_key
from app.cases.domain.words import IssueStatus
from app.cases.refusals import WrongInput
from app.kernel.terms import EDUCATION_SECTIONS, OrganisationKind, Party

CONCEDED, LIVE = IssueStatus.CONCEDED, IssueStatus.LIVE
WORDS = "appeal_issues"
"""The name under which the words of the issues are sealed with a case."""
SAME_ISSUES = (
    "Name each issue of this event once, by its id. To add or remove an issue, correct the event that added the issue, "
    "or record a new action"
)
SECTION_STAYS = (
    "The appeal began with this issue, so you cannot change the section of the issue. Correct the sections of the "
    "notice instead"
)

NOT_ALONE = (
    "This event did not add the issue, so you cannot change what the issue is about without agreement. Leave `about` "
    "out, or record `change-appeal-issues` with the family's agreement (family_confirmed) or with the tribunal's "
    "decision"
)


def with_issues(history: History, entry: Entry, remade: Remade, pointer: str) -> Remade:
    """Return a corrected event of an appeal's issues, with the words by the name under which each is sealed.

    An issue keeps its id. A section that is left out stays.

    Raises:
        WrongInput: the correction names other issues, or another section of an issue that the appeal began with. Or an
            authority alone says other words for an issue that it did not add.
    """
    before, after = entry.command, remade.command
    if not isinstance(before, ChangeAppealIssues) or not isinstance(after, ChangeAppealIssues):
        return remade
    known = {one.id: one for one in before.changes}
    if sorted(one.id for one in after.changes) != sorted(known):
        raise WrongInput(f"{pointer}/replace/issues", SAME_ISSUES, "issues")
    changes = tuple(_corrected(known[one.id], one, place, pointer) for place, one in enumerate(after.changes))
    said = remade.private.get(WORDS) or [None] * len(changes)
    for place, (one, about) in enumerate(zip(changes, said, strict=True)):
        if about is not None and _is_the_authoritys_alone(after) and _was_known(history, entry, one.id):
            raise WrongInput(f"{pointer}/replace/issues/{place}/about", NOT_ALONE, "about")
    number = _appeal_of(history, entry)
    words = {words_key(number, one.id): about for one, about in zip(changes, said, strict=True) if about is not None}
    return replace(remade, command=replace(after, changes=changes), private={WORDS: words} if words else {})


def _corrected(before: IssueNow, now: IssueNow, place: int, pointer: str) -> IssueNow:
    section = now.section or before.section
    if section is not before.section and not now.id.isdecimal():
        raise WrongInput(f"{pointer}/replace/issues/{place}/section", SECTION_STAYS, "section")
    return replace(now, section=section)


def _is_the_authoritys_alone(command: ChangeAppealIssues) -> bool:
    by_both = command.family_confirmed or command.decision_reference is not None
    return command.by is OrganisationKind.LOCAL_AUTHORITY and not by_both


def _was_known(history: History, entry: Entry, issue_id: str) -> bool:
    """Whether the appeal had an issue before an entry."""
    earlier = (one.command for one in history.entries if one.seq < entry.seq)
    named = {now.id for command in earlier if isinstance(command, ChangeAppealIssues) for now in command.changes}
    return not issue_id.isdecimal() or issue_id in named


def _appeal_of(history: History, entry: Entry) -> int:
    """Return the number of the appeal that an entry belongs to."""
    earlier = (one for one in history.entries if one.seq < entry.seq and not one.voided)
    return max(1, sum(isinstance(one.command, RegisterAppeal) for one in earlier))


def says_words_already(kept: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether the sealed words of issues are those that a correction says."""
    words = kept.get(WORDS) or {}
    return all(words.get(key) == about for key, about in (said.get(WORDS) or {}).items())


LOSES_ISSUE = "The appeal would lose an issue that the family disputes: {}"
TAKES_BACK = "You would take back a concession that you made to the tribunal: {}"
ASK = (
    "{}. If a correction takes an issue or a concession out of an appeal, somebody must agree to the correction. If "
    "the family agrees that the correction is right, send `agreed_by`: `family`. If the tribunal decided the change, "
    "send `agreed_by`: `tribunal`"
)
AGREE = frozenset({Party.FAMILY, Party.TRIBUNAL})


def must_keep_appeal(history: History, made: Sequence[Made], before: CaseFacts, after: CaseFacts) -> None:
    """Refuse that a correction alone takes an issue, or a concession, away from an appeal.

    An issue is taken away if the appeal has it no more, or if it is no longer about education: on health and social
    care the tribunal only recommends. A concession before the tribunal favours the family: only the tribunal makes a
    conceded issue live again, and an appeal that is not opposed counts as decided for the family (reg 45).

    Raises:
        WrongInput: the correction takes something away, and neither the family nor the tribunal agrees.
    """
    taken = _taken(before, after)
    for one in made if taken is not None else ():
        entry = history.at(one.seq)
        says = one.seq == THE_NOTICE or (entry is not None and isinstance(entry.command, ChangeAppealIssues | Concede))
        if says and one.agreed_by not in AGREE:
            raise WrongInput(f"{one.pointer}/agreed_by", ASK.format(taken), "agreed_by")


def _taken(before: CaseFacts, after: CaseFacts) -> str | None:
    """Say what a correction takes away from an appeal. None: nothing, or there is no appeal."""
    if before.appeal is None or after.appeal is None:
        return None
    now = {one.id: one for one in issues_of(after)}
    lost = [
        one.id
        for one in issues_of(before)
        if one.id not in now or (one.section in EDUCATION_SECTIONS and now[one.id].section not in EDUCATION_SECTIONS)
    ]
    if lost:
        return LOSES_ISSUE.format(", ".join(lost))
    whole = (
        (before.unopposed_notified_on, after.unopposed_notified_on),
        (before.appeal.conceded_on, after.appeal.conceded_on),
    )
    if any(then is not None and still is None for then, still in whole):
        return TAKES_BACK.format("the appeal")
    live = [one.id for one in issues_of(before) if one.status is CONCEDED and now[one.id].status is LIVE]
    return TAKES_BACK.format(", ".join(live)) if live else None
