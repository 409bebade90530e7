"""A second calculator, written to disagree with the first if either is wrong.

It does no arithmetic on dates beyond "the next square" and "the square before". It has a wall planner for 2014 to
2028 and a finger: every answer is reached by moving the finger one square at a time and counting aloud. Months are
pages turned, weeks are squares counted in sevens by whoever wrote the list, and the bank holidays are worked out
from the moon and the proclamations. It shares no code and no table with `app/law/domain`, and is slow on purpose.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

FIRST_SQUARE, LAST_SQUARE = date(2014, 1, 1), date(2028, 12, 31)
COMMENCEMENT = date(2014, 9, 1)  # Part 3 of the 2014 Act came into force
NEW_REGULATION_45 = date(2015, 3, 23)  # S.I. 2015/359
CLAIMS_LEAVE_RULE_12_3 = date(2020, 7, 21)  # the Amendment Rules of 2020
ONWARD, BACK = timedelta(days=1), timedelta(days=-1)


class Refused(Exception):
    """The planner cannot say; carries the rule's slug."""


class Answer(NamedTuple):
    """One date owed, with whatever tells it from its neighbours. Dates and moments are ISO 8601 text."""

    code: str
    due_on: str
    ground: str = ""
    term: str = ""
    step: str = ""
    due_at: str = ""


# --- the planner ----------------------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def squares(start: date, way: timedelta = ONWARD) -> Iterator[date]:
    """The squares beyond `start`, one by one, in either direction."""
    finger = start
    while True:
        finger += way
        yield finger


@cache
def page(year: int, month: int) -> tuple[date, ...]:
    """Every square of one month."""
    return tuple(day for day in (date(year, month, 1) + n * ONWARD for n in range(31)) if day.month == month)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The weekdays on which England's banks are shut: the rule, then what was proclaimed otherwise."""
    sunday = easter(year)
    may, august = ([d for d in page(year, month) if d.weekday() == 0] for month in (5, 8))
    shut = {sunday + 2 * BACK, sunday + ONWARD, may[0], may[-1], august[-1]}
    for feast in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while feast.weekday() >= 5 or feast in shut:  # a feast on a weekend is kept on the next free weekday
            feast += ONWARD
        shut.add(feast)
    if year == 2020:  # moved for the 75th anniversary of VE Day
        shut = shut - {may[0]} | {date(2020, 5, 8)}
    if year == 2022:  # moved for the Platinum Jubilee, which had a day of its own; then the Queen's funeral
        shut = shut - {may[-1]} | {date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)}
    if year == 2023:  # the Coronation
        shut |= {date(2023, 5, 8)}
    return frozenset(shut)


def is_open(square: date) -> bool:
    """A working day: neither weekend nor bank holiday. Nobody knows beyond the last square."""
    if square > LAST_SQUARE:
        raise Refused("beyond-calendar-horizon")
    return square.weekday() < 5 and square not in bank_holidays(square.year)


def is_shaded(square: date) -> bool:
    """One of the days that rule 12(3) of the tribunal's rules shades: August, and Christmas to New Year's Day."""
    return square.month == 8 or (square.month, square.day) == (1, 1) or (square.month == 12 and square.day >= 25)


def count(start: date, how_many: int, *, way: timedelta = ONWARD, if_: Callable[[date], bool]) -> date:
    """Leave `start` and stop on the nth square that counts."""
    counted, finger, path = 0, start, squares(start, way)
    while counted < how_many:
        finger = next(path)
        counted += if_(finger)
    return finger


def turn_pages(start: date, how_many: int) -> date:
    """The square of the same number so many pages on; the page's last square when it has no such number."""
    turned, finger = 0, start
    for square in squares(start):
        if square.day == 1:
            turned += 1
        if turned > how_many:
            return finger  # walked off the page: the last square will do
        finger = square
        if turned == how_many and square.day == start.day:
            return square
    raise AssertionError("the planner has no end")


def five_oclock(day: date) -> str:
    """17:00 by the clocks of England."""
    spring, autumn = clocks_change(day.year)
    return f"{day}T17:00:00+0{int(spring <= day < autumn)}:00"


@cache
def clocks_change(year: int) -> tuple[date, date]:
    """The last Sundays of March and October."""
    spring, autumn = ([d for d in page(year, month) if d.weekday() == 6][-1] for month in (3, 10))
    return spring, autumn


# --- the rules, as somebody would read them out ------------------------------------------------------------------

