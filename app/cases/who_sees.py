"""Who sees what of a case: one closed table for every answer. What has no row is hidden from every reader.

The case, lists, deadlines, actions, refusals, the audit trail and the feed all read this table. A fact, a move and a
kind of deadline name their readers where they are defined. What names no readers is hidden, and a test fails until it
does.

The result of mediation is between its parties. The tribunal and the advice service see nothing that could reveal it.
The rows of the advice service exist in SQL too (`app_facts_seen`), and a test compares the two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any, get_type_hints

from app.cases.domain.corrections import CORRECTED, CORRECTIONS, VOIDED
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import Action, DocumentKind, State
from app.kernel.readers import AND_THE_TRIBUNAL, EVERY_READER, PARTIES, TO_THE_APPEAL, Reader, Readers
from app.kernel.terms import AppealBasis, CertificateGround, OrganisationKind
from app.law.domain.kinds import Code

FACTS: Mapping[str, Readers] = {
    name: readers
    for name, kind in get_type_hints(CaseFacts, include_extras=True).items()
    for readers in getattr(kind, "__metadata__", ())
}
"""Each fact names its readers beside its type."""

DATES: Mapping[str, Readers] = {code: code.kind.shown_to for code in Code}
"""A column of the table of the kinds of deadline."""

AUTHORITY_AND_PROVIDERS: Readers = frozenset({Reader.LOCAL_AUTHORITY, Reader.MEDIATION_PROVIDER})

EVENTS: Mapping[str, Readers] = {
    **{move.event: move.shown_to for move in MOVES},
    "notice-recorded": AND_THE_TRIBUNAL,
    "provider-replaced": PARTIES,  # the last that the old provider reads
    "provider-changed": AND_THE_TRIBUNAL,
    "case-transferred": AND_THE_TRIBUNAL,  # the last that the old authority reads
    "authority-ended": AND_THE_TRIBUNAL,  # likewise
    "case-received": AND_THE_TRIBUNAL,
    "reference-changed": AND_THE_TRIBUNAL,
    "slot-held": PARTIES,  # of a provider's own mediators, where a provider reads
    "hold-released": PARTIES,  # likewise
    "session-told": PARTIES,
    "session-representative-named": PARTIES,
    "session-interpreter-booked": PARTIES,
    "session-rescheduled": PARTIES,
    "session-place-changed": PARTIES,
    "session-attendance-recorded": PARTIES,
    "session-childs-views-sought": PARTIES,
    "session-ended": PARTIES,
    "needs-changed": PARTIES,
    "mediator-searched": PARTIES,
    "advice-offered": PARTIES,
    "advice-answered": PARTIES,
    "contact-changed": AUTHORITY_AND_PROVIDERS,
    "contact-erased": AUTHORITY_AND_PROVIDERS,
    "details-changed": AUTHORITY_AND_PROVIDERS,
    "name-erased": AUTHORITY_AND_PROVIDERS,
    "document-recorded": AND_THE_TRIBUNAL,  # of its owner and of the readers that the document names
    "document-changed": AND_THE_TRIBUNAL,  # likewise: of those named before, and of those named now
    "document-withdrawn": AND_THE_TRIBUNAL,  # likewise
    "duty-cause-given": AND_THE_TRIBUNAL,  # of the readers of the duty's deadline
    "duty-contested": AND_THE_TRIBUNAL,  # likewise
    CORRECTED: AND_THE_TRIBUNAL,  # of the corrected event's readers: see `is_event_told`
    VOIDED: AND_THE_TRIBUNAL,  # likewise
}
"""Types of events of a case. The advice service and the operator read no trail."""

LAST_DATE: Readers = PARTIES
"""Who is told the last date of a case that was removed: an agreement may have set it."""
ABOUT: Readers = PARTIES
"""Who is told what happened to a record beside the case: a session, a hold, a search, an offer."""
COMMAND: Readers = PARTIES
"""Who is told what an action was recorded with: the readers whom no fact is hidden from."""
READERS: Readers = PARTIES
"""Who is told which organisations may read a case: one of them is the provider that mediates."""
MEDIATING_PROVIDER: Readers = PARTIES
"""Who is told which provider mediates, where that is not the one that advised: it tells that a session was fixed."""

CONTACT: Readers = AUTHORITY_AND_PROVIDERS
"""Who may record how to reach a family. An authority, and a provider that only mediated, reads what it recorded itself
(`app.cases.sight.is_contact_told`)."""

NAME: Readers = AUTHORITY_AND_PROVIDERS
"""Who is told the name of the person who holds the right to appeal, before a certificate bears the name: the authority,
and the provider that issues the certificate (`app.cases.sight.is_name_told`)."""

DOCUMENTS: Mapping[DocumentKind, Readers] = {
    kind: PARTIES if kind is DocumentKind.AGREEMENT else AND_THE_TRIBUNAL for kind in DocumentKind
}
"""Who may have a document of a kind, and who may record one. Its owner names the readers among these. An agreement that
was made in mediation is between its parties."""

NOTICE: Readers = AUTHORITY_AND_PROVIDERS
"""Who may have the text of the notice, with what the recorded notice left out: the authority, and the provider that it
instructs (`app.cases.sight.is_notice_told`)."""

HAND_OFF: Readers = AUTHORITY_AND_PROVIDERS | {Reader.TRIBUNAL}
"""Who may have the answers for the tribunal's form: the authority, the provider that it instructs, and the tribunal
(`app.cases.sight.is_hand_off_told`)."""

FAMILY: Mapping[str, Readers] = {
    "child_reference": frozenset({Reader.LOCAL_AUTHORITY}),
    "family_reference": frozenset({Reader.LOCAL_AUTHORITY}),
    "school_age_ends_on": AUTHORITY_AND_PROVIDERS,
}
"""What is told of the family behind a case. A pseudonym is the authority's own key to its records: a provider needs the
linked cases, and not the key."""
LINKED_CASES: Readers = AUTHORITY_AND_PROVIDERS
"""Who is told of other cases of the same family, as far as it sees them. To the tribunal and the commissioning body
another dispute of the family is no part of this one."""


def _action_told(moves: Sequence[AnyMove]) -> Readers:
    if all(move.shown_to == TO_THE_APPEAL for move in moves):
        return TO_THE_APPEAL
    return AND_THE_TRIBUNAL if any(OrganisationKind.TRIBUNAL in move.who for move in moves) else PARTIES


ACTIONS: Mapping[Action, Readers] = {
    action: _action_told([move for move in MOVES if move.action is action]) for action in {one.action for one in MOVES}
}
"""Who is told whether an action is possible now. The tribunal is told of those that it may record itself: whether a
party may record an agreement would say that there was one. A step within an appeal is for the parties to the appeal:
whether the authority may still respond would say that it has not."""

WORDS: Mapping[str, Readers] = {
    "issues": PARTIES,
    "health_provision_wanted": PARTIES,
    "dispute_explanation": frozenset({Reader.LOCAL_AUTHORITY, Reader.MEDIATION_PROVIDER}),
    "late_explanation": TO_THE_APPEAL,
    "response_late_reasons": TO_THE_APPEAL,
    "appeal_issues": TO_THE_APPEAL,
    "duty_explanation": PARTIES,
    "corrections": frozenset({Reader.LOCAL_AUTHORITY, Reader.MEDIATION_PROVIDER}),
}
"""What was said in words, and is sealed: of the mediation to its parties, to the judge to the parties to the appeal."""

WITHHELD = "withheld"
"""The type under which a reader meets an event that it is told nothing of."""

AFTER_THE_REQUEST = frozenset({State.MEDIATION_ARRANGED, State.MEDIATION_CONCLUDED, State.MEDIATION_NOT_ARRANGED})
"""How far a mediation came that was asked for: one word to whoever is not told of its session."""
ENDS = frozenset({State.RESOLVED, State.CLOSED})


def stage_told(stage: State, reader: Reader) -> State:
    """Return the stage of mediation as a reader may see it."""
    told_of_the_session = reader in FACTS["session_on"]
    return State.MEDIATION_REQUESTED if stage in AFTER_THE_REQUEST and not told_of_the_session else stage


def state_told(state: State, reader: Reader) -> State:
    """Return the state of a case as the advice service may see it. Every end is the same word."""
    return State.CLOSED if state in ENDS else stage_told(state, reader)


def _completed(facts: CaseFacts, reader: Reader) -> Any:
    return tuple(done for done in facts.completed if date_told(done.code, reader))


def _directed(facts: CaseFacts, reader: Reader) -> Any:
    return tuple(one for one in facts.directed if date_told(one.code, reader))


def _stage(facts: CaseFacts, reader: Reader) -> State:
    return stage_told(facts.stage, reader)


def _stage_of_advice(facts: CaseFacts, reader: Reader) -> State:
    return state_told(facts.stage, reader)


def _certificate_without_ground(facts: CaseFacts, _: Reader) -> Any:
    """Its day alone; the type knows no certificate without a ground, so each has the same."""
    return facts.certificate and replace(facts.certificate, number="", ground=CertificateGround.DECLINED, issuer=None)


def _appeal_without_basis(facts: CaseFacts, _: Reader) -> Any:
    appeal = facts.appeal
    return appeal and Appeal(AppealBasis.CERTIFICATE, appeal.registered_on, appeal.late)


def _end_without_day(facts: CaseFacts, _: Reader) -> Any:
    """In a session its day would be the session's."""
    return facts.notice_sent_on if facts.state in ENDS else None


