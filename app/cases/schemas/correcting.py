"""A correction as it is asked for in JSON: what is wrong, and what is right."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Self

from fastapi.exceptions import RequestValidationError
from pydantic import Field, StrictBool, StrictInt, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.cases.certifying import named
from app.cases.corrected import Asked, CorrectCase, Noticed, Remade
from app.cases.domain.commands import Command
from app.cases.domain.intake import only_day
from app.cases.domain.moved import TransferDays
from app.cases.domain.words import CorrectionReason
from app.cases.ports import any_version
from app.cases.records import command_to_json
from app.cases.schemas.actions import BODIES, ActionIn, Recording
from app.cases.schemas.notices import NoticeContents, SettingIn, setting_of
from app.kernel.terms import AppellantKind, DecisionKind, Party, PlanSection
from app.law.domain.chronology import NoticeDay
from app.law.domain.regimes import regime_on
from app.platform.http.faults import problem_for_validation
from app.platform.http.fields import Body, Day, Line, Passage, Reference

MOST_CORRECTED = 50


class DecisionAgain(Body):
    """The correct values for the decision. Fields that you leave out do not change."""

    kind: DecisionKind | None = None
    notice_sent_on: Day | None = None
    notice_printed_on: Day | None = Field(
        None, description="Send `null` if the date printed on the letter is the day on which the letter was sent."
    )
    sections: list[PlanSection] | None = Field(None, max_length=8)
    setting: SettingIn | None = Field(
        None, description="Send `null` if you know nothing about the choice of a school or other setting for the child."
    )
    notice_contents: NoticeContents | None = None


class AppellantAgain(Body):
    """The correct values for the person who holds the right to appeal. Fields that you leave out do not change."""

    kind: AppellantKind | None = None
    name: Line | None = Field(
        None,
        description="The name of the person who holds the right to appeal. We print the name only on the mediation "
        "certificate, and store the name encrypted.",
    )
    reference: Reference | None = None


class NoticeAgain(Body):
    """The correct values for the notice, which is event 1 of the case. Fields that you leave out do not change."""

    la_reference: Reference | None = None
    decision: DecisionAgain = Field(default_factory=DecisionAgain)
    appellant: AppellantAgain = Field(default_factory=AppellantAgain)

    def noticed(self, said: Noticed) -> Noticed:
        """Return what the notice says, as corrected.

        The regime follows the law on the notice's date, unless another was chosen when the case was opened.
        """
        before, again, person = said.facts, self.decision, self.appellant
        known = None if before.only_day_known is NoticeDay.PRINTED else before.notice_sent_on
        printed_on = again.notice_printed_on if _says(again, "notice_printed_on") else before.notice_printed_on
        sent_day = again.notice_sent_on or known
        sent_on = sent_day or printed_on or before.notice_sent_on
        by_law = before.regime is regime_on(before.notice_sent_on)
        facts = replace(
            before,
            regime=regime_on(sent_on) if by_law else before.regime,
            kind=again.kind or before.kind,
            notice_sent_on=sent_on,
            notice_printed_on=printed_on if printed_on != sent_day else None,
            only_day_known=only_day(sent_day, printed_on) if before.notice_told_on else None,
            sections=before.sections if again.sections is None else frozenset(again.sections),
            setting=setting_of(again.setting) if _says(again, "setting") else before.setting,
            appellant_kind=person.kind or before.appellant_kind,
        )
        opening = dict(said.opening)
        if self.la_reference is not None:
            opening["la_reference"] = self.la_reference
        if _says(person, "reference"):
            opening["appellant_reference"] = person.reference
        if _says(again, "notice_contents"):
            opening["notice_contents"] = again.notice_contents and again.notice_contents.model_dump()
        return Noticed(facts=facts, opening=opening, private=self._private(facts.appellant_kind))

    def _private(self, holder: AppellantKind) -> dict[str, Any]:
        """Return what is sealed again: the name, and whose name it is."""
        if self.appellant.name:
            return named(self.appellant.name, holder)
        return {"name_of": holder} if self.appellant.kind else {}


class TransferAgain(Body):
    """The correct days of a transfer, for the event `case-transferred`. Fields that you leave out do not change."""

    moved_on: Day | None = None
    aware_on: Day | None = None
    transferred_on: Day | None = None

    def days(self, said: TransferDays) -> TransferDays:
        """Return the days, as corrected."""
        return TransferDays(
            self.moved_on or said.moved_on, self.aware_on or said.aware_on, self.transferred_on or said.transferred_on
        )


def _says(body: Body, name: str) -> bool:
    return name in body.model_fields_set


class OneCorrected(Body):
    """One event to correct, on a case or on a referral: either replace wrong values, or void the event."""

    seq: StrictInt = Field(ge=1, le=2**31 - 1)
    replace: dict[str, object] | None = None
    void: StrictBool = False

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse what is neither replaced nor voided, or both."""
        if self.void == (self.replace is not None):
            raise ValueError("give either `replace` or `void`: `true`")
        return self


