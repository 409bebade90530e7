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
    """A deadline before and after the correction, with its status on the day of the correction. `before` is `null` if
    the case did not have the deadline before the correction. `after` is `null` if the case does not have the deadline
    after the correction.
    """

    code: Code
    owed_by: Party
    term: TermKind | None = None
    term_index: int | None = None
    step: Step | None = None
    before: date | None
    after: date | None
    status_before: DeadlineStatus | None = Field(description="The status of the deadline before the correction.")
    status_after: DeadlineStatus | None = Field(description="The status of the deadline after the correction.")
    rule: str
    citation: str


class FallenEvent(Answer):
    """A later event that the rules no longer allow after the correction, and the rule that forbids the event."""

    seq: int
    type: str = Field(
        description="The type of the event. `withheld` means that you may not see the event, because the event "
        "concerns other parties: ask the authority."
    )
    action: Action | None
    recorded_by: OrganisationKind | None = Field(
        description="The organisation that recorded the event. Only the organisation that recorded an event can "
        "correct the event, or the provider that took over the case from this organisation."
    )
    yours: bool = Field(
        description="`true` means that your organisation can correct this event. Put the correction of the event into "
        "the field `also` of your request."
    )
    rule: str | None
    citation: str | None
    legislation_url: str | None
    reason: str


class CertificateAffected(Answer):
    """What happens to the mediation certificate that was valid before the correction."""

    number: str
    becomes: Literal["revoked", "superseded"]
    replaced_by: str | None = Field(
        description="The number of the new certificate that replaces the old certificate. `replaced_by` is `null` in "
        "two cases: no certificate replaces the old certificate, or you sent `dry_run`."
    )


class CorrectionWarning(Answer):
    """A warning: something that you should tell the family, another party or the tribunal.

    `right-shortened`: the family's time limit ends earlier, or no longer exists. `duty-sooner`: a party must carry out
    its duty earlier. `duty-later`: a party may carry out its duty later, or no longer has the duty. `certificate-gone`:
    the case loses a certificate that an authority imported.
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
    seq: int | None = Field(
        description="The number (`seq`) of the event that records the correction. `seq` is `null` if you sent "
        "`dry_run`."
    )


class CorrectionAnswer(Answer):
    """The case before and after a correction."""

    case_id: UUID
    dry_run: bool
    version: int
    events: list[WrittenCorrection]
    state: StateMoved
    deadlines: list[DeadlineMoved]
    no_longer_stand: list[FallenEvent] = Field(
        description="Later events that the rules no longer allow after the correction. For each event that "
        "`no_longer_stand` lists, put a correction into the field `also` of your request."
    )
    kept: list[FallenEvent] = Field(
        description="Registered appeals that the rules would not allow after the correction. A correction never "
        "removes a registered appeal: the tribunal decides what follows."
    )
    certificate: CertificateAffected | None
    warnings: list[CorrectionWarning]


class Versions(Answer):
    """The values that an event had before the correction, and the values that it has now."""

    seq: int = Field(description="The number (`seq`) of the event that records the correction.")
    corrects: int = Field(description="The number (`seq`) of the event that was corrected.")
    type: str = Field(description="The type of the event that was corrected.")
    voided: bool = Field(
        description="`true` if the event is void after the correction. A void event counts as never recorded."
    )
    before: dict[str, object] | None = Field(
        description="The values that the event had before the correction. The fields are the same as in the request "
        "with which you record such an event. `before` is `null` if the event was void, which means that it "
        "counted as never recorded."
    )
    after: dict[str, object] | None = Field(
        description="The values that the event has after the correction. `after` is `null` if the event is void, "
        "which means that it counts as never recorded."
    )


class EventVersions(Versions):
    """One event that was corrected, as it was before the correction and as it is now."""

    action: Action | None
    agreed_by: Party | None = Field(
        description="The party that agreed to the correction. For example, the family must agree if an authority "
        "corrects what it recorded for the family."
    )
    redacted: bool = Field(
        False,
        description="`true` means that you may not see `agreed_by`, `before` and `after`. The field `changes` lists "
        "the changed facts of the case that you may see. If nothing is withheld from you, `redacted` is left out.",
        exclude_if=lambda redacted: not redacted,
    )


class FactChanged(Answer):
    """A fact of the case that the correction changed."""

    fact: str
    before: object
    after: object


class CorrectionMade(Answer):
    """What every correction in a list shows, for a case and for a referral."""

    seq: int = Field(
        description="One correction can correct several events, and adds one new event for each corrected event. `seq` "
        "is the number of the first new event that you are allowed to see."
    )
    by: OrganisationKind
    organisation: Organisation = Field(description="The organisation that made the correction.")
    client_id: str
    recorded_at: datetime
    reason: CorrectionReason
    changes: list[FactChanged]


class CorrectionOut(CorrectionMade):
    """One correction of a case: what was wrong, what is right, and what changed on the case. For each deadline,
    `status_before` and `status_after` give the status on the day of the correction.
    """

    on_behalf_of: str | None = Field(
        None,
        description="The pseudonym that your organisation gives to the person who made the correction. Only your "
        "organisation sees this pseudonym.",
        exclude_if=lambda person: person is None,
    )
    explanation: str | None = Field(
        description="The reason for the correction, in words. Only the authority and the mediation provider of the "
        "case can read this text. `explanation` is `null` if no text was given."
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
