"""Every gate, once open and once shut. `gate_examples_of_appeals` has the gates of an appeal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from app.cases.domain.panels import AT_MOST
from app.kernel.terms import TermKind
from app.law.domain.chronology import Term
from app.law.domain.regime import IN_FORCE as TODAY
from app.law.domain.regime_values import MayEnd
from tests.cases.domain.builders import BODY, GREEN, LA, PROVIDER, a_case, some_sections, under
from tests.cases.domain.gate_examples_of_appeals import OF_APPEALS
from tests.cases.domain.gate_stories import (
    CONFIRMS,
    LATE_TERM,
    ON,
    THE_BODYS,
    Asked,
    a_health_case,
    appealed,
    certified,
    claimed,
    conceding,
    declined,
    health_held,
    heard,
    held,
    promised,
    read_out,
    requested,
    reviewed,
)

NEITHER = MayEnd.NEITHER

# Gate: asked where it is open, and where it is shut. Nothing but that gate stands in the second's way.
EXAMPLES: dict[str, tuple[Callable[[], Asked], Callable[[], Asked]]] = {
    **OF_APPEALS,
    "advised": (
        lambda: (declined(), "issue-certificate", {}),
        lambda: (
            a_case().then("request-mediation", "2026-02-10").then("report-cannot-arrange", "2026-02-11"),
            "issue-certificate", {"ground": "not_arranged"},
        ),
    ),
    "contacted_in_time": (
        lambda: (declined(notice_sent_on="2025-12-09"), "issue-certificate", {}),
        lambda: (declined(notice_sent_on="2025-12-08"), "issue-certificate", {}),
    ),
    "declining_suffices": (
        lambda: (declined(), "issue-certificate", {}),
        lambda: (declined(regime=GREEN), "issue-certificate", {}),
    ),
    "arrangement_failed": (
        lambda: (requested().then("report-cannot-arrange", ON), "issue-certificate", {"ground": "not_arranged"}),
        lambda: (requested(), "issue-certificate", {"ground": "not_arranged"}),
    ),
    "unadvised": (
        lambda: (a_case().then("request-mediation", "2026-02-10"), "contact-adviser", {}),
        lambda: (requested(), "contact-adviser", {}),
    ),
    "arranged_by_whoever_reports": (
        lambda: (a_health_case(), "report-cannot-arrange", {"by": BODY}),
        lambda: (a_health_case(health_only=False), "report-cannot-arrange", {"by": BODY}),
    ),
    "family_may_end": (
        lambda: (requested(), "decline-mediation", {}),
        lambda: (replace(requested(), pathway=under(TODAY, may_end_mediation=NEITHER)), "decline-mediation", {}),
    ),
    "authority_may_end": (
        lambda: (requested(), "report-cannot-arrange", {}),
        lambda: (replace(requested(), pathway=under(TODAY, may_end_mediation=NEITHER)), "report-cannot-arrange", {}),
    ),
    "exempted": (
        lambda: (claimed().then("decide-exemption", "2026-02-11"), "issue-certificate", {"ground": "exempt"}),
        lambda: (
            claimed().then("decide-exemption", "2026-02-11", granted=False), "issue-certificate", {"ground": "exempt"}
        ),
    ),
    "exemption_waits": (
        lambda: (claimed(), "decide-exemption", {}),
        lambda: (heard(regime=GREEN), "decide-exemption", {}),
    ),
    "evidence_suffices": (
        lambda: (heard(regime=GREEN), "claim-exemption", {"ground": "earlier_mediation", "attended_on": "2025-11-01"}),
        lambda: (heard(regime=GREEN), "claim-exemption", {"ground": "earlier_mediation", "attended_on": "2025-01-01"}),
    ),
    "exemption_unclaimed": (
        lambda: (heard(regime=GREEN), "claim-exemption", {}),
        lambda: (claimed(), "claim-exemption", {}),
    ),
    "certified": (
        lambda: (certified(), "reissue-certificate", {}),
        lambda: (declined(), "reissue-certificate", {}),
    ),
    "unconceded": (
        lambda: (a_case(), "concede", {}),
        lambda: (a_case().then("concede", "2026-02-10"), "concede", {}),
    ),
    "conceded_is_disputed": (
        lambda: (a_case(sections="B F"), "concede", {"sections": some_sections("F")}),
        lambda: (a_case(sections="B F"), "concede", {"sections": some_sections("F I")}),
    ),
    "concedes_more": (
        lambda: (conceding("F"), "concede", {"sections": some_sections("F B")}),
        lambda: (conceding("F"), "concede", {"sections": some_sections("F")}),
    ),
    "promises_follow": (
        lambda: (a_case(), "concede", {"promises": promised(ON)}),
        lambda: (a_case(), "concede", {"promises": promised("2026-02-19")}),
    ),
    "promise_waits": (
        lambda: (conceding("F"), "keep-promise", {}),
        lambda: (conceding("F").then("keep-promise", "2026-02-12"), "keep-promise", {}),
    ),
    "body_may_owe": (
        lambda: (health_held(), "record-agreement", {"terms": THE_BODYS}),
        lambda: (held("full_agreement"), "record-agreement", {"terms": THE_BODYS}),
    ),
    "few_reviews": (
        lambda: (reviewed(AT_MOST - 1), "record-panel-review", {}),
        lambda: (reviewed(AT_MOST), "record-panel-review", {}),
    ),
    "review_is_new": (
        lambda: (reviewed(1), "record-panel-review", {}),
        lambda: (a_case().then("record-panel-review", ON), "record-panel-review", {}),
    ),
    "panel_answer_follows": (
        lambda: (a_case(), "record-panel-review", {"authority_answered_on": "2026-02-20"}),
        lambda: (a_case(), "record-panel-review", {"authority_answered_on": "2026-02-19"}),
    ),
    "panel_review_waits": (
        lambda: (reviewed(1), "answer-panel-review", {"reviewed_on": "2026-02-10"}),
        lambda: (reviewed(1), "answer-panel-review", {"reviewed_on": "2026-02-11"}),
    ),
    "agreement_unrecorded": (
        lambda: (held("full_agreement"), "record-agreement", {}),
        lambda: (held("partial_agreement").then("record-agreement", "2026-02-12"), "record-agreement", {}),
    ),
    "health_unraised": (
        lambda: (requested(), "request-mediation", {"health_raised": True}),
        lambda: (a_health_case(), "request-mediation", {"health_raised": True}),
    ),
    "family_gives_up": (
        lambda: (a_case(), "withdraw", {"family_confirmed": True}),
        lambda: (a_case(), "withdraw", {"family_confirmed": False}),
    ),
    "no_appeal_pending": (
        lambda: (appealed().then("record-appeal-outcome", "2026-02-11"), "close", {"family_confirmed": True}),
        lambda: (appealed(), "close", {"family_confirmed": True}),
    ),
    "reissue_follows_the_right": (
        lambda: (certified(), "reissue-certificate", {"holder_kind": "young_person"}),
        lambda: (certified(appellant="young_person"), "reissue-certificate", {"holder_kind": "parent"}),
    ),
    "school_age_passes_it": (
        lambda: (a_case(), "pass-right", {"to": "young_person", "because": "school_age_ended"}),
        lambda: (
            a_case(appellant="young_person"), "pass-right", {"to": "young_person", "because": "school_age_ended"},
        ),
    ),
    "another_may_act": (
        lambda: (a_case(), "pass-right", {"to": "alternative_person", "because": "capacity_lost"}),
        lambda: (a_case(), "pass-right", {"to": "parent", "because": "capacity_regained"}),
    ),
    "agreed_in_mediation": (
        lambda: (held("partial_agreement"), "record-agreement", {}),
        lambda: (held("no_agreement"), "record-agreement", {}),
    ),
    "agreed_dates_follow": (
        lambda: (held("full_agreement"), "record-agreement", {"terms": (Term(TermKind.ASSESS),)}),
        lambda: (held("full_agreement"), "record-agreement", {"terms": LATE_TERM}),
    ),
    "health_waits": (
        lambda: (
            a_case(sections="F G").then("request-mediation", "2026-02-10", health_raised=True),
            "notify-commissioning-body", {},
        ),
        lambda: (requested(sections="F G"), "notify-commissioning-body", {}),
    ),
    "nothing_under_way": (
        lambda: (certified(), "request-mediation", {}),
        lambda: (certified().then("request-mediation", "2026-02-10"), "request-mediation", {}),
    ),
    "under_way": (
        lambda: (certified().then("request-mediation", "2026-02-10"), "arrange-mediation", {}),
        lambda: (certified(), "arrange-mediation", {}),
    ),
    "session_ahead": (
        lambda: (requested(), "arrange-mediation", {"session_on": "2026-02-20"}),
        lambda: (requested(), "arrange-mediation", {"session_on": "2026-02-19"}),
    ),
    "session_arranged": (
        lambda: (
            certified().then("request-mediation", "2026-02-10").then("arrange-mediation", "2026-02-11"),
            "record-session-outcome", {},
        ),
        lambda: (certified().then("request-mediation", "2026-02-10"), "record-session-outcome", {}),
    ),
    "duty_is_owed": (
        lambda: (certified().then("register-appeal", "2026-02-10"), "complete-duty", {}),
        lambda: (certified().then("register-appeal", "2026-02-10"), "complete-duty", {"by": BODY}),
    ),
    "unconfirmed": (
        lambda: (read_out(), "confirm-notice", CONFIRMS),
        lambda: (a_case(), "confirm-notice", CONFIRMS),
    ),
    "unanswered": (
        lambda: (read_out(), "dispute-notice", {"reason": "not_ours"}),
        lambda: (a_case(), "dispute-notice", {"reason": "not_ours"}),
    ),
    "family_confirms": (
        lambda: (a_case(), "close", {"family_confirmed": True}),
        lambda: (a_case(), "close", {"family_confirmed": False}),
    ),
}  # fmt: skip


BEHIND_OTHERS: dict[str, tuple[Asked, Asked]] = {
    "ground_exempts": (
        (heard(regime=GREEN), "claim-exemption", {"ground": "urgency"}),
        (heard(), "claim-exemption", {"ground": "urgency"}),
    ),
    "adviser_is_independent": (  # the table lets no other party try
        (declined(), "issue-certificate", {"by": PROVIDER}),
        (declined(), "issue-certificate", {"by": LA}),
    ),
    "sent_before_it_was_answered": (
        (read_out(), "confirm-notice", CONFIRMS),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_sent_on": date(2026, 2, 19)}),
    ),
    "no_time_is_lost": (
        (read_out(), "confirm-notice", CONFIRMS),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_sent_on": date(2026, 2, 1)}),
    ),
    "letter_agrees": (
        (read_out(), "confirm-notice", CONFIRMS | {"notice_printed_on": date(2026, 2, 2)}),
        (read_out(), "confirm-notice", CONFIRMS | {"notice_printed_on": date(2026, 1, 30)}),
    ),
    "uncertified": (  # the stage forbids a second certificate before the gate is asked
        (declined(), "issue-certificate", {}),
        (certified(), "issue-certificate", {}),
    ),
}
"""Gates that stand behind another wall, or whose refusal names the day. They are asked directly."""
