"""Notices as JSON: how families reach an organisation, and the letter of a case."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.cases.contacts.schemas import Telephone
from app.law.domain.model import Rule, Verified
from app.law.domain.notices import HOW_TO_CURE, STILL_RUN, TIME_STILL_RUNS, NoticePart
from app.law.domain.rulebook import RULEBOOK
from app.notices.domain.contact import ContactPoint
from app.notices.domain.letter import Letter, Missing, Part, Recorded
from app.notices.domain.letter import Organisation as Named
from app.notices.records import KnownContact
from app.platform.http.fields import Answer, Body, Email, Line, Locator

TEAM = "The name of the team or the post that families should ask for. Never give a person's name."
ADDRESS = "The postal address, with one item for each line."
HOURS = "The days and hours at which families can ring."
AddressLine = Annotated[Line, Field(max_length=200)]


class OrganisationContactIn(Body):
    """The contact details of your organisation for families. Give at least a telephone number, an e-mail address or
    a postal address."""

    team: Line | None = Field(None, description=TEAM, examples=["SEND mediation team"])
    telephone: Telephone | None = Field(None, examples=["01632 960991"])
    email: Email | None = Field(None, examples=["send.mediation@eastmere.example"])
    address: list[AddressLine] = Field([], max_length=6, description=ADDRESS)
    web: Locator | None = Field(None, examples=["https://www.eastmere.example/send"])
    hours: Line | None = Field(None, description=HOURS, examples=["Monday to Friday, 9am to 5pm"])

    @model_validator(mode="after")
    def reachable(self) -> Self:
        """Refuse details by which no family can reach anybody."""
        if not (self.telephone or self.email or self.address):
            raise ValueError("give a telephone number, an e-mail address or a postal address")
        return self

    def point(self) -> ContactPoint:
        """Return the details as the use cases know them."""
        return ContactPoint(
            team=self.team,
            telephone=self.telephone,
            email=self.email,
            address=tuple(self.address),
            web=self.web,
            hours=self.hours,
        )


class OrganisationContactOut(Answer):
    """The contact details of an organisation, as the letters to families give them."""

    team: str | None = Field(description=TEAM)
    telephone: str | None
    email: str | None
    address: list[str] = Field(description=ADDRESS)
    web: str | None
    hours: str | None = Field(description=HOURS)


class OwnContactOut(OrganisationContactOut):
    """The contact details of your organisation for families."""

    version: int = Field(
        description=(
            "The version number of the contact details. The header `ETag` gives the version number too. Version "
            "0 means that you have recorded no details."
        )
    )
    updated_at: datetime | None

    @classmethod
    def of(cls, known: KnownContact | None) -> Self:
        """Show what is stored, if anything is."""
        if known is None:
            return cls(**_point(ContactPoint()), version=0, updated_at=None)
        return cls(**_point(known.point), version=known.version, updated_at=known.updated_at)


class NamedInLetter(Answer):
    """An organisation that the letter names."""

    name: str
    contact: OrganisationContactOut | None = Field(
        description=(
            "The contact details of the organisation. `contact` is `null` if the organisation has not recorded "
            "its contact details (`PUT /v1/me/contact`)."
        )
    )


class RuleBehind(Answer):
    """A rule of law, as `GET /v1/law/rules` shows it."""

    rule: str
    says: str
    citation: str
    legislation_url: str

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Show a rule."""
        return cls(rule=rule.id, says=rule.says, citation=rule.citation, legislation_url=rule.url)


class Cure(Answer):
    """What you must do about a part that the notice left out."""

    says: str
    risk: str = Field(description="What the family perhaps does not know, because the notice left this part out.")
    because: RuleBehind = Field(description="The rule of law that causes this risk for the family.")


class NoticePartOut(Answer):
    """One part of the text that the law requires in a notice."""

    part: NoticePart
    paragraph: str = Field(
        description="The paragraph of regulation 32 (the notice of decision) that requires this part.", examples=["(a)"]
    )
    heading: str
    text: list[str] = Field(description="The sentences to send to the family, with the dates and names of this case.")
    requires: str = Field(description="What the law requires in this part of the notice.")
    citation: str
    legislation_url: str
    in_force_from: date
    verified: Verified
    checked_on: date
    recorded: Recorded = Field(
        description="Whether the notice that was sent included this part, as the case records it in "
        "`decision.notice_contents`. `unknown` means that the case does not record whether the notice included "
        "this part."
    )
    missing: Missing | None = Field(
        description="The contact details that you must fill in, because this service does not know them."
    )
    cure: Cure | None = Field(
        description=(
            "What you must do because the notice left this part out. `cure` is `null` if the notice did not "
            "leave this part out."
        )
    )

    @classmethod
    def of(cls, one: Part, on: date) -> Self:
        """Show a part of the letter."""
        required, cure = one.required, None
        if one.recorded is Recorded.LEFT_OUT:
            because = RuleBehind.of(RULEBOOK.rule(required.rests_on, on))
            cure = Cure(says=HOW_TO_CURE, risk=required.risk, because=because)
        return cls(
            part=required.part,
            paragraph=required.paragraph,
            heading=required.heading,
            text=list(one.text),
            requires=required.requires,
            citation=required.citation,
            legislation_url=required.url,
            in_force_from=required.in_force_from,
            verified=required.verified,
            checked_on=required.checked_on,
            recorded=one.recorded,
            missing=one.missing,
            cure=cure,
        )


