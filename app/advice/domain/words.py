"""The words of referrals, as closed sets. They are published: never change one."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class ReferralState(StrEnum):
    """The state of a referral, as the advice service sees it."""

    NEW = "new"
    OPENED = "opened"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    ACTIVE = "active"
    DECLINED = "declined"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ReferralAction(StrEnum):
    """An action that a party records on a referral."""

    OPEN = "open"
    ACCEPT = "accept"
    DECLINE = "decline"
    WAIT_LIST = "wait-list"
    START = "start"
    RECORD_CONTACT = "record-contact"
    CLOSE = "close"
    WITHDRAW_CONSENT = "withdraw-consent"


class Source(StrEnum):
    """Who asked the advice service to help the person: an organisation, a school, or the family itself."""

    FAMILY = "family"
    LOCAL_AUTHORITY = "local_authority"
    MEDIATION_PROVIDER = "mediation_provider"
    SCHOOL = "school"


class ReferredPerson(StrEnum):
    """The person who gets help. A case may have one referral for each of these people, with the person's own consent.

    The values are the same as in `AppellantKind`. One of these people holds the right to appeal.
    """

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    ALTERNATIVE_PERSON = "alternative_person"  # acts for somebody without capacity (section 80)


class ConsentCovers(StrEnum):
    """A purpose of the person's consent. The advice service sees only the parts of the case that the consent names."""

    CONTACT = "contact"
    CASE_DATES = "case_dates"
    DECISION = "decision"
    MEDIATION = "mediation"
    TELL_AUTHORITY = "tell_authority"


MEANS: Mapping[ConsentCovers, str] = {
    ConsentCovers.CONTACT: "The advice service may contact the person, and can read the person's contact "
    "details. Every referral needs this consent.",
    ConsentCovers.CASE_DATES: (
        "The advice service sees the state of the case and its deadlines. The advice service cannot see whether "
        "a mediation session is planned or was held, or how the dispute ended."
    ),
    ConsentCovers.DECISION: "The advice service sees the kind of decision, and which sections of the plan the "
    "family disputes.",
    ConsentCovers.MEDIATION: (
        "The advice service sees the day of a mediation session. If the consent also covers `case_dates`, the "
        "advice service sees how far mediation has come, and the deadlines of mediation. The advice service "
        "never sees the result of mediation."
    ),
    ConsentCovers.TELL_AUTHORITY: (
        "While the advice service helps the person, the authority can see that the person receives help. The "
        "authority can see nothing else about the help."
    ),
}
"""What each purpose means, in the words in which a family may be asked for it."""


class DeclineReason(StrEnum):
    """The reason why the advice service cannot help the person."""

    OUT_OF_AREA = "out_of_area"
    NOT_SEND = "not_send"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_CAPACITY = "no_capacity"
    DUPLICATE = "duplicate"
    ALREADY_HELPED = "already_helped"
    COULD_NOT_REACH = "could_not_reach"
    OTHER = "other"


class CloseOutcome(StrEnum):
    """The result of the help. We never record what the person and the advice service said."""

    INFORMATION_GIVEN = "information_given"
    SUPPORTED_TO_MEDIATE = "supported_to_mediate"
    SUPPORTED_TO_APPEAL = "supported_to_appeal"
    SETTLED = "settled"
    FAMILY_DISENGAGED = "family_disengaged"
    REFERRED_ON = "referred_on"
    OTHER = "other"


class ContactMeans(StrEnum):
    """The means of contact between the advice service and the person."""

    PHONE = "phone"
    EMAIL = "email"
    VIDEO = "video"
    IN_PERSON = "in_person"
    LETTER = "letter"


class LevelOfHelp(IntEnum):
    """How much help the advice service gave, on the four levels that advice services use in their reports."""

    INFORMATION = 1  # information and signposting, as a rule in one conversation
    GUIDANCE = 2  # help over a time: documents, letters, a meeting
    CASEWORK = 3  # regular help with one dispute
    INTENSIVE = 4  # help with a complex dispute, up to and at a hearing


class OfferAnswer(StrEnum):
    """The family's answer to an offer of help."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


class OfferDeclineReason(StrEnum):
    """The reason why a family declined help, if the family gave a reason."""

    NOT_NEEDED = "not_needed"
    HELPED_BY_OTHERS = "helped_by_others"
    NOT_NOW = "not_now"
    WANTS_NOBODY_TOLD = "wants_nobody_told"
    OTHER = "other"
