"""What a comparison compares: a regime under a name, with the parameters that the caller changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.matters import Appealable, Matter, TribunalPower
from app.law.domain.presets import PRESETS, PresetName
from app.law.domain.regime_values import ClockEffect, ExemptionMode, Exemptions, MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Regime, RegimeId, Undecided

_OF_EXEMPTIONS: Final = {
    "exemption_decided_by": "decided_by",
    "exemption_mode": "mode",
    "exemption_decision_days": "decision_days",
    "exemption_if_undecided": "if_undecided",
}
"""The parameters of a regime that are members of its exemptions."""
_OF_EDITION_4: Final = {"decision_days": "exemption_decision_days", "if_undecided": "exemption_if_undecided"}
"""Names in an order that waited while the service was updated."""
_NOT_OF_A_REGIME = {*_OF_EXEMPTIONS, "preset", "matters"}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "preset": PresetName,
    "nonattendance_effect": NonattendanceEffect,
    "may_end_mediation": MayEnd,
    "exemption_decided_by": OrganisationKind,
    "exemption_mode": ExemptionMode,
    "exemption_if_undecided": Undecided,
    "clock_effect": ClockEffect,
}


class NotOfThisRegime(ValueError):
    """A caller changes something that the regime does not have. `member` leads to it among the parameters."""

    def __init__(self, member: tuple[str, ...], reason: str) -> None:
        super().__init__(reason)
        self.member, self.reason = member, reason


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
        NotOfThisRegime: the regime has no such matter, no exemptions, or no time in which a claim must be decided.
    """
    if (preset := parameters.get("preset")) is not None:
        regime = PRESETS[preset].on(regime)
    mine = {name: new for name, new in parameters.items() if name not in _NOT_OF_A_REGIME}
    if changes := {name: parameters[name] for name in _OF_EXEMPTIONS if name in parameters}:
        mine["exemptions"] = _exemptions(regime, changes)
    if matters := parameters.get("matters"):
        mine["matters"] = _matters(regime, matters)
    return replace(regime, **mine)


def _exemptions(regime: Regime, changes: Mapping[str, Any]) -> Exemptions:
    """Return the changed exemptions. Where the regime has none: for every ground, with no time for deciding."""
    begun = regime.exemptions
    if begun is None:
        if "exemption_decided_by" not in changes:
            told = "There are no exemptions that you could change. To add exemptions, send exemption_decided_by too"
            raise NotOfThisRegime((next(iter(changes)),), told)
        begun = Exemptions(changes["exemption_decided_by"], None, Undecided.WAITS, tuple(ExemptionGround))
    changed = replace(begun, **{_OF_EXEMPTIONS[name]: new for name, new in changes.items()})
    silence = changes.get("exemption_if_undecided", Undecided.WAITS)
    if silence is not Undecided.WAITS and changed.decision_days is None:
        told = "There is no time in which a claim must be decided. Send exemption_decision_days too"
        raise NotOfThisRegime(("exemption_if_undecided",), told)
    return changed


def _matters(regime: Regime, changes: Mapping[str, Mapping[str, str]]) -> tuple[Matter, ...]:
    """Return the changed matters. A matter that no decision raises is in no case, so nothing of it can be counted."""
    known = {one.name for one in regime.matters if one.kinds}
    for name in changes:
        if name not in known:
            raise NotOfThisRegime(
                ("matters", name), f"Under {regime.id}, you can change only these matters: {', '.join(sorted(known))}"
            )
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
        Scenario(one, RegimeId(one), _read(one, parameters.get(one, {})))
        if isinstance(one, str)
        else Scenario(one["name"], RegimeId(one["regime"]), _read(one["regime"], one["parameters"]))
        for one in said["regimes"]
    )


def _read(regime: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with their types. In edition 4, those of exemptions did nothing where there were none."""
    if _OF_EDITION_4.keys() & changes.keys():
        free = with_parameters(REGIMES[RegimeId(regime)], _preset(changes)).exemptions is None
        changes = {_OF_EDITION_4.get(name, name): new for name, new in changes.items()
                   if not (free and name in _OF_EDITION_4)}  # fmt: skip
    return {name: _READ[name](new) if name in _READ else new for name, new in changes.items()}


def _preset(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: PresetName(new) for name, new in changes.items() if name == "preset"}
