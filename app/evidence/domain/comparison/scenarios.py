"""What a comparison compares: a regime under a name, with the parameters that the caller changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime_values import ClockEffect, MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided

_OF_EXEMPTIONS = frozenset({"decision_days", "if_undecided"})
_NOT_OF_A_REGIME = _OF_EXEMPTIONS | {"preset"}
_READ = {
    "preset": PresetName,
    "nonattendance_effect": NonattendanceEffect,
    "may_end_mediation": MayEnd,
    "if_undecided": Undecided,
    "clock_effect": ClockEffect,
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A regime with some of its parameters changed. Its name stands for it in every table, chart and sentence."""

    name: str
    regime: RegimeId
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether the caller gave it a name. Otherwise the regime's id is its name."""
        return self.name != self.regime.value

    def ruled(self) -> Regime:
        """Return the regime with the changed parameters."""
        return with_parameters(REGIMES[self.regime], self.parameters)


def published(*regimes: RegimeId) -> tuple[Scenario, ...]:
    """Return regimes as published, each under its own id."""
    return tuple(Scenario(one.value, one) for one in regimes)


def with_parameters(regime: Regime, parameters: Mapping[str, Any]) -> Regime:
    """Return a regime with those of a preset in place, and then some of its parameters changed.

    The parameters of exemptions change only where there are exemptions.
    """
    if (preset := parameters.get("preset")) is not None:
        regime = PRESETS[preset].on(regime)
    mine = {name: new for name, new in parameters.items() if name not in _NOT_OF_A_REGIME}
    of_exemptions = {name: new for name, new in parameters.items() if name in _OF_EXEMPTIONS}
    if of_exemptions and regime.exemptions is not None:
        mine["exemptions"] = replace(regime.exemptions, **of_exemptions)
    return replace(regime, **mine)


def as_json(scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Return scenarios as a caller writes them: a regime's id, or an object with a name."""
    told = [*scenarios]
    return {
        "regimes": [
            {"regime": one.regime.value, "name": one.name, "parameters": dict(one.parameters)}
            if one.named
            else one.regime.value
            for one in told
        ],
        "parameters": {one.name: dict(one.parameters) for one in told if one.parameters and not one.named},
    }


def of_json(said: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Return the scenarios that `as_json` gave."""
    parameters = said["parameters"]
    return tuple(
        Scenario(one, RegimeId(one), _read(parameters.get(one, {})))
        if isinstance(one, str)
        else Scenario(one["name"], RegimeId(one["regime"]), _read(one["parameters"]))
        for one in said["regimes"]
    )


def _read(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _READ[name](new) if name in _READ else new for name, new in changes.items()}
