"""A notice of decision as JSON: what an authority, or an adviser in its place, records when it opens a case."""

from typing import Self

from pydantic import Field, StrictBool, model_validator

from app.cases.contacts.schemas import FamilyContactIn
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.cases.families.records import UNKNOWN
from app.cases.families.schemas import FamilyIn
from app.cases.intake import RecordNotice
from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.law.domain.authorities import follower
from app.law.domain.regimes import PROPOSALS, RegimeId
from app.law.fields import LetterLaCode
from app.platform.http.fields import Body, Day, Line, Reference


class NoticeContents(Body):
    """What the notice of decision says. Regulation 32 (contents of the notice) requires that the notice says each thing
    that the fields name.

    Send `true` for each thing that the notice says, and `false` for each thing that the notice does not say. The case
    shows a `false` as a fault of the notice. Leave a field out if you do not know.
    """

    right_to_mediation: StrictBool | None = Field(
        None,
        description="Whether the notice tells the family about its right to mediation (point (a) of regulation 32).",
    )
    certificate_requirement: StrictBool | None = Field(
        None,
        description="Whether the notice says that the family needs a mediation certificate before an appeal "
        "(point (b) of regulation 32).",
    )
    adviser_contact: StrictBool | None = Field(
        None,
        description="Whether the notice says how the family can reach a "
        "mediation adviser (point (c) of regulation 32).",
    )
    timescales: StrictBool | None = Field(
        None, description="Whether the notice gives the time limits for mediation (point (d) of regulation 32)."
    )
    what_to_tell_the_authority: StrictBool | None = Field(
        None,
        description="Whether the notice says what the family must tell the authority if it wants mediation "
        "(point (e) of regulation 32).",
    )
    authority_contact: StrictBool | None = Field(
        None,
        description="Whether the notice names the person at the authority whom the family must tell that it "
        "wants mediation (point (f) of regulation 32).",
    )


class SettingIn(Body):
    """What you know about the choice of a school or other setting for the child. Do not name the school or setting."""

    preferred_on_list: OnList = Field(
        OnList.UNKNOWN,
        description="Whether the school or other setting that the family prefers is on the authority's list of "
        "settings. `no_list` means that the authority keeps no list of settings.",
    )
    refused_because: RefusedBecause | None = Field(
        None, description="Why the authority did not name the school or other setting that the family prefers."
    )

    @model_validator(mode="after")
    def not_on_a_list(self) -> Self:
        """Refuse a reason that the rest contradicts: the figures count both."""
        if self.refused_because is RefusedBecause.NOT_ON_LIST and self.preferred_on_list in (
            OnList.YES,
            OnList.NO_LIST,
        ):
            raise ValueError(
                "the reason `not_on_list` is possible only if the authority has a list without this setting"
            )
        return self


def setting_of(said: SettingIn | None) -> Setting | None:
    """Return what a body says of the choice of a setting."""
    return Setting(said.preferred_on_list, said.refused_because) if said else None


class DecisionIn(Body):
    """The decision that the notice is about."""

    kind: DecisionKind = Field(
        description="The kind of decision. Section 51(2) of the Children and Families Act 2014 lists the six kinds of "
        "decision that a family can appeal against."
    )
    notice_sent_on: Day | None = Field(
        None,
        description="The day on which the written notice was *sent*. The time limits run from the day of sending. An "
        "authority must give the day of sending. A mediation adviser may leave the day of sending out and give only "
        "the date printed on the letter.",
        examples=["2026-02-02"],
    )
    notice_printed_on: Day | None = Field(
        None,
        description=(
            "The date printed on the letter, if the letter was sent on a different day. If the day of sending is "
            "known, no time limit runs from the printed date. But the tribunal's appeal form asks for the date printed "
            "on the letter. So a note with the deadlines gives two last days to appeal: one counted from the day of "
            "sending, and one counted from the printed date. You can safely rely on the earlier of the two days. While "
            "the day of sending is not known, the time limits run from the printed date, because the printed date is "
            "the earlier day."
        ),
        examples=["2026-01-30"],
    )
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan in dispute, for `plan_content`. For `refusal_to_amend`, give the "
        "sections if you know the sections in dispute.",
    )
    setting: SettingIn | None = Field(
        None,
        description="What you know about the choice of a school or other setting for the child, if Section I of the "
        "plan is in dispute. Never give the name of the setting.",
    )
    notice_contents: NoticeContents | None = None


