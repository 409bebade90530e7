"""The hand-off of a case to the tribunal: what its record answers on the tribunal's form, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.cases.domain.facts import CaseFacts, Certificate
from app.cases.domain.intake import WITHOUT_PLAN
from app.cases.domain.law import Law
from app.handoff.domain import form
from app.handoff.domain.form import Form, Question
from app.kernel.terms import CertificateGround, DecisionKind

Value = str | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question of the form, and what the record answers."""

    question: Question
    value: Value


@dataclass(frozen=True, slots=True)
class Missing:
    """A question that must be answered and that the record does not answer, with what to do."""

    question: Question
    because: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes along with the form, because the form does not ask for it. `closes_at` is the last moment to appeal.

    `closes_by_letter` is the last day counted from the date on the letter, where that day is earlier.
    """

    certificate_number: str | None
    certificate_ground: CertificateGround | None
    closes_on: date | None
    closes_at: datetime | None
    late: bool
    closes_by_letter: date | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """What a case gives to the tribunal's form. Without a form, the dispute cannot be appealed."""

    form: Form | None
    answers: tuple[Answer, ...]
    missing: tuple[Missing, ...]
    beside: Beside

    @property
    def complete(self) -> bool:
        """Whether every question that a record can answer is answered."""
        return self.form is not None and not self.missing


def hand_off(facts: CaseFacts, law: Law, today: date, late_explanation: str | None) -> HandOff:
    """Return what a case gives to the tribunal's form.

    Args:
        facts: the case.
        law: the law that its dates are worked out by.
        today: the day of the hand-off. The appeal is late if its time ended before this day.
        late_explanation: why the appeal is late, as far as it was told and the reader may know.
    """
    if not law.appealable(facts):
        return HandOff(None, (), (), _beside(facts, law, today))
    found = (*_answers(facts, law, today, late_explanation),)
    assess = facts.kind is DecisionKind.REFUSAL_TO_ASSESS
    return HandOff(
        Form.SEND35A if assess else Form.SEND35,
        tuple(one for one in found if isinstance(one, Answer)),
        tuple(one for one in found if isinstance(one, Missing)),
        _beside(facts, law, today),
    )


def _answers(facts: CaseFacts, law: Law, today: date, explained: str | None) -> Iterator[Answer | Missing]:
    yield Answer(form.WHO, form.APPEALS[facts.appellant_kind])
    yield from _type(facts)
    yield from _recommendations(facts)
    yield from _certificate(facts, law)
    yield Answer(form.LETTER_DATE, facts.notice_printed_on or facts.notice_sent_on)
    if facts.certificate:
        yield Answer(form.CERTIFICATE_DATE, facts.certificate.issued_on)
    if explained:
        yield Answer(form.EXPLAINS_LATE, explained)
    elif _late(facts, law, today):
        yield Missing(
            form.EXPLAINS_LATE, "The time to appeal has ended. The family must explain here why the appeal is late."
        )
    elif (by_letter := _closes_by_letter(facts, law)) and by_letter < today and not facts.appeal:
        yield Missing(form.EXPLAINS_LATE, LATE_BY_LETTER.format(by_letter, facts.notice_sent_on))


LATE_BY_LETTER = (
    "The form counts from the date on the letter. Counted from that date, the time to appeal ended on {}. The "
    "law counts from the day on which the notice was sent, {}, so the appeal is in time. The family can explain "
    "here why the appeal is in time."
)


def _type(facts: CaseFacts) -> Iterator[Answer | Missing]:
    if facts.kind not in form.KINDS:
        return
    yield Answer(form.ABOUT, (form.KINDS[facts.kind],))
    if facts.kind is DecisionKind.REFUSAL_TO_AMEND:
        yield Answer(form.AFTER_REVIEW, form.YES)
    elif facts.kind not in WITHOUT_PLAN:
        yield Missing(
            form.AFTER_REVIEW,
            (
                "The case does not show whether the appeal follows an annual review. The family must answer this "
                "question."
            ),
        )
    if form.KINDS[facts.kind] != "planContent":
        return
    disputed = tuple(word for section, word in form.PARTS.items() if section in facts.sections)
    if disputed:
        yield Answer(form.SECTIONS, disputed)
    else:
        yield Missing(form.SECTIONS, "The case does not show which sections of the plan the family disputes.")


def _recommendations(facts: CaseFacts) -> Iterator[Answer]:
    wanted = tuple(word for word, sections in form.RECOMMENDATIONS.items() if sections & facts.sections)
    if wanted:
        yield Answer(form.RECOMMENDS, form.YES)
        yield Answer(form.RECOMMENDS_ON, wanted)


def _certificate(facts: CaseFacts, law: Law) -> Iterator[Answer | Missing]:
    if facts.certificate:
        yield Answer(form.CERTIFIED, form.YES)
        if facts.certificate.holder_kind is not facts.appellant_kind:
            yield Missing(
                form.CERTIFICATE_DATE,
                "The certificate names another person, not the person who appeals now. Ask the mediation "
                "adviser to issue the certificate again (`reissue-certificate`). The new certificate keeps the "
                "old date.",
            )
        return
    yield Answer(form.CERTIFIED, form.NO)
    needs_one = law.needs_certificate(facts)
    if not needs_one and facts.placement_only(law.readings):
        yield Answer(form.WHY_NONE, form.SECTION_I_ONLY)
        return
    yield Answer(form.WHY_NONE, form.OTHER_REASON)
    if not needs_one:
        yield Answer(form.EXPLAINS_NONE, "Under the rules that apply to this case, an appeal needs no certificate.")
        return
    yield Missing(
        form.EXPLAINS_NONE,
        "The appeal needs a mediation certificate. Ask the mediation adviser for the certificate. If the family "
        "cannot get a certificate, the family must explain why, and a judge decides.",
    )


def _late(facts: CaseFacts, law: Law, today: date) -> bool:
    if facts.appeal:
        return facts.appeal.late
    window = law.appeal_window(facts)
    return window is not None and window.due_on < today


def _closes_by_letter(facts: CaseFacts, law: Law) -> date | None:
    """Return the last day to appeal as the form counts it, where that is an earlier day than in law."""
    if facts.notice_printed_on is None:
        return None
    by_law = law.appeal_window(facts)
    by_form = law.appeal_window(replace(facts, notice_sent_on=facts.notice_printed_on, notice_printed_on=None))
    return by_form.due_on if by_law and by_form and by_form.due_on < by_law.due_on else None


def _beside(facts: CaseFacts, law: Law, today: date) -> Beside:
    held: Certificate | None = facts.certificate
    window = law.appeal_window(facts)
    return Beside(
        (held.number or None) if held else None,
        held.ground if held else None,
        window.due_on if window else None,
        window.due_at if window else None,
        _late(facts, law, today),
        _closes_by_letter(facts, law),
    )
