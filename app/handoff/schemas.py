"""The hand-off of a case to the tribunal as JSON."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from app.cases.records import StoredCase
from app.handoff.domain import form
from app.handoff.domain.form import Form, Question
from app.handoff.domain.send35 import HandOff, Value
from app.kernel.terms import CertificateGround
from app.platform.http.fields import Answer, LaCode


class MissingAnswer(Answer):
    """A question of the appeal form that the case does not answer."""

    field: str = Field(
        description="The name of the field in the tribunal's digital form.", examples=["appealFollowingAnnualReview"]
    )
    section: int = Field(description="The number of the section in the tribunal's form.", examples=[8])
    asks: str = Field(description="The question on the form, in our own words.")
    because: str = Field(description="The reason why the answer is missing, and what to do.")


class FormSection(Answer):
    """A section of the appeal form that the family fills in itself."""

    section: int
    asks: str


class BesideForm(Answer):
    """The details to send with the appeal form, because the form does not ask for these details."""

    la_code: LaCode
    la_reference: str | None
    certificate_number: str | None
    certificate_ground: CertificateGround | None
    closes_on: date | None = Field(
        description="The last day to appeal. `closes_on` is `null` if we do not know the last day."
    )
    closes_at: datetime | None = Field(
        description="The time at which the time to appeal ends: 17:00 in London on the last day."
    )
    closes_by_letter: date | None = Field(
        description="The last day to appeal, counted from the date on the letter. The tribunal's form counts the "
        "time to appeal from this date. You get this day only if this day is earlier than `closes_on`. If the "
        "answer gives both `closes_on` and `closes_by_letter`, appeal by the earlier day."
    )
    late: bool = Field(
        description="`true` means that the appeal is late. A judge decides whether to accept a late appeal."
    )


class Send35(Answer):
    """The answers that a case gives for the tribunal's appeal form."""

    case_id: UUID
    form: Form | None = Field(
        description="The form to use: `SEND35A` for a refusal to assess, otherwise `SEND35`. `form` is `null` "
        "if the dispute is about health or social care alone, because such a dispute cannot be appealed."
    )
    as_of: date = Field(description="The day on which we worked out the time to appeal.")
    complete: bool = Field(
        description="`true` means that the decision can be appealed, and that the case gives "
        "every answer that it should give for the appeal form."
    )
    fields: dict[str, str | date | list[str]] = Field(
        description="The answers that the case gives to the questions of the appeal form. Each answer has the name "
        "of the field in the tribunal's digital form.",
        examples=[{"appellantWhoIsAppealing": "parentOrCarer", "medHasCertificate": "Yes"}],
    )
    missing: list[MissingAnswer] = Field(
        description="The questions of the appeal form that the case should answer but does not answer."
    )
    family_fills_in: list[FormSection] = Field(
        description=(
            "The sections of the appeal form that the family fills in itself, because this service does "
            "not give out names."
        )
    )
    beside: BesideForm

    @classmethod
    def of(cls, case: StoredCase, handed: HandOff, today: date) -> Self:
        """Show a hand-off."""
        beside = handed.beside
        return cls(
            case_id=case.id,
            form=handed.form,
            as_of=today,
            complete=handed.complete,
            fields={one.question.field: _plain(one.value) for one in handed.answers},
            missing=[_missing(one.question, one.because) for one in handed.missing],
            family_fills_in=[FormSection(section=one, asks=asks) for one, asks in form.BY_THE_FAMILY.items()],
            beside=BesideForm(
                la_code=case.la_code,
                la_reference=case.la_reference,
                certificate_number=beside.certificate_number,
                certificate_ground=beside.certificate_ground,
                closes_on=beside.closes_on,
                closes_at=beside.closes_at,
                closes_by_letter=beside.closes_by_letter,
                late=beside.late,
            ),
        )


def _plain(value: Value) -> str | date | list[str]:
    return list(value) if isinstance(value, tuple) else value


def _missing(question: Question, because: str) -> MissingAnswer:
    return MissingAnswer(field=question.field, section=question.section, asks=question.asks, because=because)
