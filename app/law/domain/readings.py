"""Where the law is unclear, how this service reads it: one named flag each, with its default explained.

A deployment may turn a reading over; the answer then changes everywhere at once, and `GET /v1/law/regimes` shows
which readings are in force.
"""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings in force. See `EXPLAINED` for what each means and why it has its default."""

    silence_after_thirty_days_counts_as_failure: bool = True
    authority_absence_counts_as_taking_part: bool = True
    late_contact_ends_right_to_certificate: bool = True
    certificate_follows_the_right: bool = True
    health_and_placement_is_placement_only: bool = True
    refusal_to_amend_placement_is_placement_only: bool = True
    session_fixed_in_thirty_days_is_enough: bool = True
    missed_session_gives_days_anew: bool = True
    move_for_the_family_keeps_the_first_day: bool = True


EXPLAINED: Final[dict[str, str]] = {
    "silence_after_thirty_days_counts_as_failure": (
        "Regulation 39 speaks of an authority that reports that it cannot arrange mediation. One that stays silent "
        "past its 30 days must not shut the family out by its silence. So from day 31 the adviser may issue the "
        "certificate that a report would have led to."
    ),
    "authority_absence_counts_as_taking_part": (
        "Section 55(5) asks whether the family took part. A family that came, and met nobody or nobody with power to "
        "decide, did its share: the certificate for taking part may be issued."
    ),
    "late_contact_ends_right_to_certificate": (
        "After a first contact later than two months from the notice no certificate is issued as of right "
        "(regulation 34(2)); whether one issued anyway would still bring a further month is contested. The way "
        "forward is the tribunal's permission."
    ),
    "certificate_follows_the_right": (
        "When the right to appeal passes from parent to young person after the certificate was issued, the adviser "
        "may reissue it in the young person's name with its first date, rather than begin again."
    ),
    "health_and_placement_is_placement_only": (
        "A dispute about Section I together with health or social care sections needs no certificate. Those sections "
        "carry no appeal of their own: the tribunal makes recommendations about them, and its own test for the "
        "exemption looks only at Sections B, F and I. Families may ask for recommendations without mediation about "
        "them. The stricter reading would shut the gate on a family that the tribunal lets in."
    ),
    "refusal_to_amend_placement_is_placement_only": (
        "A refusal to amend a plan after a review, disputed only in its placement (Section I), needs no certificate. "
        "Section 55(2) speaks of an appeal that concerns only the placement. The tribunal's form has no answer of its "
        "own for a refusal to amend: it treats it as an appeal about the plan's content, and as exempt if only Section "
        "I is in dispute. The sections must be named; a refusal to amend without them needs a certificate."
    ),
    "session_fixed_in_thirty_days_is_enough": (
        "The Regulations ask the authority to arrange mediation within 30 days. Ministers have said both that it "
        "arranges mediation within 30 days and that the session takes place within 30 days. The duty counts here as "
        "met when the session is fixed by day 30. The day by which the session was held is shown beside it "
        "(`held_by_day_30`). Turned over, only a session held by day 30 meets the duty. From day 31 the family may "
        "have its certificate either way, unless a session was held."
    ),
    "missed_session_gives_days_anew": (
        "The Regulations do not say what becomes of the 30 days when a session is fixed in time and the family does "
        "not come. The party that arranges did its part, so it has 30 days from that session to fix another, before "
        "the family may be certified for want of one. Not where the days were over when the session was missed: "
        "a right that the family had by then is not taken away by an offer that came too late."
    ),
    "move_for_the_family_keeps_the_first_day": (
        "Regulations 35 and 36 ask the party that arranges to do so within 30 days, and are silent on a session that "
        "is moved. Where the family asked for the move, the arranger had done its part: the duty stands as kept, or "
        "broken, on the day on which the session was first fixed. Where the authority, the commissioning body or the "
        "mediator moves it, the family waits for their sake, and the session counts as arranged on the day of the "
        "move: else a date given and taken back again would keep the duty on paper."
    ),
}

assert set(EXPLAINED) == {field.name for field in fields(Readings)}  # noqa: S101 - a reading without its reason must not start

DEFAULT_READINGS: Final = Readings()
