"""The versions of the law as JSON."""

from datetime import date
from typing import Self

from pydantic import Field

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.rulebook import Rulebook
from app.law.domain.versions import VERSIONS, LawVersion, changed_readings, version_of
from app.platform.http.fields import Answer


class DigestsAnswer(Answer):
    """A check value (SHA-256 fingerprint) of each part of a version of the law. A change in the wording of a rule does
    not change the check value."""

    rules: str
    readings: str
    bank_holidays: str


class VersionAnswer(Answer):
    """A version of the law as this service applies it, and what changed in that version."""

    number: str = Field(examples=["1"])
    since: date = Field(description="The day on which this version was added to the list.")
    says: str = Field(description="What changed in this version, in one sentence.")
    changed: list[str] = Field(
        description="The names of the rules, and of the readings of unclear law, that changed. `bank-holidays` means "
        "that the list of bank holidays changed."
    )
    digests: DigestsAnswer | None = Field(
        description="`null` for version `0`, which stands for every event before the first stored version."
    )

    @classmethod
    def of(cls, one: LawVersion) -> Self:
        """Show a version."""
        return cls(
            number=one.number,
            since=one.since,
            says=one.says,
            changed=list(one.changed),
            digests=DigestsAnswer.model_validate(one.digests) if one.digests else None,
        )


class VersionsAnswer(Answer):
    """Every version of the law, and the version that this service applies."""

    in_force: str = Field(description="The version of the law that this service applies now.", examples=["1"])
    readings_changed: dict[str, bool] = Field(
        description="The readings of unclear law that the organisation that runs this service has changed, each with "
        "its new value."
    )
    versions: list[VersionAnswer]

    @classmethod
    def of(cls, england: EnglishCalendar, readings: Readings, rulebook: Rulebook) -> Self:
        """Show the versions."""
        return cls(
            in_force=version_of(england, readings, rulebook),
            readings_changed=changed_readings(DEFAULT_READINGS, readings),
            versions=[VersionAnswer.of(one) for one in VERSIONS],
        )
