"""The assumptions of every comparison: what was found, what was worked out from it, and what nobody has published."""

from datetime import date

from app.evidence.domain import costs
from app.evidence.domain.comparison.assumptions import Assumption, Confidence, CountedIn
from app.evidence.domain.costs import Item, costs_on

_SEN2 = "DfE, Education, health and care plans 2025: calendar year 2024"
_MEDIATIONS = f"{_SEN2}; MoJ, Tribunal Statistics Quarterly: academic year 2024/25"
_CULLEN = "Cullen and others, Review of arrangements for disagreement resolution (2017), and the paper of 2019"
_NONE = "No published figure was found"
_SUFFOLK = "Anglia Care Trust, Suffolk: 194 mediations, September 2020 to August 2021"
_SHARE, _FACTOR, _POUNDS = CountedIn.SHARE, CountedIn.FACTOR, CountedIn.POUNDS
_F, _W, _A = Confidence.FOUND, Confidence.WORKED_OUT, Confidence.ASSUMED
_AS_OF = date(2026, 11, 30)


def _row(
    name: str, meaning: str, unit: CountedIn, triple: tuple[float, float, float], how: tuple[Confidence, str]
) -> Assumption:
    return Assumption(name, meaning, unit, *triple, *how, _AS_OF)


_COSTS = {
    Item.ADVISER_HOUR: "An hour of an adviser, for the authority",
    Item.ADVISER_HOURS: "Hours of an adviser for a family, with its certificate",
    Item.SESSION: "A session, for the authority",
    Item.APPEAL_AUTHORITY: "An appeal, for the authority",
    Item.APPEAL_TRIBUNAL: "An appeal, for the tribunal",
    Item.APPEAL_FAMILY: "An appeal, for the family: reports, advice and time",
}
_ROWS = costs_on(_AS_OF)


def _cost(item: Item, meaning: str) -> Assumption:
    """Return a unit cost as an assumption. `GET /v1/evidence/costs` shows the same rows."""
    row = _ROWS[item]
    unit = CountedIn.POUNDS if row.unit is costs.Unit.POUNDS else CountedIn.HOURS
    how = Confidence.ASSUMED if row.confidence is costs.Confidence.ASSUMPTION else Confidence.FOUND
    return Assumption(f"cost_{item}", meaning, unit, row.value, row.low, row.high, how, row.source, row.since)


