"""How to reach a family: the contact details of a case, and who recorded them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.kernel.terms import AppellantKind


@dataclass(frozen=True, slots=True)
class Reach:
    """A telephone number, an e-mail address, or both."""

    telephone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Representative:
    """A person who speaks for the family: a relation, a supporter, a solicitor."""

    name: str = field(repr=False)
    relation: str = field(repr=False)
    contact: Reach = Reach()


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a family. No value is in the text of the object, so that no log or error can hold one."""

    name_to_use: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    best_times: str | None = field(default=None, repr=False)
    language: str | None = field(default=None, repr=False)
    interpreter: str | None = field(default=None, repr=False)
    do_not_ring: bool = field(default=False, repr=False)
    representative: Representative | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """The person who held the right to appeal when contact details were recorded: of which kind, and since when."""

    kind: AppellantKind
    since: date | None


@dataclass(frozen=True, slots=True)
class KnownContact:
    """Contact details as they are stored. `version` is the version of the case at their last change.

    `holder` is the person whom they reach; older details do not say. `withheld` says that the right has passed to a new
    person since, so that the details are left out.
    """

    contact: Contact
    written_by: UUID
    version: int
    updated_at: datetime
    holder: Holder | None = None
    withheld: bool = False
