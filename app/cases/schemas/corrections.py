"""A correction as JSON: the case before and after, and the list of corrections."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.cases.domain.standing import DeadlineStatus
from app.cases.domain.words import Action, CorrectionReason, State
from app.cases.schemas.shared import Organisation
from app.kernel.terms import OrganisationKind, Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.platform.http.fields import Answer


class StateMoved(Answer):
    """The state of the case before and after the correction."""

    before: State
    after: State


class DeadlineMoved(Answer):
    """A deadline before and after the correction, with its status on the day of the correction. Null: the deadline
    does not exist then."""

    code: Code
    owed_by: Party
    term: TermKind | None = None
    term_index: int | None = None
    step: Step | None = None
    before: date | None
    after: date | None
    status_before: DeadlineStatus | None = Field(description="The status before the correction.")
    status_after: DeadlineStatus | None = Field(description="The status after the correction.")
    rule: str
    citation: str


class FallenEvent(Answer):
    """An event that the corrected case does not allow, and the rule that forbids the event."""

    seq: int
    type: str = Field(description="`withheld`: an event between other parties. Ask the authority.")
    action: Action | None
    recorded_by: OrganisationKind | None = Field(
        description="The organisation that recorded the event. Only this organisation can correct the event, or the "
        "provider that took the case over from this organisation."
    )
    yours: bool = Field(
        description="True: your organisation can correct this event. Put the correction into the "
        "field `also` of your request."
    )
    rule: str | None
    citation: str | None
    legislation_url: str | None
    reason: str


class CertificateAffected(Answer):
    """What happens to the certificate that was in force."""

    number: str
    becomes: Literal["revoked", "superseded"]
    replaced_by: str | None = Field(
        description="The number of the certificate that replaces this certificate. Null if no certificate replaces "
        "it, and in a dry run."
    )


class CorrectionWarning(Answer):
    """Something that you should tell the family, another party or the tribunal.

    `right-shortened`: the family's time limit ends earlier, or no longer exists. `duty-sooner`: a party must do its
    duty earlier. `duty-later`: a party may do its duty later, or no longer has it. `certificate-gone`: the case loses a
    certificate that an authority imported.
    """

    code: Literal[
        "right-shortened",
        "duty-sooner",
        "duty-later",
        "certificate-revoked",
        "certificate-replaced",
        "certificate-gone",
        "appeal-without-basis",
    ]
    deadline: Code | None = Field(None, description="The deadline that the warning is about.")
    says: str


class WrittenCorrection(Answer):
    """One event that is corrected, and the event that corrects this event."""

    corrects: int
    seq: int | None = Field(description="The `seq` of the new event. Null in a dry run.")


class CorrectionAnswer(Answer):
    """The case before and after a correction."""

    case_id: UUID
    dry_run: bool
    version: int
    events: list[WrittenCorrection]
    state: StateMoved
    deadlines: list[DeadlineMoved]
    no_longer_stand: list[FallenEvent] = Field(
        description="Later events that the corrected case does not allow. Put a correction for each of these events "
        "into the field `also` of your request."
    )
    kept: list[FallenEvent] = Field(
        description="Registered appeals that the corrected case would not allow. A correction never removes a "
        "registered appeal: the tribunal decides what follows."
    )
    certificate: CertificateAffected | None
    warnings: list[CorrectionWarning]


class Versions(Answer):
    """A value before the correction, and the value now."""

    seq: int = Field(description="The `seq` of the event that corrects.")
    corrects: int = Field(description="The `seq` of the event that is corrected.")
    type: str = Field(description="The type of the event that is corrected.")
    voided: bool = Field(description="Whether the event counts as never recorded since the correction.")
    before: dict[str, object] | None = Field(
        description="The members of the event before the correction, as in the request that records such an event. "
        "Null if the event was void."
    )
    after: dict[str, object] | None = Field(description="The members after the correction. Null if the event is void.")


class EventVersions(Versions):
    """One event that was corrected, as it was before the correction and as it is now."""

    action: Action | None
    agreed_by: Party | None = Field(
        description="The party that agreed to the correction. An authority had recorded the event for this party."
    )
    redacted: bool = Field(
        False,
        description="True: `agreed_by` and both versions are withheld from you. `changes` shows what you may see. "
        "Otherwise left out.",
        exclude_if=lambda redacted: not redacted,
    )


class FactChanged(Answer):
    """A fact that the correction changed."""

    fact: str
    before: object
    after: object


class CorrectionMade(Answer):
    """What every correction in a list says, of a case or of a referral."""

    seq: int = Field(description="The `seq` of the first event of the correction that you may see.")
    by: OrganisationKind
    organisation: Organisation = Field(description="The organisation that made the correction.")
    client_id: str
    recorded_at: datetime
    reason: CorrectionReason
    changes: list[FactChanged]


class CorrectionOut(CorrectionMade):
    """One correction: what was wrong, what is right, and what changed on the case. For a deadline, `status_before` and
    `status_after` give the status on the day of the correction.
    """

    on_behalf_of: str | None = Field(
        None,
        description="The person at your organisation who made the correction, by your own pseudonym. Shown to your "
        "organisation only.",
        exclude_if=lambda person: person is None,
    )
    explanation: str | None = Field(
        description="The reason in words. Only the authority and the provider of the case can read this text. "
        "Null if there is no text."
    )
    events: list[EventVersions]
    state: StateMoved
    deadlines: list[DeadlineMoved]
    certificate: CertificateAffected | None
    warnings: list[CorrectionWarning]


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[FactChanged]:
    """Show the facts that differ."""
    return [
        FactChanged(fact=name, before=before[name], after=after[name]) for name in after if before[name] != after[name]
    ]


def written(places: Iterable[int], version: int, *, dry_run: bool) -> list[WrittenCorrection]:
    """Show which events are corrected, and by which. `version` is the version before."""
    return [
        WrittenCorrection(corrects=place, seq=None if dry_run else seq)
        for seq, place in enumerate(places, start=version + 1)
    ]
