"""What a comparison compares: a regime under a name, with the parameters that the caller changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.matters import Appealable, Matter, TribunalPower
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime_values import Binds, ClockEffect, ExemptionMode, Exemptions, MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided

_OF_EXEMPTIONS: Final = {
    "exemption_decided_by": "decided_by",
    "exemption_mode": "mode",
    "exemption_decision_days": "decision_days",
    "exemption_if_undecided": "if_undecided",
}
"""The parameters of a regime that are members of its exemptions."""
_NOT_OF_A_REGIME = {*_OF_EXEMPTIONS, "preset", "matters"}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "preset": PresetName,
    "binds": Binds,
    "nonattendance_effect": NonattendanceEffect,
    "may_end_mediation": MayEnd,
    "exemption_decided_by": OrganisationKind,
    "exemption_mode": ExemptionMode,
    "exemption_if_undecided": Undecided,
    "clock_effect": ClockEffect,
}


class NotOfThisRegime(ValueError):
    """A caller changes something that the regime does not have. Its text says what."""


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

    Raises:
        NotOfThisRegime: the regime has no such matter, or no exemptions and nobody who would decide them.
    """
    if (preset := parameters.get("preset")) is not None:
        regime = PRESETS[preset].on(regime)
    mine = {name: new for name, new in parameters.items() if name not in _NOT_OF_A_REGIME}
    of_exemptions = {member: parameters[name] for name, member in _OF_EXEMPTIONS.items() if name in parameters}
    if of_exemptions:
        mine["exemptions"] = replace(_exemptions(regime, of_exemptions), **of_exemptions)
    if matters := parameters.get("matters"):
        mine["matters"] = _matters(regime, matters)
    return replace(regime, **mine)


def _exemptions(regime: Regime, changes: Mapping[str, Any]) -> Exemptions:
    """Return the exemptions of a regime. Where it has none: for every ground, with no time for deciding."""
    if regime.exemptions is not None:
        return regime.exemptions
    if "decided_by" not in changes:
        raise NotOfThisRegime(f"{regime.id} has no exemptions. To add them, send exemption_decided_by too")
    return Exemptions(changes["decided_by"], None, Undecided.WAITS, tuple(ExemptionGround))


def _matters(regime: Regime, changes: Mapping[str, Mapping[str, str]]) -> tuple[Matter, ...]:
    known = {one.name for one in regime.matters}
    if not changes.keys() <= known:
        raise NotOfThisRegime(f"{regime.id} has only these matters: {', '.join(sorted(known))}")
    return tuple(_matter(one, changes.get(one.name, {})) for one in regime.matters)


def _matter(one: Matter, changes: Mapping[str, str]) -> Matter:
    appealable, power = changes.get("appealable", one.appealable), changes.get("tribunal_power", one.power)
    return replace(one, appealable=Appealable(appealable), power=TribunalPower(power))


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
