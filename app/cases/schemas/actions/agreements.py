"""The bodies of an agreement, of a concession and of a promise kept."""

from collections.abc import Iterable
from typing import ClassVar, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.cases.domain import commands
from app.cases.domain.conceded import Promised
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import AGREED, CONTENT, PROMISED, REQUESTED, Story
from app.kernel.terms import PlanSection, TermKind
from app.law.domain.chronology import Term
from app.law.fields import OWED_BY, OwedBy, must_be_able_to_owe
from app.platform.http.fields import Body, Day


class TermIn(Body):
    """One term of an agreement: the kind of action that the parties agreed, by which day, and who must act."""

    kind: TermKind
    agreed_by: Day | None = Field(
        None,
        description="A time limit that the parties agreed in writing. A date agreed in writing replaces the time limit "
        "that the law gives (regulation 42(5)).",
    )
    owed_by: OwedBy | None = Field(
        None,
        description=f"{OWED_BY} The commissioning body must carry out a term that is only about health sections (C, "
        "G), if the commissioning body was told about the mediation.",
    )
    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections of the plan that this term settles. After a partial agreement, the case shows the "
        "settled sections as `agreed` and the other sections as `live` (still in dispute).",
    )

    @model_validator(mode="after")
    def _is_its_own(self) -> Self:
        must_be_able_to_owe(self.kind, self.owed_by)
        return self


class RecordAgreementIn(ActionIn):
    """The family and the authority reached an agreement in mediation, and the agreement was put in writing."""

    summary: ClassVar = "Record an agreement"
    action: ClassVar = Action.RECORD_AGREEMENT
    story: ClassVar = Story(action, steps=AGREED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-03", "terms": [{"kind": "amend_plan", "sections": ["F"]}]}

    terms: list[TermIn] = Field(min_length=1, max_length=50)

    def command(self, recording: Recording) -> commands.Command:
        terms = (Term(one.kind, one.agreed_by, one.owed_by, in_order(one.sections)) for one in self.terms)
        return commands.RecordAgreement(**self.on(recording), terms=tuple(terms))


class PromiseIn(Body):
    """What the authority promises to do after its concession, and by which day. The authority itself chooses the day by
    which it will keep the promise, because no law sets that day.
    """

    kind: TermKind
    promised_for: Day = Field(description="The day by which the authority says that it will keep the promise.")
    sections: list[PlanSection] = Field(
        [], max_length=8, description="The sections of the plan that the promise is about."
    )


class ConcedeIn(ActionIn):
    """The authority gives way outside a mediation session (a concession).

    You may name the sections of the plan that you concede. If you leave `sections` out, you concede everything in
    dispute. A concession before an appeal does not end the dispute. The concession does not stop the family's time
    limits. The family can still ask for mediation and a certificate, and can still appeal. The field `disputed` of the
    case shows the status of each section.

    Once an appeal is registered, the authority may tell the tribunal that it will not oppose the appeal. To record that
    the authority will not oppose the appeal, leave `sections` out. If the authority stops opposing the appeal
    before it sends its response, the appeal counts as decided for the family. The time limits of regulation 45
    (unopposed appeals) begin. If the authority gives way after its response, or on some of the sections only, the
    appeal goes on until the tribunal ends the appeal. You cannot concede the same section twice: the day of the first
    concession stays the day for that section.
    """

    summary: ClassVar = "Record that the authority gives way (a concession)"
    action: ClassVar = Action.CONCEDE
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {
        "occurred_on": "2026-02-20",
        "sections": ["F"],
        "promises": [{"kind": "amend_plan", "sections": ["F"], "promised_for": "2026-03-20"}],
    }

    sections: list[PlanSection] = Field(
        [],
        max_length=8,
        description="The sections in dispute that you concede. If you leave `sections` out, you concede everything in "
        "dispute.",
    )
    promises: list[PromiseIn] = Field(
        [],
        max_length=10,
        description="What the authority promises to do, and by when. A promise is not a duty in law. When the "
        "authority has kept a promise, record the action `keep-promise`.",
    )
    tribunal_told: StrictBool = Field(
        False,
        description="`true` means that you tell the tribunal about this concession although no appeal is registered "
        "yet. If you leave `tribunal_told` out, only the parties to mediation see the concession. If you concede after "
        "an appeal was registered, the tribunal always sees the concession.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.Concede(
            **self.on(recording),
            sections=frozenset(self.sections),
            promises=tuple(Promised(one.kind, one.promised_for, in_order(one.sections)) for one in self.promises),
            tribunal_told=self.tribunal_told,
        )


class KeepPromiseIn(ActionIn):
    """The authority did what it had promised in its concession."""

    summary: ClassVar = "Record that a promise was kept"
    action: ClassVar = Action.KEEP_PROMISE
    story: ClassVar = Story(action, steps=PROMISED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-18", "promise": 1}

    promise: StrictInt = Field(
        1,
        ge=1,
        le=200,
        description="The number of the promise that the authority kept. The field `concession.promises` of the case "
        "shows the number of each promise.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.KeepPromise(**self.on(recording), promise=self.promise)


def in_order(sections: Iterable[PlanSection]) -> tuple[PlanSection, ...]:
    """Return sections of a plan in their own order, each once."""
    named = frozenset(sections)
    return tuple(one for one in PlanSection if one in named)


BODIES: tuple[type[ActionIn], ...] = (
    RecordAgreementIn,
    ConcedeIn,
    KeepPromiseIn,
)
