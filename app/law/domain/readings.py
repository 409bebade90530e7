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
        "Regulation 39 says what happens if an authority reports that it cannot arrange mediation: the adviser "
        "issues a certificate. Regulation 39 does not say what happens if the authority reports nothing. An "
        "authority that stays silent for more than 30 days must not keep the family from its appeal. So, in this "
        "reading, the adviser may issue the same certificate from day 31."
    ),
    "authority_absence_counts_as_taking_part": (
        "Section 55(5) gives a certificate to a family that took part in mediation. In this reading, a family "
        "that came to the session took part. That is so even if nobody came for the authority, or if the person "
        "who came had no power to decide. The certificate for taking part may then be issued."
    ),
    "late_contact_ends_right_to_certificate": (
        "If the family first contacts an adviser later than two months after the notice, the family has no right "
        "to a certificate (regulation 34(2)). Opinions differ on one question: if an adviser issues a certificate "
        "anyway, does the family still get a further month to appeal? The family should ask the tribunal for "
        "permission. A family that asked the authority for mediation within the two months is in time, even if it "
        "reached an adviser later. The reason is that section 52 asks families to tell the authority. The adviser "
        "must still give information and advice before any certificate."
    ),
    "certificate_follows_the_right": (
        "The right to appeal may pass from the parent to the young person after the certificate was issued. In "
        "this reading, the adviser may then issue the certificate again in the young person's name, with its "
        "first date. The young person does not have to start again."
    ),
    "health_and_placement_is_placement_only": (
        "A family may dispute the placement (Section I) together with health or social care sections. In this "
        "reading, such a dispute needs no certificate. The health and social care sections cannot be appealed on "
        "their own: the tribunal can only make recommendations about them. When the tribunal decides whether an "
        "appeal needs a certificate, it looks only at Sections B, F and I. A family may ask for the "
        "recommendations without mediation about health or social care. A stricter reading of the law would stop "
        "a family whose appeal the tribunal would accept."
    ),
    "refusal_to_amend_placement_is_placement_only": (
        "An authority may refuse to amend a plan after a review. In this reading, an appeal about that needs no "
        "certificate if only the placement (Section I) is disputed. Section 55(2) speaks of an appeal that "
        "concerns only the placement. The tribunal's form treats an appeal about a refusal to amend like an "
        "appeal about the content of a plan. On the form, such an appeal needs no certificate if only Section I "
        "is in dispute. The case must name the sections in dispute. If the case names no sections, the appeal "
        "needs a certificate."
    ),
    "session_fixed_in_thirty_days_is_enough": (
        "The Regulations ask the authority to arrange mediation within 30 days. Ministers have said both that "
        "mediation is arranged within 30 days, and that the session takes place within 30 days. In this reading, "
        "the authority meets its duty if the date of the session is fixed by day 30. `held_by_day_30` also shows "
        "whether the session was held by then. If you switch this reading off, the authority meets its duty only "
        "if the session is held by day 30. In both cases, the family may have its certificate from day 31 if no "
        "session was held."
    ),
    "missed_session_gives_days_anew": (
        "The Regulations do not say what happens to the 30 days if a session is fixed in time and the family does "
        "not come. In this reading, the organisation that arranges mediation then has 30 days from that session "
        "to fix a new session. Only after those days may the family have a certificate because no session was "
        "arranged. There are no new 30 days if the first 30 days were already over when the family missed the "
        "session. By then, the family already had a right to its certificate, and a late offer does not take that "
        "right away."
    ),
    "move_for_the_family_keeps_the_first_day": (
        "Mediation must be arranged within 30 days (regulations 35 and 36). The Regulations do not say what "
        "happens if a session is moved to a new day. In this reading, it matters who asked for the move. If the "
        "family asked, the duty counts as met or broken on the day on which the first date was fixed. If the "
        "authority, the commissioning body or the mediator moved the session, the session counts as arranged on "
        "the day on which the new date was fixed. Otherwise an authority could name a date, take the date back, "
        "and still count as having met its duty."
    ),
    "sen2_mediation_means_held": (
        "The SEN2 return (the yearly data that an authority sends to the Department for Education) asks whether "
        "there was mediation about a decision. The Department has worded this question in two ways. Until 2022, "
        "the return counted mediation cases that were held. Since 2023, the guidance to the data speaks of a "
        "decision that was referred for mediation. We have not seen the wording of the 2026 guide. In this "
        "reading, the extract for the return says yes only if the family and the authority met in a session. Such "
        "a yes is right under both wordings. If you switch this reading off, the extract says yes as soon as the "
        "family asked for mediation. Each row shows both facts, so you can correct the return by hand. This "
        "reading changes no date of a family."
    ),
}

assert set(EXPLAINED) == {field.name for field in fields(Readings)}  # noqa: S101 - a reading without its reason must not start

DEFAULT_READINGS: Final = Readings()
