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
    """A question of the form that the record does not answer."""

    field: str = Field(description="The name of the tribunal's field.", examples=["appealFollowingAnnualReview"])
    section: int = Field(description="The section of the form.", examples=[8])
    asks: str = Field(description="What the form asks, in our words.")
    because: str = Field(description="Why the answer is missing, and what to do.")


class FormSection(Answer):
    """A section of the form that the family fills in itself."""

    section: int
    asks: str


class BesideForm(Answer):
    """What to send with the form, because the form does not ask for it."""

    la_code: LaCode
    la_reference: str | None
    certificate_number: str | None
    certificate_ground: CertificateGround | None
    closes_on: date | None = Field(description="The last day to appeal. Null if no time to appeal is known.")
    closes_at: datetime | None = Field(description="17:00 in London on that day.")
    closes_by_letter: date | None = Field(
        description="The last day if you count from the date on the letter, as the tribunal's form does. Shown if "
        "this day is earlier than `closes_on`. Keep to this day."
    )
    late: bool = Field(description="True: the appeal is late. A judge decides about a late appeal.")


class Send35(Answer):
    """What a case gives to the tribunal's appeal form."""

    case_id: UUID
    form: Form | None = Field(
        description="`SEND35A` for a refusal to assess, otherwise `SEND35`. Null: the dispute is about health or "
        "social care alone and cannot be appealed."
    )
    as_of: date = Field(description="The day on which we looked at the time to appeal.")
    complete: bool = Field(description="True: there is a form, and `missing` is empty.")
    fields: dict[str, str | date | list[str]] = Field(
        description="The answers, by the names of the tribunal's own fields.",
        examples=[{"appellantWhoIsAppealing": "parentOrCarer", "medHasCertificate": "Yes"}],
    )
    missing: list[MissingAnswer] = Field(
        description="The questions of the form that the record should answer and does not answer."
    )
    family_fills_in: list[FormSection] = Field(
        description="The sections of the form that the family fills in itself. This service does not give out names."
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
