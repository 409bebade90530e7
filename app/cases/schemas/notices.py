"""A notice of decision as JSON: what an authority records when it opens a case."""

from pydantic import Field, StrictBool

from app.cases.use_cases import RecordNotice
from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.law.domain.regimes import RegimeId
from app.platform.http.fields import Body, Day, Line, Reference


class NoticeContents(Body):
    """What the notice of decision says (regulation 32). The law requires each of these.

    True: the notice says it. False: the notice leaves it out, which is shown as a fault. Left out: not known.
    """

    right_to_mediation: StrictBool | None = Field(None, description="(a) the right to mediation")
    certificate_requirement: StrictBool | None = Field(None, description="(b) the need for a certificate")
    adviser_contact: StrictBool | None = Field(None, description="(c) how to reach a mediation adviser")
    timescales: StrictBool | None = Field(None, description="(d) the time limits for mediation")
    what_to_tell_the_authority: StrictBool | None = Field(
        None, description="(e) what to tell the authority if the family wants mediation"
    )
    authority_contact: StrictBool | None = Field(None, description="(f) whom to tell at the authority")


class DecisionIn(Body):
    """The decision that the notice is about."""

    kind: DecisionKind = Field(description="One of the six appealable matters of section 51(2).")
    notice_sent_on: Day = Field(description="The day written notice was *sent*. The time limits run from this day.")
    notice_printed_on: Day | None = Field(
        None,
        description=(
            "The date printed on the letter, if the letter was sent on another day. No time limit runs from this "
            "date. But the tribunal's form asks for this date. So the deadlines of the case add a note. It gives the "
            "last day to appeal counted from this date, and says which of the two days is safe."
        ),
        examples=["2026-01-30"],
    )
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan in dispute, for `plan_content`. For `refusal_to_amend`, give them if "
        "you know them.",
    )
    notice_contents: NoticeContents | None = None


class AppellantIn(Body):
    """Who holds the right to appeal."""

    kind: AppellantKind
    name: Line | None = Field(
        None, description="Printed on the certificate and nowhere else. Stored encrypted. The API never returns it."
    )
    reference: Reference | None = Field(None, description="Your own pseudonymous reference. Never a name.")


class NoticeIn(Body):
    """A notice of decision. The authority is always your own organisation: the body cannot name another."""

    la_reference: Reference = Field(description="Your reference for the case. It is printed on the certificate.")
    decision: DecisionIn
    appellant: AppellantIn
    provider: Reference | None = Field(
        None,
        description="The short name in this service of a mediation provider that you instruct. If you leave this "
        "out: your first choice.",
    )
    regime: RegimeId | None = Field(
        None,
        description="The policy regime. If you leave this out: the law in force on the notice's date. "
        "`green-paper-2022` is illustrative.",
    )
    not_a_duplicate: StrictBool = Field(
        False,
        description="True: this is another notice, although your authority has recorded one of the same kind, day and "
        "reference. If you leave this out or send false, you get 409 `duplicate-notice`.",
    )
    detained: StrictBool = Field(
        False, description="True: the person is detained. A separate scheme applies, so the notice is refused here."
    )

    def command(self) -> RecordNotice:
        """Return the command."""
        contents = self.decision.notice_contents
        return RecordNotice(
            la_reference=self.la_reference,
            kind=self.decision.kind,
            sent_on=self.decision.notice_sent_on,
            printed_on=self.decision.notice_printed_on,
            sections=frozenset(self.decision.sections),
            contents=contents.model_dump() if contents else None,
            appellant_kind=self.appellant.kind,
            appellant_name=self.appellant.name,
            appellant_reference=self.appellant.reference,
            provider=self.provider,
            regime=self.regime,
            detained=self.detained,
            not_a_duplicate=self.not_a_duplicate,
        )