def must_be_once(several: Iterable[OneCorrected]) -> None:
    """Refuse to correct one thing twice at once. Raises ValueError."""
    places = [one.seq for one in several]
    if len(set(places)) < len(places):
        raise ValueError("correct each event (`seq`) only once")


class EventCorrected(OneCorrected):
    """One event to correct. Send `replace` to correct values of the event, or `void` if the whole event is to count as
    never recorded.
    """

    seq: StrictInt = Field(
        ge=1, le=2**31 - 1, description="The number of the event (`seq`), as `GET /v1/cases/{case_id}/events` shows it."
    )
    replace: dict[str, object] | None = Field(
        None,
        max_length=20,
        description="The correct values of the fields that were wrong. To correct an action, use the same field names "
        "as in the request that recorded the action. To correct event 1, send `la_reference`, `decision` and "
        "`appellant`, as in `POST /v1/cases`. To correct the last event `case-transferred` of a case, send `moved_on`, "
        "`aware_on` and `transferred_on`. Fields that you leave out do not change. An event that was corrected with "
        "`void` no longer counts. To make the event count again, send an empty object.",
        examples=[{"occurred_on": "2026-02-05"}],
    )
    void: StrictBool = Field(
        False, description="`true` says that the recorded step never happened, or happened in a different case."
    )
    agreed_by: Party | None = Field(
        None,
        description="The party that agrees to the correction. An authority must send `agreed_by` if it corrects an "
        "event that it recorded for another party: the family's wish, or a decision of the tribunal. A correction of "
        "`confirm-notice`, or of an imported step, may cost the family time or its certificate. If the family would "
        "lose time or its certificate, the family must agree to the correction: send `agreed_by` as `family`. If your "
        "correction would remove an issue or a concession from an appeal, say who agrees to the removal: `family` or "
        "`tribunal`. To correct the dates of a transfer that another authority recorded, you need the agreement of the "
        "other authority: send `agreed_by` as `local_authority`.",
    )

    def asked(self, pointer: str, today: date) -> Asked:
        """Return what is asked for. `pointer` leads to it in the request."""
        said = self.replace
        if said is None:
            return Asked(seq=self.seq, agreed_by=self.agreed_by, pointer=pointer)
        path = steps_to(pointer)

        def remake(command: Command, words: Mapping[str, Any]) -> Remade:
            return _remade(command, words, said, today, path)

        def renotice(noticed: Noticed) -> Noticed:
            again: NoticeAgain = read_again(lambda: NoticeAgain.model_validate(said), said, path)
            return again.noticed(noticed)

        def redate(days: TransferDays) -> TransferDays:
            again: TransferAgain = read_again(lambda: TransferAgain.model_validate(said), said, path)
            return again.days(days)

        return Asked(
            seq=self.seq,
            remake=remake,
            renotice=renotice,
            redate=redate,
            agreed_by=self.agreed_by,
            pointer=pointer,
        )


def steps_to(pointer: str) -> tuple[str | int, ...]:
    """Return the steps of a pointer into a request."""
    return tuple(int(part) if part.isdecimal() else part for part in pointer.split("/")[1:])


