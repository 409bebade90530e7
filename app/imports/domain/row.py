"""A row of a caseload: a notice of decision, and what has happened since, as the authority's own records have it."""

from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Annotated, get_type_hints

from app.cases.domain.panels import Followed, PanelAnswer, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause
from app.cases.domain.words import AppealOutcome, FollowsBecause
from app.imports.domain.lists import ToldIssue, ToldSeat, ToldTerm
from app.imports.domain.words import Health
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)


class Kind(StrEnum):
    """How the text of a cell is read."""

    DAY = "day"
    REFERENCE = "reference"
    LINE = "line"
    WORD = "word"
    WORDS = "words"
    YES = "yes"
    TELEPHONE = "telephone"
    EMAIL = "email"
    SHORT_LINE = "short line"
    SCHOOL_AGE = "end of school age"
    TRIBUNAL_REFERENCE = "tribunal reference"
    DECISION_REFERENCE = "reference of a decision"
    TERMS = "terms"
    PROMISES = "promises"
    ORDERS = "orders"
    ISSUES = "issues"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: how its cells are read, what it says, an example, and its words where they are a set."""

    kind: Kind
    says: str
    example: str = ""
    words: type[StrEnum] | None = None
    required: bool = False
    private: bool = False
    """Whether the cells are about a person. They are sealed, and no verdict and no comparison repeats them."""


def _day(says: str, example: str = "") -> Column:
    return Column(Kind.DAY, says, example)


def _private(kind: Kind, says: str, example: str = "") -> Column:
    return Column(kind, says, example, private=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one row says. None: the row does not say."""

    la_reference: Annotated[
        str, Column(Kind.REFERENCE, "Your reference for the case. Never a name.", "EHC-2026-0117", required=True)
    ]
    decision_kind: Annotated[
        DecisionKind,
        Column(Kind.WORD, "The kind of decision (s.51(2)).", "refusal_to_assess", DecisionKind, required=True),
    ]
    sections: Annotated[
        tuple[PlanSection, ...], Column(Kind.WORDS, "The sections of the plan in dispute: B F I.", "", PlanSection)
    ] = ()
    setting_on_list: Annotated[
        OnList | None,
        Column(Kind.WORD, "Whether the setting that the family prefers is on your list of settings.", "", OnList),
    ] = None
    setting_refused_because: Annotated[
        RefusedBecause | None,
        Column(Kind.WORD, "Why you did not name that setting (ss.38-40).", "", RefusedBecause),
    ] = None
    notice_sent_on: Annotated[
        date, Column(Kind.DAY, "The day on which you sent the notice.", "02/02/2026", required=True)
    ]
    notice_printed_on: Annotated[date | None, _day("The date on the letter, if it is another day.")] = None
    appellant_kind: Annotated[
        AppellantKind, Column(Kind.WORD, "Who holds the right to appeal.", "parent", AppellantKind, required=True)
    ]
    appellant_name: Annotated[
        str | None,
        _private(Kind.LINE, "The appellant's name, for a certificate. Stored encrypted.", "Sam Example"),
    ] = field(default=None, repr=False)
    appellant_reference: Annotated[
        str | None, Column(Kind.REFERENCE, "Your pseudonym for the appellant. Never a name.", "P-20931")
    ] = None
    child_reference: Annotated[
        str | None, Column(Kind.REFERENCE, "Your pseudonym for the child. Never a name.", "C-5512")
    ] = None
    family_reference: Annotated[
        str | None, Column(Kind.REFERENCE, "Your pseudonym for the family. Never a name.", "F-2040")
    ] = None
    school_age_ends_on: Annotated[
        date | None, Column(Kind.SCHOOL_AGE, "The last day of the month in which compulsory school age ends.")
    ] = None
    follows_reference: Annotated[
        str | None,
        Column(Kind.REFERENCE, "Your reference of the earlier case that this decision follows from."),
    ] = None
    follows_because: Annotated[
        FollowsBecause | None,
        Column(Kind.WORD, "What in that case led to this decision.", "", FollowsBecause),
    ] = None
    provider: Annotated[
        str | None,
        Column(Kind.LINE, "The mediation provider's short name here. Empty: your first choice."),
    ] = None
    not_a_duplicate: Annotated[bool, Column(Kind.YES, "yes: another notice of the same kind under this reference.")] = (
        False
    )
    contact_name_to_use: Annotated[
        str | None, _private(Kind.LINE, "The name by which the person wants to be called. Stored encrypted.")
    ] = field(default=None, repr=False)
    contact_telephone: Annotated[
        str | None, _private(Kind.TELEPHONE, "The family's telephone number. Stored encrypted.", "01632 960001")
    ] = field(default=None, repr=False)
    contact_email: Annotated[str | None, _private(Kind.EMAIL, "The family's e-mail address. Stored encrypted.")] = (
        field(default=None, repr=False)
    )
    contact_best_times: Annotated[
        str | None, _private(Kind.LINE, "When to ring or write, in the family's words. Stored encrypted.")
    ] = field(default=None, repr=False)
    contact_language: Annotated[
        str | None, _private(Kind.SHORT_LINE, "The language that the person speaks best. Stored encrypted.")
    ] = field(default=None, repr=False)
    contact_interpreter: Annotated[
        str | None, _private(Kind.SHORT_LINE, "The interpreter that the person needs. Stored encrypted.")
    ] = field(default=None, repr=False)
    contact_do_not_ring: Annotated[bool, _private(Kind.YES, "yes: write to this person, and do not ring.")] = field(
        default=False, repr=False
    )
    representative_name: Annotated[
        str | None, _private(Kind.LINE, "The name of a person who speaks for the family. Stored encrypted.")
    ] = field(default=None, repr=False)
    representative_relation: Annotated[
        str | None, _private(Kind.SHORT_LINE, "What that person is to the family. Stored encrypted.")
    ] = field(default=None, repr=False)
    representative_telephone: Annotated[
        str | None, _private(Kind.TELEPHONE, "That person's telephone number. Stored encrypted.")
    ] = field(default=None, repr=False)
    representative_email: Annotated[
        str | None, _private(Kind.EMAIL, "That person's e-mail address. Stored encrypted.")
    ] = field(default=None, repr=False)
    contacted_on: Annotated[date | None, _day("The day on which the family contacted an adviser.", "09/02/2026")] = None
    declined_on: Annotated[date | None, _day("The day on which the family declined mediation.", "10/02/2026")] = None
    requested_on: Annotated[date | None, _day("The day on which the family asked for mediation.")] = None
    health: Annotated[
        Health | None,
        Column(Kind.WORD, "Whether health is among the issues of that request: no, yes or only.", "", Health),
    ] = None
    commissioning_body_notified_on: Annotated[
        date | None, _day("The day on which you told the commissioning body.")
    ] = None
    commissioning_body: Annotated[
        str | None, Column(Kind.LINE, "The commissioning body's short name here. Empty: your first choice.")
    ] = None
    panel_reviewed_on: Annotated[date | None, _day("The day on which a review panel reviewed the decision.")] = None
    panel_members: Annotated[
        tuple[ToldSeat, ...],
        Column(Kind.SEATS, "Who sat on the review panel, by role: parent 1 school 1 authority 2."),
    ] = ()
    panel_followed_law: Annotated[
        Followed | None, Column(Kind.WORD, "The review panel's view: does the decision follow the law?", "", Followed)
    ] = None
    panel_met_standards: Annotated[
        Followed | None,
        Column(Kind.WORD, "The review panel's view: does the decision meet your standards?", "", Followed),
    ] = None
    panel_recommendation: Annotated[
        Recommendation | None, Column(Kind.WORD, "What the review panel recommends.", "", Recommendation)
    ] = None
    panel_answer: Annotated[
        PanelAnswer | None, Column(Kind.WORD, "Your answer to the review panel.", "", PanelAnswer)
    ] = None
    panel_answered_on: Annotated[date | None, _day("The day of your answer to the review panel.")] = None
    arranged_on: Annotated[date | None, _day("The day on which the session was fixed.")] = None
    session_on: Annotated[date | None, _day("The day of the session. This day may be still to come.")] = None
    session_outcome: Annotated[
        SessionOutcome | None, Column(Kind.WORD, "How the session ended.", "", SessionOutcome)
    ] = None
    session_outcome_on: Annotated[date | None, _day("The day of that outcome. Empty: the day of the session.")] = None
    cannot_arrange_reported_on: Annotated[
        date | None, _day("The day on which you told the adviser that mediation cannot be arranged in time.")
    ] = None
    certificate_issued_on: Annotated[
        date | None, _day("The date of issue of the mediation certificate.", "11/02/2026")
    ] = None
    certificate_ground: Annotated[
        CertificateGround | None, Column(Kind.WORD, "The ground of the certificate.", "declined", CertificateGround)
    ] = None
    certificate_number: Annotated[
        str | None, Column(Kind.REFERENCE, "The issuer's own number of the certificate.", "2026/417")
    ] = None
    certificate_issuer: Annotated[
        str | None, Column(Kind.LINE, "The organisation that issued the certificate.", "Example Mediation Ltd")
    ] = None
    agreement_made_on: Annotated[date | None, _day("The day of the agreement reached in mediation.")] = None
    agreement_terms: Annotated[
        tuple[ToldTerm, ...],
        Column(
            Kind.TERMS,
            "What was agreed: amend_plan. You can add sections, who owes it, by which day, and when it was done: "
            "other_action G commissioning_body by 01/06/2026 kept 29/05/2026.",
        ),
    ] = ()
    conceded_on: Annotated[date | None, _day("The day on which you gave way outside a session.")] = None
    conceded_sections: Annotated[
        tuple[PlanSection, ...],
        Column(Kind.WORDS, "The sections on which you gave way. Empty: everything in dispute.", "", PlanSection),
    ] = ()
    promises: Annotated[
        tuple[ToldTerm, ...],
        Column(
            Kind.PROMISES, "What you promised with it, by which day, and when you did it: amend_plan F by 01/06/2026."
        ),
    ] = ()
    appeal_registered_on: Annotated[date | None, _day("The day on which the tribunal received the appeal.")] = None
    appeal_basis: Annotated[
        AppealBasis | None,
        Column(Kind.WORD, "What allowed the appeal. Empty: the certificate, if there is one.", "", AppealBasis),
    ] = None
    tribunal_reference: Annotated[
        str | None, Column(Kind.TRIBUNAL_REFERENCE, "The tribunal's reference: EH991/26/00001.")
    ] = None
    permission_reference: Annotated[
        str | None, Column(Kind.DECISION_REFERENCE, "The reference of the decision that gave permission to appeal.")
    ] = None
    response_sent_on: Annotated[date | None, _day("The day on which you sent your response to the appeal.")] = None
    appeal_issues: Annotated[
        tuple[ToldIssue, ...],
        Column(Kind.ISSUES, "Issues that are no longer live, each with its day: F conceded 18/05/2026."),
    ] = ()
    appeal_ended_on: Annotated[date | None, _day("The day on which the tribunal ended the appeal.")] = None
    appeal_outcome: Annotated[AppealOutcome | None, Column(Kind.WORD, "How the appeal ended.", "", AppealOutcome)] = (
        None
    )
    appeal_orders: Annotated[
        tuple[ToldTerm, ...],
        Column(Kind.ORDERS, "Everything that the tribunal ordered, with its sections: amend_plan B F; name_setting I."),
    ] = ()
    appeal_order: Annotated[
        TermKind | None, Column(Kind.WORD, "A single order, if you do not fill in appeal_orders.", "", TermKind)
    ] = None
    decision_reference: Annotated[
        str | None, Column(Kind.DECISION_REFERENCE, "The reference of the tribunal's decision that ended the appeal.")
    ] = None
    withdrawn_on: Annotated[date | None, _day("The day on which the family said that it gives up the dispute.")] = None


COLUMNS: dict[str, Column] = {
    name: column
    for name, kind in get_type_hints(Row, include_extras=True).items()
    for column in getattr(kind, "__metadata__", ())
}
"""Each column stands beside its type. The order is that of the template."""

PRIVATE = frozenset(name for name, column in COLUMNS.items() if column.private)

_ORDER = tuple(one.name for one in fields(Row))


def in_order(name: str) -> int:
    """Return the place of a column in the template."""
    return _ORDER.index(name)
