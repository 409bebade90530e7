"""The kinds of deadline and the regimes, repeated by hand: whom a deadline is shown to is no accident of one line."""

from dataclasses import fields

import pytest

from app.kernel.readers import (
    ADVISED,
    AND_ITS_ADVISER,
    AND_THE_TRIBUNAL,
    EVERY_READER,
    PARTIES,
    TO_THE_APPEAL,
    Reader,
    Readers,
)
from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.kinds import OF_A_DIRECTION, Code, Part
from app.law.domain.model import COMMENCEMENT
from app.law.domain.readings import Readings
from app.law.domain.regimes import REGIMES, NonattendanceEffect, RegimeId, RegimeStatus, Undecided

EXPECTED = """
contact-adviser                      advice    resolution contact            -             each_alone everybody
lodge-appeal                         lodging   resolution appeal             -             the_latest everybody
apply-for-leave                      lodging   resolution leave              -             each_alone everybody
issue-certificate                    advice    case       certificate        -             each_alone adviser
notify-commissioning-body            mediation case       notice_to_body     -             each_alone adviser
arrange-mediation                    mediation case       session            -             each_alone adviser
commissioning-body-arrange-mediation mediation case       session            -             each_alone adviser
notify-session                       mediation resolution completion         session       each_alone adviser
report-agreement-to-authority        agreement nothing    completion         -             each_alone parties
carry-out-agreement                  agreement nothing    completion         agreement     each_term  parties
la-response                          appeal    resolution completion         appeal        each_alone advised
copy-response-to-family              appeal    case       completion         -             each_alone appeal
fresh-consideration                  appeal    case       completion         staff_decision each_alone appeal
send-hearing-bundle                  appeal    resolution bundle             -             each_alone appeal
send-evidence                        appeal    resolution completion         appeal        each_alone appeal
send-working-document                appeal    resolution completion         appeal        each_alone appeal
send-attendance-form                 appeal    resolution completion         appeal        each_alone appeal
prepare-case-review                  appeal    resolution completion         appeal        each_alone appeal
follow-direction                     appeal    resolution completion         appeal        each_alone appeal
reply-on-health-recommendation       after_appeal nothing completion         end_of_appeal each_alone tribunal
reply-on-social-care-recommendation  after_appeal nothing completion         end_of_appeal each_alone tribunal
comply-with-order                    order     nothing    completion         end_of_appeal each_alone everybody
comply-unopposed                     order     nothing    completion         end_of_appeal each_alone everybody
apply-for-reinstatement              after_appeal nothing    reinstatement      -             each_alone tribunal
transfer-plan                        transfer  case       transfer           -             the_latest parties
explain-transferred-plan             transfer  case       completion         -             each_alone parties
decide-exemption                     exemption case       exemption_decision -             each_alone tribunal
"""
ROWS = [line.split() for line in EXPECTED.strip().split("\n")]
SHOWN: dict[str, Readers] = {
    "everybody": EVERY_READER,
    "adviser": AND_ITS_ADVISER,
    "tribunal": AND_THE_TRIBUNAL,
    "parties": PARTIES,
    "appeal": TO_THE_APPEAL,
    "advised": TO_THE_APPEAL | ADVISED,
}
THREE_PARTIES = {Reader.LOCAL_AUTHORITY, Reader.MEDIATION_PROVIDER, Reader.COMMISSIONING_BODY}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_kind_of_deadline(row: list[str]) -> None:
    code, part, ends, kept, again, limits, shown = row
    kind = next(one.kind for one in Code if one == code)
    words = (kind.part_of, kind.ends_with, kind.kept_by, kind.limits)
    assert [word.name.lower() for word in words] == [part, ends, kept, limits]
    assert (kind.owed_again_for.name.lower() if kind.owed_again_for else "-") == again
    assert kind.shown_to == SHOWN[shown]


def test_no_kind_is_missing_here() -> None:
    assert {row[0] for row in ROWS} == set(Code)


def test_the_readers_of_each_name() -> None:
    assert THREE_PARTIES == PARTIES
    assert THREE_PARTIES | {Reader.TRIBUNAL} == AND_THE_TRIBUNAL
    assert THREE_PARTIES | {Reader.ADVICE_WITH_MEDIATION} == AND_ITS_ADVISER
    assert {Reader.ADVICE_WITH_MEDIATION, Reader.ADVICE_WITH_DATES} == ADVISED
    assert {Reader.LOCAL_AUTHORITY, Reader.TRIBUNAL} == TO_THE_APPEAL
    assert THREE_PARTIES | {Reader.TRIBUNAL} | ADVISED == EVERY_READER


def test_what_is_within_an_appeal_is_for_its_parties() -> None:
    """Every reader, and every code: a new code of this part cannot name other readers."""
    for code in Code:
        outside = {Reader.MEDIATION_PROVIDER, Reader.COMMISSIONING_BODY}
        told = outside & code.kind.shown_to
        assert told == (set() if code.kind.part_of is Part.APPEAL else outside), code
        assert code.kind.part_of is not Part.APPEAL or code.kind.shown_to - ADVISED == TO_THE_APPEAL


def test_what_others_record() -> None:
    recorded = {code: code.kind.recorded_by for code in Code if code.kind.recorded_by is not None}
    arrangers = {
        OrganisationKind.LOCAL_AUTHORITY,
        OrganisationKind.MEDIATION_PROVIDER,
        OrganisationKind.COMMISSIONING_BODY,
    }
    parties = {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL}
    replied = {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.COMMISSIONING_BODY}
    assert recorded == {
        Code.NOTIFY_SESSION: arrangers,
        Code.FRESH_CONSIDERATION: parties,
        Code.REPLY_ON_HEALTH: replied,
        Code.REPLY_ON_CARE: replied,
        **dict.fromkeys(OF_A_DIRECTION.values(), parties),
    }


def test_the_party_that_arranges_owes_the_notice_and_the_agreement() -> None:
    owed = {code for code in Code if code.kind.owed_by_arranger}
    assert owed == {Code.NOTIFY_SESSION, Code.CARRY_OUT_AGREEMENT}


def test_the_law_asks_only_that_mediation_be_considered() -> None:
    law = REGIMES[RegimeId.CFA_2014]
    assert (law.status, law.in_force_from, law.in_force_to) == (RegimeStatus.LAW, COMMENCEMENT, None)
    assert (law.attendance_required, law.nonattendance_effect, law.exemptions) == (
        False,
        NonattendanceEffect.NONE,
        None,
    )
    assert (law.arrangement_days, law.absence_renews_days, law.declining_bars) == (30, True, False)


def test_the_proposal_was_never_in_force_and_has_its_parameters() -> None:
    proposal = REGIMES[RegimeId.GREEN_PAPER_2022]
    assert (proposal.status, proposal.in_force_from, proposal.in_force_to) == (RegimeStatus.ILLUSTRATIVE, None, None)
    assert (proposal.attendance_required, proposal.nonattendance_effect) == (True, NonattendanceEffect.BARS)
    assert (proposal.arrangement_days, proposal.absence_renews_days, proposal.declining_bars) == (30, True, True)
    assert proposal.exemptions is not None
    assert (proposal.exemptions.decided_by, proposal.exemptions.decision_days) == (OrganisationKind.TRIBUNAL, 14)
    assert proposal.exemptions.if_undecided is Undecided.GRANTED
    assert proposal.exemptions.grounds == tuple(ExemptionGround)


def test_every_reading_holds_unless_it_is_turned_over() -> None:
    assert [getattr(Readings(), reading.name) for reading in fields(Readings)] == [True] * 10
