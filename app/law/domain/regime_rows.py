"""Each parameter of a regime as a row: its value, where the value comes from, and how far it was checked.

A regime is a value (`app.law.domain.regime`); this cites the published ones. If somebody changes a parameter, its row
says so and cites nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.kernel.terms import ExemptionGround
from app.law.domain.model import Verified
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_values import UNKNOWN
from app.law.domain.regimes import REGIMES

Value = str | int | bool | None
_READ, _TOLD, _OURS = Verified.PRIMARY, Verified.SECONDARY, Verified.INFERRED


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of every regime.

    `assumed`: what the pathway does where the value is unknown.
    `limit`: what no case holds, so that the pathway cannot obey the parameter, or not in everything.
    `obeyed`: whether the pathway or the calculator asks for it. Otherwise it is only told, and `limit` says why.
    """

    name: str
    says: str
    of: Callable[[Regime], Value]
    assumed: str | None = None
    limit: str | None = None
    obeyed: bool = True


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a value comes from, and how far that was checked. `note` says what was looked for and not found."""

    source: str
    verified: Verified
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter of one regime, with its source."""

    parameter: Parameter
    value: Value
    cite: Cite

    @property
    def is_unknown(self) -> bool:
        """Whether the regime says nothing about it, or nothing that was found."""
        return self.value == UNKNOWN


def _day(day: date | None) -> Value:
    return day.isoformat() if day else None


def _claim(regime: Regime, name: str) -> Value:
    value: Value = getattr(regime.exemptions, name) if regime.exemptions else None
    return value


PARAMETERS: Final[tuple[Parameter, ...]] = (
    Parameter("attendance_required", "Must the family attend mediation before it appeals?",
              lambda one: one.attendance_required),
    Parameter("binds", "Who must attend mediation?", lambda one: one.binds),
    Parameter("nonattendance_effect", "What happens if the family does not attend mediation?",
              lambda one: one.nonattendance_effect),
    Parameter("certificate_required", "Does an appeal need a certificate?", lambda one: one.certificate_required,
              assumed="An appeal needs a certificate, as today."),
    Parameter("placement_only_exempt", "Can a family appeal about the placement alone without a certificate?",
              lambda one: one.placement_only_exempt, assumed="No certificate is needed, as today."),
    Parameter("exemption_decided_by", "Who decides whether a family is exempt from mediation?",
              lambda one: _claim(one, "decided_by")),
    Parameter("exemption_mode",
              "Must a family wait until its claim for an exemption is decided, or is its own word enough?",
              lambda one: _claim(one, "mode")),
    Parameter("exemption_decision_days", "Within how many calendar days must a claim for an exemption be decided?",
              lambda one: _claim(one, "decision_days")),
    Parameter("exemption_if_undecided", "What happens to a claim for an exemption that nobody decides in time?",
              lambda one: _claim(one, "if_undecided")),
    Parameter("prior_attendance_months",
              "An earlier mediation can exempt a family. How many months ago may it have been, at most?",
              lambda one: one.prior_attendance_months),
    Parameter("providers_to_contact",
              "A family can be exempt because no mediation provider is available. How many providers must it "
              "have asked?",
              lambda one: one.providers_to_contact),
    Parameter("arrangement_days", "Within how many calendar days must mediation be arranged?",
              lambda one: one.arrangement_days),
    Parameter("session_window_days", "Within how many calendar days must a session be held?",
              lambda one: one.session_window_days),
    Parameter("absence_renews_days", "If the family misses a session, do the days for arranging mediation start again?",
              lambda one: one.absence_renews_days),
    Parameter("renewed_days",
              "If the days for arranging mediation start again, how many days are there the second time? "
              "Empty: as many as the first time.",
              lambda one: one.renewed_days),
    Parameter("absent_other_side_frees", "May the family appeal if the authority does not come to the session?",
              lambda one: one.absent_other_side_frees,
              assumed="The family counts as having taken part, because the service reads the law in this way "
              "(`authority_absence_counts_as_taking_part`)."),
    Parameter("may_end_mediation", "Who may end a mediation that the family asked for?",
              lambda one: one.may_end_mediation,
              assumed="The family may decline mediation. The authority may report that it cannot arrange mediation."),
    Parameter("clock_effect", "How does mediation change the time in which the family may appeal?",
              lambda one: one.clock_effect),
    Parameter("remit_weeks", "Within how many weeks must the authority decide again about a placement?",
              lambda one: one.remit_weeks, assumed="The service shows no last day for the authority's new decision."),
    Parameter("appeal_after_reconsideration",
              "If the authority has decided again about a placement, may the family appeal against the new decision?",
              lambda one: one.appeal_after_reconsideration,
              assumed="If the authority sends a new notice of a new decision, a new case begins.",
              limit="A notice does not say whether the authority decided again after an appeal. So every new notice "
                  "begins a new case, with its own time to appeal, whatever the answer to this question.",
              obeyed=False),
    Parameter("may_name_unlisted",
              "May the tribunal name a school or other setting that is not on the authority's list?",
              lambda one: one.may_name_unlisted),
    Parameter("commencement", "Which day decides whether this set of rules (regime) applies to a case?",
              lambda one: one.commencement,
              limit="A case does not record the day of the decision. The day of the notice counts as that day."),
    Parameter("in_force_from", "From which day does this set of rules (regime) apply? Empty: no day is fixed.",
              lambda one: _day(one.in_force_from)),
    Parameter("in_force_to", "Until which day does this set of rules (regime) apply? Empty: no last day is known.",
              lambda one: _day(one.in_force_to)),
    Parameter("cohort", "To which children does this set of rules (regime) apply?", lambda one: one.cohort,
              limit="A case does not record the child's age, year group or school place.",
              obeyed=False),
    Parameter("review", "When is a plan reviewed?", lambda one: one.review,
              limit="A case begins with a notice of decision. The case does not record when the plan was made or "
                  "reviewed.", obeyed=False),
)  # fmt: skip

