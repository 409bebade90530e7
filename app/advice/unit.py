"""What the routes of advice work with in a unit of work, and the problems that explain this wing's refusals."""

from collections.abc import Mapping

from app.advice.bench import Bench
from app.advice.offers.store import Offers
from app.advice.offers.views import refused_offer
from app.advice.referrals.recording import TooManyContacts
from app.advice.referrals.store import Referrals
from app.advice.referrals.views import refused_on_referral
from app.advice.referrals.views_corrections import fallen_out
from app.advice.refusals import LaterEntriesStand, OfferRefuses, ReferralRefuses, ReferredBefore, SpeaksForItself
from app.advice.services.store import Rooms
from app.cases.desk import Desk
from app.cases.problems import LaterEventsStandOnIt
from app.cases.unit import Explanation, Service
from app.platform.db.connections import Connection
from app.platform.db.work import Work
from app.platform.http.problems import AlreadyRegistered, InvalidInput, NotYoursToRecord, Problem


def bench_on(connection: Connection, desk: Desk) -> Bench:
    """Return the bench of one transaction."""
    return Bench(desk, Rooms(connection), Offers(connection), Referrals(connection))


def bench_of(service: Service, work: Work) -> Bench:
    """Return the bench of a unit of work."""
    return bench_on(work.connection, service.desk)


def _offer_refuses(_: Service, __: Work, error: OfferRefuses) -> Problem:
    return refused_offer(error)


def _referral_refuses(_: Service, __: Work, error: ReferralRefuses) -> Problem:
    return refused_on_referral(error)


def _speaks_for_itself(_: Service, __: Work, error: SpeaksForItself) -> Problem:
    return NotYoursToRecord(error.reason)


def _referred_before(_: Service, __: Work, error: ReferredBefore) -> Problem:
    if error.referral_id is None:
        return AlreadyRegistered(error.reason)
    return AlreadyRegistered(error.reason, referral_id=error.referral_id)


def _later_entries_stand(_: Service, __: Work, error: LaterEntriesStand) -> Problem:
    count = len(error.fallen)
    counted, these = (
        ("one later entry", "this entry") if count == 1 else (f"{count} later entries", "all these entries")
    )
    return LaterEventsStandOnIt(
        (
            f"If we made this correction, {counted} would no longer be possible. Correct or void {these} in the same "
            "request."
        ),
        events=[one.model_dump(mode="json") for one in fallen_out(error.fallen)],
    )


def _too_many_contacts(_: Service, __: Work, error: TooManyContacts) -> Problem:
    return InvalidInput.at("body", "#", str(error), "too_many_contacts")


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    OfferRefuses: _offer_refuses,
    ReferralRefuses: _referral_refuses,
    SpeaksForItself: _speaks_for_itself,
    ReferredBefore: _referred_before,
    LaterEntriesStand: _later_entries_stand,
    TooManyContacts: _too_many_contacts,
}