class TimeStillRuns(Answer):
    """The reason why you must send the missing part of the notice immediately."""

    says: str
    rules: list[RuleBehind]


class NoticeLetter(Answer):
    """The text about mediation that regulation 32 requires in a notice of decision, with the dates and names of one
    case."""

    case_id: UUID
    title: str
    warnings: list[str] = Field(
        description=(
            "Warnings for the reader of the letter. A warning says that the letter comes from a sandbox "
            "(a test service), or that the case follows rules that are not law."
        )
    )
    authority: NamedInLetter
    adviser: NamedInLetter
    notice_sent_on: date | None = Field(
        description=(
            "The day on which the notice was sent. While `notice_sent_on` is `null`, we know only the date "
            "printed on the letter."
        )
    )
    notice_printed_on: date | None
    contact_adviser_by: date = Field(
        description=(
            "The last day on which the family can contact a mediation adviser (regulation 33: "
            "within 2 months of the notice)."
        )
    )
    appeal_by: datetime | None = Field(
        description="The last day on which the appeal must reach the tribunal. A mediation certificate may give the "
        "family more time to appeal. `appeal_by` is `null` if the decision cannot be appealed, or if the bank "
        "holidays of that time are not published yet."
    )
    parts: list[NoticePartOut]
    time_to_appeal: str | None = Field(
        description=(
            "A sentence that tells the family the last day to appeal. Regulation 32 (the notice of decision) does "
            "not require this sentence."
        )
    )
    note: str | None = Field(
        description="A note about the day on which the notice was sent and the date printed on the notice. You get "
        "this note if the notice was not sent on the date printed on it, or if we do not know the day on which the "
        "notice was sent."
    )
    left_out: list[NoticePart] = Field(
        description="The parts that the notice left out, according to what was recorded on the case."
    )
    unknown: list[NoticePart] = Field(
        description="The parts for which the case does not record whether the notice included them."
    )
    missing: list[Missing] = Field(
        description=(
            "The details that you must fill in before you send the text. If no details are missing, the list is empty."
        )
    )
    time_still_runs: TimeStillRuns | None = Field(
        description=(
            "The reason why you must send the missing parts immediately. `time_still_runs` is `null` if the case "
            "does not record that the notice left out a part."
        )
    )

    @classmethod
    def of(cls, case_id: UUID, title: str, warnings: list[str], letter: Letter, parts: Sequence[Part]) -> Self:
        """Show a letter with some of its parts."""
        about, on = letter.about, letter.about.counts_from
        still = [RuleBehind.of(RULEBOOK.rule(rule_id, on)) for rule_id in STILL_RUN]
        return cls(
            case_id=case_id,
            title=title,
            warnings=warnings,
            authority=_named(about.authority),
            adviser=_named(about.adviser),
            notice_sent_on=about.sent_on,
            notice_printed_on=about.printed_on,
            contact_adviser_by=letter.contact_by,
            appeal_by=letter.appeal_by,
            parts=[NoticePartOut.of(one, on) for one in parts],
            time_to_appeal=letter.time_to_appeal(),
            note=letter.on_the_day(),
            left_out=[one.required.part for one in letter.left_out],
            unknown=[one.required.part for one in letter.parts if one.recorded is Recorded.UNKNOWN],
            missing=letter.missing,
            time_still_runs=TimeStillRuns(says=TIME_STILL_RUNS, rules=still) if letter.left_out else None,
        )


def _named(one: Named) -> NamedInLetter:
    contact = None if one.contact is None else OrganisationContactOut(**_point(one.contact))
    return NamedInLetter(name=one.name, contact=contact)


def _point(point: ContactPoint) -> dict[str, object]:
    return {
        "team": point.team,
        "telephone": point.telephone,
        "email": point.email,
        "address": list(point.address),
        "web": point.web,
        "hours": point.hours,
    }
