"""Contact details as JSON."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, model_validator

from app.cases.contacts.records import Contact, KnownContact, Reach, Representative
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.http.fields import Answer, Body, Email, Line

Telephone = Annotated[
    Line, StringConstraints(max_length=40, pattern=r"^\+?[0-9(][0-9 ().-]{4,}( ?(x|ext\.?) ?[0-9]{1,6})?$")
]
"""A telephone number as people write it: digits, spaces, brackets, dashes, perhaps an extension."""
Word = Annotated[Line, StringConstraints(max_length=80)]

NAME = Field(None, description="The name by which the person wants to be called.", examples=["Sam"])
TIMES = Field(
    None, description="The best times to ring or write, in the family's words.", examples=["Weekdays after 16:00"]
)
LANGUAGE = Field(None, description="The language that the person speaks best.", examples=["Urdu"])
INTERPRETER = Field(
    None,
    description="The interpreter that the person needs. Leave `interpreter` out if the person needs no interpreter.",
    examples=["British Sign Language"],
)
DO_NOT_RING = Field(
    False, description="`true` means that nobody may ring this person: write a letter or an e-mail instead of ringing."
)


class FamilyReachIn(Body):
    """A telephone number, an e-mail address, or both."""

    telephone: Telephone | None = Field(None, examples=["01632 960001"])
    email: Email | None = Field(None, examples=["sam@family.example"])


class FamilyRepresentativeIn(Body):
    """A person who speaks for the family."""

    name: Line
    relation: Word = Field(description="How the representative is related to the family.", examples=["grandmother"])
    contact: FamilyReachIn = Field(default_factory=FamilyReachIn)

    def who(self) -> Representative:
        """Return the representative as the use cases know this person."""
        return Representative(self.name, self.relation, Reach(self.contact.telephone, self.contact.email))


class FamilyContactIn(Body):
    """How to reach the family. Give the telephone number or the e-mail address of the family or of its representative.

    We store the contact details encrypted. Only two organisations can read the contact details: the mediation provider
    of the case, and the organisation that recorded the details.
    """

    name_to_use: Line | None = NAME
    telephone: Telephone | None = Field(None, examples=["01632 960001"])
    email: Email | None = Field(None, examples=["sam@family.example"])
    best_times: Line | None = TIMES
    language: Word | None = LANGUAGE
    interpreter: Word | None = INTERPRETER
    do_not_ring: StrictBool = DO_NOT_RING
    representative: FamilyRepresentativeIn | None = Field(None, description="A person who speaks for the family.")

    @model_validator(mode="after")
    def reachable(self) -> Self:
        """Refuse contact details by which nobody can be reached."""
        other = self.representative.contact if self.representative else FamilyReachIn()
        if not any((self.telephone, self.email, other.telephone, other.email)):
            raise ValueError("give a telephone number or an e-mail address, of the family or of its representative")
        return self

    def contact(self) -> Contact:
        """Return the details as the use cases know them."""
        return Contact(
            name_to_use=self.name_to_use,
            telephone=self.telephone,
            email=self.email,
            best_times=self.best_times,
            language=self.language,
            interpreter=self.interpreter,
            do_not_ring=self.do_not_ring,
            representative=self.representative.who() if self.representative else None,
        )


class FamilyReachOut(Answer):
    """A telephone number, an e-mail address, or both."""

    telephone: str | None
    email: str | None


class FamilyRepresentativeOut(Answer):
    """A person who speaks for the family."""

    name: str
    relation: str
    contact: FamilyReachOut


RIGHT_PASSED = (
    "The right to appeal has passed to another person. We do not show the contact details of the person who held the "
    "right before. Ask the person who now holds the right to appeal for contact details, and record the new details "
    "with PUT. Do not ring the former holder of the right about the case. If the former holder speaks for the new "
    "holder of the right, record the former holder as `representative`."
)


class FamilyContactOut(Answer):
    """How to reach the person who holds the right to appeal."""

    case_id: UUID
    name_to_use: str | None = NAME
    telephone: str | None
    email: str | None
    best_times: str | None = TIMES
    language: str | None = LANGUAGE
    interpreter: str | None = INTERPRETER
    do_not_ring: bool = DO_NOT_RING
    representative: FamilyRepresentativeOut | None
    holder: AppellantKind | None = Field(
        description="The kind of person whom you reach with these contact details: the person who held the right to "
        "appeal when the details were recorded. `holder` is `null` if the contact details were recorded before we "
        "stored the holder."
    )
    withheld: bool = Field(
        description="`true` means that the right to appeal has passed to a new person since the contact details were "
        "recorded. We then leave the contact details out, and the field `what_to_do` tells you what to do."
    )
    what_to_do: str | None = Field(
        description="What you should do if we withhold the contact details. `what_to_do` is `null` if we do not "
        "withhold the contact details."
    )
    recorded_by: OrganisationKind = Field(
        description="The kind of organisation that last recorded or changed the contact details."
    )
    version: int = Field(
        description="The version number of the case when the contact details last changed. The header `ETag` has the "
        "same number."
    )
    updated_at: datetime

    @classmethod
    def of(cls, case_id: UUID, known: KnownContact, recorded_by: OrganisationKind) -> Self:
        """Show contact details."""
        one = known.contact
        return cls(
            case_id=case_id,
            name_to_use=one.name_to_use,
            telephone=one.telephone,
            email=one.email,
            best_times=one.best_times,
            language=one.language,
            interpreter=one.interpreter,
            do_not_ring=one.do_not_ring,
            representative=one.representative and FamilyRepresentativeOut.model_validate(one.representative),
            holder=known.holder.kind if known.holder else None,
            withheld=known.withheld,
            what_to_do=RIGHT_PASSED if known.withheld else None,
            recorded_by=recorded_by,
            version=known.version,
            updated_at=known.updated_at,
        )
