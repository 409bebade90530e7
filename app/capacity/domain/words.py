"""The words of capacity, as closed sets. None of them can say what was said in a mediation."""

from enum import StrEnum


class Format(StrEnum):
    """How a session is held, for example by video link."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


MOST_JOINT = 6
"""How many sessions of a family may share one time. The database says so too: see app_must_share."""


class Register(StrEnum):
    """The professional body that put a mediator on the joint register of SEND mediators."""

    CIVIL_MEDIATION_COUNCIL = "civil_mediation_council"
    COLLEGE_OF_MEDIATORS = "college_of_mediators"


class ConflictWith(StrEnum):
    """The kind of organisation or person with which a mediator has a conflict of interest."""

    LOCAL_AUTHORITY = "local_authority"
    SCHOOL = "school"
    FAMILY = "family"


class Attending(StrEnum):
    """A person or organisation that may take part in a session (regulation 38, attendance at mediation)."""

    PARENT_OR_YOUNG_PERSON = "parent_or_young_person"
    CHILD = "child"
    SUPPORTER = "supporter"
    ADVOCATE = "advocate"
    LOCAL_AUTHORITY = "local_authority"
    COMMISSIONING_BODY = "commissioning_body"
    INTERPRETER = "interpreter"


class Attendance(StrEnum):
    """Whether a person took part in the session."""

    ATTENDED = "attended"
    ATTENDED_REMOTELY = "attended_remotely"
    DID_NOT_ATTEND = "did_not_attend"


class SessionStatus(StrEnum):
    """The status of a session."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    ENDED = "ended"


class SessionAction(StrEnum):
    """Something that a party records about a session."""

    TELL = "told"
    NAME_REPRESENTATIVE = "representative"
    BOOK_INTERPRETER = "interpreter"
    CHANGE_PLACE = "place"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    RECORD_ATTENDANCE = "attendance"
    RECORD_CHILDS_VIEWS = "childs-views"
    END = "outcome"


class CancelledBy(StrEnum):
    """The person or organisation that called a session off."""

    PARENT_OR_YOUNG_PERSON = "parent_or_young_person"
    LOCAL_AUTHORITY = "local_authority"
    COMMISSIONING_BODY = "commissioning_body"
    MEDIATOR = "mediator"


class WhyMoved(StrEnum):
    """The reason why a session was called off or moved. We record only one of these codes, and no free text."""

    ILLNESS = "illness"
    UNAVAILABLE = "unavailable"
    NOT_READY = "not_ready"
    WRONG_PEOPLE = "wrong_people"
    ACCESS_NEED_NOT_MET = "access_need_not_met"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_LONGER_WANTED = "no_longer_wanted"
    CASE_NEEDS_NONE = "case_needs_none"
    OTHER = "other"


class ChildsViews(StrEnum):
    """The steps that the mediator took to learn the child's views (section 56(1)(e), the child's views in mediation).
    We never record what the child's views are."""

    ASKED_IN_PERSON = "asked_in_person"
    THROUGH_ADVOCATE = "through_advocate"
    IN_WRITING = "in_writing"
    CHILD_PREFERRED_NOT_TO = "child_preferred_not_to"
    NOT_PRACTICABLE = "not_practicable"


class AccessNeed(StrEnum):
    """A need that must be met so that a person can take part on equal terms."""

    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    QUIET_ROOM = "quiet_room"
    BREAKS = "breaks"
    EXTRA_TIME = "extra_time"


class WhyNot(StrEnum):
    """The reason why a mediator, or a slot, does not suit a case."""

    NOT_INDEPENDENT = "not_independent"
    INDEPENDENCE_NOT_DECLARED = "independence_not_declared"
    ACCREDITATION_EXPIRED = "accreditation_expired"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_LONGER_PRACTISING = "no_longer_practising"
    AREA_NOT_SERVED = "area_not_served"
    LANGUAGE_NOT_SPOKEN = "language_not_spoken"
    FORMAT_NOT_OFFERED = "format_not_offered"
    OUTSIDE_THE_THIRTY_DAYS = "outside_the_thirty_days"
    ALREADY_PAST = "already_past"
    PARTY_UNAVAILABLE = "party_unavailable"
    TAKEN = "taken"
    WITHIN_GAP = "within_gap"
    NO_LONGER_OFFERED = "no_longer_offered"


class AllocationStatus(StrEnum):
    """The status of a proposal."""

    PROPOSED = "proposed"
    BOOKED = "booked"
