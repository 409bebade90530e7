"""The parts of a row of the law."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.regime import IN_FORCE

LAST_CHECKED = date(2026, 11, 29)
"""When the sources were last looked up; a row that was looked at then says so."""

COMMENCEMENT = date(2014, 9, 1)
"""Part 3 of the Children and Families Act 2014 and the SEND Regulations came into force (SI 2014/889)."""


class Kind(StrEnum):
    """What kind of rule this is. `gate`: an action is forbidden until something is true. `clock`: a time limit, which
    never blocks an action. `duty`: something that a person or organisation must do."""

    GATE = "gate"  # forbids an action until something is true
    CLOCK = "clock"  # a date to report; never blocks, for the tribunal alone decides lateness
    DUTY = "duty"  # something that a party owes


class Calendar(StrEnum):
    """How the days of a time limit are counted, and whether a last day that falls on a weekend, on a holiday, in August
    or at Christmas is put off to a later day."""

    DAYS = "days"  # every day counts, nothing moves
    SEND_WORKING_DAYS = "send_working_days"  # Mon-Fri but bank holidays; August and Christmas week count
    TRIBUNAL_STARTING = "tribunal_starting"  # r.12(1), (2), (3)(a): the end moves past August and Christmas
    TRIBUNAL_ACTING = "tribunal_acting"  # r.12(1), (2), (3)(b): August and Christmas week are not counted
    TRIBUNAL_ORDINARY = "tribunal_ordinary"  # r.12(1), (2) only
    NONE = "none"  # the rule has no time in it


TRIBUNAL_TIME = frozenset({Calendar.TRIBUNAL_STARTING, Calendar.TRIBUNAL_ACTING, Calendar.TRIBUNAL_ORDINARY})


class Verified(StrEnum):
    """How closely we have checked this against the source. `primary`: we read the law or official material.
    `secondary`: we read a trustworthy account of the source. `inferred`: our own reading, so check before you rely on
    it."""

    PRIMARY = "primary"  # read in the statute, the instrument or official material
    SECONDARY = "secondary"  # read in a trustworthy account of it
    INFERRED = "inferred"  # general knowledge or a reading: check before relying on it


class Unit(StrEnum):
    """The unit in which a period of time is measured."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    WORKING_DAYS = "working_days"


class Direction(StrEnum):
    """Whether a period runs forward from its day, or back from it."""

    AFTER = "after"
    BEFORE = "before"
    BEGINNING_WITH = "beginning_with"  # forward, and the first day counts


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as the statute states it: `Period(2, Unit.MONTHS)` is "two months after"."""

    amount: int
    unit: Unit
    direction: Direction = Direction.AFTER

    def __str__(self) -> str:
        if not self.amount:
            return "immediately"
        unit = self.unit.value.replace("_", " ")
        words = f"{self.amount} {unit[:-1] if self.amount == 1 else unit}"
        return f"{words} {self.direction.value.replace('_', ' ')}"


class Fact(StrEnum):
    """A dated event from which a time limit runs. Each is a field of `Chronology` and of the calculator's body."""

    NOTICE_SENT = "notice_sent_on"
    CERTIFICATE_ISSUED = "certificate_issued_on"
    MEDIATION_DECLINED = "mediation_declined_on"
    MEDIATION_REQUESTED = "mediation_requested_on"
    HEALTH_ISSUES_RAISED = "health_issues_raised_on"
    COMMISSIONING_BODY_NOTIFIED = "commissioning_body_notified_on"
    SESSION = "session_on"
    MEDIATION_CONCLUDED = "mediation_concluded_on"
    CANNOT_ARRANGE_REPORTED = "cannot_arrange_reported_on"
    AGREEMENT_MADE = "agreement_made_on"
    APPEAL_RECEIVED = "appeal_received_on"
    UNOPPOSED_NOTIFIED = "unopposed_notified_on"
    WITHDRAWAL_RECEIVED = "withdrawal_received_on"
    ORDER_MADE = "order_made_on"
    MOVE_KNOWN = "move_known_on"
    MOVES = "moves_on"
    PLAN_TRANSFERRED = "plan_transferred_on"
    RESPONSE_SENT = "response_sent_on"
    STAFF_DECISION_SENT = "staff_decision_sent_on"


class Step(StrEnum):
    """One thing that must be done under a mediation agreement or a tribunal order."""

    NOTIFY = "notify"
    REFUSE_WITH_REASONS = "refuse_with_reasons"
    DRAFT_PLAN = "draft_plan"
    FINAL_PLAN = "final_plan"
    AMENDED_PLAN = "amended_plan"
    NAME_SETTING = "name_setting"
    CONTINUE = "continue"
    CEASE = "cease"
    DRAFT_OR_NOTICE = "draft_or_notice"
    DO = "do"


@dataclass(frozen=True, slots=True)
class Clock:
    """The dated part of a rule: which published deadline it sets, from which fact, after how long.

    `when` names a condition of `app.law.domain.chronology`; `applies_if` is a condition that the calculator
    cannot know and therefore says aloud.
    """

    code: Code
    runs_from: Fact
    period: Period
    when: str
    term: TermKind | None = None
    step: Step | None = None
    ground: str | None = None
    applies_if: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of law in one version: what it says, where it stands, when it is in force, how well it is known.

    Two versions of the same rule share an id and never overlap. Dates are inclusive. `caution` is what a reader of
    a date that the rule gives should be told with it.
    """

    id: str
    says: str
    citation: str
    url: str
    kind: Kind
    owed_by: Party
    calendar: Calendar = Calendar.NONE
    clock: Clock | None = None
    in_force_from: date = COMMENCEMENT
    in_force_to: date | None = None
    verified: Verified = Verified.SECONDARY
    governed_on: Fact = Fact.NOTICE_SENT
    regime: str = IN_FORCE
    checked_on: date = date(2026, 11, 23)
    caution: str | None = None

    def in_force(self, on: date) -> bool:
        """Whether this version is the law on that day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)