class AppellantIn(Body):
    """Who holds the right to appeal."""

    kind: AppellantKind
    name: Line | None = Field(
        None,
        description="The name of the person who holds the right to appeal. We print the name only on the mediation "
        "certificate. We store the name encrypted, and the API never returns the name.",
    )
    reference: Reference | None = Field(
        None, description="Your own pseudonym for this person. Never send a person's name here."
    )
    contact: FamilyContactIn | None = Field(
        None,
        description="How to reach the family. We store the contact details encrypted. You and the mediation provider "
        "of the case can read the contact details at `GET /v1/cases/{case_id}/contact`.",
    )


class NoticeIn(FamilyIn):
    """A notice of decision.

    An authority records its own notice. If the authority has not recorded the notice, a mediation adviser can record
    the notice from the family's letter.
    """

    la_code: LetterLaCode | None = Field(
        None,
        description="The code of the authority that sent the letter. A mediation adviser must send this code "
        "(`la_code`). An authority may leave `la_code` out. If the authority has ended and one other authority took "
        "its place, you may give the old code. The case then belongs to the new authority, and `la_code_note` says so. "
        "If the area was divided between authorities, give the code of the authority that is now responsible for the "
        "child.",
    )
    la_reference: Reference | None = Field(
        None,
        description="The authority's reference for the case, which is printed on the mediation certificate. If an "
        "authority records the notice, the authority must give its own reference for the case. A mediation adviser "
        "gives the reference if the letter shows a reference. If the authority later records the same notice, we find "
        "the adviser's case by the reference.",
        examples=["EHC-2026-0117"],
    )
    decision: DecisionIn
    appellant: AppellantIn
    told_on: Day | None = Field(
        None,
        description="Only for a mediation adviser: the day on which the family told you about its letter. If you leave "
        "`told_on` out, we use today.",
    )
    provider: Reference | None = Field(
        None,
        description="The short name in this service of a mediation provider that you instruct. If you leave `provider` "
        "out, we use the mediation provider that is recorded as your first choice among your partners. A mediation "
        "adviser leaves `provider` out, because the adviser's own organisation handles the case.",
    )
    regime: RegimeId | None = Field(
        None,
        description="The set of rules (regime) that applies to the case. If you leave `regime` out, we use the law in "
        "force on the day of the notice. A live service refuses the sets of rules that are only "
        f"proposals: {', '.join(f'`{one}`' for one in PROPOSALS)}.",
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="`true` says that your notice is not a duplicate, although it looks like a notice that already has "
        "a case. To find duplicates, we compare the kind, the day and the reference of your notice with those of "
        "earlier notices. A letter may be sent some days after its printed date, so days that are close together count "
        "as the same day. If your notice looks like an earlier notice and you do not send `true`, the answer is 409 "
        "`duplicate-notice`.",
    )
    detained: StrictBool = Field(
        False,
        description="`true` means that the child or young person is detained. A separate scheme applies to detained "
        "persons, so we refuse the notice.",
    )

    @property
    def answers(self) -> str | None:
        """The code of the authority that answers for the letter now."""
        return None if self.la_code is None else follower(self.la_code)

    @property
    def says_of_people(self) -> bool:
        """Whether more is stored than the notice itself."""
        return self.appellant.contact is not None or self.family() != UNKNOWN

    def command(self) -> RecordNotice:
        """Return the command."""
        contents = self.decision.notice_contents
        return RecordNotice(
            la_code=self.answers,
            la_reference=self.la_reference,
            kind=self.decision.kind,
            sent_on=self.decision.notice_sent_on,
            printed_on=self.decision.notice_printed_on,
            told_on=self.told_on,
            sections=frozenset(self.decision.sections),
            setting=setting_of(self.decision.setting),
            contents=contents.model_dump() if contents else None,
            appellant_kind=self.appellant.kind,
            appellant_name=self.appellant.name,
            appellant_reference=self.appellant.reference,
            contact=self.appellant.contact.contact() if self.appellant.contact else None,
            family=self.family(),
            provider=self.provider,
            regime=self.regime,
            detained=self.detained,
            not_a_duplicate=self.not_a_duplicate,
        )