def _end_of_an_appeal_without_day(facts: CaseFacts, _: Reader) -> Any:
    """Else its appeal would seem to be before the tribunal still."""
    return _end_without_day(facts, _) if facts.appeal else None


def _end_of_the_appeal(facts: CaseFacts, _: Reader) -> Any:
    """Before an appeal nothing resolves a dispute but an agreement."""
    return facts.resolved_on if facts.appeal else None


def _conceded_to_the_tribunal(facts: CaseFacts, _: Reader) -> Any:
    """What the authority told the tribunal itself, as of the day of telling. Before that it was between the parties.

    The parts are in the order of their sections: the order of conceding would say what was conceded before.
    """
    told = ((one, one.told_tribunal_on) for one in facts.conceded)
    parts = [replace(one, conceded_on=day) for one, day in told if day is not None]
    return tuple(sorted(parts, key=lambda one: one.section or ""))


def _appeal_without_concession(facts: CaseFacts, _: Reader) -> Any:
    """Its day would say that the authority had sent its response."""
    return facts.appeal and replace(facts.appeal, conceded_on=None)


def _conceded_outside_the_appeal(facts: CaseFacts, _: Reader) -> Any:
    """Without what the authority told the tribunal in an appeal that goes on. What came of it is told at its end."""
    begun = _pending_since(facts)
    if begun is None:
        return facts.conceded
    told = ((one, one.told_tribunal_on is not None and one.told_tribunal_on >= begun) for one in facts.conceded)
    return tuple(
        replace(one, told_tribunal_on=None) if within else one
        for one, within in told
        if not within or one.conceded_on < begun
    )


