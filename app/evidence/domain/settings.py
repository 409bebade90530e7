"""How often families appeal about a setting: by whether it is on the authority's list, and by why it was refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.evidence.domain.outcomes import Outcome
from app.kernel.suppression import FEW, NOTHING_SHOWN, K, Shown, shown


@dataclass(frozen=True, slots=True)
class DisputedSetting:
    """A dispute about Section I, and what became of it so far."""

    setting: Setting
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SettingFigures:
    """Disputes about a setting: how many were appealed, and how many were not."""

    by_list: Mapping[OnList, Shown[Outcome]]
    by_reason: Mapping[RefusedBecause, Shown[Outcome]]

    def less_and_less(self) -> Iterator["SettingFigures"]:
        """Yield the same figures, each time with less. The last show nothing."""
        yield self
        yield (less := SettingFigures(_totals(self.by_list), _totals(self.by_reason)))
        yield (less := SettingFigures(less.by_list, dict.fromkeys(self.by_reason, NOTHING_SHOWN)))
        yield SettingFigures(dict.fromkeys(self.by_list, NOTHING_SHOWN), less.by_reason)


Groups = dict[RefusedBecause, Shown[Outcome]]


def setting_figures(disputes: Iterable[DisputedSetting]) -> SettingFigures:
    """Count disputes about a setting."""
    by_list = {one: dict.fromkeys(Outcome, 0) for one in OnList}
    by_reason = {one: dict.fromkeys(Outcome, 0) for one in RefusedBecause}
    for dispute in disputes:
        by_list[dispute.setting.preferred_on_list][dispute.outcome] += 1
        if dispute.setting.refused_because:
            by_reason[dispute.setting.refused_because][dispute.outcome] += 1
    lists = {one: shown(parts) for one, parts in by_list.items()}
    empty = frozenset(one for one, parts in by_reason.items() if not any(parts.values()))
    return SettingFigures(lists, _beside(lists, {one: shown(parts) for one, parts in by_reason.items()}, empty))


def _beside(lists: Mapping[OnList, Shown[Outcome]], reasons: Groups, empty: frozenset[RefusedBecause]) -> Groups:
    """Return what may be shown by reason, beside what is shown by list. `empty` are the reasons without a dispute.

    Each dispute is counted by list, and by reason too if a reason is known. So a sum by reason that exceeds the sum by
    list tells how many are hidden by list. A sum by list that hides nothing tells how many are hidden by reason. The
    smallest number by reason is then hidden too.
    """
    for outcome in (None, *Outcome):
        said = [_number(group, outcome) for group in lists.values()]
        by_list = [number for number in said if number is not None]
        while by_reason := _numbers(reasons, outcome):
            more = sum(by_list) - sum(by_reason.values())
            hides = not reasons.keys() <= by_reason.keys() | empty
            if more >= FEW or (more >= 0 and not (hides and len(by_list) == len(said))):
                break
            smallest = min(by_reason, key=lambda one: (by_reason[one], one))
            reasons[smallest] = Shown(None if outcome is None else reasons[smallest].total, None)
    return reasons


def _number(group: Shown[Outcome], outcome: Outcome | None) -> int | None:
    """Return a shown number of a group: of the disputes with an outcome or, without an outcome, of all."""
    if outcome is None:
        return group.total
    return None if group.parts is None else group.parts[outcome]


def _numbers(groups: Groups, outcome: Outcome | None) -> dict[RefusedBecause, int]:
    return {one: number for one, group in groups.items() if (number := _number(group, outcome)) is not None}


def _totals(groups: Mapping[K, Shown[Outcome]]) -> Mapping[K, Shown[Outcome]]:
    """Return the same groups without their parts."""
    return {name: Shown(group.total, None) for name, group in groups.items()}
