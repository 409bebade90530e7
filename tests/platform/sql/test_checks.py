"""The closed sets: what the database accepts and what the domain knows are the same words."""

import re
from enum import StrEnum

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.administration.domain.words import Act, ActSource
from app.advice.domain.words import (
    OfferAnswer,
    OfferDeclineReason,
    ReferralState,
    ReferredPerson,
    Source,
)
from app.capacity.domain.words import AllocationStatus, Format, Register, SessionStatus
from app.cases.domain.words import (
    Action,
    AppealOutcome,
    AppealState,
    CorrectionReason,
    DocumentKind,
    DocumentReader,
    FollowsBecause,
    HearingFormat,
    NoticeStatus,
    OfferMoment,
    State,
    Track,
    TransferBecause,
)
from app.cases.reads import Surface
from app.duties.domain.words import Stands
from app.evidence.domain.burden import Way
from app.evidence.domain.comparison.words import ComparisonStatus
from app.evidence.domain.experience import Stage
from app.evidence.tables import ANY_WAY
from app.imports.domain.words import FileFormat, ImportStatus, RowVerdict
from app.keeping.domain.words import HoldReason
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    OrganisationKind,
    Party,
    SessionOutcome,
    TermKind,
)
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.regimes import RegimeId
from app.platform.journal import Record

CLOSED: dict[str, type[StrEnum]] = {
    "administration_acts_act_check": Act,
    "administration_acts_source_check": ActSource,
    "case_reads_surface_check": Surface,
    "families_follows_because_check": FollowsBecause,
    "transfers_because_check": TransferBecause,
    "certificates_revoked_because_check": CorrectionReason,
    "import_rows_kind_check": DecisionKind,
    "import_rows_verdict_check": RowVerdict,
    "evidence_comparisons_status_check": ComparisonStatus,
    "evidence_readings_regime_check": RegimeId,
    "experience_counts_stage_check": Stage,
    "experience_counts_way_check": Way,
    "feedback_links_stage_check": Stage,
    "imports_format_check": FileFormat,
    "imports_status_check": ImportStatus,
    "organisations_kind_check": OrganisationKind,
    "cases_regime_check": RegimeId,
    "cases_kind_check": DecisionKind,
    "cases_state_check": State,
    "cases_notice_status_check": NoticeStatus,
    "cases_gate_before_tribunal_check": AppealBasis,
    "certificates_ground_check": CertificateGround,
    "certificates_holder_kind_check": AppellantKind,
    "documents_kind_check": DocumentKind,
    "documents_owner_kind_check": DocumentReader,
    "events_action_check": Action,
    "events_by_kind_check": OrganisationKind,
    "journal_by_kind_check": OrganisationKind,
    "journal_record_check": Record,
    "mediators_register_check": Register,
    "moved_dates_code_check": Code,
    "moved_dates_owed_by_check": Party,
    "moved_dates_step_check": Step,
    "moved_dates_term_check": TermKind,
    "sessions_format_check": Format,
    "sessions_status_check": SessionStatus,
    "sessions_outcome_check": SessionOutcome,
    "allocations_status_check": AllocationStatus,
    "referrals_state_check": ReferralState,
    "referrals_source_check": Source,
    "referrals_person_check": ReferredPerson,
    "advice_offers_moment_check": OfferMoment,
    "advice_offers_answer_check": OfferAnswer,
    "advice_offers_reason_check": OfferDeclineReason,
    "legal_holds_reason_check": HoldReason,
    "duties_code_check": Code,
    "duties_term_check": TermKind,
    "duties_step_check": Step,
    "duties_owed_by_check": Party,
    "duties_stands_check": Stands,
    "appeals_kind_check": DecisionKind,
    "appeals_track_check": Track,
    "appeals_state_check": AppealState,
    "appeals_outcome_check": AppealOutcome,
    "appeals_basis_check": AppealBasis,
    "appeals_hearing_format_check": HearingFormat,
}

MEMBERS = {
    "cases_gate_before_tribunal_check": {"appeal", "basis_stands", "false"},
    "experience_counts_way_check": {ANY_WAY},
}
"""What a check lists beside the words: what it looks up in the facts, and the way that stands for every way."""


@pytest.mark.parametrize(("constraint", "words"), CLOSED.items(), ids=CLOSED)
async def test_a_check_lists_the_enumeration(owner: AsyncEngine, constraint: str, words: type[StrEnum]) -> None:
    async with owner.connect() as connection:
        written = await connection.execute(
            text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": constraint}
        )
        listed = re.findall(r"'([^']+)'::", written.scalar_one())
    assert sorted(set(listed) - MEMBERS.get(constraint, set())) == sorted(words)


async def test_every_check_that_lists_words_is_compared_above(owner: AsyncEngine) -> None:
    """A new closed set must be written down here, or say why it is no enumeration of the domain."""
    own = {"certificates_status_check", "partnerships_partner_kind_check", "upkeep_command_check"}
    own.add("organisation_contacts_organisation_kind_check")  # the two kinds that a letter names
    own.add("imports_finished_check")  # two of the words of `imports_status_check`
    own.add("appeals_ended_check")  # some of the words of `appeals_state_check`
    own |= {"duties_met_check", "duties_ended_check"}  # some of the words of `duties_stands_check`
    own |= {"duty_statements_about_check", "duty_statements_says_check"}  # the words of two sets, and of neither alone
    own |= {"evidence_figures_kind_check", "evidence_figures_la_kind_check"}  # names of figures; kinds that ask
    async with owner.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
                " AND pg_get_constraintdef(oid) LIKE '%ANY (%'"
            )
        )
        assert set(found.scalars()) == {*CLOSED, *own} - {"cases_gate_before_tribunal_check"}
