"""How an appeal is prepared and heard: what each step changes, and the moves."""

from dataclasses import replace
from datetime import date
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts, CompletedDuty
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, TRIBUNAL, CaseMove, S
from app.cases.domain.proceedings import (
    NOTHING_YET,
    Bundle,
    Direction,
    Hearing,
    Issue,
    IssueNow,
    Proceedings,
    Response,
)
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import DirectedFor, HearingFormat
from app.kernel.moves import Changed, Gate
from app.kernel.readers import TO_THE_APPEAL
from app.law.domain.chronology import Directed
from app.law.domain.kinds import Code, OwedAgainFor


def _with(facts: CaseFacts, **changed: Any) -> Proceedings:
    """Return the proceedings with some of them changed."""
    return replace(facts.proceedings or NOTHING_YET, **changed)


def response_sent(facts: CaseFacts, command: commands.RespondToAppeal, _: Law) -> Changed:
    """The response, and the duties that it completes: to respond and, if it was copied at once, to send the copy."""
    on = command.occurred_on
    done = [CompletedDuty(Code.LA_RESPONSE, on)]
    if command.copied:
        done.append(CompletedDuty(Code.COPY_RESPONSE, on))
    response = Response(on, command.childs_views, command.asks_for_time)
    return {"completed": (*facts.completed, *done), "proceedings": _with(facts, response=response)}


def directions_given(facts: CaseFacts, command: commands.RecordDirections, _: Law) -> Changed:
    """The dates. A later date for the same thing replaces an earlier one. The response has a rule to replace."""
    on, now = command.occurred_on, {one.what for one in command.directions}
    before = facts.proceedings.directions if facts.proceedings else ()
    new = tuple(Direction(one.what, one.due_on, on, command.by_staff, one.owed_by) for one in command.directions)
    kept = tuple(one for one in before if one.what not in now)
    changed: dict[str, Any] = {"proceedings": _with(facts, directions=(*kept, *new))}
    for one in command.directions:
        if one.what is DirectedFor.RESPONSE:
            others = tuple(each for each in facts.directed if each.code is not Code.LA_RESPONSE)
            changed["directed"] = (*others, Directed(None, one.due_on, Code.LA_RESPONSE))
    if command.by_staff:
        changed["staff_decision_sent_on"] = on
        still = still_done(facts, OwedAgainFor.STAFF_DECISION)
        if still != facts.completed:
            changed["completed"] = still
    return changed


def hearing_listed(facts: CaseFacts, command: commands.ListHearing, _: Law) -> Changed:
    """The hearing as it is fixed now, or put off. What is not said again stays."""
    before = facts.proceedings.hearing if facts.proceedings else None
    put_off = (before.times_adjourned if before else 0) + command.adjourned
    known_format = command.format or (before.format if before else HearingFormat.VIDEO)
    return {
        "proceedings": _with(
            facts,
            hearing=Hearing(
                command.listed_on,
                known_format,
                command.listed_at,
                command.kind,
                adjourned=command.listed_on is None,
                times_adjourned=put_off,
            ),
        )
    }


def bundle_sent(facts: CaseFacts, command: commands.SendBundle, _: Law) -> Changed:
    """The bundle. A later bundle takes the place of an earlier one."""
    return {
        "proceedings": _with(facts, bundle=Bundle(command.occurred_on, command.parts, command.permission_reference))
    }


def issues_changed(facts: CaseFacts, command: commands.ChangeAppealIssues, _: Law) -> Changed:
    """How each named issue stands now. Issues that are not named stay, and a status that stays keeps its day.

    The event that adds an issue says its section: later events of the issue follow if that event is corrected.
    """
    before = {one.id: one for one in facts.proceedings.issues} if facts.proceedings else {}
    known = {one.id: one for one in issues_of(facts)}
    now = {one.id: _changed(known.get(one.id), one, command.occurred_on) for one in command.changes}
    return {"proceedings": _with(facts, issues=tuple({**before, **now}.values()))}


def _changed(before: Issue | None, now: IssueNow, on: date) -> Issue:
    if before is None:
        return Issue(now.id, now.section, now.status, on)
    return before if before.status is now.status else replace(before, status=now.status, since=on)


def _step(
    kind: Any,
    event: str,
    says: str,
    rule: str,
    becomes: Any,
    *questions: Gate[CaseFacts, Any, Law],
    **options: Any,
) -> CaseMove[Any]:
    return CaseMove(
        kind,
        event,
        says,
        rule,
        options.pop("who", frozenset({LA, TRIBUNAL})),
        frozenset({S.APPEAL_REGISTERED}),
        None,
        becomes,
        questions,
        not_before=("appeal",),
        shown_to=TO_THE_APPEAL,
        **options,
    )


MOVES = (
    _step(
        commands.RespondToAppeal, "appeal-response-sent",
        "The authority sends its response to the appeal to the tribunal, with a copy to the family.",
        "la-response", response_sent, gates.response_unsent, gates.late_response_asks_for_time,
    ),
    _step(
        commands.RecordDirections, "appeal-directions-given",
        "The tribunal directs dates in the appeal. A directed date replaces the time that a rule gives.",
        "directed-date", directions_given, gates.tribunal_directs, gates.directions_follow,
    ),
    _step(
        commands.ListHearing, "appeal-hearing-listed",
        "The tribunal fixes the day of the hearing, or puts the hearing off.",
        "hearing", hearing_listed, gates.hearing_is_told, gates.hearing_lies_ahead, gates.adr_is_about_placement,
        which=lambda command, *_: command.listed_on is not None or not command.adjourned,
    ),
    _step(
        commands.ListHearing, "appeal-hearing-adjourned",
        "The tribunal puts the hearing off, and has not fixed a new day yet.",
        "hearing", hearing_listed, gates.hearing_is_told,
        which=lambda command, *_: command.listed_on is None and command.adjourned,
        variant="adjourned",
    ),
    _step(
        commands.SendBundle, "appeal-bundle-sent",
        "The authority sends the hearing bundle to the tribunal and the family.",
        "hearing-bundle", bundle_sent, gates.bundle_fits,
    ),
    _step(
        commands.ChangeAppealIssues, "appeal-issues-changed",
        "Some issues of the appeal are conceded, agreed, withdrawn or decided, or issues are added. The appeal goes "
        "on.",
        "appealable-matters", issues_changed,
        gates.issues_are_few, gates.issues_are_disputed, gates.recommendation_exists, gates.tribunal_ends_issues,
        gates.both_sides_agree,
    ),
)  # fmt: skip
