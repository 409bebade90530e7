"""The people of a row: how to reach the family, and how the authority groups its cases."""

from app.cases.contacts.records import Contact, Reach, Representative
from app.cases.families.records import Family
from app.imports.domain.needs import says_contact
from app.imports.domain.row import Row

IN_CONTACT = {
    "contact_name_to_use": "name_to_use",
    "contact_telephone": "telephone",
    "contact_email": "email",
    "contact_best_times": "best_times",
    "contact_language": "language",
    "contact_interpreter": "interpreter",
    "contact_do_not_ring": "do_not_ring",
}
"""Each column of contact details, and the part of the contact that it fills."""


def family_of(row: Row) -> Family:
    """Return what a row says of the family behind its case."""
    return Family(row.child_reference, row.family_reference, row.school_age_ends_on)


def contact_of(row: Row) -> Contact | None:
    """Return how to reach the family of a row; None if the row does not say."""
    if not says_contact(row):
        return None
    said = {part: getattr(row, name) for name, part in IN_CONTACT.items()}
    return Contact(**said, representative=_representative(row))


def _representative(row: Row) -> Representative | None:
    if row.representative_name is None or row.representative_relation is None:
        return None
    reach = Reach(row.representative_telephone, row.representative_email)
    return Representative(row.representative_name, row.representative_relation, reach)


def contact_differs(said: Contact, known: Contact) -> list[str]:
    """Return the columns in which two contacts differ."""
    found = [name for name, part in IN_CONTACT.items() if getattr(said, part) != getattr(known, part)]
    return [*found, "representative_name"] if said.representative != known.representative else found
