"""What a comparison found, in sentences. None of them says that a law causes anything."""

from collections.abc import Mapping
from typing import Any

from app.evidence.domain.comparison.areas import named
from app.evidence.domain.comparison.assumptions import YOURS, CountedIn
from app.evidence.domain.comparison.tally import SHARES
from app.law.domain.presets import PRESETS, PresetName

MEASURES = {
    "locked_out": "Families locked out of the tribunal",
    "delayed": "Families whose certificate was delayed",
    "certificates": "Certificates issued",
    "appeals": "Appeals registered",
    "late_appeals": "Appeals that came too late",
    "sessions": "Mediation sessions",
    "thirty_days_broken": "Families offered no session in time",
    "mediators_needed": "Mediators needed",
    "cost": "Cost for all sides",
}
DAYS = {
    "days_to_certificate": "Days from the decision to the certificate",
    "days_to_tribunal": "Days from the decision to the appeal",
}
WHY = {
    "family_contact_too_late": "the family contacted an adviser too late",
    "family_declined": "the family had to attend and declined",
    "family_did_not_attend": "the family had to attend and did not come",
    "exemption_refused": "an exemption was refused",
    "tribunal_undecided": "nobody decided about an exemption",
    "not_arranged": "no session was arranged",
    "authority_absent": "the authority did not come",
    "not_appealable": "the matter cannot be appealed",
}
MEANINGS = (
    "Locked out: the family wanted to appeal, but has no right to appeal. Delayed: the certificate came more than "
    "30 days after the family's first contact with an adviser. Mediators needed: enough for 95 of 100 families to "
    "get a session in time. Cost: for authorities, the tribunal and families."
)
CAUTION = (
    "This comparison says what follows from its assumptions. It does not say what a law would cause. If fewer families "
    "can appeal, the cost of appeals falls, but this is not a saving."
)
NOT_SHOWN = "not shown"
_UNITS = {
    CountedIn.SHARE: "{percent} %",
    CountedIn.DIFFERENCE: "{percent} percentage points",
    CountedIn.FACTOR: "{number} times",
    CountedIn.DAYS: "{number} days",
    CountedIn.EACH_WEEK: "{number} a week",
    CountedIn.HOURS: "{number} hours",
    CountedIn.POUNDS: "£{number}",
}


def number(value: float) -> str:
    """Return a number as people write it."""
    return f"{value:,.1f}" if value != round(value) else f"{round(value):,}"


def pounds(value: float) -> str:
    """Return an amount of money as people say it."""
    if abs(value) >= 1_000_000:
        return f"£{value / 1_000_000:,.1f} million"
    return f"£{round(value / 1000):,} thousand" if abs(value) >= 10_000 else f"£{round(value):,}"


def between(one: Mapping[str, Any], measure: str = "") -> str:
    """Return a number with its range, or that it may not be told."""
    if one["value"] is None:
        return NOT_SHOWN
    written = pounds if measure == "cost" else number
    return f"{written(one['value'])} ({written(one['low'])} to {written(one['high'])})"


def half_and_most(days: Mapping[str, Any]) -> str:
    """Return by which day half of the families, and nine of ten, were served."""
    if days["median"] is None:
        return NOT_SHOWN
    half, most = (_by(days, which) for which in SHARES)
    return f"half within {half}, nine of ten within {most}"


def _by(days: Mapping[str, Any], which: str) -> str:
    ends = days["ranges"].get(which)
    return between({"value": days[which], **ends}) if ends else str(days[which])


def assumed(one: Mapping[str, Any]) -> str:
    """Return the number of an assumption, with its range and its unit."""
    unit = _UNITS[CountedIn(one["unit"])]
    value, low, high = (
        unit.format(number=f"{at:,g}", percent=f"{100 * at:.3g}") for at in (one["value"], one["low"], one["high"])
    )
    return f"{value} ({low} to {high})"


def population_of(result: Mapping[str, Any]) -> str:
    """Return whose families were compared."""
    told = result["population"]
    if told["own_cases"] is not None:
        return (
            f"{told['decisions']:,} closed cases of {_authority(told)}, without names: "
            f"{_selection(told['own_cases'])}. We repeat each case's recorded steps under each regime. If a regime "
            "requires a step that was not recorded, the assumptions decide. Counts are rounded to the nearest five, "
            "and numbers that could identify a family are not shown."
        )
    whose = "in England" if told["authority"] is None else f"as if of {_authority(told)}"
    return (
        f"{told['decisions']:,} invented decisions of one year {whose}. Each family takes the same steps as a "
        "real case. The families, and all events that depend on chance, are the same under every regime."
    )