_ACT, _REGS = "Children and Families Act 2014", "SEND Regulations 2014 (SI 2014/1530)"
_NO_RULE = Cite("a parameter of this service", _OURS, "We found no law that answers this question.")
_TODAY: Mapping[str, Cite] = {
    "attendance_required": Cite(f"s.55, {_ACT}", _READ),
    "binds": Cite("Kumar v Hillingdon [2020] EWHC 3326 (Admin), headnote: the authority takes part", _READ),
    "nonattendance_effect": Cite(f"s.55(4), {_ACT}", _READ),
    "certificate_required": Cite(f"s.55(3), {_ACT}; reg 32, {_REGS}", _READ),
    "placement_only_exempt": Cite(f"s.55(2), {_ACT}", _TOLD),
    "arrangement_days": Cite(f"reg 36, {_REGS}", _TOLD),
    "session_window_days": Cite(
        f"reg 36, {_REGS}",
        _OURS,
        "Ministers have spoken of sessions that are arranged within thirty days, and of sessions that are held within "
        "thirty days. We found no time limit for holding a session in the regulations.",
    ),
    "absence_renews_days": Cite("a reading of this service", _OURS, "We found no source for an answer."),
    "absent_other_side_frees": Cite("a reading of this service", _OURS, "We found no source for an answer."),
    "may_end_mediation": Cite(
        f"s.55(4), {_ACT}", _OURS, "We found nothing about whether the authority may end mediation."
    ),
    "clock_effect": Cite("r.20(1)(c), HESC Rules 2008 (SI 2008/2699)", _READ),
    "may_name_unlisted": Cite(f"reg 43(2), {_REGS}", _TOLD),
    "commencement": Cite("SI 2014/889", _READ),
    "in_force_from": Cite("SI 2014/889", _READ),
    "review": Cite(f"s.44, {_ACT}", _TOLD),
}

_GREEN = "SEND Review green paper (29 March 2022), ch.2; never enacted"
_MIAM = "Family Procedure Rules 2010, Part 3, as a model"
_OPEN = Cite(
    _GREEN, _OURS, "We found no answer in the green paper. So the service uses the answer of the law in force."
)
_OF_2022: Mapping[str, Cite] = {
    **dict.fromkeys((one.name for one in PARAMETERS), _OPEN),
    "attendance_required": Cite(_GREEN, _TOLD),
    "binds": Cite(
        _GREEN,
        _OURS,
        "The green paper says what everybody in the dispute may expect. We found no duty of the authority to attend.",
    ),
    "nonattendance_effect": Cite(
        _GREEN,
        _OURS,
        "The green paper does not say what happens if the family does not attend. Under other laws, a judge only "
        "considers the absence, or the absence costs money.",
    ),
    "exemption_decided_by": Cite(
        _MIAM,
        _OURS,
        "In family law, the court checks what the family claims. In this illustration the tribunal decides, "
        "because it takes no side in the dispute.",
    ),
    "exemption_mode": _NO_RULE,
    "exemption_decision_days": _NO_RULE,
    "exemption_if_undecided": Cite(
        "a parameter of this service",
        _OURS,
        "We found no law that answers this question. The service needs an answer: otherwise a family could not "
        "appeal if nobody decided its claim.",
    ),
    "prior_attendance_months": Cite("r.3.8, Family Procedure Rules 2010, as a model", _READ),
    "commencement": Cite(
        _GREEN,
        _OURS,
        "The proposal never became law. A case under this proposal only illustrates what the proposal would do.",
    ),
}

