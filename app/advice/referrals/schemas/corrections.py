"""A correction of a referral as JSON: what is wrong and what is right, and the referral before and after."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import partial
from typing import Any, Self
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.advice.domain.commands import Command
from app.advice.domain.words import ConsentCovers, ReferralAction, ReferralState
from app.advice.referrals.consenting import CorrectConsent
from app.advice.referrals.correcting import Asked, CorrectReferral
from app.advice.referrals.schemas.actions import (
    AcceptReferralIn,
    CloseReferralIn,
    ContactMadeIn,
    DeclineReferralIn,
    OpenReferralIn,
    ReferralActionIn,
    StartHelpIn,
    WaitListReferralIn,
)
from app.cases.domain.words import CorrectionReason
from app.cases.refusals import WrongInput
from app.cases.schemas.correcting import MOST_CORRECTED, OneCorrected, must_be_once, read_again, steps_to
from app.cases.schemas.corrections import CorrectionMade, FactChanged, FallenEvent, Versions, WrittenCorrection
from app.platform.http.fields import Answer, Body, Day

BODIES: Mapping[ReferralAction, type[ReferralActionIn]] = {
    ReferralAction.OPEN: OpenReferralIn,
    ReferralAction.ACCEPT: AcceptReferralIn,
    ReferralAction.DECLINE: DeclineReferralIn,
    ReferralAction.WAIT_LIST: WaitListReferralIn,
    ReferralAction.START: StartHelpIn,
    ReferralAction.RECORD_CONTACT: ContactMadeIn,
    ReferralAction.CLOSE: CloseReferralIn,
}
NAMES = {"level": "level_of_help"}
"""The members of a body that have another name than the fact of the command."""


class EntryCorrected(OneCorrected):
    """One entry to correct. Send `replace` to correct details of the entry, or `void` if the recorded thing never
    happened."""

    seq: StrictInt = Field(
        ge=1,
        le=2**31 - 1,
        description="The number of the entry: the field `seq` of the entry in `GET /v1/referrals/{id}/events`.",
    )
    replace: dict[str, object] | None = Field(
        None,
        max_length=6,
        description="The correct values of the fields that were wrong, named as in the request that recorded "
        "the action. If you leave a field out, its value does not change. If you send an empty object for a "
        "voided entry, the entry is valid again.",
        examples=[{"occurred_on": "2026-02-12"}],
    )
    void: StrictBool = Field(False, description="`true` means that the recorded thing never happened.")

    def asked(self, pointer: str, today: date) -> Asked:
        """Return what is asked for. `pointer` leads to it in the request."""
        if self.replace is None:
            return Asked(seq=self.seq, pointer=pointer)
        return Asked(seq=self.seq, remake=partial(_remade, self.replace, today, pointer), pointer=pointer)


class CorrectReferralIn(EntryCorrected):
    """What was recorded wrongly on a referral, and why you correct it."""

    reason: CorrectionReason = Field(description="The reason why you correct the entry.")
    also: list[EntryCorrected] = Field(
        [],
        max_length=MOST_CORRECTED,
        description="Corrections of later entries of this referral. You must correct or void each later entry that the "
        "rules no longer allow after your first correction.",
    )
    dry_run: StrictBool = Field(
        False,
        description=(
            "`true` means a trial run: we store nothing, and the answer shows what the correction would change."
        ),
    )

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """Refuse to correct one entry twice at once."""
        must_be_once([self, *self.also])
        return self

    def command(self, referral_id: UUID, today: date, **more: Any) -> CorrectReferral:
        """Return the command."""
        others = [one.asked(f"#/also/{place}", today) for place, one in enumerate(self.also)]
        return CorrectReferral(
            referral_id=referral_id,
            asked=[self.asked("#", today), *others],
            reason=self.reason,
            dry_run=self.dry_run,
            **more,
        )


def _remade(said: Mapping[str, object], today: date, pointer: str, command: Command) -> Command:
    """Return an action as it is recorded right: what was recorded, with the members that are said again."""
    schema = BODIES[command.action]
    known = {NAMES.get(one.name, one.name): getattr(command, one.name) for one in fields(command) if one.name != "by"}
    if "note" in said:
        raise WrongInput(f"{pointer}/replace/note", "You cannot correct a note. Add a new note with an action", "note")
    body: ReferralActionIn = read_again(lambda: schema.model_validate({**known, **said}), said, steps_to(pointer))
    return body.command(command.by, today)


class ReferralStateMoved(Answer):
    """The state of the referral before and after the correction."""

    before: ReferralState
    after: ReferralState


class ReferralCorrected(Answer):
    """The referral before and after a correction."""

    referral_id: UUID
    dry_run: bool
    version: int
    events: list[WrittenCorrection]
    state: ReferralStateMoved
    changes: list[FactChanged]
    no_longer_stand: list[FallenEvent] = Field(
        description="Later entries that the corrected referral does not allow. Correct or void each of these "
        "entries in the field `also` of your request."
    )


class ReferralCorrectionOut(CorrectionMade):
    """A correction of a referral: what was wrong, what is right, and what changed."""

    events: list[Versions]
    state: ReferralStateMoved


class CorrectConsentIn(Body):
    """The correction of a consent: the person consented to less than you recorded, or on another day. If you leave a
    field out, its value does not change."""

    covers: list[ConsentCovers] | None = Field(
        None,
        min_length=1,
        max_length=5,
        description="Everything that the person consented to: `contact`, and perhaps other purposes.",
    )
    given_on: Day | None = Field(
        None, description="The day on which the person consented. This day cannot be after the day of the referral."
    )
    reason: CorrectionReason = Field(description="The reason why you correct the consent.")

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a correction that names neither."""
        if self.covers is None and self.given_on is None:
            raise ValueError("give `covers`, `given_on` or both")
        return self

    def command(self, referral_id: UUID, must_be_version: Callable[[int], None]) -> CorrectConsent:
        """Return the command."""
        return CorrectConsent(
            referral_id=referral_id,
            covers=None if self.covers is None else frozenset(self.covers),
            given_on=self.given_on,
            reason=self.reason,
            must_be_version=must_be_version,
        )