_CONTACT = "Share of families that contact an adviser after"
_MEDIATES = "Share of those families that ask for mediation of their own free will, after"
_COUNTED = (_W, _MEDIATIONS)
_AFTERWARDS = (_W, f"Together 18.3 % after mediation: {_SEN2}")
_NEVER_TRIED = (_A, f"{_NONE}: nobody has tried this")
_UNKNOWN = (_A, _NONE)
ASSUMPTIONS: tuple[Assumption, ...] = (
    _row("contact_refusal_to_assess", f"{_CONTACT} a refusal to assess", _SHARE, (0.43, 0.33, 0.53), _COUNTED),
    _row(
        "contact_refusal_to_issue_plan", f"{_CONTACT} a refusal to issue a plan", _SHARE, (0.73, 0.55, 0.85), _COUNTED
    ),
    _row("contact_plan_content", f"{_CONTACT} a plan", _SHARE, (0.17, 0.12, 0.23), _COUNTED),
    _row("contact_other", f"{_CONTACT} another decision", _SHARE, (0.12, 0.05, 0.25), _UNKNOWN),
    _row("mediates_refusal_to_assess", f"{_MEDIATES} a refusal to assess", _SHARE, (0.68, 0.5, 0.8), _COUNTED),
    _row(
        "mediates_refusal_to_issue_plan", f"{_MEDIATES} a refusal to issue a plan", _SHARE, (0.49, 0.35, 0.65), _COUNTED
    ),
    _row(
        "mediates_plan_content",
        f"{_MEDIATES} a plan. Published counts miss some of these",
        _SHARE,
        (0.21, 0.12, 0.42),
        _COUNTED,
    ),
    _row(
        "mediates_other",
        f"{_MEDIATES} another decision",
        _SHARE,
        (0.3, 0.15, 0.5),
        (_A, f"{_NONE}. All kinds together: 42 % ({_CULLEN})"),
    ),
    _row(
        "placement_only",
        "Share of plans that lead to an appeal about the placement alone, which needs no certificate",
        _SHARE,
        (0.042, 0.02, 0.07),
        _UNKNOWN,
    ),
    _row("supported", "Share of families that an advice service supports", _SHARE, (0.25, 0.1, 0.5), _UNKNOWN),
    _row(
        "support_and_mediation",
        "How much larger the share that mediates is with support. A difference, and not an effect",
        CountedIn.DIFFERENCE,
        (0.05, -0.1, 0.2),
        _UNKNOWN,
    ),
    _row(
        "support_and_appeals",
        "How much larger the share that appeals is with support. A difference, and not an effect",
        CountedIn.DIFFERENCE,
        (0.0, -0.15, 0.1),
        _UNKNOWN,
    ),
    _row(
        "contact_days",
        "Days from the notice to the contact, for the family in the middle",
        CountedIn.DAYS,
        (28, 17, 40),
        _UNKNOWN,
    ),
    _row("contact_too_late", "Share of contacts after the two months", _SHARE, (0.03, 0.01, 0.08), _UNKNOWN),
    _row(
        "adviser_late",
        "Share of certificates issued later than three working days",
        _SHARE,
        (0.1, 0.02, 0.25),
        _UNKNOWN,
    ),
    _row(
        "capacity",
        "Sessions that mediators can hold, as a multiple of the sessions needed today",
        _FACTOR,
        (1.3, 1.05, 1.9),
        (_A, f"{_NONE}: the number of mediators in England is not published"),
    ),
    _row(
        "sessions_each_week",
        "Sessions that one mediator holds in a week",
        CountedIn.EACH_WEEK,
        (3, 2, 5),
        (_A, f"{_NONE}. A session takes two to three hours (KIDS)"),
    ),
    _row(
        "family_absent",
        "Share of sessions to which a family that chose mediation does not come",
        _SHARE,
        (0.07, 0.03, 0.12),
        _UNKNOWN,
    ),
    _row(
        "family_absent_if_required",
        "Share of sessions to which a family that must attend does not come",
        _SHARE,
        (0.2, 0.08, 0.4),
        _UNKNOWN,
    ),
    _row(
        "comes_next_time", "Share of absent families that come to a second session", _SHARE, (0.6, 0.3, 0.85), _UNKNOWN
    ),
    _row(
        "authority_absent",
        "Share of sessions to which nobody comes for the authority",
        _SHARE,
        (0.04, 0.01, 0.1),
        _UNKNOWN,
    ),
    _row(
        "authority_without_power",
        "Share of sessions to which the authority sends somebody who cannot decide",
        _SHARE,
        (0.06, 0.02, 0.15),
        _UNKNOWN,
    ),
    _row(
        "full_agreement", "Share of sessions held that end in full agreement", _SHARE, (0.43, 0.3, 0.55), (_F, _SUFFOLK)
    ),
    _row("no_agreement", "Share of sessions held that end in no agreement", _SHARE, (0.12, 0.05, 0.3), (_W, _SUFFOLK)),
    _row(
        "agreement_if_required",
        "How often families that must attend agree, as a multiple of those that chose to",
        _FACTOR,
        (0.6, 0.2, 1.0),
        _NEVER_TRIED,
    ),
    _row(
        "appeals_after_full_agreement",
        "Share of families that appeal after full agreement",
        _SHARE,
        (0.03, 0.0, 0.08),
        _AFTERWARDS,
    ),
    _row(
        "appeals_after_part_agreement",
        "Share of families that appeal after agreement in part",
        _SHARE,
        (0.25, 0.15, 0.4),
        _AFTERWARDS,
    ),
    _row(
        "appeals_after_no_agreement",
        "Share of families that appeal after no agreement",
        _SHARE,
        (0.7, 0.5, 0.85),
        _AFTERWARDS,
    ),
    _row(
        "appeals_without_mediation",
        "Share of families that appeal if no mediation took place",
        _SHARE,
        (0.85, 0.7, 0.95),
        _COUNTED,
    ),
    _row("appeals_late", "Share of appeals that reach the tribunal late", _SHARE, (0.03, 0.01, 0.08), _UNKNOWN),
    _row(
        "permission_given",
        "Share of families without a certificate that the tribunal permits to appeal",
        _SHARE,
        (0.1, 0.0, 0.3),
        _UNKNOWN,
    ),
    _row(
        "attends_if_required",
        "Share of families that attend because they must, of those that would decline",
        _SHARE,
        (0.6, 0.3, 0.9),
        _NEVER_TRIED,
    ),
    _row(
        "attends_if_it_may_cost",
        "The same share, if absence leads only to costs or to a judge's notice",
        _SHARE,
        (0.3, 0.1, 0.6),
        _NEVER_TRIED,
    ),
    _row(
        "claims_exemption",
        "Share of families that claim an exemption, of those that would decline",
        _SHARE,
        (0.15, 0.05, 0.35),
        _UNKNOWN,
    ),
    _row("exemption_granted", "Share of decided claims that are granted", _SHARE, (0.6, 0.3, 0.9), _UNKNOWN),
    _row("exemption_undecided", "Share of claims that nobody decides in time", _SHARE, (0.15, 0.0, 0.4), _UNKNOWN),
    _row("cost_session_family", "A session, for the family: time and travel", _POUNDS, (80, 20, 200), _UNKNOWN),
    *(_cost(item, meaning) for item, meaning in _COSTS.items()),
)
NAMES: tuple[str, ...] = tuple(one.name for one in ASSUMPTIONS)
