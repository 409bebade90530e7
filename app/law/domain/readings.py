"""How this service reads the law where it is unclear: one named flag for each reading, with its default explained.

A deployment may change a reading. Every answer then changes at once. `GET /v1/law/regimes` shows the readings in force.
"""

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings in force. `EXPLAINED` says what each reading means and why it has its default."""

    silence_after_thirty_days_counts_as_failure: bool = True
    authority_absence_counts_as_taking_part: bool = True
    late_contact_ends_right_to_certificate: bool = True
    certificate_follows_the_right: bool = True
    health_and_placement_is_placement_only: bool = True
    refusal_to_amend_placement_is_placement_only: bool = True
    session_fixed_in_thirty_days_is_enough: bool = True
    missed_session_gives_days_anew: bool = True
    move_for_the_family_keeps_the_first_day: bool = True
    sen2_mediation_means_held: bool = True


EXPLAINED: Final[dict[str, str]] = {
    "silence_after_thirty_days_counts_as_failure": (
        "Regulation 39 covers an authority that reports that it cannot arrange mediation. An authority that says "
        "nothing for more than 30 days must not keep the family from its appeal. So from day 31 the adviser may "
        "issue the certificate that a report would have led to."
    ),
    "authority_absence_counts_as_taking_part": (
        "Section 55(5) asks whether the family took part. A family that came has done its part. This is true even "
        "if nobody came for the authority, or if the person who came had no power to decide. The certificate for "
        "taking part may then be issued."
    ),
    "late_contact_ends_right_to_certificate": (
        "If the family first contacts an adviser later than two months after the notice, the family has no right "
        "to a certificate (regulation 34(2)). Opinions differ on whether a certificate that is issued anyway "
        "would still give the family a further month to appeal. The family should ask the tribunal for "
        "permission. A family that asked the authority for mediation within the two months is in time, even if it "
        "reached an adviser later: section 52 asks families to tell the authority. The adviser still gives "
        "information and advice before any certificate."
    ),
    "certificate_follows_the_right": (
        "The right to appeal may pass from parent to young person after the certificate was issued. The adviser may "
        "then reissue the certificate in the young person's name, with the date on which it was first issued. The "
        "young person does not start again."
    ),
    "health_and_placement_is_placement_only": (
        "A dispute about Section I together with health or social care sections needs no certificate. The health and "
        "social care sections cannot be appealed on their own: the tribunal makes recommendations about these "
        "sections. The tribunal's own test for the exemption looks only at Sections B, F and I. A family may ask for "
        "these recommendations without mediation about health or social care. A stricter reading of the law would "
        "stop a family whose appeal the tribunal would accept."
    ),
    "refusal_to_amend_placement_is_placement_only": (
        "A refusal to amend a plan after a review needs no certificate if only the placement (Section I) is disputed. "
        "Section 55(2) speaks of an appeal that concerns only the placement. The tribunal's form has no separate "
        "answer for a refusal to amend. The form puts an appeal about such a refusal with appeals about the plan's "
        "content. The form treats the appeal as exempt from the certificate if only Section I is in dispute. The case "
        "must name the sections in dispute: an appeal about a refusal to amend without named sections needs a "
        "certificate."
    ),
    "session_fixed_in_thirty_days_is_enough": (
        "The Regulations ask the authority to arrange mediation within 30 days. Ministers have said that the "
        "authority arranges mediation within 30 days. They have also said that the session takes place within 30 "
        "days. Under this reading of the law, the duty is met when the session is fixed by day 30. `held_by_day_30` "
        "also shows whether the session was held by then. If you switch this reading of the law off, only a session "
        "held by day 30 meets the duty. Either way, from day 31 the family may have its certificate, unless a session "
        "was held."
    ),
    "missed_session_gives_days_anew": (
        "The Regulations do not say what happens to the 30 days if a session is fixed in time and the family does not "
        "come. The party that arranges has done its part, so this party has 30 days from that session to fix another "
        "session. Only after those days may the family have a certificate because no session was arranged. The new 30 "
        "days do not apply if the first 30 days were already over when the session was missed. A late offer does not "
        "take away a right that the family had by then."
    ),
    "move_for_the_family_keeps_the_first_day": (
        "Regulations 35 and 36 give the party that arranges 30 days, and say nothing about a session that is moved. "
        "If the family asked for the move, the party that arranges had already done its part. The duty then counts as "
        "met, or broken, on the day on which the session was first fixed. If the authority, the commissioning body or "
        "the mediator moves the session, the family has to wait because of them. The session then counts as arranged "
        "on the day on which the new date was fixed. Otherwise an authority could name a date, take the date back, "
        "and still count as having met the duty."
    ),
    "sen2_mediation_means_held": (
        "The SEN2 return asks whether there was mediation about a decision. The Department for Education has worded "
        "this in two ways. Until 2022 the return counted mediation cases that were held. The guidance to the data "
        "since 2023 speaks of a decision that was referred for mediation. We have not seen the wording of the 2026 "
        "guide. Under this reading, the extract says yes only if a session was held in which the family and the "
        "authority met. Such a yes is right under both wordings. If you switch this reading off, the extract says yes "
        "as soon as the family asked for mediation. Each row shows both facts, so you can correct the return by hand. "
        "This reading changes the extract alone, and no date of a family."
    ),
}

assert set(EXPLAINED) == {field.name for field in fields(Readings)}  # noqa: S101 - a reading without its reason must not start

DEFAULT_READINGS: Final = Readings()
