"""The use case of the family behind a case: the authority changes its pseudonyms, the end of school age, or a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from app.cases.certifying import named
from app.cases.desk import Desk
from app.cases.families.records import Family
from app.cases.ports import UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.kernel.terms import OrganisationKind


class FamilyNotYours(Exception):
    """Only the authority of the case changes how it groups its cases."""


class Families(Protocol):
    """The families behind cases."""

    async def of(self, case_id: UUID) -> Family:
        """Return what is known of the family behind a case."""

    async def keep(self, case: StoredCase, family: Family) -> None:
        """Store what is known of the family behind a case."""


@dataclass(frozen=True, slots=True)
class FamilyDesk:
    """What this use case works with in one unit of work."""

    desk: Desk
    families: Families


@dataclass(frozen=True, slots=True)
class ChangeFamily:
    """Change what is said, and keep the rest. `changes` are members of `Family`; None clears a member.

    `appellant_name` is the new name of the person who holds the right to appeal, for the certificate.
    """

    changes: Mapping[str, Any]
    appellant_name: str | None = None
    must_be_version: Callable[[int], None] = any_version


async def change_family(work: UnitOnCase, at: FamilyDesk, command: ChangeFamily) -> tuple[StoredCase, Family]:
    """Change the family behind the case of the work. Return the case after it, and the family.

    The event names what changed, and holds no value. Where nothing changes there is no event.

    Raises:
        FamilyNotYours: the caller is not the authority of the case.
    """
    case = work.case
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise FamilyNotYours
    command.must_be_version(case.version)
    before = await at.families.of(case.id)
    after = replace(before, **command.changes)
    changed = [name for name in sorted(command.changes) if getattr(before, name) != getattr(after, name)]
    if after != before:
        await at.families.keep(case, after)
    private = named(command.appellant_name, case.facts.appellant_kind) if command.appellant_name else None
    if private:
        changed.append("appellant_name")
    if not changed:
        return case, after
    note = Note("details-changed", {"record": "details", "changed": changed}, work.today, private=private)
    staged = stage_note(at.desk, case, note, work.recorded)
    work.put(staged)
    return staged.case, after
