"""Answers about contact details for the OpenAPI document."""

from app.cases.contacts.records import Contact, Holder, KnownContact
from app.cases.contacts.routes import HOW_TO_REACH, delete_contact, get_contact, put_contact
from app.cases.contacts.schemas import FamilyContactIn, FamilyContactOut
from app.cases.sandbox import actor, morning
from app.cases.stories import CALLED, LA, NOTICE_SENT_ON, REACHING, TO_CALL, UNREACHING, Story
from app.cases.unit import Service
from app.kernel.terms import AppellantKind
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


def _shown(story: Story, contact: Contact) -> FamilyContactOut:
    holder = Holder(AppellantKind.PARENT, None)
    known = KnownContact(contact, actor(LA).organisation_id, 2, morning(NOTICE_SENT_ON), holder)
    return FamilyContactOut.of(story.case_id, known, LA)


@EXAMPLES.of(get_contact, case_id=TO_CALL.case_id)
def _read(_: Service) -> FamilyContactOut:
    return _shown(TO_CALL, CALLED)


@EXAMPLES.of(put_contact, case_id=REACHING.case_id)
def _recorded(_: Service) -> FamilyContactOut:
    said = next(iter(HOW_TO_REACH.values()))["value"]
    return _shown(REACHING, FamilyContactIn.model_validate(said).contact())


EXAMPLES.show(delete_contact, case_id=UNREACHING.case_id)
