"""The use case of the pathway: take an action on a case. `app.cases.intake` has the one that begins a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.cases.beside import Reported, beside
from app.cases.certifying import is_named
from app.cases.contacts.use_cases import Contacts
from app.cases.desk import Desk
from app.cases.domain.appealed import APPEAL_NUMBER
from app.cases.domain.commands import (
    AddIssues,
    ChangeAppealIssues,
    Command,
    ConfirmNotice,
    DropIssues,
    NotifyCommissioningBody,
    PassRight,
    RegisterAppeal,
    ReissueCertificate,
    ReportCannotArrange,
)
from app.cases.domain.issues import MOST_ISSUES, Asked
from app.cases.domain.stakes import NEW_ISSUE, issues_of, next_id, words_key
from app.cases.domain.words import Action
from app.cases.families.use_cases import Families
from app.cases.one_notice import must_be_alone, sought_of
from app.cases.ports import HangingOnCase, Notices, UnitOnCase, any_version
from app.cases.recording import DROPPED, Said, stage_action
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses, WrongInput
from app.kernel.errors import GateClosed, Refusal
from app.kernel.terms import OrganisationKind

REWORDED = (
    "You cannot change what an issue of the family's appeal is about without agreement. If the family agrees to these "
    "words, send `family_confirmed`. Otherwise the tribunal records the words, or you give the reference of the "
    "tribunal's decision (`decision_reference`). You can always add a new issue."
)
"""Why an authority may not put other words to an issue: it could narrow what the family disputes."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the use cases work with in one unit of work: the desk, and the ports bound to the work."""

    desk: Desk
    notices: Notices
    hanging: HangingOnCase
    contacts: Contacts
    families: Families
    allows_proposals: bool = False
    """Whether a case may begin under a regime that is not law: only where no family is real."""
    any_authority: bool = False
    """Whether an adviser may record the notices of every registered authority, and not only of those that instruct it.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAction:
    """Take an action on a case. `private` is what a party says in words: it is sealed.

    `commissioning_body` names the body that is notified, and `search_id` the search on which a report rests.
    `not_a_duplicate` says that a notice which is confirmed is another than one with the same reference.
    """

    command: Command
    private: Mapping[str, Any] | None = None
    commissioning_body: str | None = None
    search_id: UUID | None = None
    not_a_duplicate: bool = False
    must_be_version: Callable[[int], None] = any_version


async def take_action(work: UnitOnCase, bench: Bench, told: TakeAction) -> StoredCase:
    """Take an action on the case of the work, and return the case after it.

    Raises:
        CaseRefuses: the pathway does not allow it.
        GoesBehindSession: it is recorded on the session that is booked on the case.
        NoticeKnown: the notice that the authority confirms has another case.
        WrongInput: a name, a reference or a partner is not of this case.
    """
    case = work.case
    about: Mapping[str, Any] = {}
    if beside(told.command.action).concerns_sessions:
        about = await bench.hanging.agree(told.command.action, _reported(told))
    told.must_be_version(case.version)
    _must_fit(bench, case, told)
    told = _with_words_of_issues(bench, case, _of_its_issues(bench, case, told))
    body = _commissioning_body(bench, case, told)
    said = Said(told.private, about or None, body, not_a_duplicate=told.not_a_duplicate)
    try:
        staged = stage_action(bench.desk, case, told.command, work.recorded, said)
    except Refusal as refusal:
        raise CaseRefuses(case, told.command, refusal) from refusal
    if isinstance(told.command, ConfirmNotice) and not told.not_a_duplicate:
        await must_be_alone(bench.notices, sought_of(staged.case))
    work.put(staged)
    return staged.case


def _reported(told: TakeAction) -> Reported | None:
    if not isinstance(told.command, ReportCannotArrange):
        return None
    return Reported(told.search_id, told.command.occurred_on)


def _must_fit(bench: Bench, case: StoredCase, told: TakeAction) -> None:
    """Refuse what is well formed and false of this case: another's name on a certificate, another's appeal."""
    held, name = case.facts.certificate, (told.private or {}).get("name")
    match told.command:
        case ReissueCertificate(holder_kind=to) if held is not None and not name:
            to = to or case.facts.appellant_kind
            if held.holder_kind is not to and not is_named(bench.desk, case, to):
                says = "The certificate passes to another person: give the name of this person"
                raise WrongInput("#/holder_name", says, "missing")
        case PassRight() if held is not None and not name:
            says = (
                "The mediation certificate shows the name of its holder. Give the name of the person who now holds the "
                "right to appeal"
            )
            raise WrongInput("#/holder_name", says, "missing")
        case RegisterAppeal(tribunal_reference=str() as reference) if reference[2:5] not in _respondents(case):
            says = f"The reference belongs to another authority than {case.la_code}"
            raise WrongInput("#/tribunal_reference", says, "authority")
    _must_name_this_authority(case, told.command)


def _must_name_this_authority(case: StoredCase, command: Command) -> None:
    """Refuse the reference of a decision in an appeal against another authority."""
    for member in ("decision_reference", "permission_reference"):
        codes = {one["authority"] for one in APPEAL_NUMBER.finditer(getattr(command, member, None) or "")}
        if codes - _respondents(case):
            says = f"The reference belongs to another authority than {case.la_code}"
            raise WrongInput(f"#/{member}", says, "authority")


def _respondents(case: StoredCase) -> set[str]:
    """Return the codes that a reference of the tribunal may have: an appeal may be older than a transfer."""
    before = [one for one in (case.facts.transferred, case.facts.reorganised) if one is not None]
    return {case.la_code, *(one.from_la_code for one in before), *(one.notice_la_code for one in before)}


def _of_its_issues(bench: Bench, case: StoredCase, told: TakeAction) -> TakeAction:
    """Return a change of the issues of a request with what is left of them: the issues themselves are sealed."""
    if not isinstance(told.command, AddIssues | DropIssues) or not case.facts.under_way:
        return told
    kept = bench.desk.sealing.open(case.sealed, str(case.id))
    before = Asked(tuple(kept.get("issues") or ()), kept.get("health_provision_wanted"))
    words = told.private or {}
    if isinstance(told.command, AddIssues):
        _must_be_new(before, Asked(tuple(words["issues"]), words.get("health_provision_wanted")))
        return told
    said = words["issues"]
    if (place := before.unknown(said)) is not None:
        raise WrongInput(f"#/issues/{place}", "The family did not ask for mediation about this issue", "issue")
    after = before.dropped(said)
    if not after.left.issues:
        raise WrongInput(
            "#/issues",
            "At least one issue must remain. If the family no longer wants mediation, record `decline-mediation`",
            "all",
        )
    command = replace(told.command, health_dropped=after.health, health_only=after.health_only)
    private = {"issues": list(after.left.issues), DROPPED: said}
    return replace(told, command=command, private=private | ({"health_provision_wanted": None} if after.health else {}))


def _must_be_new(before: Asked, more: Asked) -> None:
    """Refuse issues that the request has already, unless the family says more of the health provision that it wants."""
    if len(before.issues) + len(more.issues) > MOST_ISSUES:
        raise WrongInput("#/issues", f"A request for mediation can have at most {MOST_ISSUES} issues", "too_long")
    if more.provision not in (None, before.provision):
        return
    known = {one.casefold() for one in before.issues}
    for place, one in enumerate(more.issues):
        if one.casefold() in known:
            raise WrongInput(
                f"#/issues/{place}", "The family has already asked for mediation about this issue", "issue"
            )
        known.add(one.casefold())


ANOTHER_SECTION = (
    "The issue is about another section of the plan. If the recorded section is wrong, correct the event that added "
    "the issue (POST /v1/cases/{case_id}/corrections)"
)


def _with_words_of_issues(bench: Bench, case: StoredCase, told: TakeAction) -> TakeAction:
    """Return a change of the issues of an appeal with an id for each new issue, and with the words of all of them."""
    if not isinstance(told.command, ChangeAppealIssues):
        return told
    changes, number = [], 0
    known = {one.id: one.section for one in issues_of(case.facts)}
    for place, one in enumerate(told.command.changes):
        if one.id == NEW_ISSUE:
            changes.append(replace(one, id=next_id(case.facts, number)))
            number += 1
        elif one.id not in known:
            raise WrongInput(f"#/issues/{place}/id", "The appeal has no issue with this id", "issue")
        elif one.section not in (None, known[one.id]):
            raise WrongInput(f"#/issues/{place}/section", ANOTHER_SECTION, "section")
        else:
            changes.append(replace(one, section=known[one.id]))
    said = (told.private or {}).get("appeal_issues") or [None] * len(changes)
    appeal = case.facts.appeal.number if case.facts.appeal else 1
    words = {words_key(appeal, one.id): about for one, about in zip(changes, said, strict=True) if about is not None}
    if not words and not number:
        return replace(told, command=replace(told.command, changes=tuple(changes)), private={})
    kept = bench.desk.sealing.open(case.sealed, str(case.id)).get("appeal_issues") or {}
    begun = {words_key(appeal, issue_id) for issue_id in known}
    if case.facts.appeal and any(key in begun and kept.get(key) != about for key, about in words.items()):
        _must_say_for_both(case, told.command)
    stand = {key: about for key, about in kept.items() if key in begun or not key.startswith(f"{appeal}/")}
    private = {"appeal_issues": {**stand, **words}}  # without the words of a voided issue that had the same id
    return replace(told, command=replace(told.command, changes=tuple(changes)), private=private)


def _must_say_for_both(case: StoredCase, command: ChangeAppealIssues) -> None:
    """Refuse other words for a known issue on the word of the authority alone."""
    if command.by is not OrganisationKind.LOCAL_AUTHORITY or command.family_confirmed or command.decision_reference:
        return
    raise CaseRefuses(case, command, GateClosed(REWORDED, "withdrawal"))


def _commissioning_body(bench: Bench, case: StoredCase, told: TakeAction) -> UUID | None:
    """Find the commissioning body that an authority notifies."""
    if not isinstance(told.command, NotifyCommissioningBody):
        return None
    return commissioning_body(bench.desk, case, told.commissioning_body, "#")


def commissioning_body(desk: Desk, case: StoredCase, named: str | None, pointer: str) -> UUID:
    """Return the commissioning body that an authority names, or its first choice. `pointer` leads to the body."""
    found = desk.directory.partner(case.la_id, OrganisationKind.COMMISSIONING_BODY, named)
    if found is None:
        says = "Your authority does not work with a commissioning body of this name"
        raise WrongInput(f"{pointer}/commissioning_body", says, "commissioning_body")
    return found


def may_open_unseen(kind: OrganisationKind, action: Action) -> bool:
    """Whether an organisation may record this action on a case that it does not yet see.

    The tribunal may register an appeal: it is the first that it hears of a family. Nothing else.
    """
    return kind is OrganisationKind.TRIBUNAL and action is Action.REGISTER_APPEAL
