"""How often families appeal about a setting: by whether it is on the authority's list, and by why it was refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.evidence.domain.outcomes import Outcome
from app.kernel.suppression import Shown, shown


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


def setting_figures(disputes: Iterable[DisputedSetting]) -> SettingFigures:
    """Count disputes about a setting."""
    by_list = {one: dict.fromkeys(Outcome, 0) for one in OnList}
    by_reason = {one: dict.fromkeys(Outcome, 0) for one in RefusedBecause}
    for dispute in disputes:
        by_list[dispute.setting.preferred_on_list][dispute.outcome] += 1
        if dispute.setting.refused_because:
            by_reason[dispute.setting.refused_because][dispute.outcome] += 1
    return SettingFigures(
        {one: shown(parts) for one, parts in by_list.items()},
        {one: shown(parts) for one, parts in by_reason.items()},
    )
