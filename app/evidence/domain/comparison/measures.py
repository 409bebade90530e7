"""The measures of a comparison, what is multiplied into money, and which assumptions matter where."""

from collections.abc import Mapping

MEASURES = (
    "locked_out", "delayed", "certificates", "appeals", "late_appeals", "sessions", "thirty_days_broken",
    "mediators_needed", "cost",
)  # fmt: skip
"""The measures that have a range."""
OF_GROUPS = (
    "contacts", "certificates", "appeals", "late_appeals", "sent_back", "locked_out", "delayed", "settled", "requests",
    "sessions", "sessions_held", "thirty_days_broken",
)  # fmt: skip
"""The counts that have a range for each group of families: all but the number of decisions, which is given."""
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("locked_out", "delayed", "thirty_days_broken"), "families"),
    **dict.fromkeys(("appeals", "late_appeals"), "appeals"),
    "certificates": "certificates", "sessions": "sessions", "mediators_needed": "mediators", "cost": "pounds",
}  # fmt: skip
"""What each of them counts."""
COSTS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "authority": (
        ("contacts", ("cost_adviser_hour", "cost_adviser_hours")),
        ("sessions", ("cost_session",)),
        ("appeals", ("cost_appeal_authority",)),
    ),
    "tribunal": (("appeals", ("cost_appeal_tribunal",)),),
    "family": (("sessions", ("cost_session_family",)), ("appeals", ("cost_appeal_family",))),
}
"""For each side, what is counted, and what one of it costs: the product of these assumptions."""
AFTERWARDS = {"sessions_each_week"}.union(*(names for parts in COSTS.values() for _, names in parts))
"""The assumptions that change no family's way: they are multiplied in afterwards."""
IF_REQUIRED = frozenset({
    "family_absent_if_required", "agreement_if_required", "attends_if_required", "attends_if_it_may_cost",
    "claims_exemption", "exemption_granted", "exemption_undecided",
})  # fmt: skip
"""The assumptions that matter only where families must attend."""
