"""What the log of a case says about time held for it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.capacity.records import Hold
from app.cases.desk import Desk
from app.cases.recording import Note, stage_note
from app.cases.records import Staged, StoredCase
from app.platform.actor import Recorded


def log_hold(desk: Desk, case: StoredCase, held: Hold, recorded: Recorded) -> Staged:
    """Log that time is held for a case, until when, and whose time. Only the mediator's provider sees the event.

    A hold that expires has no event of its own.
    """
    about = {
        "record": "hold",
        "hold_id": str(held.id),
        "provider_id": str(held.provider_id),
        "until": held.expires_at.isoformat(),
    }
    if held.slot_id is not None:
        about["slot_id"] = str(held.slot_id)
    return stage_note(desk, case, Note("slot-held", about, recorded.today), recorded)


def log_release(desk: Desk, case: StoredCase, held: Hold, recorded: Recorded) -> Staged:
    """Log that a hold was released before it expired."""
    about = {"record": "hold", "provider_id": str(held.provider_id), **released([held.id])}
    return stage_note(desk, case, Note("hold-released", about, recorded.today), recorded)


def released(hold_ids: Sequence[UUID]) -> dict[str, Any]:
    """Return what an event says about the holds that were released with it."""
    return {"holds_released": [str(one) for one in hold_ids]} if hold_ids else {}
