"""The charts of a comparison as SVG, by matplotlib. The same result gives the same bytes."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.figure import Figure

NAMES = ("locked-out", "delayed", "appeals", "mediators", "cost", "sensitivity")
_BARS = {
    "locked-out": ("locked_out", "Families locked out of the tribunal"),
    "delayed": ("delayed", "Families whose certificate was delayed"),
    "appeals": ("appeals", "Appeals registered"),
    "mediators": ("mediators_needed", "Mediators needed"),
    "cost": ("cost", "Cost in pounds"),
}
_COLOUR, _DARK = "#1d70b8", "#0b0c0c"
_STYLE: Any = {"svg.hashsalt": "comparison", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}
_MOST = 8
_NOT_SHOWN = {"value": 0, "low": 0, "high": 0}
_NO_DATE = {"Date": None, "Creator": None, "Format": None, "Type": None}


def charts_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Return each chart by its name."""
    with mpl.rc_context(_STYLE):
        told = {name: _bars(result, measure, title) for name, (measure, title) in _BARS.items()}
        return told | {"sensitivity": _sensitivity(result)}


def _bars(result: Mapping[str, Any], measure: str, title: str) -> str:
    """Draw one measure under each regime, with the range over the assumptions."""
    regimes = list(result["by_regime"].items())
    shown = [told[measure] if told[measure]["value"] is not None else _NOT_SHOWN for _, told in regimes]
    values = [one["value"] for one in shown]
    below = [one["value"] - one["low"] for one in shown]
    above = [one["high"] - one["value"] for one in shown]
    figure = Figure(figsize=(6.4, 0.8 + 0.6 * len(regimes)), layout="constrained")
    axes = figure.subplots()
    places = range(len(regimes))
    axes.barh(places, values, color=_COLOUR, height=0.55)
    axes.errorbar(values, places, xerr=[below, above], fmt="none", ecolor=_DARK, capsize=4)
    hidden = [" (not shown)" if one is _NOT_SHOWN else "" for one in shown]
    axes.set_yticks(places, [name + says for (name, _), says in zip(regimes, hidden, strict=True)])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
    axes.set_title(f"{title}. The line shows the range", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, title)


def _sensitivity(result: Mapping[str, Any]) -> str:
    """Draw which assumptions move the number of locked out families most, under the regime with most of them."""
    title = "What moves the number of families locked out"
    by_regime = result["by_regime"]
    regime = max(by_regime, key=lambda one: by_regime[one]["locked_out"]["value"] or 0)
    rows = [one for one in result["sensitivity"] if one["regime"] == regime and one["measure"] == "locked_out"][:_MOST]
    figure = Figure(figsize=(6.4, 0.8 + 0.32 * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    places = range(len(rows))
    axes.barh(places, [max(one["total"], 0) for one in rows], color=_COLOUR, height=0.6)
    axes.set_yticks(places, [one["assumption"].replace("_", " ") for one in rows])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_title(f"{title} under {regime}: share of the variance (total)", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, title)


def _svg(figure: Figure, title: str) -> str:
    written = BytesIO()
    figure.savefig(written, format="svg", metadata={**_NO_DATE, "Title": title})
    return written.getvalue().decode()
