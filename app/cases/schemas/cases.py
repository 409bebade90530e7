"""A case as JSON: how every party sees it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from app.cases.domain.certificate import days_said
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.setting import OnList, RefusedBecause
from app.cases.domain.words import DisputeReason, NoticeStatus, State
from app.cases.families.schemas import CHILD, FAMILY, FollowedCaseOut, LinkedCaseOut
from app.cases.records import StoredCase
from app.cases.schemas.appeals import AppealSummary, AppealWindow, CertificateSummary, ContactPeriod, OrderMade
from app.cases.schemas.disputed import Concession, DisputedPart
from app.cases.schemas.mediation import Agreement, Exemption, Mediation, PanelReview, PanelReviewOut
from app.cases.schemas.notices import NoticeContents
from app.cases.schemas.shared import Organisation
from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.kernel.unreadable import Unreadable
from app.law.domain.chronology import NoticeDay
from app.law.domain.regimes import RegimeId
from app.platform.http.fields import Answer, LaCode


class SettingOut(Answer):
    """What the case records about the choice of a school or other setting for the child. The case does not record the
    name of the school or other setting."""

    preferred_on_list: OnList
    refused_because: RefusedBecause | None


class Decision(Answer):
    """The decision in dispute."""

    kind: DecisionKind
    paragraph: str = Field(
        description="The paragraph of section 51(2) of the Children and Families Act 2014 that makes it possible to "
        "appeal this decision.",
        examples=["s.51(2)(a)"],
    )
    notice_sent_on: date | None = Field(
        description="The day on which the notice was sent. `notice_sent_on` is `null` while only the date printed on "
        "the letter is known."
    )
    notice_printed_on: date | None = Field(
        None, description="The date printed on the letter, if the letter was sent on a different day."
    )
    counts_from: date = Field(
        description="The day from which the time limits run: the day of sending (`notice_sent_on`). While the day of "
        "sending is not known, the time limits run from the date printed on the letter (`notice_printed_on`)."
    )
    only_day_known: NoticeDay | None = Field(
        None,
        description="Which day is known, if a mediation adviser recorded the notice and gave only one day: the day of "
        "sending, or the date printed on the letter. If only one of these two days is known, the notes on the "
        "deadlines of the case say how this affects the last days.",
    )
    sections: list[PlanSection]
    setting: SettingOut | None = Field(
        None,
        description="What the case records about the choice of a school or other setting for the child. Only the "
        "parties to mediation and the tribunal see `setting`.",
    )
    notice_contents: NoticeContents | None = None
    notice_faults: list[str] = Field(
        [], description="What the notice leaves out, although regulation 32 (contents of the notice) requires it."
    )

    @classmethod
    def of(cls, stored: StoredCase) -> Self:
        """Show the decision, and what its notice leaves out."""
        facts, contents = stored.facts, stored.notice_contents
        sent_on, _ = days_said(facts)
        return cls(
            kind=facts.kind,
            paragraph=facts.kind.paragraph,
            notice_sent_on=sent_on,
            notice_printed_on=facts.notice_printed_on,
            counts_from=facts.notice_sent_on,
            only_day_known=facts.only_day_known,
            sections=sorted(facts.sections),
            setting=SettingOut.model_validate(facts.setting) if facts.setting else None,
            notice_contents=_contents(contents) if contents else None,
            notice_faults=[name for name, said_so in (contents or {}).items() if said_so is False],
        )


def _contents(said: Mapping[str, bool]) -> NoticeContents:
    try:
        return NoticeContents.model_validate(said)
    except ValueError:
        raise Unreadable("the contents of a notice") from None


class NoticeDispute(Answer):
    """The authority disputes the notice that the mediation adviser recorded. The authority's dispute about the notice
    stops no time limit, and the family can still take every step.
    """

    reason: DisputeReason
    explanation: str | None = Field(
        None,
        description="The authority's explanation of the dispute. Only the authority and the mediation provider can "
        "read this text.",
    )
    disputed_on: date | None


class Appellant(Answer):
    """Who holds the right to appeal. Only the mediation certificate shows the name of this person."""

    kind: AppellantKind
    reference: str | None


NOTICE_REFERENCE = (
    "The reference of the authority that sent the notice. The mediation certificate shows this reference. "
    "`notice_reference` is `null` if no reference is recorded. Earlier releases of this service did not store this "
    "reference when a case came to another authority. If an earlier release stored no reference of the notice, "
    "`notice_reference` is `null`: read `la_reference` instead."
)


class TransferMade(Answer):
    """The last transfer of the plan to another authority, because the child moved (regulation 15). The other authority
    is now responsible for the plan.
    """

    from_la_code: LaCode
    to_la_code: LaCode
    notice_la_code: LaCode = Field(
        description="The authority that sent the notice. The mediation certificate names this authority."
    )
    notice_reference: str | None = Field(description=NOTICE_REFERENCE)
    moved_on: date
    aware_on: date = Field(
        description="The day on which the old authority learned that the child would move or had moved."
    )
    transferred_on: date


class AuthorityFollowed(Answer):
    """A reorganisation of local government: the authority of the case ended, and another authority took its place."""

    from_la_code: LaCode
    to_la_code: LaCode
    notice_la_code: LaCode = Field(
        description="The authority that sent the notice. The mediation certificate names this authority."
    )
    notice_reference: str | None = Field(description=NOTICE_REFERENCE)
    followed_on: date = Field(description="The first day of the authority that took the place of the old authority.")


class Case(Answer):
    """A dispute about one decision, from its notice to its end."""

    id: UUID
    la_code: LaCode
    la_reference: str | None = Field(
        description="The reference that the authority `la_code` uses for the case. After a transfer or a "
        "reorganisation, the case shows the reference of the authority that sent the notice, until the new authority "
        "gives its own reference (`PATCH /v1/cases/{case_id}`). `la_reference` is `null` until a reference is "
        "recorded."
    )
    notice_status: NoticeStatus = Field(
        description="The status of the notice. `confirmed`: the authority recorded or confirmed the notice. "
        "`provisional`: a mediation adviser recorded the notice, and the authority has not answered. `disputed`: the "
        "authority disputes the notice. The family can take every step, whatever the status of the notice."
    )
    la_code_note: str | None = Field(
        None,
        description="A sentence that says which authority the case belongs to, if the letter names an authority that "
        "has ended. `la_code_note` is shown only in the answer to `POST /v1/cases`.",
        exclude_if=lambda note: note is None,
    )
    notice_told_on: date | None = Field(
        None,
        description="The day on which the family told a mediation adviser about its letter, if the adviser recorded "
        "the notice.",
    )
    notice_dispute: NoticeDispute | None = None
    transfer: TransferMade | None = Field(
        None,
        description="The last transfer of the case to another authority. `transfer` is left out if the case was never "
        "transferred.",
    )
    reorganisation: AuthorityFollowed | None = Field(
        None,
        description="The reorganisation in which the authority of the case ended and another authority took its place. "
        "`reorganisation` is shown only if this happened after the last transfer of the case.",
    )
    regime: RegimeId
    state: State
    stage: State = Field(
        description="The stage that the mediation of the case has reached. `stage` can still change during an appeal, "
        "because the mediation may go on."
    )
    version: int = Field(
        description="The version number of the case, which goes up by one with each event. The header `ETag` has the "
        "same number."
    )
    decision: Decision
    appellant: Appellant
    provider: Organisation
    mediating_provider: Organisation | None = Field(
        None,
        description="The provider whose mediator conducts the mediation session, if another provider advised the "
        "family.",
    )
    placement_only: bool = Field(
        description="`true` means that Section I (the placement) is the only section in dispute that can be appealed. "
        "The family then needs no mediation certificate (section 55(2) of the Act), except under a set of rules (a "
        "regime) that asks for one."
    )
    appealable: bool = Field(
        description="`true` if the family can appeal about this decision. `appealable` is `false` if the family "
        "disputes only health or social care sections."
    )
    mediation: Mediation
    certificate: CertificateSummary | None = None
    agreement: Agreement | None = None
    disputed: list[DisputedPart] = Field(
        description="What is in dispute: each disputed section of the plan or, if the case names no sections, the "
        "whole decision. The status of each part is `live` (still in dispute), conceded or agreed."
    )
    conceded_on: date | None = Field(
        None,
        description="If the authority conceded everything in dispute before an appeal: the day on which it conceded "
        "the last part.",
    )
    concession: Concession | None = Field(
        None,
        description="What the authority conceded outside a mediation session, and what it promised. Only the parties "
        "to mediation see the promises. The tribunal sees a concession only if the authority told the tribunal.",
        exclude_if=lambda concession: concession is None,
    )
    contact_period: ContactPeriod
    certificate_window_missed: bool = Field(
        description="`true` if the family did not contact an adviser in time. `certificate_window_missed` has the same "
        "value as `contact_period.missed`."
    )
    leave_window: AppealWindow | None = Field(
        None,
        description="The time in which the family can ask the tribunal for permission to appeal without a certificate "
        "(rule 19(2) of the tribunal's rules). `leave_window` is shown if `certificate_window_missed` is `true` and "
        "there is neither a certificate nor an appeal.",
    )
    appeal_window: AppealWindow | None
    appeal: AppealSummary | None = None
    order: OrderMade | None = None
    exemption: Exemption | None = None
    panel: PanelReview | None = None
    panels: list[PanelReviewOut] | None = Field(
        None,
        description="Every review of the decision by a review panel, in the order in which the reviews were "
        "recorded. `panels` is left out if no review is recorded.",
    )
    resolved_on: date | None = None
    closed_on: date | None = None
    closed_by_family: bool = Field(
        False,
        description="`true` means that the family ended the case. If no appeal was registered, the end of the case is "
        "not final. The family's next step continues the case from the stage at which the case ended.",
    )
    child_reference: str | None = Field(None, description=f"{CHILD} The pseudonym is shown when you read the case.")
    family_reference: str | None = Field(None, description=f"{FAMILY} The pseudonym is shown when you read the case.")
    school_age_ends_on: date | None = Field(
        None,
        description="The last day of the month in which the child's compulsory school age ends. Only the authority and "
        "the mediation provider see this day, when they read the case.",
    )
    linked_cases: list[LinkedCaseOut] | None = Field(
        None,
        description="Other cases of the same authority about this child or this family, as far as your organisation "
        "takes part in them. The list has at most 50 cases, the latest notice first. Only the authority and the "
        "mediation provider see the list, when they read the case.",
    )
    follows: FollowedCaseOut | None = Field(
        None,
        description="The earlier case that led to this decision, and why, if your organisation takes part in the "
        "earlier case. Only the authority and the mediation provider see `follows`, when they read the case.",
        exclude_if=lambda case: case is None,
    )
    followed_by: list[FollowedCaseOut] | None = Field(
        None,
        description="The new decisions that followed from this case, if your organisation takes part in their cases. "
        "The list has at most 50 cases. Only the authority and the mediation provider see the list, when they read the "
        "case.",
        exclude_if=lambda cases: cases is None,
    )
    opened_at: datetime
    updated_at: datetime

    @classmethod
    def of(
        cls,
        stored: StoredCase,
        law: Law,
        today: date,
        said: Mapping[str, Any],
        providers: tuple[Organisation, Organisation | None],
    ) -> Self:
        """Show a case as its reader is told it (`case_told`).

        Args:
            stored: the case.
            law: the law that its dates are worked out by.
            today: the day of the reading.
            said: the sealed words that the reader may read.
            providers: the provider that advises, and another one that mediates.
        """
        facts = stored.facts
        placement_only = facts.placement_only(law.readings)
        missed = law.appealable(facts) and law.needs_certificate(facts) and facts.contact_missed(today)
        advises, mediates = providers
        return cls(
            id=stored.id,
            la_code=stored.la_code,
            la_reference=stored.la_reference,
            notice_status=facts.notice_status,
            notice_told_on=facts.notice_told_on,
            notice_dispute=_dispute(facts, said),
            transfer=TransferMade.model_validate(facts.transferred) if facts.transferred else None,
            reorganisation=AuthorityFollowed.model_validate(facts.reorganised) if facts.reorganised else None,
            regime=facts.regime,
            state=facts.state,
            stage=facts.stage,
            version=stored.version,
            decision=Decision.of(stored),
            appellant=Appellant(kind=facts.appellant_kind, reference=stored.appellant_reference),
            provider=advises,
            mediating_provider=mediates,
            placement_only=placement_only,
            appealable=law.appealable(facts),
            mediation=Mediation.of(facts, said),
            certificate=CertificateSummary.of(facts),
            agreement=Agreement.of(facts, law, today),
            disputed=DisputedPart.all_of(facts),
            conceded_on=facts.conceded_on,
            concession=Concession.of(facts, today),
            contact_period=ContactPeriod(closes_on=facts.contact_closes_on, missed=missed),
            certificate_window_missed=missed,
            leave_window=AppealWindow.of(law.leave_window(facts)) if missed else None,
            appeal_window=AppealWindow.of(law.appeal_window(facts)),
            appeal=AppealSummary.of(stored.id, facts, said),
            order=OrderMade.of(facts),
            exemption=Exemption.of(facts, law),
            panel=PanelReview.of(facts),
            panels=[PanelReviewOut.of(review) for review in facts.panels] or None,
            resolved_on=facts.resolved_on,
            closed_on=facts.over_on,
            closed_by_family=facts.closed_by_family,
            opened_at=stored.opened_at,
            updated_at=stored.updated_at,
        )


def _dispute(facts: CaseFacts, said: Mapping[str, Any]) -> NoticeDispute | None:
    if facts.notice_disputed_as is None:
        return None
    return NoticeDispute(
        reason=facts.notice_disputed_as,
        explanation=said.get("dispute_explanation"),
        disputed_on=facts.notice_answered_on,
    )


class CaseLine(Answer):
    """A case, as a list of cases shows it."""

    id: UUID
    la_code: LaCode
    la_reference: str | None = Field(
        description="The authority's reference for the case. `la_reference` is `null` until a reference is recorded."
    )
    notice_status: NoticeStatus
    regime: RegimeId
    state: State
    version: int
    kind: DecisionKind
    notice_sent_on: date | None = Field(
        description="The day on which the notice was sent. `notice_sent_on` is `null` while only the date printed on "
        "the letter is known."
    )
    notice_printed_on: date | None = Field(
        None, description="The date printed on the letter, if the letter was sent on a different day."
    )
    counts_from: date = Field(
        description="The day from which the time limits run: the day of sending, or the date printed on the letter "
        "while only the printed date is known. If you sort the list by `notice_sent_on`, we sort by the day from "
        "which the time limits run (`counts_from`)."
    )
    placement_only: bool
    updated_at: datetime
    due_on: date | None = Field(
        description="The next date on which something is due on the case. `due_on` takes into account only running "
        "deadlines that you may see. `due_on` is `null` if nothing is due. `due_on` leaves out each deadline whose "
        "last day is before today."
    )
    school_age_ends_on: date | None = Field(
        None,
        description="The end of the child's compulsory school age: after this day, a parent's right to appeal passes "
        "to the young person. The filter `right_passes_before` uses this day. Only the authority and the mediation "
        "provider see this day. `school_age_ends_on` is `null` until this day is recorded.",
    )


class Counted(Answer):
    """The number of cases."""

    cases: int


class CountedByState(Counted):
    """How many of the counted cases are in one state."""

    state: State


class CountedByKind(Counted):
    """How many of the counted cases are about one kind of decision."""

    kind: DecisionKind


class CountedByProvider(Counted):
    """How many of the counted cases one mediation provider handles."""

    provider: Organisation


class CaseCounts(Counted):
    """How many cases your organisation can see, by state, by kind of decision and by mediation provider. A state, kind
    or provider without cases is left out.
    """

    by_state: list[CountedByState]
    by_kind: list[CountedByKind]
    by_provider: list[CountedByProvider]
