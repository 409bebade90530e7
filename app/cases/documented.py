"""Answers about cases for the OpenAPI document. The use cases make them, without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.cases import views
from app.cases.actions import ROUTES, get_actions
from app.cases.ahead import dates_ahead, next_on
from app.cases.corrected import CertificateFollows, Corrected, Noticed
from app.cases.correction_routes import CORRECTIONS, correct, get_corrections
from app.cases.domain.certificate import days_said
from app.cases.domain.commands import Command, DropIssues
from app.cases.domain.corrections import CORRECTED as CORRECTED_EVENT
from app.cases.domain.corrections import THE_NOTICE, Correction, retell
from app.cases.domain.findings import Finding
from app.cases.domain.issues import without
from app.cases.domain.law import Law
from app.cases.domain.properties import SAYS
from app.cases.domain.questions import QUESTIONS
from app.cases.domain.standing import deadlines_on
from app.cases.domain.words import Action, CorrectionReason
from app.cases.history import history_of
from app.cases.law_routes import get_assurance, get_pathway, get_pathway_picture
from app.cases.list_routes import count_own_cases, get_cases
from app.cases.past_corrections import past_corrections
from app.cases.read_routes import CaseReadOut, get_reads
from app.cases.reads import Surface
from app.cases.recording_corrections import Corrects, Rewritten, stage_corrections
from app.cases.records import Staged, StoredCase, command_to_json
from app.cases.routes import FROM_THE_LETTER, get_case, get_deadlines, get_events, open_case, verify_events
from app.cases.sandbox import actor, by_whom, on_the_day, step, tell
from app.cases.schemas.actions import BODIES, ActionIn, Recording
from app.cases.schemas.cases import Case, CaseCounts, CaseLine, CountedByKind, CountedByProvider, CountedByState
from app.cases.schemas.choices import Choices
from app.cases.schemas.correcting import CorrectionIn
from app.cases.schemas.corrections import CorrectionAnswer, CorrectionOut
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import ChainVerdict, Event
from app.cases.schemas.machine import AssuranceAnswer, FindingAnswer, PathwayAnswer, PropertyAnswer
from app.cases.sight import tell_event
from app.cases.stories import (
    CORRECTED,
    LA,
    NUMBER,
    PROVIDER,
    PROVISIONAL,
    REACHED_ON,
    REISSUED_NUMBER,
    TO_READ,
    Story,
)
from app.cases.unit import Service
from app.cases.views_corrections import correction, past_correction
from app.kernel.terms import OrganisationKind
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime import IN_FORCE
from app.law.domain.regime_values import ClockEffect
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples, Follows

EXAMPLES: Examples[Service] = Examples()

WHEN = datetime(2026, 3, 27, 9, tzinfo=UTC)
"""When the documents are read, in their own world: the day after the appeal."""
CERTIFICATE_DUE = BODIES[Action.ISSUE_CERTIFICATE].story
JUST_OPENED = BODIES[Action.CONTACT_ADVISER].story


def told(service: Service, story: Story) -> list[Staged]:
    """Tell a story to its end."""
    return list(tell(service.desk, story))


def _shown(service: Service, case: StoredCase, today: date, private: Mapping[str, Any] | None = None) -> Case:
    return views.case(case, service.pathway.law, service.organisations, today, private)


def _after_opening(words: str) -> Follows:
    return Follows(open_case, words, "case_id", "$response.body#/id")


@EXAMPLES.of(open_case, sent_by={FROM_THE_LETTER: PROVIDER})
def _opened(service: Service) -> Case:
    case = told(service, JUST_OPENED)[0].case
    return _shown(service, case, case.facts.notice_sent_on)


@EXAMPLES.of(get_cases)
def _listed(service: Service) -> Page[CaseLine]:
    shown = [told(service, story)[-1].case for story in (TO_READ, PROVISIONAL, CERTIFICATE_DUE)]
    return Page[CaseLine](items=[_line(case, service.pathway.law) for case in shown], next=None)


@EXAMPLES.of(count_own_cases)
def _counted(service: Service) -> CaseCounts:
    shown = [told(service, story)[-1].case for story in (TO_READ, CERTIFICATE_DUE)]
    provider = views.organisation(shown[0].provider_id, service.organisations)
    return CaseCounts(
        cases=len(shown),
        by_state=[CountedByState(state=state, cases=1) for state in sorted({case.facts.state for case in shown})],
        by_kind=[CountedByKind(kind=shown[0].facts.kind, cases=len(shown))],
        by_provider=[CountedByProvider(provider=provider, cases=len(shown))],
    )


@EXAMPLES.of(get_case, follows=_after_opening("Read the case"), case_id=TO_READ.case_id)
def _read(service: Service) -> Case:
    return _shown(service, told(service, TO_READ)[-1].case, WHEN.date(), {"issues": None})


@EXAMPLES.of(
    get_actions, follows=_after_opening("See which actions are possible next on the case"), case_id=TO_READ.case_id
)
def _choices(service: Service) -> Choices:
    due = told(service, CERTIFICATE_DUE)[-1].case
    return Choices.of(service.pathway, due, due.updated_at.date(), (Action.REGISTER_APPEAL, Action.WITHDRAW))


@EXAMPLES.of(get_deadlines, follows=_after_opening("See the deadlines of the case"), case_id=TO_READ.case_id)
def _deadlines(service: Service) -> CaseDeadlines:
    case, today = told(service, TO_READ)[-1].case, WHEN.date()
    return CaseDeadlines.of(case.id, deadlines_on(case.facts, today, service.pathway.law)[:2], (), today)


def first_events(service: Service) -> list[Event]:
    """Return the first events of the case to read, as its authority reads them."""
    return [views.event(tell_event(one.event, actor(LA))) for one in told(service, TO_READ)[:2]]


@EXAMPLES.of(get_events, case_id=TO_READ.case_id)
def _trail(service: Service) -> Page[Event]:
    return Page[Event](items=first_events(service), next=None)


@EXAMPLES.of(get_reads, case_id=TO_READ.case_id)
def _reads(service: Service) -> Page[CaseReadOut]:
    case = told(service, TO_READ)[-1].case
    provider = views.organisation(case.provider_id, service.organisations)
    kind = OrganisationKind.MEDIATION_PROVIDER
    read = CaseReadOut(organisation=provider, by=kind, client_id=provider.slug, surface=Surface.DEADLINES, read_at=WHEN)
    return Page[CaseReadOut](items=[read], next=None)


@EXAMPLES.of(verify_events, case_id=TO_READ.case_id)
def _verdict(service: Service) -> ChainVerdict:
    staged = told(service, TO_READ)
    return ChainVerdict(intact=True, length=len(staged), broken_at=None, head=staged[-1].case.head)


@EXAMPLES.of(correct, case_id=TO_READ.case_id)
def _corrected(service: Service) -> CorrectionAnswer:
    """Show what another day of the notice would change: the first example of the route."""
    staged = told(service, TO_READ)
    before, trail = staged[-1].case, history_of([one.event for one in staged])
    body = CorrectionIn.model_validate(CORRECTIONS["An event with a wrong date"]["value"])
    [asked] = body.command(WHEN.date()).asked
    assert asked.renotice is not None  # noqa: S101 - the example replaces what the notice says
    noticed = asked.renotice(Noticed(facts=trail.history.opening, opening=trail.opening))
    history = trail.history.corrected([Correction(THE_NOTICE, noticed.facts)], WHEN.date())
    folded = retell(service.pathway, history)
    follows = CertificateFollows(NUMBER, REISSUED_NUMBER)
    corrected = Corrected(before, replace(before, facts=folded.facts), trail, folded, [THE_NOTICE], follows)
    shown = correction(corrected, service.pathway.law, actor(LA), WHEN.date(), dry_run=True)
    return shown.model_copy(update={"deadlines": shown.deadlines[:2]})


@EXAMPLES.of(get_corrections, case_id=CORRECTED.case_id)
def _past(service: Service) -> Page[CorrectionOut]:
    """Show the one correction of the example case, as its provider recorded it."""
    staged, by = told(service, CORRECTED), actor(PROVIDER)
    case, trail = staged[-1].case, history_of([one.event for one in staged])
    wrong = CORRECTED.steps[0]
    right = replace(wrong, occurred_on=REACHED_ON)
    history = trail.history.corrected([Correction(2, right)], wrong.occurred_on)
    folded = retell(service.pathway, history)
    about = {"corrects": 2, "type": staged[1].event.type, "reason": CorrectionReason.WRONG_DATE}
    writes = Corrects(
        trail=trail,
        history=history,
        facts=folded.facts,
        events=[Rewritten(CORRECTED_EVENT, about, command_to_json(right))],
        opening=trail.opening,
        notice_corrected=False,
        sealed={},
        body_id=None,
    )
    [after] = stage_corrections(service.desk, case, writes, on_the_day(PROVIDER, wrong.occurred_on))
    [past] = past_corrections([*trail.events, after.event])
    shown = past_correction(past, after.case, service.pathway.law, by, service.organisations)
    return Page[CorrectionOut](items=[shown.model_copy(update={"deadlines": shown.deadlines[:2]})], next=None)


@EXAMPLES.of(get_pathway)
def _pathway(service: Service) -> PathwayAnswer:
    pathway = PathwayAnswer.of(service.pathway.law.regimes[IN_FORCE], service.pathway.moves)
    return pathway.model_copy(update={"moves": pathway.moves[:2]})


EXAMPLES.show(get_pathway_picture)


@EXAMPLES.of(get_assurance)
def _assured(_: Service) -> AssuranceAnswer:
    """Show what a verdict looks like. The search itself takes seconds, so the documents do not run it."""
    proven = [PropertyAnswer(name=name, says=says, holds=True, counter_example=None) for name, says in SAYS.items()]
    shown = next(one for one in QUESTIONS if one.name == "mediating-costs-no-time")
    way = ("contact-adviser", "request-mediation", "until 2026-04-12", "issue-certificate (not_arranged)")
    finding = FindingAnswer.of(IN_FORCE, Finding(shown, way, {"clock_effect": ClockEffect.NONE}))
    preset = PRESETS[PresetName.MIAM]
    of_preset = FindingAnswer.of(IN_FORCE, Finding(shown, way, preset.changes, preset.name))
    return AssuranceAnswer(
        regime=IN_FORCE,
        holds=True,
        properties=proven,
        states_examined=2500,
        steps_examined=60_000,
        findings=[finding],
        findings_of_presets=[of_preset],
    )


def _said(service: Service, case: StoredCase, command: Command, private: Mapping[str, Any] | None) -> Any:
    """Return the words of an action. Issues that are dropped leave the others."""
    if not isinstance(command, DropIssues) or private is None:
        return private
    before = service.desk.sealing.open(case.sealed, str(case.id))["issues"]
    return {**private, "issues": without(before, private["issues"])}


def _show_action(schema: type[ActionIn]) -> None:
    """Show an action: its own example, taken on its own story's case."""
    action, story = schema.action, schema.story
    by = by_whom(action)

    @EXAMPLES.of(ROUTES[schema], by=by, case_id=story.case_id)
    def _after(service: Service) -> Case:
        case, body = told(service, story)[-1].case, schema.model_validate(schema.example)
        command = body.command(Recording(by, case.updated_at.date(), lambda: REISSUED_NUMBER))
        staged = step(service.desk, case, command, _said(service, case, command, body.private()))
        words = service.words_of(staged.case, command.by)
        return _shown(service, staged.case, command.occurred_on, words)


for _schema in BODIES.values():
    _show_action(_schema)


def _line(case: StoredCase, law: Law) -> CaseLine:
    facts = case.facts
    sent_on, _ = days_said(facts)
    return CaseLine(
        id=case.id,
        la_code=case.la_code,
        la_reference=case.la_reference,
        notice_status=facts.notice_status,
        regime=facts.regime,
        state=facts.state,
        version=case.version,
        kind=facts.kind,
        notice_sent_on=sent_on,
        notice_printed_on=facts.notice_printed_on,
        counts_from=facts.notice_sent_on,
        placement_only=False,
        updated_at=case.updated_at,
        due_on=next_on(dates_ahead(facts, law).told_to_authority, WHEN.date()),
    )