ANY = [
    ("assess", "notify", 14),
    ("assess", "refuse_with_reasons", 70),
    ("assess", "final_plan", 98),
    ("make_plan", "draft_plan", 35),
    ("make_plan", "final_plan", 77),
    ("amend_plan", "amended_plan", 35),
    ("name_setting", "name_setting", 14),
    ("continue_plan", "continue", 0),
    ("cease_plan", "cease", 0),
    ("reconsider", "draft_or_notice", 14),
    ("other_action", "do", 14),
]
UNOPPOSED_AS_MADE = [
    ("assess", "notify", 28),
    ("amend_plan", "amended_plan", 28),
    *(row for row in ANY if row[0] not in ("assess", "amend_plan")),  # making a plan: not read, taken as later
]
WON = {
    "refusal_to_assess": "assess",
    "refusal_to_reassess": "assess",
    "refusal_to_issue_plan": "make_plan",
    "plan_content": "amend_plan",
    "refusal_to_amend": "amend_plan",
    "cease_to_maintain": "continue_plan",
}


def every_day(_: date) -> bool:
    """In these periods every square counts."""
    return True


def lodge_by(last: date, *, shading: bool) -> Answer:
    """Rule 12: where an appeal may still be lodged when its time runs out on `last`."""
    finger = last
    while shading and is_shaded(finger):
        finger += ONWARD
    while not is_open(finger):
        finger += ONWARD
    return Answer("lodge-appeal", str(finger), due_at=five_oclock(finger))


def obeyed(code: str, day: date, kind: str, rows: list[tuple[str, str, int]]) -> list[Answer]:
    """Each step of an order or an agreed term."""
    return [
        Answer(code, str(count(day, how_many, if_=every_day)), term=kind, step=step)
        for term, step, how_many in rows
        if term == kind
    ]


def answers(**facts: Any) -> list[Answer]:
    """Every date owed on these facts, or `Refused`. The facts are the request body of the calculator."""
    owed = by_the_rules(**facts)
    for said in facts.get("directed") or []:  # the tribunal's own date takes the rule's place
        named = date.fromisoformat(said["due_on"])
        code = said.get("code", "comply-with-order")
        starts = "order_made_on" if code == "comply-with-order" else "appeal_received_on"
        if named > LAST_SQUARE:
            raise Refused("beyond-calendar-horizon")
        if str(named) < (facts.get(starts) or facts["notice_sent_on"]):
            raise Refused("before-the-notice")
        owed = [
            instead(answer, named) if answer.code == code and said.get("step") in (None, answer.step) else answer
            for answer in owed
        ]
    return sorted(owed)


def instead(answer: Answer, named: date) -> Answer:
    """A date that the tribunal named: an act before the tribunal still waits for it to open."""
    while answer.due_at and not is_open(named):
        named += ONWARD
    return answer._replace(due_on=str(named), due_at=answer.due_at and five_oclock(named))


