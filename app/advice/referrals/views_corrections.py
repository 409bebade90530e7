"""What a correction does to a referral, as its advice service is told it."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.advice.domain.corrections import Fallen
from app.advice.domain.facts import ReferralFacts
from app.advice.referrals.correcting import Corrected
from app.advice.referrals.recording import FACTS, facts_to_json
from app.advice.referrals.schemas.corrections import ReferralCorrected, ReferralCorrectionOut, ReferralStateMoved
from app.cases.past_corrections import PastCorrection
from app.cases.schemas.corrections import FallenEvent, Versions, changed, written
from app.cases.views import organisation
from app.kernel.terms import OrganisationKind
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.directory import Organisations
from app.platform.journal import Entry
from app.platform.json import as_json, read_back


def fallen_out(found: Iterable[Fallen]) -> list[FallenEvent]:
    """Show entries that the corrected referral refuses. All of them are the advice service's own."""
    return [_fallen(one) for one in found]


def _fallen(one: Fallen) -> FallenEvent:
    rule = RULEBOOK.rule(one.refusal.rule_id)
    return FallenEvent(
        seq=one.entry.seq,
        type=one.entry.kind,
        action=None,
        recorded_by=OrganisationKind.ADVICE_SERVICE,
        yours=True,
        rule=rule.id,
        citation=rule.citation,
        legislation_url=rule.url,
        reason=one.refusal.reason,
    )


def corrected_out(corrected: Corrected, *, dry_run: bool) -> ReferralCorrected:
    """Show a referral before and after a correction."""
    before, after = (facts_to_json(one.facts) for one in (corrected.before, corrected.after))
    return ReferralCorrected(
        referral_id=corrected.before.id,
        dry_run=dry_run,
        version=corrected.before.version if dry_run else corrected.after.version,
        events=written(corrected.places, corrected.before.version, dry_run=dry_run),
        state=ReferralStateMoved(before=corrected.before.facts.state, after=corrected.after.facts.state),
        changes=changed(before, after),
        no_longer_stand=fallen_out(corrected.folded.fallen),
    )


def past_correction_out(past: PastCorrection[Entry], organisations: Organisations) -> ReferralCorrectionOut:
    """Show a correction of the past."""
    first = past.first
    return ReferralCorrectionOut(
        seq=first.seq,
        by=first.by,
        organisation=organisation(first.organisation_id, organisations),
        client_id=first.client_id,
        recorded_at=first.recorded_at,
        reason=first.changes["correction"]["reason"],
        changes=changed({name: past.before[name] for name in past.after}, past.after),
        events=[
            Versions(
                seq=one.by.seq,
                corrects=one.event.seq,
                type=one.event.type,
                voided=one.after is None,
                before=dict(one.before) if one.before is not None else None,
                after=dict(one.after) if one.after is not None else None,
            )
            for one in past.events
        ],
        state=ReferralStateMoved(before=_facts(past.before).state, after=_facts(past.after).state),
    )


def _facts(said: Mapping[str, Any]) -> ReferralFacts:
    facts: ReferralFacts = read_back(FACTS, as_json(dict(said)), "the facts of a referral")
    return facts
