"""The charts of a comparison as SVG, by matplotlib. The same result gives the same bytes."""

from collections.abc import Mapping
from io import BytesIO
from textwrap import fill
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.figure import Figure

from app.evidence.domain.comparison.areas import named

_BARS = {
    "locked-out": ("locked_out", "Families locked out of the tribunal"),
    "delayed": ("delayed", "Families whose certificate was delayed"),
    "appeals": ("appeals", "Appeals registered"),
    "mediators": ("mediators_needed", "Mediators needed"),
    "cost": ("cost", "Cost for all sides, in pounds"),
}
_COLOUR, _DARK = "#1d70b8", "#0b0c0c"
_WHY = ("#1d70b8", "#f47738", "#4c2c92", "#00703c", "#b58840", "#912b88", "#85994b", "#505a5f")
"""A colour for each reason: of the palette of GOV.UK."""
_STYLE: Any = {"svg.hashsalt": "comparison", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}
_MOST = 8
_NOT_SHOWN = {"value": 0, "low": 0, "high": 0}
_WIDTH = 5.0
"""In inches. Two charts stand beside each other in the report, and stay readable."""
_LINE = 28
"""The letters of a line beside the bars."""
_NO_DATE = {"Date": None, "Creator": None, "Format": None, "Type": None}


def charts_of(result: Mapping[str, Any]) -> dict[str, str]:
    """Return each chart by its name."""
    with mpl.rc_context(_STYLE):
        told = {name: _bars(result, measure, title) for name, (measure, title) in _BARS.items()}
        told["sensitivity"] = _sensitivity(result)
        if any(one["locked_out"]["parts"] for one in result["by_regime"].values()):
            told["why"] = _why(result)
        if any(len(one["by_area"]) > 1 for one in result["by_regime"].values()):
            told["areas"] = _areas(result)
        return told


def _bars(result: Mapping[str, Any], measure: str, title: str) -> str:
    """Draw one measure under each regime, with the range over the assumptions."""
    regimes = list(result["by_regime"].items())
    shown = [told[measure] if told[measure]["value"] is not None else _NOT_SHOWN for _, told in regimes]
    values = [one["value"] for one in shown]
    below = [one["value"] - one["low"] for one in shown]
    above = [one["high"] - one["value"] for one in shown]
    figure = Figure(figsize=(_WIDTH, 0.8 + 0.5 * len(regimes)), layout="constrained")
    axes = figure.subplots()
    places = range(len(regimes))
    axes.barh(places, values, color=_COLOUR, height=0.55)
    axes.errorbar(values, places, xerr=[below, above], fmt="none", ecolor=_DARK, capsize=4)
    hidden = [" (not shown)" if one is _NOT_SHOWN else "" for one in shown]
    axes.set_yticks(places, [_wrapped(name + says) for (name, _), says in zip(regimes, hidden, strict=True)])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.6g}")
    axes.set_title(f"{title}\nThe line shows the range", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, title)


def _why(result: Mapping[str, Any]) -> str:
    """Draw by whose failure families are locked out, under each regime."""
    title = "Why families are locked out"
    regimes = result["by_regime"]
    parts = [one["locked_out"]["parts"] for one in regimes.values()]
    reasons = [why for why in max(parts, key=len) if any(one.get(why) for one in parts)]
    figure = Figure(figsize=(_WIDTH, 1.0 + 0.5 * len(regimes) + 0.2 * (len(reasons) // 2)), layout="constrained")
    axes = figure.subplots()
    places, before = range(len(regimes)), [0.0] * len(regimes)
    for why, colour in zip(reasons, _WHY, strict=False):
        numbers = [one.get(why, 0) for one in parts]
        axes.barh(places, numbers, left=before, height=0.55, color=colour, label=why.replace("_", " "))
        before = [left + number for left, number in zip(before, numbers, strict=True)]
    shown = zip(regimes, parts, strict=True)
    axes.set_yticks(places, [_wrapped(name if one else f"{name} (not shown)") for name, one in shown])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
    axes.set_title(f"{title}, in families", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    if reasons:
        figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    return _svg(figure, title)


def _areas(result: Mapping[str, Any]) -> str:
    """Draw the share of locked out families of each region, under each regime."""
    title = "Families locked out in each region"
    regimes = result["by_regime"]
    regions = list(next(iter(regimes.values()))["by_area"])
    figure = Figure(figsize=(_WIDTH, 1.2 + 0.5 * len(regions)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / len(regimes)
    for place, ((name, told), colour) in enumerate(zip(regimes.items(), _WHY, strict=False)):
        shares = [1000 * one["locked_out"] / max(one["decisions"], 1) for one in told["by_area"].values()]
        rows = [row + (place - (len(regimes) - 1) / 2) * height for row in range(len(regions))]
        axes.barh(rows, shares, height=height, color=colour, label=name)
    axes.set_yticks(range(len(regions)), [named(one) for one in regions])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_title(f"{title}, of 1,000 decisions", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    return _svg(figure, title)


def _sensitivity(result: Mapping[str, Any]) -> str:
    """Draw which assumptions move the number of locked out families most, under the regime with most of them."""
    title = "What moves the number of families locked out"
    by_regime = result["by_regime"]
    regime = max(by_regime, key=lambda one: by_regime[one]["locked_out"]["value"] or 0)
    rows = [one for one in result["sensitivity"] if one["regime"] == regime and one["measure"] == "locked_out"][:_MOST]
    figure = Figure(figsize=(_WIDTH, 0.8 + 0.32 * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    places = range(len(rows))
    axes.barh(places, [max(one["total"], 0) for one in rows], color=_COLOUR, height=0.6)
    axes.set_yticks(places, [one["assumption"].replace("_", " ") for one in rows])
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_title(f"{title}\nunder {regime}: share of the variance (total)", fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, title)


def _wrapped(name: str) -> str:
    """Return a name on several lines if it is long: the bars need their room."""
    return fill(name, _LINE, break_on_hyphens=False)


def _svg(figure: Figure, title: str) -> str:
    written = BytesIO()
    figure.savefig(written, format="svg", metadata={**_NO_DATE, "Title": title})
    return written.getvalue().decode()
