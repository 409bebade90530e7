"""The bodies of an agreement and of a concession."""

from typing import ClassVar

from pydantic import Field

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.stories import AGREED, CONTENT, REQUESTED, Story
from app.kernel.terms import TermKind
from app.law.domain.chronology import Term
from app.platform.http.fields import Body, Day


class TermIn(Body):
    """One thing that was agreed, as a kind of action."""

    kind: TermKind
    agreed_by: Day | None = Field(None, description="Another time limit, agreed in writing (reg 42(5)).")


class RecordAgreementIn(ActionIn):
    """The agreement that was reached in mediation, recorded in writing."""

    summary: ClassVar = "Record an agreement"
    action: ClassVar = Action.RECORD_AGREEMENT
    story: ClassVar = Story(action, steps=AGREED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-03-03", "terms": [{"kind": "amend_plan"}]}

    terms: list[TermIn] = Field(min_length=1, max_length=50)

    def command(self, recording: Recording) -> commands.Command:
        terms = tuple(Term(term.kind, term.agreed_by) for term in self.terms)
        return commands.RecordAgreement(**self.on(recording), terms=terms)


class ConcedeIn(ActionIn):
    """The authority gives way outside a session.

    The authority may tell the tribunal that it will not oppose the appeal. If the authority tells the tribunal this
    before the authority's response (`complete-duty` with `la-response`), the appeal is decided for the family. The
    times of regulation 45 then start. If the authority gives way after its response, the appeal goes on until the
    tribunal makes an order by consent. You can record a concession only once: the first day counts.
    """

    summary: ClassVar = "Record that the authority gives way"
    action: ClassVar = Action.CONCEDE
    story: ClassVar = Story(action, steps=REQUESTED, **CONTENT)
    example: ClassVar = {"occurred_on": "2026-02-20"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.Concede(**self.on(recording))


BODIES: tuple[type[ActionIn], ...] = (
    RecordAgreementIn,
    ConcedeIn,
)