def _promised_outside_the_appeal(facts: CaseFacts, _: Reader) -> Any:
    """Likewise what the authority promised with it."""
    begun = _pending_since(facts)
    return facts.promises if begun is None else tuple(one for one in facts.promises if one.made_on < begun)


def _pending_since(facts: CaseFacts) -> date | None:
    return facts.appeal.registered_on if facts.appeal and facts.appeal_pending else None


def _asked_for(facts: CaseFacts, reader: Reader) -> bool:
    return stage_told(facts.stage, reader) is State.MEDIATION_REQUESTED


InOtherWords = Mapping[str, Callable[[CaseFacts, Reader], Any]]
_OF_ADVICE: InOtherWords = {
    "stage": _stage_of_advice,
    "certificate": _certificate_without_ground,
    "appeal": _appeal_without_basis,
    "completed": _completed,
    "resolved_on": _end_of_an_appeal_without_day,
    "closed_on": _end_without_day,
}
_OF_MEDIATION: InOtherWords = {
    "completed": _completed,
    "directed": _directed,
    "appeal": _appeal_without_concession,
    "conceded": _conceded_outside_the_appeal,
    "promises": _promised_outside_the_appeal,
}
IN_OTHER_WORDS: Mapping[Reader, InOtherWords] = {
    Reader.MEDIATION_PROVIDER: _OF_MEDIATION,
    Reader.COMMISSIONING_BODY: _OF_MEDIATION,
    Reader.TRIBUNAL: {
        "stage": _stage,
        "under_way": _asked_for,
        "completed": _completed,
        "conceded": _conceded_to_the_tribunal,
        "resolved_on": _end_of_the_appeal,
    },
    Reader.ADVICE_WITH_DATES: _OF_ADVICE,
    Reader.ADVICE_WITH_MEDIATION: _OF_ADVICE,
}
"""What a reader is told in place of a fact."""

_UNSAID: Mapping[str, Any] = {one.name: one.default for one in fields(CaseFacts) if one.default is not MISSING}
"""What a fact is while nothing is known of it."""


class NothingTold(LookupError):
    """A reader that is told nothing of any case asked for one: the walls before this table have failed."""


