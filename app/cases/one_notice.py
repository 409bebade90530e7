"""Refuses a change of a case after which its notice would have two cases."""

from app.cases.ports import Notices, Sought
from app.cases.records import StoredCase
from app.cases.refusals import NoticeKnown


async def must_stay_one(notices: Notices, before: StoredCase, after: StoredCase) -> None:
    """Refuse a change of a notice after which another case surely has the same notice.

    The trigger `confirmed_once` asks the same of the row. What is asked here has an answer that names the other case.

    Raises NoticeKnown.
    """
    sought = sought_of(after)
    if sought != sought_of(before):
        await must_be_alone(notices, sought)


async def must_be_alone(notices: Notices, sought: Sought) -> None:
    """Refuse a notice that surely has another case. Raises NoticeKnown."""
    other = await notices.same(sought)
    if other is not None and other.sure:
        raise NoticeKnown.of(other)


def sought_of(case: StoredCase) -> Sought:
    """Return what tells the notice of a case from the notice of another case."""
    facts = case.facts
    days = {day for day in (facts.notice_sent_on, facts.notice_printed_on) if day is not None}
    return Sought(case.la_id, facts.kind, tuple(sorted(days)), case.la_reference, facts.appellant_kind, but=case.id)
