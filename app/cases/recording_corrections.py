"""What is written on a case by a correction. Nothing here waits or writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.cases.certifying import Certifies, certificate_of
from app.cases.desk import Desk
from app.cases.domain.corrections import History
from app.cases.domain.facts import CaseFacts
from app.cases.domain.transfer import reference_now
from app.cases.history import Trail
from app.cases.recording import staged
from app.cases.records import NewCertificate, Revoked, Says, Staged, StoredCase, facts_to_json, log
from app.kernel.machine import Happened
from app.platform.actor import Recorded


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What one event of a correction says: which event it corrects, and what stands in its place."""

    kind: str
    about: Mapping[str, Any]
    command: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrects:
    """A case as it is corrected. `trail` is its events before, and `history` what they tell as corrected. `opening` is
    what its notice says beside the facts.
    """

    trail: Trail
    history: History
    facts: CaseFacts
    events: Sequence[Rewritten]
    opening: Mapping[str, Any]
    notice_corrected: bool
    sealed: Mapping[str, Any]
    body_id: UUID | None
    certifies: Certifies | None = None
    revoked: Revoked | None = None
    not_a_duplicate: bool = False


def stage_corrections(desk: Desk, case: StoredCase, corrects: Corrects, recorded: Recorded) -> list[Staged]:
    """Return a case with one event for each thing that is corrected. The first brings every fact that changes.

    Between the others there is no case to tell of: they are one correction, and are written at once.
    """
    before, facts_json = facts_to_json(case.facts), facts_to_json(corrects.facts)
    changes = {name: value for name, value in sorted(facts_json.items()) if before[name] != value}
    after = replace(
        case,
        facts=corrects.facts,
        sealed=desk.sealing.seal(corrects.sealed, str(case.id)),
        body_id=corrects.body_id,
        updated_at=recorded.at,
        la_reference=reference_now(corrects.facts, corrects.opening["la_reference"]),
        appellant_reference=corrects.opening["appellant_reference"],
        notice_contents=corrects.opening["notice_contents"],
    )
    written: list[Staged] = []
    for one in corrects.events:
        happened = Happened(one.kind, None, recorded.actor.kind, recorded.today, {})
        after = replace(after, version=after.version + 1)
        says = Says({} if written else changes, one.about, one.command)
        event = log(after, happened, says, recorded.actor, desk.draw_salt(), desk.pathway.law.version)
        after = replace(after, head=event.hash)
        again = corrects.not_a_duplicate
        written.append(staged(desk, after, event, facts_json, not_a_duplicate=again))
    written[0] = replace(
        written[0],
        owed=desk.ledger.corrected(corrects.trail, corrects.history, written[0].event),
        retold=True,
        certificate=_written_again(desk, written[0].case, corrects),
        revoked=corrects.revoked,
        notice_corrected=corrects.notice_corrected,
    )
    return written


def _written_again(desk: Desk, case: StoredCase, corrects: Corrects) -> NewCertificate | None:
    again, issued = corrects.certifies, case.facts.certificate
    if again is None or issued is None:
        return None
    return certificate_of(desk, case, issued, again)
