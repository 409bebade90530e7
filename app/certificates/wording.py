"""The wording of a certificate: plain sentences, each with the provision behind it."""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from app.cases.domain.certificate import CertificateStatement
from app.certificates.signing import LAW_IN_FORCE
from app.kernel.terms import AppellantKind, CertificateGround, DecisionKind


class _Ground(NamedTuple):
    name: str
    meaning: str
    citation: str


_GROUNDS: Final = {
    CertificateGround.DECLINED: _Ground(
        "Mediation considered and not pursued",
        "The holder was given information and advice about mediation, and told the mediation adviser that they do not "
        "wish to pursue it.",
        "Section 55(4), Children and Families Act 2014",
    ),
    CertificateGround.TOOK_PART: _Ground(
        "Took part in mediation",
        "The holder was given information and advice about mediation, told the mediation adviser that they wished to "
        "pursue it, and has taken part in it.",
        "Section 55(5), Children and Families Act 2014",
    ),
    CertificateGround.NOT_ARRANGED: _Ground(
        "Mediation not arranged in time",
        "The holder wished to pursue mediation, and mediation was not arranged within the time allowed.",
        "Regulation 39, Special Educational Needs and Disability Regulations 2014",
    ),
    CertificateGround.EXEMPT: _Ground(
        "Excused from mediation",
        "The holder was excused from attending mediation.",
        "No provision of the law in force",
    ),
}

_HOLDERS: Final = {
    AppellantKind.PARENT: "Parent",
    AppellantKind.YOUNG_PERSON: "Young person",
    AppellantKind.ALTERNATIVE_PERSON: "Alternative person, for somebody who lacks capacity to decide this",
}

_DECISIONS: Final = {
    DecisionKind.REFUSAL_TO_ASSESS: "Not to carry out an education, health and care needs assessment",
    DecisionKind.REFUSAL_TO_ISSUE_PLAN: "Not to make an education, health and care plan after an assessment",
    DecisionKind.PLAN_CONTENT: "What an education, health and care plan says",
    DecisionKind.REFUSAL_TO_REASSESS: "Not to carry out a re-assessment",
    DecisionKind.REFUSAL_TO_AMEND: "Not to amend or replace a plan after a review or re-assessment",
    DecisionKind.CEASE_TO_MAINTAIN: "To cease to maintain an education, health and care plan",
}

# The calendar module's names follow the machine's locale; these do not.
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

CHECK: Final = "Scan the code, or open this address, to see that the certificate is genuine:"

OFFLINE: Final = (
    "The electronic file also contains the certificate as a signed text, among the keywords of the file. Anyone with "
    "the published key of the service can check this text without asking anybody."
)


def title(statement: CertificateStatement) -> str:
    """What the document calls itself."""
    return f"Mediation certificate {statement.number}"


def basis(statement: CertificateStatement) -> str:
    """Under what it is issued."""
    if _is_law(statement):
        return "Section 55, Children and Families Act 2014"
    return f"An illustration of the rules called {statement.regime}"


def warnings(statement: CertificateStatement, sandbox: bool, status: str = "active") -> Iterator[tuple[str, str]]:
    """What must be read before anything else, if anything must: a word in capitals, and what it warns of."""
    if status == "revoked":
        yield (
            "REVOKED",
            "this certificate is no longer valid. Ask the mediation adviser who issued the certificate what you should "
            "do.",
        )
    if status == "superseded":
        yield (
            "REPLACED",
            "a newer certificate counts. Ask the mediation adviser who issued this certificate for the newer "
            "certificate.",
        )
    if not _is_law(statement):
        yield (
            "ILLUSTRATIVE",
            "this certificate is not issued under the law. This certificate uses rules that were proposed and are not "
            "in force.",
        )
    if sandbox:
        yield "SANDBOX", "this certificate was made to try out the service. The people and the decision are invented."


def particulars(statement: CertificateStatement) -> Iterator[tuple[str, str]]:
    """Each line of the certificate: its label, and what it says."""
    yield "Issued to", statement.issued_to.strip() or "The person who may appeal against the decision below"
    yield "Acting as", _HOLDERS[statement.holder_kind]
    yield "About the decision", decision(statement.decision_kind)
    yield from notice_days(statement.notice_sent_on, statement.notice_printed_on)
    yield "Local authority", f"{statement.la_name} ({statement.la_code})"
    if statement.la_reference:
        yield "Its reference", statement.la_reference
    yield "Ground", ground_name(statement.ground)
    yield "Issued by", f"{statement.issuer}, mediation adviser"
    yield "Date of issue", in_words(statement.issued_on)


def meaning(statement: CertificateStatement) -> Iterator[str]:
    """What the ground means, what the certificate leaves unsaid, and what to do with it."""
    ground = _GROUNDS[statement.ground]
    yield f"{ground.meaning} ({(ground.citation if _is_law(statement) else 'An illustration, not based on any law')}.)"
    yield (
        "This certificate does not say what was discussed, because mediation is confidential. A decision not to pursue "
        "mediation does not count against the family at the tribunal."
    )
    if _is_law(statement):
        yield (
            "Keep this certificate, and send a copy of the certificate with an appeal. The time allowed for an appeal "
            "can run from the date of issue (rule 20(1)(c), Tribunal Procedure (First-tier Tribunal) (Health, "
            "Education and Social Care Chamber) Rules 2008)."
        )


def ground_name(ground: CertificateGround) -> str:
    """A ground in a few words."""
    return _GROUNDS[ground].name


def notice_days(sent_on: date | None, printed_on: date | None) -> Iterator[tuple[str, str]]:
    """The day of the notice, as far as it is known: of sending, or the date that the letter bears."""
    if sent_on is not None:
        yield "Notice sent on", in_words(sent_on)
    if printed_on is not None:
        yield "Date on the notice", in_words(printed_on)


def decision(kind: DecisionKind) -> str:
    """What was decided, with its paragraph of the Act."""
    return f"{_DECISIONS[kind]} ({kind.paragraph})"


def _is_law(statement: CertificateStatement) -> bool:
    return statement.regime == LAW_IN_FORCE


def in_words(day: date) -> str:
    """A day as people write it: 2 February 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