_CONSULTATION = "SEND Reform consultation (23 February 2026), as reported by others"
_UNCHANGED = Cite(
    _CONSULTATION,
    _OURS,
    "We found no proposal to change the law on this point. So the service uses the answer of the law in force.",
)
_NOT_SAID = Cite(_CONSULTATION, _OURS, "We found no answer to this question.")
_OF_2026: Mapping[str, Cite] = {
    **dict.fromkeys((one.name for one in PARAMETERS), _UNCHANGED),
    "attendance_required": Cite(
        _CONSULTATION,
        _TOLD,
        "The consultation wants more families to use mediation before an appeal. We found no proposal that a "
        "family must attend.",
    ),
    "certificate_required": _NOT_SAID,
    "placement_only_exempt": _NOT_SAID,
    "absent_other_side_frees": _NOT_SAID,
    "may_end_mediation": _NOT_SAID,
    "remit_weeks": _NOT_SAID,
    "appeal_after_reconsideration": Cite(
        _CONSULTATION, _TOLD, "Commentators have asked this question. We found no answer."
    ),
    "may_name_unlisted": Cite(f"{_CONSULTATION}, pp.105-106", _TOLD),
    "commencement": Cite(_CONSULTATION, _TOLD),
    "cohort": Cite(
        _CONSULTATION, _TOLD, "Reports about the consultation disagree about which children the proposal applies to."
    ),
    "review": Cite(_CONSULTATION, _TOLD),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a family shows for a ground of exemption. `cite` says which law asks for that."""

    shows: str
    cite: Cite


_IN_FAMILY_LAW = Cite(_MIAM, _TOLD)
EVIDENCE: Final[Mapping[ExemptionGround, Evidence]] = {
    ExemptionGround.DOMESTIC_ABUSE: Evidence(
        "Evidence of domestic abuse, such as a police or health record, or a court order.", _IN_FAMILY_LAW
    ),
    ExemptionGround.CHILD_PROTECTION: Evidence("A record that children's services are involved.", _IN_FAMILY_LAW),
    ExemptionGround.SAFEGUARDING: Evidence(
        "The reason why the family is concerned for somebody's safety. The rules on small claims know this exemption.",
        _NO_RULE,
    ),
    ExemptionGround.URGENCY: Evidence(
        "The reason why waiting would risk harm, injustice or significant hardship.", _IN_FAMILY_LAW
    ),
    ExemptionGround.EARLIER_MEDIATION: Evidence(
        "The day of the mediation that the family attended before it claimed the exemption, and proof that this "
        "mediation took place.",
        _IN_FAMILY_LAW,
    ),
    ExemptionGround.ACCESS: Evidence(
        "The reason why no session is possible, not even online: disability, language or distance.", _IN_FAMILY_LAW
    ),
    ExemptionGround.NO_PROVIDER: Evidence(
        "Which providers the family asked, when, and what the providers answered.", _IN_FAMILY_LAW
    ),
    ExemptionGround.PHASE_TRANSFER: Evidence("The day on which the child changes school.", _NO_RULE),
    ExemptionGround.CHILD_OUT_OF_SCHOOL: Evidence("The day from which the child has been out of school.", _NO_RULE),
    ExemptionGround.OTHER: Evidence("The reason, in the family's words.", _NO_RULE),
}

CITES: Final[Mapping[RegimeId, Mapping[str, Cite]]] = {
    RegimeId.CFA_2014: _TODAY,
    RegimeId.GREEN_PAPER_2022: _OF_2022,
    RegimeId.SEND_REFORM_2026: _OF_2026,
}
_NO_SUCH = Cite("this question does not arise under this set of rules (regime)", _READ)
_CHANGED = Cite("changed for a question", _OURS)


def rows(regime: Regime) -> tuple[Row, ...]:
    """Return every parameter of a regime with its source, in the order in which they are published."""
    return tuple(Row(one, one.of(regime), _cite(regime, one)) for one in PARAMETERS)


def _cite(regime: Regime, parameter: Parameter) -> Cite:
    value = parameter.of(regime)
    if value != parameter.of(REGIMES[regime.id]):
        return _CHANGED
    found = CITES[regime.id].get(parameter.name)
    return _NO_SUCH if value is None and (found is None or found in (_OPEN, _UNCHANGED)) else found or _NO_SUCH
