"""Answers about referrals for the OpenAPI document. The use cases make them, without a database."""

from dataclasses import replace

from app.advice.domain.corrections import History, Recorded, retell
from app.advice.referrals.actions import ROUTES, get_referral_actions
from app.advice.referrals.correcting import Corrected
from app.advice.referrals.correction_routes import (
    A_WRONG_DAY,
    CONSENTS,
    CORRECTIONS,
    NARROWER,
    correct_a_consent,
    correct_a_referral,
    get_referral_corrections,
)
from app.advice.referrals.history import past_corrections
from app.advice.referrals.recording import REFERRALS, Place, Receipt, make, record
from app.advice.referrals.routes import get_referral, get_referral_events, get_referrals, refer
from app.advice.referrals.schemas.actions import ReferralActionIn
from app.advice.referrals.schemas.corrections import (
    CorrectConsentIn,
    CorrectReferralIn,
    ReferralCorrected,
    ReferralCorrectionOut,
)
from app.advice.referrals.schemas.referrals import Referral, ReferralChoices, ReferralMade, ReferralReceipt
from app.advice.referrals.views import choices_out, receipt_out, referral_out
from app.advice.referrals.views_corrections import corrected_out, past_correction_out
from app.advice.sandbox import SERVICE, facts, tell, trail
from app.advice.scenes import ADVICE, MENDED, NARROWING, REFERRING, TO_READ
from app.advice.services.documented import WHEN, the_service
from app.cases.sandbox import actor
from app.cases.stories import LA
from app.cases.unit import Service
from app.platform.actor import Recorded as RecordedBy
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples
from app.platform.http.journal_schema import JournalEntry

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(refer, sent_by={"a young person who came to the advice service": ADVICE})
def _made(service: Service) -> ReferralMade:
    stored = tell(TO_READ, WHEN)
    return ReferralMade(
        id=TO_READ.id,
        case_id=REFERRING.case_id,
        advice_service=the_service(service),
        source=stored.facts.source,
        person=stored.facts.person,
        referred_on=stored.facts.referred_on,
        full=False,
        alternative=None,
    )


@EXAMPLES.of(get_referral, referral_id=TO_READ.id)
def _receipt(service: Service) -> ReferralReceipt:
    said = Receipt(TO_READ.id, SERVICE, TO_READ.story.case_id, facts(), help_is_given=True, referred_at=WHEN)
    return receipt_out(said, service.organisations)


@EXAMPLES.of(get_referrals)
def _receipts(service: Service) -> Page[ReferralReceipt]:
    return Page[ReferralReceipt](items=[_receipt(service)], next=None)


@EXAMPLES.of(get_referral_events, by=ADVICE, referral_id=TO_READ.id)
def _trail(__: Service) -> Page[JournalEntry]:
    stored = tell(TO_READ, WHEN)
    place = Place(SERVICE, stored.la_id, stored.case_id)
    _, entry = make(TO_READ.id, place, facts(), RecordedBy(actor(LA), WHEN.date(), WHEN))
    return Page[JournalEntry](items=[JournalEntry.model_validate(entry)], next=None)


@EXAMPLES.of(get_referral_actions, referral_id=TO_READ.id)
def _choices(_: Service) -> ReferralChoices:
    return choices_out(TO_READ.id, tell(TO_READ, WHEN).facts, ADVICE, WHEN.date(), own=True)


@EXAMPLES.of(correct_a_referral, by=ADVICE, referral_id=TO_READ.id)
def _corrected(_: Service) -> ReferralCorrected:
    """Show what another day of the call would change."""
    before = tell(TO_READ, WHEN)
    entries = [Recorded(seq, "", WHEN.date(), command) for seq, command in enumerate(TO_READ.steps, start=2)]
    body = CorrectReferralIn.model_validate(CORRECTIONS[A_WRONG_DAY]["value"])
    [asked] = body.command(TO_READ.id, WHEN.date()).asked
    assert asked.remake is not None  # noqa: S101 - the example replaces the day
    again = {asked.seq: asked.remake(entries[-1].command)}
    folded = retell(REFERRALS, History(facts(), tuple(entries)).corrected(again, WHEN.date()))
    corrected = Corrected(before, replace(before, facts=folded.facts), [asked.seq], folded)
    return corrected_out(corrected, dry_run=True)


@EXAMPLES.of(get_referral_corrections, by=ADVICE, referral_id=MENDED.id)
def _past(service: Service) -> Page[ReferralCorrectionOut]:
    """Show the one correction of the example referral: the call was a day earlier."""
    [past] = past_corrections(trail(MENDED, WHEN))
    return Page[ReferralCorrectionOut](items=[past_correction_out(past, service.organisations)], next=None)


@EXAMPLES.of(correct_a_consent, referral_id=NARROWING.id)
def _narrowed(service: Service) -> ReferralReceipt:
    """Show the receipt after the example: the authority is told of no help."""
    made = facts()
    example = CorrectConsentIn.model_validate(CONSENTS[NARROWER]["value"])
    said = replace(made, consent=replace(made.consent, covers=frozenset(example.covers or ())))
    receipt = Receipt(NARROWING.id, SERVICE, NARROWING.story.case_id, said, help_is_given=False, referred_at=WHEN)
    return receipt_out(receipt, service.organisations)


def _show(schema: type[ReferralActionIn]) -> None:
    """Show an action: its own example, recorded on its own scene's referral."""

    @EXAMPLES.of(ROUTES[schema], by=ADVICE, referral_id=schema.scene.id)
    def _after(service: Service) -> Referral:
        command = schema.model_validate(dict(schema.example)).command(ADVICE, WHEN.date())
        after, _ = record(tell(schema.scene, WHEN), command, RecordedBy(actor(ADVICE), WHEN.date(), WHEN))
        return referral_out(after, service.organisations)


for _schema in ROUTES:
    _show(_schema)
