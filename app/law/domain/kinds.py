"""The deadlines: each with its published name and its kind. Nothing else says what sort of deadline a code is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from typing import Final, Self

from app.kernel.readers import (
    ADVISED,
    AND_ITS_ADVISER,
    AND_THE_TRIBUNAL,
    EVERY_READER,
    PARTIES,
    TO_THE_APPEAL,
    Readers,
)
from app.kernel.terms import OrganisationKind


class Limits(Enum):
    """How the rules that set a deadline are read together."""

    EACH_ALONE = auto()  # every rule that applies sets a deadline of its own
    THE_LATEST = auto()  # several rules compete, and the latest date wins
    EACH_TERM = auto()  # a deadline for each step of each agreed term; a date agreed in writing replaces a term's steps


class Part(Enum):
    """The part of a dispute that a deadline belongs to."""

    ADVICE = auto()
    MEDIATION = auto()  # owed while the family wants mediation
    AGREEMENT = auto()
    LODGING = auto()  # the family's own time, before there is an appeal
    APPEAL = auto()  # how an appeal is prepared and heard: see `_in_the_appeal`
    AFTER_APPEAL = auto()  # what follows the end of an appeal, beside an order
    ORDER = auto()  # the authority does what was ordered, or what was asked for where it does not oppose the appeal
    TRANSFER = auto()
    EXEMPTION = auto()


class Ends(Enum):
    """What ends the wait for an act that was not done yet."""

    NOTHING = auto()  # what was agreed or ordered is owed whether or not anybody keeps the file open
    CASE = auto()
    RESOLUTION = auto()  # the end of the case, and the end of the dispute before it


class KeptBy(Enum):
    """What on the case says that the act was done. An act that has an action of its own is recorded in no other way."""

    COMPLETION = auto()  # a party records that its duty is done
    CONTACT = auto()
    APPEAL = auto()
    CERTIFICATE = auto()
    NOTICE_TO_BODY = auto()
    SESSION = auto()
    EXEMPTION_DECISION = auto()
    LEAVE = auto()
    REINSTATEMENT = auto()
    TRANSFER = auto()
    BUNDLE = auto()


class OwedAgainFor(Enum):
    """What makes a completed duty owed again."""

    SESSION = auto()
    AGREEMENT = auto()
    APPEAL = auto()
    STAFF_DECISION = auto()
    END_OF_APPEAL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineKind:
    """What is true of a deadline whatever the case."""

    part_of: Part
    ends_with: Ends
    kept_by: KeptBy
    shown_to: Readers
    owed_again_for: OwedAgainFor | None
    recorded_by: frozenset[OrganisationKind] | None
    """Who records that the duty is done. None if the party that owes it does."""
    limits: Limits
    owed_by_arranger: bool
    """Whether the party that arranges mediation owes it: where it is about health alone, the body (s.53)."""


ARRANGERS: Final = frozenset(
    {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.COMMISSIONING_BODY}
)
"""Who may have fixed a session, and tells the family of it (reg 36)."""


def _kind(
    part_of: Part,
    ends_with: Ends,
    kept_by: KeptBy,
    shown_to: Readers,
    again: OwedAgainFor | None = None,
    limits: Limits = Limits.EACH_ALONE,
) -> DeadlineKind:
    return DeadlineKind(
        part_of=part_of,
        ends_with=ends_with,
        kept_by=kept_by,
        shown_to=shown_to,
        owed_again_for=again,
        recorded_by=None,
        limits=limits,
        owed_by_arranger=False,
    )


def _in_the_appeal(
    ends_with: Ends,
    kept_by: KeptBy,
    again: OwedAgainFor | None = None,
    also_to: Readers = frozenset(),
    recorded_by: frozenset[OrganisationKind] | None = None,
) -> DeadlineKind:
    """Return the kind of a deadline within an appeal: for the parties to the appeal and for the tribunal.

    A mediation provider and a commissioning body are no party to an appeal. They are told when it began, and how it
    ended. `also_to` names an adviser of the family, who sees the date with the family's consent.
    """
    return replace(_kind(Part.APPEAL, ends_with, kept_by, TO_THE_APPEAL | also_to, again), recorded_by=recorded_by)


TELL_OF_THE_FAMILY: Final = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.TRIBUNAL})
"""Who records what a family did within an appeal. A family has no client here."""


def _direction() -> DeadlineKind:
    """Return the kind of what the tribunal directs a party to do before the hearing."""
    return _in_the_appeal(Ends.RESOLUTION, KeptBy.COMPLETION, OwedAgainFor.APPEAL, recorded_by=TELL_OF_THE_FAMILY)


def _reply() -> DeadlineKind:
    """Return the kind of a reply to a recommendation. The authority gets a copy of each, so it may record both."""
    told = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.COMMISSIONING_BODY})
    again = OwedAgainFor.END_OF_APPEAL
    kind = _kind(Part.AFTER_APPEAL, Ends.NOTHING, KeptBy.COMPLETION, AND_THE_TRIBUNAL, again)
    return replace(kind, recorded_by=told)


class Code(StrEnum):
    """The name of a deadline."""

    kind: DeadlineKind

    def __new__(cls, name: str, kind: DeadlineKind) -> Self:
        """Store the kind beside the name."""
        code = str.__new__(cls, name)
        code._value_ = name
        code.kind = kind
        return code

    CONTACT_ADVISER = "contact-adviser", _kind(Part.ADVICE, Ends.RESOLUTION, KeptBy.CONTACT, EVERY_READER)
    LODGE_APPEAL = (
        "lodge-appeal",
        _kind(Part.LODGING, Ends.RESOLUTION, KeptBy.APPEAL, EVERY_READER, limits=Limits.THE_LATEST),
    )
    APPLY_FOR_LEAVE = "apply-for-leave", _kind(Part.LODGING, Ends.RESOLUTION, KeptBy.LEAVE, EVERY_READER)
    ISSUE_CERTIFICATE = "issue-certificate", _kind(Part.ADVICE, Ends.CASE, KeptBy.CERTIFICATE, AND_ITS_ADVISER)
    NOTIFY_COMMISSIONING_BODY = (
        "notify-commissioning-body",
        _kind(Part.MEDIATION, Ends.CASE, KeptBy.NOTICE_TO_BODY, AND_ITS_ADVISER),
    )
    ARRANGE_MEDIATION = "arrange-mediation", _kind(Part.MEDIATION, Ends.CASE, KeptBy.SESSION, AND_ITS_ADVISER)
    COMMISSIONING_BODY_ARRANGE_MEDIATION = (
        "commissioning-body-arrange-mediation",
        _kind(Part.MEDIATION, Ends.CASE, KeptBy.SESSION, AND_ITS_ADVISER),
    )
    NOTIFY_SESSION = (
        "notify-session",
        DeadlineKind(
            part_of=Part.MEDIATION,
            ends_with=Ends.RESOLUTION,
            kept_by=KeptBy.COMPLETION,
            shown_to=AND_ITS_ADVISER,
            owed_again_for=OwedAgainFor.SESSION,
            recorded_by=ARRANGERS,
            limits=Limits.EACH_ALONE,
            owed_by_arranger=True,
        ),
    )
    REPORT_AGREEMENT = "report-agreement-to-authority", _kind(Part.AGREEMENT, Ends.NOTHING, KeptBy.COMPLETION, PARTIES)
    CARRY_OUT_AGREEMENT = (
        "carry-out-agreement",
        DeadlineKind(
            part_of=Part.AGREEMENT,
            ends_with=Ends.NOTHING,
            kept_by=KeptBy.COMPLETION,
            shown_to=PARTIES,
            owed_again_for=OwedAgainFor.AGREEMENT,
            recorded_by=None,
            limits=Limits.EACH_TERM,
            owed_by_arranger=True,
        ),
    )
    LA_RESPONSE = (
        "la-response",
        _in_the_appeal(Ends.RESOLUTION, KeptBy.COMPLETION, OwedAgainFor.APPEAL, also_to=ADVISED),
    )
    COPY_RESPONSE = "copy-response-to-family", _in_the_appeal(Ends.CASE, KeptBy.COMPLETION)
    FRESH_CONSIDERATION = (
        "fresh-consideration",
        _in_the_appeal(Ends.CASE, KeptBy.COMPLETION, OwedAgainFor.STAFF_DECISION, recorded_by=TELL_OF_THE_FAMILY),
    )
    SEND_HEARING_BUNDLE = "send-hearing-bundle", _in_the_appeal(Ends.RESOLUTION, KeptBy.BUNDLE)
    SEND_EVIDENCE = "send-evidence", _direction()
    SEND_WORKING_DOCUMENT = "send-working-document", _direction()
    SEND_ATTENDANCE_FORM = "send-attendance-form", _direction()
    PREPARE_CASE_REVIEW = "prepare-case-review", _direction()
    FOLLOW_DIRECTION = "follow-direction", _direction()
    REPLY_ON_HEALTH = "reply-on-health-recommendation", _reply()
    REPLY_ON_CARE = "reply-on-social-care-recommendation", _reply()
    COMPLY_WITH_ORDER = (
        "comply-with-order",
        _kind(Part.ORDER, Ends.NOTHING, KeptBy.COMPLETION, EVERY_READER, OwedAgainFor.END_OF_APPEAL),
    )
    COMPLY_UNOPPOSED = (
        "comply-unopposed",
        _kind(Part.ORDER, Ends.NOTHING, KeptBy.COMPLETION, EVERY_READER, OwedAgainFor.END_OF_APPEAL),
    )
    APPLY_FOR_REINSTATEMENT = (
        "apply-for-reinstatement",
        _kind(Part.AFTER_APPEAL, Ends.NOTHING, KeptBy.REINSTATEMENT, AND_THE_TRIBUNAL),
    )
    TRANSFER_PLAN = (
        "transfer-plan",
        _kind(Part.TRANSFER, Ends.CASE, KeptBy.TRANSFER, PARTIES, limits=Limits.THE_LATEST),
    )
    EXPLAIN_TRANSFERRED_PLAN = "explain-transferred-plan", _kind(Part.TRANSFER, Ends.CASE, KeptBy.COMPLETION, PARTIES)
    DECIDE_EXEMPTION = "decide-exemption", _kind(Part.EXEMPTION, Ends.CASE, KeptBy.EXEMPTION_DECISION, AND_THE_TRIBUNAL)


OF_A_DIRECTION: Final[Mapping[str, Code]] = {
    "evidence": Code.SEND_EVIDENCE,
    "working_document": Code.SEND_WORKING_DOCUMENT,
    "attendance_form": Code.SEND_ATTENDANCE_FORM,
    "case_review": Code.PREPARE_CASE_REVIEW,
    "other": Code.FOLLOW_DIRECTION,
}
"""The deadline of each step that the tribunal directs. The response and the bundle have a rule of their own."""