def by_the_rules(**facts: Any) -> list[Answer]:
    """Every date that the rules alone give."""
    on = {name: date.fromisoformat(value) for name, value in facts.items() if name.endswith("_on") and value}
    terms = facts.get("agreement_terms") or []
    agreed_by = [date.fromisoformat(term["agreed_by"]) for term in terms if term.get("agreed_by")]
    sent = on["notice_sent_on"]
    if min(on.values()) < COMMENCEMENT:
        raise Refused("before-commencement")
    if min(on.values()) < sent or any(day < on.get("agreement_made_on", sent) for day in agreed_by):
        raise Refused("before-the-notice")
    if max([*on.values(), *agreed_by]) > LAST_SQUARE:
        raise Refused("beyond-calendar-horizon")

    kind, sections = facts.get("decision_kind"), set(facts.get("sections") or [])
    only_the_school = kind in ("plan_content", "refusal_to_amend") and sections & {"B", "F", "I"} == {"I"}
    if kind not in (None, "plan_content"):
        sections = set()  # no other decision is about sections
    claim = facts.get("claim") == "disability_discrimination"
    shading = not claim or sent < CLAIMS_LEAVE_RULE_12_3
    contents = kind == "plan_content" and bool(sections)
    hopeless = contents and sections <= {"C", "D", "G", "H1", "H2"}  # nothing here can be appealed
    owed: list[Answer] = []

    if claim:
        owed.append(lodge_by(turn_pages(sent, 6), shading=shading))
    elif not hopeless:
        certified = on.get("certificate_issued_on")
        times = [turn_pages(sent, 2)]
        owed.append(lodge_by(max(in_other_laws(facts.get("clock_effect") or "floor", sent, on)), shading=True))
        if not only_the_school:
            owed.append(Answer("contact-adviser", str(times[0])))
            if not certified and "appeal_received_on" not in on:  # leave is asked for in the time for appeals
                owed.append(lodge_by(times[0], shading=True)._replace(code="apply-for-leave"))

    if "appeal_received_on" in on and (claim or not hopeless):
        day = count(
            on["appeal_received_on"], 30, if_=lambda square: is_open(square) and not (shading and is_shaded(square))
        )
        owed.append(Answer("la-response", str(day), due_at=five_oclock(day)))  # rule 12(1) is for every act
    if claim:
        return sorted(owed)

    if not hopeless:
        if "response_sent_on" in on:
            owed.append(Answer("copy-response-to-family", str(on["response_sent_on"])))
        for fact, code, how_many in [
            ("staff_decision_sent_on", "fresh-consideration", 14),
            ("withdrawal_received_on", "apply-for-reinstatement", 28),
        ]:
            if fact in on:
                last = count(on[fact], how_many, if_=lambda square: not is_shaded(square))
                owed.append(lodge_by(last, shading=False)._replace(code=code))

    for fact, ground in [
        ("mediation_declined_on", "declined"),
        ("mediation_concluded_on", "took_part"),
        ("cannot_arrange_reported_on", "not_arranged"),
    ]:
        if fact in on and not hopeless:
            owed.append(Answer("issue-certificate", str(count(on[fact], 3, if_=is_open)), ground=ground))
    if "health_issues_raised_on" in on:
        day = count(on["health_issues_raised_on"], 3, if_=is_open)
        owed.append(Answer("notify-commissioning-body", str(day)))
    only_health = bool(sections) and sections <= {"C", "G"}
    if "mediation_requested_on" in on and not only_health:
        day = count(on["mediation_requested_on"], 30, if_=every_day)
        owed.append(Answer("arrange-mediation", str(day)))
    if "commissioning_body_notified_on" in on and (only_health or not sections):
        day = count(on["commissioning_body_notified_on"], 30, if_=every_day)
        owed.append(Answer("commissioning-body-arrange-mediation", str(day)))
    if "session_on" in on:
        owed.append(Answer("notify-session", str(count(on["session_on"], 5, way=BACK, if_=is_open))))

    if "move_known_on" in on:  # fifteen working days that begin with the day itself: start from the square before
        eve = on["move_known_on"] + BACK
        fifteenth = count(eve, 15, if_=is_open)
        owed.append(Answer("transfer-plan", str(max(fifteenth, on.get("moves_on", fifteenth)))))
    if "plan_transferred_on" in on:
        day = count(on["plan_transferred_on"], 42, if_=every_day)
        owed.append(Answer("explain-transferred-plan", str(day)))

    if "agreement_made_on" in on:
        made = on["agreement_made_on"]
        owed.append(Answer("report-agreement-to-authority", str(count(made, 7, if_=every_day))))
        for term in terms:
            steps = obeyed("carry-out-agreement", made, term["kind"], ANY)
            owed += [steps[-1]._replace(due_on=term["agreed_by"])] if term.get("agreed_by") else steps
    if hopeless:
        return sorted(owed)
    if "order_made_on" in on:
        owed += obeyed("comply-with-order", on["order_made_on"], facts["order_kind"], ANY)
    if "unopposed_notified_on" in on and on["unopposed_notified_on"] <= on.get("response_sent_on", LAST_SQUARE):
        # Regulation 45(4) keeps five weeks for s.51(2)(e), whatever the sections: two weeks are for (c)(iii) and (iv).
        school = kind == "plan_content" and only_the_school
        won = facts.get("order_kind") or ("name_setting" if school else WON[kind or ""])
        rows = ANY if sent >= NEW_REGULATION_45 else UNOPPOSED_AS_MADE
        owed += obeyed("comply-unopposed", on["unopposed_notified_on"], won, rows)
    return sorted(owed)


def in_other_laws(effect: str, sent: date, on: dict[str, date]) -> list[date]:
    """The ends of a family's time, of which the last counts: in the law, which only knows a floor, and in others."""
    two_months, certified, asked = (
        turn_pages(sent, 2), on.get("certificate_issued_on"), on.get("mediation_requested_on")
    )  # fmt: skip
    in_time = asked is not None and str(asked) <= lodge_by(two_months, shading=True).due_on
    if effect == "none":
        return [two_months]
    if effect == "three_months_added":
        return [turn_pages(sent, 5) if in_time else two_months]
    ends = [two_months] + ([turn_pages(certified, 1)] if certified else [])
    if effect == "floor" or asked is None or not in_time:
        return ends
    told = [on[name] for name in ("mediation_concluded_on", "mediation_declined_on") if name in on]
    over = sorted(day for day in told if day >= asked) or [day for day in [certified] if day and day >= asked]
    if not over:
        return ends  # it goes on: nobody can say how much is not counted
    later, finger = two_months, asked
    while finger < over[0]:  # each square of mediation is given back at the end
        finger, later = finger + ONWARD, later + ONWARD
    return [*ends, later, turn_pages(over[0], 1)]


def refusal(**facts: Any) -> str:
    """The slug of the rule that refuses these facts."""
    try:
        given = answers(**facts)
    except Refused as refused:
        return str(refused)
    raise AssertionError(f"not refused: {facts} gave {given}")