def _authority(told: Mapping[str, Any]) -> str:
    """Return the authority of a population, with its region where both are known."""
    if not told.get("region"):
        return f"authority {told['authority']}" if told["authority"] else "one authority"
    return f"{told['authority_name']} ({named(told['region'])})"


def _selection(said: Mapping[str, Any]) -> str:
    first, last = said["from_quarter"], said["to_quarter"]
    when = f"notices of {first}" if first == last else f"notices from {first} to {last}"
    kind = "" if said["kind"] is None else f", about {said['kind'].replace('_', ' ')}"
    return f"{when}{kind}, recorded under {said['recorded_under']}"


def found(result: Mapping[str, Any]) -> list[str]:
    """Return what was found, a sentence or two for each regime."""
    (first, today), *others = result["by_regime"].items()
    told = [
        f"{label(first, today)}: {_of(today, 'locked_out')} families cannot appeal as of right, and "
        f"{_of(today, 'appeals')} appeals are registered."
    ]
    for name, figures in others:
        apart = figures["differences"]["locked_out"]
        told.append(
            f"{label(name, figures)}: {_of(figures, 'locked_out')} families have no right to appeal. The "
            f"difference from the first regime is {between(apart)}.{_most(figures['locked_out'])} Mediators hold "
            f"{_of(figures, 'sessions')} sessions. {_of(figures, 'thirty_days_broken')} families are offered no "
            f"session in time.{_sent_back(figures)}"
        )
    return told


def _of(figures: Mapping[str, Any], measure: str) -> str:
    return between(figures[measure])


def label(name: str, figures: Mapping[str, Any]) -> str:
    """Return what a scenario is called in words: its own name, or the title of the regime."""
    return str(figures["title"]) if figures.get("regime", name) == name else name


def _most(locked_out: Mapping[str, Any]) -> str:
    parts: Mapping[str, int] = locked_out["parts"]
    if not parts:
        return ""
    why = max(parts, key=lambda one: parts[one])
    if not parts[why]:
        return ""
    ends = locked_out["ranges"].get(why)
    many = between({"value": parts[why], **ends}) if ends else number(parts[why])
    return f" The most frequent reason: {WHY[why]}, {many}."


def regime_of(figures: Mapping[str, Any]) -> str:
    """Return the title and the status of a regime, and what the caller changed in it."""
    told = f"{figures['title']} ({figures['status']})"
    changes = [
        told
        for name, new in figures.get("changed", {}).items()
        for told in (_of_matters(new) if name == "matters" else [_of_parameter(name, new)])
    ]
    return f"{told}. Changed for this comparison: {', '.join(changes)}" if changes else told


def _of_parameter(name: str, new: bool | int | str) -> str:
    return (
        f"the parameters of “{PRESETS[PresetName(str(new))].title}”" if name == "preset" else f"{name} = {_value(new)}"
    )


def _of_matters(changes: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [f"{matter}: {name} = {_value(new)}" for matter, told in changes.items() for name, new in told.items()]


def _value(new: bool | int | str) -> str:
    return ("yes" if new else "no") if isinstance(new, bool) else str(new).replace("_", " ")


def own_numbers(result: Mapping[str, Any]) -> str:
    """Return the assumptions that the caller changed, in a sentence, or nothing."""
    told = [f"{one['meaning']}: {assumed(one)}" for one in result["assumptions"] if one["source"] == YOURS]
    return f"Changed assumptions: {'; '.join(told)}. " if told else ""


def _sent_back(figures: Mapping[str, Any]) -> str:
    appeals = figures.get("sent_back")
    return f" In {number(appeals)} appeals, the tribunal can only send the decision back." if appeals else ""


def hardest(result: Mapping[str, Any], measure: str = "locked_out") -> str:
    """Return the regime under which a measure is largest."""
    by_regime: Mapping[str, Any] = result["by_regime"]
    return max(by_regime, key=lambda one: by_regime[one][measure]["value"] or 0)


def moves_most(
    result: Mapping[str, Any], measure: str = "locked_out", most: int = 6
) -> list[tuple[Mapping[str, Any], float]]:
    """Return the assumptions that move a measure most, under the regime in which it is largest, each with its share."""
    regime = hardest(result, measure)
    shares = [
        (one["assumption"], one["total"])
        for one in result["sensitivity"]
        if one["regime"] == regime and one["measure"] == measure
    ][:most]
    rows = {one["name"]: one for one in result["assumptions"]}
    return [(rows[name], share) for name, share in shares]