class CorrectionIn(EventCorrected):
    """A correction: which event was recorded wrongly, what is right, and why you correct the event. If the rules do not
    allow later events after the correction, put a correction for each later event into the field `also`.
    """

    reason: CorrectionReason = Field(
        description="The reason why you correct the event. If the correction revokes a certificate, anyone who checks "
        "the number of the certificate sees this reason."
    )
    explanation: Passage | None = Field(
        None,
        description="The reason for the correction, in your own words. We store this text encrypted. Only the "
        "authority and the mediation provider of the case can read the text.",
    )
    also: list[EventCorrected] = Field(
        [], max_length=MOST_CORRECTED, description="Corrections of later events, in the same request."
    )
    dry_run: StrictBool = Field(
        False, description="With `true`, we store nothing, and the answer shows what the correction would do."
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="`true` says that the corrected notice is not a duplicate, although another case has a notice of "
        "the same kind, day and reference. For example, the other notice is about a sibling. `not_a_duplicate` has an "
        "effect only if you correct the notice or the confirmation of the notice.",
    )

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """Refuse to correct one event twice at once."""
        must_be_once([self, *self.also])
        return self

    def command(self, today: date, must_be_version: Callable[[int], None] = any_version) -> CorrectCase:
        """Return the command."""
        others = [one.asked(f"#/also/{place}", today) for place, one in enumerate(self.also)]
        return CorrectCase(
            asked=[self.asked("#", today), *others],
            reason=self.reason,
            explanation=self.explanation,
            dry_run=self.dry_run,
            not_a_duplicate=self.not_a_duplicate,
            must_be_version=must_be_version,
        )


def _remade(
    command: Command, words: Mapping[str, Any], said: Mapping[str, object], today: date, path: tuple[str | int, ...]
) -> Remade:
    """Return an action as it is recorded right: what was recorded, with the members that are said again.

    `words` are sealed, and were recorded with the action.

    What the action's body has no member for, such as a certificate's number, stays; unless it was made of a member that
    is said again.
    """
    schema = BODIES[command.action]
    known = schema.known(command_to_json(command), said)
    told = {name: value for name, value in known.items() if name in schema.model_fields}
    body = read_again(lambda: _again(schema, {**told, **words, **said}), said, path)
    made = body.command(Recording(command.by, today, lambda: known["number"]))
    stays = {
        one.name: getattr(command, one.name)
        for one in fields(command)
        if one.name not in schema.model_fields and not said.keys() & set(schema.made_of.get(one.name, ()))
    }
    in_words = said.keys() - {one.name for one in fields(command)}
    named = body.said(made).commissioning_body if "commissioning_body" in said else None
    return Remade(command=replace(made, **stays), private=body.private() if in_words else {}, commissioning_body=named)


def _again(schema: type[ActionIn], said: Mapping[str, object]) -> ActionIn:
    """Read a body again, without the members that a correction cannot say."""
    for name in schema.not_corrected & said.keys():
        fault = InitErrorDetails(type=PydanticCustomError("not_corrected", NOT_CORRECTED), loc=(name,), input=None)
        raise ValidationError.from_exception_data(schema.__name__, [fault])
    return schema.model_validate(said)


NOT_CORRECTED = "A correction cannot change this field"


def read_again(read: Callable[[], Any], said: Mapping[str, object], path: tuple[str | int, ...]) -> Any:
    """Read what is said again. A fault is told at its place in the request."""
    try:
        return read()
    except ValidationError as faulty:
        where = (*path, "replace")
        errors = [{**error, "loc": ("body", *where, *error["loc"])} for error in faulty.errors(include_url=False)]
        raise problem_for_validation(RequestValidationError(errors, body=within(said, where))) from faulty


def within(said: Mapping[str, object], path: tuple[str | int, ...]) -> Any:
    """Return a body that has `said` at a place: a fault is told by its way to it."""
    body: Any = said
    for step in reversed(path):
        body = {step: body}
    return body