def facts_told(facts: CaseFacts, reader: Reader) -> CaseFacts:
    """Return the facts of a case that a reader may see. Everything else that it is shown is worked out from these."""
    if reader not in EVERY_READER:
        raise NothingTold(reader)
    told = {name: _UNSAID[name] for name in _HIDDEN[reader]}
    told |= {name: say(facts, reader) for name, say in IN_OTHER_WORDS.get(reader, {}).items()}
    differs = {name: value for name, value in told.items() if getattr(facts, name) != value}
    return replace(facts, **differs) if differs else facts


_HIDDEN: Mapping[Reader, tuple[str, ...]] = {
    reader: tuple(
        one.name
        for one in fields(CaseFacts)
        if reader not in FACTS.get(one.name, ()) and one.name not in IN_OTHER_WORDS.get(reader, {})
    )
    for reader in Reader
}


def date_told(code: str, reader: Reader) -> bool:
    """Whether a reader is told of a deadline, and of the duty behind it."""
    return reader in DATES.get(code, ())


def actions_told(reader: Reader) -> list[Action]:
    """Return the actions of which a reader is told whether they are possible."""
    return [action for action in Action if reader in ACTIONS.get(action, ())]


def event_told(kind: str, duty: str | None, reader: Reader) -> bool:
    """Whether a reader is told of an event; `duty` is the code of the duty that a `duty-completed` completes."""
    told = reader in EVENTS.get(kind, ())
    return told and (duty is None or date_told(duty, reader))


def changes_told(changes: Mapping[str, Any], reader: Reader, kind: str | None = None) -> dict[str, Any]:
    """Return what an event changed, as JSON, without the facts that its reader may not see.

    `kind` is the type of the event. A closed case that is taken up again loses its session. A reader that may not
    see the session also does not see which facts change with the session.
    """
    told = {name: value for name, value in changes.items() if reader in FACTS.get(name, ())}
    if "stage" in told:
        told["stage"] = stage_told(State(told["stage"]), reader).value
    if "completed" in told:
        told["completed"] = [done for done in told["completed"] if date_told(done["code"], reader)]
    if "directed" in told:
        told["directed"] = [
            one for one in told["directed"] if date_told(one.get("code", Code.COMPLY_WITH_ORDER), reader)
        ]
    if reader in _BESIDE_THE_APPEAL:
        told = _without_concession(told, kind)
    hidden = _of_a_session(kind, told, changes) if kind and reader not in FACTS["session_on"] else frozenset()
    return {name: value for name, value in told.items() if name not in hidden}


_BESIDE_THE_APPEAL = PARTIES - TO_THE_APPEAL
_CONCESSIONS_TOLD = frozenset({"decision-conceded", "issues-conceded", "appeal-unopposed"})
"""The events that tell the parties to the mediation everything conceded and promised: no appeal goes on after them."""


def _without_concession(told: Mapping[str, Any], kind: str | None) -> dict[str, Any]:
    """Return what an event changed, without what the authority conceded within an appeal. Other events than those of a
    concession, such as corrections, would list it with the rest."""
    kept = dict(told) if kind in _CONCESSIONS_TOLD else _without(told, "conceded", "promises")
    if (kept.get("appeal") or {}).get("conceded_on") is not None:
        kept["appeal"] = {**kept["appeal"], "conceded_on": None}
    return kept


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _of_a_session(kind: str, told: Mapping[str, Any], changes: Mapping[str, Any]) -> frozenset[str]:
    """Return the facts that an event changed because of a session or an agreement."""
    hidden = set() if _ENDS_OF_APPEALS & changes.keys() else {"resolved_on"}
    if kind in CORRECTIONS:
        return frozenset(hidden)
    if told.get("stage") not in _LEADS_TO.get(kind, ()):
        hidden.add("stage")
    if not _about_the_appeals_duties(kind, changes):
        hidden.add("completed")
    return frozenset(hidden)


_LEADS_TO: Mapping[str, frozenset[State]] = {
    kind: frozenset(move.target for move in MOVES if move.event == kind and move.target is not None)
    for kind in {move.event for move in MOVES}
}
"""The stages to which the moves of an event lead."""
_ENDS_OF_APPEALS = frozenset({"appeal", "order_made_on", "unopposed_notified_on"})


def _about_the_appeals_duties(kind: str, changes: Mapping[str, Any]) -> bool:
    """Whether an event changes which duties of an appeal are done: it completes one, or an appeal begins again."""
    match kind:
        case "appeal-registered":
            again: bool = changes["appeal"].get("number", 1) > 1
            return again
        case "appeal-reinstated":
            return "order_made_on" in changes
    return kind in ("duty-completed", "appeal-response-sent")
