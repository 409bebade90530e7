"""The family behind a case as JSON."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.cases.domain.words import FollowsBecause, State
from app.cases.families.records import Family, Follows, OwnReference
from app.kernel.terms import DecisionKind
from app.platform.http.fields import Answer, Body, Day, Line, Reference, in_years

SchoolAge = Annotated[Day, in_years(2000, 2100)]

CHILD = (
    "Your authority's own pseudonym for the child. Cases with the same pseudonym are about the same child. Only your "
    "authority sees the pseudonym."
)
FAMILY = (
    "Your authority's own pseudonym for the family. Cases with the same pseudonym are about the same family. Only your "
    "authority sees the pseudonym."
)
SCHOOL_AGE = (
    "The last day of the month in which the child's compulsory school age ends. Up to and including this day, the "
    "parent holds the right to appeal. After this day the young person holds the right to appeal. Give the end of the "
    "month, so that nobody can work out the child's birthday."
)


class FollowsIn(Body):
    """The earlier case of your authority that led to the new decision."""

    case_id: UUID = Field(description="The id of the earlier case.")
    because: FollowsBecause = Field(
        description="What the new decision carries out: an agreement, an order or a concession in the earlier case. "
        "The earlier case must record the agreement, order or concession, dated on or before the day of the new notice."
    )

    def follows(self) -> Follows:
        """Return it as the use cases know it."""
        return Follows(self.case_id, self.because)


class FamilyIn(Body):
    """What the authority records about the family of a case."""

    child_reference: Reference | None = Field(None, description=CHILD, examples=["C-5512"])
    family_reference: Reference | None = Field(None, description=FAMILY, examples=["F-2040"])
    school_age_ends_on: SchoolAge | None = Field(None, description=SCHOOL_AGE, examples=["2027-06-30"])

    follows: FollowsIn | None = Field(
        None,
        description="The earlier case, if an agreement, an order or a concession in that case led to this decision. "
        "The new decision has its own time limits and its own right to appeal.",
    )

    def family(self) -> Family:
        """Return it as the use cases know it."""
        follows = self.follows.follows() if self.follows else None
        return Family(self.child_reference, self.family_reference, self.school_age_ends_on, follows)


class CaseChangesIn(FamilyIn):
    """The details that you change. Fields that you leave out do not change. If you send `null` for a field, we delete
    the value of the field.
    """

    appellant_name: Line | None = Field(
        None,
        description="The new name of the person who holds the right to appeal. We store the name encrypted, and the "
        "API never returns the name. A mediation certificate that is issued or reissued from now on shows the new "
        "name.",
    )
    la_reference: Reference | None = Field(
        None,
        description="Your own reference, if another authority sent the notice and the case came to you by a transfer "
        "or a reorganisation. The mediation certificate still shows the case reference of the authority that sent the "
        "notice, not your reference. If you send `null`, the case again shows the reference of the authority that sent "
        "the notice. If your own authority sent the notice, correct the first event of the case instead.",
        examples=["N-2026-41"],
    )
    not_a_duplicate: bool = Field(
        False,
        strict=True,
        description="`true` says that this notice is not a duplicate, although you have another case with a notice "
        "of the same kind, day and reference.",
    )

    def changes(self) -> dict[str, Any]:
        """Return the members of the family that were sent."""
        family = self.family()
        sent = self.model_fields_set & FamilyIn.model_fields.keys()
        return {name: getattr(family, name) for name in sent}

    def own_reference(self) -> OwnReference | None:
        """Return the authority's own reference, if it was sent."""
        sent = "la_reference" in self.model_fields_set
        return OwnReference(self.la_reference, not_a_duplicate=self.not_a_duplicate) if sent else None


class LinkedCaseOut(Answer):
    """Another case about the same child, or about another child of the same family."""

    id: UUID
    la_reference: str | None = Field(
        description="The authority's reference for the case. `la_reference` is `null` until a reference is recorded."
    )
    kind: DecisionKind
    state: State
    notice_sent_on: date | None = Field(
        description="The day on which the notice was sent. `notice_sent_on` is `null` while only the date printed on "
        "the letter is known."
    )
    same_child: bool = Field(
        description="`true` means that the other case is about the same child. `false` means that the other case is "
        "about another child of the same family."
    )


class FollowedCaseOut(Answer):
    """An earlier case that led to this decision, or a later case with a new decision that followed from this case."""

    id: UUID
    la_reference: str | None = Field(
        description="The authority's reference for the case. `la_reference` is `null` until a reference is recorded."
    )
    kind: DecisionKind
    state: State
    notice_sent_on: date | None = Field(
        description="The day on which the notice was sent. `notice_sent_on` is `null` while only the date printed on "
        "the letter is known."
    )
    because: FollowsBecause = Field(
        description="What the new decision carries out: an agreement, an order or a concession."
    )
