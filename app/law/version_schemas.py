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
    """A fingerprint (SHA-256) of each part of a version. A change in the wording of a rule does not change its
    fingerprint."""

    rules: str
    readings: str
    bank_holidays: str


class VersionAnswer(Answer):
    """A version of the law, and what changed with it."""

    number: str = Field(examples=["1"])
    since: date = Field(description="The day of the entry in this list.")
    says: str = Field(description="What changed, in a sentence.")
    changed: list[str] = Field(
        description="The ids of the rules and the names of the readings that changed. `bank-holidays`: the list of "
        "bank holidays changed."
    )
    digests: DigestsAnswer | None = Field(
        description="Null for version `0`: events that are older than the first stored version."
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

    in_force: str = Field(description="The version that this service applies.", examples=["1"])
    readings_changed: dict[str, bool] = Field(
        description="The readings that the organisation that runs this service has changed, each with its new value."
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
