"""The page behind a certificate's QR code: whether the certificate is valid, in plain words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.certificates import wording
from app.certificates.schemas import Result, Verification

HEADINGS: dict[Result, str] = {
    "found": "This certificate is genuine",
    "superseded": "This certificate has been replaced",
    "revoked": "This certificate has been revoked",
    "not_found": "There is no certificate with this number",
    "invalid_format": "This is not a certificate number",
}

_MEANS: dict[Result, tuple[str, ...]] = {
    "found": (
        "A mediation adviser issued a certificate with this number. The certificate has not been replaced or revoked.",
    ),
    "superseded": (
        "A mediation adviser issued a certificate with this number, and later issued a newer certificate in its place.",
        "The newer certificate counts. The newer certificate has the same date of issue as the older one, unless the "
        "date was corrected.",
    ),
    "revoked": (
        "A mediation adviser issued a certificate with this number, but the certificate is no longer valid.",
        "The record of the case was corrected, and the certificate no longer agrees with the record.",
        "If a newer certificate had replaced this certificate, the newer certificate was revoked too.",
    ),
    "not_found": ("The number has the right form, but this service has not issued a certificate with this number.",),
    "invalid_format": (
        "A certificate number begins with MC. After MC, a certificate number has four groups of four letters and "
        "digits.",
        "The last character of a certificate number is a check, so we notice a mistake in the number.",
    ),
}

_NEXT: dict[Result, tuple[str, ...]] = {
    "found": (
        "If this is your certificate, keep it, and send a copy with your appeal.",
        "If somebody sent the certificate to you, compare the certificate with the details on this page.",
    ),
    "superseded": ("Ask the mediation adviser who issued the certificate for the newer certificate.",),
    "revoked": ("Ask the mediation adviser who issued the certificate what happened, and what you should do.",),
    "not_found": (
        "Compare the number with the number on the paper certificate, letter by letter.",
        "If the numbers are the same, ring the mediation adviser who is named on the certificate.",
    ),
    "invalid_format": (
        "Compare the number that you entered with the number on the certificate. A certificate number has no letter O, "
        "I, L or U, and no digit 0 or 1.",
    ),
}


def told(answer: Verification, la_name: str | None, today: date) -> dict[str, Any]:
    """Return what the page says of an answer. `la_name` is the authority's name, where it is known here."""
    means = list(_MEANS[answer.result])
    if answer.illustrative:
        means.insert(
            0, "This certificate was issued under a proposal that is not law. You cannot appeal with this certificate."
        )
    return {
        "heading": HEADINGS[answer.result],
        "result": answer.result,
        "number": answer.number,
        "means": means,
        "particulars": list(_particulars(answer, la_name)),
        "next_steps": _NEXT[answer.result],
        "checked": wording.in_words(today),
    }


def _particulars(answer: Verification, la_name: str | None) -> Iterator[tuple[str, str]]:
    if answer.ground is not None:
        yield "Ground", wording.ground_name(answer.ground)
    if answer.issued_on is not None:
        yield "Date of issue", wording.in_words(answer.issued_on)
    if answer.decision_kind is not None:
        yield "About the decision", wording.decision(answer.decision_kind)
    yield from wording.notice_days(answer.notice_sent_on, answer.notice_printed_on)
    if answer.la_code is not None:
        yield "Local authority", f"{la_name} ({answer.la_code})" if la_name else answer.la_code
